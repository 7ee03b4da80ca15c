"""The working paper of one decision: events are said one after another and folded at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.case import Case
from domain.commands import Command
from domain.decide.clocks import triggered, voided
from domain.events import Event
from domain.evolve import evolve
from domain.facts import Facts
from domain.people import Actor, Person
from domain.profile import Profile
from domain.refusals import NeedsCounty, Refusal


class Refused(Exception):
    """Carries a Refusal out of nested rules; `decide` turns it into a value."""

    def __init__(self, code: str, *args: str) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, args)


class Unsettled(Exception):
    """Carries a NeedsCounty out of nested rules."""

    def __init__(self, code: str, *args: str) -> None:
        super().__init__(code)
        self.answer = NeedsCounty(code, args)


@dataclass(slots=True)
class Decision:
    """`case` is the case as it would be after `events`."""

    case: Case
    command: Command
    by: Actor
    at: int
    profile: Profile
    facts: Facts
    events: list[Event] = field(default_factory=list)

    def say(self, event: Event) -> None:
        """Add an event, fold it, and start or stop the limits that it touches."""
        self._append(event)
        for follow in tuple(triggered(self.case, self.profile, event, self.by.id, self.facts)):
            self._append(follow)

    def _append(self, event: Event) -> None:
        self.events.append(event)
        self.case = evolve(self.case, event)

    def void_clocks(self, task: str = "") -> None:
        """Drop the limits of the case, or of one task."""
        for event in tuple(voided(self.case, self.at, self.by.id, task=task)):
            self._append(event)

    def people_at(
        self, posts: Iterable[str], *, category: bool = False, unit: bool = False
    ) -> tuple[tuple[Person, ...], tuple[str, ...]]:
        """(people, unfilled posts) responsible for the place of this case.

        Posts of a department, and any post where `unit` is asked for, must belong to a unit that handles it; while
        none does, posts of a department are unfilled: not every department of the county is meant.
        """
        people: list[Person] = []
        unfilled: list[str] = []
        units = tuple(task.unit for task in self.case.live_tasks)
        for post in posts:
            of_unit = post.startswith("UNIT_")
            found = self.facts.directory.at(
                post,
                place=self.case.place,
                units=units if unit or of_unit else (),
                category=self.case.category if category else "",
            )
            if of_unit and not units:
                found = ()
            people.extend(person for person in found if person not in people)
            if not found:
                unfilled.append(post)
        return tuple(people), tuple(unfilled)

    def need(self, text: str, what: str) -> None:
        """Refuse when a required text is empty."""
        if not text.strip():
            raise Refused("text_missing", what)
