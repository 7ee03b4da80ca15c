"""What stands around the content of a page: footer, page numbers, verification code, watermark, print marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import cos, radians, sin
from typing import BinaryIO, Final

from documents import strings
from documents.codes import Rows, matrix
from documents.fonts import Face, MissingCharacter, missing_characters
from documents.fonts import width as text_width
from documents.layout.clean import one_line
from documents.layout.dates import stamp
from documents.layout.ink import (
    GREY,
    MM,
    RED,
    Colour,
    Frame,
    Mark,
    Modules,
    Rule,
    Sheet,
    Text,
    text_of,
)
from documents.layout.painter import write_sheets

_FOOT: Final = 7.5
_CODE: Final = 13 * MM
_PALE: Final[Colour] = (0.87, 0.87, 0.87)
_PALE_RED: Final[Colour] = (0.95, 0.84, 0.84)
_HASH_CHARACTERS: Final = 16
_LONGEST_NUMBER: Final = 40
_LONGEST_FOOT: Final = 300


@dataclass(frozen=True, slots=True)
class Imprint:
    """Facts of one print, given by the caller.

    Attributes:
        case_no: number of the case, or the temporary one while the county has not given it.
        printed_at: epoch seconds.
        operator: who prints, as shown (name and post).
        temporary_no: number used before synchronisation; printed beside the case number for ever.
        personal: the pages show personal data in full: watermark with operator and time.
        draft: not approved yet: 未定稿.
        unsynced: made from facts that the county has not confirmed: 未同步.
        reprint: printed before: 补打.
        practice: not a real matter: 练习.
        proof: whether the verification code is printed.
    """

    case_no: str
    printed_at: int
    operator: str
    temporary_no: str = ""
    personal: bool = False
    draft: bool = False
    unsynced: bool = False
    reprint: bool = False
    practice: bool = False
    proof: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written: pages, the text of the verification code, and the characters that no font could draw."""

    pages: int
    proof: str
    missing: tuple[MissingCharacter, ...] = ()


def proof_of(case_no: str, sheets: Sequence[Sheet]) -> str:
    """Verification text: ``MQ/<case>/<first 16 hex digits of SHA-256 over the text of all pages>``."""
    digest = sha256(text_of(sheets).encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARACTERS]
    return f"MQ/{one_line(case_no)[:_LONGEST_NUMBER]}/{digest}".upper()


def print_sheets(sheets: Sequence[Sheet], imprint: Imprint, stream: BinaryIO, *, title: str) -> Printed:
    """Frame the pages and write them.

    Args:
        sheets: laid pages; they are not changed.
        imprint: facts of this print.
        stream: open for writing bytes.
        title: name of the kind of document; it becomes the title of the file, so no person in it.
    """
    proof = proof_of(imprint.case_no, sheets)
    rows = matrix(proof, outdoor=False) if imprint.proof else None
    total = sum(sheet.numbered for sheet in sheets)
    framed: list[Sheet] = []
    number = 0
    for sheet in sheets:
        number += sheet.numbered
        before: list[Mark] = []
        after: list[Mark] = []
        if sheet.frame is not Frame.NONE:
            before = _watermarks(sheet, imprint)
            pages = strings.PAGE_OF.format(page=number, total=total) if sheet.numbered else ""
            after = _footer(sheet, imprint, pages, title, rows) + _stamps(sheet, imprint)
        framed.append(Sheet(before + sheet.marks + after, sheet.size, sheet.numbered, sheet.frame))
    write_sheets(framed, stream, title=title)
    return Printed(len(framed), proof, tuple(missing_characters([text_of(sheets)])))


