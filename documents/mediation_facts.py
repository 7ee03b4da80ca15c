"""What the mediation papers are made from; times in epoch seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.strings import mediation as words


@dataclass(frozen=True, slots=True)
class Party:
    """One party in full, as the form asks; ``agent`` where somebody acts for it."""

    name: str
    sex: str = ""
    nation: str = ""
    age: str = ""
    occupation: str = ""
    phone: str = ""
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class MediationIntake:
    """人民调解受理登记表. ``accepted_at`` in epoch seconds, ``source`` one of ``strings.mediation.SOURCES``."""

    number: str
    committee: str
    accepted_at: int
    parties: Sequence[Party]
    dispute_type: str
    source: str
    summary: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MediationSession:
    """人民调解记录. ``present`` are invited helpers only, never parties, mediators or the recorder.

    ``ended_at`` is ``None`` where only the beginning is known.
    """

    number: str
    committee: str
    began_at: int
    ended_at: int | None
    place: str
    reason: str
    parties: Sequence[Party]
    present: Sequence[str]
    mediators: Sequence[str]
    recorder: str
    body: str


@dataclass(frozen=True, slots=True)
class MediationAgreement:
    """人民调解协议书. ``copies`` is one for each party and one kept, unless said otherwise.

    ``identity_relation`` is true for 身份、收养、婚姻关系, which a court does not confirm.
    """

    number: str
    committee: str
    parties: Sequence[Party]
    facts: str
    items: Sequence[str]
    performance: str
    deadline: str
    mediators: Sequence[str]
    recorder: str
    agreed_at: int | None = None
    copies: int | None = None
    identity_relation: bool = False


@dataclass(frozen=True, slots=True)
class MediationVisit:
    """人民调解回访记录. ``risk`` is ``None`` where it was not asked: both boxes stay open."""

    agreement_no: str
    committee: str
    parties: Sequence[Party]
    cause: str
    visited_at: int
    performed: str
    satisfaction: str
    retracted: str
    risk: bool | None
    text: str
    measures: str
    visitor: str


@dataclass(frozen=True, slots=True)
class MediationApplication:
    """人民调解申请书: those who apply, those against whom, what is asked for."""

    committee: str
    applicants: Sequence[Party]
    respondents: Sequence[Party]
    summary: str
    requests: Sequence[str]
    applied_at: int | None = None


@dataclass(frozen=True, slots=True)
class MediationNotice:
    """人民调解权利义务告知书, signed by every party."""

    committee: str
    number: str
    parties: Sequence[Party]


@dataclass(frozen=True, slots=True)
class OralAgreement:
    """口头协议登记表; in force at once (人民调解法 § 30)."""

    number: str
    committee: str
    parties: Sequence[Party]
    facts: str
    content: str
    performance: str
    mediators: Sequence[str]
    agreed_at: int


@dataclass(frozen=True, slots=True)
class CourtConfirmation:
    """司法确认申请书 of both sides together, within 30 days of the agreement (人民调解法 § 33)."""

    court: str
    parties: Sequence[Party]
    agreement_no: str
    agreed_at: int
    committee: str
    reasons: str
    delivery_address: str
    attachments: Sequence[str]


def party_letter(index: int) -> str:
    """甲 for the first party, 乙 for the second; numbers beyond the tenth."""
    return words.PARTY_LETTERS[index] if index < len(words.PARTY_LETTERS) else str(index + 1)


def chinese_count(number: int) -> str:
    """Copies in Chinese numerals up to ten, then digits."""
    return words.DIGITS[number] if 0 <= number < len(words.DIGITS) else str(number)
