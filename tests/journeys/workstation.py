"""A workstation without a window: the shipped store, session, engine and transport beside a county process."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher

from desktop.clock import ServerClock
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.store.values import CaseFile, OutboxRow, Submitted
from desktop.sync.engine import Engine, Halt, Pause
from desktop.sync.session import Sessions
from desktop.sync.transport import HttpTransport, SyncProblem
from domain.commands import Body, Command
from domain.people import Actor
from domain.refusals import NeedsCounty, Refusal
from tests.journeys.county_process import CountyProcess
from tests.journeys.people import OWNER, SEATS

KEY = bytes(range(32))
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Workstation:
    """One device. Several people of the same office may have signed in on it."""

    def __init__(self, folder: Path, county: CountyProcess, name: str, *, resume: bool = False) -> None:
        self.name = name
        self.county = county
        self._folder = folder
        self.actors: dict[str, Actor] = {}
        self.clock = ServerClock()
        self._open()
        if resume:
            signed = self.sessions.resume()
            assert signed is not None
            self.actors[OWNER[name]] = signed.actor
        else:
            self.sign_in(OWNER[name], county.enrolment())

    def _open(self) -> None:
        self.store = Store.open(self._folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock, _QUICK)
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5)
        self.transport = HttpTransport(self.county.url)

    def sign_in(self, who: str, enrolment: str = "") -> Actor:
        """Sign in with the county, by password."""
        signed = self.sessions.sign_in(
            self.transport,
            SEATS[who][1],
            self.county.password,
            device_name=f"样例{self.name}",
            enrolment=enrolment,
        )
        self.actors[who] = signed.actor
        self.engine.signed_in()
        return signed.actor

    def actor(self, who: str) -> Actor:
        """Somebody of this office; signs in when it is the first time here."""
        return self.actors.get(who) or self.sign_in(who)

    def exchange(self) -> None:
        """Exchange until nothing is left to do; whose session has ended signs in again."""
        step = self.round()
        if isinstance(step, Halt):
            assert step.reason == "sign_in", step
            self.sign_in(next(reversed(self.actors)))
            step = self.round()
        assert isinstance(step, Pause), step
        assert self.engine.problem is None, self.engine.problem

    def round(self) -> Pause | Halt:
        """Exchange until the engine rests or needs a person, with or without the county."""
        self.engine.wake(by_person=True)
        for _ in range(300):
            step = self.engine.step()
            if isinstance(step, Pause | Halt):
                return step
            try:
                reply = self.transport.send(step.request)
            except SyncProblem as problem:
                self.engine.failed(problem)
            else:
                self.engine.take(reply)
        raise AssertionError("the exchange does not end")

    def submit(self, who: str, case_id: str, body: Body) -> Submitted | Refusal | NeedsCounty:
        """Give a command here; it waits in the outbox."""
        actor = self.actor(who)
        return self.store.submit(Command(self.store.new_id(), case_id, body, self.clock.now()), actor)

    def file(self, case_id: str) -> CaseFile:
        """The matter as this workstation shows it."""
        found = self.store.case(case_id)
        assert found is not None, f"{self.name} does not hold the case"
        return found

    def cards(self) -> tuple[OutboxRow, ...]:
        """Refused changes that wait for a person."""
        return self.store.rejected()

    def in_queue(self, queue: str, case_id: str) -> bool:
        """Whether the matter stands in a queue."""
        row = self.store.row(case_id)
        if queue == "overdue":
            return row is not None and row.due_at is not None and row.due_at <= self.store.now()
        return row is not None and queue in row.queues

    def crash(self) -> None:
        """End without an orderly close and open the same folder again."""
        self.transport.close()
        self.store.abandon()
        self._open()

    def close(self) -> None:
        """End in order."""
        self.transport.close()
        self.store.close()
