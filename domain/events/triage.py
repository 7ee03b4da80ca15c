"""Events of triage, dispatch and requests."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Task
from domain.events.envelope import Event, named


@named("triaged")
@dataclass(frozen=True, slots=True, kw_only=True)
class Triaged(Event):
    """研判结果."""

    domain: str
    nature: str
    category: str
    grade: int
    flags: tuple[str, ...]
    topic: str
    accused: tuple[str, ...]
    reason: str


@named("dispatched")
@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched(Event):
    """交办 of a round: tasks, and the gates and profile version this round is bound to."""

    round: int
    mode: str
    note: str
    gates: tuple[str, ...]
    version: int
    tasks: tuple[Task, ...]


@named("tasked")
@dataclass(frozen=True, slots=True, kw_only=True)
class Tasked(Event):
    """One task left for one unit; starts the clocks of that task. `duty_item`/`override`: the citation."""

    task: str
    unit: str
    lead: bool
    duty_item: str
    override: str


@named("released")
@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Event):
    """解除协办."""

    task: str
    reason: str


@named("signed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Event):
    """签收/认领."""

    task: str


@named("return_requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(Event):
    """申请退单."""

    task: str
    reason: str
    duty_item: str
    back_to: str


@named("returned")
@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    """退单 approved; the task is with nobody."""

    task: str
    note: str


@named("return_refused")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefused(Event):
    """退单 refused: must handle."""

    task: str
    note: str


@named("escalation_requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRequested(Event):
    """提级申请."""

    tier: str
    reason: str
    duty_item: str
    override: str
    back_to: str


@named("escalated")
@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(Event):
    """提级: the matter is at the upper tier and waits for dispatch there."""

    tier: str
    note: str


@named("escalation_refused")
@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRefused(Event):
    """提级退回."""

    note: str


@named("extension_requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequested(Event):
    """延期申请."""

    task: str
    days: int
    reason: str


@named("extended")
@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Event):
    """延期 approved."""

    task: str
    days: int
    note: str


@named("extension_refused")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRefused(Event):
    """延期 refused."""

    task: str
    note: str


@named("suspension_requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRequested(Event):
    """挂起申请."""

    reason: str


@named("suspended")
@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(Event):
    """挂起."""

    note: str


@named("suspension_refused")
@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRefused(Event):
    """挂起 refused."""

    note: str


@named("resumed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """恢复办理."""

    reason: str
