"""The application: window first, then the store, then the county. It joins the parts and holds no rules."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop import settings as choices
from desktop.clock import ServerClock
from desktop.crash import CrashHandler
from desktop.cycles import Cycles
from desktop.models.rescue import Rescue
from desktop.strings import start as words
from desktop.strings import window as window_words
from desktop.tasks import NET, STORE, Lanes
from desktop.views.front_door import Credentials, FrontDoor
from desktop.widgets.ime_guard import ImeGuard
from desktop.widgets.theme import dress, install_fonts, rescale

if TYPE_CHECKING:
    from desktop.models.desk import Desk
    from desktop.models.exchange import Exchange
    from desktop.models.start import Opened
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
        dress(
            app, install_fonts(FONTS / f"{name}.ttf" for name in FONT_FILES), self.settings.font_percent / 100
        )
        self._guard = ImeGuard(self)
        self._guard.follow(app)
        app.focusWindowChanged.connect(self._watch)
        self.crash = CrashHandler(launch.folder, self._crashed)
        self.lanes = Lanes(self.crash.report, self)
        self.cycles = Cycles(self, lambda: self.lanes.busy)
        self.clock = ServerClock()
        self.desk: Desk
        self.exchange: Exchange
        self.opened: Opened | None = None
        self.walls: list[Any] = []
        self._used_at = 0
        self._changing = False
        self.window: MainWindow | None = None
        self.lock: LockScreen | None = None
        self.shell = Shell()
        self.door = self.shell.door
        self.door.practice_wanted.connect(self.practise)
        self.door.sign_in_wanted.connect(self._sign_in)
        self.door.scale_wanted.connect(self.scale_to)
        self.door.retry_wanted.connect(self.open)
        self.rescue = Rescue(self, launch.folder, self)

    def show(self) -> None:
        """The window first; everything else after the first paint."""
        self.shell.show()
        QTimer.singleShot(0, self, self.open)

    def open(self) -> None:
        """Open the data folder on the store lane."""
        self.door.wait(words.OPENING)
        folder, clock = self._launch.folder, self.clock

        def work() -> Opened:
            from desktop.models import start
            from desktop.views import assembly  # noqa: F401 - imported here so that the screen need not wait for it

            return start.open_folder(folder, clock, self.rescue.keys)

        self.lanes.run(STORE, work, self._take_folder, self.rescue.not_opened, self)

    def _take_folder(self, opened: Opened) -> None:
        from desktop.models.desk import Desk
        from desktop.models.exchange import Exchange

        self.opened = opened
        self.rescue.opened(opened)
        self.desk = Desk(self.lanes, self.clock, self)
        self.exchange = Exchange(self.lanes, self)
        self.desk.line = self.exchange.line
        self.desk.sent.connect(self.exchange.wake)
        self.desk.office_changed.connect(self._office)
        self.desk.second.connect(self._second)
        self.exchange.state.connect(self._linked)
        self.exchange.shut_out.connect(self._shut_out, Qt.ConnectionType.QueuedConnection)
        mode = (
            "practice" if self._launch.practice else "county" if self._launch.server else self.settings.mode
        )
        if mode == "practice":
            self.practise()
        elif mode == "county":
            if opened.signed is not None:
                self._work(opened.signed, self._launch.server or self.settings.server)
            else:
                self.door.ask_sign_in(self._launch.server or self.settings.server, self.settings.last_login)
        else:
            self.door.ask_mode()
        self.rescue.say()

    def practise(self) -> None:
        """本机试用: the embedded county, the sample operator."""
        from desktop.models import start

        opened = self.opened
        if opened is None:
            return
        if self.settings.mode != "practice":
            self.keep(mode="practice", alert_sound=False)
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
        from desktop.models import start

        def work() -> Signed:
            return start.sign_in(
                opened,
                typed.address,
                typed.login,
                typed.password,
                typed.enrolment,
                self.settings.device_name,
                typed.ca,
            )

        def home(signed: Signed) -> None:
            self.door.forget_password()
            if self.settings.mode == "practice":
                self.keep(alert_sound=True)
            self.keep(mode="county", server=typed.address, ca_file=typed.ca, last_login=typed.login)
            if self.window is not None:
                if signed.actor != self.desk.actor:
                    self.desk.change_person(signed.actor, signed.county_name)
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
        self.desk.barred, self.desk.away = self.opened.barred, self.exchange.away
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
        self.cycles.settle()
        self.rescue.look_through()
        self.desk.office_changed.emit()

    def _linked(self, state: Any) -> None:
        if self.window is not None:
            self.window.show_link(state)

    def _refused(self, problem: Exception) -> None:
        message = getattr(problem, "message", "") or getattr(getattr(problem, "answer", None), "message", "")
        if not message:
            self.crash.report(problem)
            message = words.UNKNOWN.format(type(problem).__name__)
        if self.window is not None and self.shell.pages.currentWidget() is self.window:
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

    def choose(self, name: str, value: Any) -> None:
        """A setting was chosen on its page."""
        if name == "font_percent":
            self.scale_to(value)
            return
        self.keep(**{name: value})
        if name == "single_keys" and self.window is not None:
            self.window.use_letters(value)
        if name == "ask_key":
            self.rescue.ask_key(value)
        if name == "hold_seconds":
            self.desk.hold_seconds = value

    def _watch(self, window: QWindow | None) -> None:
        """Keys and clicks of this window are looked at; a window is watched once however often it comes."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key or click counts as being there."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._used_at = 0
        return super().eventFilter(watched, event)

    def _second(self, now: int) -> None:
        self.rescue.second()
        if not self._used_at:
            self._used_at = now
        minutes = self.settings.lock_minutes
        if minutes and now - self._used_at >= minutes * 60:
            self.lock_now()

    def lock_now(self) -> None:
        """Lock: counts only, nothing personal, what was being written stays."""
        from desktop.views.lock_screen import LockScreen

        if self.window is None or self.opened is None or self.opened.signed is None:
            return
        if self.lock is None:
            self.lock = LockScreen()
            self.lock.unlock_wanted.connect(self._unlock)
            self.shell.pages.addWidget(self.lock)
        if self.shell.pages.currentWidget() is self.lock:
            return
        self.window.work.case_view.hide_personal()
        for dialog in self.shell.findChildren(QDialog):
            dialog.reject()
        QApplication.clipboard().clear()
        count, late = self.window.totals()
        self.shell.pages.setCurrentWidget(self.lock)
        self.lock.begin(self.opened.signed.actor.name, count, late)

    def _unlock(self, password: str) -> None:
        opened = self.opened
        if opened is None or opened.signed is None:
            return
        login = opened.signed.login

        def home(_: object) -> None:
            self._used_at = 0
            if self.window is not None:
                self.shell.pages.setCurrentWidget(self.window)
                self.window.work.list.table.setFocus()

        def wrong(_: Exception) -> None:
            if self.lock is not None:
                self.lock.wrong()

        self.lanes.run(NET, lambda: opened.sessions.sign_in_offline(login, password), home, wrong, self)

    def sign_in_again(self) -> None:
        """The county wants to know again who works here; the window waits behind the door."""
        if self.settings.mode == "practice":
            opened = self.opened
            if opened is not None:
                from desktop.models import start

                self.lanes.run(
                    NET,
                    lambda: start.practice_sign_in(opened),
                    lambda _: self.exchange.signed_in(),
                    self._refused,
                    self,
                )
            return
        self.door.ask_sign_in(self._launch.server or self.settings.server, self.settings.last_login)
        self.shell.pages.setCurrentWidget(self.door)

    def _shut_out(self) -> None:
        """The account was disabled: nothing of the work is shown to it any more; a colleague may sign in."""
        if self.shell.pages.currentWidget() is not self.door:
            QApplication.clipboard().clear()
            self.door.ask_sign_in(self._launch.server or self.settings.server)
            self.door.refuse(words.SHUT_OUT)
            self.shell.pages.setCurrentWidget(self.door)

    @property
    def practising(self) -> bool:
        """本机试用 with the county that this program started."""
        ready = self.opened.ready if self.opened is not None else None
        return self.settings.mode == "practice" and ready is not None and ready.practice

    def change_person(self, login: str) -> None:
        """练习 only: sign out and in again as another of the sample people."""
        opened, window = self.opened, self.window
        if opened is None or window is None or self._changing or not self.practising:
            return
        from desktop.models import start
        from desktop.strings import practice as practice_words

        self._changing = True
        window.begin_anew()
        window.tell(practice_words.UNDERWAY)
        address = self.exchange.address

        def work() -> Signed:
            self.exchange.pause()
            return start.practice_change(opened, login)

        def home(signed: Signed) -> None:
            self._changing = False
            self.desk.change_person(signed.actor, signed.county_name)
            self.exchange.begin(opened, address)
            window.tell(practice_words.DONE.format(signed.actor.name))

        def failed(problem: Exception) -> None:
            self._changing = False
            self.exchange.begin(opened, address)
            self._refused(problem)

        self.lanes.run(NET, work, home, failed, self)

    def sign_out(self) -> None:
        """Forget the session; what waits stays in the encrypted store."""
        opened = self.opened
        if opened is not None:
            self.lanes.run(STORE, opened.sessions.sign_out, self._signed_out, self._refused, self)

    def _signed_out(self, _: None) -> None:
        self.shell.close()

    def close(self) -> None:
        """End everything in order: exchange, lanes, store."""
        for wall in self.walls:
            wall.close()
        if self.opened is not None:
            self.exchange.end()
        self.lanes.close()
        if self.opened is not None:
            self.desk.close()
            self.opened.store.close()
            self.opened = None
        self.crash.remove()
        self.cycles.close()


def run(launch: Launch, arguments: list[str]) -> int:
    """Show the program and wait for its end."""
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("minqing")
    program = Application(app, launch)
    program.show()
    code = app.exec()
    program.close()
    return code
