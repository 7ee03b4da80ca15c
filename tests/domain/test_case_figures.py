import tomllib
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import parse_calendar
from domain.case import (
    Call,
    Callback,
    Case,
    Clock,
    Feedback,
    Measure,
    Mediation,
    Pause,
    Rating,
    Reporter,
    Task,
    Verification,
    Whistle,
    WhistleUnit,
)
from domain.case_figures import case_figures, profile_options
from domain.commands import LogCall
from domain.deadlines import Interval
from domain.figures import Called, CaseFigures, Grade, Limit, RoundFigures, SupervisionFigures
from domain.formulas import rate
from domain.profile import Amount, ClockRule, Profile, Ratings
from domain.rates import Rate
from domain.worktime import working_seconds
from tests.domain.story import Story, calendar

RESOURCE = Path(__file__).parents[2] / "resources" / "calendars" / "cn-2026.1.toml"
CALENDAR = parse_calendar(tomllib.loads(RESOURCE.read_text("utf-8")))
CHINA = timezone(timedelta(hours=8))


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=CHINA).timestamp())


def rule(code: str, start: str, stop: str, *, first_call: bool = False) -> ClockRule:
    return ClockRule(
        code, code, "case", (start,), (stop,), (Amount(1, "hour"),), (), 25, 10, 60, first_call=first_call
    )


RULES = (
    rule("take", "registered", "accepted"),
    rule("sign", "tasked", "signed"),
    rule("work", "tasked", "fed_back"),
    rule("again", "rectify_ordered", "fed_back"),
    rule("tell", "gate_entered:reply", "replied"),
)
PHONE = rule("phone", "pushed", "called", first_call=True)


def county(*rules: ClockRule, gates: tuple[str, ...] = ("review", "reply", "callback")) -> Profile:
    ratings = Ratings(
        ("满意", "基本满意", "不满意"), ("满意", "基本满意"), ("不满意",), (), supervisor=True, change_days=7
    )
    return cast("Profile", SimpleNamespace(clocks=rules or RULES, gates={"MS": gates}, ratings=ratings))


START = at("16 09:00")
BARE = Case(id="c", township="620402101", category="M01", state="registered", registered_at=START)


def figures(case: Case, profile: Profile | None = None, **more: Any) -> CaseFigures:
    return case_figures(case, profile or county(), CALENDAR, **more)


def test_a_fresh_case() -> None:
    seen = figures(BARE)
    assert seen == CaseFigures(
        "c", START, township="620402101", has_phone=False, reply_attempts=0, reply_reached=False, rounds=(RoundFigures(START),)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "excluded"), [("void", "void"), ("merged", "merged"), ("none", "draft"), ("callback", "")]
)
def test_cases_that_do_not_count(state: str, excluded: str) -> None:
    assert figures(replace(BARE, state=state)).excluded == excluded


def test_acceptance() -> None:
    take = Clock("take", "case", START, START + 3600, START)
    assert figures(replace(BARE, clocks=(take,))).accept == Limit(START + 3600)
    taken = figures(replace(BARE, clocks=(take,), accepted_at=START + 60))
    assert (taken.accept, taken.accepted_at) == (Limit(START + 3600, START + 60), START + 60)
    assert figures(replace(BARE, state="diverted")).accepted_at == START
    assert figures(replace(BARE, state="not_accepted")).declined


def test_phone_reply() -> None:
    limit = Clock("phone", "case", START, START + 1800, START)
    calls = (Call(START + 600, "p", "no_answer"), Call(START + 1900, "p", "reached"))
    case = replace(BARE, reporter=Reporter("王", "19900000001"), clocks=(limit,), calls=calls)
    seen = figures(case, county(PHONE, *RULES))
    assert (seen.has_phone, seen.reply, seen.reply_attempts, seen.reply_reached) == (
        True, Limit(START + 1800, START + 600), 2, True,
    )  # fmt: skip
    assert seen.response == Limit(START + 1800)
    assert figures(replace(case, calls=()), county(PHONE)).reply == Limit(START + 1800)
    assert not figures(replace(BARE, reporter=Reporter(anonymous=True))).contactable


