"""Number and checksum of the live rows of each bucket.

On SQLite they are kept beside the feed and moved in the transaction that moves the feed, so that asking for them costs
the same whatever the bucket holds. On PostgreSQL many write at once and a kept row would queue them; there they are
counted from an index that covers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.statements import Bulk, Query, among
from county.store.tables import feed, feed_sums
from storage import direct
from wire.sums import MODULUS

_encoder = msgspec.json.Encoder()
_KEPT = Query(sa.select(feed_sums).where(among(feed_sums.c.bucket, "buckets", postgres=False)))
_BEFORE = (
    "SELECT f.bucket, f.hash_high, f.hash_low FROM json_each(?) AS k CROSS JOIN feed AS f"
    " ON f.bucket = json_extract(k.value, '$[0]') AND f.kind = json_extract(k.value, '$[1]')"
    " AND f.id = json_extract(k.value, '$[2]') WHERE f.op = 'put'"
)


def _save() -> sa.Insert:
    insert = upsert(feed_sums, postgres=False)
    return insert.on_conflict_do_update(
        index_elements=["bucket"], set_={name: insert.excluded[name] for name in ("live", "sum64")}
    )


_SAVE = Bulk(_save(), ("bucket", "live", "sum64"))


def kept(source: Tx | sa.Connection, buckets: Iterable[str]) -> dict[str, tuple[int, int]]:
    """(number, sum64) of those buckets that have them beside the feed."""
    rows = _KEPT.fetch(source, {"buckets": list(buckets)})
    return {bucket: (live, int(sum64)) for bucket, live, sum64 in rows}


def count(source: Tx | sa.Connection, bucket: str, hidden: str = "0") -> tuple[int, int] | None:
    """(number, sum64) from the rows themselves; None when the SQL expression `hidden` counts some."""
    live = sa.case((feed.c.op == "put", 1), else_=0)
    columns: list[sa.ColumnElement[Any]] = [
        sa.func.coalesce(sa.func.sum(live), 0),
        sa.func.coalesce(sa.func.sum(live * feed.c.hash_high), 0),
        sa.func.coalesce(sa.func.sum(live * feed.c.hash_low), 0),
        sa.literal_column(hidden),
    ]
    statement = sa.select(*columns).select_from(feed).where(feed.c.bucket == bucket)
    number, high, low, unseen = (int(value) for value in source.execute(statement).one())
    return None if unseen else (number, (high * (1 << 32) + low) % MODULUS)


def prepare(
    tx: Tx, rows: Sequence[tuple[Any, ...]], replaced: Sequence[tuple[str, str, str]]
) -> dict[str, tuple[int, int]]:
    """What the sums will be when the feed has these rows (see feed) instead of those it has now.

    `replaced`: (bucket, kind, id) of the rows that may stand in the feed already.
    """
    names = {row[0] for row in rows}
    found = kept(tx, names)
    for name in names - found.keys():
        found[name] = count(tx, name) or (0, 0)
    if replaced:
        keys = _encoder.encode(replaced).decode()
        for name, high, low in direct.fetch(tx.connection, _BEFORE, (keys,)):
            number, total = found[name]
            found[name] = number - 1, total - (high << 32) - low
    for name, _, _, _, op, _, _, _, high, low in rows:
        if op == "put":
            number, total = found[name]
            found[name] = number + 1, total + (high << 32) + low
    return found


def save(tx: Tx, sums: Mapping[str, tuple[int, int]]) -> None:
    """Keep the sums beside the feed."""
    _SAVE.run(tx, [(name, number, str(total % MODULUS)) for name, (number, total) in sums.items()])
