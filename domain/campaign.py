"""Code campaigns (二维码张贴): how many codes go where, and how they are divided.

白银: 机关单位、小区每楼栋、村组30户1张. One code for each office, one for each residential building, and for each
village group the number of its households divided by thirty and rounded up: for every group by itself, never
on a total and never across groups (31 + 29 + 61 households make 2 + 1 + 3 = 6 codes, not 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.places import Place, PlaceKind
from domain.territory import Territory

HOUSEHOLDS_PER_CODE = 30
"""白银: 村组30户1张."""


class CodeKind(StrEnum):
    """Where a code hangs."""

    OFFICE = "office"
    BUILDING = "building"
    GROUP = "group"


KIND_TITLES: Mapping[CodeKind, str] = {
    CodeKind.OFFICE: "机关单位",
    CodeKind.BUILDING: "楼栋",
    CodeKind.GROUP: "村组",
}


class Split(StrEnum):
    """How the households of one group are divided: 61 → 21+20+20 or 30+30+1."""

    BALANCED = "balanced"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class PlannedCode:
    """One code of a plan. ``first`` and ``last`` number the households of the place from 1 (0: not counted).

    ``range_text`` goes on the poster: 第1—21户. It names no person and no door.
    """

    seq: int
    kind: CodeKind
    place_code: str
    place_name: str
    range_text: str
    households: int
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class CodePlan:
    """Codes in the order of printing, the groups without households, and the sums."""

    codes: tuple[PlannedCode, ...]
    empty: tuple[str, ...]
    per_code: int
    split: Split

    @property
    def households(self) -> int:
        """Households of village groups that the codes cover."""
        return sum(code.households for code in self.codes if code.kind is CodeKind.GROUP)

    def count(self, kind: CodeKind | None = None) -> int:
        """Number of codes, of one kind where given."""
        return sum(1 for code in self.codes if kind is None or code.kind is kind)


def codes_needed(households: int, per_code: int = HOUSEHOLDS_PER_CODE) -> int:
    """Codes of one village group: households / ``per_code`` rounded up. ValueError below 0 or without a size."""
    if households < 0 or per_code < 1:
        raise ValueError("households must be 0 or more and per_code 1 or more")
    return -(-households // per_code)


def divide(households: int, split: Split, per_code: int = HOUSEHOLDS_PER_CODE) -> tuple[int, ...]:
    """Sizes of one group's codes, in order; their sum is ``households`` and none is above ``per_code``."""
    parts = codes_needed(households, per_code)
    if not parts:
        return ()
    if split is Split.FILLED:
        return (*(per_code for _ in range(parts - 1)), households - per_code * (parts - 1))
    size, larger = divmod(households, parts)
    return tuple(size + 1 if i < larger else size for i in range(parts))


def plan_codes(
    territory: Territory,
    chosen: Iterable[str],
    households: Mapping[str, int],
    *,
    split: Split = Split.BALANCED,
    per_code: int = HOUSEHOLDS_PER_CODE,
    office: int = 1,
    building: int = 1,
    on: date | None = None,
) -> CodePlan:
    """Plan for the chosen places: offices, buildings and groups among and below them, each once, by code.

    Places that are not valid ``on`` the day are passed over. ``households`` counts by place code; a group that it
    lacks has the number of its place row. Each office has ``office`` codes, each building ``building``. A code that
    the territory does not know is left out by the caller: here it raises KeyError.
    """
    codes: list[PlannedCode] = []
    empty: list[str] = []
    for place in _targets(territory, chosen, on):
        name = territory.path_text(place.code)
        count = households.get(place.code, place.households)
        if place.kind is not PlaceKind.GROUP:
            kind = CodeKind.OFFICE if place.kind is PlaceKind.OFFICE else CodeKind.BUILDING
            covered = count if kind is CodeKind.BUILDING else 0
            text = "整栋" if kind is CodeKind.BUILDING else "单位"
            for _ in range(office if kind is CodeKind.OFFICE else building):
                codes.append(PlannedCode(len(codes) + 1, kind, place.code, name, text, covered))
            continue
        if not count:
            empty.append(place.code)
        first = 1
        for size in divide(count, split, per_code):
            last = first + size - 1
            text = range_text(first, last, count)
            codes.append(
                PlannedCode(len(codes) + 1, CodeKind.GROUP, place.code, name, text, size, first, last)
            )
            first = last + 1
    return CodePlan(tuple(codes), tuple(empty), per_code, split)


def range_text(first: int, last: int, total: int) -> str:
    """Households a code covers, as printed: 全组31户, 第1—16户, 第31户."""
    if first == 1 and last == total:
        return f"全组{total}户"
    return f"第{first}户" if first == last else f"第{first}—{last}户"


def count_households(place_codes: Sequence[str]) -> dict[str, int]:
    """Households of each place from the place codes of a roster's rows."""
    counts: dict[str, int] = {}
    for code in place_codes:
        counts[code] = counts.get(code, 0) + 1
    return counts


_TARGET_KINDS = (PlaceKind.OFFICE, PlaceKind.BUILDING, PlaceKind.GROUP)


def _targets(territory: Territory, chosen: Iterable[str], on: date | None) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for code in chosen:
        place = territory.places[code]
        for inner in (place, *territory.below(code)):
            if inner.kind in _TARGET_KINDS and (on is None or inner.valid_on(on)):
                found[inner.code] = inner
    return tuple(found[code] for code in sorted(found))
