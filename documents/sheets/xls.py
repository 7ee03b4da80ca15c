"""xls workbooks (Excel 97-2003, WPS .et), read with xlrd."""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.compdoc import CompDocError

from documents.sheets.cells import Tally, date_text, finish, lost_digits, number_text
from documents.sheets.shape import Sheet, SheetError, SheetLimits, SheetNote, note

_CORRUPT = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
)
"""What xlrd raises on files cut short or made up; each means the same to an operator."""


def read_xls(data: bytes, limits: SheetLimits, sheet: str = "") -> Sheet:
    """Sheet of a workbook: the named one, or the first visible one that has cells. Raises SheetError."""
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
        return _read(book, limits, sheet)
    except _CORRUPT as error:
        code = "encrypted" if "encrypted" in str(error).lower() else "damaged"
        raise SheetError(code) from error


def _read(book: xlrd.Book, limits: SheetLimits, wanted: str) -> Sheet:
    names = tuple(book.sheet_names())
    if wanted and wanted not in names:
        raise SheetError("unknown_sheet")
    for name in (wanted,) if wanted else names:
        page = book.sheet_by_name(name)
        if not page.nrows or (page.visibility and not wanted):
            continue
        notes: tuple[SheetNote, ...] = (
            (note("other_sheets", count=len(names), name=name),) if len(names) > 1 else ()
        )
        if page.nrows > limits.rows + 1_000:
            raise SheetError("too_many_rows", limit=limits.rows)
        tally = Tally()
        lines = [
            [
                _text(page.cell(row, column), book.datemode, row + 1, tally)
                for column in range(page.row_len(row))
            ]
            for row in range(page.nrows)
        ]
        return finish(lines, tally, limits, notes=notes, name=name, names=names)
    raise SheetError("empty")


def _text(cell: xlrd.sheet.Cell, datemode: int, line: int, tally: Tally) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        text = number_text(repr(cell.value))
        if lost_digits(text):
            tally.add("long_number", line)
        return text
    if cell.ctype == xlrd.XL_CELL_DATE:
        return date_text(float(cell.value), from_1904=bool(datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        tally.add("error_cells", line)
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return ""
