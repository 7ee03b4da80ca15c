"""Buckets of the scope: what they hold in sum, comparing them with the county, and the brake on mass removal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from desktop.store.listing import as_list
from domain.case import Case
from storage import direct
from wire.sums import MODULUS, row_hash

BRAKE_FLOOR, BRAKE_SHARE, BRAKE_ALWAYS = 50, 0.20, 500
"""More than 50 and 20 % of a bucket's open matters, or more than 500, are not removed without asking."""
_RESYNC_PAUSE = 3600
_ALLOWED = -1
"""`resynced_at` of a bucket whose removals a person has confirmed, until it was compared."""


class Brake(Exception):
    """A page would remove an unlikely number of open matters. Nothing of it was written."""

    def __init__(self, bucket: str, count: int) -> None:
        super().__init__(bucket)
        self.bucket = bucket
        self.count = count


@dataclass(slots=True)
class Bucket:
    """One bucket of the scope. state: live, differs, resync, braked, released, incomplete.

    differs: to be mended by comparing ids; resync: read again from its start, for counties that cannot compare.
    """

    pk: int
    id: str
    cursor: str
    count: int
    sum64: int
    state: str
    resynced_at: int

    @property
    def guarded(self) -> bool:
        """Older revisions are refused; not so while the bucket is compared anew."""
        return self.state not in ("resync", "mending")


