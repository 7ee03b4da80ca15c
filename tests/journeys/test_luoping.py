"""五化三治 with a real county process and real workstations."""

from __future__ import annotations

import pytest

from domain.case import Reporter
from domain.chinatime import china_date, china_text
from domain.commands import Accept, Archive, DecideEscalation, Escalate, GiveReply, Progress, Register
from domain.events import Breached, Pushed
from tests.journeys.people import GROUP, TOWNSHIP
from tests.journeys.telling import DAY, HOUR, TEXT, Telling

PROFILE = "luoping"


def reported(story: Telling, nature: str = "QZ") -> Telling:
    """A household writes into the group."""
    story.register("grid", nature=nature, source="wecom")
    return story


def handed_out(story: Telling, nature: str = "QZ") -> Telling:
    """Accepted and handed out."""
    reported(story, nature)
    story.do("grid_head", Accept())
    story.dispatch(mode="线上点单")
    return story


def test_the_grid_worker_hears_first_and_the_matter_enters_at_the_grid(story: Telling) -> None:
    reported(story)
    (pushed,) = [event for event in story.log if isinstance(event, Pushed)]
    assert pushed.to == (story.offices.at("village").actor("grid").id,)
    assert story.case.tier == "G"


def test_claim_in_24_hours_day_and_night(story: Telling) -> None:
    handed_out(story)
    claim = story.clock("claim")
    assert claim.due - claim.start == 24 * HOUR
    story.wait(24 * HOUR + 1)
    assert story.clock("claim").breaches == 1


def test_answer_in_72_hours(story: Telling) -> None:
    handed_out(story)
    answer = story.clock("answer")
    assert answer.due - answer.start == 72 * HOUR
    story.sign()
    story.do("liaison", GiveReply("wechat", TEXT, interim=True), after=71 * HOUR)
    assert story.clock("answer").state == "met"
    assert not story.clock("answer").late


def test_finish_in_a_week_and_when_that_is_a_rest_day_on_the_next_working_day(story: Telling) -> None:
    while story.calendar.is_workday(china_date(story.county.at + 7 * DAY))[0]:
        story.wait(DAY)
    handed_out(story)
    finish = story.clock("finish")
    assert (finish.n, finish.unit) == (7, "calday")
    day = story.county.at + 7 * DAY
    while not story.calendar.is_workday(china_date(day))[0]:
        day += DAY
    assert china_text(finish.due) == f"{china_date(day)} 17:30"


def test_a_petition_keeps_the_limits_of_the_law(story: Telling) -> None:
    handed_out(story, "XF")
    assert (story.clock("answer").n, story.clock("answer").unit) == (15, "calday")
    assert (story.clock("finish").n, story.clock("finish").unit) == (60, "calday")


def test_many_reminders_without_effect_propose_accountability_once(story: Telling) -> None:
    handed_out(story)
    for _ in range(3):
        story.wait(25 * HOUR)
    proposal = next(measure for measure in story.case.measures if measure.kind == "accountability_proposal")
    assert story.posts(proposal.to) == ("DISCIPLINE",)
    for _ in range(4):
        story.wait(25 * HOUR)
    assert story.kinds().count("accountability_proposal") == 1


def test_progress_answers_the_reminders(story: Telling) -> None:
    handed_out(story)
    for _ in range(2):
        story.wait(25 * HOUR)
    story.do("liaison", Progress("样例：已联系，明天上门"))
    story.wait(25 * HOUR)
    assert "accountability_proposal" not in story.kinds()


def test_the_chain_from_the_grid_to_the_county(story: Telling) -> None:
    handed_out(story)
    story.sign()
    story.wait(story.clock("finish").due + 1 - story.county.at)
    for _ in range(5):
        story.wait(DAY)
    told = [event.notify for event in story.log if isinstance(event, Breached) and event.code == "finish"]
    assert [story.posts(people)[0] for people in told] == [
        "GRID",
        "AREA_HEAD",
        "GRID_HEAD",
        "T_DIRECTOR",
        "C_CENTRE",
    ]


def test_what_the_grid_cannot_do_goes_up_level_by_level(story: Telling) -> None:
    reported(story)
    story.do("grid_head", Accept())
    for tier, asker, decider in (
        ("V", "grid", "grid_head"),
        ("T", "grid_head", "director"),
        ("C", "operator", "centre"),
    ):
        story.do(asker, Escalate(tier, "样例：本级不能处理"))
        story.do(decider, DecideEscalation(approve=True))
        assert story.case.tier == tier


def test_dissatisfied_reopens(story: Telling) -> None:
    handed_out(story)
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    story.call_back("不满意", method="visit")
    assert (story.case.state, story.case.round) == ("reopened", 2)


def test_self_government_is_a_result_and_the_answered_matter_is_archived(story: Telling) -> None:
    handed_out(story)
    story.sign()
    story.feed_back(result="autonomy")
    assert story.case.feedbacks[-1].result == "autonomy"
    story.to_gate("callback")
    story.call_back("满意", method="wechat")
    story.do("archivist", Archive("a" * 64, 12))
    assert story.case.state == "archived"
    assert story.town.in_queue("closed", story.case_id)


def test_five_stages_are_named(story: Telling) -> None:
    reported(story)
    seen = [story.stage()]
    story.do("grid_head", Accept())
    seen.append(story.stage())
    story.dispatch(mode="线上点单")
    seen.append(story.stage())
    story.sign()
    seen.append(story.stage())
    story.feed_back()
    story.to_gate("reply")
    seen.append(story.stage())
    assert seen == ["群众反映", "信息收集", "分类派遣", "问题处置", "办结反馈"]


@pytest.mark.parametrize("source", ["agency", "courtyard", "reception", "proactive"])
def test_meetings_and_agency_stations_are_sources(story: Telling, source: str) -> None:
    story.register("operator", source=source)
    assert story.case.source == source


def test_in_good_time_means_within_a_day(story: Telling) -> None:
    reported(story)
    accept = story.clock("accept")
    assert accept.due - accept.start == 24 * HOUR
    story.do("area_head", Accept(), after=25 * HOUR)
    assert story.clock("accept").late


def test_refused_enforcement_is_not_in_this_county(story: Telling) -> None:
    body = Register(TOWNSHIP, GROUP, "样例", "grid", Reporter("样例甲", "19900000001"), domain="ZF")
    assert story.no("grid", body) == "domain"
    story.case_id = ""


def test_refused_no_level_may_be_skipped(story: Telling) -> None:
    reported(story)
    story.do("grid_head", Accept())
    assert story.no("grid", Escalate("S", "样例")) == "tier"
