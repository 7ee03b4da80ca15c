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
_BYTES = 16 * 1024 * 1024

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
        self._kept: dict[tuple[str, Place], tuple[Page, int]] = {}
        self._bytes = 0

    def read(self, connection: Connection, bucket: str, after: Place, highest: int) -> Page:
        """At most ROWS_AT_ONCE rows of the bucket behind `after`. `highest`: as `connection` sees it."""
        if self._postgres:
            return feed.read_after(connection, bucket, after, ROWS_AT_ONCE)
        with self._lock:
            if self._highest != highest:
                self._kept.clear()
                self._highest, self._bytes = highest, 0
            kept = self._kept.get((bucket, after))
        if kept is not None:
            return kept[0]
        page = feed.read_after(connection, bucket, after, ROWS_AT_ONCE)
        self._keep((bucket, after), page, highest)
        return page

    def _keep(self, place: tuple[str, Place], page: Page, highest: int) -> None:
        """Remember a page unless the feed has moved on; the oldest give way."""
        size = sum(len(memoryview(row.body)) for row, _, _ in page)
        with self._lock:
            if not page or size > _BYTES or self._highest != highest or place in self._kept:
                return
            self._kept[place] = page, size
            self._bytes += size
            while self._bytes > _BYTES:
                self._bytes -= self._kept.pop(next(iter(self._kept)))[1]