@dataclass(slots=True)
class Touched:
    """What applying rows changed: decoded cases by id (None: gone here or to be read), other kinds."""

    cases: dict[str, Case | None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def note(self, kind: str, entity_id: str, parent: str, case: Case | None) -> None:
        """An entity was put or taken away."""
        if kind == "case":
            self.cases[entity_id] = case
        elif kind == "event":
            self.cases.setdefault(parent or entity_id.partition(":")[0], None)
        else:
            self.kinds.add(kind)

    def take(self, cases: Mapping[str, Case], parents: Iterable[str]) -> None:
        """Cases were put, and events of the cases `parents`."""
        self.cases.update(cases)
        for parent in parents:
            self.cases.setdefault(parent, None)


def load_buckets(connection: sa.Connection) -> dict[str, Bucket]:
    """Every bucket of the scope by its id."""
    rows = direct.fetch(connection, "SELECT pk, id, cursor, count, sum64, state, resynced_at FROM bucket")
    return {
        name: Bucket(pk, name, cursor, count, int(sum64), state, resynced_at)
        for pk, name, cursor, count, sum64, state, resynced_at in rows
    }


def alone(buckets: Iterable[str]) -> bool:
    """At most one bucket of the scope holds cases; the county's own holds dictionaries."""
    return sum(name != "county" for name in buckets) <= 1


def save_buckets(connection: sa.Connection, buckets: Iterable[Bucket]) -> None:
    """Write cursors, counts, sums and states back where they differ."""
    held = load_buckets(connection)
    values = [
        (b.cursor, b.count, str(b.sum64), b.state, b.resynced_at, b.pk)
        for b in buckets
        if held.get(b.id) != b
    ]
    direct.run_many(
        connection,
        "UPDATE bucket SET cursor = ?, count = ?, sum64 = ?, state = ?, resynced_at = ? WHERE pk = ?",
        values,
    )


def count_removal(
    connection: sa.Connection, bucket: Bucket, ids: Sequence[str], removed: dict[str, int]
) -> None:
    """Add open matters among `ids` to the round's removals of the bucket; Brake when they are too many."""
    if bucket.state == "released" or bucket.resynced_at == _ALLOWED:
        return
    before = removed.get(bucket.id, 0)
    if ids:
        removed[bucket.id] = before + int(
            connection.exec_driver_sql(
                "SELECT count(*) FROM row WHERE open = 1 AND id IN (SELECT value FROM json_each(?))",
                (as_list(ids),),
            ).scalar_one()
        )
    count = removed.get(bucket.id, 0)
    if count <= BRAKE_FLOOR:
        return
    live = before + int(
        connection.exec_driver_sql(
            "SELECT count(*) FROM entity e JOIN row r ON r.id = e.id"
            " WHERE e.kind = 'case' AND e.bucket = ? AND r.open = 1",
            (bucket.pk,),
        ).scalar_one()
    )
    if count > BRAKE_ALWAYS or count > live * BRAKE_SHARE:
        raise Brake(bucket.id, count)


def start_resync(connection: sa.Connection, bucket: Bucket) -> None:
    """Compare the bucket from its start: rows are taken whatever their revision, what stays unseen is removed."""
    bucket.state, bucket.cursor = "resync", ""
    connection.exec_driver_sql("DELETE FROM seen WHERE bucket = ?", (bucket.pk,))


def start_compare(bucket: Bucket) -> None:
    """Mend the bucket by the ids that differ; its cursor stays."""
    bucket.state = "differs"


def stop(connection: sa.Connection, bucket: Bucket) -> None:
    """Nothing of the bucket is taken until a person has confirmed. Where it was being read from its start, it begins
    anew then."""
    if bucket.state == "resync":
        start_resync(connection, bucket)
    bucket.state = "braked"


def release(connection: sa.Connection, bucket: Bucket) -> None:
    """A person has confirmed the removals. A bucket that was being read from its start is so again, unguarded."""
    if bucket.cursor:
        bucket.state = "released"
    else:
        start_resync(connection, bucket)
        bucket.resynced_at = _ALLOWED


def finish_round(
    connection: sa.Connection,
    buckets: Mapping[str, Bucket],
    sums: Mapping[str, tuple[int, int]],
    now: int,
    touched: Touched,
    removed: dict[str, int],
    *,
    compare: bool = False,
) -> None:
    """Nothing more waits: end comparisons, then hold every sum against the county's.

    `compare`: the county can tell which rows differ; otherwise the bucket is read again.
    """
    for bucket in buckets.values():
        compared, released = bucket.state == "resync", bucket.state == "released"
        if compared:
            _sweep(connection, bucket, touched, removed)
            bucket.state, bucket.resynced_at = "live", now
        elif released:
            bucket.state = "live"
        if bucket.id not in sums or bucket.state == "differs":
            continue
        if sums[bucket.id] == (bucket.count, bucket.sum64):
            bucket.state = "live"
            if bucket.resynced_at == _ALLOWED:
                bucket.resynced_at = 0
        elif compared or (not released and now - bucket.resynced_at < _RESYNC_PAUSE):
            bucket.state = "incomplete"
        else:
            bucket.resynced_at = _ALLOWED if released else bucket.resynced_at
            if compare:
                start_compare(bucket)
            else:
                start_resync(connection, bucket)


def _sweep(connection: sa.Connection, bucket: Bucket, touched: Touched, removed: dict[str, int]) -> None:
    for table in ("entity", "quarantine"):
        stale = connection.exec_driver_sql(
            f"SELECT kind, id, rev, parent FROM {table} t WHERE bucket = ? AND NOT EXISTS"  # noqa: S608
            " (SELECT 1 FROM seen s WHERE s.bucket = t.bucket AND s.kind = t.kind AND s.id = t.id)",
            (bucket.pk,),
        ).all()
        count_removal(connection, bucket, [r.id for r in stale if r.kind == "case"], removed)
        for row in stale:
            connection.exec_driver_sql(
                f"DELETE FROM {table} WHERE kind = ? AND id = ? AND bucket = ?",  # noqa: S608
                (row.kind, row.id, bucket.pk),
            )
            touched.note(row.kind, row.id, row.parent, None)
    connection.exec_driver_sql("DELETE FROM seen WHERE bucket = ?", (bucket.pk,))
    bucket.count, bucket.sum64 = recount(connection, bucket.pk)


def recount(connection: sa.Connection, bucket: int) -> tuple[int, int]:
    """Count and sum of a bucket from its rows."""
    total, count = 0, 0
    for kind, entity_id, rev in held_rows(connection, bucket):
        count += 1
        total = (total + row_hash(kind, entity_id, rev)) % MODULUS
    return count, total


def held_rows(connection: sa.Connection, bucket: int) -> Iterable[tuple[str, str, int]]:
    """(kind, id, rev) of every row that counts in the sum of a bucket."""
    rows = connection.exec_driver_sql(
        "SELECT kind, id, rev FROM quarantine WHERE bucket = ? UNION ALL SELECT kind, id, rev FROM entity e"
        " WHERE bucket = ? AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.bucket = e.bucket"
        " AND q.kind = e.kind AND q.id = e.id)",
        (bucket, bucket),
    )
    return ((kind, entity_id, rev) for kind, entity_id, rev in rows)
