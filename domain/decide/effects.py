"""The closed list of consequences that a profile's rules may order."""

from __future__ import annotations

from domain import events as ev
from domain.decide.decision import Decision, Refused
from domain.decide.gates import pass_gate, reopen
from domain.facts import Moment, match
from domain.people import TIERS
from domain.profile import RedLight, Rule

MEASURES: dict[str, str] = {
    "supervise": "督办",
    "chase": "催办",
    "instruct": "批示",
    "interview": "约谈",
    "accountability": "问责移送",
    "accountability_proposal": "督查问责建议",
    "sms": "短信提醒",
    "letter": "建议函",
    "list": "列入清单",
    "veto": "评先评优否决",
    "visit": "上门走访",
}
"""Kinds of supervision -> label."""

_ADDRESSED: dict[str, tuple[str, ...]] = {
    "supervise": ("T_DIRECTOR", "C_CENTRE"),
    "interview": ("UNIT_HEAD",),
    "letter": ("C_LEADER",),
    "accountability": ("DISCIPLINE",),
    "accountability_proposal": ("DISCIPLINE",),
    "list": ("C_SECRETARY",),
    "veto": ("C_SECRETARY",),
}


def rule_for(decision: Decision, on: str, moment: Moment) -> Rule | None:
    """First rule of `on` whose conditions hold now."""
    return next(
        (
            r
            for r in decision.profile.rules
            if r.on == on and match(r.when, decision.case, moment, decision.at)
        ),
        None,
    )


def apply_rule(decision: Decision, on: str, moment: Moment, *, total: bool) -> None:
    """Carry out the first matching rule, once per its span. `total`: a missing rule is a gap of the profile."""
    rule = rule_for(decision, on, moment)
    if rule is None:
        if total:
            raise Refused("profile_gap", f"{on} {moment.outcome}".strip())
        return
    number = decision.profile.rules.index(rule)
    span = {
        "always": "",
        "case": f"{on}#{number}",
        "round": f"{on}#{number}@{decision.case.round}",
        "clock": f"{on}#{number}/{moment.clock}@{decision.case.round}",
    }[rule.once]
    if span and span in decision.case.fired:
        return
    for name in rule.do:
        carry_out(decision, name, moment, span, None)


def carry_out(decision: Decision, name: str, moment: Moment, fired: str, red: RedLight | None) -> None:
    """One consequence."""
    if name == "stay":
        return
    if name == "unreached":
        _go_another_way(decision, moment, fired)
    if name in ("close", "unreached"):
        pass_gate(decision, unrated=name == "unreached")
    elif name == "rectify":
        back_to = decision.profile.rectify_back_to
        decision.say(ev.RectifyOrdered(at=decision.at, by=decision.by.id, back_to=back_to))
    elif name in ("reopen", "redispatch"):
        reopen(decision, name, moment)
    else:
        _measure(decision, name, moment, fired, red)


def _go_another_way(decision: Decision, moment: Moment, fired: str) -> None:
    """Before an unanswered matter ends unrated, its lead writes to the citizen or goes there (callback.then)."""
    name, lead = decision.profile.callback.then, decision.case.lead_task
    if not name:
        return
    to: tuple[str, ...]
    unfilled: tuple[str, ...]
    if lead is not None and lead.person:
        to, unfilled = (lead.person,), ()
    else:
        found = decision.facts.directory.at(
            "UNIT_LIAISON", place=decision.case.place, units=(lead.unit,) if lead is not None else ()
        )
        to, unfilled = tuple(person.id for person in found), () if found else ("UNIT_LIAISON",)
    _take(decision, name, moment, fired, to, unfilled, None)


def _measure(decision: Decision, name: str, moment: Moment, fired: str, red: RedLight | None) -> None:
    case = decision.case
    if red is not None:
        people, unfilled = decision.people_at(
            (red.post,), category=red.of == "category", unit=red.of == "unit"
        )
    elif name == "sms":
        responsible = tuple(task.person for task in case.live_tasks if task.person)
        people, unfilled = decision.people_at(("UNIT_LIAISON",)) if not responsible else ((), ())
        if responsible:
            _take(decision, name, moment, fired, responsible, (), red)
            return
    else:
        people, unfilled = decision.people_at(_ADDRESSED[name])
    _take(decision, name, moment, fired, tuple(person.id for person in people), unfilled, red)


def _take(
    decision: Decision,
    name: str,
    moment: Moment,
    fired: str,
    to: tuple[str, ...],
    unfilled: tuple[str, ...],
    red: RedLight | None,
) -> None:
    reason = red.label if red is not None else moment.clock or moment.outcome
    decision.say(
        ev.MeasureTaken(
            at=decision.at,
            by=decision.by.id,
            measure=f"m{decision.case.rev}",
            measure_kind=name,
            reason=reason,
            text="",
            to=to,
            unfilled=unfilled,
            due=0,
            fired=fired,
        )
    )


def next_rung(decision: Decision, n: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """(rung, people told, unfilled posts) for the n-th breach: one rung with each, and upwards past empty ones.

    A matter that has climbed above the tier where it entered begins at the first rung that is not below its tier:
    what is already at the county does not ring the village again.
    """
    chain, case = decision.profile.chain, decision.case
    tier, first = TIERS.index(case.tier), 0
    if tier > TIERS.index(decision.profile.entry.get(case.domain, case.tier)):
        first = next((i for i, rung in enumerate(chain) if TIERS.index(rung.tier) >= tier), len(chain) - 1)
    unfilled: list[str] = []
    for rung in range(min(first + n - 1, len(chain) - 1), len(chain)):
        people, missing = decision.people_at(chain[rung].posts)
        unfilled.extend(missing)
        if people:
            return rung, tuple(person.id for person in people), tuple(unfilled)
    return len(chain) - 1, (), tuple(unfilled)


def judge_red_lights(decision: Decision) -> None:
    """Red lights read the whole case and are judged last."""
    for red in decision.profile.red:
        if red.code not in decision.case.reds and match(red.when, decision.case, Moment(), decision.at):
            decision.say(ev.RedLit(at=decision.at, by=decision.by.id, code=red.code))
            for name in red.do:
                carry_out(decision, name, Moment(), f"red:{red.code}", red)
