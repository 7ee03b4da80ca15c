"""Periods of the wall: China calendar days, weeks from Monday, months; each with the same stretch before it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.chinatime import at_china, china_date

_MINUTE = 60


class Period(StrEnum):
    """What the wall looks back over."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def next(self) -> Period:
        """The one that follows in the rotation 日 → 周 → 月."""
        order = tuple(Period)
        return order[(order.index(self) + 1) % len(order)]


@dataclass(frozen=True, slots=True)
class Window:
    """``[start, end)`` up to now and ``[before_start, before_end)`` up to the same minute of the period before."""

    start: int
    end: int
    before_start: int
    before_end: int


def window(period: Period, now: int) -> Window:
    """The running period at `now` (epoch seconds). A day that the month before lacks becomes its last day."""
    today = china_date(now)
    second = now - at_china(today)
    if period is Period.DAY:
        first, earlier = today, today - timedelta(days=1)
        before = earlier
    elif period is Period.WEEK:
        first = today - timedelta(days=today.weekday())
        earlier, before = first - timedelta(days=7), today - timedelta(days=7)
    else:
        first = today.replace(day=1)
        earlier = (first - timedelta(days=1)).replace(day=1)
        before = earlier.replace(day=min(today.day, monthrange(earlier.year, earlier.month)[1]))
    minute_end = second // _MINUTE * _MINUTE + _MINUTE
    return Window(at_china(first), now + 1, at_china(earlier), at_china(before, minute_end))


def earliest(now: int) -> int:
    """From when on the wall needs matters: the begin of last month, and never less than eight days ago."""
    return min(window(Period.MONTH, now).before_start, at_china(china_date(now) - timedelta(days=8)))


def last_days(now: int, count: int = 7) -> tuple[date, ...]:
    """The last `count` China dates, today last."""
    today = china_date(now)
    return tuple(today - timedelta(days=back) for back in reversed(range(count)))
