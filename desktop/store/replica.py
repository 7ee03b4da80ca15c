"""Confirmed state: rows of the county's answers, cursors and bucket sums, written in one transaction.

A row is taken when its revision is not older than the one held; of one entity in several buckets each bucket keeps
its own copy, so that the sum of a bucket never depends on another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from desktop.store.buckets import Bucket, Touched, count_removal
from desktop.store.decoded import NOTHING, Decoded
from desktop.store.listing import as_list
from domain.case import Case
from storage import direct
from wire.codec import CodecProblem, from_json
from wire.entries import ENTRIES
from wire.messages import FeedRow
from wire.sums import MODULUS, row_hash, sum_rows

_ANY_ASIDE = "SELECT 1 FROM quarantine WHERE bucket = ? LIMIT 1"
_HELD = {
    table: f"SELECT id, rev FROM {table} WHERE kind = ? AND bucket = ? AND id IN (SELECT value FROM json_each(?))"  # noqa: S608
    for table in ("entity", "quarantine")
}
_kind = itemgetter(0)
_FOLDED = frozenset({"case", "event"})
"""Kinds that never change within a revision."""
_PUT = (
    "INSERT INTO entity (kind, id, bucket, rev, parent, body) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, id, bucket) DO UPDATE SET rev = excluded.rev, parent = excluded.parent, body = excluded.body"
)
_DROP = "DELETE FROM entity WHERE kind = ? AND id = ? AND bucket = ?"
_ASIDE = "INSERT OR REPLACE INTO quarantine (bucket, kind, id, rev, parent, reason, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_UNASIDE = "DELETE FROM quarantine WHERE bucket = ? AND kind = ? AND id = ?"
_SEEN = "INSERT OR IGNORE INTO seen (bucket, kind, id) VALUES (?, ?, ?)"


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
            touched.note(kind, entity_id, "", None)
        for table in ("entity", "quarantine", "seen"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE bucket = ?", (pk,))  # noqa: S608
        connection.exec_driver_sql("DELETE FROM bucket WHERE pk = ?", (pk,))


def apply_rows(
    connection: sa.Connection,
    rows: Sequence[FeedRow],
    buckets: Mapping[str, Bucket],
    touched: Touched,
    removed: dict[str, int],
    decoded: Decoded = NOTHING,
) -> None:
    """Take rows of known buckets. Raises Brake before anything of the offending bucket is written."""
    by_bucket: dict[str, list[FeedRow]] = {}
    for row in rows:
        if row.bucket in buckets:
            by_bucket.setdefault(row.bucket, []).append(row)
    for name, part in by_bucket.items():
        _apply_bucket(connection, part, buckets[name], touched, removed, decoded)


def _apply_bucket(
    connection: sa.Connection,
    rows: Sequence[FeedRow],
    bucket: Bucket,
    touched: Touched,
    removed: dict[str, int],
    decoded: Decoded,
) -> None:
    held = _held(connection, bucket, rows)
    going = [r.id for r in rows if r.op != "put" and r.kind == "case" and (r.kind, r.id) in held]
    count_removal(connection, bucket, going, removed)
    take = _Take(bucket, held, touched, decoded)
    if held or not take.all_new(rows):
        for row in rows:
            take.row(row)
    take.write(connection)
    if bucket.state == "resync":
        direct.run_many(connection, _SEEN, [(bucket.pk, r.kind, r.id) for r in rows if r.op == "put"])


class _Take:
    """What the rows of one bucket in one answer come to, before it is written in few statements."""

    __slots__ = (
        "_aside",
        "_bucket",
        "_count",
        "_decoded",
        "_drops",
        "_guarded",
        "_held",
        "_pk",
        "_placed",
        "_puts",
        "_sum",
        "_touched",
        "_unaside",
    )

    def __init__(
        self,
        bucket: Bucket,
        held: dict[tuple[str, str], tuple[int, bool]],
        touched: Touched,
        decoded: Decoded,
    ) -> None:
        self._decoded = decoded
        self._bucket, self._held, self._touched = bucket, held, touched
        self._pk, self._guarded = bucket.pk, bucket.guarded
        self._count, self._sum = 0, 0
        self._puts: list[tuple[Any, ...]] = []
        self._placed: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._drops: dict[tuple[str, str], None] = {}
        self._aside: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._unaside: list[tuple[Any, ...]] = []

    def all_new(self, rows: Sequence[FeedRow]) -> bool:
        """Take rows of which nothing is held, as in a first load; False, and nothing done, when that is too simple."""
        keys = {(row.kind, row.id) for row in rows}
        if len(keys) < len(rows) or any(row.op != "put" or row.kind not in _FOLDED for row in rows):
            return False
        try:
            cases = {row.id: self._decoded.case(row) for row in rows if row.kind == "case"}
        except CodecProblem:
            return False
        pk = self._pk
        self._count = len(rows)
        self._sum = sum_rows(map(self._decoded.hash, rows))
        self._puts = [(row.kind, row.id, pk, row.rev, row.parent, bytearray(row.body)) for row in rows]
        self._puts.sort(key=_kind)  # matters side by side: what comes later of them touches fewer pages
        self._touched.take(
            cases, [row.parent or row.id.partition(":")[0] for row in rows if row.kind == "event"]
        )
        return True

    def row(self, row: FeedRow) -> None:
        """Take one row, or pass over it when it brings nothing."""
        kind, entity_id, rev = row.kind, row.id, row.rev
        key = (kind, entity_id)
        current = self._held.get(key)
        if current is not None:
            if self._guarded and _older(row, current[0]):
                return
            self._count -= 1
            self._sum -= row_hash(kind, entity_id, current[0])
            if current[1]:
                self._unaside.append((self._pk, kind, entity_id))
        self._aside.pop(key, None)
        if row.op != "put":
            self._held.pop(key, None)
            self._placed.pop(key, None)
            self._drops[key] = None
            self._touched.note(kind, entity_id, row.parent, None)
            return
        self._count += 1
        self._sum += row_hash(kind, entity_id, rev)
        reason, case = ("", None) if kind == "event" else _read(row, self._decoded)
        self._held[key] = (rev, bool(reason))
        if reason:
            self._placed.pop(key, None)
            self._aside[key] = (self._pk, kind, entity_id, rev, row.parent, reason, row.body)
            return
        if self._drops:
            self._drops.pop(key, None)
        self._placed[key] = (kind, entity_id, self._pk, rev, row.parent, bytearray(row.body))
        self._touched.note(kind, entity_id, row.parent, case)

    def write(self, connection: sa.Connection) -> None:
        """Write the rows, and the count and sum of the bucket."""
        self._bucket.count += self._count
        self._bucket.sum64 = (self._bucket.sum64 + self._sum) % MODULUS
        direct.run_many(connection, _UNASIDE, self._unaside)
        direct.run_many(connection, _DROP, [(*key, self._pk) for key in self._drops])
        direct.run_many(connection, _PUT, [*self._puts, *sorted(self._placed.values(), key=_kind)])
        direct.run_many(connection, _ASIDE, list(self._aside.values()))


def _older(row: FeedRow, held: int) -> bool:
    """The row brings nothing: an older revision, or the same one of something that never changes within it."""
    return row.rev < held or (row.rev == held and row.op == "put" and row.kind in _FOLDED)


def _read(row: FeedRow, decoded: Decoded) -> tuple[str, Case | None]:
    """Reason for setting a body aside ("" when it reads), and the case if it is one."""
    try:
        if row.kind == "case":
            return "", decoded.case(row)
        if row.kind in ENTRIES:
            from_json(row.body, ENTRIES[row.kind])
            return "", None
    except CodecProblem:
        return "malformed", None
    return "unknown_kind", None


def _held(
    connection: sa.Connection, bucket: Bucket, rows: Sequence[FeedRow]
) -> dict[tuple[str, str], tuple[int, bool]]:
    """(kind, id) -> (revision counted in the sum, set aside)."""
    if not bucket.count and bucket.guarded:
        return {}
    wanted: dict[str, list[str]] = {}
    for row in rows:
        wanted.setdefault(row.kind, []).append(row.id)
    held: dict[tuple[str, str], tuple[int, bool]] = {}
    tables = {"entity": False}
    if direct.fetch(connection, _ANY_ASIDE, (bucket.pk,)):
        tables["quarantine"] = True
    for kind, ids in wanted.items():
        listed = as_list(ids)
        for table, aside in tables.items():
            found = direct.fetch(connection, _HELD[table], (kind, bucket.pk, listed))
            held.update({(kind, entity_id): (rev, aside) for entity_id, rev in found})
    return held
