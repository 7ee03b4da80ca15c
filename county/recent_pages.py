"""Pages of the feed that were read a moment ago: desks that stand at the same place ask for the same rows.

When a town starts work, or a change wakes everybody who follows a bucket, many ask the same within a second.
"""

from __future__ import annotations

import threading

from county.store import feed
from county.store.database import Connection
from county.store.feed import Place
from wire.messages import FeedRow

ROWS_AT_ONCE = 500
_PAGES = 24

Page = list[tuple[FeedRow, int, int]]
"""Rows in order, each with its xid and seq."""


class RecentPages:
    """The pages of one state of the feed; `highest` tells it, because every change takes a new number on SQLite.

    PostgreSQL shows rows later than it numbers them, so that nothing is kept there.
    """

    def __init__(self, *, postgres: bool) -> None:
        self._postgres = postgres
        self._lock = threading.Lock()
        self._highest = -1
        self._kept: dict[tuple[str, Place], Page] = {}

    def read(self, connection: Connection, bucket: str, after: Place, highest: int) -> Page:
        """At most ROWS_AT_ONCE rows of the bucket behind `after`. `highest`: as `connection` sees it."""
        if self._postgres:
            return feed.read_after(connection, bucket, after, ROWS_AT_ONCE)
        with self._lock:
            if self._highest != highest:
                self._kept.clear()
                self._highest = highest
            page = self._kept.get((bucket, after))
        if page is None:
            page = feed.read_after(connection, bucket, after, ROWS_AT_ONCE)
            with self._lock:
                if page and self._highest == highest:
                    self._kept[bucket, after] = page
                    if len(self._kept) > _PAGES:
                        self._kept.pop(next(iter(self._kept)))
        return page
