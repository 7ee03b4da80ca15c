"""Files by content: `<data>/blobs/ab/cdef…`, written beside and moved into place when the hash is right."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobProblem(Exception):
    """A file was not stored. `code`: wrong_hash, too_big, wrong_chunk, superseded, disk_full, unwritable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Incoming:
    """A file on its way in; `finish` moves it into place, `drop` forgets it."""

    def __init__(self, folder: Path, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="part-", dir=folder)
        self._folder = folder
        self._path = Path(name)
        self._stream: BinaryIO = os.fdopen(descriptor, "wb")
        self._hash = hashlib.sha256()
        self._limit = limit
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add bytes. BlobProblem("too_big") above the limit."""
        self.size += len(data)
        if self.size > self._limit:
            raise BlobProblem("too_big")
        self._hash.update(data)
        self._stream.write(data)

    def finish(self, expected: str = "") -> str:
        """Make the file durable and give its hash. BlobProblem("wrong_hash") when another one was promised."""
        found = self._hash.hexdigest()
        if expected and found != expected:
            raise BlobProblem("wrong_hash")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        target = self._folder / found[:2] / found[2:]
        target.parent.mkdir(exist_ok=True)
        self._path.replace(target)
        return found

    def drop(self) -> None:
        """Forget what came; harmless after `finish`."""
        self._stream.close()
        self._path.unlink(missing_ok=True)


class BlobStore:
    """The files of one county."""

    def __init__(self, data: Path, limit: int) -> None:
        self._folder = data / "blobs"
        self._limit = limit

    @property
    def folder(self) -> Path:
        """Where the files lie; made when it is not there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder

    def adopt(self, part: Path, sha256: str) -> int:
        """Move a complete, durable file into place; its size. A file that is there already stays as it is."""
        target = self._folder / sha256[:2] / sha256[2:]
        target.parent.mkdir(exist_ok=True)
        if target.is_file():
            part.unlink(missing_ok=True)
        else:
            part.replace(target)
        return target.stat().st_size

    def receive(self) -> Incoming:
        """Begin to store a file."""
        return Incoming(self._folder, self._limit)

    def keep(self, data: bytes) -> str:
        """Store bytes and give their hash."""
        incoming = self.receive()
        try:
            incoming.write(data)
            return incoming.finish()
        finally:
            incoming.drop()

    def path(self, sha256: str) -> Path | None:
        """Where the file lies, or None. Only a hash is ever a name here, so no path can leave the folder."""
        if SHA256.fullmatch(sha256) is None:
            return None
        path = self._folder / sha256[:2] / sha256[2:]
        return path if path.is_file() else None
