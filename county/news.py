"""Waking clients that wait: a commit in a thread completes the futures of the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterable


class Waiter:
    """One client that waits for news of some buckets."""

    def __init__(self, buckets: Iterable[str], loop: asyncio.AbstractEventLoop) -> None:
        self.buckets = frozenset(buckets)
        self.loop = loop
        self._event = asyncio.Event()
        self._moved: set[str] = set()

    def wake(self, buckets: frozenset[str] = frozenset()) -> None:
        """Called inside the event loop."""
        self._moved |= buckets & self.buckets
        self._event.set()

    async def wait(self, seconds: float) -> frozenset[str]:
        """The buckets that moved since the last call, empty when the time is over or everything ends."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()
        moved, self._moved = frozenset(self._moved), set()
        return moved


class News:
    """Everybody who waits in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: set[Waiter] = set()
        self.closed = False

    def announce(self, buckets: frozenset[str]) -> None:
        """Wake those who wait for any of the buckets."""
        with self._lock:
            found = [waiter for waiter in self._waiters if waiter.buckets & buckets]
        _wake(found, buckets)

    def enter(self, buckets: Iterable[str]) -> Waiter:
        """Begin to wait; call inside the event loop."""
        waiter = Waiter(buckets, asyncio.get_running_loop())
        with self._lock:
            self._waiters.add(waiter)
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Stop waiting."""
        with self._lock:
            self._waiters.discard(waiter)

    def close(self) -> None:
        """The server stops: nobody waits any longer."""
        self.closed = True
        with self._lock:
            found = list(self._waiters)
        _wake(found, frozenset())


def _wake(waiters: list[Waiter], buckets: frozenset[str]) -> None:
    """From any thread: one call into each event loop, however many wait there."""
    for loop in {waiter.loop for waiter in waiters}:
        mine = [waiter for waiter in waiters if waiter.loop is loop]
        with contextlib.suppress(RuntimeError):  # the loop has ended, nobody waits in it any more
            loop.call_soon_threadsafe(_wake_all, mine, buckets)


def _wake_all(waiters: list[Waiter], buckets: frozenset[str]) -> None:
    for waiter in waiters:
        waiter.wake(buckets)
