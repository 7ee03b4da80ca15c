"""The feed: one row per (bucket, entity), ordered by the moment its newest state became visible.

A reader asks for rows behind its cursor. On SQLite the counter is taken inside the one write transaction, so its
order is commit order. On PostgreSQL the order is (transaction id, sequence) and rows of transactions that may still be
overtaken stay hidden: `xid < pg_snapshot_xmin(...)` in the same statement, that is, in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from county.store.database import Tx, take_number, upsert
from county.store.tables import counters, feed
from wire.messages import Op
from wire.sums import MODULUS, row_hash

_XID = "pg_current_xact_id()::text::bigint"
_HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_SEQ = "feed"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a bucket: everything up to it was delivered. `seq` counts; `xid` is 0 on SQLite."""

    xid: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Entity:
    """A state to be published. `op`: put, void or revoke."""

    bucket: str
    kind: str
    id: str
    rev: int
    body: bytes
    parent: str = ""
    op: Op = "put"


@dataclass(frozen=True, slots=True)
class Published:
    """A row as it was read, with its position."""

    entity: Entity
    place: Place


def publish(tx: Tx, entities: Sequence[Entity], at: int) -> None:
    """Put the newest state of each entity into the feed. The last of several states of one entity counts."""
    newest = {(e.bucket, e.kind, e.id): e for e in entities}
    if not newest:
        return
    rows = [_row(entity, at) for entity in newest.values()]
    insert = upsert(tx, feed)
    if tx.postgres:
        insert = insert.values(xid=sa.literal_column(_XID), seq=sa.literal_column("nextval('feed_seq')"))
    else:
        last = take_number(tx, _SEQ, len(rows))
        for offset, row in enumerate(rows, last - len(rows) + 1):
            row["xid"], row["seq"] = 0, offset
    changed = ("rev", "op", "parent", "body", "changed_at", "hash_high", "hash_low", "xid", "seq")
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["bucket", "kind", "id"], set_={name: insert.excluded[name] for name in changed}
        ),
        rows,
    )
    tx.buckets.update(entity.bucket for entity in newest.values())


def read_after(
    connection: sa.Connection, bucket: str, after: Place, limit: int, *, postgres: bool
) -> list[Published]:
    """At most `limit` rows of the bucket behind `after`, in order."""
    statement = (
        sa.select(feed)
        .where(feed.c.bucket == bucket, *_behind(after, postgres=postgres))
        .order_by(feed.c.xid, feed.c.seq)
        .limit(limit)
    )
    return [
        Published(
            Entity(row.bucket, row.kind, row.id, row.rev, bytes(row.body), row.parent, row.op),
            Place(row.xid, row.seq),
        )
        for row in connection.execute(statement)
    ]


def has_news(connection: sa.Connection, bucket: str, after: Place, *, postgres: bool) -> bool:
    """Whether anything of the bucket lies behind `after`."""
    statement = sa.select(sa.literal(1)).where(
        sa.exists().where(feed.c.bucket == bucket, *_behind(after, postgres=postgres))
    )
    return connection.execute(statement).scalar() is not None


def moved_buckets(connection: sa.Connection, after: Place, *, postgres: bool) -> tuple[frozenset[str], Place]:
    """Buckets with rows behind `after` in any bucket, and the new position of the whole feed."""
    statement = sa.select(feed.c.bucket, feed.c.xid, feed.c.seq).where(*_behind(after, postgres=postgres))
    rows = connection.execute(statement).all()
    last = max(((row.xid, row.seq) for row in rows), default=(after.xid, after.seq))
    return frozenset(row.bucket for row in rows), Place(*last)


def sum_bucket(connection: sa.Connection, bucket: str, *, postgres: bool) -> tuple[int, int] | None:
    """(number, sum64) of the live rows; None while rows of the bucket are still hidden behind the horizon."""
    live = sa.case((feed.c.op == "put", 1), else_=0)
    columns: list[sa.ColumnElement[int]] = [
        sa.func.coalesce(sa.func.sum(live), 0),
        sa.func.coalesce(sa.func.sum(live * feed.c.hash_high), 0),
        sa.func.coalesce(sa.func.sum(live * feed.c.hash_low), 0),
    ]
    if postgres:
        columns.append(sa.literal_column(f"count(*) FILTER (WHERE xid >= {_HORIZON})"))
    else:
        columns.append(sa.literal(0))
    statement = sa.select(*columns).select_from(feed).where(feed.c.bucket == bucket)
    count, high, low, hidden = (int(value) for value in connection.execute(statement).one())
    if hidden:
        return None
    return count, (high * (1 << 32) + low) % MODULUS


def highest_seq(connection: sa.Connection, *, postgres: bool) -> int:
    """The largest sequence number ever given."""
    if postgres:
        return int(connection.execute(sa.text("SELECT last_value FROM feed_seq")).scalar_one())
    return int(connection.execute(sa.select(counters.c.n).where(counters.c.key == _SEQ)).scalar() or 0)


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
    rows = connection.execute(sa.select(feed).where(feed.c.kind == kind, feed.c.id == id))
    return [_entity(row) for row in rows]


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
    statement = (
        sa.select(feed)
        .where(feed.c.bucket == bucket, feed.c.kind.in_(list(kinds)), feed.c.op == "put")
        .order_by(feed.c.kind, feed.c.id)
    )
    return [_entity(row) for row in connection.execute(statement)]


def _entity(row: Any) -> Entity:
    return Entity(row.bucket, row.kind, row.id, row.rev, bytes(row.body), row.parent, row.op)


def _behind(after: Place, *, postgres: bool) -> list[sa.ColumnElement[bool]]:
    if not postgres:
        return [feed.c.xid == 0, feed.c.seq > after.seq]
    behind = sa.tuple_(feed.c.xid, feed.c.seq) > sa.tuple_(sa.literal(after.xid), sa.literal(after.seq))
    return [behind, feed.c.xid < sa.literal_column(_HORIZON)]


def _row(entity: Entity, at: int) -> dict[str, object]:
    value = row_hash(entity.kind, entity.id, entity.rev)
    return {
        "bucket": entity.bucket,
        "kind": entity.kind,
        "id": entity.id,
        "rev": entity.rev,
        "op": entity.op,
        "parent": entity.parent,
        "body": entity.body,
        "changed_at": at,
        "hash_high": value >> 32,
        "hash_low": value & 0xFFFFFFFF,
    }
