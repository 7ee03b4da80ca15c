"""Townships that were offline for days and come back together: real stores, a real county process, real lines.

Each township has three desks that share every matter, and a unit to which its neighbour hands matters over. Offline all
of them work on: they register, take, hand over, answer, close and reopen. Then all come back within seconds. In the end
every desk holds what the county publishes to it, every command took effect once or is a card, and a card shows what
its operator wrote and what the county says.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from argon2 import PasswordHasher

from county.dictionary import publish_entries
from county.seed import PRACTICE_PASSWORD, plant
from county.server import County
from county.settings import Settings
from county.store import accounts
from desktop.clock import ServerClock
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.store.values import Submitted
from desktop.sync.engine import Engine
from desktop.sync.session import Sessions
from desktop.sync.steps import Halt, Pause
from desktop.sync.transport import HttpTransport, SyncProblem
from domain.actions import available
from domain.commands import Assignment, Command, Dispatch, Register
from domain.people import Person
from domain.refusals import NeedsCounty
from tests.rigs.kills import Broken, run_county
from tests.rigs.processes import Child
from tests.simulator.deeds import TEXTS, body_for
from tests.simulator.parts import CHEAP, KEY, Server, settle_down
from tests.simulator.template import resources
from wire.entries import UnitEntry

ONWARD = frozenset({"callback", "reply", "review", "feedback", "sign", "dispatch", "take_back"})
"""What brings a matter to its end, and one that is closed back to work."""
ROUNDS_BEFORE = 8
DAYS, DESKS = 3, 3
QUEUES = ("first_call", "pending_accept", "handling", "review", "callback", "rectify", "closed")
PATIENCE = 600.0
_DAY = 86_400
_WAITING = (
    "SELECT cmd_id, EXISTS (SELECT 1 FROM outbox c WHERE c.case_id = p.case_id AND c.seq < p.seq"
    " AND c.state = 'rejected' AND c.settled = '') FROM outbox p WHERE state IN ('pending', 'sent')"
)
"""Commands without a final answer, and whether they wait for a card of their matter that nobody has settled."""


@dataclass(frozen=True, slots=True)
class Size:
    """`changes`: of each township; `within`: seconds in which all come back; `shared`: matters known before."""

    townships: int
    changes: int
    within: float
    shared: int = 9


SMALL, LARGE = Size(5, 40, 1.0), Size(50, 200, 10.0)


@dataclass
class Found:
    """What came of it."""

    days: int = 0
    commands: int = 0
    conflicts: int = 0
    seconds: float = 0.0
    events: Counter = field(default_factory=Counter)


def town(n: int) -> str:
    return f"990101{500 + n}"


def logins(n: int) -> tuple[str, ...]:
    return f"o{n:02d}.operator", f"o{n:02d}.director", f"o{n:02d}.centre"


class Clock:
    """The time of this machine and the days that were skipped."""

    def __init__(self, skipped: float = 0.0) -> None:
        self.skipped = skipped

    def now(self) -> float:
        return time.time() + self.skipped

    def steady(self) -> float:
        return time.monotonic() + self.skipped


class Seat:
    """One desk: store, engine, and who works there."""

    def __init__(self, folder: Path, login: str, clock: Clock) -> None:
        self.login, self._time = login, clock
        self.clock = ServerClock(clock.now, clock.steady)
        self.store = Store.open(folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock, PasswordHasher(1, 8, 1))
        self.engine = Engine(self.store, self.sessions, self.clock, random.Random(login).random)
        self.given: list[str] = []
        self.transport: HttpTransport | None = None
        self.ends = 0.0

    @property
    def actor(self):
        signed = self.sessions.resume()
        assert signed is not None
        return signed.actor

    @property
    def ids(self):
        return self.store.new_id

    def take(self, reply) -> None:
        self.engine.take(reply)

    def give(self, body, case_id: str) -> bool:
        """Save a command, unless the rules refuse it here."""
        command = Command(self.store.new_id(), case_id, body, self.clock.now())
        saved = isinstance(self.store.submit(command, self.actor), Submitted | NeedsCounty)
        if saved:
            self.given.append(command.id)
        return saved

    def work(self, rng: random.Random, units: tuple[str, ...], own: str) -> None:
        """One change that the screen offers."""
        rows = [row for queue in QUEUES for row in self.store.page(queue, limit=30).rows]
        if not rows or rng.random() < 0.05:
            self.give(registration(own, rng), self.store.new_id())
            return
        open_longest = sorted({row.case_id for row in rows})[:3]  # where the desks mostly are
        case_id = rng.choice(open_longest) if rng.random() < 0.6 else rng.choice(rows).case_id
        file = self.store.case(case_id)
        if file is None:
            return
        kinds = available(file.case, self.store.dictionaries.profile(), self.actor, self.clock.now())
        state = file.case.state
        onward = [kind for kind in kinds if kind in ONWARD and (kind != "reply" or state == "reply")]
        kind = onward[0] if onward and rng.random() < 0.85 else rng.choice((*kinds, "note"))
        if kind == "dispatch":
            tasks = (Assignment(self.store.new_id(), rng.choice(units), override="样例"),)
            self.give(Dispatch(tasks), case_id)
        elif kind != "void":
            self.give(body_for(kind, file.case, self.actor, rng, self.store.new_id), case_id)

    def step(self) -> float:
        """One step of the exchange over the line; seconds to wait."""
        step = self.engine.step()
        if isinstance(step, Pause):
            return step.seconds
        if isinstance(step, Halt):
            self.sessions.sign_in(self.transport, self.login, PRACTICE_PASSWORD)
            self.engine.signed_in()
            return 0.0
        try:
            reply = self.transport.send(step.request)
        except SyncProblem as problem:
            self.engine.failed(problem)
        else:
            self.engine.take(reply)
        return 0.0

    @property
    def rests(self) -> bool:
        """Nothing is left to do without a person."""
        idle = self.engine.problem is None and self.engine.phase == "idle"
        return idle and all(self.waiting().values())

    def waiting(self) -> dict[str, bool]:
        """Command -> whether it waits for a card."""
        with self.store._core.engines.read.connect() as connection:
            return {cmd_id: bool(held) for cmd_id, held in connection.exec_driver_sql(_WAITING)}


def registration(township: str, rng: random.Random) -> Register:
    from domain.case import Reporter

    phone = f"199{rng.randrange(900):08d}"
    return Register(township, f"{township}201001", rng.choice(TEXTS), "phone", Reporter("冯春强", phone))


# --- before the outage


def _county_settings(folder: Path, clock: Clock, port: int = 0) -> Settings:
    return Settings(
        folder / "county", practice=True, sample_cases=False, clockwork=False, clock=clock.now, password=CHEAP,
        resources=folder / "resources", port=port,
    )  # fmt: skip


def prepare(folder: Path, size: Size, seed: int) -> None:
    """A county with so many townships, and desks that have worked on the same matters."""
    shutil.copytree(resources(), folder / "resources")
    with (folder / "resources" / "sample" / "territory.csv").open("a", encoding="utf-8") as stream:
        wide = "," * (stream_width(folder) - 5)
        for n in range(size.townships):
            code = town(n)
            stream.write(f"{code},township,第{n}镇,990101,乡级{wide}\n")
            stream.write(f"{code}201,village,{n}村村民委员会,{code},村级{wide}\n")
            stream.write(f"{code}201001,group,1组,{code}201,基础{wide}\n")
    clock, rng = Clock(), random.Random(seed)
    county = County(_county_settings(folder, clock))
    plant(county)
    _people(county, size)
    server = Server(county)
    seats = [Seat(folder / login, login, clock) for n in range(size.townships) for login in logins(n)]
    for n, seat in enumerate(seats):
        code = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now(), hours=1))
        seat.sessions.sign_in(server, seat.login, PRACTICE_PASSWORD, enrolment=code)
        _settle(seat, server)
        for _ in range(size.shared // DESKS):
            seat.give(registration(town(n // DESKS), rng), seat.store.new_id())
        _settle(seat, server)
    for _ in range(ROUNDS_BEFORE):
        for n, seat in enumerate(seats):
            _settle(seat, server)
            for _ in range(4):
                seat.work(rng, (f"x-{n // DESKS}",), town(n // DESKS))
            _settle(seat, server)
    for seat in seats:
        _settle(seat, server)
        seat.store.close()
    county.close()


def stream_width(folder: Path) -> int:
    with (folder / "resources" / "sample" / "territory.csv").open(encoding="utf-8-sig") as stream:
        return len(stream.readline().split(","))


def _settle(seat: Seat, server: Server) -> None:
    """Exchange with a county of this process."""
    seat.engine.wake(by_person=True)
    seat._time, kept = _Still(), seat._time
    try:
        settle_down(seat, server)
    finally:
        seat._time = kept


class _Still:
    at = 0.0


def _people(county: County, size: Size) -> None:
    password = county.sessions.hash_password(PRACTICE_PASSWORD)
    entries, held = [], []
    for n in range(size.townships):
        code, (first, second, third) = town(n), logins(n)
        entries.append(("unit", f"x-{n}", UnitEntry(f"x-{n}", f"第{n}镇综合办", f"综合办{n}", "T", code)))
        for login, posts in (
            (first, (("T_OPERATOR", (code,), ()), ("UNIT_LIAISON", (), (f"x-{n}",)))),
            (second, (("T_OPERATOR", (code,), ()), ("T_DIRECTOR", (code,), ()))),
            (third, (("C_CENTRE", (code,), ()),)),
        ):
            for nth, (post, places, units) in enumerate(posts):
                person = Person(login, f"王{n}", post, places, units)
                entries.append(("person", f"{login}#{nth}" if nth else login, person))
            held.append(accounts.Account(login, login, password, False, False, False))

    def work(tx) -> None:
        publish_entries(tx, entries, county.now())
        for account in held:
            accounts.save_account(tx, account, county.now())

    county.database.run(work)


# --- the outage and the return


def township(folder: Path, n: int, size: Size, seed: int, port: list[int], gates: tuple[int, int]):
    """One township's process: work offline, come back when the first gate opens, look again behind the second."""

    def work(say) -> None:
        rng, clock = random.Random(f"{seed}:{n}"), Clock()
        seats = [Seat(folder / login, login, clock) for login in logins(n)]
        units = (f"x-{n}", f"x-{n}", f"x-{(n + 1) % size.townships}")
        while sum(len(seat.given) for seat in seats) < size.changes:
            clock.skipped += DAYS * _DAY / size.changes / 2
            rng.choice(seats).work(rng, units, town(n))
        clock.skipped = float(DAYS * _DAY)
        say("ready")
        os.read(gates[0], 1)
        select.select([], [], [], rng.random() * size.within)
        for seat in seats:
            seat.transport = HttpTransport(f"http://127.0.0.1:{port[0]}")
            seat.engine.wake(by_person=True)
        _exchange(seats)
        say("sent")
        os.read(gates[1], 1)
        for seat in seats:
            seat.engine.wake(by_person=True)
        _exchange(seats)
        say(json.dumps([_told(seat) for seat in seats], ensure_ascii=False))
        for seat in seats:
            seat.store.close()

    return work


