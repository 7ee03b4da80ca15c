"""4+2 of another province: a sixth county is a file, no code."""

from __future__ import annotations

from pathlib import Path

from domain.case import Party
from domain.commands import (
    Accept,
    ConcludeMediation,
    ConsentMediation,
    DecideReturn,
    Divert,
    HoldMediation,
    OfferMediation,
    RequestReturn,
    Tick,
    Triage,
)
from domain.profile_load import load_profile
from tests.domain.story import DAY, TEXT, Story

FILE = Path(__file__).parent / "profiles" / "yuepingan.toml"
PROFILE = load_profile(FILE.read_text(encoding="utf-8"), FILE.name)


def registered() -> Story:
    """登记受理."""
    story = Story(PROFILE)
    story.register("operator", source="visit")
    return story


def handled() -> Story:
    """分类流转 to a unit."""
    story = registered()
    story.do("operator", Accept())
    story.dispatch(mode="分类流转")
    story.sign()
    return story


def stage(story: Story) -> str:
    """The county's name of the state."""
    return PROFILE.stage_of(story.case.state)


def test_four_steps_and_two() -> None:
    story = registered()
    seen = [stage(story)]
    story.do("operator", Accept())
    seen.append(stage(story))
    seen.append(PROFILE.stage_of("escalating"))
    story.dispatch()
    seen.append(stage(story))
    story.sign()
    seen.append(stage(story))
    story.feed_back()
    story.to_gate("callback")
    seen.append(stage(story))
    assert seen == ["登记受理", "先行调解", "风险研判", "分类流转", "跟踪督办", "案结事了"]


def test_mediation_comes_first_with_its_own_month() -> None:
    story = registered()
    story.do("operator", Accept())
    story.do(
        "operator", OfferMediation("m", "样例调委会", "邻里", (Party("样例甲"), Party("样例乙")), ("样例",))
    )
    clock = next(c for c in story.case.clocks if c.code == "mediation")
    assert (clock.n, clock.unit) == (30, "calday")
    for party in (0, 1):
        story.do("operator", ConsentMediation(party, consent=True))
    story.do("operator", HoldMediation("样例调解室", ("样例",), "样例", TEXT))
    story.do("operator", ConcludeMediation("oral", "样例：排水", ("一、共同修沟",), "共同出工", "2026-12-01"))
    assert next(c for c in story.case.clocks if c.code == "mediation").state == "met"


def test_a_mass_matter_of_the_higher_grade_is_quick() -> None:
    story = registered()
    story.do("operator", Accept())
    story.do("operator", Triage("MS", "QZ", "", 2, ("群体性",)))
    story.dispatch()
    clock = next(c for c in story.case.clocks if c.code == "handle")
    assert (clock.n, clock.unit) == (3, "workday")


def test_rectification_returns_to_the_reply_and_then_the_matter_is_dispatched_again() -> None:
    story = handled()
    story.feed_back()
    story.to_gate("callback")
    for _ in range(2):
        story.call_back("不满意")
        assert story.case.state == "rectify"
        story.feed_back()
        assert story.case.state == "reply"
        story.to_gate("callback")
    story.call_back("不满意")
    assert (story.case.state, story.case.round) == ("reopened", 2)
    assert [m.kind for m in story.case.measures] == ["supervise"]


def test_supervision_once_a_round() -> None:
    story = handled()
    for _ in range(40):
        story.ask("system", Tick(), after=DAY)
    assert [m.kind for m in story.case.measures] == ["supervise"]


def test_diverted_to_another_way_by_law() -> None:
    story = registered()
    story.do("director", Divert("lawsuit", "样例：已诉讼", "民初1号"))
    assert stage(story) == "分类流转"


def test_refused_a_second_return() -> None:
    story = registered()
    story.do("operator", Accept())
    story.dispatch()
    story.do("liaison", RequestReturn("t1.1", "样例"))
    story.do("director", DecideReturn(approve=True))
    from domain.commands import Assignment, Dispatch

    story.do("operator", Dispatch((Assignment("x", "unit"),)))
    assert story.no("liaison", RequestReturn("x", "样例")) == "third_return"
