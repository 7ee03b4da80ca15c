"""The shipped window of one operator, driven by keys; the store below it exchanges with a county process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Application, Launch
from desktop.store.store import Store
from desktop.views.main_window import MainWindow
from tests.journeys.county_process import CountyProcess

SECONDS = 30_000
ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


class Screen:
    """Signs in at the front door; afterwards `window` works."""

    def __init__(
        self, qtbot: QtBot, app: QApplication, folder: Path, county: CountyProcess, login: str
    ) -> None:
        self._qtbot = qtbot
        self._app = app
        self.program = Application(app, Launch(folder, server=county.url))
        self.program.show()
        self.until(lambda: self.program.opened is not None)
        door = self.program.door
        if self.program.opened is not None and self.program.opened.signed is None:
            self.until(lambda: door._fields["address"].text() == county.url)
            typed = {"login": login, "password": county.password, "enrolment": county.enrolment()}
            for name, text in typed.items():
                door._fields[name].setText(text)
            door._submit.click()
        self.until(lambda: self.program.window is not None)
        self.until(lambda: self.program.exchange.last.kind == "online")
        self.window.activateWindow()

    @property
    def window(self) -> MainWindow:
        """The main window."""
        assert self.program.window is not None
        return self.program.window

    @property
    def store(self) -> Store:
        """What lies below it."""
        assert self.program.desk.store is not None
        return self.program.desk.store

    def until(self, holds: Callable[[], Any], milliseconds: int = SECONDS) -> None:
        """Let the window live until something is true."""
        self._qtbot.waitUntil(lambda: bool(holds()), timeout=milliseconds)

    def rest(self) -> None:
        """Until no lane works."""
        self.until(lambda: self.program.lanes.idle)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to the window, so that shortcuts run as they do for a person."""
        QTest.keyClick(self.program.shell.windowHandle(), key, modifier)

    def choose(self, queue: str, case_id: str) -> None:
        """Open a queue and put the cursor on a matter."""
        self.window.open_queue(queue)
        self.until(lambda: self.window.work.list.model.find(case_id) >= 0)
        self.window.work.list.choose_case(case_id)
        self.until(lambda: self.shown(case_id))
        self.window.work.list.table.setFocus()

    def shown(self, case_id: str) -> bool:
        """Whether the matter stands on the right."""
        case = self.window.work.case_view.case
        return case is not None and case.id == case_id

    def show(self, case_id: str) -> None:
        """Show a matter, wherever it stands."""
        self.window.show_case(case_id)
        self.until(lambda: self.shown(case_id))

    def confirmed(self, case_id: str) -> int:
        """Revision of the matter shown that the county has confirmed; 0 while something waits."""
        file = self.window.work.case_view.file
        return 0 if file is None or file.case.id != case_id or file.pending else file.confirmed_rev

    def give(self, case_id: str, kind: str, **values: Any) -> None:
        """Fill in the form of a command and give it by Ctrl+Enter; the county has it afterwards."""
        self.show(case_id)
        self.until(lambda: kind in self.window.work.case_view.kinds and self.confirmed(case_id))
        before = self.confirmed(case_id)
        self.window.give(kind)
        form = self.window.work.form
        assert form is not None
        self.rest()
        for name, value in values.items():
            form.put(name, value)
        form.focus_first()
        self.press(*ENTER)
        self.until(lambda: self.window.work.form is None)
        self.until(lambda: self.confirmed(case_id) > before)

    def close(self) -> None:
        """As somebody who ends the program."""
        self.program.shell.close()
        self.program.close()
        self._app.removeEventFilter(self.program)
        self._app.removeEventFilter(self.program._guard)
        self.program.shell.deleteLater()
        self._app.processEvents()
