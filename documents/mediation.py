"""People's mediation: 受理登记表, 调解记录, 协议书, 回访记录.

Source: 人民调解法; field lists of the forms of the Ministry of Justice. Any number of parties. Room for signatures,
fingerprints and the seal is left free; a seal is never drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from documents.fonts import Face
from documents.layout.dates import day, minute, span
from documents.layout.flow import Align, Flow, Margins, Style
from documents.layout.forms import Form, choice, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.layout.ink import MM
from documents.mediation_blocks import (
    BODY,
    FORM_COLUMNS,
    HEADING,
    SEAL_ROOM,
    SIGN,
    head,
    party_blocks,
    sign_parties,
)
from documents.mediation_consent import lay_application, lay_confirmation, lay_notice, lay_oral
from documents.mediation_facts import (
    CourtConfirmation,
    MediationAgreement,
    MediationApplication,
    MediationIntake,
    MediationNotice,
    MediationSession,
    MediationVisit,
    OralAgreement,
    chinese_count,
)
from documents.strings import DATE_BLANK, MISSING_NOTE, NO, NONE, YES
from documents.strings import case as case_words
from documents.strings import mediation as words


def lay_agreement(flow: Flow, agreement: MediationAgreement) -> None:
    """Set 协议书 from a fresh page on."""
    head(flow, words.AGREEMENT, agreement.committee, agreement.number)
    party_blocks(flow, agreement.parties)
    flow.space(3)
    flow.paragraph(words.FACTS, HEADING)
    flow.paragraph(agreement.facts, BODY)
    flow.paragraph(words.AGREED, HEADING)
    for number, item in enumerate(agreement.items, 1):
        flow.paragraph(f"{number}. {item}", BODY)
    flow.paragraph(words.PERFORMANCE, HEADING)
    flow.paragraph(agreement.performance, BODY)
    flow.paragraph(words.DEADLINE, HEADING)
    flow.paragraph(agreement.deadline, BODY)
    copies = agreement.copies or len(agreement.parties) + 1
    flow.space(2)
    flow.paragraph(words.COPIES.format(count=chinese_count(copies), committee=agreement.committee), BODY)
    flow.paragraph(words.EFFECT, BODY)
    if not agreement.identity_relation:
        flow.paragraph(words.CONFIRMATION, BODY)
    flow.space(4)
    sign_parties(flow, len(agreement.parties))
    flow.need(SEAL_ROOM + 22 * MM)
    flow.paragraph(words.MEDIATOR_SIGN, SIGN)
    flow.paragraph(words.RECORDER_SIGN, SIGN)
    flow.y -= SEAL_ROOM - 8 * MM
    right = Style(Face.SERIF, 14, 26, Align.RIGHT)
    flow.paragraph(words.COMMITTEE_SEAL, right)
    flow.paragraph(day(agreement.agreed_at) or DATE_BLANK, right)


def lay_intake(flow: Flow, intake: MediationIntake) -> None:
    """Set 受理登记表 from a fresh page on."""
    head(flow, words.INTAKE, intake.committee, intake.number)
    party_blocks(flow, intake.parties)
    form = Form(flow, FORM_COLUMNS)
    form.row(
        label(words.INTAKE_DATE),
        value(day(intake.accepted_at)),
        label(words.DISPUTE_TYPE),
        value(intake.dispute_type),
    )
    form.row(label(words.SOURCE), choice(words.SOURCES, intake.source, 3))
    form.row(label(words.SUMMARY), prose(intake.summary, 3), height=44)
    form.row(label(words.PARTIES_SIGN), prose("", 3, foot=(words.SIGNED,)), height=17, split=False)
    form.row(label(words.REGISTRAR), prose("", 3, foot=(words.SIGNED,)), height=16, split=False)
    form.row(label(words.COMMITTEE), prose("", 3, foot=(words.SEALED,)), height=34, split=False)
    form.row(label(words.NOTE), value(intake.note or NONE, 3))
    form.close()


def lay_session(flow: Flow, session: MediationSession) -> None:
    """Set 调解记录 from a fresh page on; the body may run over many pages."""
    head(flow, words.RECORD, session.committee, session.number)
    form = Form(flow, FORM_COLUMNS)
    form.row(label(words.TIME), value(span(session.began_at, session.ended_at), 3))
    form.row(label(words.PLACE), value(session.place), label(words.RECORDER), value(session.recorder))
    form.row(label(words.REASON), value(session.reason, 3))
    form.row(label(words.PARTIES), value("、".join(party.name for party in session.parties), 3))
    form.row(
        label(words.MEDIATORS),
        value("、".join(session.mediators)),
        label(words.PRESENT),
        value("、".join(session.present) or NONE),
    )
    form.close()
    flow.space(3)
    flow.paragraph(words.RECORD_BODY, HEADING)
    flow.paragraph(session.body, Style(Face.SERIF, 12, 23, Align.JUSTIFY, 2))
    flow.space(4)
    flow.need((len(session.parties) + 4) * 28 + SEAL_ROOM)
    flow.paragraph(words.READ, Style(Face.SERIF, 12, 23, Align.JUSTIFY, 2))
    small = Style(Face.SERIF, 12, 28, Align.LEFT)
    sign_parties(flow, len(session.parties), small, 0)
    if session.present:
        flow.paragraph(words.SIGN_PRESENT, small)
    flow.paragraph(words.MEDIATOR_SIGN, small)
    flow.paragraph(words.RECORDER_SIGN, small)
    flow.y -= SEAL_ROOM - 22 * MM
    flow.paragraph(words.COMMITTEE_SEAL, Style(Face.SERIF, 12, 24, Align.RIGHT))


def lay_visit(flow: Flow, visit: MediationVisit) -> None:
    """Set 回访记录 from a fresh page on."""
    head(flow, words.VISIT, visit.committee, "")
    form = Form(flow, FORM_COLUMNS)
    form.row(
        label(words.AGREEMENT_NO),
        value(visit.agreement_no),
        label(words.VISIT_TIME),
        value(minute(visit.visited_at)),
    )
    form.row(label(words.PARTIES), value("、".join(party.name for party in visit.parties), 3))
    form.row(label(words.VISIT_CAUSE), value(visit.cause, 3))
    form.row(label(words.PERFORMED), choice(words.PERFORMED_OPTIONS, visit.performed, 3))
    form.row(label(words.SATISFACTION), choice(case_words.RATINGS, visit.satisfaction, 3))
    form.row(
        label(words.RETRACTED),
        choice(words.RETRACTED_OPTIONS, visit.retracted),
        label(words.RISK),
        choice((YES, NO), "" if visit.risk is None else YES if visit.risk else NO),
    )
    form.row(label(words.VISIT_TEXT), prose(visit.text, 3), height=70)
    form.row(
        label(words.MEASURES), prose(visit.measures or NONE, 3, indent=2 if visit.measures else 0), height=30
    )
    form.row(
        label(words.VISITOR_SIGN),
        prose(visit.visitor, 3, foot=(words.SIGNED,), indent=0),
        height=20,
        split=False,
    )
    form.close()


MediationPaper = (
    MediationApplication
    | MediationIntake
    | MediationNotice
    | MediationSession
    | MediationAgreement
    | OralAgreement
    | MediationVisit
    | CourtConfirmation
)


def _lay(flow: Flow, paper: MediationPaper) -> str:
    """Set one paper; the name of its kind."""
    match paper:
        case MediationApplication():
            lay_application(flow, paper)
            return words.APPLICATION
        case MediationIntake():
            lay_intake(flow, paper)
            return words.INTAKE
        case MediationNotice():
            lay_notice(flow, paper)
            return words.NOTICE
        case MediationSession():
            lay_session(flow, paper)
            return words.RECORD
        case MediationAgreement():
            lay_agreement(flow, paper)
            return words.AGREEMENT
        case OralAgreement():
            lay_oral(flow, paper)
            return words.ORAL
        case MediationVisit():
            lay_visit(flow, paper)
            return words.VISIT
        case CourtConfirmation():
            lay_confirmation(flow, paper)
            return words.COURT


def write_mediation(papers: Sequence[MediationPaper], imprint: Imprint, stream: BinaryIO) -> Printed:
    """Write one or more mediation papers in the given order, each from a fresh page.

    Raises:
        ValueError: no paper.
    """
    if not papers:
        raise ValueError("no mediation paper to print")
    flow = Flow(Margins(top=20, right=20, bottom=27, left=28))
    titles = [_lay(flow, paper) for paper in papers]
    flow.missing_note(MISSING_NOTE)
    return print_sheets(flow.sheets, imprint, stream, title=titles[0])
