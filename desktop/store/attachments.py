"""Attachments by content address, in a keyed file of their own. Command first, file later.

What is attached is copied at once, so that a file changed or deleted afterwards changes nothing. Large files lie in
pieces. A file stays here until the county has said that it holds all of it.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from desktop.store import strings
from desktop.store.kept import Kept
from domain.case import Attachment
from storage import direct
from storage.engine import Engines, StoreProblem

LARGEST = 200 * 1024 * 1024
"""Bytes of one attachment, unless the county takes less."""
PIECE = 1024 * 1024


class Attachments:
    """Files of cases. state: waiting (not yet at the county), verified, or partial (being received).

    `limit`: the largest file that is taken here; the county's own limit when it said one.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._kept = Kept(engines)
        self.limit = LARGEST

    @property
    def engines(self) -> Engines:
        """For what carries unsent files elsewhere."""
        return self._engines

    def put(self, data: bytes, name: str, media: str, kind: str, now: int) -> Attachment:
        """Keep a file before the command that cites it. The same file twice is kept once."""
        self._check(len(data))
        digest = sha256(data).hexdigest()
        with self._engines.write.begin() as connection:
            if len(data) <= PIECE:
                _add_blob(connection, digest, media, len(data), now, data)
            elif _add_blob(connection, digest, media, len(data), now, b""):
                for at in range(0, len(data), PIECE):
                    _add_piece(connection, digest, at, data[at : at + PIECE])
        return Attachment(digest, name, media, len(data), kind)

    def put_file(self, path: Path, name: str, media: str, kind: str, now: int) -> Attachment:
        """Keep a file of the disk without holding all of it in memory. Raises OSError, StoreProblem("too_large")."""
        size = path.stat().st_size
        self._check(size)
        with path.open("rb") as stream:
            if size <= PIECE:
                return self.put(stream.read(), name, media, kind, now)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            with self._engines.write.begin() as connection:
                if _add_blob(connection, digest, media, size, now, b"") and (
                    _copy(connection, digest, stream) != (digest, size)
                ):
                    raise OSError(errno.EBUSY, "the file changed while it was read")
        return Attachment(digest, name, media, size, kind)

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise StoreProblem(
                "too_large", strings.BLOB_TOO_LARGE.format(-(-size // 1048576), self.limit // 1048576)
            )

    def size(self, digest: str) -> int:
        """Bytes of a file that lies here as a whole; 0 when it does not."""
        with self._engines.read.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT size FROM blob WHERE sha256 = ? AND state <> 'partial'", (digest,)
            ).scalar()
        return int(found or 0)

    def read(self, digest: str, at: int, length: int) -> bytes:
        """A part of a file, at most `length` bytes from `at` on."""
        with self._engines.read.connect() as connection:
            small = connection.exec_driver_sql(
                "SELECT substr(bytes, ?, ?) FROM blob WHERE sha256 = ? AND length(bytes) > 0",
                (at + 1, length, digest),
            ).scalar()
            if small is not None:
                return bytes(small)
            rows = connection.exec_driver_sql(
                "SELECT at, bytes FROM piece WHERE sha256 = ? AND at > ? AND at < ? ORDER BY at",
                (digest, at - PIECE, at + length),
            ).all()
        return b"".join(bytes(data)[max(0, at - start) : at + length - start] for start, data in rows)

    def get(self, digest: str) -> bytes | None:
        """The file, or None when it was not downloaded."""
        with self._engines.read.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT size, bytes FROM blob WHERE sha256 = ? AND state <> 'partial'", (digest,)
            ).first()
            if found is None:
                return None
            if found.bytes or not found.size:
                return bytes(found.bytes)
            return b"".join(_pieces(connection, digest))

    def keep(self, digest: str, data: bytes, media: str, now: int) -> bool:
        """Keep a downloaded file; False when it is not the file of that address."""
        if sha256(data).hexdigest() != digest:
            return False
        with self._engines.write.begin() as connection:
            connection.exec_driver_sql("DELETE FROM piece WHERE sha256 = ?", (digest,))
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO blob (sha256, media, size, state, added_at, bytes)"
                " VALUES (?, ?, ?, 'verified', ?, ?)",
                (digest, media, len(data), now, data),
            )
        return True

    def received(self, digest: str) -> int:
        """Bytes of a file that is being received."""
        with self._engines.read.connect() as connection:
            return int(
                connection.exec_driver_sql(
                    "SELECT coalesce(sum(length(p.bytes)), 0) FROM piece p JOIN blob b ON b.sha256 = p.sha256"
                    " WHERE b.sha256 = ? AND b.state = 'partial'",
                    (digest,),
                ).scalar_one()
            )

    def receive(self, digest: str, at: int, data: bytes, media: str, now: int) -> None:
        """Keep the next bytes of a file that is being received; `at` must be `received`."""
        with self._engines.write.begin() as connection:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO blob (sha256, media, size, state, added_at, bytes)"
                " VALUES (?, ?, 0, 'partial', ?, x'')",
                (digest, media, now),
            )
            _add_piece(connection, digest, at, data)

    def complete(self, digest: str) -> bool:
        """The last byte of a received file came. False, and nothing is kept, when it is another file."""
        with self._engines.write.begin() as connection:
            found, size = hashlib.sha256(), 0
            for data in _pieces(connection, digest):
                found.update(data)
                size += len(data)
            if found.hexdigest() != digest:
                _forget(connection, digest)
                return False
            connection.exec_driver_sql(
                "UPDATE blob SET state = 'verified', size = ? WHERE sha256 = ?", (size, digest)
            )
        return True

    def drop_received(self, digest: str) -> None:
        """Give up a file that is being received."""
        with self._engines.write.begin() as connection:
            _forget(connection, digest)

    def waiting(self, limit: int = 100) -> tuple[str, ...]:
        """Addresses of files that the county does not have yet, oldest first."""
        return self._kept.ask("waiting", _waiting)[:limit]

    def verified(self, digests: tuple[str, ...]) -> None:
        """The county has these files."""
        with self._engines.write.begin() as connection:
            for digest in digests:
                connection.exec_driver_sql("UPDATE blob SET state = 'verified' WHERE sha256 = ?", (digest,))

    def count_waiting(self) -> int:
        """How many files still wait for upload."""
        return len(self._kept.ask("waiting", _waiting))

    def close(self) -> None:
        """Close the file."""
        self._engines.close()


