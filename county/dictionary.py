"""The county's dictionaries: profile, calendar, people, units, places, categories, duty lists.

They live in the feed (bucket `county`), where every client gets them too; this module publishes them and keeps a
read copy that is renewed when their common revision moves.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from county.scope import COUNTY_BUCKET
from county.store import feed
from county.store.database import Database, Tx
from county.store.meta import read_meta, write_meta
from county.store.numbers import take_number
from domain.calendar import WorkCalendar, parse_calendar
from domain.case import Case
from domain.people import Actor, Directory, Person
from domain.places import Place, PlaceKind
from domain.profile import Profile
from domain.profile_load import load_profile
from domain.profile_versions import for_case
from domain.territory import Territory
from wire.codec import from_json, to_json
from wire.entries import ENTRIES, CalendarEntry, ProfileEntry, UnitEntry

_REV = "dictionary"
NO_CALENDAR = WorkCalendar("none", date(1970, 1, 1), date(1970, 1, 1), {})
"""Before a calendar was loaded every limit in working days is provisional."""


class DictionaryProblem(Exception):
    """The county has no profile yet; nothing can be decided."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """One state of all dictionaries. `profiles`: version -> profile; `duties`: None when no list was imported."""

    rev: int
    profile: Profile
    profiles: Mapping[int, Profile]
    calendar: WorkCalendar
    directory: Directory
    people: Mapping[str, tuple[Person, ...]]
    units: Mapping[str, UnitEntry]
    territory: Territory
    townships: tuple[str, ...]
    categories: frozenset[str]
    duties: frozenset[str] | None
    county_code: str = ""
    county_name: str = ""

    def actor(self, person: str) -> Actor | None:
        """The person with all posts, units and places held; None for somebody the directory does not know."""
        held = self.people.get(person)
        if not held:
            return None
        return Actor(
            person,
            held[0].name,
            tuple(dict.fromkeys(entry.post for entry in held)),
            tuple(dict.fromkeys(unit for entry in held for unit in entry.units)),
            tuple(dict.fromkeys(place for entry in held for place in entry.places)),
        )

    def profile_for(self, case: Case | None) -> Profile:
        """The profile that binds a case now: what its round was dispatched under, with today's people and words.

        Between registration and dispatch, and after a reopening, the current profile holds.
        """
        return for_case(self.profile, self.profiles, case)

    def place_name(self, code: str) -> str:
        """Where a place is, as people say it, with the township in front."""
        town = self.territory.find(code[:9])
        path = self.territory.path_text(code)
        if town is None or len(code) <= 9:
            return path
        return f"{town.short_name} {path}"


class Dictionaries:
    """The read copy; `current` renews it when somebody has published something."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._copy: Dictionary | None = None

    def current(self, tx: Tx | None = None) -> Dictionary:
        """The dictionaries as they are now. DictionaryProblem when there is no profile."""
        if tx is not None:
            return self._renewed(tx)
        with self._database.read() as connection:
            return self._renewed(connection)

    def _renewed(self, source: Any) -> Dictionary:
        return self.at(int(read_meta(source, _REV) or 0), source)

    def at(self, rev: int, source: Any) -> Dictionary:
        """The dictionaries of the revision that `source` has just told. DictionaryProblem when there is no profile."""
        copy = self._copy
        if copy is not None and copy.rev == rev:
            return copy
        fresh = _read(source, rev)
        with self._lock:
            self._copy = fresh
        return fresh


def publish_entries(
    tx: Tx, entries: Iterable[tuple[str, str, Any]], at: int, bucket: str = COUNTY_BUCKET
) -> int:
    """Publish (kind, id, value) where the value differs from what is there; returns how many did.

    All of one call get the same new revision; the newest calendar or profile is the one with the highest.
    """
    wanted = {(kind, id_): to_json(value) for kind, id_, value in entries}
    kinds = {kind for kind, _ in wanted}
    before = {(e.kind, e.id): e.body for e in feed.entities(tx, bucket, kinds)}
    changed = {key: body for key, body in wanted.items() if before.get(key) != body}
    if not changed:
        return 0
    rev = take_number(tx, _REV)
    if bucket == COUNTY_BUCKET:
        write_meta(tx, _REV, str(rev))
    feed.publish(tx, [feed.Entity(bucket, kind, id_, rev, body) for (kind, id_), body in changed.items()], at)
    return len(changed)


def withdraw_entries(tx: Tx, keys: Iterable[tuple[str, str]], at: int, bucket: str = COUNTY_BUCKET) -> None:
    """Mark entries as gone."""
    rev = take_number(tx, _REV)
    if bucket == COUNTY_BUCKET:
        write_meta(tx, _REV, str(rev))
    feed.publish(tx, [feed.Entity(bucket, kind, id_, rev, b"null", op="void") for kind, id_ in keys], at)


@lru_cache(maxsize=32)
def _profile(text: str, name: str) -> Profile:
    """The profile in a published file: read again only when its text is another one."""
    return load_profile(text, name)


@lru_cache(maxsize=8)
def _calendar(text: str) -> WorkCalendar:
    """The calendar in a published file."""
    return parse_calendar(tomllib.loads(text))


def _read(source: Any, rev: int) -> Dictionary:
    values: dict[str, list[tuple[int, Any]]] = {}
    for entity in feed.entities(source, COUNTY_BUCKET, ENTRIES):
        values.setdefault(entity.kind, []).append((entity.rev, from_json(entity.body, ENTRIES[entity.kind])))

    def all_of(kind: str) -> list[Any]:
        return [value for _, value in values.get(kind, [])]

    if not values.get("profile"):
        raise DictionaryProblem("no profile was loaded")
    newest: ProfileEntry = max(values["profile"], key=lambda pair: (pair[0], pair[1].version))[1]
    profiles = {
        entry.version: _profile(entry.text, entry.id) for entry in all_of("profile") if entry.id == newest.id
    }
    calendars: list[tuple[int, CalendarEntry]] = values.get("calendar", [])
    calendar = NO_CALENDAR
    if calendars:
        calendar = _calendar(max(calendars, key=lambda pair: pair[0])[1].text)
    people: dict[str, tuple[Person, ...]] = {}
    for person in all_of("person"):
        people[person.id] = (*people.get(person.id, ()), person)
    territory, _problems = Territory.build(all_of("place"))
    county = next(iter(territory.of_kind(PlaceKind.COUNTY)), Place("", PlaceKind.COUNTY, ""))
    duties = all_of("duty")
    return Dictionary(
        rev,
        profiles[newest.version],
        profiles,
        calendar,
        Directory(tuple(person for held in people.values() for person in held)),
        people,
        {unit.id: unit for unit in all_of("unit")},
        territory,
        tuple(place.code for place in territory.of_kind(PlaceKind.TOWNSHIP)),
        frozenset(category.code for category in all_of("category")),
        frozenset(no for item in duties for no in (item.item_no, item.key)) if duties else None,
        county.code,
        county.name,
    )
