"""A served county and desks without windows, under one clock that the test moves."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import replace
from pathlib import Path

from argon2 import PasswordHasher

from county.seed import PRACTICE_PASSWORD
from county.server import County
from desktop.clock import ServerClock
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.sync.engine import Call, Engine, Halt
from desktop.sync.session import Sessions
from desktop.sync.transport import HttpTransport, Reply, Request, SyncProblem, Transport
from tests.county.rig import Clock
from tests.desktop.store_samples import KEY


class Line:
    """A proxy on this machine that can cut the next connection after some bytes from the client."""

    def __init__(self, url: str) -> None:
        self._target = ("127.0.0.1", int(url.rpartition(":")[2]))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cut_after: int | None = None
        self._armed = b""
        self.cuts = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self, after: int, where: bytes) -> None:
        """Cut once, so many bytes behind the head of the first request that contains `where`."""
        self._armed, self.cut_after = where, after

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            county = socket.create_connection(self._target)
            threading.Thread(target=self._up, args=(client, county), daemon=True).start()
            threading.Thread(target=self._down, args=(county, client), daemon=True).start()

    def _up(self, client: socket.socket, county: socket.socket) -> None:
        left: int | None = None
        try:
            while data := client.recv(65536):
                if left is None and self.cut_after is not None and self._armed in data:
                    head = data.index(b"\r\n\r\n") + 4
                    left, self.cut_after = head + self.cut_after, None
                if left is not None:
                    county.sendall(data[:left])
                    left -= len(data)
                    if left <= 0:
                        self.cuts += 1
                        break
                else:
                    county.sendall(data)
        except OSError:
            pass
        finally:
            for end in (county, client):
                _end(end)

    def _down(self, county: socket.socket, client: socket.socket) -> None:
        try:
            while data := county.recv(65536):
                client.sendall(data)
        except OSError:
            pass
        finally:
            _end(client)

    def close(self) -> None:
        """Nobody connects any more."""
        _end(self._listener)


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Recorder:
    """A transport that remembers what it carried; `fault` may answer or raise in its place."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.seen: list[Request] = []
        self.fault = lambda _request: None

    def send(self, request: Request) -> Reply:
        self.seen.append(request)
        return self.fault(request) or self.inner.send(request)

    def paths(self) -> list[str]:
        return [f"{r.method} {r.path}" for r in self.seen]

    def bodies(self, path: str) -> list[Request]:
        return [r for r in self.seen if r.path == path]


class Device:
    """One signed-in desk; `settle` exchanges until nothing is left, letting the clock run through pauses."""

    def __init__(
        self,
        folder: Path,
        county: County,
        url: str,
        clock: Clock,
        login: str = "t.operator1",
        *,
        enrol: bool = True,
    ) -> None:
        self.county, self.time, self.login = county, clock, login
        self.clock = ServerClock(clock, clock)
        self.store = Store.open(folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock, PasswordHasher(1, 8, 1))
        self.line = HttpTransport(url)
        self.transport = Recorder(self.line)
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5)
        if not enrol:
            return
        code = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now()))
        self.signed = self.sessions.sign_in(self.transport, login, PRACTICE_PASSWORD, enrolment=code)

    def step(self) -> object:
        """One step; what it was."""
        step = self.engine.step()
        if isinstance(step, Call):
            try:
                reply = self.transport.send(step.request)
            except SyncProblem as problem:
                self.engine.failed(problem)
            else:
                self.engine.take(reply)
        return step

    def settle(self, steps: int = 400) -> None:
        """Exchange until the engine rests without trouble."""
        self.engine.wake(by_person=True)
        for _ in range(steps):
            step = self.step()
            if isinstance(step, Call):
                continue
            assert not isinstance(step, Halt), step
            if not self.engine.schedule.failures:
                return
            self.time.forward(step.seconds + 0.01)
        raise AssertionError(f"does not settle: {self.engine.phase} {self.engine.problem!r}")

    def through(self, url: str) -> None:
        """Use another way to the county."""
        self.line.close()
        self.line = HttpTransport(url)
        self.transport.inner = self.line

    def close(self) -> None:
        self.line.close()
        self.store.close()


def without(reply: Reply, header: str) -> Reply:
    """The reply of a county that does not know a header."""
    return replace(reply, headers={k: v for k, v in reply.headers.items() if k != header})
