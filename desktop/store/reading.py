"""What the screen reads from the store. Any lane may ask; a read ends at once and never waits for a writer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from desktop.store import effective, queries, wall_rows
from desktop.store.attachments import Attachments
from desktop.store.core import Core
from desktop.store.exchange import Exchange
from desktop.store.repair import Repair
from desktop.store.timeline import confirmed_cases, confirmed_events
from desktop.store.values import (
    Anchor,
    Badge,
    CaseFile,
    Counts,
    OutboxRow,
    Page,
    PendingCommand,
    QueueRow,
    SyncState,
)
from domain.case import Case
from domain.case_figures import case_figures
from domain.figures import CaseFigures


class Reading:
    """Queues, cases, search, the tray's lists and figures."""

    def __init__(self, core: Core, attachments: Attachments) -> None:
        self._core = core
        self.attachments = attachments
        self.exchange = Exchange(core)
        self.repair = Repair(self.exchange)

    def now(self) -> int:
        """Server-corrected epoch seconds."""
        return self._core.clock.now()

    def wait_for_moment(self) -> None:
        """Until the thread that writes needs the interpreter no more, for work beside it that is not urgent."""
        self._core.moments.wait()

    def case(self, case_id: str) -> CaseFile | None:
        """One matter with its timeline, or None when this device does not hold it."""
        rules = self._core.dictionaries.rules()
        with self._core.engines.read.connect() as connection:
            laid = effective.effective(connection, case_id, rules)
            if laid.case is None:
                return None
            events = confirmed_events(connection, case_id)
        conflicts = dict(laid.conflicts)
        pending = tuple(
            PendingCommand(
                w.cmd_id, w.kind, w.actor.id, w.made_at, "sent" if w.state == "sent" else "pending",
                bool(w.needs), conflicts.get(w.cmd_id, ""),
            )
            for w in laid.waiting
        )  # fmt: skip
        confirmed = laid.confirmed.rev if laid.confirmed else 0
        count = len(laid.events)
        return CaseFile(laid.case, confirmed, pending, events + laid.events, count, bool(count))

    def page(self, queue: str, after: Anchor | None = None, limit: int = 50, text_filter: str = "") -> Page:
        """Rows of a queue behind `after`, in an order that does not depend on the time."""
        with self._core.engines.read.connect() as connection:
            return queries.page(connection, queue, after, limit, text_filter, self.now())

    def row(self, case_id: str) -> QueueRow | None:
        """The queue row of one case."""
        with self._core.engines.read.connect() as connection:
            return queries.one(connection, case_id)

    def badges(self, now: int | None = None) -> dict[str, Badge]:
        """Every queue with its count, red and amber."""
        with self._core.engines.read.connect() as connection:
            return queries.badges(connection, self.now() if now is None else now)

    def next_flip(self, now: int | None = None) -> int | None:
        """The next instant at which a chip changes its colour."""
        with self._core.engines.read.connect() as connection:
            return queries.next_flip(connection, self.now() if now is None else now)

    def search(self, text: str, limit: int = 50) -> tuple[QueueRow, ...]:
        """Matters found by number, words, names or telephone, newest first."""
        with self._core.engines.read.connect() as connection:
            return queries.search(connection, text, limit)

    def outbox_rows(self, limit: int = 500) -> tuple[OutboxRow, ...]:
        """Commands that wait for the county, newest first."""
        with self._core.engines.read.connect() as connection:
            return queries.outbox_rows(connection, queries.WAITING, limit)

    def rejected(self, limit: int = 500) -> tuple[OutboxRow, ...]:
        """Cards that the operator must settle, newest first."""
        with self._core.engines.read.connect() as connection:
            return queries.outbox_rows(connection, queries.CARDS, limit)

    def counts(self) -> Counts:
        """Figures of the tray and the status bar."""
        with self._core.engines.read.connect() as connection:
            found = queries.counts(connection, self.now())
        return replace(found, blobs=self.attachments.count_waiting())

    def sync_state(self) -> SyncState:
        """Where this device stands."""
        return self.exchange.standing.state()

    def figures_rows(self, since: int = 0) -> tuple[CaseFigures, ...]:
        """What indicators count of every confirmed case registered at or after `since`, decoded one by one.

        Unconfirmed work does not count as done. Raises StoreProblem("no_profile").
        """
        profile, calendar = self._core.dictionaries.profile(), self._core.dictionaries.calendar()
        with self._core.engines.read.connect() as connection:
            return tuple(case_figures(c, profile, calendar) for c in confirmed_cases(connection, since))

    def registered_since(self, since: int) -> tuple[str, ...]:
        """Ids of matters registered at or after `since` (epoch seconds)."""
        with self._core.engines.read.connect() as connection:
            return wall_rows.registered(connection, since)

    def wall_marks(self, since: int) -> dict[str, tuple[int, int]]:
        """Case id -> (rev, pending) of matters that are open, were registered or ended at or after `since`."""
        with self._core.engines.read.connect() as connection:
            return wall_rows.marks(connection, since)

    def wall_cases(self, ids: Collection[str]) -> tuple[Case, ...]:
        """The confirmed state of these matters."""
        with self._core.engines.read.connect() as connection:
            return tuple(wall_rows.confirmed(connection, ids))
