"""Server-corrected time: the county's clock carried on by the monotonic clock of this machine."""

from __future__ import annotations

import time
from collections.abc import Callable

SKEW_SHOWN = 300
"""A wall clock that is off by more than this many seconds is shown to the operator."""


class ServerClock:
    """Epoch seconds as the county would tell them.

    Until the first answer of the county the wall clock is used. Afterwards a jump of the wall clock changes nothing.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset: float | None = None

    def now(self) -> int:
        """Epoch seconds, corrected."""
        if self._offset is None:
            return int(self._wall())
        return int(self._monotonic() + self._offset)

    def monotonic(self) -> float:
        """Seconds for measuring spans; never goes back."""
        return self._monotonic()

    def adjust(self, server_time: float) -> None:
        """Take the county's time from an answer that just arrived."""
        self._offset = server_time - self._monotonic()

    @property
    def known(self) -> bool:
        """True once the county has told its time since this program started."""
        return self._offset is not None

    def skew(self) -> int:
        """Seconds by which this machine's clock is ahead (negative: behind); 0 while unknown."""
        return 0 if self._offset is None else int(self._wall()) - self.now()
