"""The county's own steps: reminders and breaches when limits come, new calendars, outgoing messages, housekeeping.

Several workers may run it; a case is locked while its limit is judged, and what is said moves the next look in the
same transaction, so nothing is said twice and nothing is missed after a crash.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from county.casework import Casework
from county.gateway import Gateway, GatewayProblem
from county.settings import Settings
from county.store import casebook, feed, outgoing
from county.store.database import Database, StoreFault, Tx
from county.store.meta import read_meta, write_meta
from domain.commands import Body, Command, Recalendar, Tick
from domain.ids import uuid7
from domain.people import SYSTEM

log = logging.getLogger("county.clockwork")
BATCH = 50
LEASE_SECONDS = 60
MAX_ATTEMPTS = 10
_HOUSEKEEPING_SECONDS = 600


class Clockwork:
    """`run_once` does everything that is due by the county's clock; `start` repeats it in a thread, and `often` behind it."""

    def __init__(
        self,
        database: Database,
        casework: Casework,
        gateway: Gateway,
        settings: Settings,
        sweep: Callable[[int], None] = lambda _now: None,
        often: Sequence[Callable[[int], None]] = (),
    ) -> None:
        self._database = database
        self._casework = casework
        self._gateway = gateway
        self._settings = settings
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._swept_at = 0
        self._tidy, self._often = sweep, often

    def start(self) -> None:
        """Run in a thread of its own until `stop`."""
        self._thread = threading.Thread(target=self._loop, name="clockwork", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the step at hand and end."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def run_once(self) -> int:
        """Everything that is due; returns how many cases said something."""
        spoken = 0
        while not self._stop.is_set():
            looked, said = self._database.run(self._look)
            spoken += said
            if looked < BATCH:
                break
        spoken += self._recalendar()
        self.send()
        self._sweep()
        return spoken

    def send(self) -> int:
        """Hand waiting messages to the gateway; returns how many went out."""
        now = int(self._settings.clock())
        claimed = self._database.run(lambda tx: outgoing.claim(tx, now, LEASE_SECONDS, BATCH))
        sent = 0
        for message in claimed:
            state, again_at, problem = "sent", now, ""
            try:
                self._gateway.send(message)
                sent += 1
            except GatewayProblem as error:
                dead = message.attempts >= MAX_ATTEMPTS
                state = "dead" if dead else "waiting"
                again_at = now + min(3600, 15 * 2**message.attempts)
                problem = error.code
            self._settle(message.id, state, again_at, problem)
        return sent

    def _settle(self, message_id: str, state: str, again_at: int, problem: str) -> None:
        self._database.run(lambda tx: outgoing.settle(tx, message_id, state, again_at, problem))

    def _look(self, tx: Tx) -> tuple[int, int]:
        now = int(self._settings.clock())
        ids = casebook.due_cases(tx, now, BATCH)
        if not ids:
            return 0, 0
        return len(ids), self._give(tx, ids, Tick, now)

    def _give(self, tx: Tx, ids: list[str], body: Callable[[], Body], now: int) -> int:
        work = self._casework.begin(tx)
        work.load(ids)
        said = 0
        quiet: list[str] = []
        for case_id in ids:
            command = Command(uuid7(now * 1000, self._settings.randomness(10)), case_id, body(), now)
            done = work.perform(command, SYSTEM, now)
            if getattr(done, "events", ()):
                said += 1
            else:
                quiet.append(case_id)
        work.flush(now)
        if body is Tick:
            for case_id in quiet:
                casebook.postpone(tx, case_id, work.next_look(case_id, now))
        return said

    def _recalendar(self) -> int:
        """Provisional limits under a calendar that arrived, in steps; the mark goes when all were looked at."""
        with self._database.read() as connection:
            version = read_meta(connection, "recalendar")
        if not version:
            return 0
        said, after = 0, ""
        while not self._stop.is_set():
            with self._database.read() as connection:
                ids = casebook.provisional_cases(connection, after, BATCH)
            if not ids:
                self._database.run(lambda tx: _unmark(tx, version))
                break
            said += self._renew(ids)
            after = ids[-1]
        return said

    def _renew(self, ids: list[str]) -> int:
        now = int(self._settings.clock())
        return self._database.run(lambda tx: self._give(tx, ids, Recalendar, now))

    def _sweep(self) -> None:
        now = int(self._settings.clock())
        if now - self._swept_at >= _HOUSEKEEPING_SECONDS:
            self._swept_at = now
            self._tidy(now)

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._outlived(self.run_once)
            for each in self._often:
                self._outlived(partial(each, int(self._settings.clock())))
            self._stop.wait(self._settings.clockwork_seconds)

    def _outlived(self, step: Callable[[], object]) -> None:
        try:
            step()
        except StoreFault as fault:
            log.error("the store refused the clockwork: %s", type(fault).__name__)
        except Exception as error:  # noqa: BLE001 - the clockwork must outlive one bad case
            log.error("clockwork failed: %s", type(error).__name__)


def _unmark(tx: Tx, version: str) -> None:
    if read_meta(tx, "recalendar") == version:
        write_meta(tx, "recalendar", "")


class Tail:
    """Wakes waiting clients for what other processes have committed (PostgreSQL with several workers)."""

    def __init__(
        self, database: Database, announce: Callable[[frozenset[str]], None], seconds: float = 0.5
    ) -> None:
        self._database = database
        self._announce = announce
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="feed-tail", daemon=True)

    def start(self) -> None:
        """Begin to follow the feed."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _loop(self) -> None:
        with self._database.read() as connection:
            place = feed.newest_place(connection, postgres=True)
        while not self._stop.wait(self._seconds):
            try:
                with self._database.read() as connection:
                    buckets, place = feed.moved_buckets(connection, place)
            except StoreFault as fault:
                log.error("the feed could not be followed: %s", type(fault).__name__)
                continue
            if buckets:
                self._announce(buckets)
