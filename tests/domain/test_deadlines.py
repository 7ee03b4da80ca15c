import random
import tomllib
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Day, DayKind, WorkCalendar, parse_calendar
from domain.chinatime import at_china, china_date, china_text, parse_day_end
from domain.deadlines import (
    LONGEST,
    NEVER,
    Due,
    Interval,
    Unit,
    amber_at,
    due_at,
    explain,
    extend,
    merge_pauses,
)

RESOURCE = Path(__file__).parents[2] / "resources" / "calendars" / "cn-2026.1.toml"
CALENDAR = parse_calendar(tomllib.loads(RESOURCE.read_text("utf-8")))
CHINA = timezone(timedelta(hours=8))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp())


def last_day(due: Due) -> str:
    return china_date(due.at - 1).isoformat()


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-14", 3, "2026-02-26"),
        ("2026-02-14", 5, "2026-02-28"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-24", 5, "2026-10-09"),
    ],
)
def test_measured_vectors(start: str, amount: int, expected: str) -> None:
    for hour in ("00:00", "09:30", "23:59"):
        due = due_at(at(f"{start} {hour}"), amount, Unit.WORKDAY, CALENDAR)
        assert last_day(due) == expected
        assert china_text(due.at).endswith("00:00")
        assert not due.provisional
        assert due.calendar_version == "cn-2026.1"


def test_past_the_known_calendar_is_provisional_and_never_raises() -> None:
    due = due_at(at("2026-12-25 10:00"), 5, Unit.WORKDAY, CALENDAR)
    assert due.provisional
    assert last_day(due) == "2027-01-01"
    assert due.why[-1].reason == "assumed_workday"
    later = WorkCalendar("cn-2027.1", date(2024, 1, 1), date(2027, 12, 31), {
        **CALENDAR.days, date(2027, 1, 1): Day(DayKind.HOLIDAY, "元旦"),
    })  # fmt: skip
    again = due_at(at("2026-12-25 10:00"), 5, Unit.WORKDAY, later)
    assert (last_day(again), again.provisional) == ("2027-01-04", False)


def test_calendar_days_cross_the_year_without_the_calendar() -> None:
    due = due_at(at("2026-11-21 10:00"), 60, Unit.CALDAY, CALENDAR)
    assert (last_day(due), due.provisional) == ("2027-01-20", False)


def test_minutes_and_hours_run_day_and_night() -> None:
    assert due_at(at("2026-10-01 02:00"), 30, Unit.MINUTE, CALENDAR).at == at("2026-10-01 02:30")
    assert due_at(at("2026-09-30 18:00"), 72, Unit.HOUR, CALENDAR).at == at("2026-10-03 18:00")


def test_roll_moves_a_last_day_off_to_the_next_working_day() -> None:
    start = at("2026-09-24 10:00")
    assert last_day(due_at(start, 10, Unit.CALDAY, CALENDAR)) == "2026-10-04"
    rolled = due_at(start, 10, Unit.CALDAY, CALENDAR, roll=True)
    assert last_day(rolled) == "2026-10-08"
    assert [(s.counted, s.reason) for s in rolled.why[-5:]] == [
        (True, "holiday"), (False, "holiday"), (False, "holiday"), (False, "holiday"), (False, "rolled"),
    ]  # fmt: skip
    assert last_day(due_at(start, 6, Unit.CALDAY, CALENDAR, roll=True)) == "2026-09-30"
    assert due_at(at("2026-12-24 10:00"), 9, Unit.CALDAY, CALENDAR, roll=True).provisional


def test_roll_meets_pauses() -> None:
    start = at("2026-09-24 10:00")
    pause = Interval(at("2026-10-08 09:00"), at("2026-10-09 09:00"))
    assert last_day(due_at(start, 10, Unit.CALDAY, CALENDAR, roll=True, pauses=[pause])) == "2026-10-09"
    standing = Interval(at("2026-10-06 09:00"))
    assert due_at(start, 10, Unit.CALDAY, CALENDAR, roll=True, pauses=[standing]).standing


def test_close_of_business() -> None:
    due = due_at(at("2026-11-20 10:00"), 1, Unit.WORKDAY, CALENDAR, day_end="17:30")
    assert due.at == at("2026-11-23 17:30")


def test_pauses_on_an_hour_clock_are_subtracted_once() -> None:
    start = at("2026-11-21 10:00")
    twice = [
        Interval(at("2026-11-21 12:00"), at("2026-11-21 14:00")),
        Interval(at("2026-11-21 13:00"), at("2026-11-21 15:00")),
        Interval(at("2026-11-21 08:00"), at("2026-11-21 09:00")),
        Interval(at("2026-12-21 08:00"), at("2026-12-21 09:00")),
    ]
    assert due_at(start, 24, Unit.HOUR, CALENDAR, pauses=twice).at == at("2026-11-22 13:00")
    running = [Interval(at("2026-11-21 09:00"), at("2026-11-21 11:00"))]
    assert due_at(start, 1, Unit.HOUR, CALENDAR, pauses=running).at == at("2026-11-21 12:00")


