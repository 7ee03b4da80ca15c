"""Folding of handling and of the gates."""

from __future__ import annotations

from domain import events as ev
from domain.case import Callback, Case, Entry, Feedback, Rating, Reply, Task, Verification
from domain.evolve.copying import replace
from domain.evolve.table import folds
from domain.evolve.triage import with_task


def _did(case: Case, role: str, by: str) -> tuple[tuple[str, str, int], ...]:
    done = (role, by, case.round)
    return case.done_by if done in case.done_by else (*case.done_by, done)


@folds(ev.Progressed)
def _(case: Case, event: ev.Progressed) -> Case:
    entry = Entry(event.at, event.by, "progress", event.text, event.attachments)
    clocks = tuple(
        replace(clock, reminders=0) if clock.state == "running" else clock for clock in case.clocks
    )
    return replace(
        case, entries=(*case.entries, entry), clocks=clocks, promised=event.promised or case.promised
    )


@folds(ev.FedBack)
def _(case: Case, event: ev.FedBack) -> Case:
    case = with_task(case, event.task, state="fed_back", fed_back_at=event.at)
    feedback = Feedback(event.task, event.at, event.by, event.text, event.result, event.evidence)
    return replace(
        case,
        feedbacks=(*case.feedbacks, feedback),
        done_by=_did(case, "feedback", event.by),
        state="handling",
    )


@folds(ev.Rewritten)
def _(case: Case, event: ev.Rewritten) -> Case:
    done = {task.id for task in case.live_tasks if task.state == "fed_back"}
    tasks = tuple(replace(task, state="rewrite") if task.id in done else task for task in case.tasks)
    return replace(
        case,
        state="handling",
        gate=-1,
        tasks=tasks,
        reason=event.reason,
        done_by=_did(case, "review", event.by),
    )


@folds(ev.GateEntered)
def _(case: Case, event: ev.GateEntered) -> Case:
    return replace(case, state=event.gate, gate=event.index, tries=0, first_try_at=0, last_try_at=0)


@folds(ev.GatePassed)
def _(case: Case, event: ev.GatePassed) -> Case:
    return replace(case, done_by=_did(case, event.gate, event.by))


@folds(ev.Replied)
def _(case: Case, event: ev.Replied) -> Case:
    return replace(
        case, replies=(*case.replies, Reply(event.at, event.by, event.method, event.text, event.interim))
    )


@folds(ev.ReportedDone)
def _(case: Case, event: ev.ReportedDone) -> Case:
    return replace(case, reported_done_at=event.at, first_done_at=case.first_done_at or event.at)


@folds(ev.CalledBack)
def _(case: Case, event: ev.CalledBack) -> Case:
    callback = Callback(
        event.at, event.by, case.round, event.method, event.outcome, event.solved, event.answers,
        event.words, event.demand, event.answered_by,
    )  # fmt: skip
    reached = event.outcome != "未接通"
    more = 1 if event.dissatisfied else 0
    return replace(
        case,
        callbacks=(*case.callbacks, callback),
        tries=0 if reached else case.tries + 1,
        first_try_at=0 if reached else case.first_try_at or event.at,
        last_try_at=event.at,
        dissatisfied_round=case.dissatisfied_round + more,
        dissatisfied_case=case.dissatisfied_case + more,
        done_by=_did(case, "callback", event.by),
    )


@folds(ev.Sampled)
def _(case: Case, event: ev.Sampled) -> Case:
    callback = Callback(
        event.at,
        event.by,
        case.round,
        event.method,
        event.outcome,
        event.solved,
        words=event.words,
        sample=True,
    )
    more = 1 if event.dissatisfied else 0
    return replace(
        case,
        callbacks=(*case.callbacks, callback),
        dissatisfied_round=case.dissatisfied_round + more,
        dissatisfied_case=case.dissatisfied_case + more,
        done_by=_did(case, "sample", event.by),
    )


@folds(ev.Verified)
def _(case: Case, event: ev.Verified) -> Case:
    verification = Verification(event.at, event.by, case.round, event.passed, event.findings, event.evidence)
    return replace(
        case,
        verifications=(*case.verifications, verification),
        fails_in_a_row=0 if event.passed else case.fails_in_a_row + 1,
        done_by=_did(case, "verify", event.by),
    )


@folds(ev.RectifyOrdered)
def _(case: Case, event: ev.RectifyOrdered) -> Case:
    lead = case.lead_task
    if lead is not None:
        case = with_task(case, lead.id, state="signed")
    return replace(case, state="rectify", rectify_to=event.back_to, gate=-1)


def _settled(case: Case) -> tuple[Task, ...]:
    """No task of a finished round stays with a unit that has not answered."""
    waiting = {task.id for task in case.live_tasks if task.state != "fed_back"}
    return tuple(replace(task, state="released") if task.id in waiting else task for task in case.tasks)


@folds(ev.Reopened)
def _(case: Case, event: ev.Reopened) -> Case:
    return replace(
        case,
        tasks=_settled(case),
        state="reopened",
        round=case.round + 1,
        gate=-1,
        rectify_to="",
        dissatisfied_round=0,
        tries=0,
        first_try_at=0,
        last_try_at=0,
        reported_done_at=0,
        struck_off_at=0,
        unrated=False,
        exempt="",
        reason=event.reason,
        request=None,
    )


@folds(ev.StruckOff)
def _(case: Case, event: ev.StruckOff) -> Case:
    return replace(
        case,
        state="struck_off",
        struck_off_at=event.at,
        exempt=event.exempt,
        unrated=event.unrated,
        tasks=_settled(case),
        request=None,
    )


@folds(ev.Rated)
def _(case: Case, event: ev.Rated) -> Case:
    rating = Rating(event.at, event.by, event.side, event.grade, event.words, case.round)
    return replace(case, ratings=(*case.ratings, rating))


@folds(ev.Noted)
def _(case: Case, event: ev.Noted) -> Case:
    kind = "supplement" if event.supplement else "note"
    entry = Entry(event.at, event.by, kind, event.text, event.attachments)
    return replace(case, entries=(*case.entries, entry))


@folds(ev.Attached)
def _(case: Case, event: ev.Attached) -> Case:
    return replace(case, attachments=(*case.attachments, *event.attachments))


@folds(ev.Archived)
def _(case: Case, event: ev.Archived) -> Case:
    return replace(case, state="archived", archived_at=event.at)
