"""Cell values as exact text: numbers without loss, dates as ISO text, hostile characters counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from documents.sheets.shape import Sheet, SheetError, SheetLimits, SheetNote, note

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")
_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_LINES_SHOWN = 5


class Tally:
    """Counts cells by what is remarkable about them and remembers the first lines."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._lines: dict[str, list[int]] = {}

    def add(self, code: str, line: int) -> None:
        """Count one cell of a line."""
        self._counts[code] = self._counts.get(code, 0) + 1
        lines = self._lines.setdefault(code, [])
        if len(lines) < _LINES_SHOWN and line not in lines:
            lines.append(line)

    def notes(self) -> tuple[SheetNote, ...]:
        """One note for each code."""
        return tuple(
            note(code, tuple(self._lines[code]), count=count) for code, count in self._counts.items()
        )


def number_text(raw: str) -> str:
    """Digits of a number as stored: 1.3900001234E10 → 13900001234, 0.10000000000000001 → 0.1."""
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return raw
    if value == value.to_integral_value():
        return format(value.to_integral_value() + 0, "f")
    return format(Decimal(repr(float(value))), "f")


def lost_digits(text: str) -> bool:
    """True for a whole number of more digits than a spreadsheet keeps."""
    return len(text.lstrip("-")) > 15 and text.lstrip("-").isdigit()


def date_text(serial: float, *, from_1904: bool) -> str:
    """ISO text of a spreadsheet's date number: date, date and time, or (below one day) time.

    A number that is no date (negative, beyond the year 9999) comes back as a number.
    """
    if serial < 0 or serial >= 2_958_466:
        return number_text(repr(serial))
    if serial < 1:
        return (datetime(2000, 1, 1) + timedelta(seconds=round(serial * 86_400))).strftime("%H:%M:%S")  # noqa: DTZ001
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if serial >= 61 else 31)  # noqa: DTZ001
    try:
        moment = start + timedelta(days=int(serial), seconds=round((serial - int(serial)) * 86_400))
    except OverflowError:
        return number_text(repr(serial))
    return moment.date().isoformat() if serial == int(serial) else moment.isoformat(" ", "seconds")


def is_date_format(number: int, pattern: str) -> bool:
    """True when a number format shows a date or time."""
    if number in _BUILTIN_DATES:
        return True
    bare = _QUOTED.sub("", pattern.split(";", maxsplit=1)[0].lower())
    return any(ch in bare for ch in "ymdhs年月日时分秒") and "general" not in bare


def finish(
    lines: Sequence[Sequence[str]],
    tally: Tally,
    limits: SheetLimits,
    *,
    encoding: str = "",
    notes: tuple[SheetNote, ...] = (),
    name: str = "",
    names: tuple[str, ...] = (),
) -> Sheet:
    """Sheet of all lines: the header is found, widths are made equal, remarkable characters are noted.

    The header is the first line with two filled cells (a title may stand above it), else the first filled.
    """
    filled = [i for i, line in enumerate(lines) if any(cell.strip() for cell in line)]
    if not filled:
        raise SheetError("empty")
    top = next((i for i in filled if sum(1 for cell in lines[i] if cell.strip()) > 1), filled[0])
    if top == filled[-1]:
        raise SheetError("header_only")
    if filled[-1] - top > limits.rows:
        raise SheetError("too_many_rows", limit=limits.rows)
    body = [_checked(lines[i], i + 1, tally, limits) for i in range(top, filled[-1] + 1)]
    width = max(len(line) for line in body)
    equal = [
        line if len(line) == width else (*line, *("" for _ in range(width - len(line)))) for line in body
    ]
    return Sheet(
        equal[0],
        tuple(equal[1:]),
        encoding,
        (*notes, *tally.notes()),
        top + 1,
        name,
        names or ((name,) if name else ()),
    )


def _checked(line: Sequence[str], number: int, tally: Tally, limits: SheetLimits) -> tuple[str, ...]:
    cells = list(line)
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > limits.columns:
        raise SheetError("too_wide", line=number, limit=limits.columns)
    for column, cell in enumerate(cells):
        if cell.isprintable():
            if len(cell) > limits.cell:
                raise SheetError("cell_too_long", line=number, limit=limits.cell)
            continue
        if len(cell) > limits.cell:
            raise SheetError("cell_too_long", line=number, limit=limits.cell)
        if _CONTROL.search(cell):
            tally.add("control", number)
        if BIDI.search(cell):
            tally.add("bidi", number)
        if SURROGATE.search(cell):
            cells[column] = SURROGATE.sub("\ufffd", cell)
            tally.add("replaced", number)
    return tuple(cells)
