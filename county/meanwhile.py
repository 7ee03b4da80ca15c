"""Two people who triage one matter without knowing of each other: what differs is merged, what collides is refused.

The command carries the revision that its author's desk held as confirmed. What others have changed since then stands
beside it, field by field: a field that only one of them touched keeps that change; one that both changed to different
values is a conflict, and the author is told both values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from county import strings
from county.casework import Work
from county.store import casebook, feed
from domain.case import Case
from domain.commands import Command, Triage
from domain.decide.intake import NATURES
from domain.evolve import evolve
from wire.codec import decode_event, from_json
from wire.entries import CategoryEntry

_FIELDS = ("domain", "nature", "category", "grade", "flags", "topic", "accused")


def merged(work: Work, command: Command, by: str, case: Case | None) -> Command | str:
    """The command with what others changed meanwhile laid under it, or the sentence that tells of the conflict."""
    body = command.body
    if not isinstance(body, Triage) or case is None or not 0 < command.seen_rev < case.rev:
        return command
    seen, writers = _since(work, case, command.seen_rev)
    kept: dict[str, object] = {}
    clashes: list[tuple[str, object, object]] = []
    for name in _FIELDS:
        now, mine = getattr(case, name), getattr(body, name)
        if writers.get(name, by) == by or now == mine:
            continue
        if mine == getattr(seen, name):
            kept[name] = now
        else:
            clashes.append((name, now, mine))
    if clashes:
        who = "、".join(dict.fromkeys(_name(work, writers[name]) for name, _, _ in clashes))
        return strings.collided(
            who, [(name, _said(work, name, a), _said(work, name, b)) for name, a, b in clashes]
        )
    return replace(command, body=replace(body, **kept)) if kept else command  # type: ignore[arg-type]


def _since(work: Work, case: Case, rev: int) -> tuple[Case, dict[str, str]]:
    """(the case as it was at the revision, who last changed each field after it)."""
    seen, current, writers = Case(), Case(), dict[str, str]()
    for row in casebook.read_events(work.tx, case.id, case.township):
        before, current = current, evolve(current, decode_event(row.body))
        if row.rev <= rev:
            seen = current
        else:
            writers |= {n: row.by for n in _FIELDS if getattr(before, n) != getattr(current, n)}
    return seen, writers


def _name(work: Work, person: str) -> str:
    actor = work.dictionary.actor(person)
    return actor.name if actor is not None else person


def _said(work: Work, name: str, value: object) -> str:
    """A value in words."""
    if name == "category":
        found: Sequence[feed.Entity] = feed.find(work.tx, "category", str(value))
        return from_json(found[0].body, CategoryEntry).name if found and found[0].op == "put" else str(value)
    if name in ("nature", "domain"):
        return {**NATURES, **strings.DOMAINS}.get(str(value), str(value))
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return str(value)
