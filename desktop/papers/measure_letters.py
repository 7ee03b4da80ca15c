"""Letters that a measure becomes: 督办, 催办, 批示, 约谈, 建议函, 问责移送."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop import story
from desktop.papers.values import Folder, Paper, PaperKind, Slip, Surroundings
from desktop.strings import papers as words
from documents.layout.dates import day
from documents.letter_kinds import LetterHead, accountability_letter, advice_letter, supervision_letter
from documents.letters import Letter
from documents.strings import letters as letter_words
from domain.case import STATES, Measure
from domain.chinatime import china_text
from domain.people import POSTS


def head_of(issuer: str, addressee: str, dated: int, slip: Slip) -> LetterHead:
    return LetterHead(issuer, slip.number, slip.addressee or addressee, dated, copies_to=slip.copies_to)


def matter_of(folder: Folder) -> str:
    return folder.case.title or folder.case.text


def lead_unit(folder: Folder, around: Surroundings) -> str:
    lead = folder.case.lead_task
    return around.unit(lead.unit) if lead is not None else ""


def facts_of(folder: Folder, around: Surroundings) -> str:
    case, unit = folder.case, lead_unit(folder, around)
    template = words.FACTS if unit else words.FACTS_NO_UNIT
    return template.format(
        title=matter_of(folder),
        day=day(case.registered_at),
        unit=unit,
        state=STATES.get(case.state, case.state),
    )


def lines_of(text: str, default: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()] or [default]


def _addressee(measure: Measure, folder: Folder, around: Surroundings) -> str:
    if measure.kind in ("supervise", "chase", "interview"):
        unit = lead_unit(folder, around)
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


def measure_letter(
    paper: Paper, measure: Measure, folder: Folder, around: Surroundings, slip: Slip
) -> Letter:
    issuer, number = around.issuer(measure.by), folder.number
    head = head_of(issuer, _addressee(measure, folder, around), measure.at, slip)
    cause, facts = _cause(measure, folder, around), facts_of(folder, around)
    match paper.kind:
        case PaperKind.SUPERVISE:
            letter = supervision_letter(
                head, case_no=number, cause=cause, facts=facts, requirements=lines_of(measure.text, words.REQUIREMENT),
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
                head, system=around.profile.title, matter=matter_of(folder), case_no=number,
                unit=lead_unit(folder, around), lights=lights or [measure.reason or words.LIGHT],
                summary=folder.case.text, history=history(folder, around),
                advice=lines_of(measure.text, words.ADVICE),
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
    unit, fails = lead_unit(folder, around), _findings(folder, failed=True)
    causes = [text for text in (measure.reason, *measure.text.splitlines()) if text.strip()]
    if paper.kind is PaperKind.ACCOUNTABILITY and fails:
        return accountability_letter(
            head, case_no=folder.number, unit=unit, times=max(folder.case.fails_in_a_row, 1), findings=fails,
            causes=causes or [words.CHECK_FAILED],
        )  # fmt: skip
    opening = words.PROPOSAL_OPEN if paper.kind is PaperKind.PROPOSAL else words.ACCOUNT_OPEN
    body = [opening.format(number=folder.number, unit=unit, cause=_cause(measure, folder, around))]
    body += [words.FACTS_HEAD, facts_of(folder, around), *history(folder, around)]
    body += [letter_words.CAUSE, *(causes or [words.CAUSE])]
    body.append(letter_words.ACCOUNTABILITY_CLOSE)
    return plain_letter(head, paper.kind.heading, body)


def plain_letter(head: LetterHead, title: str, body: Sequence[str]) -> Letter:
    return Letter(
        title, head.issuer, head.number, title, head.addressee, body, head.dated, copies_to=head.copies_to
    )


def _plain(paper: Paper, measure: Measure, folder: Folder, around: Surroundings, head: LetterHead) -> Letter:
    """催办单, 批示件, 约谈通知书: the words of the measure as they were given."""
    number, cause = folder.number, _cause(measure, folder, around)
    if paper.kind is PaperKind.INSTRUCT:
        by = words.INSTRUCT_BY.format(who=around.names.person(measure.by), day=day(measure.at))
        body = [words.INSTRUCT_OPEN.format(number=number), *lines_of(measure.text, words.REQUIREMENT), by]
    elif paper.kind is PaperKind.INTERVIEW:
        body = [
            words.INTERVIEW_OPEN.format(number=number, cause=cause),
            words.FACTS_HEAD,
            facts_of(folder, around),
        ]
        body += [words.REQUIREMENT_HEAD, *lines_of(measure.text, words.REQUIREMENT)]
    else:
        body = [
            words.CHASE_OPEN.format(number=number, cause=cause),
            words.FACTS_HEAD,
            facts_of(folder, around),
        ]
        body += [words.REQUIREMENT_HEAD, *lines_of(measure.text, words.REQUIREMENT)]
    if measure.due:
        body.append(words.REPLY_BY.format(date=day(measure.due)))
    return plain_letter(head, paper.kind.heading, body)
