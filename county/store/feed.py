"""The feed: one row per (bucket, entity), ordered by the moment its newest state became visible.

A reader asks for rows behind its cursor. On SQLite the counter is taken inside the one write transaction, so its
order is commit order. On PostgreSQL the order is (transaction id, sequence) and rows of transactions that may still be
overtaken stay hidden: `xid < pg_snapshot_xmin(...)` in the same statement, that is, in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from county.store import bucket_sums
from county.store.database import Tx, upsert
from county.store.numbers import take_number
from county.store.statements import Bulk, Query, among
from county.store.tables import counters, feed
from wire.messages import FeedRow, Op
from wire.sums import row_hash

_XID = "pg_current_xact_id()::text::bigint"
_HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_SEQ = "feed"


def _behind(*, postgres: bool) -> list[sa.ColumnElement[bool]]:
    """Rows behind the place (:xid, :seq) that may be seen."""
    xid, seq = sa.bindparam("xid", type_=sa.BigInteger), sa.bindparam("seq", type_=sa.BigInteger)
    if not postgres:
        return [feed.c.xid == 0, feed.c.seq > seq]
    return [sa.tuple_(feed.c.xid, feed.c.seq) > sa.tuple_(xid, seq), feed.c.xid < sa.literal_column(_HORIZON)]


_TRAVELLING = (
    feed.c.kind,
    feed.c.id,
    feed.c.rev,
    feed.c.op,
    feed.c.parent,
    feed.c.body,
    feed.c.xid,
    feed.c.seq,
)
_CHANGED = ("rev", "op", "parent", "body", "changed_at", "hash_high", "hash_low", "xid", "seq")
_IN_BUCKET = feed.c.bucket == sa.bindparam("bucket")
_AFTER = Query.of(
    lambda postgres: (
        sa.select(*_TRAVELLING)
        .where(_IN_BUCKET, *_behind(postgres=postgres))
        .order_by(feed.c.xid, feed.c.seq)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
)
_NUMBERS = Query(
    sa.select(feed.c.seq)
    .where(_IN_BUCKET, *_behind(postgres=False))
    .order_by(feed.c.seq)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_NEWS = Query.of(
    lambda postgres: (
        sa.select(sa.literal_column("1"))
        .where(_IN_BUCKET, *_behind(postgres=postgres))
        .limit(sa.literal_column("1"))
    )
)
_MOVED = Query.of(
    lambda postgres: sa.select(feed.c.bucket, feed.c.xid, feed.c.seq).where(*_behind(postgres=postgres))
)
_GIVEN = Query(sa.select(counters.c.n).where(counters.c.key == sa.bindparam("key")))
_OF_KINDS = Query.of(
    lambda postgres: (
        sa.select(feed.c.kind, feed.c.id, feed.c.rev, feed.c.body, feed.c.parent)
        .where(_IN_BUCKET, among(feed.c.kind, "kinds", postgres), feed.c.op == "put")
        .order_by(feed.c.kind, feed.c.id)
    )
)
_FIND = Query.of(
    lambda postgres: (
        sa.select(feed.c.bucket, feed.c.id, feed.c.rev, feed.c.body, feed.c.parent, feed.c.op)
        .where(feed.c.kind == sa.bindparam("kind"), among(feed.c.id, "ids", postgres=postgres))
        .order_by(feed.c.id, feed.c.bucket)
    )
)


def _put(*, postgres: bool) -> sa.Insert:
    insert = upsert(feed, postgres=postgres)
    if postgres:
        insert = insert.values(xid=sa.literal_column(_XID), seq=sa.literal_column("nextval('feed_seq')"))
    return insert.on_conflict_do_update(
        index_elements=["bucket", "kind", "id"], set_={name: insert.excluded[name] for name in _CHANGED}
    )


_NAMES = ("bucket", "kind", "id", "rev", "op", "parent", "body", "changed_at", "hash_high", "hash_low")
_PUT = {
    False: Bulk(_put(postgres=False), (*_NAMES, "xid", "seq")),
    True: Bulk(_put(postgres=True), _NAMES),
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a bucket: everything up to it was delivered. `seq` counts; `xid` is 0 on SQLite."""

    xid: int = 0
    seq: int = 0


class Entity(NamedTuple):
    """A state to be published. `op`: put, void or revoke.

    `new`: it certainly never stood in the bucket, so nothing has to be looked up.
    """

    bucket: str
    kind: str
    id: str
    rev: int
    body: bytes
    parent: str = ""
    op: Op = "put"
    new: bool = False


def publish(tx: Tx, entities: Sequence[Entity], at: int) -> dict[tuple[str, str, str], int]:
    """Put the newest state of each entity into the feed. The last of several states of one entity counts.

    On SQLite: (bucket, kind, id) -> the sequence number that the state was given.
    """
    newest = {(e.bucket, e.kind, e.id): e for e in entities}
    if not newest:
        return {}
    rows = [_row(entity, at) for entity in newest.values()]
    tx.buckets.update(entity.bucket for entity in newest.values())
    if tx.postgres:
        _PUT[True].run(tx, rows)
        return {}
    first = take_number(tx, _SEQ, len(rows)) - len(rows) + 1
    sums = bucket_sums.prepare(tx, rows, [e[:3] for e in newest.values() if not e.new])
    # By kind: matters side by side in the file, so that what comes later of them touches fewer pages.
    _PUT[False].run(tx, sorted([(*r, 0, seq) for seq, r in enumerate(rows, first)], key=lambda r: r[1]))
    bucket_sums.save(tx, sums)
    return dict(zip(newest, range(first, first + len(rows)), strict=True))


