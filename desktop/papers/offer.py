"""Which papers a matter can print now, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.papers.enforcement import dossier_gaps, volume_names
from desktop.papers.offer_mediation import offer_mediation
from desktop.papers.values import MEASURE_KINDS, Folder, Missing, Paper, PaperKind, lacks
from desktop.strings import papers as words
from domain.chinatime import NEVER
from domain.decide.handling import UNREACHED
from domain.events import (
    CalledBack,
    Diverted,
    NotAccepted,
    RectifyOrdered,
    Reopened,
)
from domain.masking import mask_text
from domain.profile import Profile

_CLOSED_EARLY = ("not_accepted", "merged", "diverted", "void")


def papers_for(folder: Folder, profile: Profile) -> tuple[Paper, ...]:
    """Every paper that this matter has or could have, in the order of the trade."""
    return tuple(
        paper
        for part in (
            _sheets,
            _letters,
            _measures,
            _callbacks,
            _verifications,
            _whistles,
            offer_mediation,
            _enforcement,
        )
        for paper in part(folder, profile)
    )


def find(folder: Folder, profile: Profile, paper_id: str) -> Paper | None:
    """The paper of that id."""
    return next((paper for paper in papers_for(folder, profile) if paper.id == paper_id), None)


def _sheets(folder: Folder, profile: Profile) -> Iterator[Paper]:  # noqa: ARG001
    case = folder.case
    open_words = mask_text(case.text) != case.text
    yield Paper(PaperKind.SHEET, "", PaperKind.SHEET.heading, personal=open_words)
    rounds = sorted({task.round for task in case.tasks})
    for number in rounds:
        label = words.ROUND.format(title=PaperKind.ORDER.heading, number=number)
        yield Paper(PaperKind.ORDER, str(number), label, personal=open_words)
    if not rounds and case.state not in _CLOSED_EARLY:
        yield Paper(
            PaperKind.ORDER, "", PaperKind.ORDER.heading, (lacks("dispatch.lead"),), personal=open_words
        )


def _letters(folder: Folder, profile: Profile) -> Iterator[Paper]:  # noqa: ARG001
    number = (lacks("slip.number", blocking=False),)
    for kind, event_type in ((PaperKind.REFUSAL, NotAccepted), (PaperKind.DIVERSION, Diverted)):
        count = sum(isinstance(event, event_type) for event in folder.events)
        for at in range(1, count + 1):
            label = kind.heading if count == 1 else words.NUMBERED.format(title=kind.heading, number=at)
            yield Paper(kind, str(at), label, number)


def _measures(folder: Folder, profile: Profile) -> Iterator[Paper]:  # noqa: ARG001
    counts: dict[PaperKind, int] = {}
    for measure in folder.case.measures:
        if measure.kind not in MEASURE_KINDS:
            continue
        kind = PaperKind(measure.kind)
        counts[kind] = counts.get(kind, 0) + 1
        label = words.NUMBERED.format(title=kind.heading, number=counts[kind])
        missing = [lacks("slip.number", blocking=False)]
        if not measure.due and kind in (PaperKind.SUPERVISE, PaperKind.CHASE, PaperKind.INSTRUCT):
            missing.append(lacks("hand.due", blocking=False))
        yield Paper(kind, measure.id, label, tuple(missing), personal=False)
    if PaperKind.SUPERVISE not in counts and folder.case.open:
        yield Paper(
            PaperKind.SUPERVISE, "", PaperKind.SUPERVISE.heading, (lacks("supervise.text"),), personal=False
        )


def _callbacks(folder: Folder, profile: Profile) -> Iterator[Paper]:
    if not any("callback" in gates for gates in profile.gates.values()):
        return
    count = sum(1 for _ in callback_groups(folder))
    for at in range(1, count + 1):
        yield Paper(
            PaperKind.CALLBACK, str(at), words.TIMES.format(title=PaperKind.CALLBACK.heading, number=at)
        )
    if not count and folder.case.state not in _CLOSED_EARLY:
        yield Paper(PaperKind.CALLBACK, "", PaperKind.CALLBACK.heading, (lacks("callback.outcome"),))


def callback_groups(folder: Folder) -> Iterator[tuple[int, tuple[CalledBack, ...]]]:
    """Telephone callbacks with the unanswered tries before each: (round, tries in order)."""
    tries: list[CalledBack] = []
    round_no = 1
    for event, case in folder.walk():
        if isinstance(event, CalledBack) and event.method == "phone":
            tries.append(event)
            round_no = case.round
            if event.outcome != UNREACHED:
                yield round_no, tuple(tries)
                tries = []
        elif isinstance(event, Reopened | RectifyOrdered) and tries:
            yield round_no, tuple(tries)
            tries = []
    if tries:
        yield round_no, tuple(tries)


def _verifications(folder: Folder, profile: Profile) -> Iterator[Paper]:
    case = folder.case
    for at in range(1, len(case.verifications) + 1):
        label = words.TIMES.format(title=PaperKind.ACCEPTANCE.heading, number=at)
        yield Paper(
            PaperKind.ACCEPTANCE, str(at), label, (lacks("slip.number", blocking=False),), personal=False
        )
    gates = {gate for each in profile.gates.values() for gate in each}
    if "acceptance" in gates and not case.verifications and case.open:
        yield Paper(
            PaperKind.ACCEPTANCE, "", PaperKind.ACCEPTANCE.heading, (lacks("verify.outcome"),), personal=False
        )
    again = redo_event(folder)
    if again is not None and case.open:
        label = words.ROUND.format(title=PaperKind.REDO.heading, number=case.round)
        missing = [lacks("slip.number", blocking=False)]
        if not redo_due(folder):
            missing.append(lacks("dispatch.due"))
        yield Paper(PaperKind.REDO, str(case.round), label, tuple(missing), personal=False)


def redo_event(folder: Folder) -> Reopened | RectifyOrdered | None:
    """The newest order to do it again."""
    for event in reversed(folder.events):
        if isinstance(event, Reopened | RectifyOrdered):
            return event
    return None


def redo_due(folder: Folder) -> int:
    """Until when it must be done again: the latest limit that began with the order or after it, 0 without one."""
    event = redo_event(folder)
    if event is None:
        return 0
    started = (c for c in folder.case.running if c.start >= event.at and c.due < NEVER and not c.provisional)
    return max((clock.due for clock in started), default=0)


def _whistles(folder: Folder, profile: Profile) -> Iterator[Paper]:
    if not profile.whistle.on:
        return
    whistles = folder.case.whistles
    for at, whistle in enumerate(whistles, 1):
        label = words.NUMBERED.format(title=PaperKind.WHISTLE.heading, number=at)
        missing = () if whistle.units else (lacks("whistle_triage.units"),)
        draft = whistle.state in ("raised", "refused")
        yield Paper(PaperKind.WHISTLE, whistle.id, label, missing, draft, personal=False)
    if not whistles and folder.case.open:
        yield Paper(
            PaperKind.WHISTLE, "", PaperKind.WHISTLE.heading, (lacks("whistle.matter"),), personal=False
        )


def _enforcement(folder: Folder, profile: Profile) -> Iterator[Paper]:
    case, enforcement = folder.case, folder.case.enforcement
    if enforcement is None:
        if case.open:
            kind = PaperKind.DOSSIER if profile.penalty_power else PaperKind.JOINT
            yield Paper(kind, "", kind.heading, (lacks("enforce.title"),))
        return
    if enforcement.joint:
        resulted = any(whistle.result for whistle in case.whistles)
        missing = () if resulted else (lacks("whistle_result.text", blocking=False),)
        yield Paper(PaperKind.JOINT, "", PaperKind.JOINT.heading, missing, draft=not enforcement.closed_at)
    gaps = tuple(Missing("enforce_step.step", gap, blocking=False) for gap in dossier_gaps(case, profile))
    if not enforcement.closed_at:
        gaps = (*gaps, lacks("enforce_close.outcome", blocking=False))
    draft = bool(dossier_gaps(case, profile)) or not enforcement.closed_at
    names = volume_names(case, profile)
    for name in names:
        label = (
            words.VOLUME.format(title=PaperKind.DOSSIER.heading, volume=name)
            if name
            else PaperKind.DOSSIER.heading
        )
        yield Paper(PaperKind.DOSSIER, name, label, gaps, draft)
    if not names:
        yield Paper(PaperKind.DOSSIER, "", PaperKind.DOSSIER.heading, (lacks("enforce_step.step"),), draft)
