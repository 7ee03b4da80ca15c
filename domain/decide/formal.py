"""Rules of people's mediation and of enforcement in their first form."""

from __future__ import annotations

from domain import commands as cmd
from domain import events as ev
from domain.case import Enforcement, Mediation
from domain.decide.decision import Decision, Refused
from domain.decide.intake import one_of
from domain.decide.table import decides

MEDIATION_STATES: dict[str, str] = {
    "offered": "待当事人同意",
    "consented": "已同意",
    "refused": "当事人不同意",
    "in_session": "调解中",
    "agreed": "已达成书面协议",
    "oral": "已达成口头协议",
    "failed": "调解不成",
    "performed": "已履行",
}


@decides(cmd.OfferMediation)
def offer_mediation(decision: Decision, body: cmd.OfferMediation) -> None:
    if not decision.profile.mediation:
        raise Refused("mediation_off")
    if decision.case.mediation is not None and decision.case.mediation.state not in ("refused", "failed"):
        raise Refused("mediation_open")
    if len([party for party in body.parties if party.name.strip()]) < max(2, len(body.parties)):
        raise Refused("parties")
    decision.need(body.committee, "调解委员会")
    decision.need("".join(body.mediators), "人民调解员")
    decision.say(
        ev.MediationOffered(
            at=decision.at,
            by=decision.by.id,
            mediation=body.mediation,
            committee=body.committee,
            dispute_type=body.dispute_type,
            parties=body.parties,
            mediators=body.mediators,
        )
    )


def _mediation(decision: Decision, *states: str) -> Mediation:
    mediation = decision.case.mediation
    if mediation is None:
        raise Refused("no_mediation")
    if mediation.state not in states:
        if mediation.state in ("offered", "refused") and "offered" not in states:
            raise Refused("not_consented")
        raise Refused("mediation_state", MEDIATION_STATES[mediation.state])
    return mediation


@decides(cmd.ConsentMediation)
def consent_mediation(decision: Decision, body: cmd.ConsentMediation) -> None:
    mediation = _mediation(decision, "offered")
    if not 0 <= body.party < len(mediation.parties):
        raise Refused("party", str(body.party + 1))
    decision.say(
        ev.MediationConsented(at=decision.at, by=decision.by.id, party=body.party, consent=body.consent)
    )


@decides(cmd.HoldMediation)
def hold_mediation(decision: Decision, body: cmd.HoldMediation) -> None:
    _mediation(decision, "consented", "in_session")
    decision.need(body.text, "调解记录")
    decision.need(body.place, "调解地点")
    decision.say(
        ev.MediationHeld(
            at=decision.at,
            by=decision.by.id,
            place=body.place,
            mediators=body.mediators,
            recorder=body.recorder,
            text=body.text,
            held_at=body.held_at or decision.at,
        )
    )


@decides(cmd.ConcludeMediation)
def conclude_mediation(decision: Decision, body: cmd.ConcludeMediation) -> None:
    _mediation(decision, "consented", "in_session")
    one_of(decision, body.outcome, ("agreed", "oral", "failed"), "调解结果")
    decision.need(body.facts, "纠纷主要事实")
    if body.outcome != "failed" and not (
        any(term.strip() for term in body.terms) and body.performance.strip() and body.perform_by.strip()
    ):
        raise Refused("terms")
    decision.say(
        ev.MediationConcluded(
            at=decision.at,
            by=decision.by.id,
            outcome=body.outcome,
            facts=body.facts,
            terms=body.terms,
            performance=body.performance,
            perform_by=body.perform_by,
            number=body.number,
            amount=body.amount,
        )
    )


@decides(cmd.VisitMediation)
def visit_mediation(decision: Decision, body: cmd.VisitMediation) -> None:
    _mediation(decision, "agreed", "oral")
    decision.need(body.text, "回访情况")
    decision.say(
        ev.MediationVisited(at=decision.at, by=decision.by.id, text=body.text, performed=body.performed)
    )


@decides(cmd.OpenEnforcement)
def open_enforcement(decision: Decision, body: cmd.OpenEnforcement) -> None:
    if decision.case.enforcement is not None:
        raise Refused("enforcement_open")
    if not body.joint and not decision.profile.penalty_power:
        raise Refused("no_power")
    decision.need(body.title, "案件名称")
    decision.need(body.cause, "案由")
    if len([1 for name, number in body.officers if name.strip() and number.strip()]) < 2:
        raise Refused("officers")
    decision.say(
        ev.EnforcementOpened(
            at=decision.at,
            by=decision.by.id,
            enforcement=body.enforcement,
            title=body.title,
            cause=body.cause,
            joint=body.joint,
            officers=body.officers,
            parties=body.parties,
        )
    )


def _enforcement(decision: Decision) -> Enforcement:
    enforcement = decision.case.enforcement
    if enforcement is None:
        raise Refused("no_enforcement")
    if enforcement.closed_at:
        raise Refused("enforcement_closed")
    return enforcement


@decides(cmd.StepEnforcement)
def step_enforcement(decision: Decision, body: cmd.StepEnforcement) -> None:
    enforcement = _enforcement(decision)
    decision.need(body.step, "文书名称")
    done_at = body.done_at or decision.at
    if enforcement.steps and done_at < enforcement.steps[-1].at:
        raise Refused("order", body.step)
    decision.say(
        ev.EnforcementStepped(
            at=decision.at,
            by=decision.by.id,
            step=body.step,
            fields=body.fields,
            papers=body.papers,
            done_at=done_at,
        )
    )


@decides(cmd.CloseEnforcement)
def close_enforcement(decision: Decision, body: cmd.CloseEnforcement) -> None:
    _enforcement(decision)
    decision.need(body.outcome, "处理结果")
    decision.say(ev.EnforcementClosed(at=decision.at, by=decision.by.id, outcome=body.outcome))
