"""Queues of 20,000 (or --cases N) matters: first rows, badges, filter, search, one change.

The limit is bare SQL on the same encrypted file and the same library; that of applying pages writes the same rows,
columns, indexes and search words from rows that are already decoded. The ratio says what the store adds. Prints one
JSON object a line: job, ours, limit, rival, ratio, unit.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import _bare
from desktop.store.keys import GivenKey
from desktop.store.projection import QUEUE_NUMBER
from desktop.store.store import Store
from domain.calendar import parse_calendar
from domain.case import Case, Reporter
from domain.commands import Command, LogCall, Register
from domain.decide import decide
from domain.evolve import fold
from domain.facts import Facts
from domain.people import Actor
from domain.profile_load import load_profile
from domain.words import fts_match
from wire.codec import encode_case, to_json
from wire.entries import CalendarEntry, ProfileEntry
from wire.messages import FeedRow, PullAnswer

NOW = 1_795_233_600
PAGE = 500
"""Matters of one page, which is one transaction."""
KEY = bytes(range(32))
TOWNSHIP = "990101101"
BUCKET = f"t:{TOWNSHIP}"
OPERATOR = Actor("p001", "坐席", ("T_OPERATOR",), (), (TOWNSHIP,))
RESOURCES = Path(__file__).resolve().parent.parent / "resources"
PIECES = (
    "路灯",
    "自来水",
    "电梯",
    "噪声",
    "占道",
    "暖气",
    "垃圾",
    "井盖",
    "下水道",
    "树木",
    "公交",
    "围墙",
    "水渠",
    "照明",
)


class FixedClock:
    """A clock that stands still."""

    def now(self) -> int:
        """Epoch seconds."""
        return NOW


def median(work: Callable[[], object], times: int = 15) -> float:
    """Milliseconds, the middle of some runs."""
    spent: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)[len(spent) // 2]


def say(job: str, ours: float, limit: float, unit: str = "ms") -> None:
    """One line of the result."""
    line = {"job": job, "ours": round(ours, 3), "limit": round(limit, 3), "rival": None, "unit": unit}
    line["ratio"] = round(ours / limit, 2) if limit else None
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def dictionary() -> tuple[list[FeedRow], Any, Facts]:
    """Profile and calendar as feed rows, and the facts for making cases."""
    text = (RESOURCES / "profiles" / "baiyin.toml").read_text(encoding="utf-8")
    days = max((RESOURCES / "calendars").glob("*.toml")).read_text(encoding="utf-8")
    profile, calendar = load_profile(text, "baiyin.toml"), parse_calendar(tomllib.loads(days))
    rows = [
        _row("county", "profile", "p", 1, to_json(ProfileEntry(profile.id, profile.version, text))),
        _row("county", "calendar", "c", 1, to_json(CalendarEntry(calendar.version, days))),
    ]
    return rows, profile, Facts(calendar, authority=True)


def _row(bucket: str, kind: str, entity_id: str, rev: int, body: bytes) -> FeedRow:
    import msgspec

    return FeedRow(bucket, kind, entity_id, rev, body=msgspec.Raw(body))


def cases(count: int, profile: Any, facts: Facts) -> list[Case]:
    """Invented matters: a quarter open with limits around now, the others finished."""
    from dataclasses import replace

    rng = random.Random(1)
    template = _registered("template", NOW, profile, facts)
    found: list[Case] = []
    for n in range(count):
        text = "".join(rng.choice(PIECES) for _ in range(40)) + "请尽快处理"
        at = NOW - rng.randrange(90 * 86400)
        case = replace(
            template, id=f"01a1fc40-{n >> 16:04x}-7{n >> 8 & 0xFF:03x}-8000-{n:012x}", text=text, title=text[:20],
            number=f"99010110126112{n:05d}0"[:20], registered_at=at,
            reporter=Reporter("冯春强", f"199{n:08d}"),
        )  # fmt: skip
        if rng.random() < 0.75:
            case = replace(case, state="struck_off", struck_off_at=at + 86400, clocks=())
        else:
            due = NOW + rng.randint(-3 * 86400, 15 * 86400)
            clocks = tuple(replace(c, due=due, amber=due - 7200) for c in case.clocks)
            case = replace(case, state=rng.choice(("registered", "handling", "callback")), clocks=clocks)
        found.append(case)
    return found


def _registered(case_id: str, at: int, profile: Any, facts: Facts) -> Case:
    body = Register(TOWNSHIP, f"{TOWNSHIP}201003", "样例", "phone", Reporter("冯春强", "19900006816"))
    answer = decide(None, Command("k", case_id, body, at), OPERATOR, at, profile, facts)
    if not isinstance(answer, tuple):
        raise SystemExit(f"the profile refuses a plain registration: {answer}")
    return fold(answer)


def page(rows: list[FeedRow], *, more: bool = False) -> PullAnswer:
    """One answer of a county."""
    buckets = ["county", BUCKET]
    return PullAnswer("r", "e", float(NOW), 1, buckets, rows, dict.fromkeys(buckets, "v1.e.0.1"), more)


def load(store: Store, found: list[Case]) -> float:
    """Apply all cases in pages; seconds."""
    rows = [_row(BUCKET, "case", c.id, c.rev, encode_case(c)) for c in found]
    begun = time.perf_counter()
    for start in range(0, len(rows), PAGE):
        store.apply_page(page(rows[start : start + PAGE], more=True))
    return time.perf_counter() - begun


def measure(store: Store, count: int) -> None:
    """Every job beside its bare SQL on the same file."""
    engine = store.exchange._core.engines.read

    def bare(sql: str, *values: object) -> Callable[[], object]:
        def run() -> object:
            with engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                assert raw is not None
                return raw.execute(sql, values).fetchall()

        return run

    live, closed = QUEUE_NUMBER["handling"], QUEUE_NUMBER["closed"]
    first = "SELECT r.* FROM member m JOIN row r ON r.pk = m.pk WHERE m.queue = ? ORDER BY m.sort_at, m.pk LIMIT 50"
    found = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 50"
    say("first 50 of a live queue", median(lambda: store.page("handling")), median(bare(first, live)))
    say("first 50 of the closed queue", median(lambda: store.page("closed")), median(bare(first, closed)))
    middle = store.page("closed", limit=min(count // 3, 5000)).next
    keyset = (
        "SELECT r.* FROM member m JOIN row r ON r.pk = m.pk WHERE m.queue = ? AND (m.sort_at, m.pk) > (?, ?)"
        " ORDER BY m.sort_at, m.pk LIMIT 256"
    )
    if middle is not None:
        at, pk = middle.sort_at, middle.pk
        ours = median(lambda: store.page("closed", middle, 256))
        say("256 rows from the middle", ours, median(bare(keyset, closed, at, pk)))
    grouped = "SELECT queue, count(*), total(due_at <= ?), total(amber_at <= ?) FROM member GROUP BY queue"
    say("badges with colours", median(store.badges), median(bare(grouped, NOW, NOW)))
    flip = "SELECT min(due_at) FROM member WHERE due_at > ?"
    say("next flip", median(store.next_flip), median(bare(flip, NOW)))
    for text in ("灯", "路灯", "自来水"):
        say(f"search {len(text)}", median(partial(store.search, text)), median(bare(found, fts_match(text))))
    filtered = first.replace(" ORDER", " AND r.pk IN (SELECT rowid FROM words WHERE words MATCH ?) ORDER")
    ours = median(lambda: store.page("handling", text_filter="路灯"))
    say("filter a queue", ours, median(bare(filtered, live, fts_match("路灯"))))


def change(store: Store) -> None:
    """One logged call: decide, outbox and projection in one durable transaction, beside two bare updates."""
    rows = store.page("handling", limit=40).rows + store.page("pending_accept", limit=40).rows
    ids = iter([r.case_id for r in rows] * 4)
    numbers = iter(range(10**6))

    def ours() -> None:
        case_id = next(ids)
        store.submit(Command(f"bench-{next(numbers)}", case_id, LogCall("no_answer", "未接"), NOW), OPERATOR)

    write = store.exchange._core.engines.write

    def bare() -> None:
        n = next(numbers)
        with write.begin() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES (?, ?)", (f"b{n}", "x" * 600))
            connection.exec_driver_sql("UPDATE row SET pending = pending WHERE pk = ?", (n % 1000 + 1,))

    say("one change, durable", median(ours, 40), median(bare, 40))


def main(arguments: list[str] | None = None) -> None:
    """Run every job."""
    parser = argparse.ArgumentParser(prog="bench queue", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    count = parser.parse_args(arguments).cases
    rows, profile, facts = dictionary()
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        folder = Path(name)
        found = cases(count, profile, facts)
        store = Store.open(folder / "data", GivenKey(KEY), FixedClock())
        store.apply_page(page(rows))
        say(
            f"apply {count} cases with projection and search",
            load(store, found),
            _bare.insert_same(folder / "data" / "store.db", folder / "bare.db", KEY, PAGE)[0],
            "s",
        )
        measure(store, count)
        change(store)
        begun = time.perf_counter()
        store.rebuild_projection()
        say("rebuild the projection", time.perf_counter() - begun, 0.0, "s")
        store.close()


if __name__ == "__main__":
    main()
