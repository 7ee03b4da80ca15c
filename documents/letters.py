"""Official letters in 信函格式 (GB/T 9704-2012): 建议函, 督办通知书, 问责移送函, 不予受理告知书, 重新办理通知.

Name of the office 30 mm from the upper edge, red double rules of 170 mm, 28 × 22 characters on a page (advance
15.79 pt, lines 28.99 pt), first page without number, room for the seal left free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from documents.fonts import Face
from documents.fonts import width as text_width
from documents.layout.clean import one_line
from documents.layout.dates import day
from documents.layout.flow import Align, Flow, Margins, Style, fit_size
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.layout.ink import A4, MM, RED, Frame, Rule, Text
from documents.strings import DATE_BLANK, MISSING_NOTE, SEAL
from documents.strings import letters as words

_SIZE: Final = 16.0
_LINE: Final = 28.99
_TRACKING: Final = -0.21
BODY: Final = Style(Face.SERIF, _SIZE, _LINE, Align.JUSTIFY, 2, _TRACKING)
_LEVEL_ONE: Final = Style(Face.SANS, _SIZE, _LINE, Align.JUSTIFY, 2, _TRACKING)
_ADDRESSEE: Final = Style(Face.SERIF, _SIZE, _LINE, Align.JUSTIFY, 0, _TRACKING)
_TITLE: Final = Style(Face.SERIF_BOLD, 22, 33, Align.CENTRE)
_SEAL_ROOM: Final = 24 * MM


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it will stand on paper.

    Attributes:
        kind: name of the kind of letter, for file title and footer.
        issuer: office whose name heads the letter.
        number: 发文字号 such as ``石桥综治函〔2026〕5号``; empty where none.
        title: heading; ``addressee`` without the colon.
        body: paragraphs; those that start with 一、 二、 … are set as headings.
        dated: epoch seconds, ``None`` leaves the date blank.
        receipt: paragraphs of the tear-off receipt.
    """

    kind: str
    issuer: str
    number: str
    title: str
    addressee: str
    body: Sequence[str]
    dated: int | None
    contact: str = ""
    attachments: Sequence[str] = ()
    copies_to: str = ""
    receipt: Sequence[str] = ()


def lay_letter(flow: Flow, letter: Letter) -> None:
    """Set the letter on a flow with the margins of GB/T 9704."""
    _masthead(flow, letter)
    flow.paragraph(letter.title, _TITLE)
    flow.y -= _LINE
    flow.paragraph(letter.addressee + "：", _ADDRESSEE)
    for paragraph in letter.body:
        level_one = len(paragraph) < 40 and paragraph[:1] in "一二三四五六七八九" and paragraph[1:2] == "、"
        flow.paragraph(paragraph, _LEVEL_ONE if level_one else BODY)
    if letter.attachments:
        flow.y -= _LINE / 2
        for number, name in enumerate(letter.attachments, 1):
            numbered = f"{number}. {name}"
            text = (
                words.ATTACHED.format(first=numbered)
                if number == 1
                else words.ATTACHED_NEXT.format(number=number, name=name)
            )
            flow.paragraph(text, BODY)
    flow.need(_SEAL_ROOM + 3 * _LINE)
    flow.y -= _SEAL_ROOM
    _signature(flow, letter)
    if letter.contact:
        flow.need(_LINE)
        flow.paragraph(f"（{letter.contact}）", BODY)
    if letter.copies_to:
        flow.need(2 * _LINE)
        flow.y -= _LINE / 3
        flow.rule(0.35 * MM)
        flow.paragraph(
            words.CARBON.format(units=letter.copies_to), Style(Face.SERIF, 14, 24, Align.JUSTIFY, 1)
        )
        flow.rule(0.35 * MM)
    if letter.receipt:
        _receipt(flow, letter.receipt)
    flow.missing_note(MISSING_NOTE)


def _double_rule(flow: Flow, y: float, *, thick_above: bool) -> None:
    left = (A4[0] - 170 * MM) / 2
    right = left + 170 * MM
    first, second = (2.2, 0.7) if thick_above else (0.7, 2.2)
    flow.put(Rule(left, y, right, y, first, RED), Rule(left, y - 2.8, right, y - 2.8, second, RED))


def _masthead(flow: Flow, letter: Letter) -> None:
    name = flow.note_text(letter.issuer).replace("\n", " ")
    size = fit_size([name], Face.SERIF_BOLD, 34, 160 * MM, 14)
    spacing = 3.0 if text_width(name, Face.SERIF_BOLD, size) < 120 * MM else 0.0
    length = text_width(name, Face.SERIF_BOLD, size) + spacing * (len(name) - 1)
    top = A4[1] - 30 * MM
    flow.put(Text((A4[0] - length) / 2, top - size * 0.88, name, Face.SERIF_BOLD, size, spacing, RED))
    below = top - size * 1.1 - 4 * MM
    _double_rule(flow, below, thick_above=True)
    _double_rule(flow, 20 * MM + 2.8, thick_above=False)
    flow.y = below - 5 * MM
    if letter.number:
        flow.paragraph(letter.number, Style(Face.SERIF, _SIZE, _LINE, Align.RIGHT))
    flow.y -= _LINE


def _signature(flow: Flow, letter: Letter) -> None:
    """Office and date at the right, the date four characters from the edge, the shorter centred on the longer."""
    office, date = one_line(letter.issuer), day(letter.dated) or DATE_BLANK
    date_width, office_width = text_width(date, Face.SERIF, _SIZE), text_width(office, Face.SERIF, _SIZE)
    middle = flow.left + flow.measure - 4 * _SIZE - date_width / 2
    middle = min(middle, flow.left + flow.measure - office_width / 2)
    for text, length in ((office, office_width), (date, date_width)):
        flow.put(Text(middle - length / 2, flow.y - _LINE * 0.75, text, Face.SERIF, _SIZE))
        flow.y -= _LINE
    mark = text_width(SEAL, Face.SERIF, 11)
    flow.put(Text(middle - mark / 2, flow.y + 3 * _LINE - 4, SEAL, Face.SERIF, 11, 0.0, (0.7, 0.7, 0.7)))


def _receipt(flow: Flow, paragraphs: Sequence[str]) -> None:
    flow.need((len(paragraphs) + 2) * _LINE)
    flow.y -= _LINE / 2
    x = flow.left
    while x < flow.left + flow.measure:
        flow.put(Rule(x, flow.y, min(x + 6, flow.left + flow.measure), flow.y, 0.5))
        x += 10
    flow.y -= 4
    flow.paragraph(words.RECEIPT, Style(Face.SANS, _SIZE, _LINE, Align.CENTRE))
    for paragraph in paragraphs:
        flow.paragraph(paragraph, Style(Face.SERIF, 14, 27, Align.JUSTIFY, 2))


def write_letter(letter: Letter, imprint: Imprint, stream: BinaryIO) -> Printed:
    """Write one letter."""
    flow = Flow(Margins(top=37, right=26, bottom=35, left=28), frame=Frame.LETTER)
    lay_letter(flow, letter)
    for number, sheet in enumerate(flow.sheets[1:], 2):
        text = words.PAGE.format(number=number)
        length = text_width(text, Face.SERIF, 14)
        shift = flow.left + 14 if number % 2 == 0 else flow.left + flow.measure - length - 14
        sheet.marks.append(Text(shift, 35 * MM - 7 * MM - 12, text, Face.SERIF, 14))
    return print_sheets(flow.sheets, imprint, stream, title=letter.kind)