def read_after(
    connection: sa.Connection, bucket: str, after: Place, limit: int
) -> list[tuple[FeedRow, int, int]]:
    """At most `limit` rows of the bucket behind `after`, in order, each with its xid and seq."""
    found = _AFTER.fetch(connection, {"bucket": bucket, "xid": after.xid, "seq": after.seq, "most": limit})
    raw = msgspec.Raw
    return [
        (FeedRow(bucket, kind, id_, rev, op, 1, parent, raw(body)), xid, seq)
        for kind, id_, rev, op, parent, body, xid, seq in found
    ]


def numbers_behind(connection: sa.Connection, bucket: str, after: Place, limit: int) -> list[int]:
    """Sequence numbers of at most `limit` rows of the bucket behind `after`, in order; for SQLite."""
    found = _NUMBERS.fetch(connection, {"bucket": bucket, "xid": 0, "seq": after.seq, "most": limit})
    return [seq for (seq,) in found]


def has_news(connection: sa.Connection, bucket: str, after: Place) -> bool:
    """Whether anything of the bucket lies behind `after`."""
    values = {"bucket": bucket, "xid": after.xid, "seq": after.seq}
    return bool(_NEWS.fetch(connection, values))


def moved_buckets(connection: sa.Connection, after: Place) -> tuple[frozenset[str], Place]:
    """Buckets with rows behind `after` in any bucket, and the new position of the whole feed."""
    rows = _MOVED.fetch(connection, {"xid": after.xid, "seq": after.seq})
    last = max(((xid, seq) for _, xid, seq in rows), default=(after.xid, after.seq))
    return frozenset(bucket for bucket, _, _ in rows), Place(*last)


def sum_bucket(connection: sa.Connection, bucket: str, *, postgres: bool) -> tuple[int, int] | None:
    """(number, sum64) of the live rows; None while rows of the bucket are still hidden behind the horizon."""
    if not postgres:
        kept = bucket_sums.kept(connection, [bucket]).get(bucket)
        return kept if kept is not None else bucket_sums.count(connection, bucket)
    return bucket_sums.count(connection, bucket, f"count(*) FILTER (WHERE xid >= {_HORIZON})")


def sum_buckets(connection: sa.Connection, buckets: Sequence[str]) -> dict[str, tuple[int, int]]:
    """(number, sum64) of the live rows of each bucket; for SQLite."""
    found = bucket_sums.kept(connection, buckets)
    return {
        bucket: found.get(bucket) or bucket_sums.count(connection, bucket) or (0, 0) for bucket in buckets
    }


def highest_seq(connection: sa.Connection, *, postgres: bool) -> int:
    """The largest sequence number ever given."""
    if postgres:
        return int(connection.execute(sa.text("SELECT last_value FROM feed_seq")).scalar_one())
    found = _GIVEN.fetch(connection, {"key": _SEQ})
    return int(found[0][0]) if found else 0


def newest_place(connection: sa.Connection, *, postgres: bool) -> Place:
    """The position behind everything that can be read now."""
    order = (feed.c.xid.desc(), feed.c.seq.desc())
    hidden = [feed.c.xid < sa.literal_column(_HORIZON)] if postgres else []
    row = connection.execute(
        sa.select(feed.c.xid, feed.c.seq).where(*hidden).order_by(*order).limit(1)
    ).first()
    return Place() if row is None else Place(row.xid, row.seq)


def find(connection: Tx | sa.Connection, kind: str, id: str) -> list[Entity]:  # noqa: A002
    """The newest states of an entity in all its buckets."""
    return find_all(connection, kind, [id])


def find_all(connection: Tx | sa.Connection, kind: str, ids: Iterable[str]) -> list[Entity]:
    """The newest states of entities in all their buckets, by id."""
    rows = _FIND.fetch(connection, {"kind": kind, "ids": list(ids)})
    return [Entity(bucket, kind, id_, rev, body, parent, op) for bucket, id_, rev, body, parent, op in rows]


def known_ids(connection: Tx | sa.Connection, kind: str, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids that exist in any bucket."""
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        rows = connection.execute(sa.select(feed.c.id).where(feed.c.kind == kind, feed.c.id.in_(part)))
        found.update(str(row.id) for row in rows)
    return frozenset(found)


def entities(connection: Tx | sa.Connection, bucket: str, kinds: Iterable[str]) -> list[Entity]:
    """Live rows of some kinds in a bucket, by kind and id."""
    rows = _OF_KINDS.fetch(connection, {"bucket": bucket, "kinds": list(kinds)})
    return [Entity(bucket, kind, id_, rev, bytes(body), parent) for kind, id_, rev, body, parent in rows]


def _row(entity: Entity, at: int) -> tuple[Any, ...]:
    """Values in the order of _NAMES."""
    value = row_hash(entity.kind, entity.id, entity.rev)
    return (
        entity.bucket, entity.kind, entity.id, entity.rev, entity.op, entity.parent, entity.body, at,
        value >> 32, value & 0xFFFFFFFF,
    )  # fmt: skip
