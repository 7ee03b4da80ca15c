"""The queue projection: one row a case, one member a queue, search words. It can be dropped and rebuilt.

No colour is stored and no order depends on the present moment: a row carries the instants at which its chip
changes, and whoever paints it compares them with the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from domain.case import Case
from domain.ids import group_case_number
from domain.masking import mask_reporter, mask_text
from domain.profile import Profile
from domain.queues import QUEUES, Member, memberships
from domain.words import index_text

QUEUE_NUMBER = {name: number for number, name in enumerate(QUEUES)}
CLOSED = QUEUE_NUMBER["closed"]

LAYOUT = "1:" + ",".join(QUEUES)
"""Written beside the projection; another text means that it must be rebuilt."""

_TITLE = 60
_CHUNK = 400

COLUMNS = (
    "pk", "id", "number", "township", "unit", "state", "queues", "sort_at", "amber_at", "due_at", "pending",
    "conflict", "flags", "title", "place", "place_text", "who", "domain", "nature", "category", "source", "tier",
    "grade", "round", "dissatisfied", "repeat", "extended", "open", "anonymous", "supervised", "registered_at",
    "rev", "words",
)  # fmt: skip

_PUT_ROW = f"INSERT OR REPLACE INTO row ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
_PUT_MEMBER = "INSERT OR REPLACE INTO member (queue, sort_at, pk, amber_at, due_at) VALUES (?, ?, ?, ?, ?)"
_DROP_MEMBERS = "DELETE FROM member WHERE pk = ?"
_PUT_WORDS = "INSERT OR REPLACE INTO words (rowid, text) VALUES (?, ?)"
_DROP_WORDS = "DELETE FROM words WHERE rowid = ?"
_DROP_ROW = "DELETE FROM row WHERE pk = ?"


@dataclass(frozen=True, slots=True)
class Shown:
    """One case to project: `pending` commands are laid over it, `conflict` when one would be refused."""

    case: Case
    pending: int = 0
    conflict: bool = False


def search_text(case: Case) -> str:
    """Everything a case is found by: numbers, words, names, telephone with its last four digits."""
    number = group_case_number(case.number) if len(case.number) == 20 else ""
    phone = case.reporter.phone
    parts = (
        case.number, number, case.temp_number, case.external_no, case.qr_code, case.title, case.text,
        case.place_text, case.reporter.name, phone, phone[-4:], case.topic,
        *(party.name for party in (case.mediation.parties if case.mediation else ())),
    )  # fmt: skip
    return " ".join(part for part in parts if part)


def project(connection: sa.Connection, shown: Iterable[Shown], profile: Profile) -> frozenset[int]:
    """Write rows, members and search words; returns the numbers of the queues that changed."""
    queues: set[int] = set()
    items = list(shown)
    for start in range(0, len(items), _CHUNK):
        queues |= _project_chunk(connection, items[start : start + _CHUNK], profile)
    return frozenset(queues)


def _project_chunk(connection: sa.Connection, items: Sequence[Shown], profile: Profile) -> set[int]:
    known = _known(connection, [item.case.id for item in items])
    last = int(connection.exec_driver_sql("SELECT coalesce(max(pk), 0) FROM row").scalar_one())
    rows: list[tuple[Any, ...]] = []
    members: list[tuple[Any, ...]] = []
    words: list[tuple[int, str]] = []
    stale: list[tuple[int]] = []
    touched: set[int] = set()
    for item in items:
        before = known.get(item.case.id)
        if before is None:
            last += 1
            pk, mask, mark = last, 0, 0
        else:
            pk, mask, mark = before
            stale.append((pk,))
        text = search_text(item.case)
        now_mark = int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=7).digest(), "big")
        if now_mark != mark:
            words.append((pk, index_text(text)))
        found = memberships(item.case, profile)
        row = _row(pk, item, found, now_mark)
        rows.append(row)
        members.extend((QUEUE_NUMBER[m.queue], m.sort_at, pk, m.amber_at, m.due_at) for m in found)
        touched |= _bits(mask | row[6])
    if stale:
        connection.exec_driver_sql(_DROP_MEMBERS, stale)
    connection.exec_driver_sql(_PUT_ROW, rows)
    if members:
        connection.exec_driver_sql(_PUT_MEMBER, members)
    if words:
        connection.exec_driver_sql(_PUT_WORDS, words)
    return touched


def _row(pk: int, item: Shown, found: Sequence[Member], mark: int) -> tuple[Any, ...]:
    case = item.case
    dues = [m.due_at for m in found if m.due_at is not None]
    ambers = [m.amber_at for m in found if m.amber_at is not None]
    lead = case.lead_task
    title = mask_text(case.title or " ".join(case.text[: 2 * _TITLE].split()))[:_TITLE]
    return (
        pk, case.id, case.number or case.temp_number, case.township, lead.unit if lead else "", case.state,
        sum(1 << QUEUE_NUMBER[m.queue] for m in found), min((m.sort_at for m in found), default=0),
        min(ambers, default=None), min(dues, default=None), item.pending, int(item.conflict),
        "\x1f".join(case.flags), title, case.place, mask_text(case.place_text)[:_TITLE],
        mask_reporter(case.reporter.name, case.reporter.protected or case.reporter.anonymous), case.domain,
        case.nature, case.category, case.source, case.tier, case.grade, case.round, case.dissatisfied_case,
        int(case.repeat), int(case.extended), int(case.open),
        int(case.reporter.anonymous or case.reporter.no_phone),
        int(any(not m.closed_at for m in case.measures)), case.registered_at, case.rev, mark,
    )  # fmt: skip


def _known(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    marks = ", ".join("?" * len(ids))
    rows = connection.exec_driver_sql(
        f"SELECT id, pk, queues, words FROM row WHERE id IN ({marks})",  # noqa: S608
        tuple(ids),
    )
    return {row.id: (row.pk, row.queues, row.words) for row in rows}


def _bits(mask: int) -> set[int]:
    return {number for number in range(len(QUEUES)) if mask >> number & 1}


def forget(connection: sa.Connection, case_ids: Iterable[str]) -> frozenset[int]:
    """Take cases out of every queue and of the search; returns the queues that changed."""
    touched: set[int] = set()
    for case_id in case_ids:
        found = _known(connection, [case_id]).get(case_id)
        if found is None:
            continue
        pk, mask, _ = found
        for statement in (_DROP_MEMBERS, _DROP_WORDS, _DROP_ROW):
            connection.exec_driver_sql(statement, (pk,))
        touched |= _bits(mask)
    return frozenset(touched)


def clear(connection: sa.Connection) -> None:
    """Empty the projection."""
    for statement in ("DELETE FROM member", "DELETE FROM row", "DELETE FROM words"):
        connection.exec_driver_sql(statement)


def queue_names(numbers: Iterable[int]) -> frozenset[str]:
    """Names of queue numbers; a change of any live queue may change what is overdue."""
    names = {QUEUES[number] for number in numbers}
    return frozenset(names | {"overdue"} if names else names)
