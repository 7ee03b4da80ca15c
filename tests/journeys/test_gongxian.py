"""社情民意 with a real county process and real workstations."""

from __future__ import annotations

import pytest

from domain.case import Reporter
from domain.commands import Accept, CallBack, DecideExtension, PutOnList, RequestExtension
from domain.events import Breached, Pushed, Warned
from tests.journeys.people import UNIT, UNIT2
from tests.journeys.telling import DAY, Telling

PROFILE = "gongxian"


def reported(story: Telling, nature: str = "QZ", **changes: object) -> Telling:
    """An appeal through the mini programme, accepted."""
    story.register("operator", nature=nature, source="speak", **changes)
    story.do("operator", Accept())
    return story


def handled(story: Telling, nature: str = "QZ") -> Telling:
    """One unit handles it."""
    reported(story, nature)
    story.handle()
    return story


def to_callback(story: Telling) -> Telling:
    """Fed back, reviewed, answered; dispatched again where needed."""
    if story.case.state == "reopened":
        story.handle()
    story.feed_back()
    story.to_gate("callback")
    return story


def test_the_villages_own_handler_hears_of_it(story: Telling) -> None:
    reported(story)
    (pushed,) = [event for event in story.log if isinstance(event, Pushed)]
    assert story.posts(pushed.to) == ("VILLAGE_CADRE",)
    sent = [message for message in story.county.messages() if message["id"].startswith(story.case_id)]
    assert [message["person"] for message in sent] == list(pushed.to)


@pytest.mark.parametrize(("nature", "days"), [("ZX", 3), ("QZ", 5), ("TS", 5), ("JY", 5)])
def test_questions_three_working_days_everything_else_five(story: Telling, nature: str, days: int) -> None:
    reported(story, nature)
    story.dispatch()
    assert (story.clock("handle").n, story.clock("handle").unit) == (days, "workday")


def test_the_person_in_charge_is_reminded_before_the_limit(story: Telling) -> None:
    handled(story)
    clock = story.clock("handle")
    story.wait(clock.warn[-1] + 1 - story.county.at)
    warned = [event for event in story.log if isinstance(event, Warned) and event.code == "handle"]
    assert story.posts(warned[-1].notify) == ("UNIT_LIAISON",)
    assert warned[-1].at < clock.due


def test_dissatisfied_is_dispatched_a_second_time(story: Telling) -> None:
    to_callback(handled(story))
    assert "reopened" in story.call_back("不满意")
    assert (story.case.state, story.case.round) == ("reopened", 2)
    story.handle()
    assert [task.round for task in story.case.tasks] == [1, 2]


@pytest.mark.parametrize("solved", ["no", "partly"])
def test_unsolved_is_dispatched_again_though_the_citizen_is_satisfied(story: Telling, solved: str) -> None:
    to_callback(handled(story))
    story.call_back("满意", solved=solved)
    assert (story.case.state, story.case.round) == ("reopened", 2)
    assert story.case.dissatisfied_case == 0


def test_solved_and_satisfied_is_struck_off(story: Telling) -> None:
    to_callback(handled(story))
    story.call_back("基本满意")
    assert (story.case.state, story.case.reds) == ("struck_off", ())


def test_red_light_for_a_matter_that_comes_again_from_the_same_telephone(story: Telling) -> None:
    """The county finds the earlier matter by itself; the township that took it down could not know."""
    reported(story)
    first, phone = story.case_id, story.case.reporter.phone
    story.case_id = ""
    reported(story, reporter=Reporter("样例甲", phone))
    assert story.case.repeat_of == first
    assert story.case.reds == ("repeat",)
    assert [(measure.kind, story.posts(measure.to)) for measure in story.case.measures] == [
        ("sms", ("C_LEADER", "C_LEADER")),
        ("letter", ("C_LEADER", "C_LEADER")),
    ]
    row = story.town.store.row(story.case_id)
    assert row is not None
    assert row.repeat


def test_red_light_for_a_dissatisfied_matter_outlives_the_round(story: Telling) -> None:
    to_callback(handled(story))
    story.call_back("不满意")
    assert story.case.reds == ("dissatisfied",)
    to_callback(story)
    story.call_back("满意")
    assert story.case.reds == ("dissatisfied",)
    assert story.kinds() == ["sms", "letter"]


def test_red_light_for_an_overdue_matter(story: Telling) -> None:
    handled(story)
    story.wait(story.clock("handle").due + 1 - story.county.at)
    assert story.case.reds == ("overdue",)


def test_red_light_for_an_extended_matter(story: Telling) -> None:
    handled(story)
    story.do("liaison", RequestExtension(story.task(), 3, "样例：等材料"))
    assert story.case.reds == ()
    story.do("director", DecideExtension(approve=True))
    assert story.case.reds == ("extended",)


def test_a_second_dissatisfied_answer_is_supervised_as_well(story: Telling) -> None:
    to_callback(handled(story))
    story.call_back("不满意")
    to_callback(story)
    story.call_back("不满意")
    assert story.case.round == 3
    assert story.kinds().count("supervise") == 1


def test_the_callback_asks_about_attitude_and_result(story: Telling) -> None:
    to_callback(handled(story))
    for answers in ((), (("办理态度", "满意"),), (("办理结果", "满意"),)):
        assert story.no("centre", CallBack("满意", answers=answers)) == "question"
    story.call_back("满意")
    assert dict(story.case.callbacks[-1].answers) == {"办理态度": "满意", "办理结果": "满意"}


def test_the_lead_units_feedback_is_enough(story: Telling) -> None:
    reported(story)
    story.dispatch(UNIT, UNIT2)
    story.sign()
    story.feed_back()
    assert story.case.state == "review"


def test_pressure_passes_up_the_four_levels(story: Telling) -> None:
    handled(story)
    story.wait(story.clock("handle").due + 1 - story.county.at)
    for _ in range(5):
        story.wait(DAY)
    told = [event.notify for event in story.log if isinstance(event, Breached) and event.code == "handle"]
    assert [story.posts(people)[0] for people in told] == [
        "GRID",
        "VILLAGE_SECRETARY",
        "T_DIRECTOR",
        "T_HEAD",
        "C_LEADER",
    ]


def test_seven_stages_are_named(story: Telling) -> None:
    story.register("operator", source="speak")
    seen = [story.stage()]
    story.do("operator", Accept())
    for step in (story.dispatch, story.sign, story.feed_back):
        step()
        seen.append(story.stage())
    for gate in ("reply", "callback"):
        story.to_gate(gate)
        seen.append(story.stage())
    story.call_back("满意")
    seen.append(story.stage())
    assert seen == ["群众出题", "平台派单", "分级办理", "部门督办", "阳光公开", "反馈评价", "逗硬考核"]


def test_a_red_matter_goes_on_the_list_of_the_county_leader(story: Telling) -> None:
    handled(story)
    story.do("centre", PutOnList("red_repeat"))
    assert set(story.posts(story.case.measures[-1].to)) == {"C_LEADER"}


def test_refused_the_handler_calls_nobody_back(story: Telling) -> None:
    to_callback(handled(story))
    assert story.no("liaison", CallBack("满意")) == "post"


def test_refused_the_reviewing_operator_may_not_call_back(story: Telling) -> None:
    handled(story)
    story.feed_back()
    story.to_gate("callback", reviewer="operator")
    answers = tuple((question, "满意") for question in story.profile.ratings.questions)
    assert story.no("operator", CallBack("满意", answers=answers)) == "separation"
    story.call_back("满意", who="operator2")
    assert story.case.state == "struck_off"
