"""Who may see what: buckets of people and of cases.

`county` holds the dictionaries. `t:<township>` holds every case registered there, `v:<village>` those of one village,
`u:<unit>` those that a unit was ever asked to handle. Whoever shares a bucket with a case may see it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from domain.case import Case
from domain.people import Person
from domain.places import village_code

COUNTY_BUCKET = "county"
UNIT_POSTS = frozenset({"UNIT_LIAISON", "UNIT_HEAD"})
"""Posts that see the matters of their unit only."""


def buckets_of_people(people: Iterable[Person], townships: Iterable[str]) -> tuple[str, ...]:
    """Buckets of one person's posts: dictionaries first, then places from wide to narrow, then units."""
    towns = tuple(townships)
    places: set[str] = set()
    units: set[str] = set()
    for person in people:
        units.update(f"u:{unit}" for unit in person.units)
        if person.post in UNIT_POSTS:
            continue
        for place in person.places or ("",):
            if len(place) >= 12:
                places.add(f"v:{place[:12]}")
            else:
                places.update(f"t:{town}" for town in towns if town.startswith(place))
    return (COUNTY_BUCKET, *sorted(places), *sorted(units))


def buckets_of_case(case: Case) -> frozenset[str]:
    """Buckets that a case belongs to now."""
    found = _of_place(case.township, case.place)
    if not case.tasks and not case.whistles:
        return found
    units = {f"u:{task.unit}" for task in case.tasks}
    units.update(f"u:{called.unit}" for whistle in case.whistles for called in whistle.units)
    return found | units


@lru_cache(maxsize=4096)
def _of_place(township: str, place: str) -> frozenset[str]:
    village = village_code(place)
    return frozenset({f"t:{township}", f"v:{village}"} if village else {f"t:{township}"})


@lru_cache(maxsize=4096)
def read_buckets(text: str) -> frozenset[str]:
    """Buckets as `write_buckets` spells them; many cases share a spelling."""
    return frozenset(text.split())


@lru_cache(maxsize=4096)
def write_buckets(buckets: frozenset[str]) -> str:
    """Buckets in order, with spaces between."""
    return " ".join(sorted(buckets))


def scope_version(buckets: Iterable[str]) -> int:
    """A number that differs when the set of buckets differs."""
    text = "\n".join(sorted(buckets)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")
