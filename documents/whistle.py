"""吹哨报到单 and its sign-in sheet. Source: 峄城 “镇街吹哨、部门报到”: 吹哨、签收、按时限报到、评价."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from documents.callback_record import TITLE, UNDER_TITLE
from documents.fonts import Face
from documents.layout.dates import stamp
from documents.layout.flow import Align, Flow, Margins, Style
from documents.layout.forms import HEAD, Cell, Form, heading, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.strings import MISSING_NOTE, OPEN
from documents.strings import case as words

_COLUMNS: Final = (15, 30, 15, 30)
_REPORTS: Final = (22, 21, 21, 17, 8, 8)
_SIGN_IN: Final = (8, 24, 14, 14, 18, 18, 20)
_LEAST_SIGN_ROWS: Final = 16


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A called unit. Times are epoch seconds, ``None`` while open; ``score`` 1 to 5 or ``None``.

    ``absent`` is said by the township, never guessed from a missing time.
    """

    unit: str
    signed_at: int | None = None
    arrived_at: int | None = None
    people: str = ""
    absent: bool = False
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Whistle:
    """One whistle: matter, place, units called, result."""

    number: str
    case_no: str
    raised_by: str
    raised_at: int
    matter: str
    place: str
    arrive_by: int
    lead_unit: str
    contact: str
    reports: Sequence[UnitReport]
    outcome: str = ""


def _punctuality(report: UnitReport, arrive_by: int) -> str:
    if report.absent:
        return words.ABSENT
    if report.arrived_at is None:
        return OPEN
    return words.ON_TIME if report.arrived_at <= arrive_by else words.LATE


def lay_whistle(flow: Flow, whistle: Whistle) -> None:
    """Set 吹哨报到单."""
    flow.paragraph(words.WHISTLE, TITLE)
    flow.paragraph(whistle.raised_by, UNDER_TITLE)
    flow.space(2)
    form = Form(flow, _COLUMNS)
    form.row(label(words.WHISTLE_NO), value(whistle.number), label(words.CASE_NO), value(whistle.case_no))
    form.row(
        label(words.RAISED_BY),
        value(whistle.raised_by),
        label(words.RAISED_AT),
        value(stamp(whistle.raised_at)),
    )
    form.row(label(words.SPOT), value(whistle.place), label(words.ARRIVE_BY), value(stamp(whistle.arrive_by)))
    form.row(label(words.LEAD), value(whistle.lead_unit), label(words.CONTACT), value(whistle.contact))
    form.row(label(words.MATTER), prose(whistle.matter, 3), height=32)
    form.close()
    heads = tuple(Cell(text, 1, HEAD, tint=True) for text in words.REPORT_HEADS)
    reports = Form(flow, _REPORTS)
    reports.row(heading(words.REPORTS, len(_REPORTS)))
    reports.row(*heads)
    reports.repeat_on_next_page([heads])
    for report in whistle.reports:
        reports.row(
            value(report.unit),
            value(stamp(report.signed_at) or OPEN, align=Align.CENTRE),
            value(stamp(report.arrived_at) or OPEN, align=Align.CENTRE),
            value(report.people),
            value(_punctuality(report, whistle.arrive_by), align=Align.CENTRE),
            value(OPEN if report.score is None else str(report.score), align=Align.CENTRE),
            height=10,
        )
    reports.close()
    form = Form(flow, _COLUMNS)
    form.row(label(words.OUTCOME), prose(whistle.outcome, 3), height=36)
    form.row(label(words.CONFIRM), prose("", 3, foot=(words.CONFIRM_SIGN,)), height=26, split=False)
    form.close()


def lay_sign_in(flow: Flow, whistle: Whistle) -> None:
    """Set the sheet that people sign on the spot; one row for each called unit and blank rows after them."""
    if not flow.fresh:
        flow.new_page()
    flow.paragraph(words.SIGN_IN, TITLE)
    facts = words.SIGN_IN_FACTS.format(
        number=whistle.number, place=whistle.place, time=stamp(whistle.arrive_by)
    )
    flow.paragraph(facts, Style(Face.SANS, 10, 17, Align.LEFT))
    flow.space(2)
    heads = tuple(Cell(text, 1, HEAD, tint=True) for text in words.SIGN_IN_HEADS)
    form = Form(flow, _SIGN_IN, repeat=[heads])
    units = [report.unit for report in whistle.reports]
    units += [""] * (_LEAST_SIGN_ROWS - len(units))
    for number, unit in enumerate(units, 1):
        form.row(
            value(str(number), align=Align.CENTRE), value(unit), *(value("") for _ in range(5)), height=11.5
        )
    form.close()
    flow.space(5)
    flow.paragraph(words.PRESIDING, Style(Face.SANS, 10.5, 18, Align.LEFT))


def write_whistle(whistle: Whistle, imprint: Imprint, stream: BinaryIO) -> Printed:
    """Write the whistle paper and its sign-in sheet."""
    flow = Flow(Margins(top=20))
    lay_whistle(flow, whistle)
    lay_sign_in(flow, whistle)
    flow.missing_note(MISSING_NOTE)
    return print_sheets(flow.sheets, imprint, stream, title=words.WHISTLE)
