"""When to read again what a screen shows: own steps at once, rows that arrive one page after another together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from desktop.models.shapes import ChangeSet

SOON_MS = 120
BUSY_MS = 1_000
"""Between two readings while row after row arrives from the county."""


class Pace(QObject):
    """`heard` takes every change of the store; `read` is called when it is time; `done` says that all was read."""

    def __init__(self, read: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(read)
        self._fresh = QTimer(self, singleShot=True, interval=BUSY_MS)

    @property
    def wait(self) -> int:
        """Milliseconds after which it will be read; 0 when nothing is due."""
        return self._soon.interval() if self._soon.isActive() else 0

    @property
    def quiet(self) -> bool:
        """Nothing is due and nothing was read just now."""
        return not (self._soon.isActive() or self._fresh.isActive())

    def heard(self, change: ChangeSet) -> None:
        """Read soon, if what changed is on a screen; what was promised soon is not put off."""
        if not (change.queues or change.case_ids or change.outbox):
            return
        wait = BUSY_MS if self._fresh.isActive() and not change.outbox else SOON_MS
        if not self._soon.isActive() or self._soon.remainingTime() > wait:
            self._soon.start(wait)

    def done(self) -> None:
        """Everything was read just now."""
        self._fresh.start()
