"""Looking at a bucket as a whole: sums by group, keys of groups, rows by key, and how far back its tombstones go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from county.store.database import Tx
from county.store.feed import Entity, Place
from county.store.statements import Query, among
from county.store.tables import feed, feed_floors
from wire.repair import Key
from wire.sums import MODULUS

_GROUP = feed.c.hash_high.op("/")(sa.literal_column("16777216"))
_FLOORS = Query.of(
    lambda postgres: sa.select(feed_floors.c.bucket, feed_floors.c.xid, feed_floors.c.seq).where(
        among(feed_floors.c.bucket, "buckets", postgres=postgres)
    )
)
_AT_ONCE = 400
_PURGED_AT_ONCE = 5_000


def sums(connection: sa.Connection, bucket: str) -> dict[str, tuple[int, int]]:
    """Group -> (number, sum64) of the live rows."""
    statement = (
        sa.select(_GROUP, sa.func.count(), sa.func.sum(feed.c.hash_high), sa.func.sum(feed.c.hash_low))
        .where(feed.c.bucket == bucket, feed.c.op == "put")
        .group_by(_GROUP)
    )
    return {
        f"{int(group):02x}": (int(count), (int(high) * (1 << 32) + int(low)) % MODULUS)
        for group, count, high, low in connection.execute(statement)
    }


def keys(connection: sa.Connection, bucket: str, groups: Iterable[str]) -> list[tuple[str, str, int]]:
    """(kind, id, rev) of the live rows in the groups."""
    wanted = [int(group, 16) for group in groups]
    statement = sa.select(feed.c.kind, feed.c.id, feed.c.rev).where(
        feed.c.bucket == bucket, feed.c.op == "put", _GROUP.in_(wanted)
    )
    return [(kind, entity_id, int(rev)) for kind, entity_id, rev in connection.execute(statement)]


def rows(connection: sa.Connection, bucket: str, wanted: Sequence[Key]) -> dict[Key, Entity]:
    """The newest state of live entities by key."""
    by_kind: dict[str, list[str]] = {}
    for kind, entity_id in wanted:
        by_kind.setdefault(kind, []).append(entity_id)
    found: dict[Key, Entity] = {}
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _AT_ONCE):
            statement = sa.select(feed).where(
                feed.c.bucket == bucket,
                feed.c.kind == kind,
                feed.c.op == "put",
                feed.c.id.in_(ids[start : start + _AT_ONCE]),
            )
            for row in connection.execute(statement):
                found[(kind, row.id)] = Entity(bucket, kind, row.id, row.rev, bytes(row.body), row.parent)
    return found


def newest(connection: sa.Connection, bucket: str, *, postgres: bool) -> Place:
    """The position behind everything of the bucket that a pull may deliver now."""
    seen = (
        [feed.c.xid < sa.literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")]
        if postgres
        else []
    )
    statement = (
        sa.select(feed.c.xid, feed.c.seq)
        .where(feed.c.bucket == bucket, *seen)
        .order_by(feed.c.xid.desc(), feed.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return Place() if row is None else Place(row.xid, row.seq)


def floors(source: Tx | sa.Connection, buckets: Iterable[str]) -> dict[str, Place]:
    """Bucket -> position up to which tombstones were forgotten; buckets that forgot none are left out."""
    return {bucket: Place(xid, seq) for bucket, xid, seq in _FLOORS.fetch(source, {"buckets": list(buckets)})}


def purge(tx: Tx, before: int) -> int:
    """Forget tombstones older than `before` (epoch seconds); how many went. Called again until none is left."""
    old = tx.execute(
        sa.select(feed.c.bucket, feed.c.kind, feed.c.id, feed.c.xid, feed.c.seq)
        .where(feed.c.op != "put", feed.c.changed_at < before)
        .limit(_PURGED_AT_ONCE)
    ).all()
    reached = floors(tx, {row.bucket for row in old})
    for row in old:
        place = Place(row.xid, row.seq)
        if place > reached.get(row.bucket, Place()):
            reached[row.bucket] = place
        tx.execute(
            feed.delete().where(feed.c.bucket == row.bucket, feed.c.kind == row.kind, feed.c.id == row.id)
        )
    for bucket, place in reached.items():
        tx.execute(feed_floors.delete().where(feed_floors.c.bucket == bucket))
        tx.execute(feed_floors.insert(), {"bucket": bucket, "xid": place.xid, "seq": place.seq})
    return len(old)
