"""Confirmed state: rows of the county's answers, cursors and bucket sums, written in one transaction.

A row is taken when its revision is not older than the one held; of one entity in several buckets each bucket keeps
its own copy, so that the sum of a bucket never depends on another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from desktop.store.buckets import Bucket, Touched, count_removal
from domain.case import Case
from wire.codec import CodecProblem, decode_case, from_json
from wire.entries import ENTRIES
from wire.messages import FeedRow
from wire.sums import MODULUS, row_hash

_CHUNK = 400

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
    going = [r.id for r in rows if r.op != "put" and r.kind == "case" and (r.kind, r.id) in held]
    count_removal(connection, bucket, going, removed)
    puts: dict[tuple[str, str], tuple[Any, ...]] = {}
    drops: dict[tuple[str, str], None] = {}
    aside: dict[tuple[str, str], tuple[Any, ...]] = {}
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
        aside.pop(key, None)
        if row.op != "put":
            held.pop(key, None)
            puts.pop(key, None)
            drops[key] = None
            touched.note(row.kind, row.id, row.parent, None)
            continue
        bucket.count += 1
        bucket.sum64 = (bucket.sum64 + row_hash(row.kind, row.id, row.rev)) % MODULUS
        body = bytes(row.body)
        reason, case = _read(row.kind, body)
        held[key] = (row.rev, bool(reason))
        if reason:
            puts.pop(key, None)
            aside[key] = (bucket.pk, row.kind, row.id, row.rev, row.parent, reason, body)
            continue
        drops.pop(key, None)
        puts[key] = (row.kind, row.id, bucket.pk, row.rev, row.parent, body)
        touched.note(row.kind, row.id, row.parent, case)
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
        connection.exec_driver_sql(_ASIDE, list(aside.values()))


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
