"""Events of clocks, supervision, audit and whistle."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment
from domain.events.envelope import Event, named


@named("clock_started")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(Event):
    """A limit runs; every instant is computed here, never again."""

    code: str
    key: str
    start: int
    due: int
    amber: int
    n: int
    unit: str
    warn: tuple[int, ...]
    again: int
    ladder: bool
    pausable: bool
    provisional: bool
    calendar: str


@named("clock_met")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMet(Event):
    """The limit was answered, in time or late."""

    code: str
    key: str
    met_at: int


@named("clock_voided")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockVoided(Event):
    """The limit no longer applies."""

    code: str
    key: str


@named("clock_paused")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(Event):
    """挂起."""

    code: str
    key: str


@named("clock_moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMoved(Event):
    """New due time. why: resumed, extended, regraded, calendar."""

    code: str
    key: str
    due: int
    amber: int
    warn: tuple[int, ...]
    n: int
    unit: str
    provisional: bool
    calendar: str
    why: str
    days: int = 0


@named("warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class Warned(Event):
    """A reminder before the limit; `step` counts from 1."""

    code: str
    key: str
    step: int
    notify: tuple[str, ...]


@named("breached")
@dataclass(frozen=True, slots=True, kw_only=True)
class Breached(Event):
    """A limit has passed (again); `rung` of the chain is told."""

    code: str
    key: str
    n: int
    rung: int
    notify: tuple[str, ...]
    unfilled: tuple[str, ...]


@named("red_lit")
@dataclass(frozen=True, slots=True, kw_only=True)
class RedLit(Event):
    """红灯."""

    code: str


@named("listed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Event):
    """列入清单."""

    code: str


@named("measured")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTaken(Event):
    """督办、约谈、问责建议、短信、建议函 …; `fired`: the rule that raised it, with its span."""

    measure: str
    measure_kind: str
    reason: str
    text: str
    to: tuple[str, ...]
    unfilled: tuple[str, ...]
    due: int
    fired: str


@named("measure_replied")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureReplied(Event):
    """回复批示."""

    measure: str
    text: str
    evidence: tuple[Attachment, ...]


@named("measure_closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureClosed(Event):
    """督办销号."""

    measure: str
    note: str


@named("audited")
@dataclass(frozen=True, slots=True, kw_only=True)
class Audited(Event):
    """Reveal, print or export."""

    what: str
    detail: str
    copies: int
    purpose: str


@named("whistle_raised")
@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleRaised(Event):
    """吹哨."""

    whistle: str
    matter: str
    place: str
    arrive_by: int
    units: tuple[str, ...]
    raised_kind: str


@named("whistle_refused")
@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleRefused(Event):
    """不予吹哨."""

    whistle: str
    note: str


@named("unit_called")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCalled(Event):
    """One unit is called."""

    whistle: str
    unit: str


@named("unit_signed")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSigned(Event):
    """签收哨单."""

    whistle: str
    unit: str


@named("unit_arrived")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitArrived(Event):
    """报到."""

    whistle: str
    unit: str
    people: str


@named("unit_absent")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAbsent(Event):
    """未到."""

    whistle: str
    unit: str
    note: str


@named("whistle_resulted")
@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleResulted(Event):
    """处置结果."""

    whistle: str
    text: str
    evidence: tuple[Attachment, ...]
    no_document_reason: str


@named("whistle_confirmed")
@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleConfirmed(Event):
    """事完人走."""

    whistle: str


@named("whistle_scored")
@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleScored(Event):
    """评分."""

    whistle: str
    unit: str
    score: int
