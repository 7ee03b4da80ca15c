"""What a county can do beyond the first shape of sync v1, told in the headers of every answer.

A client uses what it finds there and goes the old way otherwise, so either side may be the newer one.
"""

from __future__ import annotations

import zlib

CAPS_HEADER = "X-Sync-Caps"
LIMIT_HEADER = "X-File-Limit"
"""Largest file in bytes that the county takes; told in answers of push and pull."""
CRC_HEADER = "X-Body-Crc"
"""CRC-32 of the unpacked body, eight hex digits: a damaged answer is told from a right one."""

COMPARE = "compare"
"""`POST /sync/v1/compare` and `/rows`: a bucket is mended by the ids that differ."""
RESUME = "resume"
"""`GET` and `PATCH /blobs/v1/{sha256}/upload`: files are sent in pieces and go on where they were cut."""
CAPS = (COMPARE, RESUME)


def told_caps() -> str:
    """The header of this version."""
    return ", ".join(CAPS)


def read_caps(header: str) -> frozenset[str]:
    """The names in a header; unknown ones do no harm."""
    return frozenset(name.strip() for name in header[:400].split(",") if name.strip())


def body_crc(body: bytes) -> str:
    """The checksum of an unpacked body."""
    return f"{zlib.crc32(body):08x}"
