"""xlsx workbooks: read as text, part by part, with a parser that knows no document types or entities.

Sizes are checked on the archive's directory before anything is unpacked; the ``dimension`` a file claims is
not read at all; formulas are never evaluated.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from documents.sheets.cells import Tally, date_text, finish, is_date_format, lost_digits, number_text
from documents.sheets.shape import Sheet, SheetError, SheetLimits, SheetNote, note

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SMALL_PART = 8 << 20
_Handler = Callable[[str], None]


def read_xlsx(data: bytes, limits: SheetLimits, sheet: str = "") -> Sheet:
    """Sheet of a workbook: the named one, or the first visible one that has cells. Raises SheetError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, limits)
            return _read_workbook(archive, limits, sheet)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise SheetError("damaged") from error
    except (expat.ExpatError, ParseError, UnicodeError, ValueError, RecursionError) as error:
        raise SheetError("damaged") from error


def _check_archive(archive: zipfile.ZipFile, limits: SheetLimits) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError("encrypted")
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
        raise SheetError("bomb")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise SheetError("damaged")
    if "xl/workbook.bin" in names:
        raise SheetError("binary_sheet")


def _read_workbook(archive: zipfile.ZipFile, limits: SheetLimits, wanted: str) -> Sheet:
    book = _small(archive, "xl/workbook.xml")
    from_1904 = any(
        el.get("date1904", "") in ("1", "true") for el in book.iter() if _local(el.tag) == "workbookPr"
    )
    targets = _relations(archive)
    sheets = [
        (el.get("name", ""), targets.get(_relation_id(el), ""), el.get("state", "visible"))
        for el in book.iter()
        if _local(el.tag) == "sheet"
    ]
    present = set(archive.namelist())
    readable = [
        (name, path)
        for name, path, state in sheets
        if path in present and (state == "visible" or name == wanted)
    ]
    names = tuple(name for name, _ in readable)
    if not readable:
        raise SheetError("no_sheet")
    if wanted:
        readable = [(name, path) for name, path in readable if name == wanted]
        if not readable:
            raise SheetError("unknown_sheet")
    strings = _shared_strings(archive, limits) if "xl/sharedStrings.xml" in present else []
    dates = _date_styles(archive) if "xl/styles.xml" in present else frozenset()
    for name, path in readable:
        tally = Tally()
        grid = _Grid(strings, dates, limits, tally, from_1904=from_1904)
        _parse(archive, path, grid.start, grid.end, grid.text)
        if grid.rows or (name, path) == readable[-1]:
            notes: tuple[SheetNote, ...] = ()
            if len(names) > 1:
                notes = (note("other_sheets", count=len(names), name=name),)
            if grid.merged:
                notes = (*notes, note("merged"))
            return finish(grid.lines(), tally, limits, notes=notes, name=name, names=names)
    raise SheetError("empty")


def _small(archive: zipfile.ZipFile, path: str) -> Element:
    """Root of a small part; document types and entities are refused."""
    if archive.getinfo(path).file_size > _SMALL_PART:
        raise SheetError("bomb")
    try:
        root: Element = fromstring(archive.read(path), forbid_dtd=True)
    except DefusedXmlException as error:
        raise SheetError("unsafe_xml") from error
    return root


def _relations(archive: zipfile.ZipFile) -> dict[str, str]:
    root = _small(archive, "xl/_rels/workbook.xml.rels")
    found: dict[str, str] = {}
    for el in root:
        target = el.get("Target", "")
        if el.get("TargetMode", "") != "External":
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            found[el.get("Id", "")] = path
    return found


def _relation_id(el: Element) -> str:
    return next((value for key, value in el.attrib.items() if _local(key) == "id" and key != "id"), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles that show dates."""
    root = _small(archive, "xl/styles.xml")
    patterns = {
        int(el.get("numFmtId", "0")): el.get("formatCode", "")
        for el in root.iter()
        if _local(el.tag) == "numFmt"
    }
    styles = next((el for el in root if _local(el.tag) == "cellXfs"), None)
    if styles is None:
        return frozenset()
    numbers = [int(el.get("numFmtId", "0")) for el in styles]
    return frozenset(i for i, n in enumerate(numbers) if is_date_format(n, patterns.get(n, "")))


def _shared_strings(archive: zipfile.ZipFile, limits: SheetLimits) -> list[str]:
    found: list[str] = []
    pieces: list[str] = []
    depth = {"t": 0, "rPh": 0}

    def start(tag: str, _attributes: Mapping[str, str]) -> None:
        if tag in depth:
            depth[tag] += 1

    def end(tag: str) -> None:
        if tag in depth:
            depth[tag] -= 1
        elif tag == "si":
            found.append(_unescape("".join(pieces)))
            pieces.clear()
            if len(found) > limits.rows * limits.columns:
                raise SheetError("bomb")

    def text(value: str) -> None:
        if depth["t"] and not depth["rPh"]:
            pieces.append(value)

    _parse(archive, "xl/sharedStrings.xml", start, end, text)
    return found


def _parse(
    archive: zipfile.ZipFile,
    path: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: _Handler,
    text: _Handler,
) -> None:
    """Run a part through expat with local names; a document type is refused before anything else is read."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    names: dict[str, str] = {}

    def local_start(tag: str, attributes: dict[str, str]) -> None:
        local = names.get(tag)
        if local is None:
            local = names[tag] = tag.rpartition(":")[2]
        start(local, attributes)

    def local_end(tag: str) -> None:
        end(names[tag])

    def refuse(*_: object) -> None:
        raise SheetError("unsafe_xml")

    parser.StartElementHandler = local_start
    parser.EndElementHandler = local_end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    with archive.open(path) as part:
        parser.ParseFile(part)


class _Grid:
    """Collects the filled cells of one worksheet."""

    def __init__(
        self, strings: list[str], dates: frozenset[int], limits: SheetLimits, tally: Tally, *, from_1904: bool
    ) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.merged = False
        self._strings = strings
        self._dates = dates
        self._limits = limits
        self._tally = tally
        self._from_1904 = from_1904
        self._row = 0
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
        if self._row > self._limits.rows + 1_000:
            raise SheetError("too_many_rows", limit=self._limits.rows)
        if self._column > self._limits.columns:
            raise SheetError("too_wide", line=self._row, limit=self._limits.columns)
        self.rows.setdefault(self._row, {})[self._column] = value

    def _cell(self) -> str:
        raw = "".join(self._value)
        if self._formula:
            formula = "".join(self._formula)
            self._tally.add("formulas" if raw else "formula_text", self._row)
            if not raw:
                return formula
        if self._kind == "s":
            number = int(raw) if raw.isascii() and raw.isdigit() else -1
            if not 0 <= number < len(self._strings):
                raise SheetError("damaged")
            return self._strings[number]
        if self._kind == "inlineStr":
            return _unescape("".join(self._inline))
        if self._kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self._kind == "e":
            self._tally.add("error_cells", self._row)
            return raw
        if self._kind in ("str", "d") or not raw:
            return _unescape(raw)
        return self._number(raw.strip())

    def _number(self, raw: str) -> str:
        if self._style in self._dates:
            return date_text(float(raw), from_1904=self._from_1904)
        text = number_text(raw)
        if lost_digits(text):
            self._tally.add("long_number", self._row)
        return text


def _column(place: str) -> int:
    """Column of a cell reference from 1: A1 → 1, AB7 → 28."""
    number = 0
    for ch in place:
        if not ("A" <= ch <= "Z"):
            break
        number = number * 26 + ord(ch) - 64
    return number


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
