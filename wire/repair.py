"""Messages by which a bucket is mended: `POST /sync/v1/compare` and `/sync/v1/rows`.

Both sides split the live rows of a bucket into 256 groups by the first byte of their row hash. A row that differs is in
groups whose sums differ: the old revision in one of them, the new one in another.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from wire.messages import FeedRow
from wire.sums import MODULUS, row_hash
from wire.version import PROTO

Key = tuple[str, str]
"""(kind, id)."""
COMPARE_MAX_ROWS = 10_000
ROWS_MAX_KEYS = 2_000


class CompareRequest(msgspec.Struct, frozen=True):
    """`sums`: group (two hex digits) -> [count, sum64] of what the client holds; empty groups are left out."""

    req: str
    device: str
    bucket: str
    sums: dict[str, tuple[int, int]]
    proto: int = PROTO


class CompareAnswer(msgspec.Struct, frozen=True):
    """`groups`: groups that differ; `rows`: every [kind, id, rev] that the county has in them.

    `more`: further groups differ, ask again when these are mended. `cursor`: where the feed of the bucket stood.
    """

    req: str
    epoch: str
    server_time: float
    bucket: str
    cursor: str
    groups: list[str]
    rows: list[tuple[str, str, int]]
    more: bool = False
    proto: int = PROTO
    end: int = 1


class RowsRequest(msgspec.Struct, frozen=True):
    """Rows of a bucket by their keys, at most `ROWS_MAX_KEYS`."""

    req: str
    device: str
    bucket: str
    keys: list[Key]
    limit_bytes: int = 256 * 1024
    proto: int = PROTO


class RowsAnswer(msgspec.Struct, frozen=True):
    """The newest state of the first `done` keys; a key without a row is gone."""

    req: str
    epoch: str
    server_time: float
    bucket: str
    done: int
    rows: list[FeedRow]
    proto: int = PROTO
    end: int = 1


def group_of(value: int) -> str:
    """The group of a row hash."""
    return f"{value >> 56:02x}"


def group_sums(rows: Iterable[tuple[str, str, int]]) -> dict[str, tuple[int, int]]:
    """Group -> (count, sum64) of live rows (kind, id, rev)."""
    found: dict[str, tuple[int, int]] = {}
    for kind, entity_id, rev in rows:
        value = row_hash(kind, entity_id, rev)
        group = group_of(value)
        count, total = found.get(group, (0, 0))
        found[group] = count + 1, (total + value) % MODULUS
    return found
