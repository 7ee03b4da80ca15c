"""Folded cases and their events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.statements import Bulk, Query, among
from county.store.tables import case_events, cases


class CaseRow(NamedTuple):
    """One folded case as it is stored. `buckets`: space-separated, only ever growing."""

    township: str
    id: str
    number: str
    temp_number: str
    rev: int
    state: str
    place: str
    category: str
    source: str
    external_no: str
    phone_hash: str
    buckets: str
    registered_at: int
    tick_at: int | None
    provisional: bool
    body: bytes


class EventRow(NamedTuple):
    """One event as it is stored; `rev` is the case's revision after it."""

    township: str
    case_id: str
    rev: int
    kind: str
    at: int
    by: str
    command_id: str
    device: str
    body: bytes


_FIELDS = CaseRow._fields


def _by_ids(*, postgres: bool) -> sa.Select[Any]:
    found = sa.select(*(cases.c[name] for name in _FIELDS))
    return found.where(among(cases.c.id, "ids", postgres=postgres)).order_by(cases.c.id)


_LOCKED = Query(_by_ids(postgres=False), _by_ids(postgres=True).with_for_update())


def load_cases(tx: Tx, ids: Iterable[str]) -> dict[str, CaseRow]:
    """The cases with these ids, locked until the end of the transaction (always in the order of ids)."""
    rows = _LOCKED.fetch(tx, {"ids": sorted(set(ids))})
    return {row[1]: _row(row) for row in rows}


def read_case(source: Tx | sa.Connection, case_id: str) -> CaseRow | None:
    """One case, without a lock."""
    row = source.execute(sa.select(cases).where(cases.c.id == case_id)).first()
    return _case(row) if row is not None else None


def _saving(*, postgres: bool) -> sa.Insert:
    insert = upsert(cases, postgres=postgres)
    changing = [name for name in _FIELDS if name not in ("township", "id")]
    return insert.on_conflict_do_update(
        index_elements=["township", "id"], set_={name: insert.excluded[name] for name in changing}
    )


def _repeats(*, postgres: bool) -> sa.Select[Any]:
    rank = sa.func.row_number().over(partition_by=cases.c.phone_hash, order_by=cases.c.registered_at.desc())
    found = (
        sa.select(
            cases.c.phone_hash, cases.c.id, cases.c.place, cases.c.category, cases.c.registered_at,
            rank.label("rank"),
        )
        .where(
            among(cases.c.phone_hash, "phones", postgres=postgres),
            cases.c.registered_at >= sa.bindparam("since", type_=sa.BigInteger),
        )
        .subquery()
    )  # fmt: skip
    newest = sa.select(found.c.phone_hash, found.c.id, found.c.place, found.c.category)
    return newest.where(found.c.rank <= 50).order_by(found.c.registered_at.desc())


_REPEATS = Query(_repeats(postgres=False), _repeats(postgres=True))
_SAVE = {postgres: Bulk(_saving(postgres=postgres), _FIELDS) for postgres in (False, True)}
_MOVING = ("rev", "state", "buckets", "body")
_ADVANCE = Bulk(
    cases.update()
    .where(cases.c.township == sa.bindparam("of_township"), cases.c.id == sa.bindparam("of_id"))
    .values({name: sa.bindparam(f"new_{name}") for name in _MOVING}),
    (*(f"new_{name}" for name in _MOVING), "of_township", "of_id"),
)
_moving_values = attrgetter(*_MOVING, "township", "id")
_resting_values = attrgetter(*(name for name in _FIELDS if name not in _MOVING))
_APPEND = Bulk(case_events.insert(), EventRow._fields)


def save_cases(tx: Tx, rows: Sequence[CaseRow]) -> None:
    """Insert or replace the folded state."""
    _SAVE[tx.postgres].run(tx, rows)


def advance_cases(tx: Tx, rows: Sequence[CaseRow]) -> None:
    """Replace what `only_advances`; no index is written anew."""
    _ADVANCE.run(tx, [_moving_values(row) for row in rows])


def only_advances(before: CaseRow | None, after: CaseRow) -> bool:
    """Nothing by which cases are looked up differs between what is stored and what will be."""
    return before is not None and _resting_values(before) == _resting_values(after)


def append_events(tx: Tx, rows: Sequence[EventRow]) -> None:
    """Append; a revision that is already there is an IntegrityError, never an overwrite."""
    _APPEND.run(tx, rows)


def read_events(source: Tx | sa.Connection, case_id: str, township: str) -> list[EventRow]:
    """Every event of a case in order."""
    statement = (
        sa.select(case_events)
        .where(case_events.c.township == township, case_events.c.case_id == case_id)
        .order_by(case_events.c.rev)
    )
    return [_event(row) for row in source.execute(statement)]


def find_repeats(
    source: Tx | sa.Connection, phones: Iterable[str], since: int
) -> dict[str, list[tuple[str, str, str]]]:
    """Keyed telephone -> (id, place, category) of its newest matters, at most 50 of each; none for one without."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for phone, case_id, place, category in _REPEATS.fetch(source, {"phones": sorted(phones), "since": since}):
        found.setdefault(phone, []).append((case_id, place, category))
    return found


def find_external(source: Tx | sa.Connection, origin: str, external_no: str) -> str:
    """Id of the case that came in under a number of another platform, or empty."""
    statement = sa.select(cases.c.id).where(cases.c.source == origin, cases.c.external_no == external_no)
    return str(source.execute(statement.limit(1)).scalar() or "")


def due_cases(tx: Tx, now: int, limit: int) -> list[str]:
    """Cases at which the clockwork has to look, locked; those that another worker holds are passed over."""
    statement = (
        sa.select(cases.c.id).where(cases.c.tick_at <= now).order_by(cases.c.tick_at, cases.c.id).limit(limit)
    )
    if tx.postgres:
        statement = statement.with_for_update(skip_locked=True)
    return [str(row.id) for row in tx.execute(statement)]


def provisional_cases(source: Tx | sa.Connection, after: str, limit: int) -> list[str]:
    """Cases with a limit that was reckoned beyond the known calendar, in the order of ids behind `after`."""
    statement = (
        sa.select(cases.c.id).where(cases.c.provisional, cases.c.id > after).order_by(cases.c.id).limit(limit)
    )
    return [str(row.id) for row in source.execute(statement)]


def postpone(tx: Tx, case_id: str, until: int | None) -> None:
    """Look again later at a case whose limit brought nothing new."""
    tx.execute(cases.update().where(cases.c.id == case_id).values(tick_at=until))


def count_cases(source: sa.Connection) -> dict[str, int]:
    """Number of cases by state."""
    rows = source.execute(sa.select(cases.c.state, sa.func.count()).group_by(cases.c.state))
    return {str(state): int(count) for state, count in rows}


def _event(row: Any) -> EventRow:
    return EventRow(**{name: getattr(row, name) for name in EventRow._fields} | {"body": bytes(row.body)})


def _row(row: tuple[Any, ...]) -> CaseRow:
    *fields, provisional, body = row
    values: list[Any] = [*fields, bool(provisional), bytes(body)]
    return CaseRow(*values)


def _case(row: Any) -> CaseRow:
    return CaseRow(**{name: getattr(row, name) for name in _FIELDS} | {"body": bytes(row.body)})
