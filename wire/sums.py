"""Checksums by which a client proves that its bucket equals the county's.

The sum of a bucket adds the hashes of its live rows modulo 2**64, so both sides can keep it in any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

MODULUS = 1 << 64


def row_hash(kind: str, id: str, rev: int) -> int:  # noqa: A002
    """Hash of one live row: first 8 bytes, big-endian, of blake2b over ``kind|id|rev``."""
    return int.from_bytes(blake2b(f"{kind}|{id}|{rev}".encode(), digest_size=8).digest(), "big")


def sum_rows(hashes: Iterable[int]) -> int:
    """Sum modulo 2**64."""
    return sum(hashes) % MODULUS
