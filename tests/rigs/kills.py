"""Client and county as processes of their own that are killed, on a bad line, again and again on the same files."""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from argon2 import PasswordHasher

from county.seed import PRACTICE_PASSWORD
from county.serving import serve
from county.settings import Settings
from desktop.clock import ServerClock
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.store.values import Submitted
from desktop.sync.engine import Engine
from desktop.sync.session import Sessions
from desktop.sync.steps import Halt, Pause
from desktop.sync.transport import HttpTransport, SyncProblem
from domain.commands import Command, Note
from domain.refusals import NeedsCounty
from tests.rigs import proxy
from tests.rigs.processes import Child, kill_at
from tests.simulator.deeds import body_for
from tests.simulator.line import CLIENT_POINTS, COUNTY_POINTS
from tests.simulator.parts import CHEAP, KEY
from tests.simulator.template import resources, template

LOGIN = "t.operator1"
POINTS = [point for points in CLIENT_POINTS.values() for point in points]
PATIENCE = 60.0


class Broken(AssertionError):
    """Something was lost, doubled or invented."""


@dataclass
class Toll:
    """What a chain did."""

    client_kills: int = 0
    county_kills: int = 0
    commands: int = 0


class Client:
    """The shipped client on a folder, without a window."""

    def __init__(self, folder: Path, url: str) -> None:
        self.clock = ServerClock()
        self.store = Store.open(folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock, PasswordHasher(1, 8, 1))
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.1)
        self.transport = HttpTransport(url)

    def round(self) -> bool:
        """Exchange until the engine rests; True when nothing is left and no trouble was met."""
        self.engine.wake(by_person=True)
        while True:
            step = self.engine.step()
            if isinstance(step, Pause):
                return self.engine.problem is None and not self.store.counts().pending
            if isinstance(step, Halt):
                try:
                    self.sessions.sign_in(self.transport, LOGIN, PRACTICE_PASSWORD)
                except SyncProblem:
                    return False
                self.engine.signed_in()
                continue
            try:
                reply = self.transport.send(step.request)
            except SyncProblem as problem:
                self.engine.failed(problem)
            else:
                self.engine.take(reply)

    def give(self, rng: random.Random) -> str:
        """Save a command; its id."""
        signed = self.sessions.resume()
        assert signed is not None
        rows = self.store.page("first_call", limit=20).rows
        case_id, body = self.store.new_id(), body_for("register", None, signed.actor, rng, self.store.new_id)
        if rows and rng.random() < 0.6:
            case_id, body = rng.choice(rows).case_id, Note("又去看了一次，还没有修好。")
        command = Command(self.store.new_id(), case_id, body, self.clock.now())
        answer = self.store.submit(command, signed.actor)
        assert isinstance(answer, Submitted | NeedsCounty), answer
        return command.id


def client_life(folder: Path, url: str, seed: int, *, deadly: bool):
    """What a client process does: save, exchange, save, exchange, and tell what it said was saved."""

    def work(say) -> None:
        rng = random.Random(seed)
        if deadly:
            module, name = rng.choice(POINTS)
            kill_at(module, name, rng.randrange(2), rng.randrange(1, 9))
        client = Client(folder, url)
        say("open")
        for _ in range(6):
            for _ in range(rng.randrange(4)):
                say(f"saved {client.give(rng)}")
            client.round()
        client.store.close()

    return work


def run_county(settings: Settings, say) -> None:
    """In a child: serve until killed, and say the port."""
    read, write = os.pipe()
    if os.fork() == 0:
        os.close(write)
        line = os.read(read, 4096)
        say(f"port {json.loads(line)['port']}" if line else "")
        os._exit(0)
    os.close(read)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    serve(settings, ready_fd=write)


def county_life(folder: Path, port: int, seed: int, *, deadly: bool):
    """What the county's process does."""

    def work(say) -> None:
        rng = random.Random(seed)
        if deadly:
            module, name = rng.choice(COUNTY_POINTS)
            kill_at(module, name, rng.randrange(2), rng.randrange(2, 6))
        run_county(
            Settings(
                folder,
                practice=True,
                sample_cases=False,
                clockwork=False,
                resources=resources(),
                password=CHEAP,
                port=port,
            ),
            say,
        )

    return work


