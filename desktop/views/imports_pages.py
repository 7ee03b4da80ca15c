"""The first pages of an import: the file and its columns. They show state and tell wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.imports import strings as import_words
from desktop.imports.columns import ImportKind, columns
from desktop.imports.dry_run import Options
from desktop.imports.wizard import Wizard
from desktop.strings import imports as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.pick_box import PickBox
from desktop.widgets.text import Elided, Text, one_line
from domain.masking import mask_name, mask_phone, mask_text

_NAMES = ("name", "author")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FilePage(QWidget):
    """`chosen` when a person wants to pick a file, `dropped(path)`, `stopped`."""

    chosen = Signal()
    dropped = Signal(object)
    refused = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._hint = Text("", "body", tokens.TEXT_2, wrap=True)
        self._state = Text(words.DROP_HINT, "section", tokens.TEXT_2, wrap=True)
        self.button = Button(words.CHOOSE, "primary", "upload")
        self.stop = Button(words.STOP_READING)
        self.button.clicked.connect(self.chosen)
        self.stop.clicked.connect(self.stopped)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(24), tokens.px(16), tokens.px(24), tokens.px(16))
        column.addStretch(2)
        for each in (self._state, self._hint):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._state)
        column.addSpacing(tokens.px(8))
        for button in (self.button, self.stop):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(tokens.px(12))
        column.addWidget(self._hint)
        note = Text(words.SAFE_NOTE, "hint", tokens.TEXT_3, wrap=True)
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(note)
        column.addStretch(3)
        self.reading("")

    def explain(self, kind: ImportKind) -> None:
        """Say what the file should hold."""
        self._hint.setText(import_words.HINTS[kind])

    def reading(self, name: str) -> None:
        """Show that a file is being read; "" when none is."""
        self._state.setText(words.READING.format(one_line(name, 60)) if name else words.DROP_HINT)
        self.button.setVisible(not name)
        self.stop.setVisible(bool(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls() and self.button.isVisible():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """One local file."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) == 1:
            self.dropped.emit(paths[0])
        else:
            self.refused.emit(words.ONE_FILE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A dashed border says that files may be dropped."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.BORDER, 1.2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), tokens.RADIUS, tokens.RADIUS)
        painter.end()


class ColumnsPage(QWidget):
    """`mapped(field, column | None)`, `options_changed(Options)`, `sheet_wanted(name)`."""

    mapped = Signal(str, object)
    options_changed = Signal(object)
    sheet_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, tokens.px(8), 0)
        self._column.setSpacing(tokens.px(8))
        self._body: QWidget | None = None
        self.boxes: dict[str, PickBox] = {}
        self.options: dict[str, QWidget] = {}

    def show_wizard(self, wizard: Wizard, sources: Sequence[tuple[str, str]]) -> None:
        """Build the page anew for a table."""
        table = wizard.table
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = body = QWidget()
        self._column.addWidget(body)
        self.boxes, self.options = {}, {}
        if table is None:
            return
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(6))
        line = words.FILE_LINE.format(one_line(table.name, 80), len(table.rows), table.first_line - 1)
        column.addWidget(Text(line, "strong", wrap=True))
        for note in table.notes:
            column.addWidget(Text(note, "hint", tokens.AMBER, wrap=True))
        if len(table.sheets) > 1:
            pick = PickBox(tuple((name, one_line(name, 40), "") for name in table.sheets))
            pick.setAccessibleName(words.SHEET_LABEL)
            pick.choose(table.sheet)
            pick.changed.connect(lambda: self.sheet_wanted.emit(pick.value()))
            column.addLayout(_row(Text(words.SHEET_LABEL, "body", tokens.TEXT_2), pick))
        self._show_options(column, wizard, sources)
        column.addLayout(self._grid(wizard))
        column.addWidget(Text(words.REMEMBERED, "hint", tokens.TEXT_3, wrap=True))
        column.addStretch(1)

    def _grid(self, wizard: Wizard) -> QGridLayout:
        table = wizard.table
        assert table is not None
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.px(16))
        grid.setVerticalSpacing(tokens.px(5))
        grid.setColumnStretch(2, 1)
        for at, head in enumerate((words.FIELD_HEAD, words.COLUMN_HEAD, words.SAMPLE_HEAD)):
            grid.addWidget(Text(head, "hint", tokens.TEXT_3), 0, at)
        options = (
            ("-", words.NO_COLUMN, ""),
            *((str(n), words.COLUMN.format(_letter(n), one_line(t, 30) or words.NO_TITLE), "") for n, t in enumerate(table.header)),
        )  # fmt: skip
        for line, field in enumerate(columns(wizard.kind, table.header), 1):
            label = words.REQUIRED.format(field.title) if field.needed else field.title
            box = PickBox(options)
            box.setMinimumWidth(tokens.px(240))
            box.setAccessibleName(label)
            chosen = wizard.mapping.get(field.name)
            box.choose("-" if chosen is None else str(chosen))
            sample = Elided(_sample(wizard, field.name, chosen), "body", tokens.TEXT_2)
            box.changed.connect(self._teller(field.name, box))
            grid.addWidget(Text(label, "strong" if field.needed else "body"), line, 0)
            grid.addWidget(box, line, 1)
            grid.addWidget(sample, line, 2)
            self.boxes[field.name] = box
        return grid

    def _teller(self, name: str, box: PickBox) -> Callable[[], None]:
        def tell() -> None:
            value = box.value()
            if value:
                self.mapped.emit(name, None if value == "-" else int(value))

        return tell

    def _show_options(self, column: QVBoxLayout, wizard: Wizard, sources: Sequence[tuple[str, str]]) -> None:
        options = wizard.options
        if wizard.kind is ImportKind.ROSTER:
            tick = ChoiceRow((("yes", words.FILL_DOWN),), many=True)
            tick.choose(("yes",) if options.fill_down else ())
            tick.changed.connect(lambda: self._tell(wizard, fill_down=bool(tick.values())))
            tick.setAccessibleName(words.FILL_DOWN)
            column.addWidget(tick)
            self.options["fill_down"] = tick
        if wizard.kind is ImportKind.DUTIES and "list_kind" not in wizard.mapping:
            kinds = ChoiceRow(
                tuple((kind, kind) for kind in ("职责", "权力", "基本履职", "配合履职", "上级收回"))
            )
            kinds.choose((options.list_kind,))
            kinds.changed.connect(lambda: self._tell(wizard, list_kind=next(iter(kinds.values()), "")))
            kinds.setAccessibleName(words.LIST_KIND)
            column.addLayout(_row(Text(words.LIST_KIND, "body", tokens.TEXT_2), kinds))
            self.options["list_kind"] = kinds
        if wizard.kind is ImportKind.INBOX:
            pick = PickBox(tuple((code, name, code) for code, name in sources))
            pick.choose(options.source)
            pick.changed.connect(lambda: self._tell(wizard, source=pick.value()))
            pick.setAccessibleName(words.SOURCE)
            column.addLayout(_row(Text(words.SOURCE, "body", tokens.TEXT_2), pick))
            self.options["source"] = pick

    def _tell(
        self,
        wizard: Wizard,
        *,
        fill_down: bool | None = None,
        list_kind: str | None = None,
        source: str | None = None,
    ) -> None:
        now = wizard.options
        self.options_changed.emit(
            Options(
                now.township,
                now.fill_down if fill_down is None else fill_down,
                now.list_kind if list_kind is None else list_kind,
                now.source if source is None else source,
            )
        )


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(tokens.px(10))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _letter(column: int) -> str:
    """A, B … Z, AA as spreadsheets count."""
    high, low = divmod(column, 26)
    return (_LETTERS[high - 1] if high else "") + _LETTERS[low]


def _sample(wizard: Wizard, name: str, column: int | None) -> str:
    """The first values of a column, people masked."""
    if wizard.table is None or column is None:
        return ""
    cells = [
        row[column].strip() for row in wizard.table.rows[:12] if column < len(row) and row[column].strip()
    ]

    def masked(cell: str) -> str:
        if wizard.kind in (ImportKind.ROSTER, ImportKind.INBOX) and name in _NAMES:
            return mask_name(cell)
        return mask_phone(cell) if name == "phone" else mask_text(cell)

    return "　".join(one_line(masked(cell), 24) for cell in cells[:3])
