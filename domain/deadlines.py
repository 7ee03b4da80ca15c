"""When something is due, why, and when it turns amber.

Instants are epoch seconds; dates are China dates (UTC+8, no daylight saving):

* Minutes and hours run day and night, on every day.
* For day units the start day is not counted; due is ``day_end`` of the last counted day (民法典 §201, §203).
* A pause is a half-open interval ``[start, end)``; overlapping pauses are one pause. Time inside a pause is
  subtracted from a minute or hour clock. On a day clock a date is not counted when a pause covers the last second
  before that date's ``day_end``: a pause within one day costs nothing, each closing that it crosses costs one day,
  and a due instant never lies inside a pause.
* A pause without an end stops the clock: as long as it stands the due instant is :data:`NEVER`.
* An act at the due instant itself is on time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import DayKind, WorkCalendar
from domain.chinatime import NEVER, at_china, china_date, parse_day_end
from domain.reckoning import Due, Reason, Step, explain

__all__ = [
    "LONGEST",
    "NEVER",
    "Due",
    "Interval",
    "Reason",
    "Step",
    "Unit",
    "amber_at",
    "due_at",
    "explain",
    "extend",
    "merge_pauses",
]

LONGEST = 36_500
"""Largest amount of days accepted; minutes and hours up to the same span."""

_DAY = 86_400


class Unit(StrEnum):
    """Units of a clock; they are never mixed (信访工作条例: calendar days, 行政处罚法 §85: some working days)."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKDAY = "workday"
    CALDAY = "calday"


@dataclass(frozen=True, slots=True)
class Interval:
    """A pause ``[start, end)`` in epoch seconds; ``end=None`` while it lasts."""

    start: int
    end: int | None = None


def merge_pauses(pauses: Sequence[Interval]) -> tuple[tuple[int, int], ...]:
    """Union of pauses as ascending, disjoint ``(start, end)``; an open pause ends at :data:`NEVER`.

    Empty pauses vanish; ``ValueError`` for a pause that ends before it starts.
    """
    merged: list[tuple[int, int]] = []
    ends = [(p.start, NEVER if p.end is None else min(p.end, NEVER)) for p in pauses]
    for start, end in sorted(ends):
        if end < start:
            raise ValueError(f"a pause ends at {end}, before it starts at {start}")
        if end == start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _continuous(start: int, seconds: int, calendar: WorkCalendar, stops: tuple[tuple[int, int], ...]) -> Due:
    steps = [_counted(china_date(start), Reason.CONTINUOUS)]
    at = start + seconds
    for begin, end in stops:
        if end <= start:
            continue
        if begin >= at:
            break
        if end == NEVER:
            steps.append(_skipped(china_date(begin), Reason.STANDING))
            return Due(NEVER, provisional=False, calendar_version=calendar.version, why=tuple(steps))
        at += end - max(begin, start)
        steps.append(_skipped(china_date(begin), Reason.PAUSED))
    return Due(at, provisional=False, calendar_version=calendar.version, why=tuple(steps))


def _counted(day: date, reason: Reason, name: str = "") -> Step:
    return Step(day.isoformat(), counted=True, reason=reason, name=name)


def _skipped(day: date, reason: Reason, name: str = "") -> Step:
    return Step(day.isoformat(), counted=False, reason=reason, name=name)


class _DayCount:
    """Walks China dates one by one and keeps the reasons."""

    def __init__(
        self, first: date, calendar: WorkCalendar, day_end: int, stops: tuple[tuple[int, int], ...]
    ) -> None:
        self.day = first
        self.calendar = calendar
        self.day_end = day_end
        self.stops = stops
        self.provisional = False
        self.steps = [_skipped(first, Reason.START_DAY)]

    def close(self) -> int:
        return at_china(self.day, self.day_end)

    def advance(self) -> bool:
        """Go to the next date that no pause takes away; ``False`` when the clock stands from there on."""
        while True:
            self.day += timedelta(days=1)
            close = self.close()
            ends = [end for begin, end in self.stops if begin < close <= end]
            if not ends:
                return True
            if NEVER in ends:
                self.skip(Reason.STANDING)
                return False
            self.skip(Reason.PAUSED)

    def working(self) -> tuple[bool, Reason, str]:
        named = self.calendar.days.get(self.day)
        works, known = self.calendar.is_workday(self.day)
        if not known:
            self.provisional = True
            return works, Reason.ASSUMED_WORKDAY if works else Reason.ASSUMED_WEEKEND, ""
        if named is None:
            return works, Reason.WORKDAY if works else Reason.WEEKEND, ""
        reasons = {
            DayKind.WORKDAY: Reason.WORKDAY,
            DayKind.MAKEUP: Reason.MAKEUP,
            DayKind.HOLIDAY: Reason.HOLIDAY,
            DayKind.LOCAL_HOLIDAY: Reason.LOCAL_HOLIDAY,
        }
        return works, reasons[named.kind], named.name

    def count(self, reason: Reason, name: str = "") -> None:
        self.steps.append(_counted(self.day, reason, name))

    def skip(self, reason: Reason, name: str = "") -> None:
        self.steps.append(_skipped(self.day, reason, name))

    def due(self, at: int) -> Due:
        return Due(at, self.provisional, self.calendar.version, tuple(self.steps))


