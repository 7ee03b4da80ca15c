"""Messages to people: queued in the transaction of their cause, sent later, at least once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.statements import Bulk
from county.store.tables import outbox


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `id` is made from its cause, so that a cause queues it once."""

    id: str
    township: str
    kind: str
    person: str
    phone: str
    text: str
    attempts: int = 0


_NAMES = (
    "id", "township", "kind", "person", "phone", "text", "due_at", "claimed_until", "attempts", "state", "problem",
)  # fmt: skip
_QUEUE = {
    postgres: Bulk(upsert(outbox, postgres=postgres).on_conflict_do_nothing(index_elements=["id"]), _NAMES)
    for postgres in (False, True)
}


def queue(tx: Tx, messages: Sequence[Message], due_at: int) -> None:
    """Queue messages; one that was queued before is left as it is."""
    if not messages:
        return
    once = {message.id: message for message in messages}.values()
    _QUEUE[tx.postgres].run(
        tx, [(m.id, m.township, m.kind, m.person, m.phone, m.text, due_at, 0, 0, "waiting", "") for m in once]
    )


def claim(tx: Tx, now: int, lease: int, limit: int) -> list[Message]:
    """Take waiting messages for `lease` seconds; whoever dies in between loses them to the next worker."""
    statement = (
        sa.select(outbox)
        .where(outbox.c.state == "waiting", outbox.c.due_at <= now, outbox.c.claimed_until <= now)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
    )
    if tx.postgres:
        statement = statement.with_for_update(skip_locked=True)
    rows = tx.execute(statement).all()
    found = [Message(r.id, r.township, r.kind, r.person, r.phone, r.text, r.attempts + 1) for r in rows]
    if found:
        tx.execute(
            outbox.update()
            .where(outbox.c.id.in_([message.id for message in found]))
            .values(claimed_until=now + lease, attempts=outbox.c.attempts + 1)
        )
    return found


def settle(tx: Tx, message_id: str, state: str, due_at: int, problem: str = "") -> None:
    """Note what became of a message: sent, waiting (again at `due_at`) or dead."""
    tx.execute(
        outbox.update()
        .where(outbox.c.id == message_id)
        .values(state=state, due_at=due_at, claimed_until=0, problem=problem)
    )


def count_messages(source: sa.Connection) -> dict[str, int]:
    """Number of messages by state."""
    rows = source.execute(sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state))
    return {str(state): int(count) for state, count in rows}
