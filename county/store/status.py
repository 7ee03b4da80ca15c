"""A short look at the store: whether it answers and how much it holds."""

from __future__ import annotations

from dataclasses import dataclass

from county.store import accounts, casebook, outgoing
from county.store.database import Database
from domain.case import OPEN_STATES


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Counts for the start page and for operations."""

    engine: str
    cases: int
    open: int
    accounts: int
    waiting: int
    dead: int


def status_of(database: Database) -> StoreStatus:
    """Counts as they are now."""
    with database.read() as connection:
        states = casebook.count_cases(connection)
        messages = outgoing.count_messages(connection)
        return StoreStatus(
            "PostgreSQL" if database.postgres else "SQLite",
            sum(states.values()),
            sum(count for state, count in states.items() if state in OPEN_STATES),
            accounts.count_accounts(connection),
            messages.get("waiting", 0),
            messages.get("dead", 0),
        )