def _exchange(seats: list[Seat]) -> None:
    """Until nothing is left to send and every desk rests."""
    ends = time.monotonic() + PATIENCE
    while True:
        waits = [seat.step() for seat in seats]
        if all(seat.rests for seat in seats):
            return
        if time.monotonic() > ends:
            raise Broken(f"does not come to rest: {[seat.engine.problem for seat in seats]}")
        if min(waits) > 0:
            select.select([], [], [], min(waits))


def _told(seat: Seat) -> dict:
    """What this desk holds and shows."""
    with seat.store._core.engines.read.connect() as connection:
        states = dict(connection.exec_driver_sql("SELECT cmd_id, state FROM outbox").all())
        states |= {cmd_id: "held" for cmd_id, held in connection.exec_driver_sql(_WAITING) if held}
        names = dict(connection.exec_driver_sql("SELECT pk, id FROM bucket").all())
        rows = connection.exec_driver_sql("SELECT bucket, kind, id, rev, body FROM entity").all()
    stray = [row.id for row in rows if row.bucket not in names]
    held = {name: [] for name in names.values()}
    for row in rows:
        if row.bucket in names:
            held[names[row.bucket]].append((row.kind, row.id, row.rev, bytes(row.body)))
    cards = [
        {"id": c.cmd_id, "kind": c.kind, "mine": c.text, "county": c.message, "code": c.code}
        for c in seat.store.rejected(10_000)
    ]
    return {
        "login": seat.login, "states": {cmd: states.get(cmd, "") for cmd in seat.given}, "cards": cards,
        "stray": stray, "view": {name: digest(rows) for name, rows in held.items()},
    }  # fmt: skip


