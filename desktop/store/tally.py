"""Figures of the queues, kept beside the members so that badges cost the same with ten matters or 200,000.

`tally` holds, for each queue and hour, how many members become red and how many become or cease to be amber in that
hour, and how many members there are at all. A badge is the sum of the hours that are over and a look at the members
of the hour that runs. Written in the transaction that writes the members.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from storage import direct

ALL, RED, AMBER = 0, 1, 2
LATE = -1
"""The place of matters by their earliest limit, whatever queues they stand in."""

_HOUR, _BEFORE = 3600, -1
_ADD = (
    "INSERT INTO tally VALUES (?, ?, ?, ?)"
    " ON CONFLICT (queue, kind, hour) DO UPDATE SET count = count + excluded.count"
)
_DROP = "DELETE FROM tally WHERE queue = ? AND kind = ? AND hour = ? AND count = 0"
_OVER = "SELECT queue, kind, sum(count) FROM tally WHERE hour < ? GROUP BY queue, kind"
_RUNNING = (
    f"SELECT queue, {RED}, count(*) FROM member WHERE due_at BETWEEN ? AND ? GROUP BY queue"  # noqa: S608 - our numbers
    f" UNION ALL SELECT queue, {AMBER}, count(*) FROM member WHERE amber_at BETWEEN ? AND ? AND amber_at < due_at GROUP BY queue"
    f" UNION ALL SELECT queue, {AMBER}, -count(*) FROM member WHERE due_at BETWEEN ? AND ? AND amber_at < due_at GROUP BY queue"
    f" UNION ALL SELECT {LATE}, {RED}, count(*) FROM row WHERE due_at BETWEEN ? AND ?"
)


class Changes:
    """What a transaction adds to the figures and takes from them."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, int, int]] = Counter()

    def member(self, queue: int, amber_at: int | None, due_at: int | None, sign: int) -> None:
        """A member comes (`sign` 1) or goes (-1). Instants in seconds."""
        counts = self._counts
        counts[queue, ALL, _BEFORE] += sign
        if due_at is not None:
            counts[queue, RED, due_at // _HOUR] += sign
            if amber_at is not None and amber_at < due_at:
                counts[queue, AMBER, amber_at // _HOUR] += sign
                counts[queue, AMBER, due_at // _HOUR] -= sign

    def limit(self, before: int | None, after: int | None) -> None:
        """The earliest limit of a matter moves; None: it has none."""
        if before == after:
            return
        if before is not None:
            self._counts[LATE, RED, before // _HOUR] -= 1
        if after is not None:
            self._counts[LATE, RED, after // _HOUR] += 1

    def write(self, connection: sa.Connection) -> None:
        """Add everything to the table and begin anew."""
        changed = [(*key, count) for key, count in self._counts.items() if count]
        direct.run_many(connection, _ADD, changed)
        direct.run_many(connection, _DROP, [row[:3] for row in changed])
        self._counts.clear()


def figures(connection: sa.Connection, now: int) -> Counter[tuple[int, int]]:
    """By queue and kind: how many members there are, are red and are amber at `now` (seconds)."""
    hour = now // _HOUR
    found: Counter[tuple[int, int]] = Counter()
    parts: Iterable[tuple[int, int, int]] = (
        *direct.fetch(connection, _OVER, (hour,)),
        *direct.fetch(connection, _RUNNING, (hour * _HOUR, now) * 4),
    )
    for queue, kind, count in parts:
        found[queue, kind] += count
    return found
