"""The immutable tree of a county's places, and its making from imported rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from domain.places import (
    Place,
    PlaceKind,
    code_fits,
    code_length,
    group_number,
    natural_parent,
    place_of_row,
)

_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class TerritoryProblem:
    """One row that could not become a place. ``line`` counts from 1 (the first row of data)."""

    line: int
    code: str
    value: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Territory:
    """Immutable tree of places. Build it with :meth:`build`; look-ups are by code."""

    places: Mapping[str, Place]
    _children: Mapping[str, tuple[str, ...]]

    @classmethod
    def build(cls, places: Iterable[Place]) -> tuple[Territory, tuple[TerritoryProblem, ...]]:
        """Tree of the places that hold together, and a problem for each one that does not.

        A second row of a code, and a place whose parent is missing or does not fit its digits, are left out
        with a problem. A place whose prefix is above the topmost known tier is a root.
        """
        problems: list[TerritoryProblem] = []
        kept: dict[str, Place] = {}
        lines: dict[str, int] = {}
        for line, place in enumerate(places, 1):
            message = _own_problem(place) or ("repeated" if place.code in kept else "")
            if message:
                problems.append(_problem(line, message, place.code))
            else:
                kept[place.code] = place
                lines[place.code] = line
        top = min((len(code) for code in kept), default=0)
        for code in sorted(kept, key=lambda c: (_depth(kept[c]), c)):
            trouble = _parent_problem(kept[code], kept, top)
            if trouble:
                problems.append(_problem(lines[code], trouble, code))
                del kept[code]
        children: dict[str, list[str]] = {}
        for place in kept.values():
            children.setdefault(place.parent if place.parent in kept else "", []).append(place.code)
        tree = {parent: tuple(sorted(codes)) for parent, codes in children.items()}
        ordered = {code: kept[code] for code in sorted(kept)}
        problems.sort(key=lambda p: p.line)
        return cls(MappingProxyType(ordered), MappingProxyType(tree)), tuple(problems)

    def find(self, code: str) -> Place | None:
        """The place of a code, retired or not, or None."""
        return self.places.get(code)

    def roots(self) -> tuple[Place, ...]:
        """Places without a parent in this tree, by code."""
        return tuple(self.places[code] for code in self._children.get("", ()))

    def children(
        self, code: str, *, kind: PlaceKind | None = None, on: date | None = None
    ) -> tuple[Place, ...]:
        """Places directly below ``code``, by code; of one kind, and valid on a day, where given."""
        below = (self.places[child] for child in self._children.get(code, ()))
        return tuple(p for p in below if _wanted(p, kind, on))

    def below(self, code: str, *, kind: PlaceKind | None = None, on: date | None = None) -> tuple[Place, ...]:
        """All places under ``code`` at any depth (without itself), each before those that lie in it."""
        found: list[Place] = []
        waiting = list(reversed(self._children.get(code, ())))
        while waiting:
            place = self.places[waiting.pop()]
            if _wanted(place, kind, on):
                found.append(place)
            waiting.extend(reversed(self._children.get(place.code, ())))
        return tuple(found)

    def of_kind(self, kind: PlaceKind, *, on: date | None = None) -> tuple[Place, ...]:
        """Every place of a kind, by code."""
        return tuple(p for p in self.places.values() if _wanted(p, kind, on))

    def line_up(self, code: str) -> tuple[Place, ...]:
        """The place and everything it lies in, from the place upwards; empty for an unknown code."""
        line: list[Place] = []
        place = self.places.get(code)
        while place is not None:
            line.append(place)
            place = self.places.get(place.parent)
        return tuple(line)

    def covers(self, outer: str, inner: str) -> bool:
        """True when ``inner`` is ``outer`` or lies in it."""
        return any(place.code == outer for place in self.line_up(inner))

    def path_text(self, code: str, *, above: PlaceKind = PlaceKind.TOWNSHIP) -> str:
        """Where a place is, as people say it, without the levels from ``above`` up: 金山村3组.

        A place of such a level gives its own name; an unknown code comes back as it is.
        """
        line = self.line_up(code)
        if not line:
            return code
        limit = code_length(above)
        said = [p.short_name for p in line if len(p.code) > limit] or [line[0].short_name]
        return "".join(reversed(said))

    def named(self, name: str, *, within: str = "", kind: PlaceKind | None = None) -> tuple[Place, ...]:
        """Places of a name under ``within`` ("" = all), by code; spellings of one group are equal.

        More than one answer means that the name alone does not say which; the caller must ask.
        """
        wanted = name.strip()
        number = group_number(wanted)
        pool = self.below(within, kind=kind)
        return tuple(
            p
            for p in pool
            if wanted in (p.name, p.short_name) or (number is not None and group_number(p.name) == number)
        )


def territory_of_rows(rows: Iterable[Mapping[str, str]]) -> tuple[Territory, tuple[TerritoryProblem, ...]]:
    """Tree of text rows (see :func:`place_of_row`) with one problem for each row left out."""
    places: list[Place] = []
    lines: list[int] = []
    problems: list[TerritoryProblem] = []
    for line, row in enumerate(rows, 1):
        place = place_of_row(row)
        if isinstance(place, str):
            problems.append(_problem(line, place, row.get("code", "").strip()))
        else:
            places.append(place)
            lines.append(line)
    return _with_lines(places, lines, problems)


def territory_of_divisions(
    rows: Iterable[Mapping[str, str]],
) -> tuple[Territory, tuple[TerritoryProblem, ...]]:
    """Tree of division rows: county_code, county, township_code, township, village_code, village.

    Counties and townships repeat in these rows; a name that differs from the first one is a problem.
    """
    places: dict[str, Place] = {}
    lines: list[int] = []
    problems: list[TerritoryProblem] = []
    for line, row in enumerate(rows, 1):
        for kind in (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE):
            code = row.get(f"{kind}_code", "").strip()
            name = row.get(kind.value, "").strip()
            known = places.get(code)
            if known is None:
                places[code] = Place(code, kind, name, natural_parent(code))
                lines.append(line)
            elif known.name != name:
                problems.append(_problem(line, "two_names", code))
            elif kind is PlaceKind.VILLAGE:
                problems.append(_problem(line, "repeated", code))
    return _with_lines(list(places.values()), lines, problems)


def _with_lines(
    places: list[Place], lines: list[int], problems: list[TerritoryProblem]
) -> tuple[Territory, tuple[TerritoryProblem, ...]]:
    tree, more = Territory.build(places)
    problems.extend(TerritoryProblem(lines[p.line - 1], p.code, p.value, p.message) for p in more)
    problems.sort(key=lambda p: p.line)
    return tree, tuple(problems)


def _wanted(place: Place, kind: PlaceKind | None, on: date | None) -> bool:
    return (kind is None or place.kind is kind) and (on is None or place.valid_on(on))


def _depth(place: Place) -> int:
    """Order in which parents come before children: an estate (16 digits) before its buildings (17)."""
    return len(place.code)


def _own_problem(place: Place) -> str:
    if not code_fits(place.code, place.kind):
        return "bad_code"
    if not place.name:
        return "no_name"
    if len(place.name) > _MAX_NAME or not place.name.isprintable():
        return "bad_name"
    if place.valid_from and place.valid_to and place.valid_from > place.valid_to:
        return "dates_reversed"
    return ""


def _parent_problem(place: Place, kept: Mapping[str, Place], top: int) -> str:
    prefix = natural_parent(place.code)
    parent = place.parent
    estate = place.kind is PlaceKind.BUILDING and len(parent) == 16 and parent[:12] == prefix
    if parent != prefix and not estate:
        return "wrong_parent"
    if parent not in kept and len(parent) >= top:
        return "no_parent"
    return ""


_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "bad_code": "区划代码不是数字，或位数与类别不符，这一行没有导入。请核对代码后重新导入。",
        "bad_kind": "地点类别无法识别，这一行没有导入。请改为规定的类别。",
        "bad_grid_type": "网格类型无法识别，这一行没有导入。请改为规定的类型，或留空。",
        "bad_households": "户数不是 0 到 999999 的整数，这一行没有导入。请改正户数。",
        "bad_date": "日期应写成 2026-11-21 的样子，这一行没有导入。请改正日期。",
        "dates_reversed": "启用日期晚于停用日期，这一行没有导入。请改正日期。",
        "no_name": "没有填写名称，这一行没有导入。请补上名称。",
        "bad_name": "名称超过 60 个字或含有看不见的字符，这一行没有导入。请改正名称。",
        "repeated": "这个代码前面已经有了，只保留第一行。请删去多余的行。",
        "two_names": "同一个代码前后名称不同，保留了第一个名称。请核对名称。",
        "wrong_parent": "上级代码与本代码的前几位不符，这一行没有导入。请核对上级代码。",
        "no_parent": "上级地点不在表中，这一行没有导入。请先补上上级地点。",
    }
)


def _problem(line: int, code: str, value: str) -> TerritoryProblem:
    return TerritoryProblem(line, code, value, _MESSAGES[code])
