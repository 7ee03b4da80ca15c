"""When each desk was last heard and what waited there, for the day on which one is lost.

Desks ask every half minute; writing that down at once would cost a transaction each time. It is kept here and written
together once a minute and at the end: a county that crashes forgets a minute.
"""

from __future__ import annotations

import threading

from county.store import desks
from county.store.database import Database, StoreFault

_SECONDS = 60


class Desks:
    """`hear` from any thread; `keep` by the clockwork and at the end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._heard: dict[str, tuple[int, int]] = {}
        self._kept_at = 0

    def hear(self, device: str, waiting: int, at: int) -> None:
        """The device has asked for what is new, while so many of its commands had no final answer."""
        with self._lock:
            self._heard[device] = at, waiting

    def keep(self, now: int, *, at_once: bool = False) -> None:
        """Write down what was heard since the last time. What the store refuses is tried again the next time."""
        with self._lock:
            if not self._heard or (0 <= now - self._kept_at < _SECONDS and not at_once):
                return
            heard, self._heard, self._kept_at = self._heard, {}, now
        try:
            self._database.run(lambda tx: desks.keep_heard(tx, heard))
        except StoreFault:
            with self._lock:
                self._heard = heard | self._heard
            raise
