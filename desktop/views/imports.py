"""The page 住户与网格: what this desk knows, and the import of rosters, places, duty lists and messages.

Four steps: file, columns, check, result. The state is `desktop.imports.wizard.Wizard`; this view shows it, runs the
slow parts on lanes and keeps the draft. `line` gives the way to the county, or None while there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.imports import desk as import_desk
from desktop.imports import strings as import_words
from desktop.imports.columns import ImportKind
from desktop.imports.dry_run import DryRun, Options
from desktop.imports.line import LANE, Failure, Line
from desktop.imports.table import Table, read_table, save_errors
from desktop.imports.wizard import Step, Wizard
from desktop.models.desk import Desk, new_id
from desktop.strings import imports as words
from desktop.views.imports_frame import Frame, scrolled
from desktop.views.imports_home import ImportHome
from desktop.views.imports_pages import ColumnsPage, FilePage
from desktop.views.imports_result import CheckPage, DonePage
from documents.sheets import SheetProblem

READ_LANE = "sheets"
_PAGES = {Step.FILE: 0, Step.COLUMNS: 1, Step.CHECK: 2, Step.SENT: 3, Step.DONE: 3}


class ImportWizard(QWidget):
    """`finished(kind)` after the county has taken an import: time for an exchange."""

    finished = Signal(str)

    def __init__(
        self, desk: Desk, line: Callable[[], Line | None] = lambda: None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._line = desk, line
        self.wizard: Wizard | None = None
        self._remembered: Mapping[str, str] = {}
        self._path: Path | None = None
        self._stop = threading.Event()
        self._reading = self._sending = self._checking = False
        self._shown: Step | None = None
        self.home = ImportHome(desk)
        self.frame = Frame("", words.STEPS)
        self.file_page, self.columns_page = FilePage(), ColumnsPage()
        self.check_page, self.done_page = CheckPage(), DonePage()
        for page in (self.file_page, scrolled(self.columns_page), self.check_page, self.done_page):
            self.frame.pages.addWidget(page)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.home)
        self._stack.addWidget(self.frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.home.wanted.connect(self.begin)
        self.home.resumed.connect(self.resume)
        self.home.dropped.connect(self.drop)
        self.file_page.chosen.connect(self._choose)
        self.file_page.dropped.connect(self.read)
        self.file_page.refused.connect(self.frame.show_problem)
        self.file_page.stopped.connect(self._halt)
        self.columns_page.mapped.connect(lambda name, at: self._change(lambda w: w.mapped(name, at)))
        self.columns_page.options_changed.connect(lambda options: self._change(lambda w: w.chose(options)))
        self.columns_page.sheet_wanted.connect(self._other_sheet)
        self.check_page.export_wanted.connect(self._export)
        self.check_page.agreed.connect(lambda _: self._buttons())
        self.done_page.export.clicked.connect(self._export)
        self.done_page.again.clicked.connect(self.send)
        self.done_page.give_up.clicked.connect(self._give_up)
        self.frame.back.clicked.connect(self.back)
        self.frame.forward.clicked.connect(self.forward)
        self.frame.out.clicked.connect(self.leave)
        keys = {"Ctrl+Return": self.forward, "Ctrl+Enter": self.forward, "Alt+Left": self.back}
        for key, act in keys.items():
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def event(self, event: QEvent) -> bool:
        """Esc belongs to an import that is open, before it belongs to the window."""
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self.frame:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the import; what is underway is kept."""
        if event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self.frame:
            self.leave()
            return
        super().keyPressEvent(event)

    # --- begin, go on, leave

    def refresh(self) -> None:
        """The page was opened: read what is known and what waits."""
        self.home.refresh()

    def begin(self, kind: ImportKind) -> None:
        """A new import; an unfinished one of the kind is replaced when its file is read."""
        office = self._desk.office
        if office is None:
            return
        self.wizard = Wizard(kind, options=Options(office.township))
        self._desk.read(partial(import_desk.recalled, kind=kind), self._take_remembered, self)
        self.frame.title.setText(import_words.KINDS[kind])
        self.file_page.explain(kind)
        self._stack.setCurrentWidget(self.frame)
        self._show()

    def _take_remembered(self, found: Mapping[str, str]) -> None:
        self._remembered = found

    def resume(self, kind: ImportKind) -> None:
        """Go on with what was underway."""

        def home(found: Wizard | None) -> None:
            if found is None:
                self.drop(kind)
                self.home.tell(import_words.UNREADABLE_DRAFT)
                return
            self.begin(kind)
            self.wizard = found
            self._path = None
            self._show()
            if found.step is Step.SENT:
                self.send()

        self._desk.read(partial(import_desk.resume, kind=kind), home, self)

    def drop(self, kind: ImportKind) -> None:
        """Give an unfinished import up."""
        self._desk.write(
            lambda store: import_desk.keep(store, Wizard(kind), ""), lambda _: self.home.refresh(), self
        )

    def leave(self) -> None:
        """Back to the overview; what is underway is kept."""
        if self._stack.currentWidget() is not self.frame:
            return
        self._stop.set()
        wizard = self.wizard
        if wizard is not None and wizard.step is not Step.FILE:
            self._keep(lambda _: self.home.refresh())
        self.wizard = self._shown = None
        self._stack.setCurrentWidget(self.home)
        self.setFocus()
        self.home.refresh()

    def _keep(self, done: Callable[[Any], None] | None = None) -> None:
        wizard, actor = self.wizard, self._desk.actor.id
        if wizard is not None:
            self._desk.write(lambda store: import_desk.keep(store, wizard, actor), done, self)

    # --- the file

    def _choose(self) -> None:
        dialog = QFileDialog(self, words.CHOOSE_TITLE, "", words.FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def read(self, path: Path, sheet: str = "") -> None:
        """Read a file in a process of its own."""
        if self._reading or self.wizard is None:
            return
        self._reading, self._path = True, path
        self._stop = stop = threading.Event()
        self.frame.show_problem("")
        self.frame.pages.setCurrentIndex(0)
        self.file_page.reading(path.name)
        self.frame.work(True)
        self._desk.lanes.run(
            READ_LANE, lambda: read_table(path, sheet, stop.is_set), self._take_table, self._not_read, self
        )

    def _halt(self) -> None:
        self._stop.set()

    def _take_table(self, found: Table | SheetProblem) -> None:
        self._reading = False
        self.file_page.reading("")
        self.frame.work(False)
        wizard = self.wizard
        if wizard is None:
            return
        if isinstance(found, SheetProblem):
            self.wizard = wizard.failed(found.message)
        else:
            self.wizard = wizard.opened(found, self._remembered)
            self._keep()
        self._show()

    def _not_read(self, problem: Exception) -> None:
        self._take_table(
            SheetProblem("fault", str(getattr(problem, "message", "")) or import_words.CANCELLED)
        )

    def _other_sheet(self, name: str) -> None:
        table = self.wizard.table if self.wizard is not None else None
        if self._path is not None and table is not None and name and name != table.sheet:
            self.read(self._path, name)

    # --- columns and check

    def _change(self, change: Callable[[Wizard], Wizard]) -> None:
        if self.wizard is not None and self.wizard.step is Step.COLUMNS:
            self.wizard = change(self.wizard)
            self._show()

    def _check(self) -> None:
        wizard, office = self.wizard, self._desk.office
        if wizard is None or office is None or self._checking:
            return
        trouble = wizard.trouble()
        if trouble:
            self.frame.show_problem(trouble)
            return
        self._checking = True
        self.frame.work(True)
        self._buttons()

        def work(store: Any) -> Wizard:
            return wizard.checked(import_desk.known_now(store, wizard.kind, wizard.options.township))

        self._desk.read(work, self._checked, self, self._not_checked)

    def _checked(self, found: Wizard) -> None:
        self._checking = False
        self.frame.work(False)
        if self.wizard is not None:
            self.wizard = found
            self._keep()
            self._show()

    def _not_checked(self, problem: Exception) -> None:
        self._checking = False
        self.frame.work(False)
        self.frame.show_problem(str(getattr(problem, "message", problem)))
        self._buttons()

    # --- on, back, send

    def forward(self) -> None:
        """The next step of wherever the import stands."""
        wizard = self.wizard
        if (
            wizard is None
            or self._stack.currentWidget() is not self.frame
            or not self.frame.forward.isEnabled()
        ):
            return
        if wizard.step is Step.COLUMNS:
            self._check()
        elif wizard.step is Step.CHECK:
            self._confirm()
        elif wizard.step is Step.DONE:
            self.leave()

    def back(self) -> None:
        """One step back."""
        if self.wizard is not None and not self._reading:
            self.wizard = self.wizard.back()
            self._show()

    def _confirm(self) -> None:
        assert self.wizard is not None
        self.wizard = self.wizard.confirm(new_id)
        if self.wizard.step is not Step.SENT:
            self._show()
            return
        self._sending = True
        self._show()
        self._keep(lambda _: self._post())

    def send(self) -> None:
        """Send what was confirmed, again if need be: the same bytes under the same id."""
        if self.wizard is not None and self.wizard.step is Step.SENT and not self._sending:
            self._sending = True
            self._show()
            self._post()

    def _post(self) -> None:
        wizard, line = self.wizard, self._line()
        if wizard is None:
            self._sending = False
            return
        if line is None:
            self._answered(Failure("later", import_words.OFFLINE))
            return
        path, body = wizard.kind.value, wizard.body
        self._desk.lanes.run(LANE, lambda: line.give(path, body), self._answered, self._lost, self)

    def _lost(self, problem: Exception) -> None:
        self._answered(Failure("later", str(getattr(problem, "message", "")) or import_words.OFFLINE))

    def _answered(self, answer: Any) -> None:
        self._sending = False
        wizard = self.wizard
        if wizard is None:
            return
        self.wizard = done = wizard.answered(answer)
        self._keep()
        if done.step is Step.DONE:
            self._desk.write(lambda store: import_desk.keep_columns(store, done))
            self.finished.emit(done.kind.value)
        self._show()

    def _give_up(self) -> None:
        if self.wizard is not None:
            self.wizard = self.wizard.withdrawn()
            self._keep()
            self._show()

    # --- errors as a file

    def _export(self) -> None:
        wizard = self.wizard
        if wizard is None or wizard.table is None:
            return
        name = import_words.ERROR_FILE.format(Path(wizard.table.name).stem)
        dialog = QFileDialog(self, words.EXPORT_TITLE, f"{name}.xlsx", words.EXPORT_FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the error table."""
        wizard = self.wizard
        if wizard is None or wizard.table is None or wizard.run is None:
            return
        table, run = wizard.table, wizard.run
        self._desk.lanes.run(
            READ_LANE, lambda: save_errors(table, run.faults, path), lambda _: self._exported(run),
            lambda _: self.frame.show_problem(import_words.NOT_WRITTEN), self,
        )  # fmt: skip

    def _exported(self, run: DryRun) -> None:
        rows = len({fault.line for fault in run.faults})
        self.frame.show_problem(words.EXPORTED.format(rows), "blue")

    # --- showing

    def _show(self) -> None:
        wizard = self.wizard
        if wizard is None:
            return
        index = _PAGES[wizard.step]
        self.frame.steps.show_step(4 if wizard.step is Step.DONE else index)
        self.frame.pages.setCurrentIndex(index)
        self.frame.remark.setText(
            wizard.table.name if wizard.table is not None and wizard.step is not Step.FILE else ""
        )
        self.frame.show_problem(wizard.problem, "amber" if wizard.step is Step.SENT else "red")
        if wizard.step is Step.COLUMNS:
            office = self._desk.office
            sources = tuple(office.profile.sources.items()) if office is not None else ()
            self.columns_page.show_wizard(wizard, sources)
            self.frame.show_problem(wizard.problem or wizard.trouble(), "amber")
        elif wizard.step is Step.CHECK and wizard.run is not None:
            self.check_page.show_run(wizard.run)
        elif wizard.step in (Step.SENT, Step.DONE):
            self.done_page.show_wizard(wizard, sending=self._sending)
        self.frame.work(self._sending)
        self._buttons()
        if wizard.step is not self._shown:
            self._shown = wizard.step
            (
                self.frame.forward if self.frame.forward.isVisible() else self.frame.pages.currentWidget()
            ).setFocus()

    def _buttons(self) -> None:
        wizard = self.wizard
        if wizard is None:
            return
        frame, step = self.frame, wizard.step
        frame.back.setVisible(step in (Step.COLUMNS, Step.CHECK))
        frame.forward.setVisible(step in (Step.COLUMNS, Step.CHECK, Step.DONE))
        frame.out.relabel(words.LEAVE if step not in (Step.FILE, Step.DONE) else words.CANCEL, "Esc")
        frame.out.setVisible(step is not Step.DONE)
        if step is Step.CHECK and wizard.run is not None:
            counts = wizard.run.counts
            text = (
                words.CONFIRM.format(counts["new"], counts["changed"])
                if wizard.sendable
                else words.CONFIRM_NOTHING
            )
            frame.forward.relabel(text, "Ctrl+Enter" if wizard.sendable else "")
            agreed = not wizard.run.asks or bool(self.check_page.tick.values())
            frame.forward.setEnabled(wizard.sendable and agreed)
            return
        frame.forward.relabel(words.FINISH if step is Step.DONE else words.NEXT, "Ctrl+Enter")
        frame.forward.setEnabled(not self._checking and not wizard.trouble())
