"""二维码张贴台账 and the calibration page of the poster printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from documents.fonts import Face
from documents.layout.flow import Align, Flow, Margins, Style
from documents.layout.forms import HEAD, Cell, Form, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.layout.ink import A4_LANDSCAPE, MM, Rule, Text
from documents.layout.painter import write_sheets
from documents.strings import MISSING_NOTE
from documents.strings import poster as words

_COLUMNS: Final = (10, 24, 16, 78, 16, 24, 26, 20)


@dataclass(frozen=True, slots=True)
class PostedCode:
    """One line of the ledger; ``posted_on`` and ``state`` as shown."""

    code: str
    kind: str
    place: str
    households: int | None
    posted_by: str = ""
    posted_on: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PostingLedger:
    """Ledger of one campaign."""

    campaign_no: str
    office: str
    codes: Sequence[PostedCode]


def write_posting_ledger(ledger: PostingLedger, imprint: Imprint, stream: BinaryIO) -> Printed:
    """Write the ledger, landscape, heads repeated on every page."""
    flow = Flow(Margins(top=18, right=18, bottom=27, left=28), A4_LANDSCAPE)
    flow.paragraph(words.LEDGER, Style(Face.SERIF_BOLD, 20, 30, Align.CENTRE))
    facts = words.LEDGER_FACTS.format(
        number=ledger.campaign_no, office=ledger.office, count=len(ledger.codes)
    )
    flow.paragraph(facts, Style(Face.SANS, 10, 18, Align.LEFT))
    flow.space(1)
    heads = tuple(Cell(text, 1, HEAD, tint=True) for text in words.LEDGER_HEADS)
    form = Form(flow, _COLUMNS, repeat=[heads])
    for number, code in enumerate(ledger.codes, 1):
        form.row(
            value(str(number), align=Align.CENTRE),
            value(code.code, align=Align.CENTRE),
            value(code.kind, align=Align.CENTRE),
            value(code.place),
            value("" if code.households is None else str(code.households), align=Align.CENTRE),
            value(code.posted_by, align=Align.CENTRE),
            value(code.posted_on, align=Align.CENTRE),
            value(code.state, align=Align.CENTRE),
        )
    form.close()
    flow.missing_note(MISSING_NOTE)
    flow.need(16 * MM)
    flow.space(5)
    flow.paragraph(words.LEDGER_SIGN, Style(Face.SANS, 10, 18, Align.LEFT))
    return print_sheets(flow.sheets, imprint, stream, title=words.LEDGER)


def write_calibration(stream: BinaryIO) -> None:
    """Write one A4 page with millimetre rulers, to find the offset of a printer."""
    flow = Flow(Margins(top=202, right=20, bottom=20, left=40))
    flow.paragraph(words.CALIBRATION, Style(Face.SANS_BOLD, 22, 40, Align.CENTRE))
    for line in words.CALIBRATION_STEPS:
        flow.paragraph(line, Style(Face.SANS, 12, 22))
    x0, y0 = 40 * MM, flow.size[1] - 40 * MM
    for at in range(151):
        tick = 6 if at % 10 == 0 else 4 if at % 5 == 0 else 2.2
        flow.put(Rule(x0 + at * MM, y0, x0 + at * MM, y0 - tick * MM, 0.3))
        flow.put(Rule(x0, y0 - at * MM, x0 + tick * MM, y0 - at * MM, 0.3))
        if at % 10 == 0 and at:
            flow.put(Text(x0 + at * MM - 5, y0 - 10 * MM, str(at), Face.SANS, 8))
            flow.put(Text(x0 + 7.5 * MM, y0 - at * MM - 3, str(at), Face.SANS, 8))
    flow.put(Rule(x0, y0, x0 + 150 * MM, y0, 0.5), Rule(x0, y0, x0, y0 - 150 * MM, 0.5))
    flow.put(Text(x0 + 62 * MM, y0 + 3 * MM, words.MILLIMETRES, Face.SANS_BOLD, 11))
    left, top = 20 * MM, flow.size[1] - 20 * MM
    for x1, y1, x2, y2 in ((0, 0, 10, 0), (10, 0, 10, -10), (10, -10, 0, -10), (0, -10, 0, 0)):
        flow.put(Rule(left + x1 * MM, top + y1 * MM, left + x2 * MM, top + y2 * MM, 0.5))
    write_sheets(flow.sheets, stream, title=words.CALIBRATION)
