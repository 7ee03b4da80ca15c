"""The letters of the trade, each from its own facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.layout.dates import day
from documents.letters import Letter
from documents.strings import letters as words


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What every letter has: office, number, addressee, date (epoch seconds or ``None``), contact."""

    issuer: str
    number: str
    addressee: str
    dated: int | None
    contact_name: str = ""
    contact_phone: str = ""
    attachments: Sequence[str] = ()
    copies_to: str = ""


def _letter(
    head: LetterHead, kind: str, title: str, body: Sequence[str], receipt: Sequence[str] = ()
) -> Letter:
    contact = (
        words.CONTACT.format(name=head.contact_name, phone=head.contact_phone) if head.contact_name else ""
    )
    return Letter(
        kind, head.issuer, head.number, title, head.addressee, body, head.dated,
        contact, head.attachments, head.copies_to, receipt,
    )  # fmt: skip


def advice_letter(
    head: LetterHead,
    *,
    system: str,
    matter: str,
    case_no: str,
    unit: str,
    lights: Sequence[str],
    summary: str,
    history: Sequence[str],
    advice: Sequence[str],
) -> Letter:
    """建议函 to the county leader. Source: 珙县 红灯 (重复反映, 不满意, 超期, 延期) 自动生成建议函."""
    body = [
        words.ADVICE_OPEN.format(office=head.issuer, system=system, lights="、".join(lights)),
        words.SUMMARY,
        words.NUMBER_AND_UNIT.format(number=case_no, unit=unit, summary=summary),
        words.HISTORY,
        *history,
        words.ADVICE_HEAD,
        *advice,
        words.ADVICE_CLOSE,
    ]
    return _letter(head, words.ADVICE_KIND, words.ADVICE.format(matter=matter), body)


def supervision_letter(
    head: LetterHead, *, case_no: str, cause: str, facts: str, requirements: Sequence[str], reply_by: int
) -> Letter:
    """督办通知书 with a receipt; ``cause`` such as 已超期3个工作日, ``reply_by`` in epoch seconds."""
    body = [
        words.SUPERVISION_OPEN.format(number=case_no, cause=cause),
        words.FACTS,
        facts,
        words.REQUIREMENT,
        *requirements,
        words.REPLY_BY.format(date=day(reply_by), office=head.issuer),
    ]
    receipt = (words.RECEIPT_TEXT.format(number=head.number), words.RECEIPT_SIGN)
    return _letter(head, words.SUPERVISION, words.SUPERVISION, body, receipt)


def accountability_letter(
    head: LetterHead, *, case_no: str, unit: str, times: int, findings: Sequence[str], causes: Sequence[str]
) -> Letter:
    """问责移送函. Source: 峄城 连续两次验收不通过. It proposes; it never decides."""
    body = [
        words.ACCOUNTABILITY_OPEN.format(number=case_no, unit=unit, times=times),
        words.FINDINGS,
        *findings,
        words.CAUSE,
        *causes,
        words.ACCOUNTABILITY_CLOSE,
    ]
    return _letter(head, words.ACCOUNTABILITY, words.ACCOUNTABILITY, body)


def refusal_letter(
    head: LetterHead, *, case_no: str, reported_at: int, matter: str, reason: str, lawful_ways: Sequence[str]
) -> Letter:
    """不予受理告知书 to the citizen, with the lawful ways that remain."""
    body = [
        words.REFUSAL_OPEN.format(date=day(reported_at), matter=matter, number=case_no),
        words.REASON,
        reason,
        words.LAWFUL_WAY,
        *lawful_ways,
        words.REFUSAL_CLOSE,
    ]
    return _letter(head, words.REFUSAL, words.REFUSAL, body)


def redo_letter(
    head: LetterHead,
    *,
    case_no: str,
    round_no: int,
    outcome: str,
    findings: Sequence[str],
    requirements: Sequence[str],
    due: int,
) -> Letter:
    """重新办理通知; ``outcome`` such as 验收不通过 or 群众回访不满意, ``due`` in epoch seconds."""
    body = [
        words.REDO_OPEN.format(number=case_no, round=round_no, outcome=outcome),
        words.REDO_FINDINGS,
        *findings,
        words.REDO_REQUIREMENT,
        *requirements,
        words.REDO_CLOSE.format(date=day(due)),
    ]
    return _letter(head, words.REDO, words.REDO, body)
