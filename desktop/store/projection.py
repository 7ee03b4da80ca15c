"""The queue projection: one row a case, one member a queue, search words. It can be dropped and rebuilt.

No colour is stored and no order depends on the present moment: a row carries the instants at which its chip
changes, and whoever paints it compares them with the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from desktop.store import wording
from desktop.store.listing import as_list
from desktop.store.tally import Changes
from domain.case import Case
from domain.masking import mask_reporter, mask_text
from domain.profile import Profile
from domain.queues import QUEUES, Member, memberships
from domain.words import index_text
from storage import direct

QUEUE_NUMBER = {name: number for number, name in enumerate(QUEUES)}

LAYOUT = "1:" + ",".join(QUEUES)
"""Written beside the projection; another text means that it must be rebuilt."""

_TITLE = 60
_CHUNK = 1000

COLUMNS = (
    "pk", "id", "number", "township", "unit", "state", "queues", "sort_at", "amber_at", "due_at", "pending",
    "conflict", "flags", "title", "place", "place_text", "who", "domain", "nature", "category", "source", "tier",
    "grade", "round", "dissatisfied", "repeat", "extended", "open", "anonymous", "supervised", "registered_at",
    "rev", "words",
)  # fmt: skip

_PUT_ROW = f"INSERT INTO row ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
_CHANGE_ROW = f"UPDATE row SET {', '.join(f'{name} = ?' for name in COLUMNS[2:])} WHERE pk = ?"  # noqa: S608
_PUT_MEMBER = "INSERT OR REPLACE INTO member (queue, sort_at, pk, amber_at, due_at) VALUES (?, ?, ?, ?, ?)"
_DROP_MEMBERS = "DELETE FROM member WHERE pk = ?"
_PUT_WORDS = "INSERT INTO words (rowid, text) VALUES (?, ?)"
_CHANGE_WORDS = "INSERT OR REPLACE INTO words (rowid, text) VALUES (?, ?)"
_DROP_WORDS = "DELETE FROM words WHERE rowid = ?"
_KNOWN = f"SELECT {', '.join(COLUMNS)} FROM row WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
_MEMBERS = (
    "SELECT queue, sort_at, pk, amber_at, due_at FROM member WHERE pk IN (SELECT value FROM json_each(?))"
)
_MARKS = ("pending", "conflict", "rev")
"""Columns that move with every revision; no queue, order or chip depends on them."""
_MARK_ROW = f"UPDATE row SET {', '.join(f'{name} = ?' for name in _MARKS)} WHERE pk = ?"  # noqa: S608
_resting = itemgetter(*(at for at, name in enumerate(COLUMNS) if name not in _MARKS))
_marks = itemgetter(*(COLUMNS.index(name) for name in (*_MARKS, "pk")))
_QUEUES, _DUE, _WORDS = (COLUMNS.index(name) for name in ("queues", "due_at", "words"))
_DROP_ROW = "DELETE FROM row WHERE pk = ?"


Face = tuple[tuple[Any, ...], tuple[Any, ...]]
"""What a row shows of the case alone: the columns before its queues, and those behind its marks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One case to project: `pending` commands are laid over it, `conflict` when one would be refused.

    `face`: when it was made before.
    """

    case: Case
    pending: int = 0
    conflict: bool = False
    face: Face | None = None


def project(connection: sa.Connection, shown: Iterable[Shown], profile: Profile) -> frozenset[int]:
    """Write rows, members and search words; returns the numbers of the queues that changed."""
    queues: set[int] = set()
    items = list({item.case.id: item for item in shown}.values())
    for start in range(0, len(items), _CHUNK):
        queues |= _project_chunk(connection, items[start : start + _CHUNK], profile)
    return frozenset(queues)


def _project_chunk(connection: sa.Connection, items: Sequence[Shown], profile: Profile) -> set[int]:
    known = _known(connection, [item.case.id for item in items])
    figures = Changes()
    stood = _members(connection, [row[0] for row in known.values()])
    last = int(direct.fetch(connection, "SELECT coalesce(max(pk), 0) FROM row")[0][0])
    later = wording.follow_later(connection, last + 1, last + len(items) - len(known))
    fresh: list[tuple[Any, ...]] = []
    again: list[tuple[Any, ...]] = []
    marked: list[tuple[Any, ...]] = []
    members: list[tuple[Any, ...]] = []
    moved: list[tuple[int]] = []
    words: list[tuple[int, str]] = []
    reworded: list[tuple[int, str]] = []
    touched = 0
    for item in items:
        case = item.case
        before = known.get(case.id)
        found = memberships(case, profile)
        if before is None:
            last += 1
        pk = last if before is None else before[0]
        wordless = later and before is None and not item.pending
        text = "" if wordless else wording.search_text(case)
        mark = wording.LATER if wordless else wording.mark(text)
        row = _row(pk, item, found, mark)
        mine = [(QUEUE_NUMBER[m.queue], m.sort_at, pk, m.amber_at, m.due_at) for m in found]
        touched |= row[_QUEUES]
        figures.limit(None if before is None else before[_DUE], row[_DUE])
        if before is None:
            fresh.append(row)
            if not wordless:
                words.append((pk, index_text(text)))
            members += mine
            _count(figures, mine, 1)
            continue
        touched |= before[_QUEUES]
        if mark != before[_WORDS]:
            reworded.append((pk, index_text(text)))
        (marked if _resting(row) == _resting(before) else again).append(row)
        old = stood.get(pk, set())
        if old != set(mine):
            moved.append((pk,))
            members += mine
            _count(figures, old, -1)
            _count(figures, mine, 1)
    for statement, values in (
        (_DROP_MEMBERS, moved), (_CHANGE_ROW, [(*row[2:], row[0]) for row in again]),
        (_MARK_ROW, [_marks(row) for row in marked]), (_PUT_ROW, fresh), (_PUT_MEMBER, members),
        (_PUT_WORDS, words), (_CHANGE_WORDS, reworded),
    ):  # fmt: skip
        direct.run_many(connection, statement, values)
    figures.write(connection)
    return _bits(touched)


def _count(figures: Changes, members: Iterable[tuple[Any, ...]], sign: int) -> None:
    for queue, _, _, amber_at, due_at in members:
        figures.member(queue, amber_at, due_at, sign)


def face(case: Case) -> Face:
    """The part of a row that depends on nothing but the case."""
    lead = case.lead_task if case.tasks else None
    title = mask_text(case.title or " ".join(case.text[: 2 * _TITLE].split()))[:_TITLE]
    reporter = case.reporter
    return (
        (case.id, case.number or case.temp_number, case.township, lead.unit if lead else "", case.state),
        (
            "\x1f".join(case.flags), title, case.place, mask_text(case.place_text)[:_TITLE],
            mask_reporter(reporter.name, reporter.protected or reporter.anonymous), case.domain,
            case.nature, case.category, case.source, case.tier, case.grade, case.round, case.dissatisfied_case,
            int(case.repeat), int(case.extended), int(case.open), int(reporter.anonymous or reporter.no_phone),
            int(any(not m.closed_at for m in case.measures)), case.registered_at, case.rev,
        ),
    )  # fmt: skip


def _row(pk: int, item: Shown, found: Sequence[Member], mark: int) -> tuple[Any, ...]:
    front, back = item.face or face(item.case)
    dues = [m.due_at for m in found if m.due_at is not None]
    ambers = [m.amber_at for m in found if m.amber_at is not None]
    queues = 0
    for member in found:
        queues |= 1 << QUEUE_NUMBER[member.queue]
    return (
        pk, *front, queues, min([m.sort_at for m in found], default=0), min(ambers, default=None),
        min(dues, default=None), item.pending, int(item.conflict), *back, mark,
    )  # fmt: skip


def _known(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """The rows of those cases that have one, in the order of COLUMNS."""
    return {row[1]: row for row in direct.fetch(connection, _KNOWN, (as_list(ids),))}


def _members(connection: sa.Connection, pks: Sequence[int]) -> dict[int, set[tuple[Any, ...]]]:
    """The members of each of the rows."""
    found: dict[int, set[tuple[Any, ...]]] = {}
    for member in direct.fetch(connection, _MEMBERS, (as_list(pks),)) if pks else ():
        found.setdefault(member[2], set()).add(member)
    return found


def _bits(mask: int) -> set[int]:
    return {number for number in range(len(QUEUES)) if mask >> number & 1}


def forget(connection: sa.Connection, case_ids: Iterable[str]) -> frozenset[int]:
    """Take cases out of every queue and of the search; returns the queues that changed."""
    touched = 0
    figures = Changes()
    ids = list(case_ids)
    found = _known(connection, ids) if ids else {}
    gone = [(row[0],) for row in found.values()]
    stood = _members(connection, [pk for (pk,) in gone])
    for row in found.values():
        figures.limit(row[_DUE], None)
        _count(figures, stood.get(row[0], ()), -1)
        touched |= row[_QUEUES]
    for statement in (_DROP_MEMBERS, _DROP_WORDS, _DROP_ROW):
        direct.run_many(connection, statement, gone)
    figures.write(connection)
    return frozenset(_bits(touched))


def clear(connection: sa.Connection) -> None:
    """Empty the projection."""
    for statement in (
        "DELETE FROM member",
        "DELETE FROM row",
        "DELETE FROM words",
        "DELETE FROM tally",
        wording.END,
    ):
        connection.exec_driver_sql(statement)


def queue_names(numbers: Iterable[int]) -> frozenset[str]:
    """Names of queue numbers; a change of any live queue may change what is overdue."""
    names = {QUEUES[number] for number in numbers}
    return frozenset(names | {"overdue"} if names else names)
