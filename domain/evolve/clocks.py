"""Folding of limits."""

from __future__ import annotations

from typing import Any

from domain import events as ev
from domain.case import Case, Clock, Pause
from domain.evolve.copying import replace
from domain.evolve.table import folds


def _with_clock(case: Case, code: str, key: str, **changes: Any) -> Case:
    """Change the newest clock with that code and key."""
    for index in range(len(case.clocks) - 1, -1, -1):
        clock = case.clocks[index]
        if clock.code == code and clock.key == key:
            changed = replace(clock, **changes)
            return replace(case, clocks=(*case.clocks[:index], changed, *case.clocks[index + 1 :]))
    return case


def newest(case: Case, code: str, key: str) -> Clock | None:
    """The newest clock with that code and key."""
    return next((c for c in reversed(case.clocks) if c.code == code and c.key == key), None)


@folds(ev.ClockStarted)
def _(case: Case, event: ev.ClockStarted) -> Case:
    clock = Clock(
        event.code,
        event.key,
        event.start,
        event.due,
        event.amber,
        n=event.n,
        unit=event.unit,
        warn=event.warn,
        again=event.again,
        ladder=event.ladder,
        pausable=event.pausable,
        provisional=event.provisional,
        calendar=event.calendar,
    )
    return replace(case, clocks=(*case.clocks, clock))


@folds(ev.ClockMet)
def _(case: Case, event: ev.ClockMet) -> Case:
    return _with_clock(case, event.code, event.key, state="met", met_at=event.met_at)


@folds(ev.ClockVoided)
def _(case: Case, event: ev.ClockVoided) -> Case:
    return _with_clock(case, event.code, event.key, state="void")


@folds(ev.ClockPaused)
def _(case: Case, event: ev.ClockPaused) -> Case:
    clock = newest(case, event.code, event.key)
    pauses = (*clock.pauses, Pause(event.at)) if clock else ()
    return _with_clock(case, event.code, event.key, state="paused", pauses=pauses)


@folds(ev.ClockMoved)
def _(case: Case, event: ev.ClockMoved) -> Case:
    clock = newest(case, event.code, event.key)
    if clock is None:
        return case
    changes: dict[str, Any] = {
        "due": event.due,
        "amber": event.amber,
        "warn": event.warn,
        "n": event.n,
        "unit": event.unit,
        "provisional": event.provisional,
        "calendar": event.calendar,
    }
    if event.why == "resumed":
        ended = tuple(p if p.end else replace(p, end=event.at) for p in clock.pauses)
        changes.update(state="running", pauses=ended)
    if event.why == "rewritten":
        changes.update(state="running", met_at=0)
    if event.why == "extended":
        changes.update(extended_days=(*clock.extended_days, event.days))
    return _with_clock(case, event.code, event.key, **changes)


@folds(ev.Warned)
def _(case: Case, event: ev.Warned) -> Case:
    return _with_clock(case, event.code, event.key, warned=event.step)


@folds(ev.Breached)
def _(case: Case, event: ev.Breached) -> Case:
    clock = newest(case, event.code, event.key)
    reminders = clock.reminders + 1 if clock else 0
    case = _with_clock(case, event.code, event.key, breaches=event.n, reminders=reminders)
    return replace(case, rung=max(case.rung, event.rung))
