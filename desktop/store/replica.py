"""Confirmed state: rows of the county's answers, cursors and bucket sums, written in one transaction.

A row is taken when its revision is not older than the one held; of one entity in several buckets each bucket keeps
its own copy, so that the sum of a bucket never depends on another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from domain.case import Case
from wire.codec import CodecProblem, decode_case, from_json
from wire.entries import ENTRIES
from wire.messages import FeedRow
from wire.sums import MODULUS, row_hash

_CHUNK = 400
BRAKE_FLOOR, BRAKE_SHARE, BRAKE_ALWAYS = 50, 0.20, 500
"""More than 50 and 20 % of a bucket's open matters, or more than 500, are not removed without asking."""
_RESYNC_PAUSE = 3600

_PUT = (
    "INSERT INTO entity (kind, id, bucket, rev, parent, body) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, id, bucket) DO UPDATE SET rev = excluded.rev, parent = excluded.parent, body = excluded.body"
)
_DROP = "DELETE FROM entity WHERE kind = ? AND id = ? AND bucket = ?"
_ASIDE = "INSERT OR REPLACE INTO quarantine (bucket, kind, id, rev, parent, reason, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_UNASIDE = "DELETE FROM quarantine WHERE bucket = ? AND kind = ? AND id = ?"
_SEEN = "INSERT OR IGNORE INTO seen (bucket, kind, id) VALUES (?, ?, ?)"


class Brake(Exception):
    """A page would remove an unlikely number of open matters. Nothing of it was written."""

    def __init__(self, bucket: str, count: int) -> None:
        super().__init__(bucket)
        self.bucket = bucket
        self.count = count


@dataclass(slots=True)
class Bucket:
    """One bucket of the scope. state: live, resync, braked, released, incomplete."""

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
        return self.state != "resync"


