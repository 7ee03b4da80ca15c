"""The dry run: what an import would do, row by row, compared with what this desktop knows. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.imports import strings as words
from desktop.imports.columns import CANONICAL, ImportKind
from desktop.imports.dry_run import CHANGES_SHOWN, Change, DryRun, Known, Options, tally
from desktop.imports.plan_places import plan_territory
from desktop.imports.table import Fault, Table
from domain.duties import DutyItem, ListKind, read_duties
from domain.inbox import plan_inbox
from domain.masking import mask_name, mask_phone
from domain.roster import Household, plan_import
from domain.roster_columns import FIELD_TITLES, RosterField
from domain.roster_rows import empty_groups, read_rows


def dry_run(
    kind: ImportKind, table: Table, mapping: Mapping[str, int], known: Known, options: Options
) -> DryRun:
    """Compare the table with what is known."""
    return _PLANS[kind](table, mapping, known, options)


def _roster(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
    fields = {RosterField(name): column for name, column in mapping.items()}
    rows, errors = read_rows(
        table.rows, fields, known.territory, within=options.township, on=known.today,
        fill_down=options.fill_down, first_line=table.first_line,
    )  # fmt: skip
    plan = plan_import(known.households, rows, errors)
    faults = tuple(Fault(e.line, e.column, e.code, e.message) for e in errors)
    sizes = {"new": len(plan.new), "changed": len(plan.changed), "same": len(plan.same)}
    counts = tally(table, len(rows), faults, **sizes)
    changes = [
        Change(change.line, "changed", _who(change.household, known), _fields(change.fields))
        for change in plan.changed
    ][:CHANGES_SHOWN]
    changes += [Change(row.line, "new", _who(row.household, known)) for row in plan.new][
        : CHANGES_SHOWN - len(changes)
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
    counts = tally(table, len(items), faults, **sizes)
    changes = [Change(0, "changed", _item(item), item.unit) for item in changed]
    changes += [Change(0, "new", _item(item), item.unit) for item in new]
    return DryRun(ImportKind.DUTIES, counts, (*changed, *new), tuple(changes[:CHANGES_SHOWN]), faults)


def _item(item: DutyItem) -> str:
    return f"{item.list_kind} {item.item_no} {item.title[:60]}"


def _inbox(table: Table, mapping: Mapping[str, int], known: Known, options: Options) -> DryRun:
    del known
    plan = plan_inbox(options.source, _canonical(table, mapping), table.rows, first_line=table.first_line)
    faults = tuple(Fault(e.line, e.column, e.code, e.message) for e in plan.errors)
    sizes = {"new": len(plan.new), "changed": 0, "same": 0}
    counts = tally(table, len(plan.new) + len(plan.known), faults, **sizes)
    counts["repeated"] += len(plan.known)
    changes = tuple(Change(0, "new", m.external_no, m.subject.strip()[:40]) for m in plan.new[:CHANGES_SHOWN])
    return DryRun(ImportKind.INBOX, counts, plan.new, changes, faults, remarks=(words.INBOX_KNOWN,))


_PLANS: Mapping[ImportKind, Callable[[Table, Mapping[str, int], Known, Options], DryRun]] = {
    ImportKind.ROSTER: _roster,
    ImportKind.TERRITORY: plan_territory,
    ImportKind.DUTIES: _duties,
    ImportKind.INBOX: _inbox,
}
