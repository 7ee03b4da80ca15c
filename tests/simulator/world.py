"""A county and its desktops in one process: the shipped parts, a virtual clock, a seeded scheduler, no sockets.

Everything that decides anything comes from one `random.Random(seed)`, so a seed replays exactly.
"""

from __future__ import annotations

import itertools
import random
import shutil
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher

from county.problems import RequestProblem
from county.seed import PRACTICE_PASSWORD, plant
from county.server import County
from county.settings import PasswordCost, Settings
from county.store.meta import write_meta
from desktop.clock import ServerClock
from desktop.store import buckets, outbox, replica
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.store.values import Submitted
from desktop.sync.engine import Call, Engine, Halt, Pause
from desktop.sync.session import Sessions
from desktop.sync.transport import Reply, Request, SyncProblem
from domain.actions import available
from domain.commands import Command
from domain.refusals import NeedsCounty
from tests.simulator.deeds import body_for
from wire.caps import CAPS_HEADER, told_caps
from wire.codec import from_json, to_json
from wire.messages import ErrorAnswer, PullRequest, PushRequest, RefreshRequest, SignInRequest
from wire.repair import CompareRequest, RowsRequest

START = 1_795_233_600.0
KEY = bytes(range(32))
LOGINS = ("t.operator1", "t.build.liaison", "c.centre1")
CHEAP = PasswordCost(1, 8, 1, 2)
HEADERS = {"x-sync-proto": "1", "content-type": "application/json"}
PORTAL = Reply(200, {"content-type": "text/html"}, b"<html>please log in to the network</html>")


class Crash(BaseException):
    """The power went out; nobody may catch this and go on."""


class Time:
    """Seconds that pass only when the scheduler says so."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


def unsynced(engine) -> None:
    """Crashes here are those of programs, not of disks: waiting for the disk would only cost time."""
    with engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA synchronous=OFF")


class Ids:
    """UUIDv7-shaped ids, in order."""

    def __init__(self, tag: int) -> None:
        self._tag = tag
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        n = next(self._numbers)
        return f"01a1fc40-{self._tag:04x}-7{n >> 24 & 0xFFF:03x}-8000-{n & 0xFFFFFF:012x}"


def county_settings(folder: Path, time: Time, seed: int) -> Settings:
    """A practice county with a virtual clock; the clockwork runs when the scheduler says so."""
    rng = random.Random(seed)
    return Settings(
        folder, practice=True, clockwork=False, clock=time, randomness=rng.randbytes, password=CHEAP
    )


class Server:
    """The county's own handlers behind the shape of HTTP. `able`: it can compare buckets by ids."""

    def __init__(self, county: County, *, able: bool = True) -> None:
        self.county = county
        self.headers = HEADERS | ({CAPS_HEADER.lower(): told_caps()} if able else {})

    def send(self, request: Request) -> Reply:
        """Answer as the web application does."""
        try:
            return Reply(200, self.headers, to_json(self._answer(request)))
        except RequestProblem as p:
            body = ErrorAnswer(p.code, p.message, log_id=p.log_id, need_n=p.need_n, retry_after=p.retry_after)
            return Reply(p.status, self.headers, to_json(body))

    def _answer(self, request: Request) -> object:
        county = self.county
        if request.path == "/session/v1/sign-in":
            wanted = from_json(request.body, SignInRequest)
            return county.sessions.sign_in(
                wanted.login, wanted.password, wanted.device, wanted.device_name, wanted.enrolment, "sim"
            )
        if request.path == "/session/v1/refresh":
            refresh = from_json(request.body, RefreshRequest)
            return county.sessions.refresh(refresh.refresh, refresh.device)
        session = county.sessions.session(request.token, request.device)
        if request.path == "/sync/v1/push":
            return county.push.take(session, from_json(request.body, PushRequest), len(request.body))
        if request.path == "/sync/v1/compare":
            return county.compare.groups(session, from_json(request.body, CompareRequest))
        if request.path == "/sync/v1/rows":
            return county.compare.rows(session, from_json(request.body, RowsRequest))
        assert request.path == "/sync/v1/pull", request.path
        return county.pull.page(session, from_json(request.body, PullRequest))


