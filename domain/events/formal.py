"""Events of people's mediation and enforcement."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment, Party
from domain.events.envelope import Event, named


@named("mediation_offered")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediationOffered(Event):
    """启动调解."""

    mediation: str
    committee: str
    dispute_type: str
    parties: tuple[Party, ...]
    mediators: tuple[str, ...]


@named("mediation_consented")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediationConsented(Event):
    """当事人意愿; one refusal stops it (人民调解法 §17)."""

    party: int
    consent: bool


@named("mediation_held")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediationHeld(Event):
    """调解记录."""

    place: str
    mediators: tuple[str, ...]
    recorder: str
    text: str
    held_at: int


@named("mediation_concluded")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediationConcluded(Event):
    """调解结果."""

    outcome: str
    facts: str
    terms: tuple[str, ...]
    performance: str
    perform_by: str
    number: str
    amount: str


@named("mediation_visited")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediationVisited(Event):
    """调解回访."""

    text: str
    performed: bool


@named("enforcement_opened")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementOpened(Event):
    """立案 or joint record."""

    enforcement: str
    title: str
    cause: str
    joint: bool
    officers: tuple[tuple[str, str], ...]
    parties: tuple[Party, ...]


@named("enforcement_stepped")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementStepped(Event):
    """一份文书."""

    step: str
    fields: tuple[tuple[str, str], ...]
    papers: tuple[Attachment, ...]
    done_at: int


@named("enforcement_closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementClosed(Event):
    """结案."""

    outcome: str
