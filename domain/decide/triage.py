"""Rules of triage, dispatch and signing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain import commands as cmd
from domain import events as ev
from domain.case import Case, Task
from domain.decide.clocks import again, amount_of, moved
from domain.decide.decision import Decision, Refused
from domain.decide.gates import complete_round
from domain.decide.intake import check_kind
from domain.decide.table import decides
from domain.people import POSTS, Actor
from domain.profile import Profile

TASK_STATES: dict[str, str] = {
    "dispatched": "待签收",
    "return_requested": "退单待审",
    "signed": "办理中",
    "rewrite": "退回重填",
    "fed_back": "已反馈",
    "returned": "已退单",
    "revoked": "已收回",
    "released": "已解除",
}


def own_task(decision: Decision, task_id: str, states: Iterable[str], what: str) -> Task:
    """The task, in one of the states, belonging to the actor's unit (or a proxy post)."""
    task = decision.case.task(task_id)
    if task is None or task.round != decision.case.round:
        raise Refused("no_task")
    if task.state not in states:
        raise Refused("task_state", TASK_STATES[task.state], what)
    if not works_for(decision.by, task, decision.profile):
        raise Refused("unit", task.unit)
    return task


def works_for(by: Actor, task: Task, profile: Profile) -> bool:
    """May this person act on the task: the named person, the unit's people, or a proxy post that takes it down."""
    return task.person == by.id or task.unit in by.units or by.holds(profile.proxy)


def cite(decision: Decision, duty_item: str, override: str) -> None:
    """A duty-list item that exists, or a written reason, where the county demands one and has a list."""
    duties = decision.facts.duties
    if duties is None:
        return
    if duty_item and duty_item not in duties:
        raise Refused("duty", duty_item)
    if decision.profile.escalation.cite_duty and not duty_item and not override.strip():
        raise Refused("duty_missing")


@decides(cmd.Triage)
def triage(decision: Decision, body: cmd.Triage) -> None:
    case, profile = decision.case, decision.profile
    check_kind(decision, body.domain, body.nature, body.category)
    if body.grade not in {grade.n for grade in profile.grades}:
        raise Refused("choice", "等级", str(body.grade))
    approvers = profile.may("decide_extension", case.tier)
    if body.grade < case.grade and not decision.by.holds(approvers):
        raise Refused(
            "grade_down", str(case.grade), str(body.grade), "、".join(POSTS[post] for post in approvers)
        )
    decision.say(
        ev.Triaged(
            at=decision.at,
            by=decision.by.id,
            domain=body.domain,
            nature=body.nature,
            category=body.category,
            grade=body.grade,
            flags=body.flags,
            topic=body.topic,
            accused=body.accused,
            reason=body.reason,
        )
    )
    _recount(decision, case)


def _recount(decision: Decision, before: Case) -> None:
    """A changed grade or nature keeps the start of a limit and computes its end again."""
    for clock in before.running:
        rule = decision.profile.clock(clock.code)
        if rule is None or clock.unit == "given":
            continue
        amount = amount_of(rule, decision.case, decision.at)
        if amount is None or (amount.n, amount.unit) == (clock.n, clock.unit):
            continue
        changed = replace(clock, n=amount.n, unit=amount.unit)
        due = again(rule, changed, decision.facts, decision.at)
        decision.say(moved(rule, changed, due, decision.at, decision.by.id, "regraded"))


@decides(cmd.Dispatch)
def dispatch(decision: Decision, body: cmd.Dispatch) -> None:
    case, profile = decision.case, decision.profile
    if not body.tasks:
        raise Refused("no_tasks")
    if sum(1 for task in body.tasks if task.lead) != 1:
        raise Refused("one_lead")
    if body.mode and body.mode not in profile.modes:
        raise Refused("mode", body.mode)
    seen: set[str] = set()
    for task in body.tasks:
        decision.need(task.unit, "承办单位")
        if task.unit in seen or case.task(task.task) is not None:
            raise Refused("same_unit", task.unit)
        seen.add(task.unit)
        if task.unit in case.accused:
            raise Refused("accused", task.unit)
        cite(decision, task.duty_item, task.override)
    final = case.returns >= profile.limits.returns
    decision.say(
        ev.Dispatched(
            at=decision.at,
            by=decision.by.id,
            round=case.round,
            mode=body.mode,
            note=body.note,
            gates=profile.gates[case.domain],
            version=profile.version,
            tasks=tuple(
                Task(
                    task.task,
                    task.unit,
                    case.round,
                    task.lead,
                    task.person,
                    duty_item=task.duty_item,
                    dispatched_at=decision.at,
                    final=final,
                )
                for task in body.tasks
            ),
        )
    )
    for task in body.tasks:
        decision.say(
            ev.Tasked(
                at=decision.at,
                by=decision.by.id,
                task=task.task,
                unit=task.unit,
                lead=task.lead,
                duty_item=task.duty_item,
                override=task.override,
            )
        )


@decides(cmd.Release)
def release(decision: Decision, body: cmd.Release) -> None:
    task = decision.case.task(body.task)
    if task is None or task not in decision.case.live_tasks:
        raise Refused("no_task")
    if task.lead:
        raise Refused("lead_release")
    decision.need(body.reason, "解除理由")
    decision.void_clocks(task.id)
    decision.say(ev.Released(at=decision.at, by=decision.by.id, task=body.task, reason=body.reason))
    complete_round(decision)


@decides(cmd.Sign)
def sign(decision: Decision, body: cmd.Sign) -> None:
    own_task(decision, body.task, ("dispatched",), "签收")
    decision.say(ev.Signed(at=decision.at, by=decision.by.id, task=body.task))
