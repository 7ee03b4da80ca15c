"""Starting, stopping, pausing and moving limits. Every instant ends up in an event."""

from __future__ import annotations

from collections.abc import Iterator

from domain import events as ev
from domain.case import Case, Clock
from domain.deadlines import Due, Interval, Unit, amber_at, due_at, extend
from domain.events import Event
from domain.facts import Facts, Moment, match
from domain.profile import Amount, ClockRule, Profile


def key_of(rule: ClockRule, case: Case, event: Event) -> str:
    """Whose limit this is: the case, the round, the task or the called unit that the event is about."""
    if rule.scope == "task":
        return str(getattr(event, "task", ""))
    if rule.scope == "unit":
        return f"{getattr(event, 'whistle', '')}:{getattr(event, 'unit', '')}"
    return f"round:{case.round}" if rule.scope == "round" else "case"


def amount_of(rule: ClockRule, case: Case, at: int) -> Amount | None:
    """First amount whose conditions hold."""
    return next((a for a in rule.amounts if match(a.when, case, Moment(), at)), None)


def pauses_of(clock: Clock) -> tuple[Interval, ...]:
    """The clock's pauses for the reckoning; one that still lasts has no end."""
    return tuple(Interval(p.start, p.end or None) for p in clock.pauses)


def reckon(
    rule: ClockRule, start: int, n: int, unit: str, facts: Facts, pauses: tuple[Interval, ...] = ()
) -> Due:
    """Due time of `n` `unit`s from `start` under the rule and the calendar at hand."""
    return due_at(start, n, Unit(unit), facts.calendar, day_end=rule.day_end, roll=rule.roll, pauses=pauses)


def warnings(rule: ClockRule, start: int, due: int) -> tuple[int, ...]:
    """Instants at which `warn` percent of the limit have gone by."""
    return tuple(start + (due - start) * percent // 100 for percent in rule.warn)


def started(
    rule: ClockRule, key: str, case: Case, event: Event, by: str, facts: Facts
) -> ev.ClockStarted | None:
    """The event that starts this limit, or None when no amount applies."""
    amount = amount_of(rule, case, event.at)
    if amount is None:
        return None
    if amount.unit == "given":
        whistle = next((w for w in case.whistles if key.startswith(f"{w.id}:")), None)
        due = int(getattr(whistle, amount.given, 0) or 0)
        provisional, n, unit = False, max(0, due - event.at), "given"
    else:
        reckoned = reckon(rule, event.at, amount.n, amount.unit, facts)
        due, provisional, n, unit = reckoned.at, reckoned.provisional, amount.n, amount.unit
    return ev.ClockStarted(
        at=event.at,
        by=by,
        code=rule.code,
        key=key,
        start=event.at,
        due=due,
        amber=amber_at(event.at, due, rule.amber_percent, floor_minutes=rule.amber_minutes),
        n=n,
        unit=unit,
        warn=warnings(rule, event.at, due),
        again=rule.again_minutes * 60,
        ladder=rule.ladder,
        pausable=rule.pausable,
        provisional=provisional,
        calendar=facts.calendar.version,
    )


def moved(
    rule: ClockRule, clock: Clock, due: Due, at: int, by: str, why: str, days: int = 0
) -> ev.ClockMoved:
    """The event that gives a limit its new instants; `days`: of an extension."""
    return ev.ClockMoved(
        at=at,
        by=by,
        code=clock.code,
        key=clock.key,
        due=due.at,
        amber=amber_at(clock.start, due.at, rule.amber_percent, floor_minutes=rule.amber_minutes),
        warn=warnings(rule, clock.start, due.at),
        n=clock.n,
        unit=clock.unit,
        provisional=due.provisional,
        calendar=due.calendar_version,
        why=why,
        days=days,
    )


def again(rule: ClockRule, clock: Clock, facts: Facts, at: int, *, resume: bool = False) -> Due:
    """The due time computed anew from the start, with pauses and approved extensions."""
    pauses = tuple(Interval(p.start, p.end or (at if resume else None)) for p in clock.pauses)
    due = reckon(rule, clock.start, clock.n, clock.unit, facts, pauses)
    for days in clock.extended_days:
        due = extend(
            due, days, Unit.WORKDAY, facts.calendar, day_end=rule.day_end, roll=rule.roll, pauses=pauses
        )
    return due


def triggered(case: Case, profile: Profile, event: Event, by: str, facts: Facts) -> Iterator[Event]:
    """Limits that this event stops, then limits that it starts.

    A returned order starts a limit of the case or the round only when nobody is left who has the matter.
    """
    if isinstance(event, ev.Called) and not event.first:
        return
    kind = event.kind
    gate = f"{kind}:{event.gate}" if isinstance(event, ev.GateEntered) else kind
    for rule in profile.clocks:
        if kind in rule.stop or gate in rule.stop:
            yield from _stopped(rule, key_of(rule, case, event), case, event, by, facts)
    for rule in profile.clocks:
        if isinstance(event, ev.Returned) and rule.scope != "task" and case.state != "accepted":
            continue
        if kind in rule.start or gate in rule.start:
            key = key_of(rule, case, event)
            if any(
                c.code == rule.code and c.key == key and c.state in ("running", "paused") for c in case.clocks
            ):
                continue
            start = started(rule, key, case, event, by, facts)
            if start is not None:
                yield start


def _stopped(rule: ClockRule, key: str, case: Case, event: Event, by: str, facts: Facts) -> Iterator[Event]:
    met_at = event.called_at if isinstance(event, ev.Called) else min(facts.acted_at or event.at, event.at)
    for clock in case.clocks:
        if clock.code == rule.code and clock.key == key and clock.state in ("running", "paused"):
            yield ev.ClockMet(at=event.at, by=by, code=clock.code, key=clock.key, met_at=met_at)


def voided(case: Case, at: int, by: str, *, task: str = "") -> Iterator[Event]:
    """Limits that no longer apply: all of the case, or those of one task."""
    for clock in case.clocks:
        if clock.state in ("running", "paused") and (not task or clock.key == task):
            yield ev.ClockVoided(at=at, by=by, code=clock.code, key=clock.key)
