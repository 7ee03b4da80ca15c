"""What a citizen may know of their matter: five steps, each past, now or ahead."""

from __future__ import annotations

from dataclasses import dataclass

from county import strings
from county.dictionary import Dictionary
from domain.case import Case
from domain.chinatime import china_text
from domain.decide.intake import ROUTES
from domain.people import POSTS


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `phase`: past, now or ahead."""

    phase: str
    word: str
    detail: str = ""

    @property
    def mark(self) -> str:
        """A shape, so that colour is never the only sign."""
        return {"past": "●", "now": "▶", "ahead": "○"}[self.phase]

    @property
    def spoken(self) -> str:
        """For screen readers."""
        return {"past": "已完成", "now": "进行中", "ahead": "还没到"}[self.phase]


@dataclass(frozen=True, slots=True)
class Progress:
    """Steps, or one sentence where the county does not publish them or the matter left the usual way."""

    steps: tuple[Step, ...]
    sentence: str
    call_by: str
    may_rate: bool
    rated: str


def progress_of(case: Case, dictionary: Dictionary, at: int) -> Progress:
    """The progress of a case as its reporter may see it."""
    profile = dictionary.profile
    rated = next((r.grade for r in reversed(case.ratings) if r.side == "citizen"), "")
    first = next((r for r in case.ratings if r.side == "citizen" and r.round == case.round), None)
    in_time = first is None or at - first.at <= profile.ratings.change_days * 86_400
    may_rate = bool(case.reported_done_at) and in_time and case.state not in ("archived", "void", "reopened")
    if case.state in strings.LEFT:
        words = strings.LEFT[case.state].replace("{0}", ROUTES.get(case.route, ""))
        return Progress((), words, "", False, rated)
    if not profile.public_progress:
        return Progress((), strings.PROGRESS_BY_PHONE, _call_by(case, dictionary), may_rate, rated)
    return Progress(_steps(case, dictionary, rated), "", _call_by(case, dictionary), may_rate, rated)


def _steps(case: Case, dictionary: Dictionary, rated: str) -> tuple[Step, ...]:
    called = bool(case.first_called_at) or not _waits_for_call(case, dictionary)
    done = bool(case.reported_done_at) and case.state not in ("reopened", "rectify")
    reached = 4 if done else 2 if called else 1
    again = strings.STEP_AGAIN if case.round > 1 or case.state in ("reopened", "rectify") else ""
    told = "、".join(POSTS[post] for post in dictionary.profile.fanout if post not in case.unfilled)
    details = [
        china_text(case.registered_at),
        _called_detail(case, told),
        again,
        china_text(case.reported_done_at) if done else "",
        rated,
    ]
    words = strings.STEPS
    steps = []
    for index, word in enumerate(words):
        over = index < reached or (index == 4 and bool(rated) and done)
        phase = "past" if over else "now" if index == reached else "ahead"
        steps.append(Step(phase, word, details[index]))
    return tuple(steps)


def _called_detail(case: Case, told: str) -> str:
    if case.first_called_at:
        return china_text(case.first_called_at)
    return strings.STEP_TOLD.replace("{0}", told) if case.pushed_to and told else ""


def _waits_for_call(case: Case, dictionary: Dictionary) -> bool:
    codes = {rule.code for rule in dictionary.profile.clocks if rule.first_call}
    return any(clock.code in codes and clock.state == "running" for clock in case.clocks)


def _call_by(case: Case, dictionary: Dictionary) -> str:
    """Until when somebody calls, as HH:MM today or with the date; empty when nobody owes a call."""
    codes = {rule.code for rule in dictionary.profile.clocks if rule.first_call}
    due = min((c.due for c in case.clocks if c.code in codes and c.state == "running"), default=0)
    if not due:
        return ""
    text, today = china_text(due), china_text(case.registered_at)
    return text[11:] if text[:10] == today[:10] else text