def _footer(sheet: Sheet, imprint: Imprint, pages: str, title: str, rows: Rows | None) -> list[Mark]:
    letter = sheet.frame is Frame.LETTER
    left, right = 28 * MM, sheet.size[0] - (26 if letter else 20) * MM
    drop = 5.5 * MM if letter else 0.0
    code = _CODE - 1.5 * MM if letter else _CODE
    marks: list[Mark] = [] if letter else [Rule(left, 23 * MM, right, 23 * MM, 0.4, GREY)]
    edge = right
    if rows:
        edge = right - code - 3 * MM
        marks.append(Modules(right - code, (6.5 if letter else 9) * MM, code, rows))
    number = strings.FOOT_CASE.format(number=one_line(imprint.case_no)) if imprint.case_no else ""
    if imprint.temporary_no and imprint.temporary_no != imprint.case_no:
        number += strings.FOOT_TEMPORARY.format(number=one_line(imprint.temporary_no))
    printed = strings.FOOT_PRINTED.format(time=stamp(imprint.printed_at), operator=one_line(imprint.operator))
    first = "  ".join(part for part in (title, number) if part)
    for at, text in ((18.6 * MM, first), (14.6 * MM, printed)):
        marks.append(
            Text(left, at - drop, _shortened(text, edge - left - 30 * MM), Face.SANS, _FOOT, colour=GREY)
        )
    if pages:
        length = text_width(pages, Face.SANS, 9)
        marks.append(Text(edge - length, 18.2 * MM - drop, pages, Face.SANS, 9))
    return marks


def _shortened(text: str, room: float) -> str:
    text = text[:_LONGEST_FOOT]
    if text_width(text, Face.SANS, _FOOT) <= room:
        return text
    while text and text_width(text + "…", Face.SANS, _FOOT) > room:
        text = text[:-1]
    return text + "…"


def _stamps(sheet: Sheet, imprint: Imprint) -> list[Mark]:
    """Boxed words at the upper right: 补打, 未同步, 练习."""
    words = [
        word
        for word, wanted in (
            (strings.REPRINT, imprint.reprint),
            (strings.UNSYNCED, imprint.unsynced),
            (strings.PRACTICE, imprint.practice),
        )
        if wanted
    ]
    marks: list[Mark] = []
    right, size = sheet.size[0] - 20 * MM, 10.0
    top = sheet.size[1] - 8 * MM
    if sheet.corner:
        length = text_width(sheet.corner, Face.SANS_BOLD, 13)
        marks.append(Text(right - length, top - 12, sheet.corner, Face.SANS_BOLD, 13))
        right -= length + 10
    for word in words:
        length = text_width(word, Face.SANS_BOLD, size) + 8
        left = right - length
        corners = ((left, top), (right, top), (right, top - 16), (left, top - 16), (left, top))
        for (x1, y1), (x2, y2) in pairwise(corners):
            marks.append(Rule(x1, y1, x2, y2, 0.9, RED))
        marks.append(Text(left + 4, top - 11.6, word, Face.SANS_BOLD, size, colour=RED))
        right = left - 6
    return marks


def _watermarks(sheet: Sheet, imprint: Imprint) -> list[Mark]:
    marks: list[Mark] = []
    width, height = sheet.size
    if imprint.personal:
        text = strings.PERSONAL_MARK.format(
            operator=one_line(imprint.operator)[:_LONGEST_NUMBER], time=stamp(imprint.printed_at)
        )
        for row in range(6):
            for column in range(2):
                marks.append(
                    Text(
                        (0.06 + 0.5 * column + 0.1 * (row % 2)) * width,
                        (0.1 + 0.155 * row) * height,
                        text,
                        Face.SANS,
                        9.5,
                        colour=_PALE,
                        angle=24,
                    )
                )
    large = strings.DRAFT if imprint.draft else strings.PRACTICE if imprint.practice else ""
    if large:
        marks.append(diagonal(large, sheet.size, _PALE_RED))
    return marks


def diagonal(word: str, size: tuple[float, float], colour: Colour) -> Text:
    """One large word from lower left to upper right through the middle of the page."""
    height = 100.0 if len(word) <= 3 else 300.0 / len(word)
    spacing = height * 0.2
    length = text_width(word, Face.SANS_BOLD, height) + spacing * (len(word) - 1)
    turn = radians(45)
    x = size[0] / 2 - cos(turn) * length / 2 + sin(turn) * height * 0.36
    y = size[1] / 2 - sin(turn) * length / 2 - cos(turn) * height * 0.36
    return Text(x, y, word, Face.SANS_BOLD, height, spacing, colour, 45)
