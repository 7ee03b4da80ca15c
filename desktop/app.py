"""The application: window first, then the store, then the county. It joins the parts and holds no rules."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop import settings as choices
from desktop.clock import ServerClock
from desktop.crash import CrashHandler
from desktop.models import start
from desktop.models.desk import Desk
from desktop.models.exchange import Exchange
from desktop.models.start import Opened
from desktop.strings import start as words
from desktop.strings import window as window_words
from desktop.tasks import NET, STORE, Lanes
from desktop.views.front_door import Credentials, FrontDoor
from desktop.widgets.ime_guard import ImeGuard
from desktop.widgets.theme import dress, install_fonts, rescale

if TYPE_CHECKING:
    from desktop.store.values import Signed
    from desktop.views.lock_screen import LockScreen
    from desktop.views.main_window import MainWindow

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FONT_FILES = ("NotoSansSC-Regular", "NotoSansSC-Bold", "MinqingNamesExt-Regular", "NotoEmoji-Regular")
SCALES = (100, 125, 150)


@dataclass(frozen=True, slots=True)
class Launch:
    """What the command line said."""

    folder: Path
    server: str = ""
    practice: bool = False


class Shell(QWidget):
    """The one top-level window: front door, work, lock screen."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(window_words.PRODUCT)
        self.door = FrontDoor()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.door)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self.resize(1366, 768)


class Application(QObject):
    """Owns everything that lives as long as the program. `window` is there after the office was read."""

    def __init__(self, app: QApplication, launch: Launch) -> None:
        super().__init__()
        self._app, self._launch = app, launch
        self.settings = choices.load(launch.folder)
        dress(app, install_fonts(FONTS / f"{name}.ttf" for name in FONT_FILES), self.settings.font_percent / 100)
        self._guard = ImeGuard(self)
        app.installEventFilter(self._guard)
        self.crash = CrashHandler(launch.folder, self._crashed)
        self.lanes = Lanes(self.crash.report, self)
        self.clock = ServerClock()
        self.desk = Desk(self.lanes, self.clock, self)
        self.exchange = Exchange(self.lanes, self)
        self.opened: Opened | None = None
        self.window: MainWindow | None = None
        self.lock: LockScreen | None = None
        self.shell = Shell()
        self.door = self.shell.door
        self.door.practice_wanted.connect(self.practise)
        self.door.sign_in_wanted.connect(self._sign_in)
        self.door.scale_wanted.connect(self.scale_to)
        self.door.retry_wanted.connect(self.open)
        self.desk.sent.connect(self.exchange.wake)
        self.desk.office_changed.connect(self._office)
        self.exchange.state.connect(self._linked)

    def show(self) -> None:
        """The window first; everything else after the first paint."""
        self.shell.show()
        QTimer.singleShot(0, self, self.open)

    def open(self) -> None:
        """Open the data folder on the store lane."""
        self.door.wait(words.OPENING)
        folder, clock = self._launch.folder, self.clock
        self.lanes.run(STORE, lambda: start.open_folder(folder, clock), self._take_folder, self._refused, self)

    def _take_folder(self, opened: Opened) -> None:
        self.opened = opened
        mode = "practice" if self._launch.practice else "county" if self._launch.server else self.settings.mode
        if mode == "practice":
            self.practise()
        elif mode == "county":
            if opened.signed is not None:
                self._work(opened.signed, self._launch.server or self.settings.server)
            else:
                self.door.ask_sign_in(self._launch.server or self.settings.server, self.settings.last_login)
        else:
            self.door.ask_mode()

    def practise(self) -> None:
        """本机试用: the embedded county, the sample operator."""
        opened = self.opened
        if opened is None:
            return
        self.keep(mode="practice")
        if opened.signed is not None:
            self._attach(opened.signed)
            self.lanes.run(NET, lambda: start.start_county(opened).url, self._join, self._refused, self)
            return
        self.door.wait(words.PREPARING)
        self.lanes.run(NET, lambda: start.practice_sign_in(opened), self._practising, self._refused, self)

    def _practising(self, signed: Signed) -> None:
        assert self.opened is not None
        assert self.opened.ready is not None
        self._work(signed, self.opened.ready.url)

    def _sign_in(self, typed: Credentials) -> None:
        opened = self.opened
        if opened is None:
            return

        def work() -> Signed:
            return start.sign_in(
                opened, typed.address, typed.login, typed.password, typed.enrolment, self.settings.device_name, typed.ca
            )

        def home(signed: Signed) -> None:
            self.door.forget_password()
            self.keep(mode="county", server=typed.address, ca_file=typed.ca, last_login=typed.login)
            if self.window is not None:
                self.exchange.signed_in()
                self.shell.pages.setCurrentWidget(self.window)
            else:
                self._work(signed, typed.address)

        self.lanes.run(NET, work, home, self._refused, self)

    def _work(self, signed: Signed, address: str) -> None:
        self._attach(signed)
        self._join(address)

    def _attach(self, signed: Signed) -> None:
        assert self.opened is not None
        self.door.wait(words.LOADING)
        self.desk.attach(self.opened.store, signed.actor, signed.county_name)

    def _join(self, address: str) -> None:
        if self.opened is not None and address:
            self.exchange.begin(self.opened, address, self.settings.ca_file)

    def _office(self) -> None:
        """The office was read: the window can work."""
        if self.window is not None:
            return
        from desktop.views.assembly import build_window

        self.window = build_window(self)
        self.shell.pages.addWidget(self.window)
        self.shell.pages.setCurrentWidget(self.window)
        self.window.show_link(self.exchange.last)
        self.desk.office_changed.emit()

    def _linked(self, state: Any) -> None:
        if self.window is not None:
            self.window.show_link(state)

    def _refused(self, problem: Exception) -> None:
        message = getattr(problem, "message", "") or getattr(getattr(problem, "answer", None), "message", "")
        if not message:
            self.crash.report(problem)
            message = words.UNKNOWN.format(type(problem).__name__)
        if self.window is not None:
            self.window.tell_trouble(message)
        else:
            self.door.refuse(message, retry=self.opened is None)

    def _crashed(self, kind: str) -> None:
        if self.window is not None:
            if self.window.work.form is not None:
                self.window.work.form.save_draft()
            self.window.tell_trouble(words.CRASH.format(kind))

    # --- choices

    def keep(self, **values: Any) -> None:
        """Change settings and write them down."""
        self.settings = replace(self.settings, **values)
        try:
            choices.save(self._launch.folder, self.settings)
        except OSError as problem:
            self.crash.report(problem)

    def scale_to(self, percent: int) -> None:
        """Another font scale."""
        self.keep(font_percent=percent)
        rescale(self._app, percent / 100)
        if self.window is not None:
            self.window.fit()

    def scale_by(self, step: int) -> None:
        """One step larger or smaller."""
        at = SCALES.index(self.settings.font_percent) if self.settings.font_percent in SCALES else 0
        self.scale_to(SCALES[max(0, min(len(SCALES) - 1, at + step))])

    def close(self) -> None:
        """End everything in order: exchange, lanes, store."""
        self.exchange.end()
        self.lanes.close()
        self.desk.close()
        if self.desk.store is None and self.opened is not None:
            self.opened = None
        self.crash.remove()


def run(launch: Launch, arguments: list[str]) -> int:
    """Show the program and wait for its end."""
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("minqing")
    program = Application(app, launch)
    program.show()
    code = app.exec()
    program.close()
    return code
