"""行政执法案卷: cover, catalogue with true page numbers, parts in legal order, closing sheet.

Two order schemes (A and B): A splits 正卷 and 副卷; B puts the decision first and the rest
by date. Pages of the parts are numbered from 1 in the upper corner; cover, catalogue and closing sheet are not
counted (GB/T 9705, DA/T 22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

from documents.dossier_parts import (
    DossierCover,
    DossierPart,
    PhotoPart,
    SuppliedPart,
    TextPart,
    Volume,
)
from documents.enforcement import lay_filing, lay_inspection, lay_interview, lay_joint
from documents.enforcement_facts import FilingApproval, InspectionRecord, InterviewRecord, JointRecord
from documents.fonts import Face
from documents.layout.dates import day, stamp
from documents.layout.flow import Align, Flow, Style
from documents.layout.forms import HEAD, Cell, Form, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.layout.ink import A4, Picture, Sheet
from documents.layout.pictures import Pixels, is_pdf, read_pdf_pages, read_picture
from documents.photo_sheet import MARGINS, lay_photos
from documents.strings import MISSING_NOTE
from documents.strings import enforcement as words

_PAGE_INCHES: Final = (6.9, 9.6)
_CATALOGUE: Final = (8, 20, 22, 31, 17, 13, 10)


@dataclass(frozen=True, slots=True)
class PrintedDossier:
    """What was written: the print, and first and last page number of each part as the catalogue says."""

    printed: Printed
    ranges: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Numbered:
    """Pages of the parts and where each part lies."""

    sheets: list[Sheet] = field(default_factory=list)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    photos: int = 0
    pictured: int = 0


def _lay_parts(parts: Sequence[DossierPart]) -> _Numbered:
    done = _Numbered()
    for part in parts:
        flow = Flow(MARGINS)
        _lay(flow, part, done)
        first = len(done.sheets) + 1
        done.sheets += flow.sheets
        done.seen |= flow.seen
        done.ranges.append((first, len(done.sheets)))
    for number, sheet in enumerate(done.sheets, 1):
        sheet.corner = str(number)
    return done


def _lay(flow: Flow, part: DossierPart, done: _Numbered) -> None:
    match part.content:
        case FilingApproval():
            lay_filing(flow, part.content)
        case InspectionRecord():
            lay_inspection(flow, part.content)
        case InterviewRecord():
            lay_interview(flow, part.content)
        case JointRecord():
            lay_joint(flow, part.content)
        case PhotoPart():
            lay_photos(flow, part.content.photos, a_page=part.content.a_page)
            done.photos += len(part.content.photos)
            done.pictured += len(flow.sheets)
        case TextPart():
            flow.paragraph(part.title, Style(Face.SERIF_BOLD, 22, 36, Align.CENTRE))
            if part.document_no:
                flow.paragraph(part.document_no, Style(Face.SERIF, 12, 22, Align.CENTRE))
            flow.space(4)
            flow.paragraph(part.content.body, Style(Face.SERIF, 14, 26, Align.JUSTIFY, 2))
        case SuppliedPart():
            _supplied(flow, part.content.data)


def _supplied(flow: Flow, data: bytes) -> None:
    pages: list[Pixels] = (
        read_pdf_pages(data, _PAGE_INCHES) if is_pdf(data) else [read_picture(data, _PAGE_INCHES)]
    )
    for at, pixels in enumerate(pages):
        if at:
            flow.new_page()
        room = (flow.measure, flow.full_room)
        scale = min(room[0] / pixels.width, room[1] / pixels.height)
        width, height = pixels.width * scale, pixels.height * scale
        flow.put(Picture(flow.left + (room[0] - width) / 2, flow.y - height, width, height, pixels.jpeg))


def _cover(cover: DossierCover, volume: Volume, done: _Numbered) -> list[Sheet]:
    flow = Flow(MARGINS, numbered=False)
    flow.space(22)
    flow.paragraph(cover.agency, Style(Face.SERIF_BOLD, 24, 40, Align.CENTRE))
    flow.space(6)
    title = words.DOSSIER + (f"（{volume.name}）" if volume.name else "")
    flow.paragraph(title, Style(Face.SERIF_BOLD, 34, 56, Align.CENTRE))
    flow.space(14)
    facts = (
        cover.case_name, cover.decision_no, cover.cause, cover.result, cover.office, cover.officers,
        day(cover.filed_on), day(cover.closed_on), cover.retention,
    )  # fmt: skip
    large = Style(Face.SERIF, 13, 21, Align.LEFT)
    form = Form(flow, (20, 70))
    for name, text in zip(words.COVER_FACTS, facts, strict=True):
        form.row(
            replace(label(name), style=Style(Face.SANS, 13, 21, Align.CENTRE)),
            Cell(text, 1, large),
            height=12.5,
        )
    form.close()
    flow.space(3)
    count = words.COVER_COUNT.format(items=len(volume.parts), pages=len(done.sheets))
    flow.paragraph(count, Style(Face.SERIF, 13, 26, Align.RIGHT))
    flow.space(3)
    archive = Form(flow, (1, 1, 1, 1))
    archive.row(*(Cell(text, 1, HEAD, tint=True) for text in words.COVER_ARCHIVE))
    numbers = (cover.fonds_no, cover.catalogue_no, cover.volume_no, cover.archive_no)
    archive.row(*(value(text, align=Align.CENTRE) for text in numbers), height=10)
    archive.close()
    done.seen |= flow.seen
    return flow.sheets


def _catalogue(volume: Volume, done: _Numbered) -> list[Sheet]:
    flow = Flow(MARGINS, numbered=False)
    flow.paragraph(words.CATALOGUE, Style(Face.SERIF_BOLD, 22, 40, Align.CENTRE))
    flow.space(2)
    form = Form(
        flow, _CATALOGUE, repeat=[tuple(Cell(text, 1, HEAD, tint=True) for text in words.CATALOGUE_HEADS)]
    )
    small = Style(Face.SERIF, 9.5, 14, Align.LEFT)
    for number, (part, (first, last)) in enumerate(zip(volume.parts, done.ranges, strict=True), 1):
        pages = str(first) if first == last else words.PAGES_RANGE.format(first=first, last=last)
        form.row(
            value(str(number), align=Align.CENTRE),
            Cell(part.document_no, 1, small),
            Cell(part.author, 1, small),
            value(part.title),
            value(stamp(part.dated)[:10].replace("-", ""), align=Align.CENTRE),
            value(pages, align=Align.CENTRE),
            Cell(part.note, 1, small),
            height=11,
        )
    form.close()
    done.seen |= flow.seen
    return flow.sheets


def _closing(cover: DossierCover, done: _Numbered) -> list[Sheet]:
    flow = Flow(MARGINS, numbered=False)
    flow.paragraph(words.CLOSING, Style(Face.SERIF_BOLD, 22, 40, Align.CENTRE))
    flow.space(4)
    counts = words.CLOSING_COUNT.format(
        pages=len(done.sheets), text=len(done.sheets) - done.pictured, photos=done.photos
    )
    form = Form(flow, (1,))
    text = "\n".join(part for part in (words.CLOSING_STATE, cover.statement, counts) if part)
    form.row(prose(text, foot=words.CLOSING_SIGN), height=150)
    form.close()
    flow.seen |= done.seen
    flow.missing_note(MISSING_NOTE)
    return flow.sheets


def write_volume(cover: DossierCover, volume: Volume, imprint: Imprint, stream: BinaryIO) -> PrintedDossier:
    """Write one volume.

    Raises:
        ValueError: no part.
        documents.layout.pictures.UnusablePictureError: a supplied file cannot be printed.
    """
    if not volume.parts:
        raise ValueError("no part to print")
    done = _lay_parts(volume.parts)
    catalogue = _catalogue(volume, done)
    sheets = _cover(cover, volume, done) + catalogue + done.sheets + _closing(cover, done)
    assert all(sheet.size == A4 for sheet in sheets)
    return PrintedDossier(print_sheets(sheets, imprint, stream, title=words.DOSSIER), tuple(done.ranges))
