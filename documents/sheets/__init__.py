"""Spreadsheets in and out: csv, xlsx and xls read safely as text; csv and xlsx written with inert cells."""

from documents.sheets.apart import read_file, read_sheet_in_process
from documents.sheets.reading import read_sheet
from documents.sheets.shape import DEFAULT_LIMITS, Sheet, SheetLimits, SheetNote, SheetProblem
from documents.sheets.writing import visible, write_csv, write_xlsx

__all__ = [
    "DEFAULT_LIMITS",
    "Sheet",
    "SheetLimits",
    "SheetNote",
    "SheetProblem",
    "read_file",
    "read_sheet",
    "read_sheet_in_process",
    "visible",
    "write_csv",
    "write_xlsx",
]
