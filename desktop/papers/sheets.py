"""登记表, 交办单, 电话回访记录 and 吹哨报到单."""

from __future__ import annotations

from collections.abc import Iterator

from desktop import story
from desktop.papers.joint import whistle_number
from desktop.papers.offer import callback_groups
from desktop.papers.values import Folder, Surroundings
from desktop.strings import papers as words
from documents.callback_record import CallAttempt, CallbackRecord
from documents.case_sheet import CaseSheet, TimelineEntry
from documents.strings import case as paper_words
from documents.whistle import UnitReport, Whistle
from domain.case import Case
from domain.chinatime import NEVER, china_text
from domain.decide.handling import SOLVED, UNREACHED
from domain.events import CalledBack, Dispatched, RectifyOrdered, Reopened, ReportedDone, StruckOff
from domain.masking import mask_phone, mask_reporter

_ASIDE = frozenset(
    {
        "audited", "clock_started", "clock_met", "clock_voided", "clock_paused", "clock_moved", "gate_entered",
        "gate_passed", "warned", "tasked", "unknown", "",
    }
)  # fmt: skip
"""Steps of the machine, not of people: the paper leaves them out."""

REACHED = "接通"


def _timeline(folder: Folder, around: Surroundings) -> Iterator[TimelineEntry]:
    for event, case in folder.walk():
        if event.kind in _ASIDE:
            continue
        stage = around.profile.stage_of(case.state)
        text = story.sentence(event, folder.case, around.profile, around.names)
        yield TimelineEntry(event.at, stage, story.who_of(event, around.names), text)


def _due(case: Case, around: Surroundings) -> Iterator[str]:
    for clock in case.running:
        if clock.due < NEVER:
            yield f"{story.clock_label(around.profile, clock.code)} {china_text(clock.due)}"


def place_of(case: Case, around: Surroundings) -> str:
    """Village and what was written of the place."""
    return " ".join(part for part in (around.names.place(case.place), case.place_text) if part)


def case_sheet(folder: Folder, around: Surroundings, round_no: int | None = None) -> CaseSheet:
    """登记表, or 交办单 of a round: the reporter is masked, what was reported is not."""
    case, reporter = folder.case, folder.case.reporter
    shown = case.round if round_no is None else round_no
    tasks = [task for task in case.tasks if task.round == shown]
    lead = next((task for task in reversed(tasks) if task.lead), tasks[-1] if tasks else None)
    units = tuple(dict.fromkeys(around.unit(task.unit) for task in sorted(tasks, key=lambda t: not t.lead)))
    notes = [e.note for e in folder.events if isinstance(e, Dispatched) and e.round == shown]
    grade = next((grade.label for grade in around.profile.grades if grade.n == case.grade), "")
    return CaseSheet(
        case_no=folder.number,
        office=around.office,
        source=around.profile.sources.get(case.source, case.source),
        registered_at=case.registered_at,
        reporter=mask_reporter(reporter.name, reporter.protected or reporter.anonymous),
        phone=mask_phone(reporter.phone),
        place=place_of(case, around),
        category=" ".join(part for part in (case.category, around.names.category(case.category)) if part),
        grade=grade,
        content=case.text,
        round_no=shown,
        attachments=tuple(each.name for each in case.attachments),
        unit="、".join(units),
        handler=around.names.person(lead.person) if lead is not None and lead.person else "",
        duty_item=around.duty(lead.duty_item) if lead is not None and lead.duty_item else "",
        due=tuple(_due(case, around)) if shown == case.round else (),
        opinion=notes[-1] if notes else "",
        timeline=tuple(_timeline(folder, around)) if round_no is None else (),
    )


def _decision(folder: Folder, call: CalledBack) -> str:
    """What became of the call, from the events that it caused."""
    settled, further, again, unreached = paper_words.DECISIONS
    events = iter(folder.events)
    for event in events:
        if event is call:
            break
    for event in events:
        if event.at != call.at or isinstance(event, CalledBack):
            break
        if isinstance(event, StruckOff):
            return settled
        if isinstance(event, RectifyOrdered):
            return further
        if isinstance(event, Reopened):
            return again
    return unreached if call.outcome == UNREACHED else ""


def callback_record(folder: Folder, around: Surroundings, number: int) -> CallbackRecord:
    """The callback of that number (from 1). Raises IndexError."""
    groups = list(callback_groups(folder))
    round_no, tries = groups[number - 1]
    last, case = tries[-1], folder.case
    done = [e.at for e in folder.events if isinstance(e, ReportedDone) and e.at <= last.at]
    answers = dict(last.answers)
    phone = case.reporter.phone
    full = around.profile.callback.phone_on_record == "full"
    lead = next((t for t in reversed(case.tasks) if t.lead and t.round <= round_no), None)
    reached = last.outcome != UNREACHED
    summary = "\n".join(dict.fromkeys(part for part in (case.title, case.text) if part))
    return CallbackRecord(
        case_no=folder.number,
        office=around.office,
        unit=around.unit(lead.unit) if lead is not None else "",
        summary=summary,
        closed_at=done[-1] if done else None,
        round_no=round_no,
        caller=around.names.person(last.by),
        called_at=last.at,
        reporter=words.REPORTER if case.reporter.protected else case.reporter.name,
        phone_masked=phone if full and not case.reporter.protected else mask_phone(phone),
        attempts=tuple(CallAttempt(t.at, UNREACHED if t.outcome == UNREACHED else REACHED) for t in tries),
        answered_by=last.answered_by,
        attitude=answers.get("办理态度", ""),
        result=answers.get("办理结果", ""),
        solved=SOLVED.get(last.solved, ""),
        rating=last.outcome if reached else "",
        words=last.words,
        further_demand=last.demand,
        decision=_decision(folder, last),
    )


def whistle_paper(folder: Folder, around: Surroundings, whistle_id: str) -> Whistle:
    """吹哨报到单. Raises StopIteration when there is no such whistle."""
    case = folder.case
    whistle = next(each for each in case.whistles if each.id == whistle_id)
    lead = case.lead_task
    called = [unit.unit for unit in whistle.units]
    leading = lead.unit if lead is not None and lead.unit in called else called[0] if called else ""
    raised_by = {"township": around.township, "department": around.unit_of(whistle.raised_by)}
    return Whistle(
        whistle_number(folder, whistle),
        folder.number,
        raised_by.get(whistle.raised_kind) or around.names.person(whistle.raised_by),
        whistle.raised_at,
        whistle.matter,
        whistle.place,
        whistle.arrive_by,
        around.unit(leading) if leading else "",
        around.names.person(whistle.raised_by),
        tuple(
            UnitReport(
                around.unit(unit.unit), unit.signed_at or None, unit.arrived_at or None, unit.people, unit.absent,
                unit.score or None,
            )
            for unit in whistle.units
        ),
        whistle.result,
    )  # fmt: skip
