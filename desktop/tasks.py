"""Lanes: named single threads for work that must not hold up the screen.

Plain functions run on a lane; values cross, never sessions or QObjects. One queued signal brings every result home
to the thread of the screen. A result whose owner is gone is dropped.
"""

from __future__ import annotations

import logging
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
STORE, READ, NET, RENDER, COPY = "store", "read", "net", "render", "copy"
"""store: everything that writes; read: what the screen asks; net: exchange and sign-in; render: paper and
pictures; copy: the copy of unsent work, and the look through the file."""

TURN = 0.000_5
"""Seconds after which a lane lets the screen's thread have the interpreter. Painting asks for it dozens of times: with
Python's usual 5 ms each of them may wait that long."""

_log = logging.getLogger(__name__)


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
        self._underway = self._calls = 0
        self._home.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """True when no work is underway and every result was handed over."""
        return self._underway == 0

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
        if result.owner is not None:
            owner = result.owner()
            if owner is None or not shiboken6.isValid(owner):
                return
        if result.problem is None:
            if result.done is not None:
                result.done(result.value)
        elif result.failed is not None:
            result.failed(result.problem)
        elif self._on_problem is not None:
            self._on_problem(result.problem)
        else:
            _log.error("a lane failed: %s", type(result.problem).__name__)

    def close(self) -> None:
        """Finish what runs, drop what waits, let no thread live on."""
        self._closed = True
        for executor in self._executors.values():
            executor.shutdown(wait=True, cancel_futures=True)
        self._executors.clear()