class Rig:
    """One county, one line, one client folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        made = template(thin=False)
        for name in ("county", LOGIN):
            shutil.copytree(made / name, folder / name)
        self.folder, self.rng = folder, random.Random(seed)
        self.saved: set[str] = set()
        self.toll = Toll()
        self._port = 0
        self.county = self._start_county(deadly=False)
        listener = proxy.listen()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        seed_of_line = self.rng.randrange(1 << 30)
        self._line = Child(lambda _say: proxy.serve(listener, self._port, seed_of_line))
        listener.close()

    def _start_county(self, *, deadly: bool) -> Child:
        child = Child(
            county_life(self.folder / "county", self._port, self.rng.randrange(1 << 30), deadly=deadly)
        )
        said = child.line()
        if not said.startswith("port "):
            raise Broken(f"the county does not start: {said} {child.rest()}")
        self._port = int(said.split()[1])
        return child

    def client(self, *, killed: bool, county_killed: bool) -> None:
        """One life of the client; it dies at a point in its work or at some moment, or the county does."""
        by_point = killed and self.rng.random() < 0.6
        child = Child(
            client_life(self.folder / LOGIN, self.url, self.rng.randrange(1 << 30), deadly=by_point)
        )
        heard: list[str] = []
        if child.line() == "open":
            if killed and not by_point:
                # Some way into its work, however quick the machine is.
                for _ in range(self.rng.randrange(6)):
                    heard.append(child.line())
                select.select([], [], [], self.rng.random() * 0.05)
                child.kill()
            if county_killed:
                select.select([], [], [], self.rng.random() * 0.15)
                self.kill_county()
        said = [*filter(None, heard), *child.rest()]
        status = child.wait()
        child.close()
        self.hear(said, status)

    def hear(self, said: list[str], status: int) -> None:
        """What a client told before it ended."""
        for text in said:
            if text.startswith("saved "):
                self.saved.add(text.split()[1])
            elif text != "open":
                raise Broken(text)
        if status == -signal.SIGKILL:
            self.toll.client_kills += 1
        elif status:
            raise Broken(f"the client ended with {status}")

    def kill_county(self) -> None:
        """SIGKILL, and a new process on the same folder and port."""
        self.county.close()
        self.toll.county_kills += 1
        self.county = self._start_county(deadly=self.rng.random() < 0.5)

    def mind_county(self) -> None:
        """Start the county again when it died at a point in its work."""
        if os.waitpid(self.county.pid, os.WNOHANG)[0]:
            self.county._status = -signal.SIGKILL
            self.toll.county_kills += 1
            self.county = self._start_county(deadly=False)

    def verify(self) -> None:
        """Exchange on a good line until nothing is left; every command that was said to be saved took effect once."""
        self.county.close()
        self.county = self._start_county(deadly=False)
        url, folder, saved = f"http://127.0.0.1:{self._port}", self.folder, sorted(self.saved)

        def work(say) -> None:
            client = Client(folder / LOGIN, url)
            ends = time.monotonic() + PATIENCE
            while not client.round():
                assert time.monotonic() < ends, f"does not come to rest: {client.engine.problem!r}"
            with client.store._core.engines.read.connect() as connection:
                states = dict(connection.exec_driver_sql("SELECT cmd_id, state FROM outbox").all())
            say(json.dumps({cmd: states.get(cmd, "") for cmd in saved}))
            client.store.close()

        child = Child(work)
        said = child.rest()
        status = child.wait()
        child.close()
        if status or not said:
            raise Broken(f"cannot verify: {said[-1:]}")
        self._compare(json.loads(said[-1]))

    def _compare(self, states: dict[str, str]) -> None:
        connection = driver.connect(str(self.folder / "county" / "county.sqlite"))
        try:
            known = dict(connection.execute("SELECT id, outcome FROM commands").fetchall())
            effects = dict(
                connection.execute(
                    "SELECT command_id, count(DISTINCT case_id || ':' || device || ':' || at) FROM case_events"
                    " WHERE command_id <> '' GROUP BY command_id"
                ).fetchall()
            )
        finally:
            connection.close()
        self.toll.commands = len(states)
        for cmd_id, state in states.items():
            if state not in ("applied", "rejected"):
                raise Broken(f"{cmd_id} was said to be saved and is {state or 'gone'}")
            if cmd_id not in known:
                raise Broken(f"{cmd_id} never reached the county")
            if state == "applied" and effects.get(cmd_id, 0) != 1:
                raise Broken(f"{cmd_id} has {effects.get(cmd_id, 0)} effects")

    def close(self) -> None:
        """End the processes."""
        self._line.close()
        self.county.close()


def chain(folder: Path, seed: int, lives: int = 12) -> Toll:
    """Many lives of one client and one county on the same files, verified at the end. Raises Broken."""
    rng = random.Random(seed)
    with ExitStack() as stack:
        rig = Rig(folder, seed)
        stack.callback(rig.close)
        for _ in range(lives):
            rig.mind_county()
            county = rng.random() < 0.3
            rig.client(killed=not county or rng.random() < 0.5, county_killed=county)
        rig.verify()
    return replace(rig.toll)
