"""What a dry run is compared with, what a person chooses for it, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.imports.columns import ImportKind
from desktop.imports.table import Fault, Table
from domain.duties import DutyList
from domain.roster import Household
from domain.territory import Territory

_REPEATED = frozenset({"repeated", "duplicate_number", "duplicate_person", "two_contents"})
CHANGES_SHOWN = 200


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


def tally(table: Table, taken: int, faults: Sequence[Fault], **counts: int) -> dict[str, int]:
    """All counts; rows that are neither taken nor faulty are blank."""
    codes: dict[int, set[str]] = {}
    for fault in faults:
        codes.setdefault(fault.line, set()).add(fault.code)
    repeated = sum(1 for found in codes.values() if found <= _REPEATED)
    blank = len(table.rows) - taken - len(codes)
    return counts | {"repeated": repeated, "blank": blank, "errors": len(codes) - repeated}