class Desktop:
    """One device: folder, store, engine. A crash throws away everything that is not on disk."""

    def __init__(self, folder: Path, login: str, tag: int, time: Time, rng: random.Random) -> None:
        self.folder, self.login, self._time, self._rng = folder, login, time, rng
        self.ids = Ids(tag)
        self.given: set[str] = set()
        self.withdrawn: set[str] = set()
        self.start()

    def start(self) -> None:
        """Open the store and a new engine, as after the start of the program."""
        self.clock = ServerClock(self._time, self._time)
        self.store = Store.open(self.folder, GivenKey(KEY), self.clock, self.ids)
        unsynced(self.store._core.engines.write)
        self.sessions = Sessions(self.store, self.clock, PasswordHasher(1, 8, 1))
        self.engine = Engine(self.store, self.sessions, self.clock, self._rng.random)

    def crash(self) -> None:
        """Kill and start again."""
        self.store.abandon()
        self.start()

    def sign_in(self, server: Server) -> None:
        """The operator types the password."""
        self.sessions.sign_in(server, self.login, PRACTICE_PASSWORD)
        self.engine.signed_in()

    @property
    def actor(self):
        """Who is signed in."""
        return self.sessions.resume().actor


def make_template(folder: Path) -> Path:
    """A planted county and desktops that have signed in and loaded it, made once and copied for every seed."""
    time = Time()
    county = County(county_settings(folder / "county", time, 0))
    plant(county)
    server = Server(county)
    for n, login in enumerate(LOGINS):
        desktop = Desktop(folder / f"desktop{n}", login, n + 1, time, random.Random(n))
        code = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now(), hours=1))
        desktop.sessions.sign_in(server, login, PRACTICE_PASSWORD, enrolment=code)
        settle_down(desktop, server)
        desktop.store.close()
    county.close()
    return folder


def settle_down(desktop: Desktop, server: Server, rounds: int = 400) -> None:
    """Exchange without faults until the engine rests with nothing left to send."""
    for _ in range(rounds):
        step = desktop.engine.step()
        if isinstance(step, Call):
            desktop.engine.take(server.send(step.request))
        elif isinstance(step, Halt):
            assert step.reason == "sign_in", f"{desktop.login} halts: {step.reason}"
            desktop.sign_in(server)
        elif desktop.engine.schedule.failures or desktop.store.next_batch("look") is not None:
            desktop._time.at += step.seconds + 1
        else:
            return
    raise AssertionError(
        f"{desktop.login} does not settle: {desktop.engine.phase} {desktop.engine.problem!r}"
    )


