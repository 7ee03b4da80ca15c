"""五化三治: the seed's outcomes on the real rules."""

from __future__ import annotations

from domain.case import Reporter
from domain.chinatime import china_text
from domain.commands import (
    Accept,
    Archive,
    DecideEscalation,
    Escalate,
    GiveFeedback,
    GiveReply,
    Progress,
    Register,
    Tick,
)
from domain.events import Breached, Pushed
from tests.domain.story import DAY, HOUR, TEXT, TOWNSHIP, VILLAGE, Story


def reported(nature: str = "QZ") -> Story:
    """A household writes into the group."""
    story = Story("luoping")
    story.register("grid", nature=nature, source="wecom")
    return story


def handed_out(nature: str = "QZ") -> Story:
    """Accepted and handed out."""
    story = reported(nature)
    story.do("grid_head", Accept())
    story.dispatch(mode="线上点单")
    return story


def clock(story: Story, code: str):  # type: ignore[no-untyped-def]
    """The limit of that code."""
    return next(c for c in story.case.clocks if c.code == code)


def measures(story: Story) -> list[str]:
    """Kinds of measures taken."""
    return [m.kind for m in story.case.measures]


def test_the_grid_worker_hears_first_and_the_matter_enters_at_the_grid() -> None:
    story = reported()
    (pushed,) = [event for event in story.log if isinstance(event, Pushed)]
    assert pushed.to == ("grid",)
    assert story.case.tier == "G"


def test_claim_in_24_hours_day_and_night() -> None:
    story = handed_out()
    claim = clock(story, "claim")
    assert claim.due - claim.start == 24 * HOUR


def test_answer_in_72_hours() -> None:
    story = handed_out()
    answer = clock(story, "answer")
    assert answer.due - answer.start == 72 * HOUR
    story.sign()
    story.do("liaison", GiveReply("wechat", TEXT, interim=True), after=71 * HOUR)
    assert clock(story, "answer").state == "met"
    assert not clock(story, "answer").late


def test_finish_in_a_week_of_calendar_days_and_after_a_rest_day_on_the_next_working_day() -> None:
    story = handed_out()
    finish = clock(story, "finish")
    assert (finish.n, finish.unit) == (7, "calday")
    assert china_text(finish.due) == "2026-11-30 17:30"


def test_a_petition_keeps_the_limits_of_the_law() -> None:
    story = handed_out("XF")
    assert (clock(story, "answer").n, clock(story, "answer").unit) == (15, "calday")
    assert (clock(story, "finish").n, clock(story, "finish").unit) == (60, "calday")
    assert clock(story, "finish").provisional


def test_many_reminders_without_effect_propose_accountability_once() -> None:
    story = handed_out()
    for _ in range(3):
        story.do("system", Tick(), after=25 * HOUR)
    assert "accountability_proposal" in measures(story)
    assert next(m.to for m in story.case.measures if m.kind == "accountability_proposal") == ("discipline",)
    for _ in range(10):
        story.ask("system", Tick(), after=25 * HOUR)
    assert measures(story).count("accountability_proposal") == 1


def test_progress_answers_the_reminders() -> None:
    story = handed_out()
    for _ in range(2):
        story.do("system", Tick(), after=25 * HOUR)
    story.do("liaison", Progress("样例：已联系，明天上门"))
    story.ask("system", Tick(), after=25 * HOUR)
    assert "accountability_proposal" not in measures(story)


def test_the_chain_from_the_grid_to_the_county() -> None:
    story = handed_out()
    story.sign()
    for _ in range(30):
        story.ask("system", Tick(), after=DAY)
    told = [e.notify for e in story.log if isinstance(e, Breached) and e.code == "finish"]
    assert told == [("grid",), ("area_head",), ("grid_head",), ("director",), ("centre", "centre2")]


def test_what_the_grid_cannot_do_goes_up_level_by_level() -> None:
    story = reported()
    story.do("grid_head", Accept())
    for tier, asker, decider in (
        ("V", "grid", "grid_head"),
        ("T", "grid_head", "director"),
        ("C", "operator", "centre"),
    ):
        story.do(asker, Escalate(tier, "样例：本级不能处理"))
        story.do(decider, DecideEscalation(approve=True))
        assert story.case.tier == tier


def test_dissatisfied_reopens() -> None:
    story = handed_out()
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    story.call_back("不满意", method="visit")
    assert story.case.state == "reopened"


def test_self_government_is_a_result() -> None:
    story = handed_out()
    story.sign()
    story.do("liaison", GiveFeedback("t1.1", TEXT, "autonomy"))
    assert story.case.feedbacks[-1].result == "autonomy"


def test_answered_called_back_archived() -> None:
    story = handed_out()
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    story.call_back("满意", method="wechat")
    story.do("archivist", Archive("a" * 64, 12))
    assert story.case.state == "archived"


def test_five_stages_are_named() -> None:
    story = reported()
    seen = [story.profile.stage_of(story.case.state)]
    story.do("grid_head", Accept())
    seen.append(story.profile.stage_of(story.case.state))
    story.dispatch()
    seen.append(story.profile.stage_of(story.case.state))
    story.sign()
    seen.append(story.profile.stage_of(story.case.state))
    story.feed_back()
    story.to_gate("reply")
    seen.append(story.profile.stage_of(story.case.state))
    assert seen == ["群众反映", "信息收集", "分类派遣", "问题处置", "办结反馈"]


def test_meetings_and_agency_stations_are_sources() -> None:
    for source in ("wecom", "agency", "courtyard", "reception", "proactive"):
        story = Story("luoping")
        story.register("operator", source=source)
        assert story.case.source == source


def test_in_good_time_means_within_a_day() -> None:
    story = reported()
    accept = clock(story, "accept")
    assert accept.due - accept.start == 24 * HOUR
    story.do("area_head", Accept(), after=25 * HOUR)
    assert clock(story, "accept").late


def test_refused_enforcement_is_not_in_this_county() -> None:
    story = Story("luoping")
    body = Register(TOWNSHIP, VILLAGE, "样例", "grid", Reporter("样例甲", "19900000001"), domain="ZF")
    assert story.no("grid", body) == "domain"


def test_refused_no_level_may_be_skipped_downwards() -> None:
    story = reported()
    story.do("grid_head", Accept())
    assert story.no("grid", Escalate("S", "样例")) == "tier"
