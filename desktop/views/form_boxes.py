"""From a field's declaration to the box on screen, with one way to read and write its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.forms import Field
from desktop.strings import fields as field_words
from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.field_boxes import FilesBox, LongText, RowsBox, WhenBox
from desktop.widgets.pick_box import PickBox
from desktop.widgets.text import one_line

FEW = 8
"""So many options of a `many` field are shown as buttons; more are searched for."""


@dataclass(frozen=True)
class Box:
    """The widget with its accessors."""

    widget: QWidget
    get: Callable[[], Any]
    put: Callable[[Any], None]
    on_change: Callable[[Callable[[], None]], None]
    on_files: Callable[[Callable[[Any], None]], None] = lambda _: None


def _line(hint: str, guard: QObject) -> Box:
    widget = QLineEdit()
    widget.setPlaceholderText(hint)
    widget.setMinimumHeight(tokens.px(34))
    widget.installEventFilter(guard)
    return Box(
        widget, widget.text, lambda v: widget.setText(str(v or "")), lambda act: _on(widget.textChanged, act)
    )


def _on(signal: Any, act: Callable[[], None]) -> None:
    signal.connect(lambda *_: act())


def _text(field: Field, hint: str) -> Box:
    widget = LongText(field.lines, hint)
    return Box(
        widget, widget.toPlainText, lambda v: widget.setPlainText(str(v or "")),
        lambda act: _on(widget.textChanged, act),
    )  # fmt: skip


def _choice(field: Field, many: bool, numbered: bool = False) -> Box:
    row = ChoiceRow(tuple((c.value, c.label) for c in field.options), many, numbered=numbered)

    def get() -> Any:
        return row.values() if many else next(iter(row.values()), "")

    def put(value: Any) -> None:
        row.choose(tuple(value) if many else (str(value),) if value else ())

    return Box(row, get, put, lambda act: _on(row.changed, act))


def _tick(kind: str, field: Field) -> Box:
    row = ChoiceRow((("yes", field_words.label(kind, field.name)),), many=True)
    return Box(
        row, lambda: bool(row.values()), lambda v: row.choose(("yes",) if v else ()),
        lambda act: _on(row.changed, act),
    )  # fmt: skip


def _pick(field: Field, hint: str) -> Box:
    widget = PickBox(tuple((c.value, c.label, f"{c.note} {c.keys}") for c in field.options), hint)

    def listen(act: Callable[[], None]) -> None:
        _on(widget.changed, act)
        if widget.isEditable():
            _on(widget.editTextChanged, act)

    return Box(widget, widget.value, lambda v: widget.choose(str(v or "")), listen)


def _many(field: Field, hint: str) -> Box:
    if len(field.options) <= FEW * 2:
        return _choice(field, many=True)
    from desktop.widgets.many_box import ManyBox

    widget = ManyBox(
        tuple((c.value, c.label, f"{c.note} {c.keys}") for c in field.options), hint, words.REMOVE
    )
    return Box(widget, widget.values, widget.choose, lambda act: _on(widget.changed, act))


def _when() -> Box:
    widget = WhenBox()
    touched: list[bool] = []

    def put(value: Any) -> None:
        if value:
            widget.blockSignals(True)
            widget.show_at(int(value))
            widget.blockSignals(False)
            touched.append(True)

    widget.dateTimeChanged.connect(lambda *_: touched.append(True))
    return Box(
        widget, lambda: widget.at() if touched else 0, put, lambda act: _on(widget.dateTimeChanged, act)
    )


def _table(kind: str, field: Field) -> Box:
    columns = field_words.TABLES[field.name if field.name in field_words.TABLES else kind]
    widget = RowsBox(tuple(label for _, label in columns), words.ADD_ROW)

    def get() -> Any:
        return tuple(row for row in widget.rows() if any(cell.strip() for cell in row))

    return Box(widget, get, widget.show_rows, lambda act: _on(widget.changed, act))


def _files() -> Box:
    widget = FilesBox(words.ADD_FILES, words.DROP_FILES, words.REMOVE)

    def put(values: Any) -> None:
        widget.show_kept(tuple((v, one_line(v.name, 60)) for v in values))

    def listen(act: Callable[[Any], None]) -> None:
        widget.added.connect(act)

    return Box(widget, widget.values, put, lambda act: _on(widget.changed, act), listen)


def make_box(kind: str, field: Field, guard: QObject, numbered: bool = False) -> Box:
    """The box of a field; `guard` filters Enter in one-line fields; `numbered`: digits choose."""
    hint = "" if field.name.startswith("q:") else field_words.hint(kind, field.name)
    match field.kind:
        case "text":
            return _text(field, hint)
        case "choice":
            return _choice(field, many=False, numbered=numbered)
        case "tick":
            return _tick(kind, field)
        case "pick":
            return _pick(field, hint or words.PICK_HINT)
        case "many":
            return _many(field, hint or words.PICK_HINT)
        case "when":
            return _when()
        case "table":
            return _table(kind, field)
        case "files":
            return _files()
        case _:
            return _line(hint, guard)
