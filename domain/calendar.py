"""Working-day calendar: which dates count, and how far the published calendar reaches.

The State Council publishes each year's days off in the autumn before, with make-up working Saturdays and
Sundays. A calendar therefore carries a version and the range of dates that is really known. Outside that range
Monday to Friday is assumed and the answer says that it was assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class DayKind(StrEnum):
    """Why a date differs from the plain Monday-to-Friday rule."""

    WORKDAY = "workday"
    """A working day by order of the county, whatever the week says."""
    HOLIDAY = "holiday"
    """A day off by the national notice."""
    MAKEUP = "makeup"
    """A Saturday or Sunday worked in exchange for a day off (调休上班)."""
    LOCAL_HOLIDAY = "local_holiday"
    """A day off set by a local government (全国年节及纪念日放假办法 §4)."""


@dataclass(frozen=True, slots=True)
class Day:
    """One date that the calendar names, e.g. ``Day(DayKind.HOLIDAY, "国庆节")``."""

    kind: DayKind
    name: str


class CalendarProblem(ValueError):
    """A calendar file that cannot be trusted. The message names the key and the value."""


@dataclass(frozen=True)
class WorkCalendar:
    """A version of the working-day calendar; ``known_from`` and ``known_until`` are both inclusive."""

    version: str
    known_from: date
    known_until: date
    days: Mapping[date, Day]

    def is_known(self, day: date) -> bool:
        """Whether the published calendar reaches this date."""
        return self.known_from <= day <= self.known_until

    def is_workday(self, day: date) -> tuple[bool, bool]:
        """``(is a working day, is known)``; an unknown date is judged Monday to Friday."""
        named = self.days.get(day)
        if named is not None:
            return named.kind in (DayKind.WORKDAY, DayKind.MAKEUP), True
        return day.weekday() < 5, self.is_known(day)


_META = ("version", "known_from", "known_until", "source")


def _date(value: object, where: str) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise CalendarProblem(f"{where}: {value!r} is not a date; write it as 2026-10-01")


def _named_days(kind: DayKind, table: object) -> list[tuple[date, Day]]:
    if not isinstance(table, Mapping):
        raise CalendarProblem(f"[{kind.value}] must be a table of name = [dates]")
    found: list[tuple[date, Day]] = []
    for name, dates in table.items():
        if not isinstance(dates, list):
            raise CalendarProblem(f"[{kind.value}] {name}: a list of dates is needed")
        found.extend((_date(value, f"[{kind.value}] {name}"), Day(kind, str(name))) for value in dates)
    return found


def parse_calendar(data: Mapping[str, object]) -> WorkCalendar:
    """Read a calendar from parsed TOML or JSON.

    Shape: ``version``, ``known_from``, ``known_until`` (dates or ISO text), optional ``source``, and one table per
    :class:`DayKind` value holding ``name = [dates]``. Raises :class:`CalendarProblem` for an unknown key, a value
    that is not a date, a date outside the known range, a date named twice, or a make-up day that is not at a weekend.
    """
    version = data.get("version")
    if not isinstance(version, str) or not version:
        raise CalendarProblem("version: a calendar needs a version text")
    known_from = _date(data.get("known_from"), "known_from")
    known_until = _date(data.get("known_until"), "known_until")
    if known_until < known_from:
        raise CalendarProblem(f"known_until {known_until} lies before known_from {known_from}")
    kinds = {kind.value for kind in DayKind}
    unknown = sorted(set(data) - kinds - set(_META))
    if unknown:
        raise CalendarProblem(f"unknown key: {', '.join(unknown)}")
    days: dict[date, Day] = {}
    for kind in DayKind:
        for day, named in _named_days(kind, data.get(kind.value, {})):
            if not known_from <= day <= known_until:
                raise CalendarProblem(
                    f"[{kind.value}] {named.name}: {day} is outside {known_from}..{known_until}"
                )
            if day in days:
                raise CalendarProblem(f"[{kind.value}] {named.name}: {day} is already {days[day].name}")
            if kind is DayKind.MAKEUP and day.weekday() < 5:
                raise CalendarProblem(f"[makeup] {named.name}: {day} is not a Saturday or Sunday")
            days[day] = named
    return WorkCalendar(version, known_from, known_until, MappingProxyType(days))
