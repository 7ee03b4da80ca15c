"""The matters that the wall counts, kept small and masked, brought up to date piece by piece.

One pass looks only at matters whose mark changed, so that a shift's refresh costs milliseconds, and at most `limit`
of them, so that the first filling never holds the lane for long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from desktop.wall import strings
from desktop.wall.discretion import is_sensitive, plain, wall_place, wall_title, wall_who
from desktop.wall.period import earliest
from domain.calendar import WorkCalendar
from domain.case import Case, Clock
from domain.case_figures import case_figures
from domain.figures import CaseFigures
from domain.places import PlaceKind, township_code, village_code
from domain.profile import Profile
from domain.territory import Territory

Mark = tuple[int, int]
CHUNK = 400


class WallReader(Protocol):
    """What the wall asks of the local store."""

    def wall_marks(self, since: int) -> Mapping[str, Mark]:
        """Case id -> mark of every matter that is open, was registered or ended at or after `since`."""
        ...

    def wall_cases(self, ids: Collection[str]) -> Iterable[Case]:
        """The folded cases that the county confirmed."""
        ...


@dataclass(frozen=True)
class Scene:
    """What does not change from refresh to refresh. `units`, `categories`: code -> name."""

    profile: Profile
    calendar: WorkCalendar
    territory: Territory
    title: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    disputes: Collection[str] = ()
    practice: bool = False

    @cached_property
    def by_township(self) -> bool:
        """A county looks at townships, a township at its villages."""
        return len(self.territory.of_kind(PlaceKind.TOWNSHIP)) > 1

    def same_as(self, other: Scene) -> bool:
        """Whether matters look alike under both; a tree of places built anew from the same places is the same."""
        if self.territory is not other.territory and self.territory.places != other.territory.places:
            return False
        return replace(self, territory=other.territory) == other


@dataclass(frozen=True, slots=True)
class Running:
    """A limit that runs: what it is called here, when it turns amber, when it is due, who owes it."""

    label: str
    amber: int
    due: int
    unit: str


@dataclass(frozen=True, slots=True)
class WallCase:
    """One matter as far as the wall may know it. `lights`: codes of its red lights; `tile`: place on the map."""

    figures: CaseFigures
    open: bool
    tile: str
    where: str
    category: str
    title: str
    who: str
    unit: str
    limits: tuple[Running, ...]
    lights: frozenset[str]
    rework: bool


def wall_case(case: Case, scene: Scene) -> WallCase:
    """What remains of a case for the wall."""
    category = plain(scene.categories.get(case.category, "")) or strings.UNSORTED_MATTER
    hidden = is_sensitive(case, category)
    lead = case.lead_task
    unit = _unit(scene, lead.unit if lead else "")
    lights = set(case.reds)
    if case.dissatisfied_case:
        lights.add("dissatisfied")
    if case.repeat:
        lights.add("repeat")
    if case.extended:
        lights.add("extended")
    if any(clock.breaches for clock in case.clocks if clock.state == "running"):
        lights.add("overdue")
    return WallCase(
        figures=case_figures(case, scene.profile, scene.calendar, scene.disputes),
        open=case.open,
        tile=township_code(case.place) if scene.by_township else village_code(case.place),
        where="" if hidden else wall_place(scene.territory, case.place),
        category=case.category,
        title=strings.HIDDEN if hidden else wall_title(case, category),
        who="" if hidden else wall_who(case),
        unit=unit,
        limits=tuple(_running(case, clock, scene, unit) for clock in case.running) if case.open else (),
        lights=frozenset(lights),
        rework=bool(case.dissatisfied_case) and case.open and case.state in ("rectify", "reopened"),
    )


def _unit(scene: Scene, code: str) -> str:
    return plain(scene.units.get(code, code)) if code else ""


def _running(case: Case, clock: Clock, scene: Scene, unit: str) -> Running:
    rule = scene.profile.clock(clock.code)
    task = case.task(clock.key)
    owner = _unit(scene, task.unit) if task else unit
    called, _, unit_code = clock.key.partition(":")
    if any(whistle.id == called for whistle in case.whistles):
        owner = _unit(scene, unit_code)
    return Running(plain(rule.label) if rule else clock.code, clock.amber, clock.due, owner)


class Ledger:
    """All matters of the wall by id; not shared between threads, so ask it from one lane."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._cases: dict[str, WallCase] = {}
        self._marks: dict[str, Mark] = {}
        self.expected = 0

    def __len__(self) -> int:
        return len(self._cases)

    @property
    def cases(self) -> Collection[WallCase]:
        """What is known now."""
        return self._cases.values()

    def refresh(self, reader: WallReader, now: int, limit: int = CHUNK) -> bool:
        """Take in at most `limit` changed matters and let go of those that no longer count; True when complete."""
        marks = reader.wall_marks(earliest(now))
        self.expected = len(marks)
        for case_id in self._marks.keys() - marks.keys():
            del self._marks[case_id]
            self._cases.pop(case_id, None)
        changed = [case_id for case_id, mark in marks.items() if self._marks.get(case_id) != mark]
        batch = changed[:limit]
        for case in reader.wall_cases(batch) if batch else ():
            self._cases[case.id] = wall_case(case, self.scene)
        for case_id in batch:
            self._marks[case_id] = marks[case_id]
        return len(changed) <= limit
