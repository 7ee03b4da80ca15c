"""A small county in memory: dictionaries of the sample township as feed rows, and cases made by the real rules."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop.store.keys import GivenKey
from desktop.store.store import Store
from domain.calendar import parse_calendar
from domain.case import Case, Reporter
from domain.commands import Command, Register
from domain.decide import decide
from domain.evolve import evolve
from domain.facts import Facts
from domain.people import Actor, Directory, Person
from domain.profile_load import load_profile
from wire.codec import encode_case, encode_event, to_json
from wire.entries import CalendarEntry, ProfileEntry
from wire.messages import FeedRow, PullAnswer
from wire.sums import MODULUS, row_hash

RESOURCES = Path(__file__).parents[2] / "resources"
NOW = 1_795_233_600  # 2026-11-21 12:00 in China
TOWNSHIP = "990101101"
BUCKET = f"t:{TOWNSHIP}"
OPERATOR = Actor("p001", "王红霞", ("T_OPERATOR",), (), (TOWNSHIP,))
OTHER = Actor("p002", "马志远", ("T_OPERATOR",), (), (TOWNSHIP,))
KEY = bytes(range(32))

PROFILE_TEXT = (RESOURCES / "profiles" / "baiyin.toml").read_text(encoding="utf-8")
CALENDAR_TEXT = (RESOURCES / "calendars" / "cn-2026.1.toml").read_text(encoding="utf-8")
PROFILE = load_profile(PROFILE_TEXT, "baiyin.toml")
CALENDAR = parse_calendar(tomllib.loads(CALENDAR_TEXT))


class FakeClock:
    """A clock that stands where it was put."""

    def __init__(self, now: int = NOW) -> None:
        self.at = now

    def now(self) -> int:
        return self.at


class Ids:
    """Deterministic ids in the shape of a UUIDv7."""

    def __init__(self, tag: int = 0) -> None:
        self.n = tag << 40

    def __call__(self) -> str:
        self.n += 1
        text = f"{self.n:020x}"
        return f"01a1fc40-{text[:4]}-7{text[4:7]}-8{text[7:10]}-{text[10:]}00"[:36]


def people() -> tuple[Person, ...]:
    data = tomllib.loads((RESOURCES / "sample" / "people.toml").read_text(encoding="utf-8"))
    return tuple(
        Person(
            p["id"], p["name"], p["post"], (p["place"],) if p.get("place") else (),
            (p["unit"],) if p.get("unit") else (), (), p.get("phone", ""),
        )
        for p in data["person"]
    )  # fmt: skip


def facts() -> Facts:
    return Facts(CALENDAR, Directory(people()), authority=True)


def place_rows() -> list[FeedRow]:
    from domain.territory import territory_of_rows

    with (RESOURCES / "sample" / "territory.csv").open(encoding="utf-8", newline="") as stream:
        tree, _ = territory_of_rows(list(csv.DictReader(stream)))
    return [row("county", "place", p.code, 1, to_json(p)) for p in tree.places.values()]


def row(
    bucket: str, kind: str, entity_id: str, rev: int, body: bytes, parent: str = "", op: str = "put"
) -> FeedRow:
    return FeedRow(bucket, kind, entity_id, rev, op, 1, parent, msgspec.Raw(body))  # type: ignore[arg-type]


def dictionary_rows() -> list[FeedRow]:
    return [
        row("county", "profile", f"{PROFILE.id}:{PROFILE.version}", 1,
            to_json(ProfileEntry(PROFILE.id, PROFILE.version, PROFILE_TEXT))),
        row("county", "calendar", CALENDAR.version, 1, to_json(CalendarEntry(CALENDAR.version, CALENDAR_TEXT))),
        *(row("county", "person", p.id, 1, to_json(p)) for p in people()),
    ]  # fmt: skip


def register(case_id: str, text: str = "村口路灯不亮了，请尽快来修。", **extra: object) -> Register:
    values = {
        "township": TOWNSHIP, "place": "990101101201003", "text": text, "source": "phone",
        "reporter": Reporter("冯春强", "19900006816"),
    } | extra  # fmt: skip
    return Register(**values)  # type: ignore[arg-type]


def made(
    case_id: str, *bodies: object, at: int = NOW - 600, actor: Actor = OPERATOR
) -> tuple[Case, list[bytes]]:
    """A case and its encoded events, by the county's own rules."""
    case, events = Case(), []
    for n, body in enumerate(bodies or (register(case_id),)):
        command = Command(f"{case_id}-{n}", case_id, body, at)  # type: ignore[arg-type]
        answer = decide(case if case.id else None, command, actor, at + n, PROFILE, facts())
        assert isinstance(answer, tuple), answer
        for event in answer:
            case = evolve(case, event)
            events.append(encode_event(event))
    return case, events


def case_rows(case: Case, events: list[bytes], bucket: str = BUCKET) -> list[FeedRow]:
    return [
        *(row(bucket, "event", f"{case.id}:{n}", n, body, case.id) for n, body in enumerate(events, 1)),
        row(bucket, "case", case.id, case.rev, encode_case(case)),
    ]


def page(rows: list[FeedRow], buckets: tuple[str, ...] = ("county", BUCKET), **extra: object) -> PullAnswer:
    values: dict[str, object] = {
        "req": "r", "epoch": "e1", "server_time": float(NOW), "scope_ver": 1, "buckets": list(buckets), "rows": rows,
        "next": dict.fromkeys(buckets, "v1.e1.0.9"), "more": False,
    } | extra  # fmt: skip
    return PullAnswer(**values)  # type: ignore[arg-type]


def sums(*groups: list[FeedRow]) -> dict[str, tuple[int, int]]:
    """What a county with exactly these live rows would say."""
    live: dict[tuple[str, str, str], int] = {}
    for rows in groups:
        for r in rows:
            live[r.bucket, r.kind, r.id] = r.rev
    found: dict[str, tuple[int, int]] = {}
    for (bucket, kind, entity_id), rev in live.items():
        count, total = found.get(bucket, (0, 0))
        found[bucket] = count + 1, (total + row_hash(kind, entity_id, rev)) % MODULUS
    return found


def open_store(folder: Path, clock: FakeClock | None = None, tag: int = 0) -> Store:
    return Store.open(folder, GivenKey(KEY), clock or FakeClock(), Ids(tag))


def with_title(case: Case, title: str) -> Case:
    return replace(case, title=title)
