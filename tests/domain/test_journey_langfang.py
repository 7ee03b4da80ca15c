"""群众说事·干部解题: the seed's outcomes on the real rules."""

from __future__ import annotations

import pytest

from domain.case import Reporter
from domain.case_figures import case_figures
from domain.commands import (
    Accept,
    Assignment,
    CallBack,
    DecideEscalation,
    Dispatch,
    Escalate,
    GiveReply,
    LogCall,
    Rate,
    Register,
    Review,
    Sign,
    Tick,
)
from domain.events import Breached, ClockStarted
from domain.formulas import rate
from domain.queues import memberships
from tests.domain.story import DAY, HOUR, TEXT, TOWNSHIP, VILLAGE, Story


def told(source: str = "room", **changes: object) -> Story:
    """Somebody tells a matter."""
    story = Story("langfang")
    story.register("operator", source=source, **changes)
    return story


def handled(mode: str = "快速办") -> Story:
    """The unit handles it."""
    story = told()
    story.do("operator", Accept())
    story.dispatch(mode=mode)
    story.sign()
    return story


def to_rating() -> Story:
    """The answer was given; the rating is due."""
    story = handled()
    story.feed_back()
    story.to_gate("callback")
    return story


def kinds(story: Story) -> list[str]:
    """Measures taken so far."""
    return [measure.kind for measure in story.case.measures]


def test_the_township_takes_it_on_by_hand() -> None:
    story = told()
    assert (story.case.state, story.case.tier) == ("registered", "T")
    assert next(m.queue for m in memberships(story.case, story.profile)) == "pending_accept"


def test_room_point_box_and_pavilion_are_sources() -> None:
    for source in ("app", "wechat", "phone", "room", "point", "box", "pavilion", "proactive", "12315"):
        assert told(source).case.source == source


def test_six_steps_are_named() -> None:
    story = told()
    seen = [story.profile.stage_of(story.case.state)]
    story.do("operator", Accept())
    seen.append(story.profile.stage_of(story.case.state))
    story.dispatch()
    story.sign()
    seen.append(story.profile.stage_of(story.case.state))
    story.feed_back()
    seen.append(story.profile.stage_of(story.case.state))
    story.to_gate("reply")
    seen.append(story.profile.stage_of(story.case.state))
    story.to_gate("callback")
    seen.append(story.profile.stage_of(story.case.state))
    assert seen == ["接办", "交办", "处置", "反馈", "回复", "评价"]


def test_sign_handle_and_answer_have_their_limits() -> None:
    story = handled()
    story.feed_back()
    limits = {c.code: (c.n, c.unit) for c in story.case.clocks}
    assert limits["sign"] == (1, "workday")
    assert limits["handle"] == (5, "workday")
    assert limits["reply"] == (1, "workday")


def test_the_limit_of_handling_starts_with_the_signature() -> None:
    story = told()
    story.do("operator", Accept())
    started = story.dispatch()
    assert started.count("clock_started") == 1
    assert [e.code for e in story.log if isinstance(e, ClockStarted)][-1] == "sign"
    story.sign()
    assert [e.code for e in story.log if isinstance(e, ClockStarted)][-1] == "handle"


def test_no_answer_is_supervised_then_the_department_is_summoned() -> None:
    story = told()
    story.do("operator", Accept())
    story.dispatch(mode="快速办")
    story.do("system", Tick(), after=2 * DAY)
    assert kinds(story) == ["supervise"]
    story.do("system", Tick(), after=DAY)
    assert kinds(story) == ["supervise", "interview"]
    assert story.case.measures[-1].to == ("unit_head",)
    story.ask("system", Tick(), after=DAY)
    assert kinds(story).count("interview") == 1


def test_before_anybody_has_the_matter_no_department_is_summoned() -> None:
    story = told()
    for _ in range(3):
        story.do("system", Tick(), after=2 * DAY)
    summons = next(measure for measure in story.case.measures if measure.kind == "interview")
    assert (summons.to, summons.unfilled) == ((), ("UNIT_HEAD",))


def test_a_late_answer_to_the_citizen_is_no_answer_too() -> None:
    story = handled()
    story.do("liaison", LogCall("reached"))
    story.feed_back()
    story.to_gate("reply")
    story.do("system", Tick(), after=3 * DAY)
    assert kinds(story) == ["supervise"]


