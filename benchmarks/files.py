"""A 200 MB file (or --megabytes N) on its way to a county while somebody gives urgent commands.

The limit of sending is writing the same bytes to the disk of the county and hashing them once; of a command, the same
command with no file under way. Prints one JSON object a line: job, ours, limit, rival, ratio, unit.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks._matters import KEY
from benchmarks.queue import say
from desktop.clock import ServerClock
from desktop.embedded import EmbeddedCounty, Ready
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.sync.engine import Call, Engine
from desktop.sync.session import Sessions
from desktop.sync.transport import HttpTransport
from domain.case import Reporter
from domain.commands import Command, Register
from domain.people import Actor

TOWN, PLACE = "990101101", "990101101201003"


class Desk:
    """A desk without a window; `step` makes one request."""

    def __init__(self, folder: Path, ready: Ready) -> None:
        self.clock = ServerClock()
        self.store = Store.open(folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock)
        self.line = HttpTransport(ready.url)
        self.engine = Engine(self.store, self.sessions, self.clock, random.random)
        signed = self.sessions.sign_in(self.line, "t.operator1", ready.password, enrolment=ready.enrolment)
        self.actor: Actor = signed.actor

    def step(self) -> bool:
        """One request; False when there is nothing to do."""
        step = self.engine.step()
        if not isinstance(step, Call):
            return False
        self.engine.take(self.line.send(step.request))
        return True

    def settle(self) -> None:
        """Until there is nothing to do."""
        self.engine.wake(by_person=True)
        while self.step():
            pass

    def give(self) -> float:
        """Seconds from an urgent command until the county has answered it."""
        case_id = self.store.new_id()
        body = Register(TOWN, PLACE, "村口路灯不亮", "phone", reporter=Reporter("样例人", "19900006816"))
        begun = time.perf_counter()
        self.store.submit(Command(self.store.new_id(), case_id, body, self.clock.now()), self.actor)
        self.engine.wake()
        while self.store.counts().pending:
            self.step()
        return time.perf_counter() - begun

    def close(self) -> None:
        """Close line and store."""
        self.line.close()
        self.store.close()


def bare(folder: Path, data: Path) -> float:
    """Seconds to write the bytes durably and to hash them."""
    begun, digest = time.perf_counter(), hashlib.sha256()
    with data.open("rb") as source, (folder / "bare").open("wb") as target:
        while block := source.read(1 << 20):
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return time.perf_counter() - begun


def measure(folder: Path, desk: Desk, megabytes: int) -> None:
    """Attach, send with commands between, fetch nothing else."""
    source = folder / "film.mp4"
    with source.open("wb") as stream:
        for _ in range(megabytes):
            stream.write(os.urandom(1 << 20))
    limit = bare(folder, source)
    quiet = statistics.median(desk.give() for _ in range(5))
    desk.settle()
    begun = time.perf_counter()
    desk.store.put_attachment_file(source, "film.mp4", "video/mp4")
    say(f"attach {megabytes} MB", time.perf_counter() - begun, limit, "s")
    desk.engine.wake(by_person=True)
    spent, answered, steps = 0.0, [], 0
    while desk.store.attachments.count_waiting():
        begun = time.perf_counter()
        desk.step()
        spent += time.perf_counter() - begun
        steps += 1
        if steps % 12 == 0:
            answered.append(desk.give())
    say(f"send {megabytes} MB", spent, limit, "s")
    if answered:
        say("urgent command while it is sent, median", statistics.median(answered) * 1000, quiet * 1000)
        say("urgent command while it is sent, worst", max(answered) * 1000, quiet * 1000)


def main() -> None:
    """Start a practice county, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        county = EmbeddedCounty(folder / "county", practice=True)
        try:
            desk = Desk(folder / "desk", county.start())
            try:
                desk.settle()
                measure(folder, desk, options.megabytes)
            finally:
                desk.close()
        finally:
            county.stop()


if __name__ == "__main__":
    main()
