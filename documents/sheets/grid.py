"""The cells of one worksheet, collected while its part is parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from documents.sheets.cells import Tally, date_text, lost_digits, number_text
from documents.sheets.shape import SheetError, SheetLimits

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Grid:
    """Collects the filled cells of one worksheet."""

    def __init__(
        self, strings: list[str], dates: frozenset[int], limits: SheetLimits, *, from_1904: bool
    ) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.merged = False
        self.tally = Tally()
        self._strings = strings
        self._dates = dates
        self._limits = limits
        self._from_1904 = from_1904
        self._row = 0
        self._met = 0
        self._column = 0
        self._kind = ""
        self._style = 0
        self._into: list[str] | None = None
        self._value: list[str] = []
        self._formula: list[str] = []
        self._inline: list[str] = []
        self._phonetic = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Element begins."""
        if tag in ("c", "row"):
            self._met += 1
            if self._met > self._limits.cells:
                raise SheetError("too_many_cells", limit=self._limits.cells)
        if tag == "c":
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", "0"))
            place = attributes.get("r", "")
            self._column = _column(place) if place else self._column + 1
            self._value, self._formula, self._inline = [], [], []
        elif tag == "v":
            self._into = self._value
        elif tag == "f":
            self._into = self._formula
            self._formula.append("=")
        elif tag == "t" and not self._phonetic:
            self._into = self._inline
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "mergeCell":
            rows = re.findall("[0-9]+", attributes.get("ref", ""))
            self.merged = self.merged or (len(rows) == 2 and rows[0] != rows[1])

    def text(self, value: str) -> None:
        """Characters of the open value, formula or inline text."""
        if self._into is not None:
            self._into.append(value)

    def end(self, tag: str) -> None:
        """Element ends."""
        if tag in ("v", "f", "t"):
            self._into = None
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "c":
            value = self._cell()
            if value:
                self._keep(value)

    def lines(self) -> list[list[str]]:
        """Rows from line 1 to the last filled one; cells from column A."""
        result: list[list[str]] = []
        for number in range(1, max(self.rows, default=0) + 1):
            cells = self.rows.get(number)
            result.append([cells.get(i, "") for i in range(1, max(cells) + 1)] if cells else [])
        return result

    def _keep(self, value: str) -> None:
        if self._row < 1 or self._column < 1:
            raise SheetError("damaged")
        if self._row > self._limits.rows + 1_000:
            raise SheetError("too_many_rows", limit=self._limits.rows)
        if self._column > self._limits.columns:
            raise SheetError("too_wide", line=self._row, limit=self._limits.columns)
        self.rows.setdefault(self._row, {})[self._column] = value

    def _cell(self) -> str:
        raw = "".join(self._value)
        if self._formula:
            formula = "".join(self._formula)
            self.tally.add("formulas" if raw else "formula_text", self._row)
            if not raw:
                return formula
        if self._kind == "s":
            number = int(raw) if raw.isascii() and raw.isdigit() else -1
            if not 0 <= number < len(self._strings):
                raise SheetError("damaged")
            return self._strings[number]
        if self._kind == "inlineStr":
            return unescape("".join(self._inline))
        if self._kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self._kind == "e":
            self.tally.add("error_cells", self._row)
            return raw
        if self._kind in ("str", "d") or not raw:
            return unescape(raw)
        return self._number(raw.strip())

    def _number(self, raw: str) -> str:
        if self._style in self._dates:
            return date_text(float(raw), from_1904=self._from_1904)
        text = number_text(raw)
        if lost_digits(text):
            self.tally.add("long_number", self._row)
        return text


def _column(place: str) -> int:
    """Column of a cell reference from 1: A1 → 1, AB7 → 28; 0 when it is none."""
    number = 0
    for ch in place.rstrip("0123456789"):
        if not ("A" <= ch <= "Z"):
            return 0
        number = number * 26 + ord(ch) - 64
    return number


def unescape(text: str) -> str:
    """Text with the workbook's _xHHHH_ escapes undone."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
