"""The durable outbox: what the operator asked for, until the county has answered for good.

states: pending (not numbered yet) → sent (has its n) → applied | rejected; or pending → withdrawn (undo).
Nothing leaves without a final outcome; final rows stay for DONE_DAYS so that a county that was restored from a
backup can be given again what it lost.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import msgspec
import sqlalchemy as sa

from desktop.store.listing import as_list
from domain.commands import Command
from domain.people import Actor
from storage import direct
from wire.codec import encode_command, to_json
from wire.messages import Outcome, PushedCommand
from wire.version import PUSH_MAX_BYTES, PUSH_MAX_COMMANDS

DONE_DAYS = 30
_WAITING = (
    "SELECT seq, cmd_id, case_id, n, tries, made_at, hold_until, next_try, length(body) FROM outbox INDEXED BY outbox_send"
    " WHERE state IN ('pending', 'sent')"
)
_NUMBERED = f"{_WAITING} AND n IS NOT NULL ORDER BY n"
_UNNUMBERED = f"{_WAITING} AND n IS NULL ORDER BY seq"
_COUNT = "SELECT count(*) FROM outbox INDEXED BY outbox_send WHERE state IN ('pending', 'sent')"
_BODIES = "SELECT seq, actor_id, body FROM outbox WHERE seq IN (SELECT value FROM json_each(?))"
_BEHIND_CARDS = (
    "SELECT p.case_id, min(p.seq) FROM outbox c INDEXED BY outbox_cards"
    " CROSS JOIN outbox p INDEXED BY outbox_waiting ON p.case_id = c.case_id AND p.seq > c.seq"
    " WHERE c.state = 'rejected' AND c.settled = '' AND p.state IN ('pending', 'sent') AND p.state = 'pending'"
    " AND p.tries = 0 AND p.made_at <= c.done_at GROUP BY p.case_id"
)
_BUSY = "SELECT DISTINCT case_id FROM outbox INDEXED BY outbox_waiting WHERE state IN ('pending', 'sent')"
_LAID_OVER = (
    "SELECT DISTINCT case_id FROM outbox INDEXED BY outbox_waiting WHERE state IN ('pending', 'sent') AND replay = 0"
    " AND case_id IN (SELECT value FROM json_each(?))"
)
_ASKED = (
    "SELECT cmd_id, case_id FROM outbox WHERE state IN ('pending', 'sent')"
    " AND cmd_id IN (SELECT value FROM json_each(?))"
)
_SETTLE = "UPDATE outbox SET state = ?, outcome = ?, done_at = ?, conflict = '', replay = 0 WHERE cmd_id = ?"
_DAY = 86400
_LONGEST_WAIT = _DAY
"""A command that would wait longer was marked under a wrong clock: it goes now. So does the undo of one made then."""


def insert(
    connection: sa.Connection, command: Command, actor: Actor, at: int, hold_until: int, needs: str
) -> None:
    """Write the command; it is durable when the transaction commits."""
    connection.exec_driver_sql(
        "INSERT INTO outbox (cmd_id, case_id, kind, actor_id, actor, body, made_at, hold_until, state, needs)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?)",
        (
            command.id, command.case_id, command.body.kind, actor.id, to_json(actor), encode_command(command),
            at, hold_until, needs,
        ),
    )  # fmt: skip


def withdraw(connection: sa.Connection, cmd_id: str, now: int) -> str | None:
    """Take back a command that was never sent; its case, or None when it is too late."""
    case_id = connection.exec_driver_sql(
        "SELECT case_id FROM outbox WHERE cmd_id = ? AND state = 'pending' AND tries = 0", (cmd_id,)
    ).scalar()
    if case_id is None:
        return None
    connection.exec_driver_sql(
        "UPDATE outbox SET state = 'withdrawn', done_at = ? WHERE cmd_id = ?", (now, cmd_id)
    )
    return str(case_id)


def count_waiting(connection: sa.Connection) -> int:
    """Commands that wait for a final answer of the county."""
    return int(direct.fetch(connection, _COUNT)[0][0])


def laid_over(connection: sa.Connection, case_ids: Collection[str] | None = None) -> frozenset[str]:
    """Those of the cases (None: all) that have commands to be laid over what the county confirmed."""
    waiting = {case_id for (case_id,) in direct.fetch(connection, _BUSY)}
    asked = waiting if case_ids is None else waiting.intersection(case_ids)
    if not asked:
        return frozenset()
    return frozenset(case_id for (case_id,) in direct.fetch(connection, _LAID_OVER, (as_list(asked),)))


def take_batch(
    connection: sa.Connection,
    now: int,
    next_n: int,
    limit: int = PUSH_MAX_COMMANDS,
    answered: Sequence[Outcome] = (),
    *,
    under_way: bool = False,
) -> list[PushedCommand]:
    """Commands to send now: sent ones again in their order, then new ones, numbered from `next_n` on.

    A command that was never sent waits while an earlier one of the same case is held for undo, postponed, or came
    back as a card that was decided after this command was made. One that was sent once is always asked about again.

    `answered`: outcomes that have come and are not written yet; they count as if they were. `under_way`: what has a number is at the
    county now; its matters wait, so that no answer can touch what is taken here.
    """
    blocked = _blocked(connection)
    told = {outcome.cmd_id: outcome for outcome in answered}
    chosen: list[tuple[int, int]] = []
    size = 0
    numbered: list[tuple[int, int]] = []
    again: list[tuple[int]] = []
    fresh = direct.stream(connection, _UNNUMBERED)
    waiting = chain(direct.fetch(connection, _NUMBERED), fresh)
    for seq, cmd_id, case_id, n, tries, made_at, hold_until, next_try, length in waiting:
        if under_way and n is not None:
            blocked[case_id] = -1
        outcome = told.get(cmd_id)
        if outcome is not None:
            if outcome.kind == "defer":
                blocked[case_id] = -1
            elif _refused(outcome):
                blocked[case_id] = min(blocked.get(case_id, seq), seq)
            continue
        undo = made_at <= now < hold_until
        held = not tries and (undo or seq > blocked.get(case_id, seq))
        if held or now < next_try <= now + _LONGEST_WAIT or blocked.get(case_id) == -1:
            blocked[case_id] = -1
            continue
        if len(chosen) >= limit or (chosen and size + length > PUSH_MAX_BYTES):
            break
        if n is not None and chosen and n != chosen[-1][0] + 1:
            break
        if n is None:
            n = next_n + len(numbered)
            numbered.append((n, seq))
        else:
            again.append((seq,))
        chosen.append((n, seq))
        size += length
    fresh.close()
    direct.run_many(
        connection, "UPDATE outbox SET n = ?, state = 'sent', tries = tries + 1 WHERE seq = ?", numbered
    )
    direct.run_many(connection, "UPDATE outbox SET tries = tries + 1 WHERE seq = ?", again)
    bodies = direct.fetch(connection, _BODIES, (as_list(seq for _, seq in chosen),))
    said = {seq: (actor, body) for seq, actor, body in bodies}
    return [PushedCommand(n, said[seq][0], msgspec.Raw(said[seq][1])) for n, seq in chosen]


def _blocked(connection: sa.Connection) -> dict[str, int]:
    """case -> seq after which its unsent commands wait for a card: they were made on top of what was refused."""
    rows = direct.fetch(connection, _BEHIND_CARDS)
    return {case_id: seq - 1 for case_id, seq in rows}


def _refused(outcome: Outcome) -> bool:
    """The command did not take place and becomes a card."""
    return outcome.kind == "rejected" or (outcome.kind == "duplicate" and bool(outcome.code))


def take_outcomes(connection: sa.Connection, outcomes: Sequence[Outcome], now: int) -> list[str]:
    """Write the county's answers; the cases they belong to. An answer to an unknown or final command is ignored."""
    asked = direct.fetch(connection, _ASKED, (as_list(outcome.cmd_id for outcome in outcomes),))
    waiting: dict[str, str] = {row[0]: row[1] for row in asked}
    cases: list[str] = []
    settled: list[tuple[str, bytes, int, str]] = []
    deferred: list[tuple[int, str]] = []
    for outcome in outcomes:
        if outcome.kind == "defer":
            if outcome.cmd_id in waiting:
                cases.append(waiting[outcome.cmd_id])
                deferred.append((now + max(1, outcome.retry_after), outcome.cmd_id))
            continue
        case_id = waiting.pop(outcome.cmd_id, None)
        if case_id is None:
            continue
        cases.append(case_id)
        settled.append(
            ("rejected" if _refused(outcome) else "applied", to_json(outcome), now, outcome.cmd_id)
        )
    direct.run_many(connection, "UPDATE outbox SET next_try = ? WHERE cmd_id = ?", deferred)
    direct.run_many(connection, _SETTLE, settled)
    return cases


