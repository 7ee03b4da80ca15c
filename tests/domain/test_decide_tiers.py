"""What the tiers of grades and rungs do; the last try before an unanswered end; orders that come back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.actions import available
from domain.case import Case
from domain.commands import (
    Accept,
    Assignment,
    DecideEscalation,
    DecideReturn,
    Dispatch,
    Escalate,
    LogCall,
    RequestReturn,
    Tick,
    Triage,
)
from domain.events import Breached, Listed, MeasureTaken, StruckOff
from domain.people import Directory
from domain.profile import Profile
from tests.domain.story import DAY, DIRECTORY, HOUR, Story, actor, profile


def accepted(county: str | Profile, **facts: object) -> Story:
    story = Story(county, **facts)
    story.register("citizen" if county == "baiyin" else "operator")
    if story.case.state == "registered":
        story.do("operator", Accept())
    return story


@pytest.mark.parametrize(
    ("grade", "first"), [(1, "dispatch"), (2, "escalate"), (3, "escalate"), (4, "escalate")]
)
def test_a_grade_above_the_tier_proposes_to_go_up(grade: int, first: str) -> None:
    story = accepted("baiyin")
    story.do("operator", LogCall("reached"))
    story.do("operator", Triage("MS", "QZ", "", grade))
    offered = available(story.case, story.profile, actor("secretary"), story.at)
    assert offered[0] == first


def test_a_grade_that_the_county_does_not_know_proposes_nothing() -> None:
    case = Case(id="c", state="accepted", grade=9)
    assert available(case, profile("baiyin"), actor("secretary"))[0] == "dispatch"


def rungs(story: Story) -> list[tuple[str, ...]]:
    return [event.notify for event in story.log if isinstance(event, Breached) and event.code == "handle"]


def test_what_has_climbed_to_the_county_does_not_ring_the_village() -> None:
    story = accepted("baiyin")
    story.do("operator", Escalate("C", "样例：本级解决不了"))
    story.do("centre", DecideEscalation(approve=True))
    story.dispatch(who="centre")
    story.sign()
    for _ in range(12):
        story.ask("system", Tick(), after=5 * DAY)
    assert rungs(story)[:4] == [("patron",), ("county_secretary",), ("county_head",), ("city_secretary",)]


def test_above_the_highest_rung_the_last_one_hears() -> None:
    usual = profile("baiyin")
    story = accepted(replace(usual, chain=usual.chain[:3]))
    story.do("operator", Escalate("C", "样例：本级解决不了"))
    story.do("centre", DecideEscalation(approve=True))
    story.dispatch(who="centre")
    story.sign()
    for _ in range(6):
        story.ask("system", Tick(), after=10 * DAY)
    assert set(rungs(story)) == {("head",)}


def unanswered(story: Story, person: str = "") -> None:
    story.do("operator", Dispatch((Assignment("t1.1", "unit", person=person),)))
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    for after in (60, 13 * HOUR, 13 * HOUR):
        story.call_back("未接通", after=after)
    assert story.case.unrated


@pytest.mark.parametrize("then", ["sms", "visit"])
def test_before_an_unanswered_end_the_handler_goes_another_way(then: str) -> None:
    usual = profile("baiyin")
    story = accepted(replace(usual, callback=replace(usual.callback, then=then, sample_percent=100)))
    unanswered(story)
    assert [(m.kind, m.to, m.unfilled) for m in story.case.measures] == [(then, ("liaison",), ())]
    order = [type(event) for event in story.log if isinstance(event, MeasureTaken | StruckOff)]
    assert order == [MeasureTaken, StruckOff]
    assert not any(isinstance(event, Listed) for event in story.log)


def test_the_named_person_goes_and_a_missing_liaison_is_told() -> None:
    story = accepted("baiyin")
    unanswered(story, person="liaison")
    assert story.case.measures[0].to == ("liaison",)
    story = accepted("baiyin")
    people = tuple(person for person in DIRECTORY.people if person.post != "UNIT_LIAISON")
    story.facts = replace(story.facts, directory=Directory(people))
    unanswered(story)
    assert (story.case.measures[0].to, story.case.measures[0].unfilled) == ((), ("UNIT_LIAISON",))


def test_a_county_that_goes_no_other_way_only_ends_the_matter() -> None:
    usual = profile("baiyin")
    story = accepted(replace(usual, callback=replace(usual.callback, then="")))
    unanswered(story)
    assert story.case.measures == ()


@pytest.mark.parametrize("county", ["baiyin", "gongxian", "langfang", "luoping", "yicheng"])
def test_an_order_that_comes_back_waits_under_a_limit_again(county: str) -> None:
    story = accepted(county)
    story.dispatch("unit", "unit2")
    story.do("liaison", RequestReturn("t1.1", "样例：不属本单位"))
    story.do("director", DecideReturn(approve=True))
    assert story.case.state == "dispatched"
    codes = {clock.code for clock in story.case.running}
    assert not codes & {"dispatch", "dispatch_again"}
    story.do("liaison2", RequestReturn("t1.2", "样例：不属本单位"))
    story.do("director", DecideReturn(approve=True))
    assert story.case.state == "accepted"
    waiting = [clock for clock in story.case.running if clock.code in ("dispatch", "dispatch_again")]
    assert len(waiting) == 1
    story.do("operator", Dispatch((Assignment("t1.3", "unit"),)))
    assert not [clock for clock in story.case.running if clock.code == waiting[0].code]