def test_handling_answers_and_orders() -> None:
    tasks = (
        Task("t0", "丙", 1, state="returned", dispatched_at=START),
        Task("t1", "甲", 1, state="fed_back", dispatched_at=START + 60, signed_at=START + 120),
        Task("t2", "乙", 1, lead=False, state="revoked", dispatched_at=START + 60),
        Task("t3", "丁", 2, state="dispatched", dispatched_at=at("20 09:00")),
    )
    clocks = (
        Clock("work", "t0", START, START + 1, START, state="void"),
        Clock("sign", "t1", START, START + 3600, START),
        Clock(
            "work",
            "t1",
            START,
            at("19 18:00"),
            START,
            met_at=at("18 10:30"),
            pauses=(Pause(at("17 08:00"), at("17 10:30")),),
        ),
        Clock("work", "t3", at("20 09:00"), at("25 18:00"), START),
        Clock("tell", "round:1", START, at("20 18:00"), START, met_at=at("19 18:00")),
        Clock("again", "round:1", START, START, START, met_at=START),
    )
    case = replace(
        BARE,
        tasks=tasks,
        clocks=clocks,
        accepted_at=START,
        extensions=1,
        round=2,
        first_done_at=at("18 11:00"),
    )
    seen = figures(case)
    assert seen.finish == Limit(at("19 18:00"), at("18 10:30"))
    assert seen.answer == seen.response == Limit(at("20 18:00"), at("19 18:00"))
    assert [(t.unit, t.sign.due, t.sign.met_at, t.returned) for t in seen.tasks] == [
        ("丙", 0, 0, "approved"), ("甲", START + 3600, START + 120, ""), ("丁", 0, 0, ""),
    ]  # fmt: skip
    assert (seen.unit, seen.extended) == ("丁", True)
    assert seen.work_seconds == (8.5 + 9 - 2 + 2) * 3600
    assert [(r.started_at, r.done_at) for r in seen.rounds] == [(START, at("18 11:00")), (at("20 09:00"), 0)]


def test_rounds_and_callbacks() -> None:
    callbacks = (
        Callback(at("18 09:00"), "q", 1, "phone", "未接通"),
        Callback(at("18 15:00"), "q", 1, "phone", "不满意", solved="no"),
        Callback(at("20 09:00"), "q", 2, "phone", "未接通"),
    )
    ratings = (
        Rating(at("18 16:00"), "w", "citizen", "基本满意", round=1),
        Rating(at("18 17:00"), "s", "supervisor", "满意", round=1),
    )
    case = replace(
        BARE, accepted_at=START, round=2, first_done_at=at("17 09:00"), reported_done_at=at("19 09:00"),
        callbacks=callbacks, ratings=ratings, gates=("review", "callback"),
    )  # fmt: skip
    first, second = figures(case).rounds
    assert (first.done_at, first.started_at) == (at("17 09:00"), START)
    assert first.grades == (Grade(at("18 15:00"), "不满意"), Grade(at("18 16:00"), "基本满意"))
    assert first.callbacks == (Called(at("18 15:00"), reached=True, solved="no"),)
    assert (second.started_at, second.done_at, second.callbacks) == (at("18 15:00"), at("19 09:00"), ())
    assert rate("callback", [figures(case)], at("21 09:00")) == Rate(0, 1)
    left = figures(replace(case, unrated=True))
    assert left.rounds[1].callbacks == (Called(at("20 09:00"), reached=False),)
    assert rate("callback", [left], at("21 09:00")) == Rate(1, 1)
    assert not figures(replace(case, exempt="咨询当场答复")).callback_due
    assert not figures(replace(BARE, gates=("review", "acceptance"))).callback_due
    assert not figures(BARE, county(gates=("acceptance",))).callback_due


def test_a_round_that_failed_acceptance() -> None:
    checks = (
        Verification(at("17 09:00"), "v", 1, passed=False, findings="未清运"),
        Verification(at("19 09:00"), "v", 2, passed=False, findings="未清运"),
    )
    tasks = (
        Task("t1", "甲", 1),
        Task("t2", "甲", 2, dispatched_at=at("17 10:00")),
        Task("t3", "甲", 3, dispatched_at=at("19 10:00")),
    )
    case = replace(
        BARE,
        round=3,
        verifications=checks,
        tasks=tasks,
        first_done_at=at("20 09:00"),
        reported_done_at=at("20 09:00"),
    )
    rounds = figures(case, county(gates=("acceptance",))).rounds
    assert [(r.started_at, r.done_at) for r in rounds] == [
        (START, at("17 09:00")), (at("17 10:00"), at("19 09:00")), (at("19 10:00"), at("20 09:00")),
    ]  # fmt: skip


