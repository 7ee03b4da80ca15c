"""Bodies of dictionary entities in the feed: what the county distributes besides cases and events.

person, place, household, code and duty travel as the value of the domain (`Person`, `Place`, `Household`,
`CodeRecord`, `DutyItem`); the kinds without a domain value have their struct here. Entity ids: profile
`<id>:<version>`, calendar `<version>`, place, unit and category their code, duty `DutyItem.key`, household and code
their own id. Of several calendars or profiles of one county the one with the highest `rev` is current.
"""

from __future__ import annotations

from typing import Any

import msgspec

from domain.code_ledger import CodeRecord
from domain.duties import DutyItem
from domain.people import Person
from domain.places import Place
from domain.roster import Household


class ProfileEntry(msgspec.Struct, frozen=True):
    """One version of the county's profile; `text` is the TOML file as published."""

    id: str
    version: int
    text: str


class CalendarEntry(msgspec.Struct, frozen=True):
    """One version of the working-day calendar; `text` is the TOML file as published."""

    version: str
    text: str


class UnitEntry(msgspec.Struct, frozen=True):
    """One organisation that tasks are handed to. `tier`: T or C; `place`: township or county code."""

    id: str
    name: str
    short: str = ""
    tier: str = "T"
    place: str = ""
    phone: str = ""


class CategoryEntry(msgspec.Struct, frozen=True):
    """One class of the county's taxonomy."""

    code: str
    name: str
    parent: str = ""
    unit: str = ""


ENTRIES: dict[str, Any] = {
    "profile": ProfileEntry,
    "calendar": CalendarEntry,
    "unit": UnitEntry,
    "category": CategoryEntry,
    "person": Person,
    "place": Place,
    "household": Household,
    "code": CodeRecord,
    "duty": DutyItem,
}
"""Feed kind -> type of its body."""

KINDS = frozenset({"case", "event", *ENTRIES})
"""Every kind of sync v1; a client keeps others aside until it understands them."""
