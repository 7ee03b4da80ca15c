"""CSV and other delimited text: encodings and delimiters as Chinese offices really send them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice

from documents.sheets.cells import Tally, finish
from documents.sheets.shape import Sheet, SheetError, SheetLimits, SheetNote, note

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "utf-8": "UTF-8",
    "gbk": "GBK",
    "gb18030": "GB18030",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}
_DELIMITERS = (",", "\t", ";")
_SAMPLE = 65_536
_RECORDS_TRIED = 20
_FIELD_LIMIT = 1 << 26


def read_delimited(data: bytes, limits: SheetLimits) -> Sheet:
    """Sheet of delimited text. Raises SheetError."""
    text, encoding = decode(data)
    notes: list[SheetNote] = []
    if encoding != "UTF-8":
        notes.append(note("encoding", encoding=encoding))
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"sep=(.)\r?", first)
    delimiter = declared[1] if declared else _delimiter(text)
    lines, irregular = _records(rest if declared else text, delimiter, limits)
    if declared:
        lines.insert(0, [])
    if irregular:
        notes.append(note("quotes"))
    return finish(lines, Tally(), limits, encoding=encoding, notes=tuple(notes))


def decode(data: bytes) -> tuple[str, str]:
    """Text of the bytes and the encoding's name, strictly: nothing is replaced. Raises SheetError."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], codec), _NAMES[codec]
    wide = _wide_codec(data)
    if wide:
        return _strict(data, wide), _NAMES[wide]
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise SheetError("truncated") from error
        if _is_utf8_but_for_damage(data):
            raise SheetError("bad_encoding", line=data.count(b"\n", 0, error.start) + 1) from error
    try:
        return data.decode("gbk"), _NAMES["gbk"]
    except UnicodeDecodeError:
        return _strict(data, "gb18030"), _NAMES["gb18030"]


def is_wide(data: bytes) -> bool:
    """True for UTF-16 and UTF-32, whose bytes look like control characters."""
    return any(data.startswith(bom) for bom, _ in _BOMS[1:]) or bool(_wide_codec(data))


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        cut = any(word in error.reason for word in ("incomplete", "truncated", "unexpected end"))
        raise SheetError("truncated" if cut else "bad_encoding", line=line) from error


def _wide_codec(data: bytes) -> str:
    """UTF-16 without a mark: line ends and delimiters carry a zero byte on the same side each."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or sample.count(0) * 50 < len(sample) or not sample:
        return ""
    high_first = sum(sample.count(mark, 0) for mark in (b"\x00,", b"\x00\t", b"\x00\n", b"\x00\r"))
    low_first = sum(sample.count(mark, 0) for mark in (b",\x00", b"\t\x00", b"\n\x00", b"\r\x00"))
    if not high_first and not low_first:
        return ""
    return "utf-16-be" if high_first > low_first else "utf-16-le"


def _is_utf8_but_for_damage(data: bytes) -> bool:
    """True when nearly all that is not ASCII reads as UTF-8: GBK text would not."""
    text = data.decode("utf-8", "replace")
    beyond = sum(1 for ch in text if ch > "\x7f")
    broken = text.count("\ufffd")
    return broken * 20 <= beyond


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most cells, the same number in most lines."""
    sample = text[:_SAMPLE]
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        counts: dict[int, int] = {}
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        for record in islice(reader, _RECORDS_TRIED):
            if len(record) > 1:
                counts[len(record)] = counts.get(len(record), 0) + 1
        if counts:
            width, times = max(counts.items(), key=lambda item: (item[1], item[0]))
            if (times, width) > best_score:
                best, best_score = delimiter, (times, width)
    return best


def _records(text: str, delimiter: str, limits: SheetLimits) -> tuple[list[list[str]], bool]:
    """All records; True when quotes were used against the rules and had to be guessed."""
    if csv.field_size_limit() < _FIELD_LIMIT:
        csv.field_size_limit(_FIELD_LIMIT)
    lines: list[list[str]] = []
    began = 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for record in reader:
            lines.append(record)
            began = len(lines) + 1
            if began > limits.rows * 2:
                raise SheetError("too_many_rows", limit=limits.rows)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise SheetError("unclosed_quote", line=began) from error
    else:
        return lines, False
    loose = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return list(loose), True