def _waiting(connection: sa.Connection) -> tuple[str, ...]:
    rows = direct.fetch(connection, "SELECT sha256 FROM blob WHERE state = 'waiting' ORDER BY added_at")
    return tuple(digest for (digest,) in rows)


def _add_blob(connection: sa.Connection, digest: str, media: str, size: int, now: int, data: bytes) -> bool:
    """Note a file that waits; False when it is here already. One that was only being received is replaced."""
    connection.exec_driver_sql(
        "DELETE FROM piece WHERE sha256 IN (SELECT sha256 FROM blob WHERE sha256 = ? AND state = 'partial')",
        (digest,),
    )
    connection.exec_driver_sql("DELETE FROM blob WHERE sha256 = ? AND state = 'partial'", (digest,))
    done = connection.exec_driver_sql(
        "INSERT OR IGNORE INTO blob (sha256, media, size, state, added_at, bytes)"
        " VALUES (?, ?, ?, 'waiting', ?, ?)",
        (digest, media, size, now, data),
    )
    return done.rowcount == 1


def _copy(connection: sa.Connection, digest: str, stream: BinaryIO) -> tuple[str, int]:
    """Keep what the stream gives under `digest`; (hash, bytes) of what came."""
    found, size = hashlib.sha256(), 0
    while data := stream.read(PIECE):
        _add_piece(connection, digest, size, data)
        found.update(data)
        size += len(data)
    return found.hexdigest(), size


def _add_piece(connection: sa.Connection, digest: str, at: int, data: bytes) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO piece VALUES (?, ?, ?)", (digest, at, data))


def _pieces(connection: sa.Connection, digest: str) -> Iterator[bytes]:
    rows = (
        connection.exec_driver_sql("SELECT at FROM piece WHERE sha256 = ? ORDER BY at", (digest,))
        .scalars()
        .all()
    )
    for at in rows:
        found = connection.exec_driver_sql(
            "SELECT bytes FROM piece WHERE sha256 = ? AND at = ?", (digest, at)
        )
        yield bytes(found.scalar_one())


def _forget(connection: sa.Connection, digest: str) -> None:
    connection.exec_driver_sql("DELETE FROM piece WHERE sha256 = ?", (digest,))
    connection.exec_driver_sql("DELETE FROM blob WHERE sha256 = ? AND state = 'partial'", (digest,))
