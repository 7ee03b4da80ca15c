"""Writing sheets whose cells stay text: nothing in them is a formula, nothing in them is invisible."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from documents.sheets.cells import BIDI, SURROGATE
from documents.sheets.strings import CELL_CUT, SHEET_NAME, WORKBOOK_AUTHOR

_CELL_LIMIT = 32_767
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"-[0-9]{1,15}(\.[0-9]{1,10})?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_LATE_CONTROL = re.compile("[\x7f-\x9f]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_MARKS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def visible(text: str) -> str:
    """Text with what cannot be seen made visible: ␀ for control characters, [U+202E] for direction marks.

    Line feeds and tabs stay; a carriage return before a line feed goes; a lone surrogate becomes �.
    """
    if text.isprintable():
        return text
    text = SURROGATE.sub("\ufffd", text.replace("\r\n", "\n"))
    text = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text)
    text = _LATE_CONTROL.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return BIDI.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV for Excel and WPS: UTF-8 with BOM, CRLF, each formula-like cell led by an apostrophe.

    Spreadsheets turn long digit runs of a CSV into rounded numbers: use xlsx where codes matter.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_inert(cell) for cell in header])
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = SHEET_NAME) -> bytes:
    """Workbook of one sheet in which every cell is a string, formula-like ones marked as quoted.

    A cell above 32,767 characters is cut and says so at its end.
    """
    book = Workbook(write_only=True)
    book.properties.creator = WORKBOOK_AUTHOR
    page = book.create_sheet(_SHEET_MARKS.sub("_", title)[:31].strip("'") or SHEET_NAME)
    page.freeze_panes = "A2"
    for row in chain((header,), rows):
        cells = []
        for value in row:
            text = _fitting(visible(value))
            cell = WriteOnlyCell(page, value=text)
            cell.data_type = "s"
            if _FORMULA.match(text):
                cell.quotePrefix = True
            cells.append(cell)
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _inert(text: str) -> str:
    text = visible(text)
    return "'" + text if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def _fitting(text: str) -> str:
    escaped = _ESCAPE.sub("_x005F_", text)
    if len(escaped) <= _CELL_LIMIT:
        return escaped
    kept = text[: _CELL_LIMIT // 2]
    return _ESCAPE.sub("_x005F_", kept)[: _CELL_LIMIT - 60] + CELL_CUT.format(count=len(text) - len(kept))
