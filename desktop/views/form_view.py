"""One view for every form: fields from the declaration, inline refusals, drafts, Ctrl+Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop import story
from desktop.forms import Field, Form, Problem, check, fill
from desktop.forms.drafts import draft_id, from_text, to_text
from desktop.models.desk import Desk
from desktop.models.drafts import keep_draft
from desktop.models.files import find_case, keep_files
from desktop.strings import actions as action_words
from desktop.strings import fields as field_words
from desktop.strings import window as words
from desktop.views.case_head import CaseHead
from desktop.views.form_boxes import Box, make_box
from desktop.views.reported_panel import JUDGING, ReportedPanel
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.text import Text
from domain.case import Case
from domain.refusals import NeedsCounty, Refusal, sentence

if TYPE_CHECKING:
    from desktop.models.shapes import Draft

CITED = ("parent", "of")
"""Fields that hold the number of another matter."""
DRAFT_DELAY_MS = 1200
"""A draft is on disk at most two seconds after the last key."""


class FormView(QWidget):
    """`given(answer)` after the command was written, `left()` when the form is closed without; `file_wanted` of evidence."""

    given = Signal(object)
    left = Signal()
    file_wanted = Signal(object)

    def __init__(
        self, desk: Desk, form: Form, case: Case | None, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self.form, self._case, self.case_id = desk, form, case, case_id
        self._draft_id = draft_id(form.kind, case.id if case is not None else "", desk.actor.id)
        self.values: dict[str, Any] = fill(form)
        self.dirty = False
        self._busy = False
        self._given = False
        self._boxes: dict[str, Box] = {}
        self._labels: dict[str, Text] = {}
        self._errors: dict[str, Text] = {}
        self._cells: dict[str, QWidget] = {}
        self.notice = NoticeBar(rounded=True)
        self._saved = Text("", "hint", tokens.TEXT_3)
        self.submit_button = Button(action_words.COMMANDS[form.kind], "primary", "done", "Ctrl+Enter")
        self.cancel_button = Button(words.FORM_CANCEL, key="Esc")
        self._numbered = next((f for f in form.fields if f.kind == "choice"), None)
        self._saver = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._saver.timeout.connect(self.save_draft)
        self._build()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.submit)
        self._refresh_shown()
        desk.read(lambda s: s.load_draft(self._draft_id), self._restore, self)

    def _build(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        page = QWidget()
        page.setAutoFillBackground(True)
        page.setBackgroundRole(self.backgroundRole().Base)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.px(16), tokens.px(10), tokens.px(16), tokens.px(10))
        column.setSpacing(tokens.px(8))
        column.addWidget(Text(action_words.COMMANDS[self.form.kind], "title"))
        if self._case is not None and self._desk.office is not None:
            column.addWidget(CaseHead(self._desk, self._case))
            if self.form.kind in JUDGING:
                panel = ReportedPanel(self._desk, self.form.kind, self._case.id)
                panel.file_wanted.connect(self.file_wanted)
                column.addWidget(panel)
        column.addWidget(self.notice)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.px(14))
        grid.setVerticalSpacing(tokens.px(8))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        line, side = 0, 0
        for each in self.form.fields:
            cell = self._cell(each)
            if each.half:
                grid.addWidget(cell, line, side)
                side += 1
                if side == 2:
                    line, side = line + 1, 0
            else:
                line = line + 1 if side else line
                grid.addWidget(cell, line, 0, 1, 2)
                line, side = line + 1, 0
        column.addLayout(grid)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        foot = QHBoxLayout()
        foot.setContentsMargins(tokens.px(16), tokens.px(6), tokens.px(16), tokens.px(8))
        foot.addWidget(self.submit_button)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self._saved, 1)
        self.submit_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.leave)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addLayout(foot)

    def _cell(self, each: Field) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(3))
        label = Text(self.label(each.name), "body", tokens.TEXT_2)
        box = make_box(self.form.kind, each, self, each is self._numbered)
        box.widget.setAccessibleName(self.label(each.name))
        error = Text("", "hint", tokens.RED, wrap=True)
        error.hide()
        if each.kind != "tick":
            column.addWidget(label)
        column.addWidget(box.widget)
        column.addWidget(error)
        column.addStretch(1)
        box.put(self.values[each.name])
        box.on_change(partial(self._edited, each.name))
        box.on_files(partial(self._add_files, each.name))
        self._boxes[each.name], self._labels[each.name] = box, label
        self._errors[each.name], self._cells[each.name] = error, cell
        return cell

    def label(self, name: str) -> str:
        """The label of a field; questions of the profile carry their own words."""
        return field_words.label(self.form.kind, name)

    def focus_first(self) -> None:
        """Put the cursor where work begins: the first empty required field, else the first field."""
        shown = [f for f in self.form.fields if f.visible(self.values)]
        empty = [f for f in shown if f.needed(self.values) and not self.values[f.name]]
        for each in (*empty, *shown):
            self._boxes[each.name].widget.setFocus()
            return

    def put(self, name: str, value: Any) -> None:
        """Set a field as if it had been typed."""
        self._boxes[name].put(value)
        self._edited(name)

    def _edited(self, name: str) -> None:
        self.values[name] = self._boxes[name].get()
        self.dirty = True
        self._errors[name].hide()
        self._refresh_shown()
        self._saver.start()

    def _refresh_shown(self) -> None:
        for each in self.form.fields:
            shown = each.visible(self.values)
            self._cells[each.name].setVisible(shown)
            mark = " *" if each.needed(self.values) else ""
            self._labels[each.name].setText(f"{self.label(each.name)}{mark}")

    def _add_files(self, name: str, paths: tuple[Any, ...]) -> None:
        def home(kept: Any) -> None:
            added, problems = kept
            self.put(name, (*self.values[name], *added))
            if problems:
                self.notice.show_notice("amber", "\n".join(problems))

        self._desk.write(lambda store: keep_files(store, paths), home, self)

    def submit(self) -> None:
        """Check and give the command."""
        if self._busy or self._given:
            return
        for name, box in self._boxes.items():
            self.values[name] = box.get()
        problems = check(self.form, self.values)
        if problems:
            self._show_problems(problems)
            return
        self.notice.clear()
        cited = next((name for name in CITED if name in self.values), "")
        if cited:
            number = self.values[cited].strip()
            self._desk.read(lambda s: find_case(s, number), lambda case_id: self._cited(cited, case_id), self)
            return
        self._give(self.values)

    def _cited(self, name: str, case_id: str) -> None:
        """The other matter was looked up by its number."""
        if not case_id:
            self._errors[name].setText(words.NO_SUCH_CASE.format(self.values[name].strip()))
            self._errors[name].show()
            self._boxes[name].widget.setFocus()
            return
        self._give({**self.values, name: case_id})

    def _give(self, values: dict[str, Any]) -> None:
        self._busy = True
        self.submit_button.setEnabled(False)
        try:
            body = self.form.build(values)
        except ValueError as problem:
            self._busy = False
            self.submit_button.setEnabled(True)
            self.notice.show_notice("red", str(problem))
            return
        seen = self._case.rev if self._case is not None else 0
        hold = self.form.hold
        self._desk.submit(self.case_id, body, seen, hold, self._answered, self, self._not_saved)

    def _not_saved(self, problem: Exception) -> None:
        """A full disk, a person who may only read: what was typed stays, and can be given again."""
        self._busy = False
        self.submit_button.setEnabled(True)
        self.notice.show_notice("red", str(problem))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        for error in self._errors.values():
            error.hide()
        for problem in problems:
            self._errors[problem.field].setText(problem.message)
            self._errors[problem.field].show()
        self.notice.show_notice("red", field_words.MISSING_COUNT.format(len(problems)))
        self._boxes[problems[0].field].widget.setFocus()

    def _answered(self, answer: object) -> None:
        self._busy = False
        self.submit_button.setEnabled(True)
        if isinstance(answer, Refusal):
            self.notice.show_notice("red", sentence(answer))
            return
        self._given = True
        self.dirty = False
        self._saver.stop()
        self._desk.write(lambda store: store.delete_draft(self._draft_id))
        if isinstance(answer, NeedsCounty):
            self.notice.show_notice("amber", sentence(answer) or words.SENT_TO_COUNTY)
        self.given.emit(answer)

    def save_draft(self) -> None:
        """Keep what was typed."""
        if not self.dirty or self._given:
            return
        now = self._desk.now()
        body = to_text(self.values)
        case = self._case.id if self._case is not None else ""
        actor, number, kind = self._desk.actor.id, self._draft_id, self.form.kind

        self._desk.write(
            lambda store: keep_draft(store, number, kind, case, actor, body, now),
            lambda _: self._kept(now),
            self,
        )

    def _kept(self, at: int) -> None:
        self._saved.setText(words.FORM_SAVED.format(story.moment_text(at, self._desk.now())))

    def _restore(self, draft: Draft | None) -> None:
        if draft is None or self.dirty:
            return
        known = {f.name: f for f in self.form.fields}
        for name, value in from_text(draft.body).items():
            if name in known:
                self.values[name] = value
                self._boxes[name].put(value)
        self._refresh_shown()
        at = story.moment_text(draft.saved_at, self._desk.now())
        self.notice.show_notice(
            "blue", words.FORM_RESTORED.format(at), "history", ((words.FORM_DROP, self.drop_draft),)
        )

    def drop_draft(self) -> None:
        """Begin anew."""
        self._desk.write(lambda store: store.delete_draft(self._draft_id))
        self.values = fill(self.form)
        for name, box in self._boxes.items():
            box.put(self.values[name])
        self.dirty = False
        self._refresh_shown()
        self.notice.clear()

    def leave(self) -> None:
        """Close; what was typed stays as a draft."""
        self.save_draft()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; digits choose in the first row of choices when no field is typed into."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        if event.text().isdigit() and event.text().isascii():
            for each in self.form.fields:
                row = self._boxes[each.name].widget
                if each is self._numbered and isinstance(row, ChoiceRow) and row.isVisible():
                    row.press(int(event.text()))
                    return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a one-line field goes on; it never submits."""
        if (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
        ):
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)
