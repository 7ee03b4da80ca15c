"""Rules of the county's clockwork: reminders, breaches, new calendars."""

from __future__ import annotations

from domain import commands as cmd
from domain import events as ev
from domain.case import Clock
from domain.decide.clocks import again, moved
from domain.decide.decision import Decision
from domain.decide.effects import apply_rule, next_rung
from domain.decide.table import decides
from domain.facts import Moment


def _responsible(decision: Decision, clock: Clock) -> tuple[str, ...]:
    """Who is reminded of this limit: the task's person or unit, else the first handlers."""
    task = decision.case.task(clock.key)
    if task is not None:
        if task.person:
            return (task.person,)
        people = decision.facts.directory.at("UNIT_LIAISON", place=decision.case.place, units=(task.unit,))
        if people:
            return tuple(person.id for person in people)
    return decision.case.pushed_to


@decides(cmd.Tick)
def tick(decision: Decision, body: cmd.Tick) -> None:
    for clock in decision.case.running:
        passed = sum(1 for instant in clock.warn if decision.at >= instant)
        if passed > clock.warned and decision.at < clock.due:
            decision.say(
                ev.Warned(
                    at=decision.at,
                    by=decision.by.id,
                    code=clock.code,
                    key=clock.key,
                    step=passed,
                    notify=_responsible(decision, clock),
                )
            )
        if decision.at >= clock.due + clock.again * clock.breaches and decision.at > clock.due:
            _breach(decision, clock)


def _breach(decision: Decision, clock: Clock) -> None:
    """One reminder a look, at most as many as the profile allows; the ladder climbs one rung with each."""
    if clock.breaches >= decision.profile.limits.reminders:
        return
    n = clock.breaches + 1
    if clock.ladder and decision.profile.chain:
        rung, notify, unfilled = next_rung(decision, n)
    else:
        rung, notify, unfilled = -1, _responsible(decision, clock), ()
    decision.say(
        ev.Breached(
            at=decision.at,
            by=decision.by.id,
            code=clock.code,
            key=clock.key,
            n=n,
            rung=rung,
            notify=notify,
            unfilled=unfilled,
        )
    )
    moment = Moment(clock=clock.code, breaches=n, reminders=clock.reminders + 1)
    apply_rule(decision, "breach", moment, total=False)


@decides(cmd.Recalendar)
def recalendar(decision: Decision, body: cmd.Recalendar) -> None:
    for clock in decision.case.running:
        rule = decision.profile.clock(clock.code)
        if rule is None or not clock.provisional or clock.unit == "given":
            continue
        due = again(rule, clock, decision.facts, decision.at)
        if (due.at, due.provisional) != (clock.due, clock.provisional):
            decision.say(moved(rule, clock, due, decision.at, decision.by.id, "calendar"))
