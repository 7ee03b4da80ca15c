"""Reading a sheet of any kind: the content decides, not the file's name."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

from documents.sheets.delimited import is_wide, read_delimited
from documents.sheets.shape import (
    DEFAULT_LIMITS,
    MEGABYTE,
    Sheet,
    SheetError,
    SheetLimits,
    SheetProblem,
    note,
)
from documents.sheets.strings import KIND_NAMES
from documents.sheets.xls import read_xls
from documents.sheets.xlsx import read_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"{\\rtf", "document"),
)
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls", ".et"), "csv": (".csv", ".txt", ".tsv")}
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|table|meta|style)[\s>]", re.IGNORECASE)


def read_sheet(
    data: bytes, filename: str, *, limits: SheetLimits = DEFAULT_LIMITS, sheet: str = ""
) -> Sheet | SheetProblem:
    """Sheet of a csv, xlsx or xls file, or why it cannot be read.

    ``filename`` only serves the note that its suffix does not fit. ``sheet`` names a worksheet. A hostile
    file may still take long: for files from outside use ``read_sheet_in_process``.
    """
    try:
        if len(data) > limits.file:
            raise SheetError("too_big", limit=limits.file // MEGABYTE)
        kind = kind_of(data)
        if kind == "xlsx":
            read = read_xlsx(data, limits, sheet)
        elif kind == "xls":
            read = read_xls(data, limits, sheet)
        else:
            read = read_delimited(data, limits)
    except SheetError as error:
        return error.problem
    suffix = PurePath(filename).suffix.lower()
    if suffix in _SUFFIXES[kind]:
        return read
    return replace(read, notes=(note("extension", what=KIND_NAMES[kind]), *read.notes))


def kind_of(data: bytes) -> str:
    """``xlsx``, ``xls`` or ``csv`` by content. Raises SheetError for anything else."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise SheetError("empty")
    if data.startswith(b"PK"):
        return _kind_of_archive(data)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SheetError("encrypted")
        if "WordDocument".encode("utf-16-le") in data or "PowerPoint Document".encode("utf-16-le") in data:
            raise SheetError("not_a_sheet", what=KIND_NAMES["document"])
        return "xls"
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00"):
        return "xls"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise SheetError("not_a_sheet", what=KIND_NAMES[kind])
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
            raise SheetError("xml_sheet")
        if _HTML.search(data[:4096]):
            raise SheetError("html")
    if not is_wide(data) and _looks_binary(data[:8192]):
        raise SheetError("not_a_sheet", what=KIND_NAMES["other"])
    return "csv"


def _kind_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        # without its directory at the end it was cut short; anything else is damage
        raise SheetError("damaged" if b"PK\x05\x06" in data[-66_000:] else "truncated") from error
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        raise SheetError("ods")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise SheetError("not_a_sheet", what=KIND_NAMES["document"])
    raise SheetError("not_a_sheet", what=KIND_NAMES["archive"])


def _looks_binary(sample: bytes) -> bool:
    """True when control bytes are too many for text."""
    odd = sum(1 for byte in sample if byte < 32 and byte not in (0, 9, 10, 12, 13, 26, 27))
    return odd * 20 > len(sample)