def test_overlays() -> None:
    units = (WhistleUnit("甲", START + 60, START + 600), WhistleUnit("乙", absent=True))
    whistles = (
        Whistle("w1", "违建", "p", START + 900, START, "t", state="on_site", units=units),
        Whistle("w2", "违建", "p", START + 900, START, "t", state="refused", units=units),
    )
    measures = (Measure("m1", "instruct", START, "l", closed_at=START + 9), Measure("m2", "sms", START, "l"))
    seen = figures(replace(BARE, whistles=whistles, measures=measures))
    assert [(s.unit, s.signed_at, s.arrive) for s in seen.summoned] == [
        ("甲", START + 60, Limit(START + 900, START + 600)), ("乙", 0, Limit(START + 900)),
    ]  # fmt: skip
    assert seen.supervisions == (SupervisionFigures(START, START + 9),)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("agreed", "agreed"),
        ("oral", "agreed"),
        ("performed", "agreed"),
        ("failed", "failed"),
        ("refused", "withdrawn"),
        ("in_session", "ongoing"),
    ],
)
def test_disputes(state: str, shown: str) -> None:
    mediation = Mediation("m", state, "村调委会", "邻里", (), START)
    seen = figures(replace(BARE, mediation=mediation))
    assert (seen.dispute, seen.mediation) == (True, shown)
    assert not figures(BARE).dispute
    assert figures(BARE, disputes={"M01"}).dispute
    solved = replace(BARE, reported_done_at=START + 9, feedbacks=(Feedback("t", START, "b", "已调换"),))
    assert figures(solved).settled_otherwise
    assert not figures(replace(solved, feedbacks=())).settled_otherwise


def test_a_case_told_on_the_rules_of_baiyin() -> None:
    story = Story("baiyin")
    story.register()
    pushed = story.at
    story.do("secretary", LogCall("reached"), after=600)
    story.dispatch()
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    story.call_back("不满意", solved="no")
    seen = case_figures(story.case, story.profile, calendar())
    options = profile_options(story.profile)
    assert seen.reply == Limit(pushed + 1800, pushed + 600)
    assert (seen.finish.due > seen.finish.met_at > pushed, seen.unit, seen.tier) == (True, "unit", "V")
    for formula in ("acceptance", "reply_on_time", "sign", "timely", "closing", "callback"):
        assert rate(formula, [seen], story.at, options) == Rate(1, 1), formula
    for formula in ("satisfaction", "first_satisfaction", "solved", "reopen", "overdue"):
        assert rate(formula, [seen], story.at, options) == Rate(0, 1), formula
    story.feed_back()
    story.to_gate("callback")
    story.call_back("不满意", solved="no")
    again = case_figures(story.case, story.profile, calendar())
    assert len(again.rounds) == 2
    assert rate("closing", [again], story.at, options) == Rate(0, 1)
    assert rate("reopen", [again], story.at, options) == Rate(1, 1)
    assert rate("callback", [again], story.at, options) == Rate(1, 1)


def test_options_of_the_profile() -> None:
    options = profile_options(county(), (3, 4))
    assert (options.satisfied, options.dissatisfied, options.households) == (
        ("满意", "基本满意"),
        ("不满意",),
        (3, 4),
    )


def test_working_seconds() -> None:
    assert working_seconds(at("20 17:00"), at("23 09:00"), CALENDAR) == 3600
    assert working_seconds(at("20 17:00"), at("20 17:00"), CALENDAR) == 0
    assert working_seconds(at("23 09:00"), at("20 17:00"), CALENDAR) == 0
    assert working_seconds(at("21 00:00"), at("22 23:00"), CALENDAR) == 0
    pauses = [
        Interval(at("20 09:00"), at("20 10:00")),
        Interval(at("20 09:30"), at("20 11:00")),
        Interval(at("20 17:00")),
    ]
    assert working_seconds(at("20 00:00"), at("21 00:00"), CALENDAR, pauses=pauses) == 6.5 * 3600
    assert (
        working_seconds(at("20 00:00"), at("21 00:00"), CALENDAR, opens="09:00", closes="24:00") == 15 * 3600
    )


@given(st.integers(0, 90 * 86_400), st.integers(0, 40 * 86_400), st.integers(0, 40 * 86_400))
def test_working_seconds_add_up(begin: int, first: int, second: int) -> None:
    start = START + begin
    middle, end = start + first, start + first + second
    whole = working_seconds(start, end, CALENDAR)
    assert whole == working_seconds(start, middle, CALENDAR) + working_seconds(middle, end, CALENDAR)
    assert 0 <= whole <= end - start
