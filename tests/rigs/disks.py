"""What a disk may do: lose the tail of the log in a power cut, refuse the N-th write of an action.

A power cut is taken from a stopped process: the store and its log as the system would hold them, and of the log any
length behind what was synced for certain, in half of the cuts with a hole in the last transaction, as a disk leaves it
that writes out of order. The log only grows here, so that bytes behind that point may be lost and those before may not.
"""

from __future__ import annotations

import os
import random
import resource
import select
import shutil
import signal
from pathlib import Path

import sqlalchemy as sa

from desktop.clock import ServerClock
from desktop.store import entering
from desktop.store.buckets import load_buckets, recount
from desktop.store.keys import GivenKey
from desktop.store.problems import StoreProblem, told
from desktop.store.slots import FILE
from desktop.store.store import Store
from desktop.store.values import Draft
from desktop.sync.steps import Call
from domain.commands import Command, Note
from tests.rigs.kills import LOGIN, Broken
from tests.rigs.processes import Child
from tests.simulator.deeds import body_for
from tests.simulator.parts import KEY, Desktop, Ids, Server, Time, county_settings, settle_down
from tests.simulator.template import resources, template
from tests.simulator.thin import thin_desktops

_LOG_HEAD, _FRAME = 32, 24 + 4096
STEP = 1_000
"""Bytes by which the limit of a file grows in the sweep: less than a page of the log, so that each write is hit."""


def _desktop(folder: Path, seed: int) -> tuple[Desktop, Server]:
    """The shipped store and engine with a county in the same process."""
    from county.server import County

    time = Time()
    with thin_desktops(thin=False):
        server = Server(County(county_settings(folder / "county", time, seed, resources())))
        return Desktop(folder / LOGIN, LOGIN, 77 + seed % 999, time, random.Random(seed)), server


def _copy(folder: Path) -> None:
    for name in ("county", LOGIN):
        shutil.copytree(template(thin=False) / name, folder / name, dirs_exist_ok=True)


# --- power cuts


def power_cuts(folder: Path, seed: int, cuts: int) -> int:
    """So many cuts in the life of one writing client, each examined. Raises Broken."""
    _copy(folder)
    rng = random.Random(seed)

    def work(say) -> None:
        desktop, server = _desktop(folder, seed)
        raw = desktop.store._core.engines.write.raw_connection()
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA wal_autocheckpoint=0")
        raw.close()
        log = folder / LOGIN / "store.db-wal"
        own = random.Random(seed)
        while True:
            body = body_for("register", None, desktop.actor, own, desktop.ids)
            command = Command(desktop.ids(), desktop.ids(), body, desktop.clock.now())
            desktop.store.submit(command, desktop.actor)
            say(f"saved {command.id} {log.stat().st_size}")
            if own.random() < 0.4:
                desktop.engine.wake(by_person=True)
                settle_down(desktop, server)
                say(f"durable {log.stat().st_size}")

    child = Child(work)
    listener = Listener(child)
    try:
        select.select([child._read.fileno()], [], [], 60)
        for cut in range(cuts):
            select.select([], [], [], rng.random() * 0.02)
            child.signal(signal.SIGSTOP)
            os.waitpid(child.pid, os.WUNTRACED)
            listener.hear()
            target = folder / f"cut{cut}"
            torn = _image(folder / LOGIN, target, listener.synced, rng)
            examine(target, listener.saved, torn=torn)
            shutil.rmtree(target)
            child.signal(signal.SIGCONT)
    finally:
        child.close()
    return cuts


class Listener:
    """Reads without blocking what a stopped child has said: commands that are saved, and how long the log then was."""

    def __init__(self, child: Child) -> None:
        self._child, self._left, self.saved, self.synced = child, "", [], 0

    def hear(self) -> None:
        """Everything that is in the pipe now."""
        pipe = self._child._read.fileno()
        while select.select([pipe], [], [], 0)[0]:
            data = os.read(pipe, 1 << 16)
            if not data:
                raise Broken("the client has ended by itself")
            *whole, self._left = (self._left + data.decode()).split("\n")
            for line in whole:
                word, *said = line.split()
                if word not in ("saved", "durable"):
                    raise Broken(line)
                self.synced = int(said.pop())
                self.saved += said


def _image(source: Path, target: Path, synced: int, rng: random.Random) -> bool:
    """What the disk holds after the cut; True when it wrote the last transaction out of order, so that a hole is in it."""
    target.mkdir()
    for name in ("store.db", "attachments.db", FILE):
        shutil.copy2(source / name, target / name)
    log = (source / "store.db-wal").read_bytes()
    certain = _certain(log, min(synced, len(log)))
    keep = rng.choice((len(log), rng.randint(certain, len(log))))
    torn = bytearray(log[:keep])
    hole = keep > certain and rng.random() < 0.5
    if hole:
        torn[rng.randrange(certain, keep)] ^= 0xFF
    (target / "store.db-wal").write_bytes(torn)
    return hole


def _certain(log: bytes, synced: int) -> int:
    """How many bytes were on the disk for certain: what was told, and transactions behind which another has begun."""
    places = range(_LOG_HEAD, len(log) - _FRAME + 1, _FRAME)
    ends = [at + _FRAME for at in places if log[at + 4 : at + 8] != bytes(4)]
    return max([synced, *(end for end in ends if end < len(log))])


