"""Telling a case's story over real processes: each command at the workstation of whoever gives it.

What is said about the case is what the township's own store shows after it has exchanged with the county.
"""

from __future__ import annotations

from typing import Any

from domain.calendar import WorkCalendar
from domain.case import Attachment, Case, Clock, Reporter
from domain.commands import (
    Assignment,
    Body,
    CallBack,
    Dispatch,
    GiveFeedback,
    GiveReply,
    Register,
    Review,
    Sign,
)
from domain.events import Event
from domain.evolve import fold
from domain.profile import Profile
from domain.refusals import NeedsCounty, Refusal
from tests.journeys.citizen import Citizen
from tests.journeys.offices import DAY, HOUR, Offices
from tests.journeys.people import GROUP, TOWNSHIP, UNIT
from tests.journeys.workstation import Workstation

__all__ = ["DAY", "HOUR", "MINUTE", "TEXT", "Offices", "Telling"]
MINUTE = 60
TEXT = "经现场核查，问题已经处理完毕，群众当面确认。"


class Telling:
    """One case. `do` gives a command and lets it reach the county; time moves by `after` seconds before it."""

    def __init__(self, offices: Offices) -> None:
        self.offices = offices
        self.county = offices.county
        self.town = offices.at("township")
        self.case_id = ""
        self.count = 0
        self.seen: set[str] = {"township"}
        self.reporter: Citizen | None = None
        self._current: set[str] = set()

    # --- what is true

    @property
    def profile(self) -> Profile:
        """As the township's store holds it."""
        return self.town.store.dictionaries.profile()

    @property
    def calendar(self) -> WorkCalendar:
        """As the township's store holds it."""
        return self.town.store.dictionaries.calendar()

    @property
    def case(self) -> Case:
        """The case as the township shows it, with nothing waiting."""
        self.refresh(self.town)
        file = self.town.file(self.case_id)
        assert file.pending == ()
        return file.case

    @property
    def log(self) -> tuple[Event, ...]:
        """Everything that happened, as the township shows it."""
        self.refresh(self.town)
        return self.town.file(self.case_id).events

    def clock(self, code: str) -> Clock:
        """The latest limit of a kind."""
        return [clock for clock in self.case.clocks if clock.code == code][-1]

    def kinds(self) -> list[str]:
        """Measures taken so far."""
        return [measure.kind for measure in self.case.measures]

    def name(self, person: str) -> str:
        """The story's name of a person id; the id of somebody else."""
        known = {actor.id: who for desk in self.offices.opened for who, actor in desk.actors.items()}
        directory = self.town.store.dictionaries.directory()
        found = next((each for each in directory.people if each.id == person), None)
        return known.get(person) or (found.post if found else person)

    def posts(self, people: tuple[str, ...]) -> tuple[str, ...]:
        """Posts of the people addressed."""
        table = {person.id: person.post for person in self.town.store.dictionaries.directory().people}
        return tuple(table.get(person, person) for person in people)

    def refresh(self, desk: Workstation) -> None:
        """Exchange when something has happened since this workstation last did."""
        if desk.name not in self._current:
            desk.exchange()
            self._current.add(desk.name)

    def happened(self, desk: Workstation | None = None) -> None:
        """Something has: only `desk` has already exchanged since."""
        self._current = set() if desk is None else {desk.name}

    # --- what is done

    def wait(self, seconds: int) -> None:
        """Let time pass; the county's clockwork says what comes due."""
        self.county.move_to(self.county.at + seconds)
        self.happened()

    def ask(self, who: str, body: Body, after: int = 0) -> list[str] | Refusal:
        """Give a command: kinds of the events that the county confirms, or the desk's refusal."""
        if after:
            self.wait(after)
        desk = self.offices.of(who)
        self.refresh(desk)
        before = self._rev(desk)
        if not self.case_id:
            self.case_id = desk.store.new_id()
        answer = desk.submit(who, self.case_id, body)
        if isinstance(answer, Refusal):
            return answer
        desk.exchange()
        self.happened(desk)
        cards = desk.cards()
        assert not cards, [(card.kind, card.code, card.message) for card in cards]
        self.seen.add(desk.name)
        file = desk.file(self.case_id)
        assert file.pending == ()
        assert file.confirmed_rev > before
        assert isinstance(answer, NeedsCounty) or answer.case_id == self.case_id
        return [event.kind for event in file.events[before - file.confirmed_rev :]]

    def _rev(self, desk: Workstation) -> int:
        found = desk.store.case(self.case_id) if self.case_id else None
        return found.confirmed_rev if found is not None else 0

    def do(self, who: str, body: Body, after: int = 0) -> list[str]:
        """Kinds of the events; a refusal fails the test."""
        answer = self.ask(who, body, after)
        assert isinstance(answer, list), answer
        return answer

    def no(self, who: str, body: Body, after: int = 0) -> str:
        """The code of the desk's refusal; nothing may have been written down."""
        waiting = self.offices.of(who).store.counts().pending
        answer = self.ask(who, body, after)
        assert isinstance(answer, Refusal), answer
        assert self.offices.of(who).store.counts().pending == waiting
        return answer.code

    def scan(self, after: int = 0, **fields: str) -> Citizen:
        """A citizen reports on the page; the case is the one that then stands at the township."""
        if after:
            self.wait(after)
        before = {row[0] for row in self.county.rows("SELECT id FROM cases")}
        self.reporter = self.offices.citizen()
        sent = self.reporter.send(place=fields.pop("place", "990101101201"), **fields)
        assert self.reporter.receipt, sent.text
        self.happened()
        (found,) = {row[0] for row in self.county.rows("SELECT id FROM cases")} - before
        self.case_id = str(found)
        return self.reporter

    def register(self, who: str = "operator", after: int = 0, **changes: Any) -> list[str]:
        """An invented report, taken down by somebody of the offices."""
        self.count += 1
        fields: dict[str, Any] = {
            "township": TOWNSHIP,
            "place": GROUP,
            "text": "样例：路灯坏了三天，没有人来修。",
            "source": next(iter(self.profile.sources)),
            "reporter": Reporter("样例甲", self.phone()),
        }
        fields.update(changes)
        return self.do(who, Register(**fields), after)

    def phone(self) -> str:
        """A number that nobody has reported from yet."""
        count = self.county.rows("SELECT count(*) FROM cases")[0][0]
        return f"1990001{count:04d}"

    def picture(self, who: str, kind: str) -> Attachment:
        """An invented file, kept at the workstation, uploaded with the next exchange."""
        self.offices._pictures += 1
        data = f"样例文件 {self.case_id} {self.offices._pictures}".encode()
        return self.offices.of(who).store.put_attachment(data, f"{kind}.jpg", "image/jpeg", kind)

    def evidence(self, who: str) -> tuple[Attachment, ...]:
        """Photo, document and result."""
        return tuple(self.picture(who, kind) for kind in ("photo", "document", "result"))

    def task(self, number: int = 1) -> str:
        """Id of a task of this round."""
        return f"{self.case_id}.{self.case.round}.{number}"

    def dispatch(
        self, *units: str, who: str = "operator", mode: str = "", override: str = "样例：清单未列"
    ) -> list[str]:
        """Hand out to the units; the first leads."""
        tasks = tuple(
            Assignment(self.task(n), unit, lead=n == 1, override=override)
            for n, unit in enumerate(units or (UNIT,), 1)
        )
        return self.do(who, Dispatch(tasks, mode))

    def sign(self, who: str = "liaison", number: int = 1) -> list[str]:
        """The unit signs its task of this round."""
        return self.do(who, Sign(self.task(number)))

    def feed_back(
        self, who: str = "liaison", number: int = 1, text: str = TEXT, result: str = "solved"
    ) -> list[str]:
        """The unit feeds back with all the evidence there can be."""
        return self.do(who, GiveFeedback(self.task(number), text, result, self.evidence(who)))

    def handle(self) -> None:
        """One unit takes it in hand."""
        self.dispatch()
        self.sign()

    def to_gate(self, gate: str, *, reviewer: str = "director", replier: str = "liaison") -> None:
        """Through the gates until the case waits at `gate`."""
        while (state := self.case.state) != gate:
            if state == "review":
                self.do(reviewer, Review("ok"))
            elif state == "reply":
                self.do(replier, GiveReply("phone", TEXT))
            else:
                raise AssertionError(f"waits at {state}, not {gate}")

    def call_back(self, outcome: str, who: str = "centre", after: int = 0, **changes: Any) -> list[str]:
        """A callback with every question answered alike."""
        fields: dict[str, Any] = {
            "outcome": outcome,
            "answers": tuple((question, outcome) for question in self.profile.ratings.questions),
            "words": "样例：群众原话",
            **changes,
        }
        return self.do(who, CallBack(**fields), after)

    def stage(self) -> str:
        """The county's own name of where the case stands."""
        return self.profile.stage_of(self.case.state)

    def agree(self) -> None:
        """Every workstation that took part shows the same case, and the log of each folds to it."""
        if not self.case_id:
            return
        case = self.case
        for name in self.seen:
            desk = self.offices.at(name)
            self.refresh(desk)
            file = desk.file(self.case_id)
            assert file.case == case, name
            assert fold(file.events) == case, name
            assert not desk.cards()
