"""When to try again: full-jitter backoff after problems, a jittered poll otherwise, pages sized by the line."""

from __future__ import annotations

from collections.abc import Callable

from wire.version import PULL_MAX_BYTES, PULL_MIN_BYTES, PUSH_MAX_COMMANDS

LONGEST_BACKOFF = 300.0
POLL_SECONDS, POLL_JITTER = 30.0, 10.0
FAST_PAGE_SECONDS = 2.0
POISON_FAULTS = 5
POSTPONE_SECONDS = 3600


class Schedule:
    """`jitter`: random number in [0, 1)."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self.failures = 0
        self.page_bytes = PULL_MIN_BYTES * 4
        self.batch = PUSH_MAX_COMMANDS
        self.faults = 0

    def succeeded(self) -> None:
        """An answer came."""
        self.failures = 0

    def backoff(self, at_least: float = 0.0) -> float:
        """Seconds until the next try: up to 1, 2, 4 … 300, at a random point, never before `at_least`."""
        self.failures = min(self.failures + 1, 16)
        return at_least + self._jitter() * min(LONGEST_BACKOFF, 2.0 ** (self.failures - 1))

    def poll(self) -> float:
        """Seconds until the next poll when nothing wakes us."""
        return POLL_SECONDS + (2 * self._jitter() - 1) * POLL_JITTER

    def page_took(self, seconds: float, size: int = 0) -> None:
        """A page of `size` bytes came in `seconds`: the next is what this line carries in FAST_PAGE_SECONDS.

        It at most doubles, so that one lucky page does not lead to a page that stalls.
        """
        if seconds < FAST_PAGE_SECONDS:
            self.page_bytes = min(self.page_bytes * 2, PULL_MAX_BYTES)
        elif size:
            fitting = int(size / seconds * FAST_PAGE_SECONDS)
            self.page_bytes = max(min(fitting, self.page_bytes), PULL_MIN_BYTES)

    def page_failed(self) -> None:
        """A page was too big or too slow."""
        self.page_bytes = max(self.page_bytes // 2, PULL_MIN_BYTES)

    def batch_failed(self) -> bool:
        """The county broke on a batch: smaller ones. True when a single command has broken it too often."""
        if self.batch > 1:
            self.batch = max(1, self.batch // 4)
            return False
        self.faults += 1
        return self.faults >= POISON_FAULTS

    def batch_passed(self) -> None:
        """The county took a batch: bigger ones again."""
        self.batch = min(PUSH_MAX_COMMANDS, self.batch * 2)
        self.faults = 0
