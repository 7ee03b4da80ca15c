"""The household roster (住户花名册): households, and the plan of what an import would change.

The stable key of a household is its place (15-digit group or 17-digit building, which holds township and
village) with the household number; a household without a number is known by place, name and telephone.
When a later roster brings the number of such a household, it is recognised and keeps its identity.

Importing is a plan first: nothing is written here, and nothing is ever removed because a file lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.roster_columns import RosterField


@dataclass(frozen=True, slots=True)
class Household:
    """One household. ``persons`` is 0 when unknown; ``phone`` holds digits only, or is empty."""

    place_code: str
    number: str
    name: str
    phone: str = ""
    address: str = ""
    persons: int = 0
    grid: str = ""

    @property
    def key(self) -> str:
        """Stable key: place and household number, else place, name and telephone."""
        return f"{self.place_code}#{self.number}" if self.number else self.person_key

    @property
    def person_key(self) -> str:
        """Key by place, name and telephone."""
        return f"{self.place_code}@{self.name}/{self.phone}"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row that reads: the line of the sheet (as a spreadsheet counts) and its household."""

    line: int
    household: Household


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row is not imported. ``place_code`` is as much of the place as the row made certain."""

    line: int
    column: str
    code: str
    message: str
    place_code: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that an import would change."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HouseholdChange:
    """An existing household, by its present key, and what would change of it."""

    key: str
    line: int
    household: Household
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What an import would do. ``gone`` is for a person to decide; it is never carried out by itself."""

    new: tuple[RosterRow, ...]
    changed: tuple[HouseholdChange, ...]
    same: tuple[str, ...]
    gone: tuple[Household, ...]
    errors: tuple[RowError, ...]
    counts: Mapping[str, int]

    @property
    def asks(self) -> bool:
        """True when so many households would be gone or changed that a person must confirm."""
        touched = len(self.gone) + len(self.changed)
        live = self.counts["existing"]
        return touched > 500 or (touched > 50 and touched * 5 > live)


def plan_import(
    existing: Iterable[Household], rows: Sequence[RosterRow], errors: Sequence[RowError] = ()
) -> RosterPlan:
    """Compare a roster that was read with what is known; the same file again changes nothing.

    An empty cell never erases a known telephone, address, number of persons or grid. A household counts as
    gone when the file has rows of its place but not the household, and no row in error could be it.
    """
    known = {household.key: household for household in existing}
    matches = _match(known, rows)
    new: list[RosterRow] = []
    changed: list[HouseholdChange] = []
    same: list[str] = []
    for row, old in zip(rows, matches, strict=True):
        if old is None:
            new.append(row)
            continue
        merged = _merge(old, row.household)
        fields = _differences(old, merged)
        if fields:
            changed.append(HouseholdChange(old.key, row.line, merged, fields))
        else:
            same.append(old.key)
    met = {old.key for old in matches if old is not None}
    places = {row.household.place_code for row in rows}
    doubtful = tuple({error.place_code for error in errors})
    gone = tuple(
        household
        for key, household in known.items()
        if key not in met and household.place_code in places and not household.place_code.startswith(doubtful)
    )
    counts = {
        "existing": len(known),
        "read": len(rows),
        "new": len(new),
        "changed": len(changed),
        "same": len(same),
        "gone": len(gone),
        "errors": len({error.line for error in errors}),
    }
    return RosterPlan(tuple(new), tuple(changed), tuple(same), gone, tuple(errors), MappingProxyType(counts))


def apply_plan(existing: Iterable[Household], plan: RosterPlan) -> tuple[Household, ...]:
    """Households after the plan: changed ones replaced in place, new ones behind; none removed."""
    changed = {change.key: change.household for change in plan.changed}
    kept = [changed.get(household.key, household) for household in existing]
    return (*kept, *(row.household for row in plan.new))


def error_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], errors: Sequence[RowError], *, first_line: int = 2
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The rows in error as they came, with line, columns and reasons behind: ready to correct and re-import.

    ``rows`` are the sheet's rows; ``first_line`` is the line of the first of them.
    """
    reasons: dict[int, list[RowError]] = {}
    for error in errors:
        reasons.setdefault(error.line, []).append(error)
    width = len(header)
    table: list[tuple[str, ...]] = []
    for line in sorted(reasons):
        cells = rows[line - first_line] if 0 <= line - first_line < len(rows) else ()
        padded = (*cells[:width], *("" for _ in range(width - len(cells))))
        columns = "、".join(dict.fromkeys(error.column for error in reasons[line]))
        table.append((*padded, str(line), columns, "".join(error.message for error in reasons[line])))
    return (*header, "原行号", "出错的列", "原因"), tuple(table)


def _match(known: Mapping[str, Household], rows: Sequence[RosterRow]) -> list[Household | None]:
    """Existing household of each row: by key first for all rows, then by person where a number is lacking."""
    matches: list[Household | None] = []
    free = dict(known)
    for row in rows:
        matches.append(free.pop(row.household.key, None))
    by_person = {household.person_key: household for household in free.values()}
    for at, row in enumerate(rows):
        if matches[at] is None:
            old = by_person.get(row.household.person_key)
            if old is not None and not (old.number and row.household.number):
                matches[at] = by_person.pop(old.person_key)
    return matches


def _merge(old: Household, new: Household) -> Household:
    return replace(
        new,
        number=new.number or old.number,
        phone=new.phone or old.phone,
        address=new.address or old.address,
        persons=new.persons or old.persons,
        grid=new.grid or old.grid,
    )


_COMPARED: tuple[RosterField, ...] = (
    RosterField.NUMBER,
    RosterField.NAME,
    RosterField.PHONE,
    RosterField.ADDRESS,
    RosterField.PERSONS,
    RosterField.GRID,
)


def _differences(old: Household, new: Household) -> tuple[FieldChange, ...]:
    if old == new:
        return ()
    pairs = ((name, str(getattr(old, name)), str(getattr(new, name))) for name in _COMPARED)
    return tuple(FieldChange(name, before, after) for name, before, after in pairs if before != after)
