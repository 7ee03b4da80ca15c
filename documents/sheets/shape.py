"""What reading a sheet gives: the sheet, or the problem; and the limits it is read within."""

from __future__ import annotations

from dataclasses import dataclass

from documents.sheets.strings import NOTES, PROBLEMS

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """Upper bounds of a file that is read: bytes, rows, columns, cells, characters of a cell.

    ``unpacked`` bounds the sum of sizes that an xlsx file unpacks to, ``parts`` the number of its parts.
    Empty rows and cells of a workbook count as well: reading them takes as long.
    """

    file: int = 20 * MEGABYTE
    unpacked: int = 64 * MEGABYTE
    parts: int = 2_000
    rows: int = 100_000
    columns: int = 256
    cells: int = 1_000_000
    cell: int = 200_000


DEFAULT_LIMITS = SheetLimits()


@dataclass(frozen=True, slots=True)
class SheetNote:
    """Something the operator should know though the sheet was read. ``lines``: the first few, from 1."""

    code: str
    message: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Why a file cannot be read as a sheet. The message says what is safe and what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells of one sheet as text. All rows have the width of the header.

    ``header_line`` is the header's line as a spreadsheet counts (from 1); ``rows[0]`` is the line after it.
    Blank lines between rows are kept, so that lines stay countable. ``encoding`` is empty for workbooks.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str = ""
    notes: tuple[SheetNote, ...] = ()
    header_line: int = 1
    name: str = ""
    names: tuple[str, ...] = ()

    @property
    def first_line(self) -> int:
        """Line of the first row."""
        return self.header_line + 1


class SheetError(Exception):
    """Carries a problem out of a reader; callers of the package never see it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.problem = problem(code, **values)


def problem(code: str, **values: object) -> SheetProblem:
    """Problem of a code with its sentence filled in."""
    return SheetProblem(code, PROBLEMS[code].format(**values))


def note(code: str, lines: tuple[int, ...] = (), **values: object) -> SheetNote:
    """Note of a code with its sentence filled in."""
    shown = "、".join(str(line) for line in lines)
    return SheetNote(code, NOTES[code].format(lines=shown, **values), lines)
