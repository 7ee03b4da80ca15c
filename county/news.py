"""Waking clients that wait: a commit in a thread completes the futures of the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable


class Waiter:
    """One client that waits for news of some buckets."""

    def __init__(self, buckets: Iterable[str], loop: asyncio.AbstractEventLoop) -> None:
        self.buckets = frozenset(buckets)
        self._loop = loop
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Called from any thread."""
        self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> bool:
        """True when woken, False when the time is over; ready to wait again."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        self._event.clear()
        return True


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
        for waiter in found:
            waiter.wake()

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
        for waiter in found:
            waiter.wake()
