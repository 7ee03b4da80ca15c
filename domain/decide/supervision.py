"""Rules of supervision, lists and the audit trail."""

from __future__ import annotations

from domain import commands as cmd
from domain import events as ev
from domain.case import Measure
from domain.decide.decision import Decision, Refused
from domain.decide.effects import MEASURES
from domain.decide.intake import one_of
from domain.decide.table import decides

AUDITS: dict[str, str] = {"reveal": "查看完整信息", "print": "打印", "export": "导出"}


@decides(cmd.Supervise)
def supervise(decision: Decision, body: cmd.Supervise) -> None:
    one_of(decision, body.measure, MEASURES, "督办方式")
    decision.need(body.text, "督办要求")
    to = body.to
    unfilled: tuple[str, ...] = ()
    if not to:
        lead = decision.case.lead_task
        if lead is not None and lead.person:
            to = (lead.person,)
        else:
            people, unfilled = decision.people_at(("UNIT_HEAD", "UNIT_LIAISON", "T_DIRECTOR"))
            to = tuple(person.id for person in people)
    decision.say(
        ev.MeasureTaken(
            at=decision.at,
            by=decision.by.id,
            measure=f"m{decision.case.rev}",
            measure_kind=body.measure,
            reason="",
            text=body.text,
            to=to,
            unfilled=unfilled,
            due=body.due,
            fired="",
        )
    )


def _measure(decision: Decision, measure_id: str) -> Measure:
    measure = next((m for m in decision.case.measures if m.id == measure_id), None)
    if measure is None:
        raise Refused("no_measure")
    if measure.closed_at:
        raise Refused("measure_done")
    return measure


@decides(cmd.ReplyMeasure)
def reply_measure(decision: Decision, body: cmd.ReplyMeasure) -> None:
    measure = _measure(decision, body.measure)
    if measure.replied_at:
        raise Refused("measure_done")
    decision.need(body.text, "回复内容")
    decision.say(
        ev.MeasureReplied(
            at=decision.at, by=decision.by.id, measure=body.measure, text=body.text, evidence=body.evidence
        )
    )


@decides(cmd.CloseMeasure)
def close_measure(decision: Decision, body: cmd.CloseMeasure) -> None:
    _measure(decision, body.measure)
    decision.say(ev.MeasureClosed(at=decision.at, by=decision.by.id, measure=body.measure, note=body.note))


@decides(cmd.PutOnList)
def put_on_list(decision: Decision, body: cmd.PutOnList) -> None:
    selection = next((s for s in decision.profile.lists if s.code == body.code), None)
    if selection is None:
        raise Refused("list", body.code)
    people, unfilled = decision.people_at((selection.to,))
    decision.say(ev.Listed(at=decision.at, by=decision.by.id, code=body.code))
    decision.say(
        ev.MeasureTaken(
            at=decision.at,
            by=decision.by.id,
            measure=f"m{decision.case.rev}",
            measure_kind="list",
            reason=selection.label,
            text="",
            to=tuple(person.id for person in people),
            unfilled=unfilled,
            due=0,
            fired="",
        )
    )


@decides(cmd.Audit)
def audit(decision: Decision, body: cmd.Audit) -> None:
    one_of(decision, body.what, AUDITS, "留痕类型")
    decision.say(
        ev.Audited(
            at=decision.at,
            by=decision.by.id,
            what=body.what,
            detail=body.detail,
            copies=body.copies,
            purpose=body.purpose,
        )
    )
