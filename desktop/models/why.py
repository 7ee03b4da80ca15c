"""How a running limit was computed, in lines."""

from __future__ import annotations

from desktop.strings import window as words
from domain.calendar import WorkCalendar
from domain.case import Clock
from domain.chinatime import china_text
from domain.deadlines import Interval, Unit, due_at
from domain.deadlines import explain as explain_due
from domain.profile import Profile


def explain(clock: Clock, label: str, profile: Profile, calendar: WorkCalendar) -> list[str]:
    """Heading, each day counted or skipped, pauses, the due instant. The event's instant is what holds."""
    heading = words.WHY_TITLE.format(label, china_text(clock.start), china_text(clock.due))
    if clock.unit not in tuple(Unit) or clock.n < 1:
        return [heading]
    rule = profile.clock(clock.code)
    pauses = tuple(Interval(p.start, p.end or None) for p in clock.pauses)
    due = due_at(
        clock.start, clock.n, Unit(clock.unit), calendar, day_end=rule.day_end if rule else "24:00",
        roll=rule.roll if rule else False, pauses=pauses,
    )  # fmt: skip
    lines = [heading, *explain_due(due, clock.start)]
    if due.at != clock.due and clock.extended_days:
        lines.append(words.WHY_EXTENDED.format(clock.extended_days, china_text(clock.due)))
    elif due.at != clock.due:
        lines.append(words.WHY_OTHER.format(clock.calendar, china_text(clock.due)))
    return lines