@dataclass(slots=True)
class Touched:
    """What applying rows changed: decoded cases by id (None: gone here or to be read), other kinds."""

    cases: dict[str, Case | None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


def load_buckets(connection: sa.Connection) -> dict[str, Bucket]:
    """Every bucket of the scope by its id."""
    rows = connection.exec_driver_sql("SELECT pk, id, cursor, count, sum64, state, resynced_at FROM bucket")
    return {
        name: Bucket(pk, name, cursor, count, int(sum64), state, resynced_at)
        for pk, name, cursor, count, sum64, state, resynced_at in rows
    }


def save_buckets(connection: sa.Connection, buckets: Iterable[Bucket]) -> None:
    """Write cursors, counts, sums and states back."""
    values = [(b.cursor, b.count, str(b.sum64), b.state, b.resynced_at, b.pk) for b in buckets]
    if values:
        connection.exec_driver_sql(
            "UPDATE bucket SET cursor = ?, count = ?, sum64 = ?, state = ?, resynced_at = ? WHERE pk = ?",
            values,
        )


def rescope(
    connection: sa.Connection, buckets: dict[str, Bucket], wanted: Sequence[str], touched: Touched
) -> None:
    """Add granted buckets from the start; purge withdrawn ones with everything only they held."""
    for name in wanted:
        if name not in buckets:
            connection.exec_driver_sql("INSERT INTO bucket (id) VALUES (?)", (name,))
            pk = int(connection.exec_driver_sql("SELECT pk FROM bucket WHERE id = ?", (name,)).scalar_one())
            buckets[name] = Bucket(pk, name, "", 0, 0, "live", 0)
    for name in set(buckets) - set(wanted):
        pk = buckets.pop(name).pk
        gone = connection.exec_driver_sql("SELECT kind, id FROM entity WHERE bucket = ?", (pk,)).all()
        for kind, entity_id in gone:
            _touch(touched, kind, entity_id, "", None)
        for table in ("entity", "quarantine", "seen"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE bucket = ?", (pk,))  # noqa: S608
        connection.exec_driver_sql("DELETE FROM bucket WHERE pk = ?", (pk,))


def apply_rows(
    connection: sa.Connection,
    rows: Sequence[FeedRow],
    buckets: Mapping[str, Bucket],
    touched: Touched,
    removed: dict[str, int],
) -> None:
    """Take rows of known buckets. Raises Brake before anything of the offending bucket is written."""
    by_bucket: dict[str, list[FeedRow]] = {}
    for row in rows:
        if row.bucket in buckets:
            by_bucket.setdefault(row.bucket, []).append(row)
    for name, part in by_bucket.items():
        _apply_bucket(connection, part, buckets[name], touched, removed)


def _apply_bucket(
    connection: sa.Connection,
    rows: Sequence[FeedRow],
    bucket: Bucket,
    touched: Touched,
    removed: dict[str, int],
) -> None:
    held = _held(connection, bucket.pk, rows)
    _brake(connection, bucket, [r for r in rows if r.op != "put" and (r.kind, r.id) in held], removed)
    puts: dict[tuple[str, str], tuple[Any, ...]] = {}
    drops: dict[tuple[str, str], None] = {}
    aside: list[tuple[Any, ...]] = []
    unaside: list[tuple[Any, ...]] = []
    for row in rows:
        key = (row.kind, row.id)
        current = held.get(key)
        if current is not None and bucket.guarded and _older(row, current[0]):
            continue
        if current is not None:
            bucket.count -= 1
            bucket.sum64 = (bucket.sum64 - row_hash(row.kind, row.id, current[0])) % MODULUS
            if current[1]:
                unaside.append((bucket.pk, row.kind, row.id))
        if row.op != "put":
            held.pop(key, None)
            puts.pop(key, None)
            drops[key] = None
            _touch(touched, row.kind, row.id, row.parent, None)
            continue
        bucket.count += 1
        bucket.sum64 = (bucket.sum64 + row_hash(row.kind, row.id, row.rev)) % MODULUS
        body = bytes(row.body)
        reason, case = _read(row.kind, body)
        held[key] = (row.rev, bool(reason))
        if reason:
            aside.append((bucket.pk, row.kind, row.id, row.rev, row.parent, reason, body))
            continue
        drops.pop(key, None)
        puts[key] = (row.kind, row.id, bucket.pk, row.rev, row.parent, body)
        _touch(touched, row.kind, row.id, row.parent, case)
    if bucket.state == "resync":
        seen = [(bucket.pk, r.kind, r.id) for r in rows if r.op == "put"]
        if seen:
            connection.exec_driver_sql(_SEEN, seen)
    if unaside:
        connection.exec_driver_sql(_UNASIDE, unaside)
    if drops:
        connection.exec_driver_sql(_DROP, [(*key, bucket.pk) for key in drops])
    if puts:
        connection.exec_driver_sql(_PUT, list(puts.values()))
    if aside:
        connection.exec_driver_sql(_ASIDE, aside)


def _older(row: FeedRow, held: int) -> bool:
    """The row brings nothing: an older revision, or the same one of something that never changes within it."""
    return row.rev < held or (row.rev == held and row.op == "put" and row.kind in ("case", "event"))


def _read(kind: str, body: bytes) -> tuple[str, Case | None]:
    """Reason for setting a body aside ("" when it reads), and the case if it is one."""
    try:
        if kind == "case":
            return "", decode_case(body)
        if kind == "event":
            return "", None
        if kind in ENTRIES:
            from_json(body, ENTRIES[kind])
            return "", None
    except CodecProblem:
        return "malformed", None
    return "unknown_kind", None


def _touch(touched: Touched, kind: str, entity_id: str, parent: str, case: Case | None) -> None:
    if kind == "case":
        touched.cases[entity_id] = case
    elif kind == "event":
        touched.cases.setdefault(parent or entity_id.partition(":")[0], None)
    else:
        touched.kinds.add(kind)


def _held(
    connection: sa.Connection, bucket: int, rows: Sequence[FeedRow]
) -> dict[tuple[str, str], tuple[int, bool]]:
    """(kind, id) -> (revision counted in the sum, set aside)."""
    wanted: dict[str, list[str]] = {}
    for row in rows:
        wanted.setdefault(row.kind, []).append(row.id)
    held: dict[tuple[str, str], tuple[int, bool]] = {}
    for kind, ids in wanted.items():
        for start in range(0, len(ids), _CHUNK):
            part = tuple(ids[start : start + _CHUNK])
            marks = ", ".join("?" * len(part))
            for table, aside in (("entity", False), ("quarantine", True)):
                found = connection.exec_driver_sql(
                    f"SELECT id, rev FROM {table} WHERE kind = ? AND bucket = ? AND id IN ({marks})",  # noqa: S608
                    (kind, bucket, *part),
                )
                held.update({(kind, entity_id): (rev, aside) for entity_id, rev in found})
    return held


def _brake(
    connection: sa.Connection, bucket: Bucket, rows: Sequence[FeedRow], removed: dict[str, int]
) -> None:
    ids = [row.id for row in rows if row.kind == "case"]
    if ids:
        count_removal(connection, bucket, ids, removed)


def count_removal(
    connection: sa.Connection, bucket: Bucket, ids: Sequence[str], removed: dict[str, int]
) -> None:
    """Add open matters among `ids` to the round's removals of the bucket; Brake when they are too many."""
    if bucket.state == "released":
        return
    before = removed.get(bucket.id, 0)
    for start in range(0, len(ids), _CHUNK):
        part = tuple(ids[start : start + _CHUNK])
        marks = ", ".join("?" * len(part))
        removed[bucket.id] = removed.get(bucket.id, 0) + int(
            connection.exec_driver_sql(
                f"SELECT count(*) FROM row WHERE open = 1 AND id IN ({marks})",  # noqa: S608
                part,
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


def finish_round(
    connection: sa.Connection,
    buckets: Mapping[str, Bucket],
    sums: Mapping[str, tuple[int, int]],
    now: int,
    touched: Touched,
    removed: dict[str, int],
) -> None:
    """Nothing more waits: end comparisons, then hold every sum against the county's."""
    for bucket in buckets.values():
        compared = bucket.state == "resync"
        if compared:
            _sweep(connection, bucket, touched, removed)
            bucket.state, bucket.resynced_at = "live", now
        elif bucket.state == "released":
            bucket.state = "live"
        if bucket.id not in sums:
            continue
        if sums[bucket.id] == (bucket.count, bucket.sum64):
            bucket.state = "live"
        elif compared or now - bucket.resynced_at < _RESYNC_PAUSE:
            bucket.state = "incomplete"
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
            _touch(touched, row.kind, row.id, row.parent, None)
    connection.exec_driver_sql("DELETE FROM seen WHERE bucket = ?", (bucket.pk,))
    bucket.count, bucket.sum64 = recount(connection, bucket.pk)


def recount(connection: sa.Connection, bucket: int) -> tuple[int, int]:
    """Count and sum of a bucket from its rows."""
    total, count = 0, 0
    rows = connection.exec_driver_sql(
        "SELECT kind, id, rev FROM quarantine WHERE bucket = ? UNION ALL SELECT kind, id, rev FROM entity e"
        " WHERE bucket = ? AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.bucket = e.bucket"
        " AND q.kind = e.kind AND q.id = e.id)",
        (bucket, bucket),
    )
    for kind, entity_id, rev in rows:
        count += 1
        total = (total + row_hash(kind, entity_id, rev)) % MODULUS
    return count, total
