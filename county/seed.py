"""First contents of a county: the shipped profile, calendar and catalogue; for practice the sample township (样例)."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from county.dictionary import publish_entries
from county.server import County
from county.store import accounts
from county.store.accounts import Account
from county.store.database import Tx
from county.store.meta import read_meta, write_meta
from domain.duties import read_duties
from domain.people import Person
from domain.places import township_code
from domain.profile_load import load_profile
from domain.roster_columns import guess_mapping
from domain.roster_rows import read_rows
from domain.territory import territory_of_rows
from wire.entries import CalendarEntry, CategoryEntry, ProfileEntry, UnitEntry

PRACTICE_PASSWORD = "lianxi-2026"  # noqa: S105 - printed on the practice screen; guards invented data only
"""Password of every sample account."""


def load_profile_file(county: County, path: Path) -> ProfileEntry:
    """Publish a profile file. Raises ProfileProblem with every finding when it is refused."""
    text = path.read_text(encoding="utf-8")
    profile = load_profile(text, path.name)
    entry = ProfileEntry(profile.id, profile.version, text)
    key = f"{profile.id}:{profile.version}"
    county.database.run(lambda tx: publish_entries(tx, [("profile", key, entry)], county.now()))
    return entry


def load_calendar_file(county: County, path: Path) -> str:
    """Publish a calendar file and return its version; provisional limits are reckoned again by the clockwork."""
    from domain.calendar import parse_calendar

    text = path.read_text(encoding="utf-8")
    version = parse_calendar(tomllib.loads(text)).version

    def work(tx: Tx) -> None:
        publish_entries(tx, [("calendar", version, CalendarEntry(version, text))], county.now())
        write_meta(tx, "recalendar", version)

    county.database.run(work)
    return version


def plant(county: County) -> None:
    """Give a new store its dictionaries; a store that has a profile is left alone."""
    with county.database.read() as connection:
        planted = read_meta(connection, "planted")
    if planted:
        return
    resources = county.settings.resources
    load_profile_file(county, resources / "profiles" / f"{county.settings.profile}.toml")
    for path in sorted((resources / "calendars").glob("*.toml")):
        load_calendar_file(county, path)
    taxonomy = tomllib.loads((resources / "taxonomy" / "categories.toml").read_text(encoding="utf-8"))
    entries = [("category", entry.code, entry) for entry in _categories(taxonomy)]
    county.database.run(lambda tx: publish_entries(tx, entries, county.now()))
    if county.settings.practice:
        _plant_sample(county, resources / "sample")
    county.database.run(lambda tx: write_meta(tx, "planted", "1"))


def sample_places(folder: Path) -> Iterator[tuple[str, str, Any]]:
    """Entries of the sample territory."""
    with (folder / "territory.csv").open(encoding="utf-8-sig", newline="") as stream:
        territory, _problems = territory_of_rows(list(csv.DictReader(stream)))
    for place in territory.places.values():
        yield "place", place.code, place


def _plant_sample(county: County, folder: Path) -> None:
    units = tomllib.loads((folder / "units.toml").read_text(encoding="utf-8"))["unit"]
    people = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))["person"]
    entries: list[tuple[str, str, Any]] = list(sample_places(folder))
    with (folder / "duties.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    items, _problems = read_duties(header, rows)
    entries += [("duty", item.key, item) for item in items]
    load_people(county, people, units)
    password = county.sessions.hash_password(PRACTICE_PASSWORD)

    def work(tx: Tx) -> None:
        publish_entries(tx, entries, county.now())
        for row in people:
            if row.get("login"):
                account = Account(row["login"], row["id"], password, False, row["post"] == "C_CENTRE", False)
                accounts.save_account(tx, account, county.now())

    county.database.run(work)
    if county.settings.sample_cases:
        from county.practice import plant_appeals

        _plant_roster(county, folder)
        plant_appeals(county, folder)


def _plant_roster(county: County, folder: Path) -> None:
    """The households of the sample township, read as an import would read them."""
    with (folder / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))

    def work(tx: Tx) -> None:
        territory = county.dictionaries.current(tx).territory
        found, _problems = read_rows(rows, guess_mapping(header), territory)
        homes = [row.household for row in found]
        for town in sorted({township_code(home.place_code) for home in homes}):
            entries = [("household", h.key, h) for h in homes if township_code(h.place_code) == town]
            publish_entries(tx, entries, county.now(), f"t:{town}")

    county.database.run(work)


def load_people(county: County, people: list[dict[str, Any]], units: list[dict[str, Any]]) -> int:
    """Publish people and units; returns how many entries changed. Nobody is removed because a file lacks them."""
    entries: list[tuple[str, str, Any]] = [("unit", row["id"], _unit(row)) for row in units]
    entries += [("person", row["id"], _person(row)) for row in people]
    return county.database.run(lambda tx: publish_entries(tx, entries, county.now()))


def _unit(row: dict[str, Any]) -> UnitEntry:
    names = ("id", "name", "short", "tier", "place", "phone")
    return UnitEntry(**{name: row[name] for name in names if name in row})


def _person(row: dict[str, Any]) -> Person:
    return Person(
        row["id"],
        row["name"],
        row["post"],
        (row["place"],) if row.get("place") else (),
        (row["unit"],) if row.get("unit") else (),
        tuple(row.get("categories", ())),
        row.get("phone", ""),
    )


def _categories(taxonomy: dict[str, Any]) -> Iterator[CategoryEntry]:
    for row in taxonomy.get("category", []):
        units = row.get("units") or [""]
        yield CategoryEntry(row["code"], row["name"], row.get("domain", ""), units[0])
