"""What rules may look at.

`Facts` is gathered before a decision, so that deciding needs nothing else. `FACTS` is the closed table of names that
a profile's `when` may use. Names carry their span: `.round`, `.case`, `.row` (in a row), `.gate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.people import Directory
from domain.profile import Profile, When


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision needs besides case, command, actor, time and profile.

    `authority`: True at the county. `number`: the case number the county assigns on registration.
    `linked`: other cases known here (a parent that is missing is unknown, not absent).
    `repeat_of`: id of the earlier matter, "" when none, None when this side cannot know.
    `duties`: numbers of known duty-list items, None when no list was imported.
    `categories`: known category codes, empty = not checked.
    `acted_at`: when the actor acted, where the device clock can be trusted; 0 = at the time of the decision.
    """

    calendar: WorkCalendar
    directory: Directory = field(default_factory=Directory)
    authority: bool = False
    number: str = ""
    linked: Mapping[str, Case] = field(default_factory=dict)
    repeat_of: str | None = ""
    duties: frozenset[str] | None = None
    categories: frozenset[str] = frozenset()
    acted_at: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """What is true of one command or tick only: the outcome at hand and the clock that breached."""

    outcome: str = ""
    solved: str = ""
    clock: str = ""
    breaches: int = 0
    reminders: int = 0
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One name of the table. `type`: bool, int or str; `stored`: also a column of the queue projection."""

    type: type
    stored: bool
    read: Callable[[Case, Moment, int], Any]


def overdue(case: Case, at: int) -> bool:
    """超期: any limit of this matter has passed unanswered, or was breached before."""
    return any(
        c.breaches > 0 or (c.state == "running" and c.due < at) for c in case.clocks if c.state != "void"
    )


def repeat_since(profile: Profile, at: int) -> int:
    """The instant from which an earlier report about the same makes a new one a repeated one."""
    return at - profile.limits.repeat_days * 86_400


def supervision_overdue(case: Case, at: int) -> bool:
    """督办未果: an instruction with a date is unanswered after it."""
    return any(m.due and m.due < at and not m.replied_at and not m.closed_at for m in case.measures)


FACTS: dict[str, Fact] = {
    "outcome": Fact(str, False, lambda c, m, at: m.outcome),
    "solved": Fact(str, False, lambda c, m, at: m.solved),
    "clock": Fact(str, False, lambda c, m, at: m.clock),
    "breaches": Fact(int, False, lambda c, m, at: m.breaches),
    "reminders": Fact(int, False, lambda c, m, at: m.reminders),
    "dissatisfied.round": Fact(int, False, lambda c, m, at: c.dissatisfied_round),
    "dissatisfied.case": Fact(int, True, lambda c, m, at: c.dissatisfied_case),
    "fails.row": Fact(int, False, lambda c, m, at: c.fails_in_a_row),
    "tries.gate": Fact(int, False, lambda c, m, at: c.tries),
    "days.gate": Fact(int, False, lambda c, m, at: (at - c.first_try_at) // 86400 if c.first_try_at else 0),
    "returns.case": Fact(int, False, lambda c, m, at: c.returns),
    "round": Fact(int, True, lambda c, m, at: c.round),
    "grade": Fact(int, True, lambda c, m, at: c.grade),
    "tier": Fact(str, True, lambda c, m, at: c.tier),
    "domain": Fact(str, True, lambda c, m, at: c.domain),
    "nature": Fact(str, True, lambda c, m, at: c.nature),
    "category": Fact(str, True, lambda c, m, at: c.category),
    "source": Fact(str, True, lambda c, m, at: c.source),
    "state": Fact(str, True, lambda c, m, at: c.state),
    "flags": Fact(str, True, lambda c, m, at: c.flags),
    "repeat": Fact(bool, True, lambda c, m, at: c.repeat),
    "extended": Fact(bool, True, lambda c, m, at: c.extended),
    "open": Fact(bool, True, lambda c, m, at: c.open),
    "anonymous": Fact(bool, True, lambda c, m, at: c.reporter.anonymous or c.reporter.no_phone),
    "overdue": Fact(bool, False, lambda c, m, at: overdue(c, at)),
    "supervision_overdue": Fact(bool, False, lambda c, m, at: supervision_overdue(c, at)),
    "open_days": Fact(int, False, lambda c, m, at: max(0, (at - c.registered_at) // 86400) if c.open else 0),
}
"""Closed table: name -> how to read it from a case at a moment."""


def holds(want: Any, have: Any) -> bool:
    """One condition of a `when`: literal, list of literals, ">=n", "<=n", or "has:x" for a set."""
    if isinstance(want, list | tuple):
        return have in want
    if isinstance(want, str):
        if want.startswith(">="):
            return bool(have >= int(want[2:]))
        if want.startswith("<="):
            return bool(have <= int(want[2:]))
        if want.startswith("has:"):
            return want[4:] in have
    return bool(have == want)


def match(when: When, case: Case, moment: Moment, at: int) -> bool:
    """True when every condition holds. Raises KeyError for an unknown name (the loader refuses those)."""
    return all(holds(want, FACTS[name].read(case, moment, at)) for name, want in when.items())
