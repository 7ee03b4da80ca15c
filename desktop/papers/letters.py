"""Letters: refusal, diversion, supervision and its kin, acceptance, doing it again."""

from __future__ import annotations

from desktop.papers.measure_letters import (
    head_of,
    lead_unit,
    lines_of,
    matter_of,
    measure_letter,
    plain_letter,
)
from desktop.papers.offer import redo_due, redo_event
from desktop.papers.values import Folder, Paper, PaperKind, PaperProblem, Slip, Surroundings
from desktop.strings import fields as field_words
from desktop.strings import papers as words
from documents.layout.dates import day
from documents.letter_kinds import (
    redo_letter,
    refusal_letter,
)
from documents.letters import Letter
from domain.events import Diverted, NotAccepted, Reopened


def letter_for(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    """The letter of that paper. Raises PaperProblem when its facts are gone."""
    match paper.kind:
        case PaperKind.REFUSAL:
            return _refusal(paper, folder, around, slip)
        case PaperKind.DIVERSION:
            return _diversion(paper, folder, around, slip)
        case PaperKind.ACCEPTANCE:
            return _acceptance(paper, folder, around, slip)
        case PaperKind.REDO:
            return _redo(paper, folder, around, slip)
        case _:
            measure = next((m for m in folder.case.measures if m.id == paper.subject), None)
            if measure is None:
                raise PaperProblem(words.GONE.format(title=paper.label))
            return measure_letter(paper, measure, folder, around, slip)


def _citizen(folder: Folder) -> str:
    reporter = folder.case.reporter
    return reporter.name if reporter.name and not reporter.protected else words.REPORTER


def _refusal(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    event = [e for e in folder.events if isinstance(e, NotAccepted)][int(paper.subject) - 1]
    label = field_words.options("not_accept", "reason").get(event.reason, event.reason)
    reason = f"{label}。{event.text}" if event.text else f"{label}。"
    head = head_of(around.office, _citizen(folder), event.at, slip)
    ways = words.LAWFUL.get(event.reason, words.LAWFUL_OTHER)
    return refusal_letter(
        head, case_no=folder.number, reported_at=folder.case.registered_at, matter=matter_of(folder),
        reason=reason, lawful_ways=ways,
    )  # fmt: skip


def _diversion(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    event = [e for e in folder.events if isinstance(e, Diverted)][int(paper.subject) - 1]
    route = field_words.options("divert", "route").get(event.route, event.route)
    opening = words.DIVERSION_OPEN.format(
        date=day(folder.case.registered_at), matter=matter_of(folder), number=folder.number, route=route
    )
    body = [opening, words.DIVERSION_REASON, *lines_of(event.reason, route)]
    body += [words.DIVERSION_WAY, words.WAYS.get(event.route, route)]
    if event.return_path:
        body += [words.DIVERSION_FOLLOW, *lines_of(event.return_path, "")]
    body.append(words.DIVERSION_CLOSE)
    title = PaperKind.DIVERSION.heading
    return Letter(
        title, around.office, slip.number, title, slip.addressee or _citizen(folder), body, event.at,
        copies_to=slip.copies_to,
    )  # fmt: skip


def _acceptance(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    verification = folder.case.verifications[int(paper.subject) - 1]
    unit = lead_unit(folder, around)
    count = len(verification.evidence)
    body = [
        words.ACCEPT_OPEN.format(
            number=folder.number, round=verification.round, result=words.PASSED[verification.passed]
        ),
        words.ACCEPT_UNIT.format(unit=unit),
        words.ACCEPT_FINDINGS,
        *lines_of(verification.findings, words.SETTLED),
        words.ACCEPT_EVIDENCE,
        words.EVIDENCE_COUNT.format(count=count) if count else words.EVIDENCE_NONE,
        words.ACCEPT_BY.format(who=around.names.person(verification.by), day=day(verification.at)),
    ]
    issuer = around.issuer(verification.by)
    return plain_letter(head_of(issuer, unit, verification.at, slip), paper.kind.heading, body)


def _redo(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    event, case = redo_event(folder), folder.case
    due = redo_due(folder)
    if event is None or not due:
        raise PaperProblem(words.GONE.format(title=paper.label))
    failed = [v for v in case.verifications if v.at == event.at and not v.passed]
    calls = [c for c in case.callbacks if c.at == event.at]
    if failed:
        outcome, findings = words.CHECK_FAILED, lines_of(failed[-1].findings, words.CHECK_FAILED)
    elif calls:
        outcome, findings = words.NOT_SATISFIED, lines_of(calls[-1].words, words.NOT_SATISFIED)
    else:
        reason = event.reason if isinstance(event, Reopened) else ""
        outcome, findings = words.REDO_OTHER, lines_of(reason, words.REDO_OTHER)
    reopened = isinstance(event, Reopened)
    return redo_letter(
        head_of(around.issuer(event.by), lead_unit(folder, around), event.at, slip),
        case_no=folder.number, round_no=case.round - 1 if reopened else case.round, outcome=outcome,
        findings=findings, requirements=[words.REDO_REQUIREMENT if reopened else words.RECTIFY_REQUIREMENT], due=due,
    )  # fmt: skip
