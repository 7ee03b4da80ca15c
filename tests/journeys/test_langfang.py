"""群众说事·干部解题 with a real county process and real workstations."""

from __future__ import annotations

import pytest

from domain.case import Reporter
from domain.commands import (
    Accept,
    Assignment,
    CallBack,
    DecideEscalation,
    Dispatch,
    Escalate,
    GiveReply,
    LogCall,
    Register,
)
from domain.events import Breached, ClockStarted
from tests.journeys.people import GROUP, TOWNSHIP, UNIT, UNIT2
from tests.journeys.telling import DAY, HOUR, TEXT, Telling

PROFILE = "langfang"


def told(story: Telling, source: str = "room", **changes: object) -> Telling:
    """Somebody tells a matter; the township takes it on."""
    story.register("operator", source=source, **changes)
    story.do("operator", Accept())
    return story


def handled(story: Telling, mode: str = "快速办", *units: str) -> Telling:
    """The unit handles it."""
    told(story)
    story.dispatch(*units, mode=mode)
    story.sign()
    return story


def test_the_township_takes_it_on_by_hand(story: Telling) -> None:
    story.register("operator", source="room")
    assert (story.case.state, story.case.tier) == ("registered", "T")
    assert story.town.in_queue("pending_accept", story.case_id)
    story.do("operator", Accept())
    story.dispatch(mode="快速办")
    assert not story.town.in_queue("pending_accept", story.case_id)


def test_room_point_box_and_pavilion_are_sources(story: Telling) -> None:
    for source in ("app", "room", "point", "box", "pavilion", "proactive", "12315"):
        story.case_id = ""
        story.register("operator", source=source)
        assert story.case.source == source
        assert story.case.number


def test_six_steps_are_named(story: Telling) -> None:
    story.register("operator", source="room")
    seen = [story.stage()]
    story.do("operator", Accept())
    seen.append(story.stage())
    story.dispatch(mode="快速办")
    story.sign()
    seen.append(story.stage())
    story.feed_back()
    seen.append(story.stage())
    story.to_gate("reply")
    seen.append(story.stage())
    story.to_gate("callback")
    seen.append(story.stage())
    assert seen == ["接办", "交办", "处置", "反馈", "回复", "评价"]


def test_the_limit_of_handling_starts_with_the_signature(story: Telling) -> None:
    told(story)
    story.dispatch(mode="快速办")
    assert [event.code for event in story.log if isinstance(event, ClockStarted)][-1] == "sign"
    story.sign()
    handle = story.clock("handle")
    assert (handle.n, handle.unit) == (5, "workday")
    story.feed_back()
    assert (story.clock("reply").n, story.clock("reply").unit) == (1, "workday")


def test_no_answer_is_supervised_then_the_department_is_summoned(story: Telling) -> None:
    told(story)
    story.dispatch(mode="快速办")
    story.wait(story.clock("response").due + 1 - story.county.at)
    assert story.kinds() == ["supervise"]
    story.wait(DAY)
    assert story.kinds() == ["supervise", "interview"]
    assert story.case.measures[-1].to == (story.offices.at("unit").actor("unit_head").id,)
    story.wait(DAY)
    assert story.kinds().count("interview") == 1


def test_before_anybody_has_the_matter_no_department_is_summoned(story: Telling) -> None:
    """Nobody is responsible yet: the summons says so and does not go to every department of the county."""
    story.register("operator", source="room")
    story.wait(story.clock("response").due + 1 - story.county.at)
    story.wait(DAY)
    summons = next(measure for measure in story.case.measures if measure.kind == "interview")
    assert (summons.to, summons.unfilled) == ((), ("UNIT_HEAD",))


def test_a_late_answer_to_the_citizen_is_no_answer_too(story: Telling) -> None:
    handled(story)
    story.do("liaison", LogCall("reached"))
    story.feed_back()
    story.to_gate("reply")
    story.wait(story.clock("reply").due + 1 - story.county.at)
    assert story.kinds() == ["supervise"]


def test_an_answer_in_time_stops_it(story: Telling) -> None:
    told(story)
    due = story.clock("response").due
    story.do("operator", LogCall("reached"))
    story.dispatch(mode="快速办")
    story.sign()
    story.wait(due + 1 - story.county.at)
    assert story.kinds() == []


def test_reply_closes_the_handlers_side(story: Telling) -> None:
    handled(story)
    story.feed_back()
    story.to_gate("reply")
    assert not story.case.reported_done_at
    assert "reported_done" in story.do("liaison", GiveReply("wechat", TEXT))


def test_a_rating_on_the_citizens_page_is_the_evaluation(story: Telling) -> None:
    citizen = story.scan(phone=story.phone())
    story.do("operator", Accept())
    story.dispatch(mode="快速办")
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    citizen.rate("满意")
    story.happened()
    assert story.case.state == "struck_off"
    assert story.case.callbacks[-1].outcome == "满意"


def test_dissatisfied_starts_again_without_rectification(story: Telling) -> None:
    handled(story)
    story.feed_back()
    story.to_gate("callback")
    story.call_back("不满意", method="visit")
    assert (story.case.state, story.case.round) == ("reopened", 2)
    assert story.kinds() == []


@pytest.mark.parametrize("mode", ["联合协同办", "提级办", "举一反三办"])
def test_four_ways_of_handling_are_chosen_at_dispatch(story: Telling, mode: str) -> None:
    assert handled(story, mode).case.mode == mode


def test_joint_handling_waits_for_all_units(story: Telling) -> None:
    handled(story, "联合协同办", UNIT, UNIT2)
    story.sign("liaison2", 2)
    story.feed_back()
    assert story.case.state == "handling"
    story.feed_back("liaison2", 2)
    assert story.case.state == "review"


def test_above_the_powers_of_the_township(story: Telling) -> None:
    told(story)
    story.do("operator", Escalate("C", "样例：超事权"))
    story.do("centre", DecideEscalation(approve=True))
    assert story.case.tier == "C"
    assert story.no("operator", Dispatch((Assignment("x", UNIT),))) == "post"


def test_urgent_matters_have_their_own_limits(story: Telling) -> None:
    story.register("operator", source="room", flags=("紧急",))
    response = story.clock("response")
    assert response.due - response.start == 2 * HOUR


def test_the_chain_of_the_street_climbs(story: Telling) -> None:
    handled(story)
    story.wait(story.clock("handle").due + 1 - story.county.at)
    for _ in range(6):
        story.wait(DAY)
    told_people = [e.notify for e in story.log if isinstance(e, Breached) and e.code == "handle"]
    assert [story.posts(people) for people in told_people] == [
        ("GRID",),
        ("GRID_HEAD",),
        ("T_DIRECTOR",),
        ("UNIT_HEAD",),
        ("T_HEAD", "T_HEAD"),
    ]


def test_refused_evaluation_by_letter(story: Telling) -> None:
    handled(story)
    story.feed_back()
    story.to_gate("callback")
    assert story.no("centre", CallBack("满意", "letter", answers=(("办理结果", "满意"),))) == "method"
    assert "struck_off" in story.call_back("满意", method="phone")


def test_refused_a_source_and_a_way_that_the_county_does_not_have(story: Telling) -> None:
    body = Register(TOWNSHIP, GROUP, "样例：路灯坏了", "miniapp", Reporter("样例甲", "19900000001"))
    assert story.no("operator", body) == "choice"
    story.case_id = ""
    told(story)
    assert story.no("operator", Dispatch((Assignment("x", UNIT),), "马上办")) == "mode"
