"""How long to wait for news in one request, and how long to pause when that failed."""

from __future__ import annotations

from collections.abc import Callable

LONGEST, SHORTEST = 25, 3
_CUT_FROM = 1.5
_GROW_AFTER = 8
_LONGEST_PAUSE = 30.0


class Patience:
    """`seconds`: what to ask the county for; `jitter`: random number in [0, 1).

    A proxy on the way may cut long answers: the wait halves until it fits, and later tries again to grow.
    """

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self.seconds = LONGEST
        self.failures = 0
        self._fits = 0

    def answered(self) -> bool:
        """The county answered. True when it did not before: it is back."""
        back, self.failures = self.failures > 0, 0
        self._fits += 1
        if self._fits >= _GROW_AFTER and self.seconds < LONGEST:
            self._fits = 0
            self.seconds = min(LONGEST, self.seconds + max(1, self.seconds // 2))
        return back

    def failed(self, waited: float, at_least: float = 0.0) -> float:
        """No answer after `waited` seconds; the pause before the next try, at a random point."""
        self._fits = 0
        if waited >= min(_CUT_FROM, self.seconds / 2) and not at_least:
            self.seconds = max(SHORTEST, self.seconds // 2)
        self.failures = min(self.failures + 1, 8)
        return at_least + self._jitter() * min(_LONGEST_PAUSE, 2.0 ** (self.failures - 1))
