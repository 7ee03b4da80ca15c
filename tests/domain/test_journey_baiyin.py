"""码上反映·马上办理: the seed's outcomes on the real rules."""

from __future__ import annotations

from datetime import timedelta

from domain.case import Case, Reporter
from domain.case_figures import case_figures
from domain.commands import (
    CallBack,
    CloseMeasure,
    DecideEscalation,
    Divert,
    Escalate,
    GiveFeedback,
    GiveReply,
    LogCall,
    OfferMediation,
    Progress,
    PutOnList,
    Rate,
    ReplyMeasure,
    Review,
    Sample,
    Supervise,
    Tick,
    Triage,
    Verify,
)
from domain.events import Breached, ClockStarted, Pushed
from domain.figures import cohort
from domain.formulas import compute, rate
from domain.queues import memberships
from tests.domain.story import DAY, HOUR, MONDAY, TEXT, Story, actor

MINUTE = 60


def scanned() -> Story:
    """A citizen has scanned the code."""
    story = Story("baiyin")
    story.register(source="qr")
    return story


def handled() -> Story:
    """One unit handles it."""
    story = scanned()
    story.dispatch()
    story.sign()
    return story


def called_back(*outcomes: str) -> Story:
    """Callbacks one after another, with the work between them."""
    story = handled()
    for outcome in outcomes:
        if story.case.state == "reopened":
            story.dispatch()
            story.sign()
        if story.case.state in ("handling", "rectify"):
            story.feed_back()
        story.to_gate("callback")
        story.call_back(outcome)
    return story


def test_a_scan_reaches_secretary_police_and_cadre_at_once() -> None:
    story = scanned()
    (pushed,) = [event for event in story.log if isinstance(event, Pushed)]
    assert pushed.to == ("secretary", "police", "cadre")
    assert story.case.state == "accepted"
    assert story.case.tier == "V"


def test_the_first_handler_has_thirty_minutes_to_phone() -> None:
    story = scanned()
    (clock,) = [e for e in story.log if isinstance(e, ClockStarted) and e.code == "phone_reply"]
    assert clock.due - clock.start == 30 * MINUTE
    assert clock.due - clock.amber == 10 * MINUTE
    assert any(member.queue == "first_call" for member in memberships(story.case, story.profile))
    story.do("secretary", LogCall("reached", "样例：路灯在村口"), after=29 * MINUTE)
    assert not next(c for c in story.case.clocks if c.code == "phone_reply").late


def test_the_reply_rate_counts_the_late_call() -> None:
    cases = []
    for minutes in (10, 29, 31):
        story = scanned()
        story.do("secretary", LogCall("reached"), after=minutes * MINUTE)
        cases.append(case_figures(story.case, story.profile, story.facts.calendar))
    found = rate("reply_on_time", cohort(cases, MONDAY, MONDAY + DAY), MONDAY + DAY)
    assert (found.n, found.d) == (2, 3)


def test_no_call_climbs_the_seven_rungs() -> None:
    story = scanned()
    told: list[tuple[str, ...]] = []
    for _ in range(9):
        story.ask("system", Tick(), after=61 * MINUTE)
        told = [e.notify for e in story.log if isinstance(e, Breached) and e.code == "phone_reply"]
    assert told == [
        ("secretary", "police", "cadre"),
        ("leader",),
        ("head",),
        ("patron",),
        ("county_secretary",),
        ("county_head",),
        ("city_secretary",),
    ]


def test_an_overdue_matter_is_put_on_the_list_of_the_supervisor_once() -> None:
    story = scanned()
    for _ in range(3):
        story.ask("system", Tick(), after=61 * MINUTE)
    assert [m.kind for m in story.case.measures] == ["supervise"]
    assert any(member.queue == "supervision" for member in memberships(story.case, story.profile))


def test_the_grade_decides_how_long_handling_may_take() -> None:
    days = {}
    for grade in (1, 2, 3):
        story = scanned()
        story.do("operator", Triage("MS", "QZ", "M24", grade))
        story.dispatch()
        clock = next(c for c in story.case.clocks if c.code == "handle")
        days[grade] = (clock.n, clock.unit)
    assert days == {1: (5, "workday"), 2: (10, "workday"), 3: (20, "workday")}


