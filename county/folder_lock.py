"""One county process per data folder. The system drops the lock when the process dies, however it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self


class FolderTaken(Exception):
    """Another process serves from this folder."""


class FolderLock:
    """Holds the lock from construction to `__exit__`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._stream = (folder / "county.lock").open("a+b")
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._stream.close()
            raise FolderTaken(str(folder)) from error
        self._stream.seek(0)
        self._stream.truncate()
        self._stream.write(str(os.getpid()).encode())
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
