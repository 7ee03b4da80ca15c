"""The county's dictionaries as this device holds them: profile, calendar, people, units, places and lists.

Each is decoded once and kept until a row of its kind arrives.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa

from desktop.store import strings
from desktop.store.effective import Rules
from domain.calendar import CalendarProblem, WorkCalendar, parse_calendar
from domain.code_ledger import CodeRecord
from domain.duties import DutyItem, DutyList
from domain.facts import Facts
from domain.people import Directory, Person
from domain.places import Place
from domain.profile import Profile
from domain.profile_load import ProfileProblem, load_profile
from domain.roster import Household
from domain.territory import Territory
from storage.engine import StoreProblem
from wire.codec import CodecProblem, from_json
from wire.entries import CalendarEntry, CategoryEntry, ProfileEntry, UnitEntry

T = TypeVar("T")

_NEWEST = "SELECT body FROM entity WHERE kind = ? GROUP BY id HAVING rev = max(rev) ORDER BY id"
_LATEST = "SELECT body FROM entity WHERE kind = ? ORDER BY rev DESC, pk DESC"
RULES = frozenset({"profile", "calendar", "person", "duty", "category"})
"""Kinds that deciding depends on."""


class Dictionaries:
    """Readers with a cache. Safe to ask from any lane."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._kept: dict[str, Any] = {}
        self._lock = threading.RLock()

    def forget(self, kinds: Iterable[str]) -> None:
        """Rows of these kinds changed."""
        with self._lock:
            for kind in kinds:
                self._kept.pop(kind, None)
            if RULES & set(kinds):
                self._kept.pop("rules", None)

    def rules(self, connection: sa.Connection | None = None) -> Rules | None:
        """Profile and facts for deciding; None before the first exchange with the county."""

        def make() -> Rules | None:
            profile, calendar = self.profile_or_none(connection), self.calendar_or_none(connection)
            if profile is None or calendar is None:
                return None
            duties = self.duties(connection)
            return Rules(
                profile,
                Facts(
                    calendar=calendar,
                    directory=self.directory(connection),
                    repeat_of=None,
                    duties=frozenset(_numbers(duties)) or None,
                    categories=frozenset(c.code for c in self.categories(connection)),
                ),
                self._versions(profile.id, connection),
            )

        return self._once("rules", make)

    def profile(self) -> Profile:
        """The county's current profile. Raises StoreProblem("no_profile") before the first exchange."""
        found = self.profile_or_none()
        if found is None:
            raise StoreProblem("no_profile", strings.NO_PROFILE)
        return found

    def profile_or_none(self, connection: sa.Connection | None = None) -> Profile | None:
        """The newest profile that this version can read."""

        def make() -> Profile | None:
            for entry in self._read(_LATEST, "profile", ProfileEntry, connection):
                profile = _parsed(entry.text, entry.id)
                if profile is not None:
                    return profile
            return None

        return self._once("profile", make)

    def _versions(self, profile_id: str, connection: sa.Connection | None) -> dict[int, Profile]:
        """Every version that a running case may still be bound to."""
        found: dict[int, Profile] = {}
        for entry in self._read(_LATEST, "profile", ProfileEntry, connection):
            profile = _parsed(entry.text, entry.id) if entry.id == profile_id else None
            if profile is not None:
                found.setdefault(entry.version, profile)
        return found

    def calendar(self) -> WorkCalendar:
        """The current work calendar. Raises StoreProblem("no_profile") before the first exchange."""
        found = self.calendar_or_none()
        if found is None:
            raise StoreProblem("no_profile", strings.NO_PROFILE)
        return found

    def calendar_or_none(self, connection: sa.Connection | None = None) -> WorkCalendar | None:
        """The newest calendar that this version can read."""

        def make() -> WorkCalendar | None:
            for entry in self._read(_LATEST, "calendar", CalendarEntry, connection):
                calendar = _parsed_calendar(entry.text)
                if calendar is not None:
                    return calendar
            return None

        return self._once("calendar", make)

    def directory(self, connection: sa.Connection | None = None) -> Directory:
        """Everybody that rules may address."""
        return self._once(
            "person", lambda: Directory(tuple(self._read(_NEWEST, "person", Person, connection)))
        )

    def people(self, text: str = "", post: str = "") -> tuple[Person, ...]:
        """People whose name contains `text`, at `post` where given."""
        return tuple(p for p in self.directory().people if text in p.name and (not post or p.post == post))

    def units(self) -> tuple[UnitEntry, ...]:
        """Organisations that tasks are handed to."""
        return self._once("unit", lambda: tuple(self._read(_NEWEST, "unit", UnitEntry)))

    def categories(self, connection: sa.Connection | None = None) -> tuple[CategoryEntry, ...]:
        """The county's taxonomy."""
        return self._once(
            "category", lambda: tuple(self._read(_NEWEST, "category", CategoryEntry, connection))
        )

    def places(self) -> Territory:
        """The tree of places."""
        return self._once("place", lambda: Territory.build(self._read(_NEWEST, "place", Place))[0])

    def duties(self, connection: sa.Connection | None = None) -> DutyList:
        """The duty and power lists."""
        return self._once("duty", lambda: DutyList.build(self._read(_NEWEST, "duty", DutyItem, connection)))

    def households(
        self, *, place: str = "", text: str = "", after: str = "", limit: int = 200
    ) -> tuple[tuple[str, Household], ...]:
        """(id, household) in order of id, of places under the code `place`, name, number or address like `text`."""
        return self._page(
            "household", Household, after, limit,
            lambda h: h.place_code.startswith(place) and any(text in v for v in (h.name, h.number, h.address)),
        )  # fmt: skip

    def codes(
        self, *, place: str = "", text: str = "", state: str = "", after: str = "", limit: int = 200
    ) -> tuple[tuple[str, CodeRecord], ...]:
        """(id, record) of the code ledger in order of id."""
        return self._page(
            "code", CodeRecord, after, limit,
            lambda c: c.place_code.startswith(place) and (not state or c.state == state)
            and any(text in v for v in (c.id, c.place_name, c.range_text, c.campaign)),
        )  # fmt: skip

    def _page(
        self, kind: str, type_: type[T], after: str, limit: int, wanted: Callable[[T], bool]
    ) -> tuple[tuple[str, T], ...]:
        found: list[tuple[str, T]] = []
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, body FROM entity WHERE kind = ? AND id > ? GROUP BY id HAVING rev = max(rev) ORDER BY id",
                (kind, after),
            )
            for entity_id, body in rows:
                value = _decoded(body, type_)
                if value is not None and wanted(value):
                    found.append((entity_id, value))
                    if len(found) >= limit:
                        break
        return tuple(found)

    def _read(
        self, sql: str, kind: str, type_: type[T], connection: sa.Connection | None = None
    ) -> Iterator[T]:
        if connection is None:
            with self._engine.connect() as own:
                bodies = own.exec_driver_sql(sql, (kind,)).scalars().all()
        else:
            bodies = connection.exec_driver_sql(sql, (kind,)).scalars().all()
        for body in bodies:
            value = _decoded(body, type_)
            if value is not None:
                yield value

    def _once(self, key: str, make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            found: T = self._kept[key]
            return found


@lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Profile | None:
    """The profile in a published file; None for one of a newer version that this one cannot read."""
    try:
        return load_profile(text, f"{name}.toml")
    except ProfileProblem:
        return None


@lru_cache(maxsize=8)
def _parsed_calendar(text: str) -> WorkCalendar | None:
    """The calendar in a published file; None for one that this version cannot read."""
    try:
        return parse_calendar(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, CalendarProblem):
        return None


def _numbers(duties: DutyList) -> Iterator[str]:
    for item in duties.items.values():
        yield item.item_no
        yield item.key


def _decoded(body: bytes, type_: type[T]) -> T | None:
    """The value; None for a body of a newer version that no longer fits."""
    try:
        return from_json(body, type_)
    except CodecProblem:
        return None
