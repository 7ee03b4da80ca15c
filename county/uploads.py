"""Files that come in pieces: what has arrived stays, the sender goes on where it ended.

`<data>/blobs/parts/<sha256>.<device>` grows by whole or cut chunks; its length is the offset that the sender is told.
Each device has parts of its own, so that nobody can spoil the file of another. When the last byte is there the whole
is hashed, made durable and moved into place; the same file from two devices is stored once.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
import zlib
from pathlib import Path

from county.blobs import SHA256, BlobProblem, BlobStore

_BLOCK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class WrongOffset(Exception):
    """The chunk does not begin where the part ends. `offset`: where it has to begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


class Part:
    """One open part; only the newest request of a device writes to it."""

    def __init__(self, path: Path, at: int) -> None:
        self._path = path
        self._at = at
        self._lock = threading.Lock()
        self._stream = path.open("r+b" if path.exists() else "w+b", buffering=0)
        self._stream.seek(at)
        self._crc = 0
        self._closed = False
        self.offset = at

    def write(self, data: bytes) -> None:
        """Add bytes. Raises BlobProblem: superseded (a newer request goes on), disk_full (nothing is left)."""
        with self._lock:
            if self._closed:
                raise BlobProblem("superseded")
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[self._stream.write(rest) :]
            except OSError as error:
                self._stream.close()
                self._closed = True
                self._path.unlink(missing_ok=True)
                raise BlobProblem("disk_full" if error.errno in _FULL else "unwritable") from error
            self._crc = zlib.crc32(data, self._crc)
            self.offset += len(data)

    def check(self, crc: str) -> None:
        """The chunk is complete. BlobProblem("wrong_chunk") when it was damaged; the part is as before it."""
        if crc and crc.lower() != f"{self._crc:08x}":
            with self._lock:
                if not self._closed:
                    self._stream.truncate(self._at)
            raise BlobProblem("wrong_chunk")

    def close(self) -> None:
        """What came stays."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._stream.close()


class Uploads:
    """The parts of one county. `limit`: bytes of a file; `reserve`: bytes that must stay free on the disk."""

    def __init__(self, data: Path, blobs: BlobStore, limit: int, reserve: int) -> None:
        self._blobs = blobs
        self._folder = data / "blobs" / "parts"
        self._limit = limit
        self._reserve = reserve
        self._lock = threading.Lock()
        self._open: dict[str, Part] = {}

    def offset(self, sha256: str, device: str) -> tuple[int, bool]:
        """(bytes held for the device, whole file is there)."""
        whole = self._blobs.path(sha256)
        if whole is not None:
            self._drop_parts(sha256)
            return whole.stat().st_size, True
        path = self._path(sha256, device)
        return (path.stat().st_size, False) if path.exists() else (0, False)

    def resume(self, sha256: str, device: str, at: int, length: int) -> Part:
        """The part, ready to take bytes from `at` on.

        Raises WrongOffset, BlobProblem: too_big, disk_full.
        """
        if not 0 < length <= self._limit:
            raise BlobProblem("too_big")
        path = self._path(sha256, device)
        with self._lock:
            before = self._open.pop(path.name, None)
            if before is not None:
                before.close()
            held = path.stat().st_size if path.exists() else 0
            if at == 0 < held:
                path.unlink()
            elif at != held:
                raise WrongOffset(held)
            self._make_room(length - at)
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                part = self._open[path.name] = Part(path, at)
            except OSError as error:
                raise BlobProblem("disk_full" if error.errno in _FULL else "unwritable") from error
            return part

    def leave(self, sha256: str, device: str, part: Part) -> None:
        """The request is over; what came stays."""
        part.close()
        with self._lock:
            name = self._path(sha256, device).name
            if self._open.get(name) is part:
                del self._open[name]

    def finish(self, sha256: str, device: str) -> int:
        """The last byte came: move the file into place and give its size.

        BlobProblem("wrong_hash"): the bytes are those of another file; the part is gone.
        """
        path = self._path(sha256, device)
        digest = hashlib.sha256()
        with path.open("r+b") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
            os.fsync(stream.fileno())
        if digest.hexdigest() != sha256:
            path.unlink(missing_ok=True)
            raise BlobProblem("wrong_hash")
        size = self._blobs.adopt(path, sha256)
        self._drop_parts(sha256)
        return size

    def expire(self, before: float) -> int:
        """Forget parts that nobody has added to since `before` (epoch seconds of the disk); how many went."""
        gone = 0
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            with self._lock:
                if path.name not in self._open and path.stat().st_mtime < before:
                    path.unlink()
                    gone += 1
        return gone

    def _drop_parts(self, sha256: str) -> None:
        """The file is whole: what others have sent of it is not needed any more."""
        for path in self._folder.glob(f"{sha256}.*"):
            with self._lock:
                if path.name not in self._open:
                    path.unlink(missing_ok=True)

    def _make_room(self, wanted: int) -> None:
        if shutil.disk_usage(self._blobs.folder).free < wanted + self._reserve:
            raise BlobProblem("disk_full")

    def _path(self, sha256: str, device: str) -> Path:
        if SHA256.fullmatch(sha256) is None:
            raise BlobProblem("wrong_hash")
        return self._folder / f"{sha256}.{hashlib.blake2b(device.encode(), digest_size=8).hexdigest()}"
