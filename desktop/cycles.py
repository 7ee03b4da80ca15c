"""Reference cycles end on the thread of the windows.

Python collects cycles on whichever thread happens to allocate. On a lane that would end Qt objects away from their
thread: Qt then waits for the interpreter, the interpreter for Qt, and the window stands still for good. What is loaded before
the first window (modules, tables, profiles) stays, and so does the window itself: both are frozen, so that a look takes
no time for them. Lanes at work hold many objects for a moment; a look waits until they rest, so that it need not walk
over those.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000
PATIENCE = 60
"""Looks that are put off while lanes work, before the youngest objects are looked through all the same."""


class Cycles(QObject):
    """Switches the automatic collection off and looks by a timer of this thread instead, until `close`.

    `busy`: whether lanes are at work.
    """

    def __init__(self, parent: QObject | None = None, busy: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        self._busy = busy
        self._put_off = 0
        self._automatic = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that has reached its threshold, as the automatic collection would."""
        oldest = 2
        if self._busy():
            self._put_off += 1
            if self._put_off < PATIENCE:
                return
            oldest = 0
        self._put_off = 0
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in range(oldest, -1, -1):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def settle(self) -> None:
        """What lives now lives as long as the program: never look through it again."""
        gc.freeze()

    def close(self) -> None:
        """Leave the collection as it was found."""
        self._timer.stop()
        gc.unfreeze()
        if self._automatic:
            gc.enable()
