"""What every part of the store stands on: engines, clock, dictionaries, and the refresh of touched cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from desktop.store import effective, outbox, projection
from desktop.store.decoded import NOTHING, Decoded
from desktop.store.dictionaries import Dictionaries
from desktop.store.effective import Rules
from desktop.store.kept import Kept
from desktop.store.moments import Moments
from desktop.store.values import ChangeSet, Clock, Listener
from domain.case import Case
from storage import direct
from storage.engine import Engines
from wire.codec import decode_case

_REBUILD_CHUNK = 1000


@dataclass(slots=True)
class Core:
    """Shared by submit and exchange; all writing happens on one lane."""

    engines: Engines
    clock: Clock
    dictionaries: Dictionaries
    new_id: Callable[[], str]
    listeners: list[Listener] = field(default_factory=list)
    kept: Kept = field(init=False)
    moments: Moments = field(default_factory=Moments)

    def __post_init__(self) -> None:
        self.kept = Kept(self.engines)

    def announce(self, change: ChangeSet) -> ChangeSet:
        """Tell the listeners about a committed change."""
        if change:
            for listener in tuple(self.listeners):
                listener(change)
        return change


def get_meta(connection: sa.Connection, name: str, default: str = "") -> str:
    """A fact about this store."""
    found = direct.fetch(connection, "SELECT value FROM meta WHERE name = ?", (name,))
    return str(found[0][0]) if found else default


def all_meta(connection: sa.Connection) -> dict[str, str]:
    """Every fact about this store."""
    return dict(direct.fetch(connection, "SELECT name, value FROM meta"))


def put_meta(connection: sa.Connection, name: str, value: str) -> None:
    """Write a fact about this store."""
    direct.run(connection, "INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def refresh(
    connection: sa.Connection,
    case_ids: Iterable[str],
    rules: Rules | None,
    known: Mapping[str, Case | None],
    *,
    alone: bool = False,
    decoded: Decoded = NOTHING,
) -> frozenset[int]:
    """Bring the projection of these cases up to date: confirmed state with pending commands laid over it.

    `known`: cases decoded a moment ago; unless they stand `alone` in one bucket, the newest of all is looked up.
    `decoded`: where they came from.
    """
    ids = list(dict.fromkeys(case_ids))
    if not ids:
        return frozenset()
    busy = outbox.laid_over(connection, ids)
    if rules is None:  # nothing can be laid out anew, but what left this desk leaves the screen
        kept = busy | effective.confirmed_ids(connection, ids)
        return projection.forget(connection, [i for i in ids if i not in kept])
    confirmed = effective.confirmed_cases(connection, [i for i in ids if i not in busy], known, alone=alone)
    shown: list[projection.Shown] = []
    gone: list[str] = []
    for case_id in ids:
        if case_id in busy:
            laid = effective.effective(connection, case_id, rules)
            outbox.note_conflicts(connection, laid.conflicts)
            case, pending, conflict = laid.case, len(laid.waiting), laid.conflict
        else:
            case, pending, conflict = confirmed.get(case_id), 0, False
        if case is None or not case.id:
            gone.append(case_id)
        else:
            shown.append(projection.Shown(case, pending, conflict, decoded.face(case)))
    return projection.project(connection, shown, rules.profile) | projection.forget(connection, gone)


def rebuild(connection: sa.Connection, rules: Rules) -> None:
    """Drop the projection and make it again from what the county sent and what waits."""
    projection.clear(connection)
    last = ""
    while True:
        rows = connection.exec_driver_sql(
            "SELECT id, max(rev) AS rev, body FROM entity WHERE kind = 'case' AND id > ? GROUP BY id ORDER BY id"
            " LIMIT ?",
            (last, _REBUILD_CHUNK),
        ).all()
        if not rows:
            break
        shown = [projection.Shown(decode_case(row.body)) for row in rows]
        projection.project(connection, shown, rules.profile)
        last = rows[-1].id
    refresh(connection, sorted(outbox.laid_over(connection)), rules, {})
    put_meta(connection, "layout", projection.LAYOUT)