class World:
    """One run. `log` says what happened, for the reader of a failing seed."""

    def __init__(self, template: Path, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.time = Time()
        self.folder = folder
        self.seed = seed
        self.log: list[str] = []
        shutil.copytree(template, folder, dirs_exist_ok=True)
        self._backup: Path | None = None
        self.restored = False
        self._open_county()
        self.desktops = [
            Desktop(folder / f"desktop{n}", login, 100 * (seed + 1) % 60000 + n, self.time, self.rng)
            for n, login in enumerate(LOGINS)
        ]

    def _open_county(self) -> None:
        self.county = County(county_settings(self.folder / "county", self.time, self.rng.randrange(1 << 30)))
        unsynced(self.county.database._engines.write)
        self.server = Server(self.county, able=self.seed % 3 > 0)

    def close(self) -> None:
        """Close every file."""
        for desktop in self.desktops:
            desktop.store.abandon()
        self.county.close()

    # --- one step of the scheduler

    def run(self, steps: int) -> None:
        """So many random steps."""
        moves = (
            (self.act, 34), (self.exchange, 46), (self.pass_time, 8), (self.withdraw, 3), (self.settle, 3),
            (self.tick, 2), (self.crash_desktop, 2), (self.crash_county, 1), (self.restore, 1),
        )  # fmt: skip
        names = [move for move, _ in moves]
        weights = [weight for _, weight in moves]
        for _ in range(steps):
            self.rng.choices(names, weights)[0]()

    def some(self) -> Desktop:
        """One of the desktops."""
        return self.rng.choice(self.desktops)

    def act(self) -> None:
        """An operator gives a command that the screen offers."""
        desktop = self.some()
        known = [r.case_id for q in ("first_call", "pending_accept", "handling", "review", "callback", "rectify")
                 for r in desktop.store.page(q, limit=20).rows]  # fmt: skip
        case_id, body = desktop.ids(), None
        if known and self.rng.random() < 0.8:
            case_id = self.rng.choice(known)
            file = desktop.store.case(case_id)
            if file is None:
                return
            case = file.case
            kinds = available(case, desktop.store.dictionaries.profile(), desktop.actor, desktop.clock.now())
            kind = self.rng.choice(kinds) if kinds else "note"
            body = body_for(kind, case, desktop.actor, self.rng, desktop.ids)
        else:
            body = body_for("register", None, desktop.actor, self.rng, desktop.ids)
        command = Command(desktop.ids(), case_id, body, desktop.clock.now())
        answer = desktop.store.submit(command, desktop.actor, self.rng.choice((0, 0, 5)))
        if isinstance(answer, Submitted | NeedsCounty):
            desktop.given.add(command.id)
            self.log.append(f"{desktop.login} {body.kind} {case_id[-6:]} {command.id[-6:]}")

    def withdraw(self) -> None:
        """An operator presses undo."""
        desktop = self.some()
        for row in desktop.store.outbox_rows()[:1]:
            if desktop.store.withdraw(row.cmd_id):
                desktop.withdrawn.add(row.cmd_id)
                self.log.append(f"{desktop.login} withdraws {row.cmd_id[-6:]}")

    def settle(self) -> None:
        """An operator deals with a card."""
        desktop = self.some()
        for card in desktop.store.rejected()[:1]:
            choice = self.rng.choice(("as_note", "retry", "discard"))
            desktop.store.settle(card.cmd_id, choice, "已核实", desktop.actor)
            desktop.given |= {row.cmd_id for row in desktop.store.outbox_rows()}
            self.log.append(f"{desktop.login} settles {card.cmd_id[-6:]} {choice}")

    def pass_time(self) -> None:
        """Seconds to hours go by; the monotonic and the wall clock agree here."""
        self.time.at += self.rng.choice((1, 6, 40, 400, 4000, 30000))

    def tick(self) -> None:
        """The county's clockwork looks at its limits."""
        self.county.clockwork.run_once()

    def crash_desktop(self) -> None:
        """A desktop is killed between two steps."""
        desktop = self.some()
        self.log.append(f"{desktop.login} crashes")
        desktop.crash()

    def crash_county(self) -> None:
        """The county is killed between two requests."""
        self.log.append("county crashes")
        self.county.close()
        self._open_county()

    def restore(self) -> None:
        """The county is backed up, and later put back to that state."""
        data = self.folder / "county" / "county.sqlite"
        if self._backup is None:
            self._backup = self.folder / "backup.sqlite"
            self.county.database.backup(self._backup)
            self.log.append("county is backed up")
            return
        self.county.close()
        for suffix in ("-wal", "-shm"):
            data.with_name(data.name + suffix).unlink(missing_ok=True)
        shutil.move(self._backup, data)
        self._backup, self.restored = None, True
        self._open_county()
        epoch = self.rng.randbytes(8).hex()
        self.county.database.run(lambda tx: write_meta(tx, "epoch", epoch))
        self.log.append("county is restored from the backup, and the administrator renews the epoch")

    def exchange(self) -> None:
        """A desktop does its next step on a bad line."""
        desktop = self.some()
        if self.rng.random() < 0.3:
            desktop.engine.wake(by_person=True)
        step = desktop.engine.step()
        if isinstance(step, Pause):
            self.time.at += min(step.seconds, 5.0)
            return
        if isinstance(step, Halt):
            desktop.sign_in(self.server)
            return
        fault = self.rng.choices(
            ("deliver", "drop_request", "drop_answer", "twice", "cut", "portal", "flip", "crash_before", "crash_in",
             "crash_after", "county_dies", "late_answer"),
            (60, 5, 6, 5, 4, 3, 3, 3, 5, 3, 4, 3),
        )[0]  # fmt: skip
        if fault != "deliver":
            self.log.append(f"{desktop.login} {step.request.path} {fault}")
        getattr(self, f"_{fault}")(desktop, step.request)

    # --- faults of one exchange

    def _deliver(self, desktop: Desktop, request: Request) -> None:
        desktop.engine.take(self.server.send(request))

    def _drop_request(self, desktop: Desktop, _request: Request) -> None:
        desktop.engine.failed(SyncProblem("offline"))

    def _drop_answer(self, desktop: Desktop, request: Request) -> None:
        self.server.send(request)
        desktop.engine.failed(SyncProblem("timeout"))

    def _twice(self, desktop: Desktop, request: Request) -> None:
        first = self.server.send(request)
        second = self.server.send(request)
        desktop.engine.take(self.rng.choice((first, second)))

    def _cut(self, desktop: Desktop, request: Request) -> None:
        reply = self.server.send(request)
        body = reply.body[: self.rng.randrange(len(reply.body))]
        desktop.engine.take(Reply(reply.status, reply.headers, body))

    def _flip(self, desktop: Desktop, request: Request) -> None:
        reply = self.server.send(request)
        desktop.engine.take(Reply(reply.status, reply.headers, reply.body.replace(b'"end":1', b'"end":0')))

    def _portal(self, desktop: Desktop, _request: Request) -> None:
        desktop.engine.take(PORTAL)

    def _crash_before(self, desktop: Desktop, _request: Request) -> None:
        desktop.crash()

    def _crash_after(self, desktop: Desktop, request: Request) -> None:
        desktop.engine.take(self.server.send(request))
        desktop.crash()

    def _crash_in(self, desktop: Desktop, request: Request) -> None:
        reply = self.server.send(request)
        module, name = self.rng.choice(
            (
                (buckets, "save_buckets"),
                (buckets, "finish_round"),
                (outbox, "take_outcomes"),
                (replica, "apply_rows"),
            )
        )
        with power_cut(module, name, self.rng.randrange(2)):
            try:
                desktop.engine.take(reply)
            except Crash:
                self.log.append(f"  power cut at {name}")
        desktop.crash()

    def _late_answer(self, desktop: Desktop, request: Request) -> None:
        """An answer that was asked for before is delivered in the place of the new one."""
        old = self.server.send(request)
        desktop.engine.failed(SyncProblem("timeout"))
        desktop.engine.wake(by_person=True)
        step = desktop.engine.step()
        if isinstance(step, Call) and step.request.path.startswith("/sync/"):
            desktop.engine.take(old)

    def _county_dies(self, desktop: Desktop, request: Request) -> None:
        """Between the chunks of a batch; the part that was committed stays."""
        from county import push
        from county.store import ledger

        chunk, push.CHUNK = push.CHUNK, 2
        try:
            with power_cut(ledger, "keep", self.rng.randrange(3)):
                self.server.send(request)
        except Crash:
            self.log.append("  county dies in the batch")
        finally:
            push.CHUNK = chunk
        desktop.engine.failed(SyncProblem("offline"))
        self.crash_county()

    # --- the end

    def quiesce(self) -> None:
        """No more faults: everybody exchanges until nothing moves, cards stay where they are."""
        for _ in range(2):
            for desktop in self.desktops:
                self.time.at += 10_000
                for row in desktop.store.outbox_rows():
                    assert row.cmd_id in desktop.given
                desktop.engine.wake(by_person=True)
                settle_down(desktop, self.server)


@contextmanager
def power_cut(module, name: str, after: int):
    """The named function raises Crash: at once, or when its work is done but not committed."""
    whole = getattr(module, name)

    def broken(*args, **kwargs):
        if after:
            whole(*args, **kwargs)
        raise Crash

    setattr(module, name, broken)
    try:
        yield
    finally:
        setattr(module, name, whole)
