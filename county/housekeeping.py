"""What is forgotten in time: expired sessions, uploads that nobody goes on with, old tombstones of the feed."""

from __future__ import annotations

import time
from collections.abc import Callable

from county.settings import Settings
from county.store import accounts, feed_groups, scopes
from county.store.database import Database
from county.uploads import Uploads

_DAY = 86_400


class Housekeeping:
    """`sweep` is called by the clockwork now and then. `wall`: the clock by which the disk dates its files."""

    def __init__(
        self,
        database: Database,
        uploads: Uploads,
        settings: Settings,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._uploads = uploads
        self._settings = settings
        self._wall = wall

    def sweep(self, now: int) -> None:
        """Forget what is old at `now` (epoch seconds). Commands and their outcomes are never forgotten."""
        self._database.run(lambda tx: accounts.drop_expired(tx, now))
        self._database.run(lambda tx: scopes.forget(tx, now - self._settings.late_days * _DAY))
        before = now - self._settings.tombstone_days * _DAY
        while self._database.run(lambda tx: feed_groups.purge(tx, before)):
            pass
        self._uploads.expire(self._wall() - self._settings.part_days * _DAY)
