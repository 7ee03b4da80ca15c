"""Rules of requests that wait for a decision: return, escalation, extension, suspension."""

from __future__ import annotations

from domain import commands as cmd
from domain import events as ev
from domain.case import Clock, Request
from domain.deadlines import Unit, due_at, extend
from domain.decide.clocks import again, moved, pauses_of
from domain.decide.decision import Decision, Refused
from domain.decide.gates import complete_round
from domain.decide.table import decides
from domain.decide.triage import cite, own_task
from domain.people import TIERS

TIER_LABELS: dict[str, str] = {
    "G": "网格",
    "V": "村（社区）",
    "T": "乡镇（街道）",
    "C": "县（区）",
    "S": "市",
}


def _free(decision: Decision) -> None:
    if decision.case.request is not None:
        raise Refused("pending_request")


def _pending(decision: Decision, kind: str) -> Request:
    """The request that waits, decided by somebody else than who asked."""
    request = decision.case.request
    if request is None or request.kind != kind:
        raise Refused("no_request")
    if request.by == decision.by.id:
        raise Refused("own_request")
    return request


@decides(cmd.RequestReturn)
def request_return(decision: Decision, body: cmd.RequestReturn) -> None:
    case, profile = decision.case, decision.profile
    _free(decision)
    task = own_task(decision, body.task, ("dispatched", "signed"), "申请退单")
    if task.final or case.returns >= profile.limits.returns:
        raise Refused("third_return", str(case.returns))
    decision.need(body.reason, "退单理由")
    window = due_at(
        task.dispatched_at, profile.limits.objection_workdays, Unit.WORKDAY, decision.facts.calendar
    )
    if decision.at > window.at and not decision.by.holds(profile.may("decide_return", case.tier)):
        raise Refused("objection_window", str(profile.limits.objection_workdays))
    decision.say(
        ev.ReturnRequested(
            at=decision.at,
            by=decision.by.id,
            task=body.task,
            reason=body.reason,
            duty_item=body.duty_item,
            back_to=task.state,
        )
    )


@decides(cmd.DecideReturn)
def decide_return(decision: Decision, body: cmd.DecideReturn) -> None:
    request = _pending(decision, "return")
    if not body.approve:
        decision.need(body.note, "不同意的理由")
        decision.say(ev.ReturnRefused(at=decision.at, by=decision.by.id, task=request.task, note=body.note))
        return
    decision.void_clocks(request.task)
    decision.say(ev.Returned(at=decision.at, by=decision.by.id, task=request.task, note=body.note))
    complete_round(decision)


@decides(cmd.Escalate)
def escalate(decision: Decision, body: cmd.Escalate) -> None:
    case = decision.case
    _free(decision)
    above = [t for t in decision.profile.escalation.tiers if TIERS.index(t) > TIERS.index(case.tier)]
    if body.tier not in above:
        labels = "、".join(TIER_LABELS[tier] for tier in above) or "（已是最高层级）"
        raise Refused("tier", TIER_LABELS.get(body.tier, body.tier), labels)
    decision.need(body.reason, "提级理由")
    cite(decision, body.duty_item, body.override)
    decision.say(
        ev.EscalationRequested(
            at=decision.at,
            by=decision.by.id,
            tier=body.tier,
            reason=body.reason,
            duty_item=body.duty_item,
            override=body.override,
            back_to=case.state,
        )
    )


@decides(cmd.DecideEscalation)
def decide_escalation(decision: Decision, body: cmd.DecideEscalation) -> None:
    request = _pending(decision, "escalation")
    if not body.approve:
        decision.need(body.note, "退回理由")
        decision.say(ev.EscalationRefused(at=decision.at, by=decision.by.id, note=body.note))
        return
    for task in decision.case.live_tasks:
        decision.void_clocks(task.id)
    decision.say(ev.Escalated(at=decision.at, by=decision.by.id, tier=request.tier, note=body.note))


def handling_clock(decision: Decision, task_id: str) -> Clock | None:
    """The running limit that the task's feedback stops."""
    keys = (task_id, "case", f"round:{decision.case.round}")
    for clock in decision.case.running:
        rule = decision.profile.clock(clock.code)
        if rule is not None and "fed_back" in rule.stop and clock.key in keys and clock.unit != "given":
            return clock
    return None


@decides(cmd.RequestExtension)
def request_extension(decision: Decision, body: cmd.RequestExtension) -> None:
    case, limits = decision.case, decision.profile.limits
    _free(decision)
    task = own_task(decision, body.task, ("signed", "rewrite"), "申请延期")
    clock = handling_clock(decision, task.id)
    if clock is None:
        raise Refused("no_clock")
    if decision.at > clock.due:
        raise Refused("extension_late")
    if case.extensions >= limits.extensions:
        raise Refused("extension_limit", str(limits.extensions))
    if not 1 <= body.days <= limits.extension_days:
        raise Refused("extension_days", str(limits.extension_days))
    decision.need(body.reason, "延期理由")
    decision.say(
        ev.ExtensionRequested(
            at=decision.at, by=decision.by.id, task=body.task, days=body.days, reason=body.reason
        )
    )


@decides(cmd.DecideExtension)
def decide_extension(decision: Decision, body: cmd.DecideExtension) -> None:
    request = _pending(decision, "extension")
    if not body.approve:
        decision.need(body.note, "不同意的理由")
        decision.say(
            ev.ExtensionRefused(at=decision.at, by=decision.by.id, task=request.task, note=body.note)
        )
        return
    clock = handling_clock(decision, request.task)
    if clock is None:
        raise Refused("no_clock")
    rule = decision.profile.clock(clock.code)
    assert rule is not None
    due = extend(
        again(rule, clock, decision.facts, decision.at),
        request.days,
        Unit.WORKDAY,
        decision.facts.calendar,
        day_end=rule.day_end,
        roll=rule.roll,
        pauses=pauses_of(clock),
    )
    decision.say(
        ev.Extended(at=decision.at, by=decision.by.id, task=request.task, days=request.days, note=body.note)
    )
    decision.say(moved(rule, clock, due, decision.at, decision.by.id, "extended", request.days))


@decides(cmd.RequestSuspension)
def request_suspension(decision: Decision, body: cmd.RequestSuspension) -> None:
    _free(decision)
    decision.need(body.reason, "挂起理由")
    decision.say(ev.SuspensionRequested(at=decision.at, by=decision.by.id, reason=body.reason))


@decides(cmd.DecideSuspension)
def decide_suspension(decision: Decision, body: cmd.DecideSuspension) -> None:
    _pending(decision, "suspension")
    if not body.approve:
        decision.need(body.note, "不同意的理由")
        decision.say(ev.SuspensionRefused(at=decision.at, by=decision.by.id, note=body.note))
        return
    running = [clock for clock in decision.case.running if clock.pausable]
    decision.say(ev.Suspended(at=decision.at, by=decision.by.id, note=body.note))
    for clock in running:
        decision.say(ev.ClockPaused(at=decision.at, by=decision.by.id, code=clock.code, key=clock.key))


@decides(cmd.Resume)
def resume(decision: Decision, body: cmd.Resume) -> None:
    paused = [clock for clock in decision.case.clocks if clock.state == "paused"]
    decision.say(ev.Resumed(at=decision.at, by=decision.by.id, reason=body.reason))
    for clock in paused:
        rule = decision.profile.clock(clock.code)
        if rule is None:
            raise Refused("profile_gap", clock.code)
        due = again(rule, clock, decision.facts, decision.at, resume=True)
        decision.say(moved(rule, clock, due, decision.at, decision.by.id, "resumed"))
