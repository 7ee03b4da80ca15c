"""Counters: each gives every number once."""

from __future__ import annotations

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.statements import Query
from county.store.tables import counters


def _advance(*, postgres: bool) -> sa.Executable:
    insert = upsert(counters, postgres=postgres)
    return insert.on_conflict_do_update(
        index_elements=["key"], set_={"n": counters.c.n + insert.excluded.n}
    ).returning(counters.c.n)


_LAST = Query(sa.select(counters.c.n).where(counters.c.key == sa.bindparam("key")))
_SET = sa.text(
    "INSERT INTO counters (key, n) VALUES (:key, :n) ON CONFLICT (key) DO UPDATE SET n = max(n, excluded.n)"
)
_ADVANCE = Query(_advance(postgres=False), _advance(postgres=True))


def take_number(tx: Tx, key: str, count: int = 1) -> int:
    """Advance a counter by `count` and return its new value; the first value is `count`."""
    return int(_ADVANCE.fetch(tx, {"key": key, "n": count})[0][0])


def last_number(tx: Tx, key: str) -> int:
    """The value of a counter, 0 when it never moved. Who has the store alone may count on and `put_number` at the end."""
    found = _LAST.fetch(tx, {"key": key})
    return int(found[0][0]) if found else 0


def put_number(tx: Tx, key: str, n: int) -> None:
    """Set a counter to `n` where it is behind."""
    tx.execute(_SET, {"key": key, "n": n})
