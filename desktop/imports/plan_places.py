"""The dry run of a territory: places as a list, or divisions with county, township and village in each row."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.imports import strings as words
from desktop.imports.columns import ImportKind, shape
from desktop.imports.dry_run import CHANGES_SHOWN, Change, DryRun, Known, Options, tally
from desktop.imports.table import Fault, Table
from domain.places import Place, PlaceKind, natural_parent, place_of_row
from domain.territory import Territory, territory_of_rows

_BY_LENGTH: Mapping[int, PlaceKind] = {
    4: PlaceKind.CITY, 6: PlaceKind.COUNTY, 9: PlaceKind.TOWNSHIP, 12: PlaceKind.VILLAGE, 15: PlaceKind.GROUP,
    18: PlaceKind.CELL, 16: PlaceKind.ESTATE, 17: PlaceKind.BUILDING, 14: PlaceKind.OFFICE, 11: PlaceKind.OFFICE,
}  # fmt: skip


def plan_territory(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
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
    counts = tally(table, sum(sizes.values()), faults, **sizes)
    changes = [
        Change(line, "changed", merged.path_text(p.code), f"{before[p.code].name}→{p.name}"
               if before[p.code].name != p.name else p.code) for line, p in changed
    ]  # fmt: skip
    changes += [Change(line, "new", merged.path_text(p.code), p.code) for line, p in new]
    payload = tuple(place for _, place in (*changed, *new))
    return DryRun(
        ImportKind.TERRITORY,
        counts,
        payload,
        tuple(changes[:CHANGES_SHOWN]),
        tuple(sorted(faults, key=_line)),
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