def test_first_dissatisfied_is_rectified_second_reopens() -> None:
    story = called_back("不满意")
    assert (story.case.state, story.case.round) == ("rectify", 1)
    story = called_back("不满意", "不满意")
    assert (story.case.state, story.case.round) == ("reopened", 2)


def test_after_rectification_the_case_returns_to_the_callback_without_review() -> None:
    story = called_back("不满意")
    kinds = story.feed_back()
    assert story.case.state == "callback"
    assert "reported_done" not in kinds
    assert next(c for c in story.case.clocks if c.code == "rectify").state == "met"


def test_satisfied_after_rectification_strikes_off() -> None:
    story = called_back("不满意", "基本满意")
    assert story.case.state == "struck_off"
    assert story.profile.stage_of(story.case.state) == "考评"


def test_a_dissatisfied_sample_of_the_city_reopens_at_once() -> None:
    story = called_back("满意")
    kinds = story.do("city", Sample("不满意", "no", "样例：又坏了"), after=89 * DAY)
    assert "reopened" in kinds
    assert "rectify_ordered" not in kinds
    assert story.case.round == 2


def test_a_satisfied_sample_changes_nothing() -> None:
    story = called_back("满意")
    story.do("city", Sample("满意"))
    assert story.case.state == "struck_off"


def test_the_city_samples_within_ninety_days() -> None:
    story = called_back("满意")
    assert story.no("city", Sample("满意"), after=91 * DAY) == "window"


def test_three_unanswered_calls_over_two_days_end_unrated() -> None:
    story = called_back()
    story.feed_back()
    story.to_gate("callback")
    assert story.call_back("未接通") == ["called_back"]
    assert story.no("centre", CallBack("未接通"), after=3 * HOUR) == "too_soon"
    story.call_back("未接通", after=2 * HOUR)
    assert story.case.state == "callback"
    assert "struck_off" in story.call_back("未接通", after=24 * HOUR)
    assert story.case.unrated


def test_an_ordinary_matter_begins_and_ends_in_the_village() -> None:
    story = scanned()
    story.do("secretary", LogCall("reached"))
    assert story.profile.grades[story.case.grade - 1].tier == story.case.tier == "V"
    story.dispatch("village", who="secretary")
    story.sign("cadre")
    story.feed_back("cadre")
    story.to_gate("callback", replier="police")
    story.call_back("满意")
    assert (story.case.state, story.case.tier) == ("struck_off", "V")
    row = case_figures(story.case, story.profile, story.facts.calendar)
    assert [(share.code, share.n) for share in compute("tier_share", [row], story.at).shares if share.n] == [
        ("V", 1)
    ]


def test_across_counties_the_city_reviews_and_a_court_case_goes_to_court() -> None:
    story = scanned()
    story.do("operator", Triage("MS", "XF", "", 4))
    story.do("operator", Escalate("S", "样例：跨县区"))
    assert story.no("centre", DecideEscalation(approve=True)) == "post"
    story.do("city", DecideEscalation(approve=True))
    assert story.case.tier == "S"
    assert story.no("director", Divert("lawsuit", "样例：依法起诉", "SS-1")) == "post"
    story.do("city", Divert("lawsuit", "样例：依法起诉", "SS-1"))
    assert (story.case.state, story.case.route, story.case.external_no) == ("diverted", "lawsuit", "SS-1")


def test_village_township_county_city_in_turn() -> None:
    story = scanned()
    for tier, who in (("T", "director"), ("C", "centre"), ("S", "city")):
        asker = {"T": "secretary", "C": "operator", "S": "centre"}[tier]
        story.do(asker, Escalate(tier, "样例：本级解决不了"))
        story.do(who, DecideEscalation(approve=True))
        assert story.case.tier == tier
    story.do("city", Divert("petition", "样例：依法走信访", "XF-1"))
    assert (story.case.state, story.case.route) == ("diverted", "petition")


