"""Folding of intake events."""

from __future__ import annotations

from domain import events as ev
from domain.case import Call, Case, Entry, Reply, Task
from domain.evolve.copying import replace
from domain.evolve.table import folds


@folds(ev.Registered)
def _(case: Case, event: ev.Registered) -> Case:
    return replace(
        case,
        id=event.id,
        township=event.township,
        place=event.place,
        place_text=event.place_text,
        source=event.source,
        external_no=event.external_no,
        qr_code=event.qr_code,
        temp_number=event.temp_number,
        domain=event.domain,
        nature=event.nature,
        category=event.category,
        tier=event.tier,
        flags=event.flags,
        title=event.title,
        text=event.text,
        reporter=event.reporter,
        accused=event.accused,
        attachments=event.attachments,
        repeat=event.repeat,
        repeat_of=event.repeat_of,
        profile=event.profile,
        profile_version=event.profile_version,
        round_version=event.profile_version,
        state="registered",
        registered_at=event.at,
        registered_by=event.by,
    )


@folds(ev.NumberAssigned)
def _(case: Case, event: ev.NumberAssigned) -> Case:
    return replace(case, number=event.number)


@folds(ev.Pushed)
def _(case: Case, event: ev.Pushed) -> Case:
    return replace(case, pushed_to=event.to, unfilled=event.unfilled, pushed_at=event.at)


@folds(ev.Called)
def _(case: Case, event: ev.Called) -> Case:
    call = Call(event.called_at, event.by, event.outcome, event.note)
    first = event.called_at if event.first else case.first_called_at
    return replace(case, calls=(*case.calls, call), first_called_at=first)


@folds(ev.Accepted)
def _(case: Case, event: ev.Accepted) -> Case:
    return replace(case, state="accepted", accepted_at=case.accepted_at or event.at)


@folds(ev.NotAccepted)
def _(case: Case, event: ev.NotAccepted) -> Case:
    return replace(case, state="not_accepted", reason=event.reason, tasks=_revoked(case))


@folds(ev.Diverted)
def _(case: Case, event: ev.Diverted) -> Case:
    external = event.external_no or case.external_no
    return replace(
        case,
        state="diverted",
        route=event.route,
        reason=event.reason,
        external_no=external,
        tasks=_revoked(case),
    )


@folds(ev.TakenBack)
def _(case: Case, event: ev.TakenBack) -> Case:
    return replace(
        case,
        state="accepted",
        accepted_at=case.accepted_at or event.at,
        reason=event.reason,
        route="",
        request=None,
    )


@folds(ev.Merged)
def _(case: Case, event: ev.Merged) -> Case:
    return replace(
        case, state="merged", parent=event.parent, reason=event.reason, tasks=_revoked(case), request=None
    )


@folds(ev.Unmerged)
def _(case: Case, event: ev.Unmerged) -> Case:
    return replace(
        case, state="accepted", accepted_at=case.accepted_at or event.at, parent="", reason=event.reason
    )


@folds(ev.ChildMerged)
def _(case: Case, event: ev.ChildMerged) -> Case:
    return replace(case, children=(*case.children, event.child))


@folds(ev.ChildUnmerged)
def _(case: Case, event: ev.ChildUnmerged) -> Case:
    return replace(case, children=tuple(child for child in case.children if child != event.child))


@folds(ev.ParentAnswered)
def _(case: Case, event: ev.ParentAnswered) -> Case:
    reply = Reply(event.at, event.by, event.method, event.text)
    return replace(case, replies=(*case.replies, reply), gates=event.gates)


@folds(ev.Voided)
def _(case: Case, event: ev.Voided) -> Case:
    return replace(case, state="void", reason=event.reason, tasks=_revoked(case), request=None)


@folds(ev.RepeatLinked)
def _(case: Case, event: ev.RepeatLinked) -> Case:
    entry = Entry(event.at, event.by, "repeat", event.reason)
    return replace(case, repeat=True, repeat_of=event.of, entries=(*case.entries, entry))


def _revoked(case: Case) -> tuple[Task, ...]:
    live = {task.id for task in case.live_tasks}
    return tuple(replace(task, state="revoked") if task.id in live else task for task in case.tasks)
