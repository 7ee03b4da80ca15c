"""Reads for the screen: queue pages by keyset, badges, the next flip of a colour, search, counts.

A read ends its transaction at once; nobody holds a cursor or an open snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop.store import wording
from desktop.store.filtering import filtered
from desktop.store.listing import as_list
from desktop.store.projection import QUEUE_NUMBER
from desktop.store.tally import ALL, AMBER, LATE, RED, figures
from desktop.store.values import Anchor, Badge, Counts, OutboxRow, Page, QueueRow
from domain.queues import QUEUES
from domain.words import fts_match
from storage import direct
from wire.codec import CodecProblem, decode_command
from wire.messages import Outcome

_SHOWN = (
    "r.pk, r.id, r.number, r.title, r.place, r.place_text, r.who, r.state, r.domain, r.nature, r.category, r.source,"
    " r.tier, r.unit, r.grade, r.round, r.flags, r.queues, r.pending, r.conflict, r.repeat, r.extended, r.supervised,"
    " r.registered_at"
)
_QUEUE = (
    "SELECT pk, sort_at, amber_at, due_at FROM member WHERE queue = :queue AND (sort_at, pk) > (:at, :pk)"
    " ORDER BY sort_at, pk"
)
_OVERDUE = (
    "SELECT pk, due_at AS sort_at FROM row INDEXED BY row_due WHERE due_at IS NOT NULL"
    " AND due_at <= :now AND (due_at, pk) > (:at, :pk) ORDER BY due_at, pk"
)
_PAGE = (
    f"SELECT m.sort_at, {{0}}.amber_at, {{0}}.due_at, {_SHOWN} FROM ({{1}}) m CROSS JOIN row r ON r.pk = m.pk{{2}}"  # noqa: S608
    " ORDER BY m.sort_at, m.pk LIMIT :limit"
)
_SEARCH = (
    f"SELECT r.sort_at, r.amber_at, r.due_at, {_SHOWN} FROM"  # noqa: S608
    " (SELECT found FROM (SELECT rowid AS found FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?)"
    " UNION SELECT value FROM json_each(?) ORDER BY found DESC LIMIT ?) JOIN row r ON r.pk = found ORDER BY r.pk DESC"
)
_ONE = f"SELECT r.sort_at, r.amber_at, r.due_at, {_SHOWN} FROM row r WHERE r.id = ?"  # noqa: S608
_FLIP = (
    "SELECT min(at) FROM (SELECT min(due_at) AS at FROM member WHERE due_at > ?"
    " UNION ALL SELECT min(amber_at) FROM member WHERE amber_at > ?)"
)
_FIRST = (-(1 << 62), -1)


def page(
    connection: sa.Connection, queue: str, after: Anchor | None, limit: int, text: str, now: int
) -> Page:
    """Rows of a queue behind `after`; KeyError for an unknown queue."""
    at, pk = _FIRST if after is None else (after.sort_at, after.pk)
    values = {"at": at, "pk": pk, "now": now, "limit": limit + 1}
    limits, source = "r", _OVERDUE
    if queue != "overdue":
        values["queue"] = QUEUE_NUMBER[queue]
        limits, source = "m", _QUEUE

    def ask(window: str = "", condition: str = "", **more: Any) -> Sequence[Any]:
        statement = _PAGE.format(limits, source + window, condition)
        return direct.fetch(connection, statement, {**values, **more})

    if text.strip():
        rows = filtered(ask, limit + 1, fts_match(text), wording.matching(connection, text))
    else:
        rows = ask()
    shown = tuple(_row(row) for row in rows[:limit])
    more = len(rows) > limit and bool(shown)
    return Page(shown, Anchor(shown[-1].sort_at, shown[-1].pk) if more else None)


def search(connection: sa.Connection, text: str, limit: int) -> tuple[QueueRow, ...]:
    """Matters whose numbers, words, names or telephone hold every part of `text`, newest first."""
    if not text.strip():
        return ()
    wordless = as_list(wording.matching(connection, text, limit))
    found = direct.fetch(connection, _SEARCH, (fts_match(text), limit, wordless, limit))
    return tuple(_row(row) for row in found)


def one(connection: sa.Connection, case_id: str) -> QueueRow | None:
    """The row of one case."""
    row = connection.exec_driver_sql(_ONE, (case_id,)).first()
    return None if row is None else _row(row)


def badges(connection: sa.Connection, now: int) -> dict[str, Badge]:
    """Every queue with its count and how many are red or amber at `now`."""
    counts = figures(connection, now)
    found = {
        name: Badge(counts[number, ALL], counts[number, RED], counts[number, AMBER])
        for number, name in enumerate(QUEUES)
    }
    late = counts[LATE, RED]
    found["overdue"] = Badge(late, late)
    return found


def next_flip(connection: sa.Connection, now: int) -> int | None:
    """The next instant after `now` at which some chip changes its colour."""
    found = connection.exec_driver_sql(_FLIP, (now, now)).scalar()
    return None if found is None else int(found)


def _row(row: Any) -> QueueRow:
    (
        sort_at, amber_at, due_at, pk, case_id, number, title, place, place_text, who, state, domain, nature,
        category, source, tier, unit, grade, round_, flags, queues, pending, conflict, repeat, extended, supervised,
        registered_at,
    ) = row  # fmt: skip
    return QueueRow(
        pk, case_id, number, title, place, place_text, who, state, domain, nature, category, source, tier, unit,
        grade, round_, tuple(flags.split("\x1f")) if flags else (),
        tuple(name for number, name in enumerate(QUEUES) if queues >> number & 1),
        sort_at, amber_at, due_at, pending, bool(conflict), bool(repeat), bool(extended), bool(supervised),
        registered_at,
    )  # fmt: skip


_OUTBOX = (
    "SELECT o.*, coalesce(r.number, '') AS number, coalesce(r.title, '') AS title FROM outbox o"
    " LEFT JOIN row r ON r.id = o.case_id WHERE {} ORDER BY o.seq DESC LIMIT ?"
)


def outbox_rows(connection: sa.Connection, where: str, limit: int) -> tuple[OutboxRow, ...]:
    """Commands of the tray, newest first. `where` is one of this module's fixed conditions."""
    rows = connection.exec_driver_sql(_OUTBOX.format(where), (limit,)).all()
    return tuple(_tray(row) for row in rows)


