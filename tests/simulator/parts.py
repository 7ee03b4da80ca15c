"""The parts of a life: virtual time, the county behind the shape of HTTP, desktops that can be killed."""

from __future__ import annotations

import itertools
import random
import shutil
from pathlib import Path

import msgspec
import sqlalchemy as sa
from argon2 import PasswordHasher

from county.problems import RequestProblem
from county.seed import PRACTICE_PASSWORD
from county.server import County
from county.settings import PasswordCost, Settings
from county.store.database import StoreAway
from desktop.clock import ServerClock
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.sync.engine import Call, Engine, Halt
from desktop.sync.session import Sessions
from desktop.sync.transport import Reply, Request
from wire.caps import CAPS_HEADER, told_caps
from wire.codec import from_json, to_json
from wire.messages import ErrorAnswer, PullRequest, PushRequest, RefreshRequest, SignInRequest
from wire.repair import CompareRequest, RowsRequest

START = 1_795_233_600.0
KEY = bytes(range(32))
CHEAP = PasswordCost(1, 8, 1, 2)
HEADERS = {"x-sync-proto": "1", "content-type": "application/json"}
NO_LIMIT = 1_073_741_823
"""Pages of a disk that is not full."""


class Crash(BaseException):
    """The power went out; nobody may catch this and go on."""


class Time:
    """Seconds that pass only when the scheduler says so."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


class Ids:
    """UUIDv7-shaped ids, in order."""

    def __init__(self, tag: int) -> None:
        self._tag = tag
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        n = next(self._numbers)
        return f"01a1fc40-{self._tag:04x}-7{n >> 24 & 0xFFF:03x}-8000-{n & 0xFFFFFF:012x}"


def raw_connection(engine):
    """The driver's own connection of an engine, for its settings."""
    with engine.connect() as connection:
        return connection.connection.dbapi_connection


