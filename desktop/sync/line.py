"""What is known of the line to the county: its speed, and whether an answer that runs still makes progress."""

from __future__ import annotations

PLAIN_FROM = 4_000_000
"""Bytes a second from which packing costs more time than it saves."""
_SAMPLE = 32_768
_TRUST = 0.5


class LinkSpeed:
    """Bytes a second, from the bodies that were long enough to tell; 0 while unknown."""

    def __init__(self) -> None:
        self.rate = 0.0

    def saw(self, size: int, seconds: float) -> None:
        """A body of so many bytes on the line took so long."""
        if size < _SAMPLE:
            return
        rate = size / max(seconds, 0.001)
        self.rate = rate if not self.rate else _TRUST * rate + (1 - _TRUST) * self.rate

    @property
    def coding(self) -> str:
        """What to accept: packed bodies on a slow or unknown line, plain ones on a fast one."""
        return "identity" if self.rate >= PLAIN_FROM else "gzip"


class Progress:
    """Tells a body that trickles from one that comes slowly but surely.

    In every window of `stall` seconds at least `slowest` bytes a second must have come; what came before the window
    does not count.
    """

    def __init__(self, begun: float, stall: float, slowest: float) -> None:
        self._stall, self._slowest = stall, slowest
        self._window, self._before = begun, 0

    def stalled(self, now: float, size: int) -> bool:
        """`size`: bytes so far."""
        spent = now - self._window
        if spent <= self._stall:
            return False
        if size - self._before < spent * self._slowest:
            return True
        self._window, self._before = now, size
        return False
