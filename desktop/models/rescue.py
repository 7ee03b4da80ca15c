"""What the program does when its data does not open, and what it does meanwhile so that nothing is lost then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

from desktop import settings as choices
from desktop.clock import ServerClock
from desktop.crash import CrashHandler
from desktop.models.carrying import LOCKED, Way, begin_anew, keep_machine_key, repair_folder, unlock_folder
from desktop.strings import safety as words
from desktop.strings import start as start_words
from desktop.tasks import COPY, STORE, Lanes

if TYPE_CHECKING:
    from desktop.models.start import Opened
    from desktop.store.copies import Copies
    from desktop.store.keys import KeyProvider

_CHECK_SECONDS = 30.0


class Program(Protocol):
    """What is asked of the application: its door, window and lanes."""

    door: Any
    window: Any
    lanes: Lanes
    clock: ServerClock
    settings: choices.Settings
    crash: CrashHandler
    opened: Opened | None

    def open(self) -> None:
        """Open the data folder."""
        ...

    def keep(self, **values: Any) -> None:
        """Change settings and write them down."""
        ...


class Rescue(QObject):
    """The long steps run on the application's lanes."""

    def __init__(self, program: Program, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program, self._folder = program, folder
        self._copies: Copies | None = None
        self._told = ""
        self._trouble = ""
        self._busy = False
        self.keys: KeyProvider | None = None
        page = program.door.rescue
        page.repair_wanted.connect(self.repair)
        page.unlock_wanted.connect(self.unlock)
        page.anew_wanted.connect(self.anew)

    @property
    def _copy_folder(self) -> Path:
        return choices.copy_folder(self._folder, self._program.settings)

    def not_opened(self, problem: Exception) -> None:
        """Say why the data did not open, with the way on."""
        code, message = getattr(problem, "code", ""), str(getattr(problem, "message", ""))
        if code == "damaged" or code in LOCKED:
            self._program.door.ask_rescue(message, locked=code in LOCKED)
            return
        if not message:
            self._program.crash.report(problem)
            message = start_words.UNKNOWN.format(type(problem).__name__)
        self._program.door.refuse(message, retry=True)

    def repair(self) -> None:
        """Save the work out of the damaged files, then open the new ones."""
        self._program.door.wait(words.REPAIRING)
        folder, clock, copies = self._folder, self._program.clock, self._copy_folder
        self._run(lambda: repair_folder(folder, clock, copies, self.keys))

    def unlock(self, way: Way) -> None:
        """Open the data by a password or a recovery code."""
        self._program.door.wait(words.UNLOCKING)

        keep, copies = not self._program.settings.ask_key, self._copy_folder

        def work() -> str:
            self.keys = unlock_folder(self._folder, way, keep=keep, copies=copies)
            return ""

        self._run(work)

    def ask_key(self, wanted: bool) -> None:
        """From now on a password is asked at every start, or not any more."""
        opened = self._program.opened

        def home(sentence: str) -> None:
            if sentence == words.KEY_KEPT:
                self._program.keep(ask_key=False)
            if self._program.window is not None:
                self._program.window.tell_kept(sentence)

        if opened is not None:
            self._program.lanes.run(
                STORE, lambda: keep_machine_key(opened, not wanted), home, self._failed, self
            )

    def anew(self) -> None:
        """Put what nobody can open under seal, and begin anew."""
        self._program.door.wait(start_words.OPENING)
        self._run(lambda: begin_anew(self._folder, self._program.clock))

    def _run(self, work: Callable[[], str]) -> None:
        def home(sentence: str) -> None:
            self._told = sentence
            self._program.open()

        self._program.lanes.run(STORE, work, home, self.not_opened, self)

    def opened(self, opened: Opened) -> None:
        """The data is open: say what the repair brought, and keep the copy from now on."""
        from desktop.store.copies import Copies

        self._copies = Copies(opened.store, self._copy_folder)
        opened.store.subscribe(self._copies.changed)

    def say(self) -> None:
        """What the repair brought, on whatever is shown now."""
        if self._told:
            self._program.door.tell(self._told)

    def second(self) -> None:
        """Renew the copy when it is time; practice keeps none."""
        copies = self._copies
        if copies is None or self._busy or self._program.settings.mode == "practice" or not copies.due():
            return
        self._busy = True
        self._program.lanes.run(COPY, copies.renew, self._renewed, self._failed, self)

    def _renewed(self, _: bool) -> None:
        self._busy = False
        trouble = "" if self._copies is None else self._copies.trouble
        if trouble and trouble != self._trouble and self._program.window is not None:
            self._program.window.tell_trouble(words.COPY_TROUBLE.format(trouble))
        self._trouble = trouble

    def _failed(self, problem: Exception) -> None:
        self._busy = False
        self._program.crash.report(problem)

    def look_through(self) -> None:
        """Look through the file once in every run, beside the work."""
        opened = self._program.opened
        if self._told and self._program.window is not None:
            self._program.window.tell_kept(self._told)
            self._told = ""
        if opened is not None:
            store = opened.store
            self._program.lanes.run(COPY, lambda: store.check_file(_CHECK_SECONDS), self._looked, None, self)

    def _looked(self, found: str) -> None:
        if found == "damaged" and self._program.window is not None:
            self._program.window.tell_trouble(words.DAMAGED_LATER)