def digest(rows: list[tuple[str, str, int, bytes]]) -> str:
    """The rows of a bucket as one word."""
    made = sha256()
    for kind, entity_id, rev, body in sorted(rows):
        made.update(f"{kind}|{entity_id}|{rev}|".encode() + body)
    return f"{len(rows)}:{made.hexdigest()[:16]}"


def come_back(folder: Path, seed: int, size: Size) -> Found:
    """The whole of it. Raises Broken."""
    prepare(folder, size, seed)
    port = [0]
    with ExitStack() as stack:
        county = Child(lambda say: run_county(_county_settings(folder, Clock(DAYS * _DAY)), say))
        stack.callback(county.close)
        said = county.line()
        if not said.startswith("port "):
            raise Broken(f"the county does not start: {said} {county.rest()}")
        port[0] = int(said.split()[1])
        gates, towns = [os.pipe(), os.pipe()], []
        for n in range(size.townships):
            child = Child(_alone(township(folder, n, size, seed, port, (gates[0][0], gates[1][0])), gates))
            towns.append(child)
            stack.callback(child.close)
        _all(towns, "ready")
        begun = time.monotonic()
        os.close(gates[0][1])
        _all(towns, "sent")
        os.close(gates[1][1])
        told = [desk for child in towns for desk in json.loads(child.line() or "[]")]
        seconds = time.monotonic() - begun
        for read, _ in gates:
            os.close(read)
    if len(told) != DESKS * size.townships:
        raise Broken("a township ended unheard")
    found = compare(folder / "county" / "county.sqlite", told)
    found.days, found.seconds = DAYS * size.townships, seconds
    return found


