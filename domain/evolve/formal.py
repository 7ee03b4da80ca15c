"""Folding of people's mediation and enforcement."""

from __future__ import annotations

from domain import events as ev
from domain.case import Case, Enforcement, EnforcementStep, Mediation, MediationSession
from domain.evolve.copying import replace
from domain.evolve.table import folds


@folds(ev.MediationOffered)
def _(case: Case, event: ev.MediationOffered) -> Case:
    mediation = Mediation(
        event.mediation,
        "offered",
        event.committee,
        event.dispute_type,
        event.parties,
        event.at,
        event.mediators,
    )
    return replace(case, mediation=mediation)


@folds(ev.MediationConsented)
def _(case: Case, event: ev.MediationConsented) -> Case:
    mediation = case.mediation
    if mediation is None:
        return case
    parties = tuple(
        replace(party, consent=event.consent) if index == event.party else party
        for index, party in enumerate(mediation.parties)
    )
    state = mediation.state
    if not event.consent:
        state = "refused"
    elif all(party.consent for party in parties):
        state = "consented"
    return replace(case, mediation=replace(mediation, parties=parties, state=state))


@folds(ev.MediationHeld)
def _(case: Case, event: ev.MediationHeld) -> Case:
    if case.mediation is None:
        return case
    session = MediationSession(event.held_at, event.place, event.mediators, event.recorder, event.text)
    sessions = (*case.mediation.sessions, session)
    return replace(case, mediation=replace(case.mediation, sessions=sessions, state="in_session"))


@folds(ev.MediationConcluded)
def _(case: Case, event: ev.MediationConcluded) -> Case:
    if case.mediation is None:
        return case
    return replace(
        case,
        mediation=replace(
            case.mediation,
            state=event.outcome,
            facts=event.facts,
            terms=event.terms,
            performance=event.performance,
            perform_by=event.perform_by,
            number=event.number,
            amount=event.amount,
            concluded_at=event.at,
        ),
    )


@folds(ev.MediationVisited)
def _(case: Case, event: ev.MediationVisited) -> Case:
    if case.mediation is None:
        return case
    state = "performed" if event.performed else case.mediation.state
    return replace(
        case, mediation=replace(case.mediation, visited_at=event.at, visit=event.text, state=state)
    )


@folds(ev.EnforcementOpened)
def _(case: Case, event: ev.EnforcementOpened) -> Case:
    return replace(
        case,
        enforcement=Enforcement(
            event.enforcement, event.title, event.cause, event.at, event.joint, event.officers, event.parties
        ),
    )


@folds(ev.EnforcementStepped)
def _(case: Case, event: ev.EnforcementStepped) -> Case:
    if case.enforcement is None:
        return case
    step = EnforcementStep(event.step, event.done_at, event.by, event.fields, event.papers)
    return replace(case, enforcement=replace(case.enforcement, steps=(*case.enforcement.steps, step)))


@folds(ev.EnforcementClosed)
def _(case: Case, event: ev.EnforcementClosed) -> Case:
    if case.enforcement is None:
        return case
    return replace(case, enforcement=replace(case.enforcement, closed_at=event.at, outcome=event.outcome))