def test_bad_wording_is_refused_and_the_reviewer_can_send_it_back() -> None:
    story = handled()
    assert story.no("liaison", GiveFeedback("t1.1", "不归我管，去找别人吧，这里不处理")) == "wording"
    story.feed_back()
    due = next(c.due for c in story.case.clocks if c.code == "handle")
    story.do("director", Review("rewrite", "样例：没有写清结果"))
    clock = next(c for c in story.case.clocks if c.code == "handle")
    assert (clock.state, clock.due) == ("running", due)


def test_leaders_instruct_and_the_unit_answers() -> None:
    story = handled()
    story.do("county_secretary", Supervise("instruct", "样例：本周内解决", ("liaison",), story.at + 2 * DAY))
    measure = story.case.measures[-1]
    assert measure.to == ("liaison",)
    story.do("liaison", ReplyMeasure(measure.id, TEXT))
    assert story.case.measures[-1].replied_at
    assert not story.case.measures[-1].closed_at
    story.do("director", CloseMeasure(measure.id))
    assert story.case.measures[-1].closed_at == story.at


def test_citizen_and_supervisor_both_rate() -> None:
    story = called_back("满意")
    story.do("citizen", Rate("citizen", "满意"))
    story.do("leader", Rate("supervisor", "基本满意"))
    assert [(r.side, r.grade) for r in story.case.ratings] == [
        ("citizen", "满意"),
        ("supervisor", "基本满意"),
    ]
    assert (
        story.no("citizen", Rate("citizen", "不满意"), after=int(timedelta(days=8).total_seconds()))
        == "rating_closed"
    )


def test_weekly_lists_go_to_the_county_and_the_city_secretary() -> None:
    story = handled()
    story.do("centre", PutOnList("weekly_overdue"))
    story.do("centre", PutOnList("weekly_chase"))
    assert [m.to for m in story.case.measures] == [("county_secretary",), ("city_secretary",)]


def test_a_mass_matter_left_undone_costs_the_honours() -> None:
    story = Story("baiyin")
    story.register(flags=("群体性",))
    story.dispatch()
    story.sign()
    for _ in range(60):
        story.ask("system", Tick(), after=DAY)
    kinds = [m.kind for m in story.case.measures]
    assert kinds.count("veto") == 1


def test_praise_and_anonymous_reports_are_exempt_from_the_callback() -> None:
    for changes, reason in (
        ({"nature": "BY"}, "表扬"),
        ({"reporter": Reporter(anonymous=True)}, "匿名或未留电话"),
    ):
        story = Story("baiyin")
        story.register(**changes)
        story.dispatch()
        story.sign()
        story.feed_back()
        story.do("director", Review("ok"))
        story.do("liaison", GiveReply("phone", TEXT))
        assert (story.case.state, story.case.exempt) == ("struck_off", reason)


def test_a_promise_never_moves_the_limit() -> None:
    story = handled()
    due = next(c.due for c in story.case.clocks if c.code == "handle")
    story.do("liaison", Progress("样例：下周二前换灯", promised="2026-12-01"))
    assert story.case.promised == "2026-12-01"
    assert next(c.due for c in story.case.clocks if c.code == "handle") == due


def test_refused_the_handler_may_not_call_back() -> None:
    story = called_back()
    story.feed_back()
    story.to_gate("callback")
    assert story.no("liaison", CallBack("满意")) == "post"


def test_refused_there_is_no_acceptance_and_no_whistle_here() -> None:
    story = handled()
    assert story.no("centre", Verify("pass", TEXT)) in ("state", "post")
    assert story.case.whistles == ()
    assert actor("centre").posts == ("C_CENTRE",)


def test_refused_reporter_without_a_phone_must_say_so() -> None:
    from domain.commands import Register
    from tests.domain.story import TOWNSHIP, VILLAGE

    story = Story("baiyin")
    body = Register(TOWNSHIP, VILLAGE, "样例：路灯坏了", "qr", Reporter("样例甲"))
    assert story.no("citizen", body) == "phone"
    assert story.case == Case()


def test_mediation_is_offered_by_the_township() -> None:
    from domain.case import Party

    story = handled()
    story.do(
        "operator", OfferMediation("m", "样例调委会", "邻里", (Party("样例甲"), Party("样例乙")), ("样例",))
    )
    assert story.case.mediation
    assert story.case.mediation.state == "offered"
