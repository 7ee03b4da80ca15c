"""A desk without a window beside a real county process: signed in, exchanging when told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desktop.clock import ServerClock
from desktop.embedded import EmbeddedCounty
from desktop.imports.line import CountyLine
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.sync.engine import Engine, Halt, Pause
from desktop.sync.session import Sessions
from desktop.sync.transport import HttpTransport

from .store_samples import KEY


def enrolment(county: EmbeddedCounty) -> str:
    """A new single-use code of the county."""
    command = [sys.executable, "-m", "county", "enrol", "--data", str(county._folder)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return done.stdout.strip().rpartition("：")[2]


class CountyDesk:
    """Store, session, exchange and line of one person."""

    def __init__(self, folder: Path, county: EmbeddedCounty, login: str) -> None:
        assert county.ready is not None
        self._folder = folder
        self.clock = ServerClock()
        self.transport = HttpTransport(county.ready.url)
        self._others: list[HttpTransport] = []
        self._open()
        self.signed = self.sessions.sign_in(
            self.transport, login, county.ready.password, device_name="测试机", enrolment=enrolment(county)
        )
        self.exchange()

    def _open(self) -> None:
        self.store = Store.open(self._folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock)
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5)
        self.line = CountyLine(self.store, self.sessions, self.transport)

    def exchange(self) -> None:
        """Exchange until nothing is left to do."""
        self.engine.wake(by_person=True)
        for _ in range(300):
            step = self.engine.step()
            if isinstance(step, Pause | Halt):
                assert isinstance(step, Pause), step
                return
            self.engine.take(self.transport.send(step.request))
        raise AssertionError("the exchange does not end")

    def unreachable(self) -> HttpTransport:
        """A transport to a port where nobody listens."""
        self._others.append(HttpTransport("http://127.0.0.1:9"))
        return self._others[-1]

    def restart(self) -> None:
        """End as after a crash and open again."""
        self.store.abandon()
        self._open()

    def close(self) -> None:
        for each in (self.transport, *self._others):
            each.close()
        self.store.close()
