"""Commands of the two formal sub-processes: people's mediation and enforcement."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment, Party
from domain.commands.envelope import Body, named


@named("mediate")
@dataclass(frozen=True, slots=True)
class OfferMediation(Body):
    """启动人民调解."""

    mediation: str
    committee: str
    dispute_type: str
    parties: tuple[Party, ...]
    mediators: tuple[str, ...]


@named("mediation_consent")
@dataclass(frozen=True, slots=True)
class ConsentMediation(Body):
    """当事人同意 or refuse; `party` is an index."""

    party: int
    consent: bool


@named("mediation_session")
@dataclass(frozen=True, slots=True)
class HoldMediation(Body):
    """调解记录."""

    place: str
    mediators: tuple[str, ...]
    recorder: str
    text: str
    held_at: int = 0


@named("mediation_conclude")
@dataclass(frozen=True, slots=True)
class ConcludeMediation(Body):
    """outcome: agreed (书面), oral (口头), failed."""

    outcome: str
    facts: str
    terms: tuple[str, ...] = ()
    performance: str = ""
    perform_by: str = ""
    number: str = ""
    amount: str = ""


@named("mediation_visit")
@dataclass(frozen=True, slots=True)
class VisitMediation(Body):
    """调解回访."""

    text: str
    performed: bool = True


@named("enforce")
@dataclass(frozen=True, slots=True)
class OpenEnforcement(Body):
    """执法立案 or joint enforcement record. officers: (name, certificate number)."""

    enforcement: str
    title: str
    cause: str
    joint: bool = True
    officers: tuple[tuple[str, str], ...] = ()
    parties: tuple[Party, ...] = ()


@named("enforce_step")
@dataclass(frozen=True, slots=True)
class StepEnforcement(Body):
    """一份文书: form kind, fields, attached papers."""

    step: str
    fields: tuple[tuple[str, str], ...] = ()
    papers: tuple[Attachment, ...] = ()
    done_at: int = 0


@named("enforce_close")
@dataclass(frozen=True, slots=True)
class CloseEnforcement(Body):
    """结案."""

    outcome: str
