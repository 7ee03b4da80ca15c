"""The table that an import works on, and the table of its errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.imports import strings as words
from documents.sheets import Sheet, SheetProblem, read_sheet_in_process, write_csv, write_xlsx

READ_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of a file as text. `first_line`: line of the first row; `notes`: what a person should know."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_line: int = 2
    notes: tuple[str, ...] = ()
    merged: bool = False
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not imported."""

    line: int
    column: str
    code: str
    message: str


def read_table(
    path: Path, sheet: str = "", cancelled: Callable[[], bool] | None = None
) -> Table | SheetProblem:
    """Read a file in a process of its own, ended after a minute or when `cancelled` says so. Blocks."""
    found = read_sheet_in_process(path, READ_SECONDS, sheet=sheet, cancelled=cancelled)
    return found if isinstance(found, SheetProblem) else table_of(found, path.name)


def table_of(sheet: Sheet, name: str) -> Table:
    """The table of a sheet that was read."""
    return Table(
        name, sheet.header, sheet.rows, sheet.first_line, tuple(note.message for note in sheet.notes),
        any(note.code == "merged" for note in sheet.notes), sheet.name, sheet.names,
    )  # fmt: skip


def error_table(table: Table, faults: Sequence[Fault]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The faulty rows as they came, with line, columns and reasons behind: ready to correct and import again."""
    reasons: dict[int, list[Fault]] = {}
    for fault in faults:
        reasons.setdefault(fault.line, []).append(fault)
    lines: list[tuple[str, ...]] = []
    for line in sorted(reasons):
        at = line - table.first_line
        cells = table.rows[at] if 0 <= at < len(table.rows) else ("",) * len(table.header)
        columns = "、".join(dict.fromkeys(fault.column for fault in reasons[line] if fault.column))
        messages = "".join(dict.fromkeys(fault.message for fault in reasons[line]))
        lines.append((*cells, str(line), columns, messages))
    return (*table.header, *words.REASON_HEADS), tuple(lines)


def save_errors(table: Table, faults: Sequence[Fault], path: Path) -> None:
    """Write the error table in one step: .csv as CSV, everything else as a workbook. Raises OSError."""
    header, rows = error_table(table, faults)
    data = write_csv(header, rows) if path.suffix.lower() == ".csv" else write_xlsx(header, rows)
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