WAITING = "o.state IN ('pending', 'sent')"
CARDS = "o.state = 'rejected' AND o.settled = ''"


def _tray(row: Any) -> OutboxRow:
    outcome = None if row.outcome is None else msgspec.json.decode(row.outcome, type=Outcome)
    return OutboxRow(
        row.cmd_id, row.case_id, row.number, row.title, row.kind, row.actor_id, row.made_at, row.hold_until,
        row.state, bool(row.needs), row.conflict, row.tries,
        code=outcome.code if outcome else "",
        message=outcome.message if outcome else "",
        owner=outcome.owner if outcome else "",
        text=command_text(row.body),
        settled=row.settled,
    )  # fmt: skip


def command_text(body: bytes) -> str:
    """Everything an operator wrote into a command, as lines; it is never lost, whatever becomes of the command."""
    try:
        command = decode_command(body)
    except CodecProblem:
        return body.decode("utf-8", "replace")
    fields = msgspec.to_builtins(command.body)
    names = ("title", "text", "reason", "note", "words", "findings", "demand", "facts", "people", "detail")
    return "\n".join(str(fields[name]) for name in names if fields.get(name))


def counts(connection: sa.Connection, now: int) -> Counts:
    """Figures of the tray and the status bar."""
    row = connection.execute(
        sa.text(
            "SELECT (SELECT count(*) FROM row) AS cases, count(*) AS pending, total(hold_until > :now AND tries = 0)"
            " AS held, total(conflict <> '') AS conflicts,"
            " (SELECT count(*) FROM outbox WHERE state = 'rejected' AND settled = '') AS rejected,"
            " (SELECT count(*) FROM quarantine) AS aside FROM outbox WHERE state IN ('pending', 'sent')"
        ),
        {"now": now},
    ).one()
    return Counts(row.cases, row.pending, int(row.held), int(row.conflicts), row.rejected, 0, row.aside)
