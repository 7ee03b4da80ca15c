"""Folding of supervision and of whistles."""

from __future__ import annotations

from typing import Any

from domain import events as ev
from domain.case import Case, Measure, Whistle, WhistleUnit
from domain.evolve.copying import replace
from domain.evolve.table import folds


def _with_measure(case: Case, measure: str, **changes: Any) -> Case:
    return replace(
        case, measures=tuple(replace(m, **changes) if m.id == measure else m for m in case.measures)
    )


def _with_whistle(case: Case, whistle: str, **changes: Any) -> Case:
    return replace(
        case, whistles=tuple(replace(w, **changes) if w.id == whistle else w for w in case.whistles)
    )


def _with_unit(case: Case, whistle: str, unit: str, **changes: Any) -> Case:
    for one in case.whistles:
        if one.id == whistle:
            units = tuple(replace(u, **changes) if u.unit == unit else u for u in one.units)
            return _with_whistle(case, whistle, units=units)
    return case


@folds(ev.RedLit)
def _(case: Case, event: ev.RedLit) -> Case:
    return replace(case, reds=(*case.reds, event.code))


@folds(ev.Listed)
def _(case: Case, event: ev.Listed) -> Case:
    return replace(case, lists=(*case.lists, event.code))


@folds(ev.MeasureTaken)
def _(case: Case, event: ev.MeasureTaken) -> Case:
    measure = Measure(
        event.measure,
        event.measure_kind,
        event.at,
        event.by,
        event.reason,
        event.text,
        event.to,
        event.unfilled,
        event.due,
    )
    fired = (*case.fired, event.fired) if event.fired else case.fired
    return replace(case, measures=(*case.measures, measure), fired=fired)


@folds(ev.MeasureReplied)
def _(case: Case, event: ev.MeasureReplied) -> Case:
    return _with_measure(case, event.measure, replied_at=event.at, reply=event.text)


@folds(ev.MeasureClosed)
def _(case: Case, event: ev.MeasureClosed) -> Case:
    return _with_measure(case, event.measure, closed_at=event.at)


@folds(ev.WhistleRaised)
def _(case: Case, event: ev.WhistleRaised) -> Case:
    whistle = Whistle(
        event.whistle,
        event.matter,
        event.place,
        event.arrive_by,
        event.at,
        event.by,
        event.raised_kind,
        units=tuple(WhistleUnit(unit) for unit in event.units),
    )
    return replace(case, whistles=(*case.whistles, whistle))


@folds(ev.WhistleRefused)
def _(case: Case, event: ev.WhistleRefused) -> Case:
    return _with_whistle(case, event.whistle, state="refused", result=event.note)


@folds(ev.UnitCalled)
def _(case: Case, event: ev.UnitCalled) -> Case:
    for whistle in case.whistles:
        if whistle.id == event.whistle:
            kept = whistle.units if whistle.state == "called" else ()
            return _with_whistle(case, event.whistle, state="called", units=(*kept, WhistleUnit(event.unit)))
    return case


@folds(ev.UnitSigned)
def _(case: Case, event: ev.UnitSigned) -> Case:
    return _with_unit(case, event.whistle, event.unit, signed_at=event.at)


@folds(ev.UnitArrived)
def _(case: Case, event: ev.UnitArrived) -> Case:
    case = _with_unit(case, event.whistle, event.unit, arrived_at=event.at, people=event.people, absent=False)
    return _with_whistle(case, event.whistle, state="on_site")


@folds(ev.UnitAbsent)
def _(case: Case, event: ev.UnitAbsent) -> Case:
    return _with_unit(case, event.whistle, event.unit, absent=True, people=event.note)


@folds(ev.WhistleResulted)
def _(case: Case, event: ev.WhistleResulted) -> Case:
    return _with_whistle(
        case,
        event.whistle,
        state="resulted",
        result=event.text,
        evidence=event.evidence,
        no_document_reason=event.no_document_reason,
    )


@folds(ev.WhistleConfirmed)
def _(case: Case, event: ev.WhistleConfirmed) -> Case:
    return _with_whistle(case, event.whistle, state="confirmed")


@folds(ev.WhistleScored)
def _(case: Case, event: ev.WhistleScored) -> Case:
    return _with_unit(case, event.whistle, event.unit, score=event.score)
