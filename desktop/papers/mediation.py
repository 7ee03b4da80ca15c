"""People's mediation: what was entered, on the forms of the Ministry of Justice."""

from __future__ import annotations

from desktop.papers.offer_mediation import identity_dispute
from desktop.papers.values import Folder, PaperKind, PaperProblem, Surroundings
from desktop.strings import papers as words
from documents.mediation_facts import (
    CourtConfirmation,
    MediationAgreement,
    MediationIntake,
    MediationNotice,
    MediationSession,
    MediationVisit,
    OralAgreement,
    Party,
)
from documents.strings import mediation as paper_words
from domain import case as facts
from domain.events import MediationVisited

MediationPaper = (
    MediationIntake
    | MediationNotice
    | MediationSession
    | MediationAgreement
    | OralAgreement
    | MediationVisit
    | CourtConfirmation
)


def parties_of(mediation: facts.Mediation) -> tuple[Party, ...]:
    """Parties in full, as the forms ask."""
    return tuple(
        Party(p.name, p.gender, p.ethnicity, p.age, p.occupation, p.phone, p.address)
        for p in mediation.parties
    )


def mediation_paper(folder: Folder, around: Surroundings, kind: PaperKind, subject: str) -> MediationPaper:
    """The paper of that kind; `subject` numbers the sessions. Raises PaperProblem when the facts are gone."""
    mediation = folder.case.mediation
    if mediation is None:
        raise PaperProblem(words.GONE.format(title=kind.heading))
    parties, committee, number = parties_of(mediation), mediation.committee, mediation.number
    match kind:
        case PaperKind.INTAKE:
            return MediationIntake(
                number, committee, mediation.started_at, parties, mediation.dispute_type, "", folder.case.text
            )
        case PaperKind.RIGHTS:
            return MediationNotice(committee, number, parties)
        case PaperKind.ORAL:
            performance = words.PERFORM.format(how=mediation.performance, until=mediation.perform_by)
            return OralAgreement(
                number, committee, parties, mediation.facts, "\n".join(mediation.terms), performance,
                mediation.mediators, mediation.concluded_at,
            )  # fmt: skip
        case PaperKind.COURT:
            return CourtConfirmation(
                words.COURT, parties, number, mediation.concluded_at, committee, mediation.facts, "",
                (words.COPY_OF_AGREEMENT,),
            )  # fmt: skip
        case PaperKind.SESSION:
            return _session(folder, mediation, parties, subject)
        case PaperKind.AGREEMENT:
            recorder = next((s.recorder for s in reversed(mediation.sessions) if s.recorder), "")
            return MediationAgreement(
                number, committee, parties, mediation.facts, mediation.terms, mediation.performance,
                mediation.perform_by, mediation.mediators, recorder, mediation.concluded_at or None,
                identity_relation=identity_dispute(mediation),
            )  # fmt: skip
        case _:
            return _visit(folder, around, mediation, parties)


def _session(
    folder: Folder, mediation: facts.Mediation, parties: tuple[Party, ...], subject: str
) -> MediationSession:
    session = mediation.sessions[int(subject) - 1]
    reason = folder.case.title or mediation.dispute_type
    return MediationSession(
        mediation.number, mediation.committee, session.at, None, session.place, reason, parties, (),
        session.mediators, session.recorder, session.text,
    )  # fmt: skip


def _visit(
    folder: Folder, around: Surroundings, mediation: facts.Mediation, parties: tuple[Party, ...]
) -> MediationVisit:
    visit = next((e for e in reversed(folder.events) if isinstance(e, MediationVisited)), None)
    if visit is None:
        raise PaperProblem(words.GONE.format(title=PaperKind.VISIT.heading))
    performed, _, not_performed, _ = paper_words.PERFORMED_OPTIONS
    return MediationVisit(
        mediation.number, mediation.committee, parties, folder.case.title or mediation.dispute_type, visit.at,
        performed if visit.performed else not_performed, "", "", None, visit.text, "",
        around.names.person(visit.by),
    )  # fmt: skip
