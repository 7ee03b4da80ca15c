"""Folding the write-ahead log back between busy moments, so that nobody's commit has to wait for it.

SQLite folds a long log within the commit that made it too long. On a connection of its own it is folded beside readers and
writers; the log then begins again in the same blocks of the disk, which is faster than growing it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage.engine import connector

FOLD_FROM = 1_000
"""Pages that are worth folding; fewer are left to a later look, or to the end of the program."""


class Folding:
    """Looks now and then at the log of the store at `path`. Not for two threads at once."""

    def __init__(self, path: Path, key: str | None = None) -> None:
        self._connection: Any = connector(path, key, read_only=True)()
        self._before = -1

    def look(self) -> bool:
        """Fold the log if it is long and nothing was written since the last look; whether that was done.

        A fault of the disk is left to whoever commits: it is told there, to somebody who waits for it.
        """
        import sqlcipher3.dbapi2 as driver

        try:
            pages, folded = self._checkpoint("NOOP")
            quiet, self._before = pages == self._before, pages
            if not quiet or pages - folded < FOLD_FROM:
                return False
            pages, folded = self._checkpoint("PASSIVE")
        except driver.Error:
            return False
        return folded > 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _checkpoint(self, mode: str) -> tuple[int, int]:
        """(pages in the log, those of them that are folded back)."""
        _, pages, folded = self._connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
        return pages, folded
