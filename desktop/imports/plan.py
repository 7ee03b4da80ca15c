"""The dry run: what an import would do, row by row, compared with what this desktop knows. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.imports import strings as words
from desktop.imports.columns import CANONICAL, ImportKind, shape
from desktop.imports.table import Fault, Table
from domain.duties import DutyItem, DutyList, ListKind, read_duties
from domain.inbox import plan_inbox
from domain.masking import mask_name, mask_phone
from domain.places import Place, PlaceKind, natural_parent, place_of_row
from domain.roster import Household, plan_import
from domain.roster_columns import FIELD_TITLES, RosterField
from domain.roster_rows import empty_groups, read_rows
from domain.territory import Territory, territory_of_rows

_REPEATED = frozenset({"repeated", "duplicate_number", "duplicate_person", "two_contents"})
_SHOWN = 200
_BY_LENGTH: Mapping[int, PlaceKind] = {
    4: PlaceKind.CITY, 6: PlaceKind.COUNTY, 9: PlaceKind.TOWNSHIP, 12: PlaceKind.VILLAGE, 15: PlaceKind.GROUP,
    18: PlaceKind.CELL, 16: PlaceKind.ESTATE, 17: PlaceKind.BUILDING, 14: PlaceKind.OFFICE, 11: PlaceKind.OFFICE,
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What this desktop has of the county now."""

    territory: Territory
    households: tuple[Household, ...] = ()
    duties: DutyList = field(default_factory=lambda: DutyList.build(()))
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chooses beside the columns."""

    township: str = ""
    fill_down: bool = False
    list_kind: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the preview: `what` is new or changed; names and numbers of people are masked."""

    line: int
    what: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen. Every row of the file stands in exactly one of `counts`.

    `payload` is what the county gets: new and changed entries only. `gone`: known, but not in the file (kept).
    """

    kind: ImportKind
    counts: Mapping[str, int]
    payload: tuple[Any, ...] = ()
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    gone: int = 0
    asks: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return sum(self.counts.values())


def dry_run(
    kind: ImportKind, table: Table, mapping: Mapping[str, int], known: Known, options: Options
) -> DryRun:
    """Compare the table with what is known."""
    return _PLANS[kind](table, mapping, known, options)


def _tally(table: Table, taken: int, faults: Sequence[Fault], **counts: int) -> dict[str, int]:
    """All counts; rows that are neither taken nor faulty are blank."""
    codes: dict[int, set[str]] = {}
    for fault in faults:
        codes.setdefault(fault.line, set()).add(fault.code)
    repeated = sum(1 for found in codes.values() if found <= _REPEATED)
    blank = len(table.rows) - taken - len(codes)
    return counts | {"repeated": repeated, "blank": blank, "errors": len(codes) - repeated}


def _roster(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
    fields = {RosterField(name): column for name, column in mapping.items()}
    rows, errors = read_rows(
        table.rows, fields, known.territory, within=options.township, on=known.today,
        fill_down=options.fill_down, first_line=table.first_line,
    )  # fmt: skip
    plan = plan_import(known.households, rows, errors)
    faults = tuple(Fault(e.line, e.column, e.code, e.message) for e in errors)
    sizes = {"new": len(plan.new), "changed": len(plan.changed), "same": len(plan.same)}
    counts = _tally(table, len(rows), faults, **sizes)
    changes = [
        Change(change.line, "changed", _who(change.household, known), _fields(change.fields))
        for change in plan.changed
    ][:_SHOWN]
    changes += [Change(row.line, "new", _who(row.household, known)) for row in plan.new][
        : _SHOWN - len(changes)
    ]
    remarks = [words.GONE.format(len(plan.gone))] if plan.gone else []
    bare = empty_groups(rows, known.territory, known.today)
    if bare:
        names = "、".join(known.territory.path_text(place.code) for place in bare[:8])
        remarks.append(
            (words.EMPTY_GROUPS_MORE if len(bare) > 8 else words.EMPTY_GROUPS).format(len(bare), names)
        )
    alarming = len(plan.changed) > 500 or (
        len(plan.changed) > 50 and len(plan.changed) * 5 > len(known.households)
    )
    asks = words.ASKS.format(len(plan.changed), len(known.households)) if alarming else ""
    payload = (*(c.household for c in plan.changed), *(r.household for r in plan.new))
    return DryRun(
        ImportKind.ROSTER, counts, payload, tuple(changes), faults, len(plan.gone), asks, tuple(remarks)
    )


def _who(household: Household, known: Known) -> str:
    number = f" {household.number}号" if household.number else ""
    return f"{known.territory.path_text(household.place_code)}{number} {mask_name(household.name)}"


def _fields(changes: Sequence[Any]) -> str:
    def shown(name: str, value: str) -> str:
        if not value or value == "0":
            return "空"
        if name == RosterField.PHONE:
            return mask_phone(value)
        return mask_name(value) if name == RosterField.NAME else value[:30]

    return "；".join(
        f"{FIELD_TITLES[RosterField(c.name)]} {shown(c.name, c.old)}→{shown(c.name, c.new)}" for c in changes
    )


def _territory(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
    del options
    read = _division_places if shape(ImportKind.TERRITORY, table.header) == "divisions" else _place_rows
    found, faults, repeats = read(table, mapping)
    named = {place.code for _, place in found}
    kept = [place for place in known.territory.places.values() if place.code not in named]
    merged, problems = Territory.build([*kept, *(place for _, place in found)])
    bad = {p.line - len(kept) - 1: p for p in problems if p.line > len(kept)}
    faults += [
        Fault(found[at][0], words.FIELDS["territory"]["code"], p.code, p.message) for at, p in bad.items()
    ]
    taken = [(line, merged.places[place.code]) for at, (line, place) in enumerate(found) if at not in bad]
    before = known.territory.places
    new = [(line, place) for line, place in taken if place.code not in before]
    changed = [(line, place) for line, place in taken if place.code in before and before[place.code] != place]
    faulty = {fault.line for fault in faults}
    sizes = {"new": 0, "changed": 0, "same": 0}
    by_line: dict[int, str] = {}
    order = ("same", "changed", "new")
    for what, entries in (("same", taken), ("changed", changed), ("new", new)):
        for line, _ in entries:
            if order.index(what) >= order.index(by_line.get(line, "same")):
                by_line[line] = what
    for line in repeats:
        by_line.setdefault(line, "same")
    for line, what in by_line.items():
        if line not in faulty:
            sizes[what] += 1
    counts = _tally(table, sum(sizes.values()), faults, **sizes)
    changes = [
        Change(line, "changed", merged.path_text(p.code), f"{before[p.code].name}→{p.name}"
               if before[p.code].name != p.name else p.code) for line, p in changed
    ]  # fmt: skip
    changes += [Change(line, "new", merged.path_text(p.code), p.code) for line, p in new]
    payload = tuple(place for _, place in (*changed, *new))
    return DryRun(
        ImportKind.TERRITORY, counts, payload, tuple(changes[:_SHOWN]), tuple(sorted(faults, key=_line))
    )


def _line(fault: Fault) -> int:
    return fault.line


_Read = tuple[list[tuple[int, Place]], list[Fault], list[int]]


def _place_rows(table: Table, mapping: Mapping[str, int]) -> _Read:
    found: list[tuple[int, Place]] = []
    faults: list[Fault] = []
    for line, row in enumerate(table.rows, table.first_line):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in mapping.items()}
        if not any(cells.values()):
            continue
        word = "".join(ch for ch in cells.get("kind", "") if ch.isalnum())
        if word:
            cells["kind"] = words.PLACE_KINDS.get(word, cells["kind"])
        else:
            cells["kind"] = str(_BY_LENGTH.get(len(cells.get("code", "")), ""))
        place = place_of_row(cells)
        if isinstance(place, Place):
            found.append((line, place))
            continue
        _, problems = territory_of_rows([cells])
        message = words.BAD_KIND if place == "bad_kind" else problems[0].message
        faults.append(
            Fault(line, words.FIELDS["territory"].get(_COLUMN.get(place, "code"), ""), place, message)
        )
    return found, faults, []


_COLUMN = {
    "bad_kind": "kind",
    "bad_grid_type": "grid_type",
    "bad_households": "households",
    "bad_date": "valid_from",
}


def _division_places(table: Table, mapping: Mapping[str, int]) -> _Read:
    """Counties and townships stand in many rows; only a differing name or a repeated village is a fault."""
    found: list[tuple[int, Place]] = []
    faults: list[Fault] = []
    repeats: list[int] = []
    seen: dict[str, str] = {}
    for line, row in enumerate(table.rows, table.first_line):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in mapping.items()}
        if not any(cells.values()):
            continue
        trouble = ""
        fresh: list[tuple[int, Place]] = []
        for kind in (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE):
            code, name = cells[f"{kind}_code"], cells[kind.value]
            if code not in seen:
                fresh.append((line, Place(code, kind, name, natural_parent(code))))
            elif seen[code] != name:
                trouble = "two_names"
            elif kind is PlaceKind.VILLAGE:
                trouble = "repeated"
        if trouble:
            faults.append(
                Fault(
                    line, words.FIELDS["divisions"]["village_code"], trouble, words.DIVISION_FAULTS[trouble]
                )
            )
            continue
        seen |= {place.code: place.name for _, place in fresh}
        found += fresh
        repeats.append(line)
    return found, faults, repeats


def _canonical(table: Table, mapping: Mapping[str, int]) -> tuple[str, ...]:
    """The header as the rules know it; columns without a field have no title."""
    titles = [""] * len(table.header)
    for name, column in mapping.items():
        titles[column] = CANONICAL[name]
    return tuple(titles)


def _duties(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
    kind = ListKind(options.list_kind) if options.list_kind else None
    items, problems = read_duties(
        _canonical(table, mapping), table.rows, list_kind=kind, first_line=table.first_line
    )
    faults = tuple(Fault(p.line, "", p.code, p.message) for p in problems)
    before = known.duties.items
    new = [item for item in items if item.key not in before]
    changed = [item for item in items if item.key in before and before[item.key] != item]
    sizes = {"new": len(new), "changed": len(changed), "same": len(items) - len(new) - len(changed)}
    counts = _tally(table, len(items), faults, **sizes)
    changes = [Change(0, "changed", _item(item), item.unit) for item in changed]
    changes += [Change(0, "new", _item(item), item.unit) for item in new]
    return DryRun(ImportKind.DUTIES, counts, (*changed, *new), tuple(changes[:_SHOWN]), faults)


def _item(item: DutyItem) -> str:
    return f"{item.list_kind} {item.item_no} {item.title[:60]}"


def _inbox(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
    del known
    plan = plan_inbox(options.source, _canonical(table, mapping), table.rows, first_line=table.first_line)
    faults = tuple(Fault(e.line, e.column, e.code, e.message) for e in plan.errors)
    sizes = {"new": len(plan.new), "changed": 0, "same": 0}
    counts = _tally(table, len(plan.new) + len(plan.known), faults, **sizes)
    counts["repeated"] += len(plan.known)
    changes = tuple(Change(0, "new", m.external_no, m.subject.strip()[:40]) for m in plan.new[:_SHOWN])
    return DryRun(ImportKind.INBOX, counts, plan.new, changes, faults, remarks=(words.INBOX_KNOWN,))


_PLANS: Mapping[ImportKind, Callable[[Table, Mapping[str, int], Known, Options], DryRun]] = {
    ImportKind.ROSTER: _roster,
    ImportKind.TERRITORY: _territory,
    ImportKind.DUTIES: _duties,
    ImportKind.INBOX: _inbox,
}
