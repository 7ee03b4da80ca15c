"""Papers before and after a mediation: 申请书, 权利义务告知书, 口头协议登记表, 司法确认申请书.

Source: 人民调解法 §§ 17, 23, 24, 30, 33.
"""

from __future__ import annotations

from documents.fonts import Face
from documents.layout.dates import day
from documents.layout.flow import Align, Flow, Style
from documents.layout.forms import Form, label, prose, value
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
from documents.mediation_facts import (
    CourtConfirmation,
    MediationApplication,
    MediationNotice,
    OralAgreement,
)
from documents.strings import DATE_BLANK
from documents.strings import mediation as words

_RIGHT = Style(Face.SERIF, 14, 27, Align.RIGHT)


def lay_application(flow: Flow, application: MediationApplication) -> None:
    """Set 申请书 from a fresh page on."""
    head(flow, words.APPLICATION, application.committee, "")
    flow.paragraph(words.APPLICANT, HEADING)
    party_blocks(flow, application.applicants)
    flow.space(2)
    flow.paragraph(words.RESPONDENT, HEADING)
    party_blocks(flow, application.respondents, len(application.applicants))
    flow.space(2)
    flow.paragraph(words.SUMMARY + "：", HEADING)
    flow.paragraph(application.summary, BODY)
    flow.paragraph(words.REQUESTS, HEADING)
    for number, request in enumerate(application.requests, 1):
        flow.paragraph(f"{number}. {request}", BODY)
    flow.space(2)
    flow.paragraph(words.VOLUNTARY.format(committee=application.committee), BODY)
    flow.need(4 * SIGN.leading)
    flow.space(6)
    flow.paragraph(words.APPLICANT_SIGN, SIGN)
    flow.paragraph(day(application.applied_at) or DATE_BLANK, _RIGHT)


def lay_notice(flow: Flow, notice: MediationNotice) -> None:
    """Set 权利义务告知书 from a fresh page on."""
    head(flow, words.NOTICE, notice.committee, notice.number)
    flow.space(2)
    for line in words.NOTICE_TEXT:
        heading = line.startswith(("一、", "二、", "三、", "四、"))
        flow.paragraph(line, HEADING if heading and len(line) < 20 else BODY)
    flow.space(6)
    flow.paragraph(words.NOTICE_READ, BODY)
    flow.space(3)
    sign_parties(flow, len(notice.parties))
    flow.need(SIGN.leading)
    flow.paragraph(DATE_BLANK, _RIGHT)


def lay_oral(flow: Flow, oral: OralAgreement) -> None:
    """Set 口头协议登记表 from a fresh page on."""
    head(flow, words.ORAL, oral.committee, oral.number)
    party_blocks(flow, oral.parties)
    form = Form(flow, FORM_COLUMNS)
    form.row(
        label(words.MEDIATORS),
        value("、".join(oral.mediators)),
        label(words.ORAL_DATE),
        value(day(oral.agreed_at)),
    )
    form.row(label(words.ORAL_FACTS), prose(oral.facts, 3), height=36)
    form.row(label(words.ORAL_CONTENT), prose(oral.content, 3), height=44)
    form.row(label(words.ORAL_PERFORMANCE), prose(oral.performance, 3), height=26)
    form.row(label(words.COMMITTEE), prose("", 3, foot=(words.SIGNED, words.SEALED)), height=44, split=False)
    form.close()


def lay_confirmation(flow: Flow, confirmation: CourtConfirmation) -> None:
    """Set 司法确认申请书 from a fresh page on."""
    head(flow, words.COURT, "", "")
    party_blocks(flow, confirmation.parties)
    flow.space(3)
    flow.paragraph(words.COURT_REQUEST, HEADING)
    facts = {
        "number": confirmation.agreement_no,
        "date": day(confirmation.agreed_at),
        "committee": confirmation.committee,
    }
    flow.paragraph(words.COURT_REQUEST_TEXT.format(**facts), BODY)
    flow.paragraph(words.COURT_REASONS, HEADING)
    flow.paragraph(confirmation.reasons, BODY)
    flow.paragraph(words.COURT_PROMISE, BODY)
    flow.paragraph(words.COURT_ADDRESS.format(address=confirmation.delivery_address), BODY)
    flow.paragraph(words.COURT_TO, BODY)
    flow.paragraph(confirmation.court, Style(Face.SERIF, 14, 27, Align.LEFT))
    flow.space(4)
    sign_parties(flow, len(confirmation.parties))
    flow.need(SEAL_ROOM / 2)
    flow.paragraph(DATE_BLANK, _RIGHT)
    for number, name in enumerate(confirmation.attachments, 1):
        flow.paragraph(words.COURT_ATTACHMENT.format(number=number, name=name), Style(Face.SERIF, 12, 22))
