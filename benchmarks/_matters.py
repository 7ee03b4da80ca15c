"""Invented matters for measuring: profile and calendar, folded cases, pages that hold them."""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from desktop.store.store import Store
from domain.calendar import parse_calendar
from domain.case import Case, Reporter
from domain.commands import Command, Register
from domain.decide import decide
from domain.evolve import fold
from domain.facts import Facts
from domain.people import Actor
from domain.profile_load import load_profile
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
    return FeedRow(bucket, kind, entity_id, rev, body=msgspec.Raw(body))


def cases(count: int, profile: Any, facts: Facts) -> Iterator[Case]:
    """Invented matters: a quarter open with limits around now, the others finished."""
    rng = random.Random(1)
    template = _registered("template", NOW, profile, facts)
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
        yield case


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


def load(store: Store, found: Iterable[Case]) -> float:
    """Apply all cases in pages and write the search words that follow; seconds of that alone."""
    rest, spent = iter(found), 0.0
    while rows := [_row(BUCKET, "case", c.id, c.rev, encode_case(c)) for c in islice(rest, PAGE)]:
        begun = time.perf_counter()
        store.apply_page(page(rows, more=True))
        spent += time.perf_counter() - begun
    begun = time.perf_counter()
    while store.write_words():
        pass
    return spent + time.perf_counter() - begun
