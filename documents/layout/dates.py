"""China time (UTC+8, no summer time) from epoch seconds, as paper shows it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))


def _at(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, tz=CHINA)


def stamp(moment: int | None) -> str:
    """``2026-11-21 09:05``, or nothing for an open time."""
    return "" if moment is None else _at(moment).strftime("%Y-%m-%d %H:%M")


def day(moment: int | None) -> str:
    """``2026年11月5日`` without leading zeros (GB/T 9704), or nothing for an open date."""
    if moment is None:
        return ""
    at = _at(moment)
    return f"{at.year}年{at.month}月{at.day}日"


def minute(moment: int | None) -> str:
    """``2026年11月5日9时05分``, or nothing for an open time."""
    if moment is None:
        return ""
    at = _at(moment)
    return f"{day(moment)}{at.hour}时{at.minute:02d}分"


def span(first: int | None, last: int | None) -> str:
    """From-to in one line; the day is said once when both lie in it."""
    if first is None or last is None:
        return minute(first) + minute(last)
    end = _at(last)
    return f"{minute(first)}至" + (
        f"{end.hour}时{end.minute:02d}分" if day(first) == day(last) else minute(last)
    )
