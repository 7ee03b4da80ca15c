"""Which recurring papers are due on a day (日梳理、周分析、月研判)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from domain.calendar import WorkCalendar
from domain.profile import Profile

_DAY = timedelta(days=1)


def due_papers(profile: Profile, day: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """Labels of the papers due on `day`, in the order of the profile.

    Daily papers are due on every day, weekly ones on the last working day from Monday to Sunday, monthly ones on
    the last working day of the month. A week without a working day has no weekly paper.
    """
    monday = day - _DAY * day.weekday()
    due = {
        "day": True,
        "week": day == _last_workday((monday + _DAY * n for n in range(7)), calendar),
        "month": day == _last_workday(_month(day), calendar),
    }
    return tuple(paper.label for paper in profile.rhythm if due[paper.period])


def _month(day: date) -> Iterable[date]:
    first = day.replace(day=1)
    return (first + _DAY * n for n in range(31) if (first + _DAY * n).month == day.month)


def _last_workday(days: Iterable[date], calendar: WorkCalendar) -> date | None:
    return max((each for each in days if calendar.is_workday(each)[0]), default=None)
