"""A county for measuring the exchange: seeded through the county's own store, then served by a process of its own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from county.drafts import Draft
from county.seed import plant
from county.server import County
from county.settings import Settings
from county.store import casebook, feed
from county.store.casebook import EventRow
from county.store.database import Tx
from desktop.embedded import EmbeddedCounty
from domain.case import Case, Reporter
from domain.chinatime import china_date
from domain.commands import Command, Register
from domain.events import Event, NumberAssigned, Registered
from domain.evolve import fold
from domain.ids import case_number
from wire.codec import encode_event

TOWNSHIP = "990101101"
LOGIN = "t.operator1"
PERSON = "p001"
DAY = 86_400
_AT_ONCE = 1000
_WORDS = (
    "路灯", "自来水", "电梯", "噪声", "占道", "暖气", "垃圾", "井盖", "下水道", "树木", "公交", "围墙", "水渠", "照明",
    "村口", "夜间", "老人", "孩子", "反映", "多次", "没有", "处理", "请", "尽快", "安排", "查看", "维修", "不通",
)  # fmt: skip


def case_id(number: int) -> str:
    """A time-ordered id in the form of UUIDv7."""
    return f"01a1fc40-{number >> 16:04x}-7{number >> 8 & 0xF:03x}-8000-{number:012x}"


def _text(rng: random.Random) -> str:
    return "".join(rng.choices(_WORDS, k=rng.randint(8, 30))) + "。"


def seed(folder: Path, count: int) -> int:
    """Plant a practice county with `count` invented matters and their events; mean bytes of a folded case.

    One in ten is open, the others are struck off; each keeps the events that the county makes of a registration.
    """
    county = County(Settings(folder, practice=True, sample_cases=False, clockwork=False))
    try:
        plant(county)
        template = _template(county)
        made = _matters(template, count, county.now())
        size = 0
        for _ in range(0, count, _AT_ONCE):
            size += county.database.run(lambda tx: _store(tx, made, county.now()))
        return size // max(count, 1)
    finally:
        county.close()


def seed_apart(folder: Path, count: int) -> int:
    """`seed` in a process of its own, so that this one keeps the memory of a desk."""
    command = [sys.executable, "-m", "benchmarks._county", str(folder), str(count)]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _template(county: County) -> tuple[Event, ...]:
    """What the county makes of a plain registration; nothing of it is kept."""

    def work(tx: Tx) -> tuple[Event, ...]:
        desk = county.casework.begin(tx)
        actor = desk.dictionary.actor(PERSON)
        assert actor is not None
        body = Register(TOWNSHIP, TOWNSHIP, "样例", "phone", Reporter("冯春强", "19900006816"))
        done = desk.perform(Command("k", "k", body, county.now()), actor, county.now())
        return tuple(done.events)  # type: ignore[union-attr]

    return county.database.run(work)


def _matters(events: Sequence[Event], count: int, now: int) -> Iterator[tuple[Case, tuple[Event, ...]]]:
    rng = random.Random(1)
    folded = fold(events)
    for number in range(count):
        text, at = _text(rng), now - rng.randrange(90 * DAY)
        reporter = Reporter("冯春强", f"199{number:08d}")
        spelled = case_number(TOWNSHIP, china_date(at), number % 9999 + 1)
        told = tuple(
            replace(event, id=case_id(number), text=text, title=text[:20], reporter=reporter)
            if isinstance(event, Registered)
            else replace(event, number=spelled)
            if isinstance(event, NumberAssigned)
            else event
            for event in events
        )
        case = replace(
            folded,
            id=case_id(number),
            text=text,
            title=text[:20],
            reporter=reporter,
            number=spelled,
            registered_at=at,
        )
        if rng.random() < 0.9:
            case = replace(case, state="struck_off", struck_off_at=at + DAY, clocks=())
        yield case, told


def _store(tx: Tx, made: Iterator[tuple[Case, tuple[Event, ...]]], now: int) -> int:
    rows, events, entities, size = [], [], [], 0
    for _, (case, told) in zip(range(_AT_ONCE), made, strict=False):
        draft = Draft(None, case)
        draft.fresh = [
            EventRow(TOWNSHIP, case.id, rev, event.kind, event.at, event.by, case.id, "", encode_event(event))
            for rev, event in enumerate(told, 1)
        ]
        buckets = draft.buckets
        row = draft.to_row("bench", 0, buckets)
        rows.append(row)
        events += draft.fresh
        entities += draft.to_entities(row, buckets, frozenset(), [])
        size += len(row.body)
    casebook.save_cases(tx, rows)
    casebook.append_events(tx, events)
    feed.publish(tx, entities, now)
    return size


class ServedCounty:
    """A county process over a seeded folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._embedded = EmbeddedCounty(folder, practice=True)
        self.ready = self._embedded.start()

    def enrolments(self, count: int) -> list[str]:
        """Single-use codes for new devices."""
        command = [
            sys.executable,
            "-m",
            "county",
            "enrol",
            "--data",
            str(self._folder),
            "--count",
            str(count),
        ]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        return [line.rpartition("：")[2] for line in done.stdout.splitlines() if "：" in line]

    def processor(self) -> float:
        """Processor seconds that the process has used."""
        process = self._embedded._process
        assert process is not None
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the process."""
        self._embedded.stop()


if __name__ == "__main__":
    sys.stdout.write(str(seed(Path(sys.argv[1]), int(sys.argv[2]))))
