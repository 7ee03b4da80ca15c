"""Events of handling and of the gates."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment
from domain.events.envelope import Event, named


@named("progressed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed(Event):
    """进展; answers reminders."""

    text: str
    attachments: tuple[Attachment, ...]
    promised: str


@named("fed_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class FedBack(Event):
    """反馈 of one task; `complete`: the round's tasks are all in."""

    task: str
    text: str
    result: str
    evidence: tuple[Attachment, ...]
    complete: bool


@named("rewritten")
@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten(Event):
    """驳回重填; the clock keeps running."""

    reason: str


@named("gate_entered")
@dataclass(frozen=True, slots=True, kw_only=True)
class GateEntered(Event):
    """The matter waits at a gate (index into the pinned gates)."""

    gate: str
    index: int


@named("gate_passed")
@dataclass(frozen=True, slots=True, kw_only=True)
class GatePassed(Event):
    """The gate was passed."""

    gate: str


@named("replied")
@dataclass(frozen=True, slots=True, kw_only=True)
class Replied(Event):
    """回复当事人."""

    method: str
    text: str
    task: str
    interim: bool = False


@named("reported_done")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedDone(Event):
    """报结: the handler's side is finished."""


@named("called_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalledBack(Event):
    """回访 outcome."""

    outcome: str
    method: str
    solved: str
    answers: tuple[tuple[str, str], ...]
    words: str
    demand: str
    answered_by: str
    dissatisfied: bool


@named("sampled")
@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled(Event):
    """抽查回访 outcome."""

    outcome: str
    solved: str
    words: str
    method: str
    dissatisfied: bool


@named("verified")
@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Event):
    """验收 outcome."""

    passed: bool
    findings: str
    evidence: tuple[Attachment, ...]


@named("rectify_ordered")
@dataclass(frozen=True, slots=True, kw_only=True)
class RectifyOrdered(Event):
    """整改: same round, back to the handler; afterwards the named gate."""

    back_to: str


@named("reopened")
@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Event):
    """重启/二次派单/重新办理: a new round. how: reopen, redispatch."""

    how: str
    reason: str


@named("struck_off")
@dataclass(frozen=True, slots=True, kw_only=True)
class StruckOff(Event):
    """销号. `exempt`: documented exemption from callback; `unrated`: never reached."""

    exempt: str = ""
    unrated: bool = False


@named("rated")
@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    """评价."""

    side: str
    grade: str
    words: str


@named("noted")
@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """备注 or 办结后补充."""

    text: str
    attachments: tuple[Attachment, ...]
    supplement: bool


@named("attached")
@dataclass(frozen=True, slots=True, kw_only=True)
class Attached(Event):
    """附件."""

    attachments: tuple[Attachment, ...]


@named("archived")
@dataclass(frozen=True, slots=True, kw_only=True)
class Archived(Event):
    """归档."""

    sha256: str
    pages: int
