"""Reading roster rows against a territory: every row becomes a household or says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from domain.places import Place, PlaceKind, group_number
from domain.roster import Household, RosterRow, RowError
from domain.roster_columns import FIELD_TITLES, RosterField
from domain.territory import Territory

_MAX_TEXT = 200
_MAX_NAME = 50
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{9,11}|[2-8][0-9]{6,7}")
_BUILDING = re.compile(r"([0-9]{1,5})(?:号楼|#楼|栋|幢|座|楼|#)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－（）＋　", "0123456789-()+ ")

_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "missing_village": "没有填写村（社区）。",
        "unknown_village": "村（社区）不在本辖区的地点表中，请核对名称。",
        "ambiguous_village": "有几个村（社区）叫这个名称，请改填12位代码。",
        "missing_group": "没有填写村民小组或楼栋。",
        "unknown_group": "这个村（社区）没有这个村民小组，请核对组名或先补上地点表。",
        "unknown_building": "这个村（社区）没有这栋楼，请核对楼栋或先补上地点表。",
        "ambiguous_group": "这个村（社区）有几处叫这个名称，请写全小区和楼号，或改填代码。",
        "missing_name": "没有填写户主姓名。",
        "bad_name": "户主姓名过长或含有看不见的字符，请重新填写。",
        "bad_phone": "联系电话不像手机或座机号码，一格只能填一个号码，请核对。",
        "bad_persons": "人口数应是0到99的整数。",
        "bad_text": "这一格过长或含有看不见的字符，请重新填写。",
        "duplicate_number": "同一处的户号与第{line}行重复，请核对户号。",
        "duplicate_person": "户主姓名和电话与第{line}行重复，请删去多余的一行。",
    }
)


@dataclass(slots=True)
class _Index:
    """Names of a territory, ready for look-up; a name with several places lists them all."""

    villages: dict[str, list[Place]] = field(default_factory=dict)
    inner: dict[tuple[str, str], list[Place]] = field(default_factory=dict)


def read_rows(
    rows: Sequence[Sequence[str]],
    mapping: Mapping[RosterField, int],
    territory: Territory,
    *,
    within: str = "",
    on: date | None = None,
    fill_down: bool = False,
    first_line: int = 2,
) -> tuple[tuple[RosterRow, ...], tuple[RowError, ...]]:
    """Households of the rows, and the errors of those that are not imported.

    ``within`` limits the villages to a township; ``on`` leaves out places that are not valid on the day;
    ``fill_down`` takes village, group and building from the row above where a merged cell left them empty.
    Blank rows are passed over. Of two rows for one household the first is kept.
    """
    index = _index(territory, within, on)
    good: list[RosterRow] = []
    errors: list[RowError] = []
    numbers: dict[str, int] = {}
    persons: dict[str, int] = {}
    above: dict[RosterField, str] = {}
    for line, row in enumerate(rows, first_line):
        cells = {kind: row[column].strip() if column < len(row) else "" for kind, column in mapping.items()}
        if not any(cells.values()):
            continue
        if fill_down:
            _fill(cells, above)
        found = _household(line, cells, index)
        if isinstance(found, Household):
            twin = numbers.get(found.key) if found.number else None
            double = persons.get(found.person_key)
            if twin is not None:
                found = [_error(line, RosterField.NUMBER, "duplicate_number", found.place_code, twin)]
            elif double is not None and (found.phone or not found.number):
                found = [_error(line, RosterField.NAME, "duplicate_person", found.place_code, double)]
        if isinstance(found, Household):
            numbers[found.key] = line
            persons[found.person_key] = line
            good.append(RosterRow(line, found))
        else:
            errors.extend(found)
    return tuple(good), tuple(errors)


def empty_groups(
    rows: Sequence[RosterRow], territory: Territory, on: date | None = None
) -> tuple[Place, ...]:
    """Groups without a household in the roster, of those villages that it has rows of."""
    places = {row.household.place_code for row in rows}
    villages = {code[:12] for code in places}
    return tuple(
        group
        for village in sorted(villages)
        for group in territory.below(village, kind=PlaceKind.GROUP, on=on)
        if group.code not in places
    )


def plain_phone(text: str) -> str | None:
    """Digits of one Chinese mobile or fixed number written in any usual way; None when it is none."""
    digits = text.translate(_FULL_WIDTH)
    for mark in " -()":
        digits = digits.replace(mark, "")
    digits = digits.removeprefix("+86")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits if _PHONE.fullmatch(digits) else None


def _index(territory: Territory, within: str, on: date | None) -> _Index:
    index = _Index()
    for village in territory.below(within, kind=PlaceKind.VILLAGE, on=on):
        names = {village.code, village.name, village.short_name}
        names |= {name[:-1] for name in names if name.endswith("村") and len(name) > 2}
        for name in names:
            index.villages.setdefault(name, []).append(village)
        for place in territory.below(village.code, on=on):
            for name in _inner_names(place, territory):
                index.inner.setdefault((village.code, name), []).append(place)
    return index


def _inner_names(place: Place, territory: Territory) -> set[str]:
    if place.kind is PlaceKind.GROUP:
        number = group_number(place.name)
        return {place.code, place.name} | ({f"{number}组"} if number is not None else set())
    if place.kind is PlaceKind.BUILDING:
        own = _building_name(place.name)
        parent = territory.find(place.parent)
        estate = parent.name if parent is not None and parent.kind is PlaceKind.ESTATE else ""
        return {place.code, place.name, own, estate + own}
    return set()


def _building_name(text: str) -> str:
    """One spelling of a building's number: 2栋, 2幢, 2# → 2号楼."""
    plain = "".join(text.translate(_FULL_WIDTH).split())
    found = _BUILDING.search(plain)
    if found is None or found.end() != len(plain):
        return plain
    return f"{plain[: found.start()]}{found[1]}号楼"


