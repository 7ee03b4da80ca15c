"""Which papers a mediation can print now."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.papers.values import Folder, Paper, PaperKind, lacks
from desktop.strings import papers as words
from domain.case import Mediation
from domain.events import MediationConcluded, MediationOffered
from domain.profile import Profile

_IDENTITY = ("婚姻", "收养", "身份")
"""Disputes over identity (最高人民法院 2011 司法确认规定 § 4)."""


def offer_mediation(folder: Folder, profile: Profile) -> Iterator[Paper]:
    """Papers of the matter's mediation, or what its beginning needs."""
    if not profile.mediation:
        return
    mediation = folder.case.mediation
    if mediation is None:
        if folder.case.open:
            for kind in (PaperKind.INTAKE, PaperKind.AGREEMENT):
                yield Paper(kind, "", kind.heading, (lacks("mediate.committee"),))
        return
    yield Paper(PaperKind.INTAKE, "", PaperKind.INTAKE.heading, (lacks("hand.source", blocking=False),))
    yield Paper(PaperKind.RIGHTS, "", PaperKind.RIGHTS.heading, personal=False)
    for at, session in enumerate(mediation.sessions, 1):
        label = words.TIMES.format(title=PaperKind.SESSION.heading, number=at)
        blank = () if session.recorder else (lacks("hand.recorder", blocking=False),)
        yield Paper(PaperKind.SESSION, str(at), label, blank)
    if not mediation.sessions:
        yield Paper(PaperKind.SESSION, "", PaperKind.SESSION.heading, (lacks("mediation_session.text"),))
    yield from _agreement(folder, mediation)


def _agreement(folder: Folder, mediation: Mediation) -> Iterator[Paper]:
    outcome = conclusion(folder)
    if outcome == "oral":
        yield Paper(PaperKind.ORAL, "", PaperKind.ORAL.heading)
    elif outcome == "agreed":
        missing = () if mediation.number else (lacks("hand.agreement", blocking=False),)
        yield Paper(PaperKind.AGREEMENT, "", PaperKind.AGREEMENT.heading, missing)
        if not identity_dispute(mediation):
            yield Paper(PaperKind.COURT, "", PaperKind.COURT.heading, (lacks("hand.court", blocking=False),))
    elif not outcome:
        yield Paper(
            PaperKind.AGREEMENT, "", PaperKind.AGREEMENT.heading, (lacks("mediation_conclude.outcome"),)
        )
    if mediation.visited_at:
        yield Paper(PaperKind.VISIT, "", PaperKind.VISIT.heading, (lacks("hand.visit", blocking=False),))
    elif outcome in ("agreed", "oral"):
        yield Paper(PaperKind.VISIT, "", PaperKind.VISIT.heading, (lacks("mediation_visit.text"),))


def conclusion(folder: Folder) -> str:
    """How the present mediation ended: agreed, oral, failed, "" while it lasts."""
    for event in reversed(folder.events):
        if isinstance(event, MediationConcluded):
            return event.outcome
        if isinstance(event, MediationOffered):
            break
    return ""


def identity_dispute(mediation: Mediation) -> bool:
    """A dispute over marriage, adoption or another identity relation: no court confirms an agreement on it."""
    return any(word in mediation.dispute_type for word in _IDENTITY)