def examine(folder: Path, saved: list[str], *, torn: bool) -> None:
    """The store opens, is whole, and holds every command that was said to be saved.

    `torn`: there is a hole in front of the last commit. Nobody can tell that from damage, so a repair may be asked for;
    it brings every command.
    """
    clock = ServerClock()
    try:
        store = Store.open(folder, GivenKey(KEY), clock)
    except StoreProblem as problem:
        if not torn or problem.code != "damaged":
            raise
        entering.repair(folder, GivenKey(KEY), clock.now(), Ids(60001), lambda _key: ())
        store = Store.open(folder, GivenKey(KEY), clock)
    try:
        with store._core.engines.read.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise Broken("the store is damaged by a power cut")
            held = set(connection.exec_driver_sql("SELECT cmd_id FROM outbox").scalars())
            for bucket in load_buckets(connection).values():
                if recount(connection, bucket.pk) != (bucket.count, bucket.sum64):
                    raise Broken(f"{bucket.id}: half a page is left by a power cut")
    finally:
        store.close()
    lost = [command for command in saved if command not in held]
    if lost:
        raise Broken(f"a power cut has lost {lost[:3]}")


# --- the N-th failing write


NAMES = ("register", "note", "undo", "draft", "drop draft", "setting", "temporary number", "photo", "batch", "outcomes",
         "page", "rebuild of the queues")  # fmt: skip
"""The twelve things that write most often."""


def action(desktop: Desktop, server: Server, name: str) -> tuple:
    """(what is done, what shows that it was done)."""
    store, ids, rng = desktop.store, desktop.ids, random.Random(5)
    register = Command(ids(), ids(), body_for("register", None, desktop.actor, rng, ids), desktop.clock.now())
    case_id = store.page("first_call", limit=1).rows[0].case_id
    note = Command(ids(), case_id, Note("又去看了一次。"), desktop.clock.now())
    undone = Command(ids(), case_id, Note("写错了。"), desktop.clock.now())
    store.submit(undone, desktop.actor, 60)
    big = "长" * 3000

    def reply_to(path: str):
        """The engine has asked; what the county answered is taken later."""
        desktop.engine.wake(by_person=True)
        for _ in range(30):
            step = desktop.engine.step()
            assert isinstance(step, Call), step
            reply = server.send(step.request)
            if step.request.path == path:
                return reply
            desktop.engine.take(reply)
        raise AssertionError(path)

    def take(reply) -> None:
        desktop.engine.take(reply)
        if isinstance(desktop.engine.problem, StoreProblem):
            raise desktop.engine.problem

    if name in ("outcomes", "page"):
        if name == "page":
            store.exchange.resync()
        else:
            store.submit(register, desktop.actor)
        reply = reply_to("/sync/v1/push" if name == "outcomes" else "/sync/v1/pull")

    def has(command: Command):
        return lambda: any(row.cmd_id == command.id for row in store.outbox_rows())

    store.save_draft(Draft("d-2", "register", "", "p001", "x", 1))
    return {
        "register": (lambda: store.submit(register, desktop.actor), has(register)),
        "note": (lambda: store.submit(note, desktop.actor), has(note)),
        "undo": (lambda: store.withdraw(undone.id), lambda: not has(undone)()),
        "draft": (lambda: store.save_draft(Draft("d-1", "register", "", "p001", big, 1)), lambda: store.load_draft("d-1") is not None),
        "drop draft": (lambda: store.delete_draft("d-2"), lambda: store.load_draft("d-2") is None),
        "setting": (lambda: store.put_setting("window", big), lambda: store.setting("window") == big),
        "temporary number": (store.next_temporary_number, lambda: True),
        "photo": (lambda: store.put_attachment(os.urandom(40_000), "a.jpg", "image/jpeg"),
                  lambda: store.attachments.count_waiting() > 0),
        "batch": (lambda: told(lambda: store.next_batch("r")), lambda: True),
        "outcomes": (lambda: take(reply), lambda: True),
        "page": (lambda: take(reply), lambda: True),
        "rebuild of the queues": (store.rebuild_projection, lambda: True),
    }[name]  # fmt: skip


def sweep(folder: Path, name: str) -> int:
    """Fails write after write of one action until it goes through; how many failures were lived through."""
    for n in range(400):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _copy(folder)
        if _attempt(folder, name, n * STEP) == "done":
            return n
    raise Broken(f"{name} never goes through")


def _attempt(folder: Path, name: str, room: int) -> str:
    """One try with so many bytes of room in any file behind the log's present end; "done" or "told"."""

    def work(say) -> None:
        desktop, server = _desktop(folder, 3)
        act, shows = action(desktop, server, name)
        before = shows()
        log = max(path.stat().st_size for path in (folder / LOGIN).glob("*-wal"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (log + room, hard))
        try:
            act()
            outcome = "done"
        except (StoreProblem, sa.exc.DBAPIError):
            outcome = "told"
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        if outcome == "told" and shows() != before:
            raise Broken(f"{name} was told as failed and is there")
        if outcome == "done" and not shows():
            raise Broken(f"{name} was told as done and is not there")
        store_is_whole(desktop.store)
        if outcome == "told" and name not in ("outcomes", "page"):
            act()
        say(outcome)

    child = Child(work)
    said = child.rest()
    child.close()
    if said[-1:] not in (["done"], ["told"]):
        raise Broken(f"{name} with {room} bytes of room: {said[-1:]}")
    return said[-1]


def store_is_whole(store: Store) -> None:
    """No damage and no half page."""
    with store._core.engines.read.connect() as connection:
        if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
            raise Broken("the store is damaged by a failing write")
        for bucket in load_buckets(connection).values():
            if bucket.id != "county" and recount(connection, bucket.pk) != (bucket.count, bucket.sum64):
                raise Broken(f"{bucket.id}: half a page is left by a failing write")