def county_settings(
    folder: Path, time: Time, seed: int, resources: Path | None = None, database: str = ""
) -> Settings:
    """A practice county with a virtual clock; the clockwork runs when the scheduler says so."""
    rng = random.Random(seed)
    more = {} if resources is None else {"resources": resources}
    return Settings(
        folder, practice=True, sample_cases=False, clockwork=False, clock=time, randomness=rng.randbytes,
        password=CHEAP, database=database, **more,
    )  # fmt: skip


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
            if not body.message:
                raise AssertionError(f"{p.code} has no sentence") from p
            return Reply(p.status, self.headers, to_json(body))
        except StoreAway:
            return Reply(503, self.headers, to_json(ErrorAnswer("busy", "稍后再试。", retry_after=10)))
        except sa.exc.DBAPIError:
            return Reply(500, self.headers, to_json(ErrorAnswer("fault", "稍后再试。", log_id="0000000001")))

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
    """One device: folder, store, engine. A crash throws away everything that is not on disk.

    `given`: commands that it said were saved; `withdrawn`: those taken back; `shared`: those that a second PC made
    from the same image carries too; `again`: those that a late request gave to a restored county. `skipped`: a row of a page was once left out by a fault of the county; `missing`: what
    was left out may not have come yet.
    """

    def __init__(self, folder: Path, login: str, tag: int, time: Time, rng: random.Random) -> None:
        self.folder, self.login, self._time, self._rng = folder, login, time, rng
        self.ids = Ids(tag)
        self.given: set[str] = set()
        self.withdrawn: set[str] = set()
        self.shared: set[str] = set()
        self.again: set[str] = set()
        self.wall_off = 0.0
        self.full = False
        self.late: list[Reply] = []
        self.skipped = self.missing = False
        self.start()
        self.complete_at = self.store.sync_state().synced_at
        with self.store._core.engines.read.connect() as connection:
            self.given = set(connection.exec_driver_sql("SELECT cmd_id FROM outbox").scalars())

    def start(self) -> None:
        """Open the store and a new engine, as after the start of the program; the monotonic clock begins anew."""
        boot = self._time() - self._rng.randrange(100_000)
        self.clock = ServerClock(lambda: self._time() + self.wall_off, lambda: self._time() - boot)
        self.store = Store.open(self.folder, GivenKey(KEY), self.clock, self.ids)
        raw_connection(self.store._core.engines.write).execute("PRAGMA synchronous=OFF")
        self.full = False
        self.sessions = Sessions(self.store, self.clock, PasswordHasher(1, 8, 1))
        self.engine = Engine(self.store, self.sessions, self.clock, self._rng.random)

    def crash(self) -> None:
        """Kill and start again."""
        self.fill(full=False)
        self.store.abandon()
        self.start()

    def fill(self, *, full: bool) -> None:
        """Let the disk be full, or make space."""
        raw = raw_connection(self.store._core.engines.write)
        pages = raw.execute("PRAGMA page_count").fetchone()[0] if full else NO_LIMIT
        raw.execute(f"PRAGMA max_page_count={pages}")
        self.full = full

    def take(self, reply: Reply) -> None:
        """The engine gets a reply; of a whole round of pages it is remembered what time it tells."""
        whole = b'"more":false' in reply.body and reply.status == 200
        if whole:
            self.complete_at = max(self.complete_at, int(self._time()))
        self.engine.take(reply)
        if self.missing and whole and self.engine.problem is None:
            with self.store._core.engines.read.connect() as connection:
                states = connection.exec_driver_sql("SELECT state FROM bucket").scalars().all()
            self.missing = set(states) != {"live"}

    def sign_in(self, server: Server) -> None:
        """The operator types the password."""
        self.sessions.sign_in(server, self.login, PRACTICE_PASSWORD)
        self.engine.signed_in()

    def stand(self) -> tuple:
        """What only a valid answer may change: cursors, states of commands, epoch."""
        with self.store._core.engines.read.connect() as connection:
            buckets = connection.exec_driver_sql("SELECT id, cursor, count, sum64, state FROM bucket").all()
            box = connection.exec_driver_sql("SELECT cmd_id, state, settled FROM outbox").all()
            meta = connection.exec_driver_sql(
                "SELECT value FROM meta WHERE name IN ('epoch', 'synced_at')"
            ).all()
        return buckets, box, meta

    def some_case(self) -> dict | None:
        """A row of a case as it would have come before its newest event."""
        with self.store._core.engines.read.connect() as connection:
            row = connection.exec_driver_sql(
                "SELECT b.id AS bucket, e.id, e.rev, e.body FROM entity e JOIN bucket b ON b.pk = e.bucket"
                " WHERE e.kind = 'case' AND e.rev > 1 AND b.state = 'live' ORDER BY e.id LIMIT 1"
            ).first()
        if row is None:
            return None
        body = {**msgspec.json.decode(row.body), "rev": row.rev - 1}
        return {"bucket": row.bucket, "kind": "case", "id": row.id, "rev": row.rev - 1, "body": body}

    def revision(self, bucket: str, case_id: str) -> int | None:
        """The revision of a case that is held in a bucket."""
        with self.store._core.engines.read.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT e.rev FROM entity e JOIN bucket b ON b.pk = e.bucket WHERE b.id = ? AND e.kind = 'case'"
                " AND e.id = ?",
                (bucket, case_id),
            ).scalar()
        return None if found is None else int(found)

    def copy_to(self, folder: Path) -> None:
        """The data folder as a disk image would hold it."""
        self.fill(full=False)
        self.store.abandon()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)

    @property
    def actor(self):
        """Who is signed in, or was: a disabled account is signed out."""
        signed = self.sessions.resume()
        if signed is not None:
            self._last = signed.actor
        return self._last


def settle_down(desktop: Desktop, server: Server, rounds: int = 1_000) -> None:
    """Exchange without faults until the engine rests with nothing left to send."""
    for _ in range(rounds):
        step = desktop.engine.step()
        if isinstance(step, Call):
            desktop.take(server.send(step.request))
        elif isinstance(step, Halt):
            assert step.reason == "sign_in", f"{desktop.login} halts: {step.reason}"
            desktop.sign_in(server)
        elif not step.seconds:
            continue  # it wrote search words
        elif desktop.engine.schedule.failures or waits(desktop):
            desktop._time.at += step.seconds + 1
        else:
            return
    raise AssertionError(
        f"{desktop.login} does not settle: {desktop.engine.phase} {desktop.engine.problem!r}"
    )


def waits(desktop: Desktop) -> bool:
    """Something is still to be sent that no visible card of its case holds back."""
    with desktop.store._core.engines.read.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM outbox p WHERE p.state IN ('pending', 'sent') AND NOT EXISTS (SELECT 1 FROM outbox c"
            " WHERE c.case_id = p.case_id AND c.seq < p.seq AND c.state = 'rejected' AND c.settled = '')"
        ).scalar_one()
    return bool(found)
