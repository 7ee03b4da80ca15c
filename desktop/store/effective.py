"""What is on the screen: the confirmed case with the pending commands laid over it by the rules both sides share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import sqlalchemy as sa

from desktop.store.listing import as_list
from domain.case import Case
from domain.commands import Command, LinkRepeat, Merge
from domain.decide import decide
from domain.events import Event
from domain.evolve import evolve
from domain.facts import Facts
from domain.people import Actor
from domain.profile import Profile
from domain.profile_versions import for_case
from domain.refusals import NeedsCounty, Refusal
from storage import direct
from wire.codec import CodecProblem, decode_case, decode_command

_CONFIRMED = "SELECT body FROM entity WHERE kind = 'case' AND id = ? ORDER BY rev DESC LIMIT 1"
_NEWEST = "SELECT id, max(rev), body FROM entity WHERE kind = 'case' AND id IN (SELECT value FROM json_each(?)) GROUP BY id"
_HERE = "SELECT DISTINCT id FROM entity WHERE kind = 'case' AND id IN (SELECT value FROM json_each(?))"
_actor = msgspec.json.Decoder(Actor)
_CHUNK = 500
"""Bodies read at once."""
_PENDING = (
    "SELECT cmd_id, kind, actor, body, made_at, state, needs, conflict FROM outbox"
    " WHERE case_id = ? AND state IN ('pending', 'sent') AND replay = 0 ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What deciding needs and does not change from command to command. `versions`: of the county's profile."""

    profile: Profile
    facts: Facts
    versions: Mapping[int, Profile] = field(default_factory=dict)

    def profile_for(self, case: Case | None) -> Profile:
        """The profile that binds a case now: a running round keeps what it was dispatched under."""
        return for_case(self.profile, self.versions, case)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One pending command, decoded."""

    cmd_id: str
    kind: str
    actor: Actor
    command: Command | None
    made_at: int
    state: str
    needs: str
    conflict: str


@dataclass(frozen=True, slots=True)
class Laid:
    """The effective case; `conflicts`: cmd_id -> code of the refusal, "" when it still holds."""

    case: Case | None
    confirmed: Case | None
    events: tuple[Event, ...]
    waiting: tuple[Waiting, ...]
    conflicts: tuple[tuple[str, str], ...]

    @property
    def conflict(self) -> bool:
        """Some pending command would be refused now."""
        return any(code for _, code in self.conflicts)


def confirmed_case(connection: sa.Connection, case_id: str) -> Case | None:
    """The county's newest folded case, or None."""
    found = direct.fetch(connection, _CONFIRMED, (case_id,))
    return decode_case(found[0][0]) if found else None


def confirmed_cases(
    connection: sa.Connection, ids: Sequence[str], known: Mapping[str, Case | None], *, alone: bool
) -> dict[str, Case]:
    """The county's newest folded cases by id. One of `known` is not read again unless several buckets may hold it.

    `alone`: at most one bucket of the scope holds cases.
    """
    found: dict[str, Case] = {}
    unsure: list[str] = []
    for case_id in ids:
        case = known.get(case_id)
        if case is None or not alone:
            unsure.append(case_id)
        else:
            found[case_id] = case
    for case_id, rev, body in confirmed_bodies(connection, unsure):
        case = known.get(case_id)
        found[case_id] = case if case is not None and case.rev == rev else decode_case(body)
    return found


def confirmed_ids(connection: sa.Connection, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids of which the county's folded case is here."""
    return frozenset(case_id for (case_id,) in direct.fetch(connection, _HERE, (as_list(ids),)))


def confirmed_bodies(connection: sa.Connection, ids: Sequence[str]) -> Iterator[tuple[str, int, bytes]]:
    """(id, revision, body) of the county's newest folded cases, as they came."""
    for start in range(0, len(ids), _CHUNK):
        yield from direct.fetch(connection, _NEWEST, (as_list(ids[start : start + _CHUNK]),))


def waiting(connection: sa.Connection, case_id: str) -> tuple[Waiting, ...]:
    """Pending commands of a case, oldest first. One that this version cannot read stays, without effect."""
    found: list[Waiting] = []
    for cmd_id, kind, actor, body, made_at, state, needs, conflict in direct.fetch(
        connection, _PENDING, (case_id,)
    ):
        try:
            command: Command | None = decode_command(body)
        except CodecProblem:
            command = None
        found.append(Waiting(cmd_id, kind, _actor.decode(actor), command, made_at, state, needs, conflict))
    return tuple(found)


def lay(
    confirmed: Case | None,
    pending: Sequence[Waiting],
    rules: Rules | None,
    linked: Callable[[Iterable[str]], dict[str, Case]],
) -> Laid:
    """Replay the pending commands over the confirmed case."""
    case, events, conflicts = confirmed, [], []
    for item in pending:
        code = ""
        if item.command is None:
            code = "unknown_command"
        elif rules is not None:
            answer = judge(case, item.command, item.actor, item.made_at, rules, linked)
            if isinstance(answer, Refusal):
                code = answer.code
            elif not isinstance(answer, NeedsCounty):
                for event in answer:
                    case = evolve(Case() if case is None else case, event)
                    events.append(event)
        conflicts.append((item.cmd_id, code))
    return Laid(case, confirmed, tuple(events), tuple(pending), tuple(conflicts))


def judge(
    case: Case | None,
    command: Command,
    actor: Actor,
    at: int,
    rules: Rules,
    linked: Callable[[Iterable[str]], dict[str, Case]],
) -> tuple[Event, ...] | Refusal | NeedsCounty:
    """The one place where the desktop asks the rules."""
    ids = set() if case is None else {case.parent, *case.children}
    if isinstance(command.body, Merge):
        ids.add(command.body.parent)
    if isinstance(command.body, LinkRepeat):
        ids.add(command.body.of)
    facts = replace(rules.facts, linked=linked(ids - {""})) if ids - {""} else rules.facts
    return decide(case, command, actor, at, rules.profile_for(case), facts)


def linker(connection: sa.Connection) -> Callable[[Iterable[str]], dict[str, Case]]:
    """Looks up other cases in the confirmed replica."""

    def find(ids: Iterable[str]) -> dict[str, Case]:
        found = {case_id: confirmed_case(connection, case_id) for case_id in ids}
        return {case_id: case for case_id, case in found.items() if case is not None}

    return find


def effective(connection: sa.Connection, case_id: str, rules: Rules | None) -> Laid:
    """Confirmed plus pending of one case."""
    return lay(confirmed_case(connection, case_id), waiting(connection, case_id), rules, linker(connection))