def test_an_open_pause_stops_the_clock_until_it_ends() -> None:
    start = at("2026-11-16 10:00")
    for unit in Unit:
        due = due_at(start, 2, unit, CALENDAR, pauses=[Interval(start)])
        assert (due.at, due.standing) == (NEVER, True)
        assert amber_at(start, due.at) == NEVER
        assert extend(due, 3, unit, CALENDAR) is due
        assert "暂无到期时间" in explain(due, start)[-1]
    done = due_at(start, 2, Unit.HOUR, CALENDAR, pauses=[Interval(at("2026-11-16 12:00"))])
    assert done.at == at("2026-11-16 12:00")


def test_a_pause_costs_a_day_for_each_closing_it_crosses() -> None:
    start = at("2026-11-16 10:00")

    def paused(begin: str, end: str) -> str:
        return last_day(
            due_at(
                start,
                3,
                Unit.WORKDAY,
                CALENDAR,
                pauses=[Interval(at(f"2026-11-{begin}"), at(f"2026-11-{end}"))],
            )
        )

    assert last_day(due_at(start, 3, Unit.WORKDAY, CALENDAR)) == "2026-11-19"
    assert paused("17 09:00", "17 18:00") == "2026-11-19"
    assert paused("17 09:00", "18 09:00") == "2026-11-20"
    assert paused("19 10:00", "20 10:00") == "2026-11-20"
    assert paused("17 09:00", "18 00:00") == "2026-11-20"
    assert paused("18 00:00", "18 23:00") == "2026-11-19"


def test_extension_counts_on_from_the_old_due_day() -> None:
    start = at("2026-09-24 10:00")
    due = due_at(start, 3, Unit.WORKDAY, CALENDAR)
    longer = extend(due, 2, Unit.WORKDAY, CALENDAR)
    assert (last_day(due), last_day(longer)) == ("2026-09-30", "2026-10-09")
    assert longer.why[: len(due.why)] == due.why
    assert extend(due_at(start, 30, Unit.MINUTE, CALENDAR), 30, Unit.MINUTE, CALENDAR).at == start + 3600
    assert extend(due_at(start, 60, Unit.WORKDAY, CALENDAR), 10, Unit.WORKDAY, CALENDAR).provisional
    first = due_at(at("2026-12-25 10:00"), 5, Unit.WORKDAY, CALENDAR)
    assert extend(first, 1, Unit.HOUR, CALENDAR).provisional


def test_amber() -> None:
    start = at("2026-11-21 10:00")
    assert amber_at(start, start + 1800) == start + 1200
    assert amber_at(start, start + 86400) == start + 64800
    assert amber_at(start, start + 86400, cap_minutes=60) == start + 82800
    assert amber_at(start, start + 300) == start
    assert amber_at(start, start + 1800, share=50, floor_minutes=0) == start + 900


@pytest.mark.parametrize(
    "text", ["", "24:01", "25:00", "00:00", "17.30", "7:30", "17:3", "17:60", "ab:cd", "１７:30"]
)
def test_a_malformed_day_end_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day end"):
        parse_day_end(text)


def test_amounts_and_pauses_out_of_range_are_refused() -> None:
    for amount, unit in (
        (0, Unit.WORKDAY),
        (-1, Unit.MINUTE),
        (LONGEST + 1, Unit.CALDAY),
        (24 * LONGEST + 1, Unit.HOUR),
    ):
        with pytest.raises(ValueError, match="a clock runs"):
            due_at(0, amount, unit, CALENDAR)
    with pytest.raises(ValueError, match="before it starts"):
        merge_pauses([Interval(10, 5)])
    assert merge_pauses([Interval(5, 5), Interval(1, 3), Interval(3, 4), Interval(9)]) == ((1, 4), (9, NEVER))


def test_explanation_names_each_day() -> None:
    start = at("2026-09-30 10:00")
    assert explain(due_at(start, 3, Unit.WORKDAY, CALENDAR), start) == [
        "2026-09-30 10:00 起算",
        "2026-09-30 星期三 起算当日，不计入",
        *(
            f"2026-10-0{n} 星期{w} 国庆节，放假，不计入"
            for n, w in zip(range(1, 8), "四五六日一二三", strict=True)
        ),
        "2026-10-08 星期四 第1日（工作日）",
        "2026-10-09 星期五 第2日（工作日）",
        "2026-10-10 星期六 第3日（国庆节，调休上班）",
        "2026-10-10 24:00 到期",
    ]
    soon = explain(due_at(start, 30, Unit.MINUTE, CALENDAR), start)
    assert soon[-1] == "2026-09-30 10:30 到期"
    assert "不分昼夜" in soon[1]
    late = due_at(at("2026-12-25 10:00"), 5, Unit.WORKDAY, CALENDAR, day_end="17:30")
    lines = explain(late, at("2026-12-25 10:00"))
    assert lines[-2] == "2027-01-01 17:30 到期"
    assert "自动重算" in lines[-1]
    assert any("尚未公布" in line for line in lines)


