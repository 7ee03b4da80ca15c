"""Commands laid over a case: supervision, clockwork, audit, whistle."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment
from domain.commands.envelope import Body, named


@named("supervise")
@dataclass(frozen=True, slots=True)
class Supervise(Body):
    """督办/批示/催办/约谈. to: person ids or post codes; due: epoch seconds or 0."""

    measure: str
    text: str
    to: tuple[str, ...] = ()
    due: int = 0


@named("reply_measure")
@dataclass(frozen=True, slots=True)
class ReplyMeasure(Body):
    """回复督办或批示."""

    measure: str
    text: str
    evidence: tuple[Attachment, ...] = ()


@named("close_measure")
@dataclass(frozen=True, slots=True)
class CloseMeasure(Body):
    """督办销号 by the side that issued it."""

    measure: str
    note: str = ""


@named("list")
@dataclass(frozen=True, slots=True)
class PutOnList(Body):
    """列入清单 (周督办 …), code of the profile's list."""

    code: str


@named("tick")
@dataclass(frozen=True, slots=True)
class Tick(Body):
    """System: the county's clockwork looks at this matter."""


@named("recalendar")
@dataclass(frozen=True, slots=True)
class Recalendar(Body):
    """System: a new work calendar arrived; provisional limits are computed again."""


@named("audit")
@dataclass(frozen=True, slots=True)
class Audit(Body):
    """Reveal, print or export of personal data. what: reveal, print, export."""

    what: str
    detail: str = ""
    copies: int = 1
    purpose: str = ""


@named("whistle")
@dataclass(frozen=True, slots=True)
class RaiseWhistle(Body):
    """吹哨: units wanted on the spot by `arrive_by`."""

    whistle: str
    matter: str
    place: str
    arrive_by: int
    units: tuple[str, ...] = ()


@named("whistle_triage")
@dataclass(frozen=True, slots=True)
class TriageWhistle(Body):
    """研判吹哨: which units are called; empty refuses with a note."""

    whistle: str
    units: tuple[str, ...]
    note: str = ""


@named("whistle_sign")
@dataclass(frozen=True, slots=True)
class SignWhistle(Body):
    """部门签收哨单."""

    whistle: str
    unit: str


@named("whistle_arrive")
@dataclass(frozen=True, slots=True)
class ArriveWhistle(Body):
    """报到, with who came."""

    whistle: str
    unit: str
    people: str


@named("whistle_absent")
@dataclass(frozen=True, slots=True)
class AbsentWhistle(Body):
    """登记未到."""

    whistle: str
    unit: str
    note: str = ""


@named("whistle_result")
@dataclass(frozen=True, slots=True)
class ResultWhistle(Body):
    """联合处置结果, ≥ 1 photo and a document or the reason why there is none."""

    whistle: str
    text: str
    evidence: tuple[Attachment, ...] = ()
    no_document_reason: str = ""


@named("whistle_confirm")
@dataclass(frozen=True, slots=True)
class ConfirmWhistle(Body):
    """事完人走: the township confirms."""

    whistle: str


@named("whistle_score")
@dataclass(frozen=True, slots=True)
class ScoreWhistle(Body):
    """评分 1–5 for each called unit."""

    whistle: str
    unit: str
    score: int
