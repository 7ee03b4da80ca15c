"""Telling a case's story command by command, on the real rules. Used by the tests of the domain and the journeys."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from domain.calendar import WorkCalendar, parse_calendar
from domain.case import Attachment, Case, Reporter
from domain.commands import (
    Assignment,
    Body,
    CallBack,
    Command,
    Dispatch,
    GiveFeedback,
    GiveReply,
    Register,
    Review,
    Sign,
)
from domain.decide import decide
from domain.events import Event
from domain.evolve import evolve
from domain.facts import Facts
from domain.people import SYSTEM, Actor, Directory, Person
from domain.profile import Profile
from domain.profile_load import load_profile
from domain.refusals import NeedsCounty, Refusal

ROOT = Path(__file__).resolve().parents[2]
MONDAY = 1795395600
"""2026-11-23 09:00 in China, a working Monday."""
HOUR, DAY = 3600, 86400
TOWNSHIP, VILLAGE = "620402101", "620402101201"


@cache
def calendar() -> WorkCalendar:
    """The calendar that ships."""
    path = next((ROOT / "resources" / "calendars").glob("cn-*.toml"))
    return parse_calendar(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def profile(name: str) -> Profile:
    """One of the profiles that ship."""
    path = ROOT / "resources" / "profiles" / f"{name}.toml"
    return load_profile(path.read_text(encoding="utf-8"), name)


_PEOPLE: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "secretary": ("VILLAGE_SECRETARY", (VILLAGE,), ("village",)),
    "police": ("POLICE", (VILLAGE,), ("village",)),
    "cadre": ("VILLAGE_CADRE", (VILLAGE,), ("village",)),
    "grid": ("GRID", (VILLAGE,), ("grid",)),
    "grid_head": ("GRID_HEAD", (VILLAGE,), ("grid",)),
    "area_head": ("AREA_HEAD", (VILLAGE,), ("grid",)),
    "operator": ("T_OPERATOR", (TOWNSHIP,), ()),
    "operator2": ("T_OPERATOR", (TOWNSHIP,), ()),
    "director": ("T_DIRECTOR", (TOWNSHIP,), ()),
    "leader": ("T_LEADER", (TOWNSHIP,), ()),
    "head": ("T_HEAD", (TOWNSHIP,), ()),
    "liaison": ("UNIT_LIAISON", (TOWNSHIP,), ("unit",)),
    "liaison2": ("UNIT_LIAISON", (TOWNSHIP,), ("unit2",)),
    "unit_head": ("UNIT_HEAD", (TOWNSHIP,), ("unit",)),
    "patron": ("C_PATRON", ("620402",), ()),
    "centre": ("C_CENTRE", ("620402",), ()),
    "centre2": ("C_CENTRE", ("620402",), ()),
    "county_leader": ("C_LEADER", ("620402",), ()),
    "county_secretary": ("C_SECRETARY", ("620402",), ()),
    "county_head": ("C_HEAD", ("620402",), ()),
    "city": ("S_CENTRE", ("6204",), ()),
    "city_secretary": ("S_SECRETARY", ("6204",), ()),
    "discipline": ("DISCIPLINE", ("620402",), ()),
    "archivist": ("ARCHIVIST", (TOWNSHIP,), ()),
    "citizen": ("CITIZEN", (), ()),
    "enterprise": ("ENTERPRISE", (), ()),
}

DIRECTORY = Directory(
    tuple(Person(name, name, post, places, units) for name, (post, places, units) in _PEOPLE.items())
)
TEXT = "经现场核查，问题已经处理完毕，群众当面确认。"


def actor(name: str) -> Actor:
    """One of the invented people of the story."""
    if name == "system":
        return SYSTEM
    post, places, units = _PEOPLE[name]
    return Actor(name, name, (post,), units, places)


def paper(kind: str, number: int = 1) -> Attachment:
    """An invented attachment."""
    return Attachment(f"{number:064x}", f"{kind}{number}.jpg", "image/jpeg", 1000, kind)


ALL_EVIDENCE = (paper("photo"), paper("document", 2), paper("result", 3))


class Story:
    """A case under one profile. `do` gives a command; time moves by `after` seconds before it."""

    def __init__(self, county: str | Profile, *, authority: bool = True, **facts: object) -> None:
        self.profile = profile(county) if isinstance(county, str) else county
        self.at = MONDAY
        self.case = Case()
        self.log: list[Event] = []
        self.count = 0
        self.facts = Facts(calendar(), DIRECTORY, authority=authority, **facts)  # type: ignore[arg-type]

    def ask(self, who: str, body: Body, after: int = 60) -> tuple[Event, ...] | Refusal | NeedsCounty:
        """The answer; the case moves on when there are events."""
        self.at += after
        self.count += 1
        case = None if self.case.state == "none" else self.case
        answer = decide(
            case,
            Command(f"c{self.count}", "case-1", body, self.at),
            actor(who),
            self.at,
            self.profile,
            self.facts,
        )
        if isinstance(answer, tuple):
            for event in answer:
                self.case = evolve(self.case, event)
                self.log.append(event)
        return answer

    def do(self, who: str, body: Body, after: int = 60) -> list[str]:
        """Kinds of the events; a refusal fails the test."""
        answer = self.ask(who, body, after)
        assert isinstance(answer, tuple), answer
        return [event.kind for event in answer]

    def no(self, who: str, body: Body, after: int = 60) -> str:
        """The code of the refusal; anything else fails the test."""
        answer = self.ask(who, body, after)
        assert isinstance(answer, Refusal), answer
        return answer.code

    def register(self, who: str = "citizen", **changes: object) -> list[str]:
        """An invented report."""
        fields: dict[str, object] = {
            "township": TOWNSHIP,
            "place": VILLAGE,
            "text": "样例：路灯坏了三天，没有人来修。",
            "source": self.profile.self_service[0] if who == "citizen" else next(iter(self.profile.sources)),
            "reporter": Reporter("样例甲", "19900000001"),
        }
        fields.update(changes)
        return self.do(who, Register(**fields))  # type: ignore[arg-type]

    def dispatch(self, *units: str, who: str = "operator", mode: str = "") -> list[str]:
        """Hand out to the units; the first leads. Task ids are t<round>.<n>."""
        wanted = units or ("unit",)
        tasks = tuple(
            Assignment(f"t{self.case.round}.{index}", unit, lead=index == 1)
            for index, unit in enumerate(wanted, 1)
        )
        return self.do(who, Dispatch(tasks, mode))

    def sign(self, who: str = "liaison", number: int = 1) -> list[str]:
        """The unit signs its task of this round."""
        return self.do(who, Sign(f"t{self.case.round}.{number}"))

    def feed_back(self, who: str = "liaison", number: int = 1, text: str = TEXT) -> list[str]:
        """The unit feeds back with all the evidence there can be."""
        return self.do(who, GiveFeedback(f"t{self.case.round}.{number}", text, evidence=ALL_EVIDENCE))

    def to_gate(self, gate: str, *, reviewer: str = "director", replier: str = "liaison") -> None:
        """Through the gates until the case waits at `gate`."""
        while self.case.state != gate:
            if self.case.state == "review":
                self.do(reviewer, Review("ok"))
            elif self.case.state == "reply":
                self.do(replier, GiveReply("phone", TEXT))
            else:
                raise AssertionError(f"waits at {self.case.state}, not {gate}")

    def call_back(self, outcome: str, who: str = "centre", after: int = 60, **changes: object) -> list[str]:
        """A callback with every question answered alike."""
        answers = tuple((question, outcome) for question in self.profile.ratings.questions)
        fields: dict[str, object] = {
            "outcome": outcome,
            "answers": answers,
            "words": "样例：群众原话",
            **changes,
        }
        return self.do(who, CallBack(**fields), after)  # type: ignore[arg-type]
