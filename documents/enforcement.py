"""Papers of one enforcement matter: 立案审批表, 现场检查笔录, 询问笔录, 现场照片证据, 联合执法记录表.

Each ``lay_…`` starts on a fresh page of the flow it is given, so that the dossier can number what it gets.
Source: 行政处罚法 § 42 (two officers with certificates), §§ 54–55; 峄城 联合执法 for townships without penalty power.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Final

from documents.callback_record import TITLE, UNDER_TITLE
from documents.fonts import Face
from documents.layout.dates import span, stamp
from documents.layout.flow import Align, Flow, Margins, Style
from documents.layout.forms import HEAD, Cell, Form, choice, heading, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.layout.ink import MM, Picture, Text
from documents.layout.pictures import Pixels, read_picture
from documents.strings import MISSING_NOTE, NONE
from documents.strings import case as case_words
from documents.strings import enforcement as words

MARGINS: Final = Margins(top=22, right=20, bottom=27, left=28)
_FORM: Final = (16, 29, 16, 29)
_BODY: Final = Style(Face.SERIF, 12, 23, Align.JUSTIFY, 2)
_SIGN: Final = Style(Face.SERIF, 12, 28, Align.LEFT)
_PHOTO_INCHES: Final = (6.4, 4.2)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer and the number of the certificate."""

    name: str
    certificate: str

    def shown(self) -> str:
        """Name with certificate number."""
        return words.OFFICER.format(name=self.name, number=self.certificate)


@dataclass(frozen=True, slots=True)
class Subject:
    """Party of the matter, a person or a unit; ``identity`` is the id number or the credit code."""

    name: str
    is_unit: bool
    identity: str
    address: str
    phone: str
    representative: str = ""
    sex_age: str = ""


@dataclass(frozen=True, slots=True)
class FilingApproval:
    """立案审批表."""

    agency: str
    document_no: str
    source: str
    cause: str
    subject: Subject
    outline: str
    basis: str
    officers: Sequence[Officer]
    officer_opinion: str = ""
    unit_opinion: str = ""
    leader_opinion: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """现场检查（勘验）笔录; times in epoch seconds."""

    agency: str
    began_at: int
    ended_at: int
    place: str
    subject: Subject
    site_head: str
    inspectors: Sequence[Officer]
    recorder: str
    witness: str
    findings: str


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """询问（调查）笔录; ``exchanges`` are (question, answer)."""

    agency: str
    number: int
    began_at: int
    ended_at: int
    place: str
    questioners: Sequence[Officer]
    recorder: str
    name: str
    sex_age: str
    identity: str
    phone: str
    work: str
    address: str
    relation: str
    exchanges: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph with what proves it; ``data`` is the original file, printed without its metadata."""

    data: bytes
    file_name: str
    taken_at: int
    place: str
    shows: str
    taken_by: str
    officers: str = ""


@dataclass(frozen=True, slots=True)
class JointUnit:
    """A department that took part."""

    unit: str
    officers: Sequence[Officer]


@dataclass(frozen=True, slots=True)
class JointRecord:
    """联合执法记录表 of a township that may not impose penalties itself.

    ``evidence`` are the kinds at hand (现场照片, 执法文书, 处理结果), ``evidence_list`` what they are.
    """

    case_no: str
    whistle_no: str
    township: str
    lead_unit: str
    began_at: int
    ended_at: int
    place: str
    units: Sequence[JointUnit]
    target: str
    matter: str
    findings: str
    measures: str
    evidence: Sequence[str]
    evidence_list: Sequence[str]
    transfer: str = ""


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


def lay_photos(flow: Flow, photos: Sequence[Photo], *, a_page: int = 2) -> None:
    """Set photographs, two large or four small on a page, with their facts.

    Raises:
        documents.layout.pictures.UnusablePictureError: a file is not a picture.
        ValueError: ``a_page`` is neither 2 nor 4.
    """
    if a_page not in (2, 4):
        raise ValueError("photographs stand two or four on a page")
    columns = a_page // 2
    gap = 5 * MM
    width = (flow.measure - gap * (columns - 1)) / columns
    upper = block = 0.0
    for at, photo in enumerate(photos):
        place = at % a_page
        if place == 0:
            if not flow.fresh:
                flow.new_page()
            flow.paragraph(words.PHOTOS, Style(Face.SERIF_BOLD, 20, 32, Align.CENTRE))
            flow.space(1)
            upper = flow.y
            block = (flow.room - gap) / 2
        column, row = place % columns, place // columns
        _photo(
            flow,
            photo,
            at + 1,
            (flow.left + column * (width + gap), upper - row * (block + gap)),
            (width, block),
        )
    if photos:
        flow.y = flow.floor


def _photo(
    flow: Flow, photo: Photo, number: int, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    """One photograph over its table of facts, inside a block whose upper left corner is given."""
    part = Flow(MARGINS)
    part.left, part.measure = corner[0], size[0]
    part.floor = corner[1] - size[1]
    facts_height = 44 * MM if size[0] > 100 * MM else 52 * MM
    frame = size[1] - facts_height
    pixels: Pixels = read_picture(photo.data, _PHOTO_INCHES)
    scale = min(size[0] / pixels.width, (frame - 2 * MM) / pixels.height)
    drawn = (pixels.width * scale, pixels.height * scale)
    x = corner[0] + (size[0] - drawn[0]) / 2
    part.put(
        Picture(
            x,
            corner[1] - 1 * MM - drawn[1] - (frame - 2 * MM - drawn[1]) / 2,
            drawn[0],
            drawn[1],
            pixels.jpeg,
        )
    )
    part.y = corner[1] - frame
    small = Style(Face.SERIF, 8.5, 12, Align.LEFT)
    tight = Style(Face.SANS, 8.5, 12, Align.CENTRE)

    def name(text: str) -> Cell:
        return Cell(text, 1, tight, tint=True)

    wide = size[0] > 100 * MM
    form = Form(part, (13, 32, 13, 32))
    form.row(name(words.PHOTO_NO.format(number=number)), Cell(photo.shows, 3, small), height=6)
    form.row(
        name(words.TAKEN_AT),
        Cell(stamp(photo.taken_at), 1, small),
        name(words.TAKEN_BY),
        Cell(photo.taken_by, 1, small),
        height=6,
    )
    form.row(
        name(words.TAKEN_PLACE),
        Cell(photo.place, 1, small),
        name(words.OFFICERS),
        Cell(photo.officers, 1, small),
        height=6,
    )
    digest = words.DIGEST.format(digest=sha256(photo.data).hexdigest())
    tiny = Style(Face.SANS, 6.5 if wide else 6.0, 9, Align.LEFT)
    form.row(name(words.ORIGINAL), Cell(f"{photo.file_name}\n{digest}", 3, tiny), height=6)
    form.row(Cell(words.PHOTO_SIGN, 4, small), height=7)
    form.close()
    flow.seen |= part.seen
    flow.put(*part.sheets[0].marks)


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