def number_anew(connection: sa.Connection, lost_from: int, *, everything: bool = False) -> None:
    """Start a new sequence: nothing that waits keeps its n; applied ones from `lost_from` on are sent again.

    `everything`: whatever is still kept is sent again, also what an older sequence had numbered.

    Sending again is harmless: the county knows a command by its id and answers with what it stored.
    """
    if everything:
        connection.exec_driver_sql("UPDATE outbox SET state = 'pending', replay = 1 WHERE state = 'applied'")
    elif lost_from:
        connection.exec_driver_sql(
            "UPDATE outbox SET state = 'pending', replay = 1 WHERE state = 'applied' AND n >= ?", (lost_from,)
        )
    connection.exec_driver_sql("UPDATE outbox SET n = NULL")
    connection.exec_driver_sql("UPDATE outbox SET state = 'pending', hold_until = 0 WHERE state = 'sent'")


def note_conflicts(connection: sa.Connection, conflicts: Sequence[tuple[str, str]]) -> None:
    """Mark pending commands whose guard now fails (可能冲突), and unmark the others."""
    direct.run_many(
        connection,
        "UPDATE outbox SET conflict = ? WHERE cmd_id = ? AND conflict <> ?",
        [(code, cmd_id, code) for cmd_id, code in conflicts],
    )


def prune(connection: sa.Connection, now: int) -> None:
    """Forget final rows after DONE_DAYS; unsettled cards stay for ever."""
    direct.run(
        connection,
        "DELETE FROM outbox INDEXED BY outbox_done WHERE state NOT IN ('pending', 'sent') AND done_at > 0 AND done_at < ?"
        " AND (state IN ('applied', 'withdrawn') OR (state = 'rejected' AND settled <> ''))",
        (now - DONE_DAYS * _DAY,),
    )
