"""Lanes: named single threads for work that must not hold up the screen.

Plain functions run on a lane; values cross, never sessions or QObjects. One queued signal brings every result home
to the thread of the screen. A result whose owner is gone is dropped.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import weakref
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

T = TypeVar("T")
STORE, READ, NET, RENDER, COPY = "store", "read", "net", "render", "copy"
"""store: everything that writes; read: what the screen asks; net: exchange and sign-in; render: paper and
pictures; copy: the copy of unsent work, and the look through the file."""

TURN = 0.000_5
"""Seconds after which a lane lets the screen's thread have the interpreter. Painting asks for it dozens of times: with
Python's usual 5 ms each of them may wait that long."""

PIECE, REST_MS = 0.008, 20
"""Seconds of one piece of long work, milliseconds between two: painting wants the interpreter so often that it should
have it for itself."""

_log = logging.getLogger(__name__)


_WHOLE = -1.0


def _lives(owner: weakref.ref[QObject] | None) -> bool:
    if owner is None:
        return True
    found = owner()
    return found is not None and shiboken6.isValid(found)


@dataclass(frozen=True, slots=True)
class _Result:
    owner: weakref.ref[QObject] | None
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    value: Any = None
    problem: Exception | None = None


class Lanes(QObject):
    """The lanes of one window. `on_problem` hears what no caller wanted to hear (a bug, never dropped)."""

    _home = Signal(object)

    def __init__(
        self, on_problem: Callable[[Exception], None] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN)
        self._executors: dict[str, ThreadPoolExecutor] = {}
        self._on_problem = on_problem
        self._closed = False
        self._guard = threading.Lock()
        self._underway = self._calls = self._courses = 0
        self._home.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """True when no work is underway and every result was handed over."""
        return self._underway + self._courses == 0

    @property
    def busy(self) -> bool:
        """True while a lane works for this thread or for another one."""
        return self._underway + self._calls > 0

    def run(
        self,
        lane: str,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run `work` on the lane; `done` or `failed` is called on this thread while `owner` lives."""
        if self._closed:
            return
        held = weakref.ref(owner) if owner is not None else None
        self._underway += 1
        self._executor(lane).submit(self._work, work, held, done, failed)

    def run_in_pieces(
        self,
        lane: str,
        begin: Callable[[], Generator[float, None, T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        *,
        heard: Callable[[float], None] | None = None,
        rest: int = REST_MS,
    ) -> None:
        """Run long work on the lane in pieces of PIECE seconds; between two the lane serves others for `rest` ms.

        `begin` makes the course of the work. It yields every millisecond or two how much is done (0 to 1), which
        `heard` is told between pieces, and holds nothing open then. When `owner` is gone the rest of the work is not done.
        """
        held = weakref.ref(owner) if owner is not None else None
        course: list[Generator[float, None, T]] = []
        self._courses += 1

        def piece() -> tuple[float, T | None]:
            if not course:
                course.append(begin())
            enough = time.monotonic() + PIECE
            try:
                while True:
                    share = next(course[0])
                    if time.monotonic() >= enough:
                        return share, None
            except StopIteration as end:
                return _WHOLE, end.value

        def came(answer: tuple[float, Any]) -> None:
            share, value = answer
            if share != _WHOLE and _lives(held):
                if heard is not None:
                    heard(share)
                QTimer.singleShot(rest, self, turn)
                return
            self._courses -= 1
            if done is not None and _lives(held):
                done(value)

        def wrong(problem: Exception) -> None:
            self._courses -= 1
            if _lives(held):
                self._fail(problem, failed)

        def turn() -> None:
            self.run(lane, piece, came, wrong)

        turn()

    def call(self, lane: str, work: Callable[[], T]) -> T:
        """Run `work` on the lane and wait for it: for threads that are no lane. Never from the screen's thread."""
        with self._guard:
            self._calls += 1
        try:
            return self._executor(lane).submit(work).result()
        finally:
            with self._guard:
                self._calls -= 1

    def _executor(self, lane: str) -> ThreadPoolExecutor:
        with self._guard:
            executor = self._executors.get(lane)
            if executor is None:
                executor = self._executors[lane] = ThreadPoolExecutor(1, thread_name_prefix=lane)
            return executor

    def _work(
        self,
        work: Callable[[], Any],
        owner: weakref.ref[QObject] | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        try:
            result = _Result(owner, done, failed, value=work())
        except Exception as problem:  # noqa: BLE001 - carried home, reported there
            result = _Result(owner, done, failed, problem=problem)
        if not self._closed:
            self._home.emit(result)

    def _arrive(self, result: _Result) -> None:
        self._underway -= 1
        if not _lives(result.owner):
            return
        if result.problem is not None:
            self._fail(result.problem, result.failed)
        elif result.done is not None:
            result.done(result.value)

    def _fail(self, problem: Exception, failed: Callable[[Exception], None] | None) -> None:
        if failed is not None:
            failed(problem)
        elif self._on_problem is not None:
            self._on_problem(problem)
        else:
            _log.error("a lane failed: %s", type(problem).__name__)

    def close(self) -> None:
        """Finish what runs, drop what waits, let no thread live on."""
        self._closed = True
        for executor in self._executors.values():
            executor.shutdown(wait=True, cancel_futures=True)
        self._executors.clear()
