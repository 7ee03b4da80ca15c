"""Places: codes, tiers, kinds and names. The tree they form is in :mod:`domain.territory`.

A place code is digits only; its length and the parent's code as prefix follow from the kind:

=========  ======  =======================================================
kind       digits  source
=========  ======  =======================================================
city       4       statistical division code (2 province + 2 city)
county     6       + 2
township   9       + 3
village    12      + 3 (village or residential community)
group      15      + 3 (村民小组; also a basic or exclusive grid)
cell       18      + 3 (罗平: household-representative cell)
estate     16      village + 4 (小区)
building   17      village + 5 (residential building, numbered 00001-99999)
office     14, 11  township + 5, or county + 5
=========  ======  =======================================================

The kind of grid lives in a column, never in the digits. Villages merge and are renamed, so every place
carries the dates between which it is valid; a retired place stays resolvable for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Tier(StrEnum):
    """Level at which a matter is handled: 格 / 村 / 乡 / 县 / 市."""

    GRID = "G"
    VILLAGE = "V"
    TOWNSHIP = "T"
    COUNTY = "C"
    CITY = "S"


class PlaceKind(StrEnum):
    """What a place is."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"
    CELL = "cell"
    ESTATE = "estate"
    BUILDING = "building"
    OFFICE = "office"


class GridType(StrEnum):
    """Type of grid (峄城: 基础, 专属; 罗平: 乡级, 村级, 组级, 专属, 户代表)."""

    NONE = ""
    TOWNSHIP = "乡级"
    VILLAGE = "村级"
    GROUP = "组级"
    BASIC = "基础"
    EXCLUSIVE = "专属"
    MICRO = "微网格"
    HOUSEHOLDS = "户代表"


_LENGTHS: Mapping[PlaceKind, tuple[int, ...]] = MappingProxyType(
    {
        PlaceKind.CITY: (4,),
        PlaceKind.COUNTY: (6,),
        PlaceKind.TOWNSHIP: (9,),
        PlaceKind.VILLAGE: (12,),
        PlaceKind.GROUP: (15,),
        PlaceKind.CELL: (18,),
        PlaceKind.ESTATE: (16,),
        PlaceKind.BUILDING: (17,),
        PlaceKind.OFFICE: (14, 11),
    }
)
_PREFIX: Mapping[int, int] = MappingProxyType(
    {6: 4, 9: 6, 12: 9, 15: 12, 18: 15, 16: 12, 17: 12, 14: 9, 11: 6}
)
_TIERS: Mapping[PlaceKind, Tier] = MappingProxyType(
    {
        PlaceKind.CITY: Tier.CITY,
        PlaceKind.COUNTY: Tier.COUNTY,
        PlaceKind.TOWNSHIP: Tier.TOWNSHIP,
        PlaceKind.VILLAGE: Tier.VILLAGE,
        PlaceKind.GROUP: Tier.GRID,
        PlaceKind.CELL: Tier.GRID,
        PlaceKind.ESTATE: Tier.GRID,
        PlaceKind.BUILDING: Tier.GRID,
    }
)
_ORDINALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}
_GROUP = re.compile(r"第?([0-9]{1,3}|[零〇一二两三四五六七八九十]{1,3})(?:村民小组|居民小组|小组|组|社)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("社区居", "社区"),
    ("居民委员会", "居委会"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``households`` is the number known for a group or building, 0 when unknown."""

    code: str
    kind: PlaceKind
    name: str
    parent: str = ""
    grid_type: GridType = GridType.NONE
    households: int = 0
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def tier(self) -> Tier:
        """Tier of the place; an office has the tier of the government it belongs to."""
        if self.kind is PlaceKind.OFFICE:
            return Tier.TOWNSHIP if len(self.code) == 14 else Tier.COUNTY
        return _TIERS[self.kind]

    @property
    def short_name(self) -> str:
        """Name as people say it: 金山村民委员会 → 金山村."""
        return short_name(self.name)

    def valid_on(self, day: date) -> bool:
        """True when the place exists on ``day`` (both ends inclusive)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def short_name(name: str) -> str:
    """Spoken form of a village's or community's full name; other names come back unchanged."""
    for ending, spoken in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            return stem if stem.endswith(("村", "社区")) else stem + spoken
    return name


def group_number(name: str) -> int | None:
    """Number of a village group written in any usual way (3组, 第三村民小组, 十一社), or None."""
    found = _GROUP.fullmatch(name.strip().translate(_FULL_WIDTH))
    if found is None:
        return None
    digits = found[1]
    return int(digits) if digits.isascii() else _ordinal(digits)


def _ordinal(text: str) -> int | None:
    """Value of a Chinese numeral below 100 (十一 = 11, 二十 = 20, 三 = 3)."""
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _ORDINALS[text] if len(text) == 1 else None
    if len(tens) > 1 or len(units) > 1 or tens == "十":
        return None
    return (_ORDINALS[tens] if tens else 1) * 10 + (_ORDINALS[units] if units else 0)


def code_fits(code: str, kind: PlaceKind) -> bool:
    """True when ``code`` is ASCII digits of the length that ``kind`` has."""
    return code.isascii() and code.isdigit() and len(code) in _LENGTHS[kind]


def code_length(kind: PlaceKind) -> int:
    """Number of digits of a kind's codes (an office: of a township's)."""
    return _LENGTHS[kind][0]


def natural_parent(code: str) -> str:
    """Code of the place that ``code`` lies in by its digits alone ("" for a city)."""
    cut = _PREFIX.get(len(code))
    return code[:cut] if cut else ""


def township_code(code: str) -> str:
    """9-digit township of a code, or "" for a place above or beside the townships."""
    return code[:9] if len(code) in (9, 12, 14, 15, 16, 17, 18) else ""


def village_code(code: str) -> str:
    """12-digit village of a code, or "" for a place that lies in no village."""
    return code[:12] if len(code) in (12, 15, 16, 17, 18) else ""


def place_of_row(row: Mapping[str, str]) -> Place | str:
    """Place of a text row (code, kind, name, parent, grid_type, households, valid_from, valid_to).

    Only code, kind and name must be there. Returns the code of the problem when a cell does not read.
    """
    code = row.get("code", "").strip()
    try:
        kind = PlaceKind(row.get("kind", "").strip())
    except ValueError:
        return "bad_kind"
    try:
        grid_type = GridType(row.get("grid_type", "").strip())
    except ValueError:
        return "bad_grid_type"
    count = row.get("households", "").strip() or "0"
    if not (count.isascii() and count.isdigit() and len(count) <= 6):
        return "bad_households"
    try:
        first, last = (_day(row.get(key, "")) for key in ("valid_from", "valid_to"))
    except ValueError:
        return "bad_date"
    parent = row.get("parent", "").strip() or natural_parent(code)
    return Place(code, kind, row.get("name", "").strip(), parent, grid_type, int(count), first, last)


def _day(text: str) -> date | None:
    text = text.strip()
    return date.fromisoformat(text) if text else None
