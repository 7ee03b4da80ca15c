"""China time: fixed UTC+8, epoch seconds on the one side, dates and wall-clock text on the other."""

from datetime import UTC, date, datetime, timedelta

NEVER = 253_402_300_799
"""9999-12-31T23:59:59Z: the due instant of a clock that stands still."""

CHINA_OFFSET = 8 * 3600
_DAY = 86_400
_EPOCH = date(1970, 1, 1)


def china_date(at: int) -> date:
    """The China date of an instant."""
    return _EPOCH + timedelta(days=(at + CHINA_OFFSET) // _DAY)


def china_text(at: int) -> str:
    """``YYYY-MM-DD HH:MM`` in China time."""
    return datetime.fromtimestamp(at + CHINA_OFFSET, UTC).strftime("%Y-%m-%d %H:%M")


def at_china(day: date, seconds: int = 0) -> int:
    """The instant ``seconds`` after the beginning of a China date."""
    return (day - _EPOCH).days * _DAY - CHINA_OFFSET + seconds


def parse_day_end(text: str) -> int:
    """Seconds from the beginning of the day for ``"17:30"`` or ``"24:00"``; ``ValueError`` otherwise."""
    hours, colon, minutes = text.partition(":")
    plain = colon == ":" and len(hours) == 2 and len(minutes) == 2 and (hours + minutes).isascii()
    if plain and hours.isdigit() and minutes.isdigit() and int(minutes) < 60:
        seconds = int(hours) * 3600 + int(minutes) * 60
        if 0 < seconds <= _DAY:
            return seconds
    raise ValueError(f"day end {text!r}: write 17:30 or 24:00")
