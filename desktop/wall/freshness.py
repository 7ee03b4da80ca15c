"""How old the wall's data is, and in which words and shape that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.wall import strings
from domain.chinatime import CHINA_OFFSET, china_date, china_text

FRESH, STOPPED, DIM = 60, 300, 1800


@dataclass(frozen=True, slots=True)
class Freshness:
    """The data badge. `dim`: panels are drawn at 60 % and say their time themselves."""

    state: Literal["fresh", "aging", "stopped", "never"]
    text: str
    short: str
    dim: bool = False


def span_text(seconds: int) -> str:
    """``12 分钟``, ``3 小时``, ``2 天``."""
    minutes = max(0, seconds) // 60
    if minutes < 120:
        return strings.MINUTES.format(minutes)
    hours = minutes // 60
    return strings.HOURS.format(hours) if hours < 48 else strings.DAYS.format(hours // 24)


def time_text(at: int, now: int, seconds: bool = False) -> str:
    """``10:42`` (with seconds where wanted) in China time, with the date when it was another day."""
    whole = china_text(at)
    clock = whole[11:] + (f":{at % 60:02d}" if seconds else "")
    same_day = (at + CHINA_OFFSET) // 86400 == (now + CHINA_OFFSET) // 86400
    return clock if same_day else f"{whole[5:10]} {clock}"


def freshness(data_at: int, now: int) -> Freshness:
    """The badge at `now` for data of `data_at`; 0: never exchanged. A time ahead of the clock is fresh."""
    if not data_at:
        return Freshness("never", strings.DATA_NEVER, strings.NOTHING)
    age = now - data_at
    if age <= STOPPED:
        text = strings.DATA.format(time_text(data_at, now, seconds=True))
        return Freshness("fresh" if age <= FRESH else "aging", text, text)
    at = time_text(data_at, now)
    text = strings.DATA_STOPPED.format(at, span_text(age))
    return Freshness("stopped", text, strings.DATA_STOPPED_SHORT.format(at), age > DIM)


def limit_words(due: int, now: int) -> str:
    """``超 4分`` · ``剩 8分`` · ``超 2天``: what a limit says at `now`."""
    if now >= due:
        late = now - due
        if late < 60:
            return strings.LATE_NOW
        if late < 3600:
            return strings.LATE_MINUTES.format(late // 60)
        return (
            strings.LATE_HOURS.format(late // 3600)
            if late < 86400
            else strings.LATE_DAYS.format(capped(late // 86400))
        )
    left = due - now
    if left < 3600:
        return strings.LEFT_MINUTES.format(-(-left // 60))
    return (
        strings.LEFT_HOURS.format(left // 3600)
        if left < 86400
        else strings.LEFT_DAYS.format(capped(left // 86400))
    )


def capped(count: int) -> str:
    """A count in at most four characters: ``999+`` above 999."""
    return strings.MANY if count > 999 else str(count)


def rounded(count: int) -> str:
    """A number on a scale in at most five characters: ``999``, ``1.5千``, ``12.3万``."""
    for size, word in ((10_000, strings.TEN_THOUSANDS), (1_000, strings.THOUSANDS)):
        if count >= size:
            return word.format(f"{count // (size // 10) / 10:g}")
    return str(count)


def date_text(now: int) -> str:
    """``11月21日 周六``."""
    day = china_date(now)
    return strings.DATE.format(day.month, day.day, strings.WEEKDAYS[day.weekday()])


def is_night(now: int, hours: tuple[int, int]) -> bool:
    """Whether China time lies in ``[begin, end)`` hours, over midnight too; equal hours mean never."""
    begin, end = hours
    hour = (now + CHINA_OFFSET) // 3600 % 24
    return begin <= hour < end if begin <= end else hour >= begin or hour < end