def _alone(work, gates):
    """The work without the near ends of the gates, which would keep them shut."""

    def alone(say) -> None:
        for _, write in gates:
            os.close(write)
        work(say)

    return alone


def _all(children: list[Child], word: str) -> None:
    for child in children:
        said = child.line()
        if said != word:
            raise Broken(said or "a township ended by itself")


# --- what must hold


def compare(data: Path, told: list[dict]) -> Found:
    """Every desk against the county's tables. Raises Broken."""
    found = Found()
    connection = driver.connect(str(data))
    try:
        published: dict[str, list] = {}
        for bucket, *row in connection.execute(
            "SELECT bucket, kind, id, rev, body FROM feed WHERE op = 'put'"
        ):
            published.setdefault(bucket, []).append(tuple(row))
        known = dict(connection.execute("SELECT id, outcome FROM commands").fetchall())
        effects = Counter()
        for command, case in connection.execute(
            "SELECT DISTINCT command_id, case_id || ':' || device || ':' || at FROM case_events WHERE command_id <> ''"
        ):
            effects[command, case.partition(":")[0]] += 1
        for (body,) in connection.execute("SELECT body FROM case_events"):
            found.events[json.loads(body)["kind"]] += 1
    finally:
        connection.close()
    twice = [command for (command, _), count in effects.items() if count > 1]
    if twice:
        raise Broken(f"{twice[:2]} took effect more than once")
    digests = {bucket: digest(rows) for bucket, rows in published.items()}
    done = {command for command, _ in effects}
    for desk in told:
        _desk(desk, digests, known, done, found)
    return found


def _desk(desk: dict, digests: dict[str, str], known: dict, done: set[str], found: Found) -> None:
    login = desk["login"]
    if desk["stray"]:
        raise Broken(f"{login}: rows outside the scope")
    for bucket, word in desk["view"].items():
        if word != digests.get(bucket, digest([])):
            raise Broken(f"{login}: {bucket} is not what the county publishes")
    cards = {card["id"]: card for card in desk["cards"]}
    for cmd_id, state in desk["states"].items():
        found.commands += 1
        if state == "held":
            if cmd_id in known:
                raise Broken(f"{login}: {cmd_id} waits for a card and still reached the county")
            continue
        if state not in ("applied", "rejected") or cmd_id not in known:
            raise Broken(f"{login}: {cmd_id} was said to be saved and is {state or 'gone'}")
        if (state == "applied") != (cmd_id in done):
            raise Broken(f"{login}: {cmd_id} is shown as {state}")
        if state == "rejected":
            found.conflicts += 1
            card = cards.get(cmd_id)
            if card is None or not card["county"] or card["mine"] is None:
                raise Broken(f"{login}: the conflict {cmd_id} is not listed with both texts: {card}")
