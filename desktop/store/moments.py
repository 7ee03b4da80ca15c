"""When the thread that writes leaves the interpreter to others: it waits for the disk, or has nothing to write."""

from __future__ import annotations

import threading

LONGEST = 0.2
"""Seconds after which whoever waits goes on anyway."""


class Moments:
    """One thread writes and says when it is busy; another one waits for it to be less so."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()

    def busy(self) -> None:
        """A larger piece of work begins."""
        self._free.clear()

    def free(self) -> None:
        """What is left of it needs no interpreter."""
        self._free.set()

    def wait(self) -> None:
        """Until the other thread is free, at most LONGEST seconds."""
        self._free.wait(LONGEST)
