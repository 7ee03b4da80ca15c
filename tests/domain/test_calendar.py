import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import CalendarProblem, Day, DayKind, WorkCalendar, parse_calendar

RESOURCE = Path(__file__).parents[2] / "resources" / "calendars" / "cn-2026.1.toml"


@pytest.fixture(scope="module")
def published() -> WorkCalendar:
    return parse_calendar(tomllib.loads(RESOURCE.read_text("utf-8")))


def test_every_day_agrees_with_the_library(published: WorkCalendar) -> None:
    library = pytest.importorskip("chinese_calendar", reason="chinesecalendar is a development dependency")
    day = published.known_from
    seen = 0
    while day <= published.known_until:
        assert published.is_workday(day) == (library.is_workday(day), True), day
        day += timedelta(days=1)
        seen += 1
    assert seen == 366 + 365 + 365


def test_make_up_days_of_2026(published: WorkCalendar) -> None:
    makeup = [
        day for day, named in published.days.items() if named.kind is DayKind.MAKEUP and day.year == 2026
    ]
    assert [f"{day:%m-%d}" for day in sorted(makeup)] == [
        "01-04",
        "02-14",
        "02-28",
        "05-09",
        "09-20",
        "10-10",
    ]
    assert published.days[date(2026, 10, 1)] == Day(DayKind.HOLIDAY, "国庆节")


def test_outside_the_known_range_monday_to_friday_is_assumed(published: WorkCalendar) -> None:
    assert published.is_workday(date(2027, 1, 1)) == (True, False)
    assert published.is_workday(date(2027, 1, 2)) == (False, False)
    assert published.is_workday(date(2023, 12, 29)) == (True, False)


def plain(**more: Any) -> dict[str, Any]:
    return {"version": "v1", "known_from": "2026-01-01", "known_until": "2026-12-31", **more}


def test_local_days_and_ordered_working_days() -> None:
    calendar = parse_calendar(
        plain(local_holiday={"火把节": ["2026-08-06"]}, workday={"抗洪": ["2026-10-03"]}, source="县政府办")
    )
    assert calendar.is_workday(date(2026, 8, 6)) == (False, True)
    assert calendar.is_workday(date(2026, 10, 3)) == (True, True)
    assert calendar.is_workday(date(2026, 10, 4)) == (False, True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (plain(version=""), "version"),
        (plain(known_from="2026-13-01"), "known_from"),
        (plain(known_until=20261231), "known_until"),
        (plain(known_until="2025-12-31"), "before"),
        (plain(holidays={}), "unknown key: holidays"),
        (plain(holiday=["2026-10-01"]), "must be a table"),
        (plain(holiday={"国庆节": "2026-10-01"}), "list of dates"),
        (plain(holiday={"国庆节": ["10-01"]}), "国庆节"),
        (plain(holiday={"元旦": ["2027-01-01"]}), "outside"),
        (plain(holiday={"甲": ["2026-10-01"], "乙": ["2026-10-01"]}), "already 甲"),
        (plain(makeup={"国庆节": ["2026-10-09"]}), "not a Saturday"),
    ],
)
def test_a_calendar_that_cannot_be_trusted_is_refused(data: dict[str, Any], words: str) -> None:
    with pytest.raises(CalendarProblem, match=words):
        parse_calendar(data)
