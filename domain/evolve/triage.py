"""Folding of triage, dispatch and requests."""

from __future__ import annotations

from typing import Any

from domain import events as ev
from domain.case import Case, Request
from domain.evolve.copying import replace
from domain.evolve.table import folds


def with_task(case: Case, task_id: str, **changes: Any) -> Case:
    """The case with one task changed."""
    return replace(
        case, tasks=tuple(replace(task, **changes) if task.id == task_id else task for task in case.tasks)
    )


def work_state(case: Case) -> str:
    """dispatched, handling or accepted, as the live tasks say."""
    live = case.live_tasks
    if not live:
        return "accepted"
    return (
        "handling"
        if any(task.state not in ("dispatched", "return_requested") for task in live)
        else "dispatched"
    )


@folds(ev.Triaged)
def _(case: Case, event: ev.Triaged) -> Case:
    return replace(
        case,
        domain=event.domain,
        nature=event.nature,
        category=event.category,
        grade=event.grade,
        flags=event.flags,
        topic=event.topic,
        accused=event.accused,
    )


@folds(ev.Dispatched)
def _(case: Case, event: ev.Dispatched) -> Case:
    return replace(
        case,
        state="dispatched",
        mode=event.mode,
        gates=event.gates,
        gate=-1,
        round_version=event.version,
        tasks=(*case.tasks, *event.tasks),
        rectify_to="",
    )


@folds(ev.Released)
def _(case: Case, event: ev.Released) -> Case:
    return with_task(case, event.task, state="released")


@folds(ev.Signed)
def _(case: Case, event: ev.Signed) -> Case:
    case = with_task(case, event.task, state="signed", signed_at=event.at)
    return replace(case, state="handling")


@folds(ev.ReturnRequested)
def _(case: Case, event: ev.ReturnRequested) -> Case:
    request = Request("return", event.at, event.by, event.reason, task=event.task, duty_item=event.duty_item)
    case = with_task(case, event.task, state="return_requested")
    return replace(case, request=replace(request, back_to=event.back_to))


@folds(ev.Returned)
def _(case: Case, event: ev.Returned) -> Case:
    case = with_task(case, event.task, state="returned")
    case = replace(case, request=None, returns=case.returns + 1)
    return replace(case, state=work_state(case))


@folds(ev.ReturnRefused)
def _(case: Case, event: ev.ReturnRefused) -> Case:
    task = case.task(event.task)
    before = "signed" if task is not None and task.signed_at else "dispatched"
    case = with_task(case, event.task, state=before, final=True)
    return replace(case, request=None, returns=case.returns + 1)


@folds(ev.EscalationRequested)
def _(case: Case, event: ev.EscalationRequested) -> Case:
    request = Request(
        "escalation", event.at, event.by, event.reason, tier=event.tier, duty_item=event.duty_item
    )
    return replace(case, state="escalating", request=replace(request, back_to=event.back_to))


@folds(ev.Escalated)
def _(case: Case, event: ev.Escalated) -> Case:
    live = {task.id for task in case.live_tasks}
    tasks = tuple(replace(task, state="revoked") if task.id in live else task for task in case.tasks)
    return replace(case, state="accepted", tier=event.tier, tasks=tasks, request=None)


@folds(ev.EscalationRefused)
def _(case: Case, event: ev.EscalationRefused) -> Case:
    back_to = case.request.back_to if case.request else "accepted"
    return replace(case, state=back_to, request=None)


@folds(ev.ExtensionRequested)
def _(case: Case, event: ev.ExtensionRequested) -> Case:
    return replace(
        case, request=Request("extension", event.at, event.by, event.reason, task=event.task, days=event.days)
    )


@folds(ev.Extended)
def _(case: Case, event: ev.Extended) -> Case:
    return replace(case, request=None, extensions=case.extensions + 1)


@folds(ev.ExtensionRefused)
def _(case: Case, event: ev.ExtensionRefused) -> Case:
    return replace(case, request=None)


@folds(ev.SuspensionRefused)
def _(case: Case, event: ev.SuspensionRefused) -> Case:
    return replace(case, request=None)


@folds(ev.SuspensionRequested)
def _(case: Case, event: ev.SuspensionRequested) -> Case:
    return replace(case, request=Request("suspension", event.at, event.by, event.reason))


@folds(ev.Suspended)
def _(case: Case, event: ev.Suspended) -> Case:
    return replace(case, state="suspended", suspended_from=case.state, request=None)


@folds(ev.Resumed)
def _(case: Case, event: ev.Resumed) -> Case:
    return replace(case, state=case.suspended_from, suspended_from="")
