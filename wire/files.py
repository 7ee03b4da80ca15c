"""Messages of resumable uploads: `GET` and `PATCH /blobs/v1/{sha256}/upload`.

A chunk is the body of a PATCH; headers say where it belongs: `Upload-Offset` and `Upload-Length` (bytes, decimal) and
`Upload-Crc` (CRC-32 of the chunk, eight hex digits).
"""

from __future__ import annotations

import zlib

import msgspec

FILE_MAX_BYTES = 256 * 1024 * 1024
"""Largest file that a county takes unless its settings say otherwise."""


class UploadState(msgspec.Struct, frozen=True):
    """How much of a file the county holds for this device. `complete`: all of it, and its hash is right."""

    sha256: str
    offset: int
    complete: bool = False
    end: int = 1


def chunk_crc(data: bytes) -> str:
    """CRC-32 of a chunk as it stands in `Upload-Crc`."""
    return f"{zlib.crc32(data):08x}"
