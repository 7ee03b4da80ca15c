"""A clock that an instructor or a test holds still: practice counties only."""

from __future__ import annotations

from pathlib import Path


class HeldClock:
    """Epoch seconds as written in a file; whoever rewrites the file moves the county's time.

    Raises OSError or ValueError when made on a file that cannot be read. Later on a file that is being rewritten leaves
    the time where it was.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = self._read()

    def __call__(self) -> float:
        """The time of the practice."""
        try:
            self._at = self._read()
        except (OSError, ValueError):
            return self._at
        return self._at

    def _read(self) -> float:
        return float(int(self._path.read_text(encoding="ascii")))


def move(path: Path, at: int) -> None:
    """Set the time to `at` in one step, so that no reader meets half of it."""
    part = path.with_suffix(".part")
    part.write_text(str(at), encoding="ascii")
    part.replace(path)
