"""Letters: refusal, diversion, supervision and its kin, acceptance, doing it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop import story
from desktop.papers.offer import redo_due, redo_event
from desktop.papers.values import Folder, Paper, PaperKind, PaperProblem, Slip, Surroundings
from desktop.strings import fields as field_words
from desktop.strings import papers as words
from documents.layout.dates import day
from documents.letter_kinds import (
    LetterHead,
    accountability_letter,
    advice_letter,
    redo_letter,
    refusal_letter,
    supervision_letter,
)
from documents.letters import Letter
from documents.strings import letters as letter_words
from domain.case import STATES, Measure
from domain.chinatime import china_text
from domain.events import Diverted, NotAccepted, Reopened
from domain.people import POSTS


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
            return _measure(paper, measure, folder, around, slip)


def _head(issuer: str, addressee: str, dated: int, slip: Slip) -> LetterHead:
    return LetterHead(issuer, slip.number, slip.addressee or addressee, dated, copies_to=slip.copies_to)


def _matter(folder: Folder) -> str:
    return folder.case.title or folder.case.text


def _unit(folder: Folder, around: Surroundings) -> str:
    lead = folder.case.lead_task
    return around.unit(lead.unit) if lead is not None else ""


def _facts(folder: Folder, around: Surroundings) -> str:
    case, unit = folder.case, _unit(folder, around)
    template = words.FACTS if unit else words.FACTS_NO_UNIT
    return template.format(
        title=_matter(folder),
        day=day(case.registered_at),
        unit=unit,
        state=STATES.get(case.state, case.state),
    )


def _lines(text: str, default: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()] or [default]


def _citizen(folder: Folder) -> str:
    reporter = folder.case.reporter
    return reporter.name if reporter.name and not reporter.protected else words.REPORTER


def _refusal(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    event = [e for e in folder.events if isinstance(e, NotAccepted)][int(paper.subject) - 1]
    label = field_words.options("not_accept", "reason").get(event.reason, event.reason)
    reason = f"{label}。{event.text}" if event.text else f"{label}。"
    head = _head(around.office, _citizen(folder), event.at, slip)
    ways = words.LAWFUL.get(event.reason, words.LAWFUL_OTHER)
    return refusal_letter(
        head, case_no=folder.number, reported_at=folder.case.registered_at, matter=_matter(folder),
        reason=reason, lawful_ways=ways,
    )  # fmt: skip


def _diversion(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    event = [e for e in folder.events if isinstance(e, Diverted)][int(paper.subject) - 1]
    route = field_words.options("divert", "route").get(event.route, event.route)
    opening = words.DIVERSION_OPEN.format(
        date=day(folder.case.registered_at), matter=_matter(folder), number=folder.number, route=route
    )
    body = [opening, words.DIVERSION_REASON, *_lines(event.reason, route)]
    body += [words.DIVERSION_WAY, words.WAYS.get(event.route, route)]
    if event.return_path:
        body += [words.DIVERSION_FOLLOW, *_lines(event.return_path, "")]
    body.append(words.DIVERSION_CLOSE)
    title = PaperKind.DIVERSION.heading
    return Letter(
        title, around.office, slip.number, title, slip.addressee or _citizen(folder), body, event.at,
        copies_to=slip.copies_to,
    )  # fmt: skip


def _addressee(measure: Measure, folder: Folder, around: Surroundings) -> str:
    if measure.kind in ("supervise", "chase", "interview"):
        unit = _unit(folder, around)
        if unit:
            return unit
    people = [around.names.person(person) for person in measure.to]
    posts = [POSTS.get(post, post) for post in measure.unfilled] if not people else []
    return "、".join(dict.fromkeys((*people, *posts)))


def _cause(measure: Measure, folder: Folder, around: Surroundings) -> str:
    if measure.reason:
        return measure.reason
    late = [c for c in folder.case.clocks if c.due <= measure.at and c.state == "running"]
    if not late:
        return words.CAUSE
    clock = min(late, key=lambda c: c.due)
    return words.CAUSE_LATE.format(
        clock=story.clock_label(around.profile, clock.code), due=china_text(clock.due)
    )


def _measure(paper: Paper, measure: Measure, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    issuer, number = around.issuer(measure.by), folder.number
    head = _head(issuer, _addressee(measure, folder, around), measure.at, slip)
    cause, facts = _cause(measure, folder, around), _facts(folder, around)
    match paper.kind:
        case PaperKind.SUPERVISE:
            letter = supervision_letter(
                head, case_no=number, cause=cause, facts=facts, requirements=_lines(measure.text, words.REQUIREMENT),
                reply_by=measure.due,
            )  # fmt: skip
            receipt = (
                letter_words.RECEIPT_TEXT.format(number=slip.number or words.RECEIPT_BLANK),
                letter_words.RECEIPT_SIGN,
            )
            return replace(letter, body=letter.body if measure.due else letter.body[:-1], receipt=receipt)
        case PaperKind.LETTER:
            lights = [red.label for red in around.profile.red if red.code in folder.case.reds]
            return advice_letter(
                head, system=around.profile.title, matter=_matter(folder), case_no=number,
                unit=_unit(folder, around), lights=lights or [measure.reason or words.LIGHT],
                summary=folder.case.text, history=history(folder, around),
                advice=_lines(measure.text, words.ADVICE),
            )  # fmt: skip
        case PaperKind.ACCOUNTABILITY | PaperKind.PROPOSAL:
            return _accountability(paper, measure, folder, around, head)
        case _:
            return _plain(paper, measure, folder, around, head)


def history(folder: Folder, around: Surroundings) -> list[str]:
    """The course in short: dispatches, feedback, acceptance and callbacks."""
    told = ("dispatched", "fed_back", "replied", "verified", "called_back", "reopened", "extended")
    return [
        f"{china_text(e.at)[:10]} {story.sentence(e, folder.case, around.profile, around.names)}"
        for e in folder.events
        if e.kind in told
    ]


def _findings(folder: Folder, *, failed: bool) -> list[str]:
    return [
        words.VERIFIED.format(
            round=v.round, day=day(v.at), result=words.PASSED[v.passed], findings=v.findings
        )
        for v in folder.case.verifications
        if not (failed and v.passed)
    ]


def _accountability(
    paper: Paper, measure: Measure, folder: Folder, around: Surroundings, head: LetterHead
) -> Letter:
    unit, fails = _unit(folder, around), _findings(folder, failed=True)
    causes = [text for text in (measure.reason, *measure.text.splitlines()) if text.strip()]
    if paper.kind is PaperKind.ACCOUNTABILITY and fails:
        return accountability_letter(
            head, case_no=folder.number, unit=unit, times=max(folder.case.fails_in_a_row, 1), findings=fails,
            causes=causes or [words.CHECK_FAILED],
        )  # fmt: skip
    opening = words.PROPOSAL_OPEN if paper.kind is PaperKind.PROPOSAL else words.ACCOUNT_OPEN
    body = [opening.format(number=folder.number, unit=unit, cause=_cause(measure, folder, around))]
    body += [words.FACTS_HEAD, _facts(folder, around), *history(folder, around)]
    body += [letter_words.CAUSE, *(causes or [words.CAUSE])]
    body.append(letter_words.ACCOUNTABILITY_CLOSE)
    return _letter(head, paper.kind.heading, body)


def _letter(head: LetterHead, title: str, body: Sequence[str]) -> Letter:
    return Letter(
        title, head.issuer, head.number, title, head.addressee, body, head.dated, copies_to=head.copies_to
    )


def _plain(paper: Paper, measure: Measure, folder: Folder, around: Surroundings, head: LetterHead) -> Letter:
    """催办单, 批示件, 约谈通知书: the words of the measure as they were given."""
    number, cause = folder.number, _cause(measure, folder, around)
    if paper.kind is PaperKind.INSTRUCT:
        by = words.INSTRUCT_BY.format(who=around.names.person(measure.by), day=day(measure.at))
        body = [words.INSTRUCT_OPEN.format(number=number), *_lines(measure.text, words.REQUIREMENT), by]
    elif paper.kind is PaperKind.INTERVIEW:
        body = [
            words.INTERVIEW_OPEN.format(number=number, cause=cause),
            words.FACTS_HEAD,
            _facts(folder, around),
        ]
        body += [words.REQUIREMENT_HEAD, *_lines(measure.text, words.REQUIREMENT)]
    else:
        body = [words.CHASE_OPEN.format(number=number, cause=cause), words.FACTS_HEAD, _facts(folder, around)]
        body += [words.REQUIREMENT_HEAD, *_lines(measure.text, words.REQUIREMENT)]
    if measure.due:
        body.append(words.REPLY_BY.format(date=day(measure.due)))
    return _letter(head, paper.kind.heading, body)


def _acceptance(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    verification = folder.case.verifications[int(paper.subject) - 1]
    unit = _unit(folder, around)
    count = len(verification.evidence)
    body = [
        words.ACCEPT_OPEN.format(
            number=folder.number, round=verification.round, result=words.PASSED[verification.passed]
        ),
        words.ACCEPT_UNIT.format(unit=unit),
        words.ACCEPT_FINDINGS,
        *_lines(verification.findings, words.SETTLED),
        words.ACCEPT_EVIDENCE,
        words.EVIDENCE_COUNT.format(count=count) if count else words.EVIDENCE_NONE,
        words.ACCEPT_BY.format(who=around.names.person(verification.by), day=day(verification.at)),
    ]
    issuer = around.issuer(verification.by)
    return _letter(_head(issuer, unit, verification.at, slip), paper.kind.heading, body)


def _redo(paper: Paper, folder: Folder, around: Surroundings, slip: Slip) -> Letter:
    event, case = redo_event(folder), folder.case
    due = redo_due(folder)
    if event is None or not due:
        raise PaperProblem(words.GONE.format(title=paper.label))
    failed = [v for v in case.verifications if v.at == event.at and not v.passed]
    calls = [c for c in case.callbacks if c.at == event.at]
    if failed:
        outcome, findings = words.CHECK_FAILED, _lines(failed[-1].findings, words.CHECK_FAILED)
    elif calls:
        outcome, findings = words.NOT_SATISFIED, _lines(calls[-1].words, words.NOT_SATISFIED)
    else:
        reason = event.reason if isinstance(event, Reopened) else ""
        outcome, findings = words.REDO_OTHER, _lines(reason, words.REDO_OTHER)
    reopened = isinstance(event, Reopened)
    return redo_letter(
        _head(around.issuer(event.by), _unit(folder, around), event.at, slip),
        case_no=folder.number, round_no=case.round - 1 if reopened else case.round, outcome=outcome,
        findings=findings, requirements=[words.REDO_REQUIREMENT if reopened else words.RECTIFY_REQUIREMENT], due=due,
    )  # fmt: skip