def _group_name(text: str) -> str:
    """One spelling of a group: 第三村民小组, 三组, 3 → 3组."""
    plain = "".join(text.translate(_FULL_WIDTH).split())
    number = group_number(plain + "组" if plain.isascii() and plain.isdigit() else plain)
    return plain if number is None else f"{number}组"


def _fill(cells: dict[RosterField, str], above: dict[RosterField, str]) -> None:
    """Complete merged cells; a new value of a wider column ends the narrower ones."""
    for kind in (RosterField.VILLAGE, RosterField.GROUP, RosterField.BUILDING):
        value = cells.get(kind, "")
        if value:
            above[kind] = value
            if kind is RosterField.VILLAGE:
                above.pop(RosterField.GROUP, None)
            if kind is not RosterField.BUILDING:
                above.pop(RosterField.BUILDING, None)
        elif kind in cells:
            cells[kind] = above.get(kind, "")


def _household(line: int, cells: Mapping[RosterField, str], index: _Index) -> Household | list[RowError]:
    """Household of one row, or everything that is wrong with it."""
    place, errors = _place(line, cells, index)
    code = place.code if place is not None else errors[0].place_code
    name = cells.get(RosterField.NAME, "")
    if not name:
        errors.append(_error(line, RosterField.NAME, "missing_name", code))
    elif len(name) > _MAX_NAME or not name.isprintable():
        errors.append(_error(line, RosterField.NAME, "bad_name", code))
    written = cells.get(RosterField.PHONE, "")
    phone = plain_phone(written) if written else ""
    if phone is None:
        errors.append(_error(line, RosterField.PHONE, "bad_phone", code))
    count = cells.get(RosterField.PERSONS, "") or "0"
    if not (count.isascii() and count.isdigit() and len(count) <= 2):
        errors.append(_error(line, RosterField.PERSONS, "bad_persons", code))
    for kind in (RosterField.NUMBER, RosterField.ADDRESS, RosterField.GRID):
        text = cells.get(kind, "")
        if len(text) > _MAX_TEXT or not text.isprintable():
            errors.append(_error(line, kind, "bad_text", code))
    if errors:
        return errors
    return Household(
        code,
        cells.get(RosterField.NUMBER, ""),
        name,
        phone or "",
        cells.get(RosterField.ADDRESS, ""),
        int(count),
        cells.get(RosterField.GRID, ""),
    )


def _place(line: int, cells: Mapping[RosterField, str], index: _Index) -> tuple[Place | None, list[RowError]]:
    """Building or group of a row; the building wins where both are given."""
    written = cells.get(RosterField.VILLAGE, "")
    if not written:
        return None, [_error(line, RosterField.VILLAGE, "missing_village", "")]
    villages = index.villages.get(written, [])
    if len(villages) != 1:
        code = "ambiguous_village" if villages else "unknown_village"
        return None, [_error(line, RosterField.VILLAGE, code, "")]
    village = villages[0].code
    building = cells.get(RosterField.BUILDING, "")
    group = cells.get(RosterField.GROUP, "")
    if building:
        kind, unknown = RosterField.BUILDING, "unknown_building"
        found = index.inner.get((village, _building_name(building)), [])
    elif group:
        kind, unknown = RosterField.GROUP, "unknown_group"
        found = index.inner.get((village, _group_name(group)), [])
    else:
        return None, [_error(line, RosterField.GROUP, "missing_group", village)]
    if len(found) != 1:
        return None, [_error(line, kind, "ambiguous_group" if found else unknown, village)]
    return found[0], []


def _error(line: int, kind: RosterField, code: str, place_code: str, other: int = 0) -> RowError:
    return RowError(line, FIELD_TITLES[kind], code, _MESSAGES[code].replace("{line}", str(other)), place_code)
