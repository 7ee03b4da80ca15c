"""Reading for what is counted: which matters count, and the confirmed cases of some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from desktop.store.listing import as_list
from domain.case import Case
from storage import direct
from wire.codec import decode_case

_MARKS = "SELECT id, rev, pending FROM row WHERE open = 1 OR registered_at >= ? OR sort_at <= ?"
_REGISTERED = "SELECT id FROM row WHERE registered_at >= ?"
_NEWEST = "SELECT body, max(rev) FROM entity WHERE kind = 'case' AND id IN (SELECT value FROM json_each(?)) GROUP BY id"
_CHUNK = 400


def registered(connection: sa.Connection, since: int) -> tuple[str, ...]:
    """Ids of matters registered at or after `since`."""
    return tuple(case_id for (case_id,) in direct.fetch(connection, _REGISTERED, (since,)))


def marks(connection: sa.Connection, since: int) -> dict[str, tuple[int, int]]:
    """Case id -> (rev, pending) of matters that are open, were registered or ended at or after `since`.

    A closed matter is sorted by the negative of its end, which is where `sort_at` comes from.
    """
    rows = connection.exec_driver_sql(_MARKS, (since, -since))
    return {row[0]: (row[1], row[2]) for row in rows}


def confirmed(connection: sa.Connection, ids: Collection[str]) -> Iterator[Case]:
    """The newest confirmed state of these matters; those that only wait in the outbox are left out."""
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        for body, _ in direct.fetch(connection, _NEWEST, (as_list(wanted[start : start + _CHUNK]),)):
            yield decode_case(body)
