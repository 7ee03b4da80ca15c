"""Commands of triage and dispatch: judge, hand out, sign, return, escalate, extend, suspend."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.envelope import Body, named


@dataclass(frozen=True, slots=True)
class Assignment:
    """One task of a dispatch. `task`: id made by the sender; `duty_item` or `override` cites the duty list."""

    task: str
    unit: str
    lead: bool = True
    person: str = ""
    duty_item: str = ""
    override: str = ""


@named("triage")
@dataclass(frozen=True, slots=True)
class Triage(Body):
    """研判: domain, nature, category, grade, flags, topic. Lowering the grade needs approval posts."""

    domain: str
    nature: str
    category: str
    grade: int
    flags: tuple[str, ...] = ()
    topic: str = ""
    accused: tuple[str, ...] = ()
    reason: str = ""


@named("dispatch")
@dataclass(frozen=True, slots=True)
class Dispatch(Body):
    """交办: one lead task and any number of assisting tasks."""

    tasks: tuple[Assignment, ...]
    mode: str = ""
    note: str = ""


@named("release")
@dataclass(frozen=True, slots=True)
class Release(Body):
    """解除协办: a task is no longer needed."""

    task: str
    reason: str


@named("sign")
@dataclass(frozen=True, slots=True)
class Sign(Body):
    """签收/认领."""

    task: str


@named("request_return")
@dataclass(frozen=True, slots=True)
class RequestReturn(Body):
    """申请退单, with reason and the duty-list item that says whose it is."""

    task: str
    reason: str
    duty_item: str = ""


@named("decide_return")
@dataclass(frozen=True, slots=True)
class DecideReturn(Body):
    """审核退单. Approved: the task leaves the unit; refused: it must handle."""

    approve: bool
    note: str = ""


@named("escalate")
@dataclass(frozen=True, slots=True)
class Escalate(Body):
    """提级上报, citing the duty list or an override reason."""

    tier: str
    reason: str
    duty_item: str = ""
    override: str = ""


@named("decide_escalation")
@dataclass(frozen=True, slots=True)
class DecideEscalation(Body):
    """审核提级 by the upper tier."""

    approve: bool
    note: str = ""


@named("request_extension")
@dataclass(frozen=True, slots=True)
class RequestExtension(Body):
    """申请延期, before the limit."""

    task: str
    days: int
    reason: str


@named("decide_extension")
@dataclass(frozen=True, slots=True)
class DecideExtension(Body):
    """审批延期, one level up."""

    approve: bool
    note: str = ""


@named("request_suspension")
@dataclass(frozen=True, slots=True)
class RequestSuspension(Body):
    """申请挂起 (当事人原因、待法定程序、不可抗力)."""

    reason: str


@named("decide_suspension")
@dataclass(frozen=True, slots=True)
class DecideSuspension(Body):
    """审批挂起."""

    approve: bool
    note: str = ""


@named("resume")
@dataclass(frozen=True, slots=True)
class Resume(Body):
    """恢复办理."""

    reason: str = ""
