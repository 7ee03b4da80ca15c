"""Which papers are due on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.rhythm import due_papers
from tests.domain.story import calendar, profile

DAILY = ("每日梳理",)
WEEKLY = ("周分析报告", "周督办清单", "周催办清单")
MONTHLY = ("月分析研判报告",)


@pytest.mark.parametrize(
    ("day", "papers"),
    [
        (date(2026, 11, 21), DAILY),
        (date(2026, 11, 26), DAILY),
        (date(2026, 11, 27), DAILY + WEEKLY),
        (date(2026, 11, 30), DAILY + MONTHLY),
        (date(2026, 9, 30), DAILY + WEEKLY + MONTHLY),
        (date(2026, 10, 10), DAILY + WEEKLY),
        (date(2026, 10, 9), DAILY),
        (date(2026, 12, 31), DAILY + MONTHLY),
    ],
)
def test_daily_weekly_on_the_last_working_day_monthly_at_the_end(day: date, papers: tuple[str, ...]) -> None:
    assert due_papers(profile("baiyin"), day, calendar()) == papers


def test_a_week_of_holidays_has_no_weekly_paper() -> None:
    feast = [date(2026, 2, 16) + timedelta(days=n) for n in range(7)]
    assert not any(calendar().is_workday(day)[0] for day in feast)
    assert all(due_papers(profile("baiyin"), day, calendar()) == DAILY for day in feast)


def test_each_month_has_one_monthly_paper() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    due = [day for day in days if MONTHLY[0] in due_papers(profile("baiyin"), day, calendar())]
    assert [day.month for day in due] == list(range(1, 13))
