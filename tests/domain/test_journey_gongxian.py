"""社情民意: the seed's outcomes on the real rules."""

from __future__ import annotations

import pytest

from domain.commands import Accept, CallBack, DecideExtension, PutOnList, RequestExtension, Tick
from domain.events import Breached, Pushed, Warned
from tests.domain.story import DAY, TEXT, Story


def reported(nature: str = "QZ", **facts: object) -> Story:
    """An appeal through the mini programme, accepted."""
    story = Story("gongxian", **facts)
    story.register(nature=nature, source="speak")
    story.do("operator", Accept())
    return story


def handled(nature: str = "QZ", **facts: object) -> Story:
    """One unit handles it."""
    story = reported(nature, **facts)
    story.dispatch()
    story.sign()
    return story


def to_callback(story: Story) -> Story:
    """Fed back, reviewed, answered; dispatched again where needed."""
    if story.case.state == "reopened":
        story.dispatch()
        story.sign()
    story.feed_back()
    story.to_gate("callback")
    return story


def test_the_villages_own_handler_hears_of_it() -> None:
    story = reported()
    (pushed,) = [event for event in story.log if isinstance(event, Pushed)]
    assert pushed.to == ("cadre",)


@pytest.mark.parametrize(("nature", "days"), [("ZX", 3), ("QZ", 5), ("TS", 5), ("JY", 5)])
def test_questions_three_working_days_everything_else_five(nature: str, days: int) -> None:
    story = reported(nature)
    story.dispatch()
    clock = next(c for c in story.case.clocks if c.code == "handle")
    assert (clock.n, clock.unit) == (days, "workday")


def test_the_person_in_charge_is_reminded_before_the_limit() -> None:
    story = handled()
    story.do("system", Tick(), after=4 * DAY)
    warned = [event for event in story.log if isinstance(event, Warned)]
    assert warned[-1].code == "handle"
    assert warned[-1].notify == ("liaison",)


def test_dissatisfied_is_dispatched_a_second_time() -> None:
    story = to_callback(handled())
    events = story.call_back("不满意")
    assert "reopened" in events
    assert (story.case.state, story.case.round) == ("reopened", 2)


@pytest.mark.parametrize("solved", ["no", "partly"])
def test_unsolved_is_dispatched_again_though_the_citizen_is_satisfied(solved: str) -> None:
    story = to_callback(handled())
    story.call_back("满意", solved=solved)
    assert (story.case.state, story.case.round) == ("reopened", 2)
    assert story.case.dissatisfied_case == 0


def test_solved_and_satisfied_is_struck_off() -> None:
    story = to_callback(handled())
    story.call_back("基本满意")
    assert story.case.state == "struck_off"
    assert story.case.reds == ()


def test_red_light_for_a_repeated_matter() -> None:
    story = reported(repeat_of="case-0")
    assert story.case.reds == ("repeat",)
    assert [m.kind for m in story.case.measures] == ["sms", "letter"]
    assert {m.to for m in story.case.measures} == {("county_leader",)}
    assert {m.reason for m in story.case.measures} == {"重复反映件"}


def test_red_light_for_a_dissatisfied_matter_outlives_the_round() -> None:
    story = to_callback(handled())
    story.call_back("不满意")
    assert story.case.reds == ("dissatisfied",)
    to_callback(story)
    story.call_back("满意")
    assert story.case.reds == ("dissatisfied",)
    assert [m.kind for m in story.case.measures] == ["sms", "letter"]


def test_red_light_for_an_overdue_matter() -> None:
    story = handled()
    story.do("system", Tick(), after=12 * DAY)
    assert story.case.reds == ("overdue",)


def test_red_light_for_an_extended_matter() -> None:
    story = handled()
    story.do("liaison", RequestExtension("t1.1", 3, "样例：等材料"))
    assert story.case.reds == ()
    story.do("director", DecideExtension(approve=True))
    assert story.case.reds == ("extended",)


def test_a_second_dissatisfied_answer_is_supervised_as_well() -> None:
    story = to_callback(handled())
    story.call_back("不满意")
    to_callback(story)
    story.call_back("不满意")
    assert story.case.round == 3
    assert [m.kind for m in story.case.measures].count("supervise") == 1


def test_the_callback_asks_about_attitude_and_result() -> None:
    story = to_callback(handled())
    for answers in ((), (("办理态度", "满意"),), (("办理结果", "满意"),)):
        assert story.no("centre", CallBack("满意", answers=answers)) == "question"
    story.call_back("满意")
    assert dict(story.case.callbacks[-1].answers) == {"办理态度": "满意", "办理结果": "满意"}


def test_the_lead_units_feedback_is_enough() -> None:
    story = reported()
    story.dispatch("unit", "unit2")
    story.sign()
    story.feed_back()
    assert story.case.state == "review"


def test_pressure_passes_up_the_four_levels() -> None:
    story = handled()
    for _ in range(20):
        story.ask("system", Tick(), after=2 * DAY)
    told = [event.notify for event in story.log if isinstance(event, Breached) and event.code == "handle"]
    assert told == [("grid",), ("secretary",), ("director",), ("head",), ("county_leader",)]


def test_seven_stages_are_named() -> None:
    story = Story("gongxian")
    story.register(source="speak")
    seen = [story.profile.stage_of(story.case.state)]
    story.do("operator", Accept())
    for step in (story.dispatch, story.sign, story.feed_back):
        step()
        seen.append(story.profile.stage_of(story.case.state))
    story.to_gate("reply")
    seen.append(story.profile.stage_of(story.case.state))
    story.to_gate("callback")
    seen.append(story.profile.stage_of(story.case.state))
    story.call_back("满意")
    seen.append(story.profile.stage_of(story.case.state))
    assert seen == ["群众出题", "平台派单", "分级办理", "部门督办", "阳光公开", "反馈评价", "逗硬考核"]


def test_struck_off_matters_go_on_the_weekly_sheet() -> None:
    selection = next(s for s in Story("gongxian").profile.lists if s.code == "weekly_public")
    assert set(selection.when["state"]) == {"struck_off", "archived"}
    story = handled()
    story.do("centre", PutOnList("red_repeat"))
    assert story.case.measures[-1].to == ("county_leader",)


def test_refused_the_handler_calls_nobody_back() -> None:
    story = to_callback(handled())
    assert story.no("liaison", CallBack("满意")) == "post"


def test_refused_the_reviewing_operator_may_not_call_back() -> None:
    story = handled()
    story.feed_back(text=TEXT)
    story.to_gate("callback", reviewer="operator")
    answers = tuple((question, "满意") for question in story.profile.ratings.questions)
    assert story.no("operator", CallBack("满意", answers=answers)) == "separation"
    story.call_back("满意", who="operator2")
    assert story.case.state == "struck_off"
