"""A desktop without a window: the shipped store, session, engine and transport, driven until nothing is left to do.

Cycles are looked for between exchanges, as the program does it on the thread of its windows.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks._county import LOGIN, TOWNSHIP
from desktop.clock import ServerClock
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.store.values import Submitted
from desktop.sync.ahead import Ahead
from desktop.sync.engine import Call, Engine, Halt
from desktop.sync.session import Sessions
from desktop.sync.transport import HttpTransport
from desktop.tasks import TURN
from domain.case import Reporter
from domain.commands import Body, Command, Note, Register

KEY = bytes(range(32))


class Desk:
    """One enrolled device with somebody signed in."""

    def __init__(self, folder: Path, url: str, password: str, enrolment: str) -> None:
        sys.setswitchinterval(TURN)
        gc.disable()
        gc.freeze()
        self.path = folder / "store.db"
        self.clock = ServerClock()
        self.store = Store.open(folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock)
        self.transport = HttpTransport(url)
        self.line = Ahead(self.transport, self.store.wait_for_moment)
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5, ahead=self.line.begin)
        self.actor = self.sessions.sign_in(
            self.transport, LOGIN, password, device_name="测量机", enrolment=enrolment
        ).actor

    def exchange(self) -> float:
        """Exchange until the engine rests, or has nothing left to do but search words; seconds."""
        begun = time.perf_counter()
        self.engine.wake(by_person=True)
        while isinstance(step := self.engine.step(), Call):
            self.engine.take(self.line.send(step.request))
            if self.engine.phase == "files" and self.store.wordless:
                break
        spent = time.perf_counter() - begun
        gc.collect(1)
        if isinstance(step, Halt) or self.engine.problem is not None:
            raise SystemExit(f"the exchange stopped: {step} {self.engine.problem}")
        return spent

    def load(self) -> None:
        """Exchange and write search words until nothing is left to do."""
        self.exchange()
        self.write_words()

    def write_words(self) -> float:
        """Let the engine write the search words that follow their rows; seconds."""
        begun = time.perf_counter()
        while self.store.wordless:
            step = self.engine.step()
            if isinstance(step, Call):
                self.engine.take(self.line.send(step.request))
        spent = time.perf_counter() - begun
        gc.collect(1)
        return spent

    def submit(self, case_id: str, body: Body) -> None:
        """Give one command, durable at once. SystemExit when the rules refuse it."""
        now = self.store.now()
        answer = self.store.submit(Command(self.store.new_id(), case_id, body, now), self.actor, 0)
        if not isinstance(answer, Submitted):
            raise SystemExit(f"refused: {answer}")

    def note(self, case_ids: Iterable[str]) -> None:
        """A note on each matter."""
        for case_id in case_ids:
            self.submit(case_id, Note("已电话联系，约定明天上午到现场查看。"))

    def register(self, count: int, start: int = 0) -> None:
        """New matters, each with a telephone of its own."""
        for number in range(start, start + count):
            text = f"{number}号楼前的路灯不亮，夜间出行不便，请安排维修。"
            body = Register(
                TOWNSHIP, f"{TOWNSHIP}201003", text, "phone", Reporter("冯春强", f"197{number:08d}")
            )
            self.submit(self.store.new_id(), body)

    def close(self) -> None:
        """Close everything."""
        self.transport.close()
        self.store.close()
