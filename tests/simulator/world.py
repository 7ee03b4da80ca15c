"""One life: a county and some desktops, moved by a seeded scheduler until nothing moves any more.

Everything that decides anything comes from one `random.Random(seed)`, so a seed replays exactly.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

from county import pull
from county.dictionary import publish_entries
from county.server import County
from county.store.meta import write_meta
from desktop.store import wording
from desktop.store.problems import StoreProblem
from desktop.store.values import Submitted
from desktop.sync import schedule
from desktop.sync.steps import Halt, Pause
from desktop.sync.transport import Request
from domain.actions import available
from domain.commands import Command
from domain.people import Person
from domain.refusals import NeedsCounty
from tests.simulator.deeds import body_for
from tests.simulator.line import Line
from tests.simulator.mistakes import mass_removal
from tests.simulator.oracle import cursors, green, search
from tests.simulator.parts import Desktop, Server, Time, county_settings, raw_connection, settle_down
from tests.simulator.template import FAR_TOWN, LOGINS, resources
from wire.version import PULL_MAX_BYTES, PULL_MIN_BYTES, PUSH_MAX_COMMANDS

QUEUES = ("first_call", "pending_accept", "handling", "review", "callback", "rectify")
_WORDS = wording.MANY, wording.MOST, wording.STEP
POSTINGS = {
    "t.operator1": ("p001", "T_OPERATOR", (("990101101",), ("990101101", FAR_TOWN), (FAR_TOWN,)), ((),)),
    "t.build.liaison": (
        "", "UNIT_LIAISON", ((), ("990101101",)), (("t-build",), ("t-build", "t-enforce"), ("t-enforce",)),
    ),
}  # fmt: skip
"""login -> (person, post, places that it may be given, units that it may be given)."""


class World:
    """One run. `log` says what happened, for the reader of a failing seed."""

    def __init__(
        self, template: Path, folder: Path, seed: int, database: str = "", logins: tuple[str, ...] = ()
    ) -> None:
        self.rng = random.Random(seed)
        self.time = Time()
        self.folder = folder
        self.seed = seed
        self.log: list[str] = []
        self.line = Line(self)
        self._database = database
        self._backup: Path | None = None
        self._image: tuple[Desktop, Path, set[str], set[str]] | None = None
        self._copies = 0
        self._tag = 64 * (seed % 900 + 1)
        self.restored = False
        self.delayed: list[Request] = []
        logins = logins or self.rng.sample(LOGINS, self.rng.choice((2, 2, 3)))
        for name in ("county", *logins):
            shutil.copytree(template / name, folder / name)
        self._page_bytes = self.rng.choice((5_000, 25_000, PULL_MAX_BYTES))
        schedule.PUSH_MAX_COMMANDS = 1 + seed % 2 if seed % 11 == 8 else PUSH_MAX_COMMANDS
        wording.MANY, wording.MOST, wording.STEP = (1, 6, 2) if seed % 5 == 3 else _WORDS
        self.open_county()
        self.desktops = [self._desktop(folder / login, login) for login in logins]

    def _desktop(self, folder: Path, login: str) -> Desktop:
        self._tag += 1
        return Desktop(folder, login, self._tag, self.time, self.rng)

    def open_county(self) -> None:
        """Start the county on what is on its disk."""
        seed = self.rng.randrange(1 << 30)
        settings = county_settings(self.folder / "county", self.time, seed, resources(), self._database)
        pull.PULL_MIN_BYTES, pull.PULL_MAX_BYTES = min(PULL_MIN_BYTES, self._page_bytes), self._page_bytes
        self.county = County(settings)
        if not self._database:
            raw_connection(self.county.database._engines.write).execute("PRAGMA synchronous=OFF")
        self.server = Server(self.county, able=self.seed % 3 > 0)

    def close(self) -> None:
        """Close every file."""
        for desktop in self.desktops:
            desktop.store.abandon()
        self.county.close()
        pull.PULL_MIN_BYTES, pull.PULL_MAX_BYTES = PULL_MIN_BYTES, PULL_MAX_BYTES
        schedule.PUSH_MAX_COMMANDS = PUSH_MAX_COMMANDS
        wording.MANY, wording.MOST, wording.STEP = _WORDS

    def say(self, text: str) -> None:
        """Into the story of this life."""
        self.log.append(text)

    # --- one step of the scheduler

    def run(self, steps: int) -> None:
        """So many random steps."""
        moves = (
            (self.act, 32), (self.exchange, 44), (self.pass_time, 5), (self.withdraw, 2), (self.settle, 4),
            (self.tick, 1), (self.crash_desktop, 2), (self.crash_county, 1), (self.restore, 4), (self.regrant, 3),
            (self.turn_clock, 2), (self.fill_disk, 2), (self.image, 2), (self.arrive, 3), (self.look, 2),
            (self.mistake, 1),
        )  # fmt: skip
        names = [move for move, _ in moves]
        weights = [weight for _, weight in moves]
        for move in self.rng.choices(names, weights, k=steps):
            move()

    def some(self) -> Desktop:
        """One of the desktops."""
        return self.rng.choice(self.desktops)

    def act(self) -> None:
        """An operator gives a command that the screen offers; on a full disk, or without rules, it is refused."""
        desktop = self.some()
        try:
            self._act(desktop)
        except StoreProblem as problem:
            if not desktop.full and not (desktop.skipped and problem.code == "no_profile"):
                raise
            self.say(f"{desktop.login} cannot save: {problem.code}")

    def _act(self, desktop: Desktop) -> None:
        known = [row.case_id for row in desktop.store.page(self.rng.choice(QUEUES), limit=6).rows]
        case_id, case = desktop.ids(), None
        if known and self.rng.random() < 0.85:
            case_id = self.rng.choice(known)
            file = desktop.store.case(case_id)
            if file is None:
                return
            case = file.case
            kinds = available(case, desktop.store.dictionaries.profile(), desktop.actor, desktop.clock.now())
            kind = self.rng.choice(kinds) if kinds else "note"
        else:
            kind = "register"
        body = body_for(kind, case, desktop.actor, self.rng, desktop.ids)
        command = Command(desktop.ids(), case_id, body, desktop.clock.now())
        answer = self.line.maybe_cut("submit", lambda: self._submit(desktop, command))
        if answer is None:
            self.say(f"{desktop.login} is killed while it saves {command.id[-6:]}")
            desktop.crash()
        elif isinstance(answer, Submitted | NeedsCounty):
            desktop.given.add(command.id)
            self.say(f"{desktop.login} {body.kind} {case_id[-6:]} {command.id[-6:]}")

    def _submit(self, desktop: Desktop, command: Command):
        return desktop.store.submit(command, desktop.actor, self.rng.choice((0, 0, 5)))

    def withdraw(self) -> None:
        """An operator presses undo."""
        desktop = self.some()
        for row in desktop.store.outbox_rows()[:1]:
            if not desktop.full and desktop.store.withdraw(row.cmd_id):
                desktop.withdrawn.add(row.cmd_id)
                self.say(f"{desktop.login} withdraws {row.cmd_id[-6:]}")

    def settle(self) -> None:
        """An operator deals with a card."""
        desktop = self.some()
        for card in desktop.store.rejected()[:1]:
            if desktop.full:
                return
            choice = self.rng.choice(("as_note", "retry", "discard"))
            try:
                desktop.store.settle(card.cmd_id, choice, "已核实", desktop.actor)
            except StoreProblem as problem:
                assert card in desktop.store.rejected(), "a card went although it could not be settled"
                self.say(f"{desktop.login} cannot settle: {problem.code}")
                return
            desktop.given |= {row.cmd_id for row in desktop.store.outbox_rows()}
            self.say(f"{desktop.login} settles {card.cmd_id[-6:]} {choice}")

    def pass_time(self) -> None:
        """Seconds to hours go by."""
        self.time.at += self.rng.choice((1, 6, 40, 400, 4000, 30000))

    def tick(self) -> None:
        """The county's clockwork looks at its limits."""
        self.county.clockwork.run_once()

    def look(self) -> None:
        """In the middle of it: no cursor has passed a row that is not held, and all that is held is found."""
        desktop = self.some()
        search(desktop)
        cursors(self, desktop)
        green(desktop)

    def turn_clock(self) -> None:
        """Somebody sets a PC's clock; what its monotonic clock tells goes on."""
        desktop = self.some()
        desktop.wall_off = self.rng.choice((0.0, 400.0, -400.0, 31_536_000.0, -315_360_000.0))
        self.say(f"{desktop.login} clock off by {desktop.wall_off:.0f} s")

    def fill_disk(self) -> None:
        """A desktop's disk is full, or has space again."""
        desktop = self.some()
        desktop.fill(full=not desktop.full)
        self.say(f"{desktop.login} disk {'full' if desktop.full else 'has space'}")

    def mistake(self) -> None:
        """Somebody at the county takes most matters away by mistake; a person is asked before they go."""
        mass_removal(self, self.some())

    def regrant(self) -> None:
        """A person is given other places or units."""
        desktop = self.some()
        if desktop.login not in POSTINGS:
            return
        _, post, places, units = POSTINGS[desktop.login]
        person = Person(
            desktop.actor.id, desktop.actor.name, post, self.rng.choice(places), self.rng.choice(units)
        )
        self.county.database.run(
            lambda tx: publish_entries(tx, [("person", person.id, person)], self.county.now())
        )
        self.say(f"{desktop.login} is now at {person.places} {person.units}")

    # --- crashes, backups, images

    def crash_desktop(self) -> None:
        """A desktop is killed between two steps."""
        desktop = self.some()
        self.say(f"{desktop.login} crashes")
        desktop.crash()

    def crash_county(self) -> None:
        """The county is killed between two requests."""
        self.say("county crashes")
        self.county.close()
        self.open_county()

    def restore(self) -> None:
        """The county is backed up, and later put back to that state."""
        if self._database:
            return
        data = self.folder / "county" / "county.sqlite"
        if self._backup is None:
            self._backup = self.folder / "backup.sqlite"
            self.county.database.backup(self._backup)
            self.say("county is backed up")
            return
        self.county.close()
        for suffix in ("-wal", "-shm"):
            data.with_name(data.name + suffix).unlink(missing_ok=True)
        shutil.move(self._backup, data)
        self._backup, self.restored = None, True
        self.open_county()
        epoch = self.rng.randbytes(8).hex()
        self.county.database.run(lambda tx: write_meta(tx, "epoch", epoch))
        self.say("county is restored from the backup, and the administrator renews the epoch")

    def image(self) -> None:
        """The folder of a PC is kept as an image; later the PC is put back to it, or a second PC is made of it."""
        if self._image is None:
            desktop = self.some()
            self._copies += 1
            target = self.folder / f"image{self._copies}"
            desktop.copy_to(target)
            desktop.start()
            self._image = (desktop, target, set(desktop.given), set(desktop.withdrawn))
            self.say(f"{desktop.login} is copied")
            return
        desktop, source, given, withdrawn = self._image
        self._image = None
        if self.rng.random() < 0.5 or len(self.desktops) > 3:
            desktop.store.abandon()
            shutil.rmtree(desktop.folder)
            shutil.copytree(source, desktop.folder)
            desktop.given, desktop.withdrawn = set(given), set(withdrawn)
            desktop.shared |= given
            desktop.start()
            desktop.late.clear()
            self.say(f"{desktop.login} is put back to its image")
        else:
            twin = self._desktop(source, desktop.login)
            twin.given, twin.withdrawn = set(given), set(withdrawn)
            for one in (twin, desktop):
                one.shared |= given
            twin.skipped = desktop.skipped
            twin.missing = desktop.missing
            self.desktops.append(twin)
            self.say(f"{desktop.login} has a twin")

    def exchange(self) -> None:
        """A desktop does its next step on a bad line."""
        desktop = self.some()
        if self.rng.random() < 0.3:
            desktop.engine.wake(by_person=True)
        step = self.line.maybe_cut("step", desktop.engine.step)
        if step is None:
            self.say(f"{desktop.login} is killed while it makes its request")
            desktop.crash()
        elif isinstance(step, Pause):
            self.time.at += min(step.seconds, 5.0)
        elif isinstance(step, Halt):
            assert step.reason == "sign_in", f"{desktop.login} halts: {step.reason}"
            if not desktop.full:
                desktop.sign_in(self.server)
        else:
            self.line.carry(desktop, step.request)

    def arrive(self) -> None:
        """A request that everybody had given up arrives at the county after all."""
        if self.delayed:
            request = self.delayed.pop(self.rng.randrange(len(self.delayed)))
            self.say(f"a delayed {request.path} arrives")
            if self.restored and request.path.endswith("/push"):
                # The backup may have taken a refusal away, and what was refused may be right by now.
                sent = {c["command"]["id"] for c in json.loads(request.body)["commands"]}
                for desktop in self.desktops:
                    desktop.again |= sent & desktop.given
            self.server.send(request)

    # --- the end

    def quiesce(self) -> None:
        """No more faults: everybody exchanges until nothing moves, cards stay where they are."""
        for desktop in self.desktops:
            desktop.fill(full=False)
        self.time.at += 4000 if any(desktop.skipped for desktop in self.desktops) else 10
        self._settle(self.desktops)
        if any(desktop.missing for desktop in self.desktops):
            self.time.at += 4000  # what is not whole after a comparison is compared again in an hour
            self._settle(self.desktops)
        self._settle(self.desktops[:-1])

    def _settle(self, desktops: list[Desktop]) -> None:
        for desktop in desktops:
            for row in desktop.store.outbox_rows():
                assert row.cmd_id in desktop.given, f"{row.cmd_id} was not said to be saved"
            desktop.engine.wake(by_person=True)
            settle_down(desktop, self.server)
