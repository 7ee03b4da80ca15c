"""The form mechanism: fields, what they hold, and how they are checked. No Qt here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.strings import fields as words
from domain.case import Case
from domain.commands import Body
from domain.people import Actor
from domain.profile import Profile

Values = Mapping[str, Any]
"""Field name -> str (line, text, choice, pick, day), bool (tick), int (when: epoch seconds, number),
tuple of str (many), tuple of rows (table), tuple of Attachment (files)."""

KINDS = ("line", "text", "choice", "pick", "many", "tick", "when", "day", "number", "files", "table")
LIMITS = {"line": 200, "text": 20000}
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|\d{5}|400-?\d{3}-?\d{4}")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: what is stored, what is shown, words that also find it (initials, aliases)."""

    value: str
    label: str
    note: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form may look at. `new_id` makes ids for tasks and sub-processes."""

    case: Case
    profile: Profile
    actor: Actor
    now: int
    new_id: Callable[[], str]
    kind: str = ""
    township: str = ""
    units: tuple[Choice, ...] = ()
    people: tuple[Choice, ...] = ()
    places: tuple[Choice, ...] = ()
    domains: tuple[Choice, ...] = ()
    natures: tuple[Choice, ...] = ()
    categories: tuple[Choice, ...] = ()
    flags: tuple[Choice, ...] = ()
    duties: tuple[Choice, ...] = ()
    disputes: tuple[Choice, ...] = ()
    suggested_unit: str = ""

    @property
    def my_task(self) -> str:
        """The live task of one of the actor's units, else the lead task; "" without tasks."""
        live = self.case.live_tasks
        mine = next((t.id for t in live if t.unit in self.actor.units), "")
        return mine or next((t.id for t in live if t.lead), live[0].id if live else "")

    def unit_name(self, unit: str) -> str:
        """The name of a unit, its code when unknown."""
        return next((c.label for c in self.units if c.value == unit), unit)

    def tasks(self) -> tuple[Choice, ...]:
        """Live tasks to choose from."""
        return tuple(Choice(t.id, self.unit_name(t.unit)) for t in self.case.live_tasks)


Shown = Callable[[Values], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `shown`: only while it holds; `start`: value to begin with; `half`: two stand side by side."""

    name: str
    kind: str = "line"
    required: bool = False
    options: tuple[Choice, ...] = ()
    start: Any = None
    shown: Shown | None = None
    half: bool = False
    lines: int = 3
    demand: Shown | None = None

    def empty(self) -> Any:
        """The value of an untouched field."""
        if self.start is not None:
            return self.start
        return {"tick": False, "when": 0, "number": 0, "many": (), "files": (), "table": ()}.get(
            self.kind, ""
        )

    def visible(self, values: Values) -> bool:
        """Whether it is asked at present."""
        return self.shown is None or self.shown(values)

    def needed(self, values: Values) -> bool:
        """Whether it must be answered at present."""
        return self.required or (self.demand is not None and self.demand(values))


@dataclass(frozen=True, slots=True)
class Form:
    """`build` turns checked values into the command's body; `hold`: seconds during which it can be undone."""

    kind: str
    fields: tuple[Field, ...]
    build: Callable[[Values], Body]
    hold: int = 0
    hints: tuple[str, ...] = field(default_factory=tuple)

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(f for f in self.fields if f.name == name)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a form from being given, at which field."""

    field: str
    message: str


def fill(form: Form, given: Values | None = None) -> dict[str, Any]:
    """A complete set of values: the given ones, else each field's beginning."""
    known = given or {}
    return {f.name: known.get(f.name, f.empty()) for f in form.fields}


def check(form: Form, values: Values) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the fields."""
    found: list[Problem] = []
    for each in form.fields:
        if not each.visible(values):
            continue
        value = values[each.name]
        label = words.label(form.kind, each.name)
        if isinstance(value, str):
            limit = LIMITS.get(each.kind, 0)
            if limit and len(value) > limit:
                found.append(Problem(each.name, words.TOO_LONG.format(label, limit)))
                continue
            blank = not value.strip()
        else:
            blank = value in ((), 0, None) if each.kind != "tick" else not value
        if blank:
            if each.needed(values):
                found.append(Problem(each.name, words.REQUIRED.format(label)))
        elif each.name == "phone" and not _PHONE.fullmatch(value.strip()):
            found.append(Problem(each.name, words.PHONE_WRONG))
        elif each.kind == "day" and not _DAY.fullmatch(value.strip()):
            found.append(Problem(each.name, words.DATE_WRONG))
    return tuple(found)


def fixed(kind: str, name: str) -> tuple[Choice, ...]:
    """The fixed options of a field."""
    return tuple(Choice(value, text) for value, text in words.options(kind, name).items())


def split_names(text: str) -> tuple[str, ...]:
    """Names that were typed with 、 , ; or line breaks between them."""
    return tuple(part.strip() for part in re.split(r"[、,，;；\n]", text) if part.strip())


def lines_of(text: str) -> tuple[str, ...]:
    """Non-empty lines."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())
