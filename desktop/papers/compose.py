"""One paper, from the folder of a matter to the bytes of a PDF. Everything happens in memory."""

from __future__ import annotations

from io import BytesIO

from desktop.papers import sheets
from desktop.papers.enforcement import cover_of, fetcher, volumes
from desktop.papers.joint import joint_of
from desktop.papers.letters import letter_for
from desktop.papers.mediation import mediation_paper
from desktop.papers.offer import find
from desktop.papers.values import (
    LETTER_KINDS,
    Composed,
    Folder,
    Paper,
    PaperKind,
    PaperProblem,
    Slip,
    Surroundings,
)
from desktop.strings import papers as words
from documents.callback_record import write_callbacks
from documents.case_sheet import write_case_sheet
from documents.dossier import write_volume
from documents.enforcement import write_joint
from documents.layout.frame import Imprint, Printed
from documents.layout.pictures import UnusablePictureError
from documents.letters import write_letter
from documents.mediation import write_mediation
from documents.whistle import write_whistle

_NO_SLIP = Slip()


def imprint_of(paper: Paper, folder: Folder, around: Surroundings, printed_at: int, operator: str) -> Imprint:
    """The marks around the pages: 未定稿, 未同步, 补打, 练习, personal data."""
    case = folder.case
    return Imprint(
        folder.number, printed_at, operator, case.temp_number if case.number else "", personal=paper.personal,
        draft=paper.draft, unsynced=folder.unsynced, reprint=folder.printed(paper.label),
        practice=around.practice,
    )  # fmt: skip


def compose(
    paper_id: str, folder: Folder, around: Surroundings, printed_at: int, operator: str, slip: Slip = _NO_SLIP
) -> Composed:
    """Make the paper.

    Args:
        paper_id: `Paper.id`.
        printed_at: epoch seconds.
        operator: who prints, as shown on the paper.

    Raises:
        PaperProblem: no such paper any more, something it needs is missing, or a file cannot be printed.
    """
    paper = find(folder, around.profile, paper_id)
    if paper is None:
        title = words.TITLES.get(paper_id.partition(":")[0], paper_id)
        raise PaperProblem(words.GONE.format(title=title))
    blocking = [each.label for each in paper.missing if each.blocking]
    if blocking:
        raise PaperProblem(words.LACKS.format(title=paper.label, fields="、".join(blocking)))
    imprint = imprint_of(paper, folder, around, printed_at, operator)
    stream = BytesIO()
    try:
        printed = _write(paper, folder, around, imprint, slip, stream)
    except UnusablePictureError as problem:
        raise PaperProblem(words.UNUSABLE.format(reason=problem)) from problem
    trace = words.AUDIT.format(label=paper.label, proof=printed.proof)
    if paper.kind in LETTER_KINDS and slip.number:
        trace = words.AUDIT_NUMBER.format(trace=trace, number=slip.number)
    return Composed(stream.getvalue(), printed.pages, printed.proof, trace)


def _write(
    paper: Paper, folder: Folder, around: Surroundings, imprint: Imprint, slip: Slip, stream: BytesIO
) -> Printed:
    if paper.kind in LETTER_KINDS:
        return write_letter(letter_for(paper, folder, around, slip), imprint, stream)
    match paper.kind:
        case PaperKind.SHEET:
            return write_case_sheet(sheets.case_sheet(folder, around), imprint, stream)
        case PaperKind.ORDER:
            sheet = sheets.case_sheet(folder, around, int(paper.subject))
            return write_case_sheet(sheet, imprint, stream, order=True)
        case PaperKind.CALLBACK:
            return write_callbacks(
                (sheets.callback_record(folder, around, int(paper.subject)),), imprint, stream
            )
        case PaperKind.WHISTLE:
            return write_whistle(sheets.whistle_paper(folder, around, paper.subject), imprint, stream)
        case PaperKind.JOINT:
            joint = joint_of(folder, around)
            return write_joint(joint.record, joint.photos, imprint, stream)
        case PaperKind.DOSSIER:
            return _dossier(paper, folder, around, imprint, stream)
        case _:
            return write_mediation(
                (mediation_paper(folder, around, paper.kind, paper.subject),), imprint, stream
            )


def _dossier(
    paper: Paper, folder: Folder, around: Surroundings, imprint: Imprint, stream: BytesIO
) -> Printed:
    found = volumes(folder.case, around.profile, around.office, fetcher(folder))
    volume = next((each for each in found if each.name == paper.subject), None)
    if volume is None:
        raise PaperProblem(words.GONE.format(title=paper.label))
    return write_volume(cover_of(folder, around), volume, imprint, stream).printed
