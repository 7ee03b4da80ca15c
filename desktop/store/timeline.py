"""What the county confirmed: events of a case in order, and all folded cases."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from domain.case import Case
from domain.events import Event, Unknown
from wire.codec import CodecProblem, decode_case, decode_event, split_events

_EVENTS = (
    "SELECT rev, body FROM entity WHERE kind = 'event' AND id > ? AND id < ? GROUP BY id HAVING rev = max(rev)"
    " ORDER BY rev"
)


def confirmed_events(connection: sa.Connection, case_id: str) -> tuple[Event, ...]:
    """Events as the county sent them. Ids begin with `<case>:`, so the index of ids finds them without another.

    A row holds what came of one command, and may come in several buckets; a revision counts once.
    """
    found: dict[int, Event] = {}
    for row in connection.exec_driver_sql(_EVENTS, (f"{case_id}:", f"{case_id};")):
        bodies = _bodies(row.body)
        found.update(enumerate(map(_event, bodies), row.rev - len(bodies) + 1))
    return tuple(found[rev] for rev in sorted(found))


def confirmed_cases(connection: sa.Connection, since: int) -> Iterator[Case]:
    """Folded cases registered at or after `since` (epoch seconds), newest revision of each."""
    rows = connection.exec_driver_sql(
        "SELECT e.body, max(e.rev) FROM row r JOIN entity e ON e.kind = 'case' AND e.id = r.id"
        " WHERE r.registered_at >= ? GROUP BY e.id",
        (since,),
    )
    for row in rows:
        yield decode_case(row.body)


def _bodies(body: bytes) -> tuple[bytes, ...]:
    try:
        return split_events(body)
    except CodecProblem:
        return (body,)


def _event(body: bytes) -> Event:
    try:
        return decode_event(body)
    except CodecProblem:
        return Unknown(at=0, by="", name="?", body=body.decode("utf-8", "replace"))
