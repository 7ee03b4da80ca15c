"""A walk through the main screens on the practice county, with a picture of each; exits 0 only if all were made."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Application, Launch
from desktop.strings import tour as words
from desktop.views.assembly import open_wall
from desktop.views.households import HouseholdsPage
from desktop.views.main_window import MainWindow
from desktop.views.row_delegate import RowDelegate

SIZE = (1366, 768)
PATIENCE = 90.0
SETTLE = 0.6


class TourProblem(Exception):
    """A screen could not be made."""


class Tour:
    """Drives the shipped application; nothing in it is staged for the pictures."""

    def __init__(self, app: QApplication, program: Application, folder: Path) -> None:
        self._app, self._program, self._folder = app, program, folder
        self.made: list[Path] = []

    def wait(self, ready: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let the program work until it is so. Raises TourProblem."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise TourProblem(what)
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def settle(self, seconds: float = SETTLE) -> None:
        """Let what is underway arrive."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end and self._program.lanes.idle, "idle")

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save what is shown."""
        self.settle()
        shown = widget if widget is not None else self._program.shell
        path = self._folder / f"{len(self.made) + 1:02d}-{name}.png"
        rows = shown.findChildren(RowDelegate)
        image = shown.grab()
        while not all(each.complete for each in rows):
            self.settle(0)
            image = shown.grab()
        if not image.save(str(path)):
            raise TourProblem(name)
        self.made.append(path)
        sys.stdout.write(f"{path.name}\n")
        sys.stdout.flush()

    @property
    def window(self) -> MainWindow:
        """The main window, once it is there."""
        assert self._program.window is not None
        return self._program.window

    def walk(self) -> None:
        """All screens in the order of a working day."""
        program = self._program
        self.wait(lambda: program.opened is not None, words.OPEN)
        self.picture("first-run")
        program.practise()
        self.wait(lambda: program.window is not None, words.WINDOW)
        assert program.opened is not None
        store = program.opened.store
        self.wait(lambda: store.counts().cases > 0 and not store.sync_state().resyncing, words.CASES)
        self.settle(1.5)
        window = self.window
        window.open_queue("first_call")
        self.picture("queue")
        self._form("log_call", "first-call")
        window.register()
        self.picture("register")
        window.work.back()
        for queue in (
            "pending_accept",
            "handling",
            "review",
            "callback",
            "rectify",
            "supervision",
            "overdue",
            "closed",
        ):
            window.open_queue(queue)
            self.picture(queue.replace("_", "-"))
        window.open_queue("pending_accept")
        self.settle()
        self._form("dispatch", "dispatch")
        window.show_palette("暖气")
        self.settle()
        self.picture("search", window.palette_box)
        if window.palette_box is not None:
            window.palette_box.reject()
        for page in ("households", "codes", "documents", "statistics", "tray", "settings"):
            if window.page(page) is not None:
                if page == "documents":
                    window.show_papers()
                    self.settle(2.0)
                else:
                    window.open_page(page)
                if page == "households":
                    self._households()
                self.picture(page)
        self._wall()
        program.lock_now()
        self.picture("lock")
        program.shell.pages.setCurrentWidget(window)
        self._large()

    def _form(self, kind: str, name: str) -> None:
        self.window.give(kind)
        self.settle()
        if self.window.work.form is None:
            raise TourProblem(name)
        self.picture(name)
        self.window.work.back()

    def _households(self) -> None:
        page = self.window.page("households")
        assert isinstance(page, HouseholdsPage)
        self.wait(lambda: page.list.model.rowCount() > 0, words.HOUSEHOLDS)

    def _wall(self) -> None:
        wall = open_wall(self._program)
        if wall is None:
            raise TourProblem("wall")
        wall.showNormal()
        wall.resize(1920, 1080)
        self.wait(lambda: wall.snapshot is not None, "wall")
        self.picture("wall", wall)
        wall.close()

    def _large(self) -> None:
        self._program.scale_to(150)
        self.window.open_queue("first_call")
        self.picture("large-font")
        self._program.shell.resize(1920, 1080)
        self.picture("large-font-1920")
        self._program.shell.resize(*SIZE)
        self._program.scale_to(100)


def run_tour(pictures: Path, data: Path | None) -> int:
    """Walk and save the pictures into `pictures`."""
    pictures.mkdir(parents=True, exist_ok=True)
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(["minqing"])
    own = data is None
    folder = data if data is not None else Path(tempfile.mkdtemp(prefix="minqing-tour-"))
    program = Application(app, Launch(folder))
    program.shell.resize(*SIZE)
    program.shell.show()
    program.open()
    tour = Tour(app, program, pictures)
    try:
        tour.walk()
    except TourProblem as problem:
        sys.stderr.write(words.FAILED.format(problem) + "\n")
        return 1
    finally:
        program.close()
        if own:
            shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(words.DONE.format(len(tour.made), pictures) + "\n")
    return 0
