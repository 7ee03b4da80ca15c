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
    """人民调解记录. ``present`` are invited helpers only, never parties, mediators or the recorder."""

    number: str
    committee: str
    began_at: int
    ended_at: int
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
    """人民调解回访记录."""

    agreement_no: str
    committee: str
    parties: Sequence[Party]
    cause: str
    visited_at: int
    performed: str
    satisfaction: str
    retracted: str
    risk: bool
    text: str
    measures: str
    visitor: str


def party_letter(index: int) -> str:
    """甲 for the first party, 乙 for the second; numbers beyond the tenth."""
    return words.PARTY_LETTERS[index] if index < len(words.PARTY_LETTERS) else str(index + 1)


def chinese_count(number: int) -> str:
    """Copies in Chinese numerals up to ten, then digits."""
    return words.DIGITS[number] if 0 <= number < len(words.DIGITS) else str(number)
