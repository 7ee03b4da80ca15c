"""Reference cycles end on the thread of the windows.

Python collects cycles on whichever thread happens to allocate. On a lane that would end Qt objects away from their
thread: Qt then waits for the interpreter, the interpreter for Qt, and the window stands still for good. What is loaded before
the first window (modules, tables, profiles) stays, and so does the window itself: both are frozen, so that a look takes
no time for them.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


class Cycles(QObject):
    """Switches the automatic collection off and looks by a timer of this thread instead, until `close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._automatic = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that has reached its threshold, as the automatic collection would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
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