def test_every_reason_can_be_explained() -> None:
    days = {
        date(2026, 11, 24): Day(DayKind.LOCAL_HOLIDAY, "火把节"),
        date(2026, 11, 29): Day(DayKind.WORKDAY, "抗旱"),
    }
    calendar = WorkCalendar("v", date(2026, 1, 1), date(2026, 12, 31), days)
    start = at("2026-11-20 10:00")
    pause = Interval(at("2026-11-26 10:00"), at("2026-11-27 10:00"))
    lines = explain(due_at(start, 5, Unit.WORKDAY, calendar, pauses=[pause]), start)
    assert any("火把节，地方放假" in line for line in lines)
    assert any("抗旱，工作日" in line for line in lines)
    assert any("期间暂停" in line for line in lines)
    local = due_at(start, 4, Unit.CALDAY, calendar, roll=True)
    assert any("最后一日地方放假" in line for line in explain(local, start))
    assumed = due_at(at("2026-12-31 10:00"), 2, Unit.CALDAY, calendar, roll=True)
    assert any("推定为休息日，顺延" in line for line in explain(assumed, start))
    assert any(
        "按周末推定" in line
        for line in explain(due_at(at("2026-12-31 10:00"), 2, Unit.WORKDAY, calendar), start)
    )


def oracle(start: int, amount: int, unit: Unit, end: timedelta, closed: list[tuple[int, int]]) -> int:
    """The same rules written a second time, on wall clocks and whole seconds of set membership."""
    if unit in (Unit.MINUTE, Unit.HOUR):
        need = amount * (60 if unit is Unit.MINUTE else 3600)
        edges = sorted({start, *(x for pair in closed for x in pair if x > start)})
        for left, right in zip(edges, [*edges[1:], None], strict=True):
            if any(a <= left < b for a, b in closed):
                continue
            if right is None or right - left >= need:
                return left + need
            need -= right - left
        raise AssertionError
    day = datetime.fromtimestamp(start, CHINA).replace(hour=0, minute=0, second=0)
    while amount:
        day += timedelta(days=1)
        close = int((day + end).timestamp())
        if any(a <= close - 1 < b for a, b in closed):
            continue
        if unit is Unit.WORKDAY:
            named = CALENDAR.days.get(day.date())
            works = named.kind is DayKind.MAKEUP if named else day.isoweekday() <= 5
            amount -= int(works)
        else:
            amount -= 1
    return int((day + end).timestamp())


def test_ten_thousand_random_clocks_agree_with_the_oracle() -> None:
    dice = random.Random(20261121)
    first, last = at("2024-01-01 00:00"), at("2026-12-20 00:00")
    for _ in range(10_000):
        start = dice.randrange(first, last)
        unit = dice.choice(list(Unit))
        amount = dice.randrange(1, 30)
        closed = []
        for _ in range(dice.choice((0, 0, 1, 3))):
            begin = start + dice.randrange(-86_400, 20 * 86_400)
            closed.append((begin, begin + dice.choice((1, 600, 86_400, 300_000))))
        text, end = dice.choice((("24:00", timedelta(days=1)), ("17:30", timedelta(hours=17, minutes=30))))
        pauses = [Interval(a, b) for a, b in closed]
        due = due_at(start, amount, unit, CALENDAR, day_end=text, pauses=pauses)
        assert due.at == oracle(start, amount, unit, end, closed), (start, amount, unit, text, closed)


STARTS = st.integers(at("2024-01-01 00:00"), at("2027-06-01 00:00"))
PAUSES = st.lists(
    st.builds(
        lambda begin, length: Interval(begin, begin + length),
        st.integers(at("2024-01-01 00:00"), at("2027-06-01 00:00")),
        st.integers(0, 40 * 86_400),
    ),
    max_size=4,
)
UNITS = st.sampled_from(list(Unit))


@settings(max_examples=150, deadline=None)
@given(STARTS, st.integers(0, 10**7), st.integers(1, 40), UNITS, PAUSES, st.booleans())
def test_clocks_never_run_backward(
    start: int, later: int, amount: int, unit: Unit, pauses: list[Interval], roll: bool
) -> None:
    def due(begin: int, many: int, stops: list[Interval]) -> int:
        return due_at(begin, many, unit, CALENDAR, roll=roll, pauses=stops).at

    paused = due(start, amount, pauses)
    assert paused > start
    assert paused >= due(start, amount, [])
    assert due(start + later, amount, pauses) >= paused
    assert due(start, amount + 1, pauses) >= paused
    assert due(start, amount, pauses + pauses[:2]) == paused
    assert due(start, amount, [Interval(a, b) for a, b in merge_pauses(pauses)]) == paused
    assert not any(p.start < paused and p.end is not None and paused < p.end for p in pauses)
    assert start <= amber_at(start, paused) <= paused


@given(st.integers(-(10**10), 10**11))
def test_china_dates_are_utc_plus_eight(instant: int) -> None:
    wall = datetime(1970, 1, 1, tzinfo=CHINA) + timedelta(seconds=instant + 8 * 3600)
    assert china_date(instant) == wall.date()
    assert 0 <= instant - at_china(china_date(instant)) < 86_400
    assert china_text(instant) == wall.strftime("%Y-%m-%d %H:%M")