def _by_days(walk: _DayCount, amount: int, unit: Unit, roll: bool) -> Due:
    left = amount
    while left:
        if not walk.advance():
            return walk.due(NEVER)
        if unit is Unit.CALDAY:
            walk.count(Reason.CALDAY)
            left -= 1
        else:
            works, reason, name = walk.working()
            if works:
                walk.count(reason, name)
                left -= 1
            else:
                walk.skip(reason, name)
    if unit is Unit.WORKDAY or not roll:
        return walk.due(walk.close())
    works, reason, name = walk.working()
    if works:
        return walk.due(walk.close())
    walk.steps[-1] = _counted(walk.day, reason, name)
    while True:
        if not walk.advance():
            return walk.due(NEVER)
        works, reason, name = walk.working()
        walk.skip(Reason.ROLLED if works else reason, name)
        if works:
            return walk.due(walk.close())


def due_at(
    start: int,
    amount: int,
    unit: Unit,
    calendar: WorkCalendar,
    *,
    day_end: str = "24:00",
    roll: bool = False,
    pauses: Sequence[Interval] = (),
) -> Due:
    """The due instant of a clock started at ``start`` (epoch seconds).

    ``roll`` moves a calendar-day clock whose last day is not a working day to the next working day (民法典 §203).
    ``provisional`` is true when a date outside the known calendar was judged. Raises ``ValueError`` for an amount
    below 1 or above :data:`LONGEST` days, a malformed ``day_end`` or a pause that ends before it starts.
    """
    seconds = {Unit.MINUTE: 60, Unit.HOUR: 3600}.get(unit, _DAY)
    if not 1 <= amount * seconds <= LONGEST * _DAY:
        raise ValueError(f"{amount} {unit}: a clock runs from 1 to {LONGEST} days")
    stops = merge_pauses(pauses)
    if unit in (Unit.MINUTE, Unit.HOUR):
        return _continuous(start, amount * seconds, calendar, stops)
    return _by_days(_DayCount(china_date(start), calendar, parse_day_end(day_end), stops), amount, unit, roll)


def extend(
    due: Due,
    amount: int,
    unit: Unit,
    calendar: WorkCalendar,
    *,
    day_end: str = "24:00",
    roll: bool = False,
    pauses: Sequence[Interval] = (),
) -> Due:
    """The due instant after an approved extension: ``amount`` more, counted on from the old due day.

    A clock that stands still is returned unchanged. The steps of both reckonings are kept; the result is
    provisional when either of them was. Errors as :func:`due_at`.
    """
    if due.standing:
        return due
    last = due.at if unit in (Unit.MINUTE, Unit.HOUR) else due.at - 1
    more = due_at(last, amount, unit, calendar, day_end=day_end, roll=roll, pauses=pauses)
    return Due(more.at, due.provisional or more.provisional, more.calendar_version, due.why + more.why)


def amber_at(
    start: int, due: int, share: int = 25, cap_minutes: int | None = None, floor_minutes: int = 10
) -> int:
    """The instant from which the chip is amber: when at most ``share`` percent of the limit is left.

    At least ``floor_minutes`` before the due instant (so 10 minutes of 白银's 30), at most ``cap_minutes`` where
    given, and never before ``start``. A clock that stands still never turns amber.
    """
    if due == NEVER:
        return NEVER
    lead = max((due - start) * share // 100, floor_minutes * 60)
    if cap_minutes is not None:
        lead = min(lead, cap_minutes * 60)
    return max(start, due - lead)
