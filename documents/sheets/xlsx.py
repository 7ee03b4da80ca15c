"""xlsx workbooks: read as text, part by part, with a parser that knows no document types or entities.

Sizes are checked on the archive's directory before anything is unpacked; the ``dimension`` a file claims is
not read at all; formulas are never evaluated.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from documents.sheets.cells import finish, is_date_format
from documents.sheets.grid import Grid, unescape
from documents.sheets.shape import Sheet, SheetError, SheetLimits, SheetNote, note

_SMALL_PART = 8 << 20
_MAX_DEPTH = 64
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
    for title, path in readable:
        grid = Grid(strings, dates, limits, from_1904=from_1904)
        _parse(archive, path, grid.start, grid.end, grid.text)
        if grid.rows:
            return _finished(grid, limits, title, names)
    raise SheetError("empty")


def _finished(grid: Grid, limits: SheetLimits, name: str, names: tuple[str, ...]) -> Sheet:
    notes: tuple[SheetNote, ...] = ()
    if len(names) > 1:
        notes = (note("other_sheets", count=len(names), name=name),)
    if grid.merged:
        notes = (*notes, note("merged"))
    return finish(grid.lines(), grid.tally, limits, notes=notes, name=name, names=names)


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
            found.append(unescape("".join(pieces)))
            pieces.clear()
            if len(found) > limits.cells:
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
    depth = 0

    def local_start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise SheetError("damaged")
        local = names.get(tag)
        if local is None:
            local = names[tag] = tag.rpartition(":")[2]
        start(local, attributes)

    def local_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
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
