"""群众诉求登记表 and 诉求交办单, with the timeline of the case (全程留痕)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from documents.callback_record import TITLE, UNDER_TITLE
from documents.layout.dates import stamp
from documents.layout.flow import Align, Flow, Margins
from documents.layout.forms import HEAD, Cell, Form, heading, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.strings import MISSING_NOTE, NONE
from documents.strings import case as words

_COLUMNS: Final = (15, 30, 15, 30)
_TIMELINE: Final = (21, 14, 23, 32)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step: epoch seconds, stage as the county names it, who, what."""

    at: int
    stage: str
    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """Facts of a case at the time of printing; personal data as the reader may see them.

    ``duty_item`` is the number and name of the item in the duty list (峄城: 职责清单作为分流依据).
    ``due`` are lines such as “签收 2026-11-22 10:00”.
    """

    case_no: str
    office: str
    source: str
    registered_at: int
    reporter: str
    phone: str
    place: str
    category: str
    grade: str
    content: str
    round_no: int = 1
    attachments: Sequence[str] = ()
    unit: str = ""
    leader: str = ""
    handler: str = ""
    duty_item: str = ""
    due: Sequence[str] = ()
    opinion: str = ""
    timeline: Sequence[TimelineEntry] = ()


def lay_case_sheet(flow: Flow, sheet: CaseSheet, *, order: bool) -> None:
    """Set the sheet; ``order`` makes it the order for the handling unit, with a receipt."""
    flow.paragraph(words.ORDER if order else words.SHEET, TITLE)
    flow.paragraph(sheet.office, UNDER_TITLE)
    flow.space(2)
    form = Form(flow, _COLUMNS)
    round_text = words.ROUND_N.format(number=sheet.round_no)
    form.row(label(words.CASE_NO), value(sheet.case_no), label(words.ROUND), value(round_text))
    form.row(
        label(words.SOURCE), value(sheet.source), label(words.REGISTERED), value(stamp(sheet.registered_at))
    )
    form.row(label(words.REPORTER), value(sheet.reporter), label(words.PHONE), value(sheet.phone))
    form.row(label(words.PLACE), value(sheet.place, 3))
    form.row(label(words.CATEGORY), value(sheet.category), label(words.GRADE), value(sheet.grade))
    form.row(label(words.CONTENT), prose(sheet.content, 3), height=36)
    attachments = "\n".join(f"{number}. {name}" for number, name in enumerate(sheet.attachments, 1))
    form.row(label(words.ATTACHMENTS), value(attachments or NONE, 3))
    form.row(label(words.UNIT), value(sheet.unit), label(words.LEADER), value(sheet.leader))
    form.row(label(words.DUE), value("\n".join(sheet.due)), label(words.HANDLER), value(sheet.handler))
    form.row(label(words.DUTY_ITEM), value(sheet.duty_item, 3))
    if order:
        form.row(label(words.OPINION), prose(sheet.opinion, 3, foot=(words.ISSUED_BY,)), height=28)
        form.row(label(words.RECEIPT), prose("", 3, foot=(words.RECEIVED_BY,)), height=14, split=False)
    form.close()
    if sheet.timeline:
        heads = tuple(Cell(text, 1, HEAD, tint=True) for text in words.TIMELINE_HEADS)
        if flow.room < 110:
            flow.new_page()
        timeline = Form(flow, _TIMELINE)
        timeline.row(heading(words.TIMELINE, len(_TIMELINE)))
        timeline.row(*heads)
        timeline.repeat_on_next_page([heads])
        for entry in sheet.timeline:
            timeline.row(
                value(stamp(entry.at), align=Align.CENTRE),
                value(entry.stage, align=Align.CENTRE),
                value(entry.actor),
                prose(entry.text, indent=0),
            )
        timeline.close()
    flow.missing_note(MISSING_NOTE)


def write_case_sheet(sheet: CaseSheet, imprint: Imprint, stream: BinaryIO, *, order: bool = False) -> Printed:
    """Write 登记表, or 交办单 where ``order``."""
    flow = Flow(Margins(top=20))
    lay_case_sheet(flow, sheet, order=order)
    return print_sheets(flow.sheets, imprint, stream, title=words.ORDER if order else words.SHEET)
