"""Attachments by content address, in a keyed file of their own. Command first, file later."""

from __future__ import annotations

from hashlib import sha256

from desktop.store import strings
from domain.case import Attachment
from storage.engine import Engines, StoreProblem

LARGEST = 20 * 1024 * 1024
"""Bytes of one attachment."""


class Attachments:
    """Files of cases. state: waiting (not yet at the county) or verified."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    @property
    def engines(self) -> Engines:
        """For what carries unsent files elsewhere."""
        return self._engines

    def put(self, data: bytes, name: str, media: str, kind: str, now: int) -> Attachment:
        """Keep a file before the command that cites it. The same file twice is kept once."""
        if len(data) > LARGEST:
            raise StoreProblem(
                "too_large", strings.BLOB_TOO_LARGE.format(-(-len(data) // 1048576), LARGEST // 1048576)
            )
        digest = sha256(data).hexdigest()
        with self._engines.write.begin() as connection:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO blob (sha256, media, size, state, added_at, bytes)"
                " VALUES (?, ?, ?, 'waiting', ?, ?)",
                (digest, media, len(data), now, data),
            )
        return Attachment(digest, name, media, len(data), kind)

    def get(self, digest: str) -> bytes | None:
        """The file, or None when it was not downloaded."""
        with self._engines.read.connect() as connection:
            found = connection.exec_driver_sql("SELECT bytes FROM blob WHERE sha256 = ?", (digest,)).scalar()
        return None if found is None else bytes(found)

    def keep(self, digest: str, data: bytes, media: str, now: int) -> bool:
        """Keep a downloaded file; False when it is not the file of that address."""
        if sha256(data).hexdigest() != digest:
            return False
        with self._engines.write.begin() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO blob (sha256, media, size, state, added_at, bytes)"
                " VALUES (?, ?, ?, 'verified', ?, ?)",
                (digest, media, len(data), now, data),
            )
        return True

    def waiting(self, limit: int = 100) -> tuple[str, ...]:
        """Addresses of files that the county does not have yet, oldest first."""
        with self._engines.read.connect() as connection:
            return tuple(
                connection.exec_driver_sql(
                    "SELECT sha256 FROM blob WHERE state = 'waiting' ORDER BY added_at LIMIT ?", (limit,)
                ).scalars()
            )

    def verified(self, digests: tuple[str, ...]) -> None:
        """The county has these files."""
        with self._engines.write.begin() as connection:
            for digest in digests:
                connection.exec_driver_sql("UPDATE blob SET state = 'verified' WHERE sha256 = ?", (digest,))

    def count_waiting(self) -> int:
        """How many files still wait for upload."""
        with self._engines.read.connect() as connection:
            return int(
                connection.exec_driver_sql("SELECT count(*) FROM blob WHERE state = 'waiting'").scalar_one()
            )

    def close(self) -> None:
        """Close the file."""
        self._engines.close()