def test_an_answer_in_time_stops_it() -> None:
    story = told()
    story.do("operator", Accept())
    story.do("operator", LogCall("reached"))
    story.dispatch()
    story.sign()
    story.ask("system", Tick(), after=2 * DAY)
    assert kinds(story) == []


def test_reply_closes_the_handlers_side() -> None:
    story = handled()
    story.feed_back()
    story.to_gate("reply")
    assert not story.case.reported_done_at
    assert "reported_done" in story.do("liaison", GiveReply("wechat", TEXT))


def test_a_rating_on_wechat_is_the_evaluation() -> None:
    story = to_rating()
    events = story.do("citizen", Rate("citizen", "满意"))
    assert "called_back" in events
    assert story.case.state == "struck_off"


def test_dissatisfied_starts_again_without_rectification() -> None:
    story = to_rating()
    story.call_back("不满意", method="visit")
    assert (story.case.state, story.case.round) == ("reopened", 2)


def test_evaluation_by_wechat_phone_or_visit_only() -> None:
    story = to_rating()
    assert story.no("centre", CallBack("满意", "letter", answers=(("办理结果", "满意"),))) == "method"
    assert "struck_off" in story.call_back("满意", method="phone")


@pytest.mark.parametrize(("unit", "who"), [("village", "secretary"), ("grid", "grid"), ("unit", "liaison")])
def test_village_grid_worker_and_department_are_given_orders(unit: str, who: str) -> None:
    story = told()
    story.do("operator", Accept())
    story.dispatch(unit)
    assert story.no("liaison2", Sign("t1.1")) == "unit"
    story.sign(who)
    story.feed_back(who)
    assert story.case.feedbacks[-1].by == who


def test_praise_is_a_report_that_nobody_is_called_back_about() -> None:
    story = told(nature="BY", text="样例：谢谢修路的同志。")
    story.do("operator", Accept())
    story.dispatch()
    story.sign()
    story.feed_back()
    story.do("director", Review("ok"))
    story.do("liaison", GiveReply("phone", TEXT))
    assert (story.case.nature, story.case.state, story.case.exempt) == ("BY", "struck_off", "表扬")
    row = case_figures(story.case, story.profile, story.facts.calendar)
    assert rate("satisfaction", [row], story.at).d == 0
    assert rate("callback", [row], story.at).d == 0


def test_four_ways_of_handling_are_chosen_at_dispatch() -> None:
    for mode in ("快速办", "联合协同办", "提级办", "举一反三办"):
        assert handled(mode).case.mode == mode


def test_joint_handling_waits_for_all_units() -> None:
    story = told()
    story.do("operator", Accept())
    story.dispatch("unit", "unit2", mode="联合协同办")
    story.sign()
    story.sign("liaison2", 2)
    story.feed_back()
    assert story.case.state == "handling"
    story.feed_back("liaison2", 2)
    assert story.case.state == "review"


def test_above_the_powers_of_the_township() -> None:
    story = told()
    story.do("operator", Accept())
    story.do("operator", Escalate("C", "样例：超事权"))
    story.do("centre", DecideEscalation(approve=True))
    assert story.case.tier == "C"
    assert story.no("operator", Dispatch((Assignment("x", "unit"),))) == "post"


def test_urgent_matters_have_their_own_limits() -> None:
    story = told(flags=("紧急",))
    response = next(c for c in story.case.clocks if c.code == "response")
    assert response.due - response.start == 2 * HOUR


def test_the_chain_of_the_street_climbs() -> None:
    story = handled()
    for _ in range(30):
        story.ask("system", Tick(), after=DAY)
    told_people = [e.notify for e in story.log if isinstance(e, Breached) and e.code == "handle"]
    assert told_people == [("grid",), ("grid_head",), ("director",), ("unit_head",), ("head",)]


def test_refused_a_source_that_the_county_does_not_have() -> None:
    story = Story("langfang")
    body = Register(TOWNSHIP, VILLAGE, "样例：路灯坏了", "miniapp", Reporter("样例甲", "19900000001"))
    assert story.no("operator", body) == "choice"


def test_refused_a_way_of_handling_that_is_not_one_of_four() -> None:
    story = told()
    story.do("operator", Accept())
    assert story.no("operator", Dispatch((Assignment("x", "unit"),), "马上办")) == "mode"
