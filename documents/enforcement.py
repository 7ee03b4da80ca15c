"""Papers of one enforcement matter: 立案审批表, 现场检查笔录, 询问笔录, 现场照片证据, 联合执法记录表.

Each ``lay_…`` starts on a fresh page of the flow it is given, so that the dossier can number what it gets.
Source: 行政处罚法 § 42 (two officers with certificates), §§ 54–55; 峄城 联合执法 for townships without penalty power.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Final

from documents.callback_record import TITLE, UNDER_TITLE
from documents.enforcement_facts import (
    FilingApproval,
    InspectionRecord,
    InterviewRecord,
    JointRecord,
    Photo,
    Subject,
)
from documents.fonts import Face
from documents.layout.dates import span
from documents.layout.flow import Align, Flow, Style
from documents.layout.forms import HEAD, Cell, Form, choice, heading, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.layout.ink import MM, Text
from documents.photo_sheet import MARGINS, lay_photos
from documents.strings import MISSING_NOTE, NONE
from documents.strings import case as case_words
from documents.strings import enforcement as words

_FORM: Final = (16, 29, 16, 29)
_BODY: Final = Style(Face.SERIF, 12, 23, Align.JUSTIFY, 2)
_SIGN: Final = Style(Face.SERIF, 12, 28, Align.LEFT)


def _head(flow: Flow, title: str, agency: str) -> None:
    if not flow.fresh:
        flow.new_page()
    flow.paragraph(title, TITLE)
    flow.paragraph(agency, UNDER_TITLE)
    flow.space(2)


def _subject(form: Form, subject: Subject) -> None:
    kinds = (words.SUBJECT_PERSON, words.SUBJECT_UNIT)
    form.row(
        label(words.SUBJECT), choice(kinds, kinds[subject.is_unit]), label(words.NAME), value(subject.name)
    )
    second = (
        (words.HEAD_OF_UNIT, subject.representative) if subject.is_unit else (words.SEX_AGE, subject.sex_age)
    )
    form.row(label(words.IDENTITY), value(subject.identity), label(second[0]), value(second[1]))
    form.row(label(words.ADDRESS), value(subject.address), label(words.PHONE), value(subject.phone))


def lay_filing(flow: Flow, filing: FilingApproval) -> None:
    """Set 立案审批表."""
    _head(flow, words.FILING, filing.agency)
    form = Form(flow, _FORM)
    form.row(label(words.DOCUMENT_NO), value(filing.document_no), label(words.SOURCE), value(filing.source))
    form.row(label(words.CAUSE), value(filing.cause, 3))
    _subject(form, filing.subject)
    form.row(label(words.OUTLINE), prose(filing.outline, 3), height=38)
    form.row(label(words.BASIS), prose(filing.basis, 3), height=16)
    officers = "、".join(officer.shown() for officer in filing.officers)
    opinion = "\n".join(part for part in (filing.officer_opinion, officers) if part)
    form.row(label(words.OFFICER_OPINION), prose(opinion, 3, foot=(words.OFFICERS_SIGN,)), height=26)
    form.row(label(words.UNIT_OPINION), prose(filing.unit_opinion, 3, foot=(words.SIGN_DATE,)), height=22)
    form.row(label(words.LEADER_OPINION), prose(filing.leader_opinion, 3, foot=(words.SIGN_DATE,)), height=22)
    form.row(label(words.NOTE), value(filing.note or NONE, 3))
    form.close()


def lay_inspection(flow: Flow, record: InspectionRecord) -> None:
    """Set 现场检查笔录."""
    _head(flow, words.INSPECTION, record.agency)
    form = Form(flow, _FORM)
    form.row(label(words.TIME), value(span(record.began_at, record.ended_at), 3))
    form.row(label(words.PLACE), value(record.place, 3))
    _subject(form, record.subject)
    form.row(
        label(words.ON_SITE_HEAD),
        value(record.site_head),
        label(words.WITNESS),
        value(record.witness or NONE),
    )
    form.row(
        label(words.INSPECTORS),
        value("\n".join(o.shown() for o in record.inspectors)),
        label(words.RECORDER),
        value(record.recorder),
    )
    form.row(label(words.SHOWN), prose(words.INSPECTION_SHOWN, 3))
    form.row(label(words.FOUND), prose(record.findings, 3), height=60)
    form.row(label(words.OPINION), prose("", 3, foot=(words.CONFIRM_LINE,)), height=18, split=False)
    signs = (words.INSPECTORS_SIGN, words.WITNESS_SIGN)
    form.row(label(words.SIGNATURES), prose("", 3, foot=signs), height=22, split=False)
    form.close()


def lay_interview(flow: Flow, record: InterviewRecord) -> None:
    """Set 询问笔录; every page but the last ends with a place to sign."""
    _head(flow, words.INTERVIEW, record.agency)
    first = len(flow.sheets) - 1
    form = Form(flow, _FORM)
    form.row(label(words.TIME), value(span(record.began_at, record.ended_at), 3))
    form.row(
        label(words.PLACE),
        value(record.place),
        label(words.TIMES),
        value(words.INTERVIEW_NO.format(number=record.number)),
    )
    questioners = "\n".join(officer.shown() for officer in record.questioners)
    form.row(label(words.QUESTIONERS), value(questioners), label(words.RECORDER), value(record.recorder))
    form.row(label(words.INTERVIEWEE), value(record.name), label(words.SEX_AGE), value(record.sex_age))
    form.row(label(words.IDENTITY), value(record.identity), label(words.PHONE), value(record.phone))
    form.row(label(words.WORK), value(record.work), label(words.RELATION), value(record.relation))
    form.row(label(words.ADDRESS), value(record.address, 3))
    form.close()
    flow.space(3)
    flow.floor += 12 * MM
    flow.paragraph(words.TOLD, _BODY)
    for question, answer in record.exchanges:
        flow.paragraph(words.ASK.format(text=question), _BODY)
        flow.paragraph(words.ANSWER.format(text=answer), _BODY)
    flow.need(4 * 28)
    flow.paragraph(words.READ_BACK, _BODY)
    flow.paragraph(words.INTERVIEWEE_SIGN, _SIGN)
    flow.paragraph(words.QUESTIONERS_SIGN, _SIGN)
    flow.floor -= 12 * MM
    last, kept = len(flow.sheets) - 1, flow.y
    for index in range(first, last):
        _sign_at_foot(flow, index)
    flow.y = kept


def _sign_at_foot(flow: Flow, index: int) -> None:
    flow.sheets[index].marks.append(
        Text(flow.left + flow.measure - 70 * MM, flow.floor + 3 * MM, words.EACH_PAGE_SIGN, Face.SERIF, 11)
    )


def lay_joint(flow: Flow, record: JointRecord) -> None:
    """Set 联合执法记录表."""
    _head(flow, words.JOINT, record.township)
    form = Form(flow, _FORM)
    form.row(
        label(case_words.CASE_NO), value(record.case_no), label(words.WHISTLE_NO), value(record.whistle_no)
    )
    form.row(label(words.TOWNSHIP), value(record.township), label(words.LEAD), value(record.lead_unit))
    form.row(label(words.TIME), value(span(record.began_at, record.ended_at), 3))
    form.row(label(words.PLACE), value(record.place), label(words.TARGET), value(record.target))
    form.row(label(words.MATTER), prose(record.matter, 3), height=14)
    form.close()
    units = Form(flow, (26, 22, 24, 18))
    units.row(heading(words.UNITS, 4))
    units.row(*(Cell(text, 1, HEAD, tint=True) for text in words.UNIT_HEADS))
    for each in record.units:
        names = "\n".join(officer.name for officer in each.officers)
        numbers = "\n".join(officer.certificate for officer in each.officers)
        units.row(value(each.unit), value(names), value(numbers), value(""), height=11)
    units.close()
    form = Form(flow, _FORM)
    form.row(label(words.FINDINGS), prose(record.findings, 3), height=34)
    form.row(label(words.MEASURES), prose(record.measures, 3), height=24)
    form.row(label(words.EVIDENCE), choice(words.EVIDENCE_KINDS, record.evidence, 3))
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(record.evidence_list, 1))
    form.row(label(words.EVIDENCE_LIST), value(listed or NONE, 3))
    form.row(label(words.TRANSFER), value(record.transfer or NONE, 3))
    signs = (words.TARGET_SIGN, words.TOWN_SIGN)
    form.row(label(words.SIGNATURES), prose("", 3, foot=signs), height=24, split=False)
    form.close()
    flow.space(1.5)
    flow.paragraph(words.NO_POWER, Style(Face.SANS, 8.5, 13, Align.LEFT))


def write_joint(record: JointRecord, photos: Sequence[Photo], imprint: Imprint, stream: BinaryIO) -> Printed:
    """Write the joint record and the photographs after it, two on a page."""
    flow = Flow(MARGINS)
    lay_joint(flow, record)
    flow.missing_note(MISSING_NOTE)
    lay_photos(flow, photos)
    return print_sheets(flow.sheets, imprint, stream, title=words.JOINT)
