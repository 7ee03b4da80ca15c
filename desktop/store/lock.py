"""One program at a time on one data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.store import strings
from storage.engine import StoreProblem


class InstanceLock:
    """An operating-system lock on a file that holds the owner's process id; a crash releases it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = -1

    def acquire(self) -> None:
        """Take the lock. Raises StoreProblem: second_instance, unwritable."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreProblem("unwritable", strings.UNWRITABLE) from error
        try:
            _lock(handle)
        except OSError as error:
            os.lseek(handle, 1, os.SEEK_SET)
            owner = os.read(handle, 20).decode("ascii", "replace").strip() or "?"
            os.close(handle)
            raise StoreProblem("second_instance", strings.SECOND_INSTANCE.format(owner)) from error
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f" {os.getpid()}".encode("ascii"))
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
