"""Rules of 吹哨报到."""

from __future__ import annotations

from domain import commands as cmd
from domain import events as ev
from domain.case import Whistle, WhistleUnit
from domain.decide.decision import Decision, Refused
from domain.decide.gate import LABELS
from domain.decide.handling import check_evidence
from domain.decide.table import decides

WHISTLE_STATES: dict[str, str] = {
    "raised": "待研判",
    "called": "待报到",
    "on_site": "现场处置",
    "resulted": "待确认",
    "confirmed": "已完成",
    "refused": "未予吹哨",
}
RAISERS: dict[str, str] = {
    "township": "镇街",
    "department": "部门",
    "enterprise": "企业",
    "citizen": "群众",
}


def _raiser(decision: Decision) -> str:
    posts = decision.by.posts
    if "ENTERPRISE" in posts:
        return "enterprise"
    if "CITIZEN" in posts:
        return "citizen"
    return "department" if any(post.startswith("UNIT_") for post in posts) else "township"


@decides(cmd.RaiseWhistle)
def raise_whistle(decision: Decision, body: cmd.RaiseWhistle) -> None:
    rules = decision.profile.whistle
    if not rules.on:
        raise Refused("whistle_off")
    raised_kind = _raiser(decision)
    if raised_kind not in rules.raisers:
        raise Refused("post", LABELS["whistle"], "、".join(RAISERS[kind] for kind in rules.raisers))
    decision.need(body.matter, "吹哨事由")
    decision.need(body.place, "集合地点")
    if body.arrive_by <= decision.at:
        raise Refused("whistle_past")
    if any(whistle.id == body.whistle for whistle in decision.case.whistles):
        raise Refused("exists")
    decision.say(
        ev.WhistleRaised(
            at=decision.at,
            by=decision.by.id,
            whistle=body.whistle,
            matter=body.matter,
            place=body.place,
            arrive_by=body.arrive_by,
            units=body.units,
            raised_kind=raised_kind,
        )
    )


def _whistle(decision: Decision, whistle_id: str, *states: str) -> Whistle:
    whistle = next((w for w in decision.case.whistles if w.id == whistle_id), None)
    if whistle is None:
        raise Refused("no_whistle")
    if whistle.state not in states:
        raise Refused("whistle_state", WHISTLE_STATES[whistle.state])
    return whistle


def _unit(decision: Decision, whistle: Whistle, unit: str) -> WhistleUnit:
    called = next((u for u in whistle.units if u.unit == unit), None)
    if called is None:
        raise Refused("whistle_unit", unit)
    return called


def _speaks_for(decision: Decision, unit: str) -> None:
    if unit not in decision.by.units and not decision.by.holds(decision.profile.proxy):
        raise Refused("unit", unit)


@decides(cmd.TriageWhistle)
def triage_whistle(decision: Decision, body: cmd.TriageWhistle) -> None:
    _whistle(decision, body.whistle, "raised")
    if not body.units:
        decision.need(body.note, "不予吹哨的理由")
        decision.say(
            ev.WhistleRefused(at=decision.at, by=decision.by.id, whistle=body.whistle, note=body.note)
        )
        return
    if len(set(body.units)) != len(body.units):
        raise Refused("same_unit", body.units[0])
    for unit in body.units:
        decision.say(ev.UnitCalled(at=decision.at, by=decision.by.id, whistle=body.whistle, unit=unit))


@decides(cmd.SignWhistle)
def sign_whistle(decision: Decision, body: cmd.SignWhistle) -> None:
    whistle = _whistle(decision, body.whistle, "called", "on_site")
    if _unit(decision, whistle, body.unit).signed_at:
        raise Refused("whistle_unit", body.unit)
    _speaks_for(decision, body.unit)
    decision.say(ev.UnitSigned(at=decision.at, by=decision.by.id, whistle=body.whistle, unit=body.unit))


@decides(cmd.ArriveWhistle)
def arrive_whistle(decision: Decision, body: cmd.ArriveWhistle) -> None:
    whistle = _whistle(decision, body.whistle, "called", "on_site")
    if _unit(decision, whistle, body.unit).arrived_at:
        raise Refused("whistle_unit", body.unit)
    decision.need(body.people, "到场人员")
    _speaks_for(decision, body.unit)
    decision.say(
        ev.UnitArrived(
            at=decision.at, by=decision.by.id, whistle=body.whistle, unit=body.unit, people=body.people
        )
    )


@decides(cmd.AbsentWhistle)
def absent_whistle(decision: Decision, body: cmd.AbsentWhistle) -> None:
    whistle = _whistle(decision, body.whistle, "called", "on_site")
    unit = _unit(decision, whistle, body.unit)
    if unit.arrived_at or unit.absent:
        raise Refused("whistle_unit", body.unit)
    decision.say(
        ev.UnitAbsent(at=decision.at, by=decision.by.id, whistle=body.whistle, unit=body.unit, note=body.note)
    )


@decides(cmd.ResultWhistle)
def result_whistle(decision: Decision, body: cmd.ResultWhistle) -> None:
    _whistle(decision, body.whistle, "on_site")
    decision.need(body.text, "处置结果")
    kinds = [item.kind for item in body.evidence]
    if "photo" not in kinds:
        raise Refused("evidence", "现场照片 1 份")
    if "document" not in kinds and not body.no_document_reason.strip():
        raise Refused("evidence", "执法文书 1 份（没有文书请写明理由）")
    check_evidence(decision, "whistle_result", body.evidence, body.text)
    decision.say(
        ev.WhistleResulted(
            at=decision.at,
            by=decision.by.id,
            whistle=body.whistle,
            text=body.text,
            evidence=body.evidence,
            no_document_reason=body.no_document_reason,
        )
    )


@decides(cmd.ConfirmWhistle)
def confirm_whistle(decision: Decision, body: cmd.ConfirmWhistle) -> None:
    _whistle(decision, body.whistle, "resulted")
    decision.say(ev.WhistleConfirmed(at=decision.at, by=decision.by.id, whistle=body.whistle))


@decides(cmd.ScoreWhistle)
def score_whistle(decision: Decision, body: cmd.ScoreWhistle) -> None:
    if not decision.profile.whistle.score:
        raise Refused("score_off")
    whistle = _whistle(decision, body.whistle, "confirmed")
    _unit(decision, whistle, body.unit)
    if not 1 <= body.score <= 5:
        raise Refused("score")
    decision.say(
        ev.WhistleScored(
            at=decision.at, by=decision.by.id, whistle=body.whistle, unit=body.unit, score=body.score
        )
    )
