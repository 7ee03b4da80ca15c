"""What a reviewer decides on: the feedback of each unit with its evidence, its course, and the check of its wording."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import story
from desktop.models.office import Office
from desktop.strings import fields as field_words
from desktop.strings import reported as words
from domain.case import Attachment
from domain.events import Dispatched, Event, FedBack, Progressed, Rewritten
from domain.masking import mask_text
from domain.wording import WordingRules, check_wording, county_rules, wording_rules

if TYPE_CHECKING:
    from desktop.models.shapes import CaseFile

REPORTS = frozenset({"review", "verify"})
REQUESTS = {
    "decide_return": "return_requested",
    "decide_escalation": "escalation_requested",
    "decide_extension": "extension_requested",
    "decide_suspension": "suspension_requested",
}
"""Form -> the event that asked for the decision."""
_RULES = Path(__file__).resolve().parent.parent.parent / "resources" / "taxonomy" / "wording.toml"
_QUOTED = 20


@dataclass(frozen=True, slots=True)
class Reported:
    """`text`: plain, masked; `findings`: one sentence each; `files`: the evidence, in order of appearance."""

    text: str
    findings: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    checked: bool = False


@cache
def shipped_rules() -> WordingRules:
    """The rules of resources/taxonomy/wording.toml."""
    return wording_rules(tomllib.loads(_RULES.read_text(encoding="utf-8")))


def rules_of(office: Office) -> WordingRules | None:
    """The shipped rules with the county's own; None where the county does not check wording (BY-26)."""
    own = office.profile.wording
    shortest = max(own.min_length, office.profile.limits.min_feedback, 1)
    return county_rules(shipped_rules(), shortest, own.banned) if own.on else None


def reported(kind: str, file: CaseFile, office: Office, now: int) -> Reported | None:
    """What the form of `kind` decides on; None for forms that decide on nothing of somebody else's."""
    if kind in REPORTS:
        return _feedback(file, office, now)
    if kind in REQUESTS:
        asked = [event for event in file.events if event.kind == REQUESTS[kind]]
        if asked:
            return Reported("\n".join(_entry(asked[-1], file, office, now)))
    return None


def _round(file: CaseFile) -> tuple[Event, ...]:
    """What happened since the last dispatch."""
    starts = [at for at, event in enumerate(file.events) if isinstance(event, Dispatched)]
    return file.events[starts[-1] :] if starts else file.events


def _head(event: Event, office: Office, now: int) -> str:
    return f"{story.course_time(event.at, now)}  {story.who_of(event, office.names)}"


def _entry(event: Event, file: CaseFile, office: Office, now: int) -> Iterator[str]:
    yield _head(event, office, now)
    yield mask_text(story.sentence(event, file.case, office.profile, office.names))


def _feedback(file: CaseFile, office: Office, now: int) -> Reported:
    events = _round(file)
    last = {event.task: event for event in events if isinstance(event, FedBack)}
    rules = rules_of(office)
    lines: list[str] = []
    findings: list[str] = []
    files: dict[str, Attachment] = {}
    for event in last.values():
        lines += [*_report(event, file, office, now), ""]
        files.update((each.sha256, each) for each in event.evidence)
        if rules is not None:
            findings += _advice(event.text, rules, file.case.text)
    sent_back = [event for event in events if isinstance(event, Rewritten)]
    if sent_back:
        lines += [words.SENT_BACK, *_entry(sent_back[-1], file, office, now), ""]
    steps = [event for event in events if isinstance(event, Progressed)]
    if steps:
        lines.append(words.COURSE)
        for step in steps:
            lines += _entry(step, file, office, now)
    text = "\n".join(lines).strip() or words.NOTHING
    return Reported(text, tuple(dict.fromkeys(findings)), tuple(files.values()), rules is not None)


def _report(event: FedBack, file: CaseFile, office: Office, now: int) -> Iterator[str]:
    task = file.case.task(event.task)
    unit = office.names.unit(task.unit) if task is not None else ""
    part = words.LEAD if task is None or task.lead else words.ASSIST
    result = field_words.options("feedback", "result").get(event.result, event.result)
    yield words.HEAD.format(unit, part, _head(event, office, now), result)
    yield mask_text(event.text)
    yield words.EVIDENCE.format(len(event.evidence)) if event.evidence else words.NO_EVIDENCE


def _advice(text: str, rules: WordingRules, citizen: str) -> Iterator[str]:
    for finding in check_wording(text, rules, citizen):
        if finding.code in ("short", "blank"):
            yield finding.advice
            continue
        quoted = mask_text(text)[finding.start : finding.end]
        shown = quoted[:_QUOTED] + ("…" if len(quoted) > _QUOTED else "")
        yield words.FOUND.format(shown, finding.advice)
