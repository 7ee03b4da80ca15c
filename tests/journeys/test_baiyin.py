"""码上反映·马上办理 with a real county process, real workstations and real pages."""

from __future__ import annotations

from county.strings import FORM_PROBLEMS
from domain.case_figures import case_figures
from domain.commands import (
    CallBack,
    DecideEscalation,
    Divert,
    Escalate,
    GiveFeedback,
    LogCall,
    OfferMediation,
    Progress,
    PutOnList,
    ReplyMeasure,
    Review,
    Sample,
    Supervise,
    Triage,
    Verify,
)
from domain.events import Breached, Pushed
from domain.figures import cohort
from domain.formulas import rate
from tests.journeys.telling import DAY, HOUR, MINUTE, TEXT, Offices, Telling

PROFILE = "baiyin"


def to_callback(story: Telling, *outcomes: str) -> None:
    """Scanned, handled, reviewed, answered; called back with these outcomes and the work between them."""
    story.scan(phone=story.phone())
    story.handle()
    story.feed_back()
    story.to_gate("callback")
    for outcome in outcomes:
        story.call_back(outcome)
        if story.case.state == "rectify":
            story.feed_back()


def test_a_scan_reaches_secretary_police_and_cadre_at_once(story: Telling) -> None:
    citizen = story.scan(text="样例：村口路灯不亮", phone="19900006816", name="样例甲")
    (pushed,) = [event for event in story.log if isinstance(event, Pushed)]
    assert story.posts(pushed.to) == ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE")
    assert (story.case.state, story.case.tier) == ("accepted", "V")
    assert story.case.text == "样例：村口路灯不亮"
    phones = {message["phone"] for message in _messages(story)}
    assert phones == {"19900009010", "19900009011", "19900009012"}
    assert "最晚" in citizen.look()
    village = story.offices.at("village")
    village.exchange()
    assert village.in_queue("first_call", story.case_id)
    story.seen.add("village")


def _messages(story: Telling) -> list[dict[str, str]]:
    story.wait(0)
    return [message for message in story.county.messages() if message["id"].startswith(story.case_id)]


def test_the_first_handler_has_thirty_minutes_to_phone(story: Telling) -> None:
    story.scan(phone=story.phone())
    clock = story.clock("phone_reply")
    assert clock.due - clock.start == 30 * MINUTE
    assert clock.due - clock.amber == 10 * MINUTE
    story.do("secretary", LogCall("reached", "样例：路灯在村口"), after=29 * MINUTE)
    assert not story.clock("phone_reply").late
    assert not story.town.in_queue("first_call", story.case_id)


def test_a_call_after_thirty_minutes_is_late_and_counts_against_the_rate(story: Telling) -> None:
    begun = story.county.at
    cases = []
    for minutes in (29, 31):
        story.case_id = ""
        story.scan(phone=story.phone())
        story.do("secretary", LogCall("reached"), after=minutes * MINUTE)
        cases.append(case_figures(story.case, story.profile, story.calendar))
    found = rate("reply_on_time", cohort(cases, begun, begun + DAY), begun + DAY)
    assert (found.n, found.d) == (1, 2)
    kept = [f for f in story.town.store.figures_rows(begun) if f.case_id in {c.case_id for c in cases}]
    assert sorted(kept, key=str) == sorted(cases, key=str)


def test_no_call_climbs_the_seven_rungs(story: Telling) -> None:
    story.scan(phone=story.phone())
    for _ in range(8):
        story.wait(61 * MINUTE)
    told = [
        event.notify for event in story.log if isinstance(event, Breached) and event.code == "phone_reply"
    ]
    assert [story.posts(people) for people in told] == [
        ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE"),
        ("T_LEADER",),
        ("T_HEAD", "T_HEAD"),
        ("C_PATRON",),
        ("C_SECRETARY",),
        ("C_HEAD", "C_HEAD"),
        ("S_SECRETARY",),
    ]


def test_an_overdue_matter_stands_on_the_list_of_supervision_once(story: Telling) -> None:
    story.scan(phone=story.phone())
    for _ in range(3):
        story.wait(61 * MINUTE)
    assert story.kinds() == ["supervise"]
    assert story.town.in_queue("supervision", story.case_id)
    assert story.town.in_queue("overdue", story.case_id)
    county = story.offices.at("county")
    county.exchange()
    assert county.in_queue("supervision", story.case_id)


def test_the_grade_decides_how_long_handling_may_take(story: Telling) -> None:
    days = {}
    for grade in (1, 2, 3):
        story.case_id = ""
        story.scan(phone=story.phone())
        story.do("operator", Triage("MS", "QZ", "M24", grade))
        story.dispatch()
        clock = story.clock("handle")
        days[grade] = (clock.n, clock.unit)
    assert days == {1: (5, "workday"), 2: (10, "workday"), 3: (20, "workday")}


def test_dissatisfied_is_rectified_and_comes_back_to_the_callback_without_review(story: Telling) -> None:
    to_callback(story)
    story.call_back("不满意")
    assert (story.case.state, story.case.round) == ("rectify", 1)
    assert story.town.in_queue("rectify", story.case_id)
    kinds = story.feed_back()
    assert story.case.state == "callback"
    assert "reported_done" not in kinds
    assert story.clock("rectify").state == "met"


def test_dissatisfied_again_starts_a_second_round(story: Telling) -> None:
    to_callback(story, "不满意", "不满意")
    assert (story.case.state, story.case.round) == ("reopened", 2)


def test_satisfied_after_rectification_strikes_off(story: Telling) -> None:
    to_callback(story, "不满意", "基本满意")
    assert story.case.state == "struck_off"
    assert story.stage() == "考评"
    assert story.town.in_queue("closed", story.case_id)


def test_the_citizen_follows_the_matter_and_rates_it(story: Telling) -> None:
    to_callback(story, "满意")
    assert story.reporter is not None
    assert "不评价不会算作满意" in story.reporter.look()
    story.reporter.rate("满意")
    story.happened()
    rating = story.case.ratings[-1]
    assert (rating.side, rating.grade) == ("citizen", "满意")
    assert story.reporter.rate("不满意").status_code == 422


def test_a_dissatisfied_sample_of_the_city_reopens_at_once(story: Telling) -> None:
    to_callback(story, "满意")
    kinds = story.do("city", Sample("不满意", "no", "样例：又坏了"), after=6 * DAY)
    assert "reopened" in kinds
    assert "rectify_ordered" not in kinds
    assert story.case.round == 2


def test_three_unanswered_calls_over_two_days_end_unrated(story: Telling) -> None:
    to_callback(story)
    assert story.call_back("未接通") == ["called_back"]
    assert story.no("centre", CallBack("未接通"), after=3 * HOUR) == "too_soon"
    story.call_back("未接通", after=2 * HOUR)
    assert story.case.state == "callback"
    assert "struck_off" in story.call_back("未接通", after=24 * HOUR)
    assert story.case.unrated


def test_village_township_county_city_in_turn(story: Telling) -> None:
    story.scan(phone=story.phone())
    for tier, asker, decider in (
        ("T", "secretary", "director"),
        ("C", "operator", "centre"),
        ("S", "centre", "city"),
    ):
        story.do(asker, Escalate(tier, "样例：本级解决不了"))
        story.do(decider, DecideEscalation(approve=True))
        assert story.case.tier == tier
    story.do("city", Divert("petition", "样例：依法走信访", "XF-1"))
    assert (story.case.state, story.case.route) == ("diverted", "petition")


def test_bad_wording_is_refused_and_the_reviewer_sends_back(story: Telling) -> None:
    story.scan(phone=story.phone())
    story.handle()
    assert story.no("liaison", GiveFeedback(story.task(), "不归我管，去找别人吧，这里不处理")) == "wording"
    due = story.clock("handle").due
    story.feed_back()
    story.do("director", Review("rewrite", "样例：没有写清结果"))
    assert (story.clock("handle").state, story.clock("handle").due) == ("running", due)


def test_leaders_instruct_and_the_unit_answers(story: Telling) -> None:
    story.scan(phone=story.phone())
    story.handle()
    liaison = story.offices.at("unit").actor("liaison").id
    story.do(
        "county_secretary", Supervise("instruct", "样例：本周内解决", (liaison,), story.county.at + 2 * DAY)
    )
    measure = story.case.measures[-1]
    story.do("liaison", ReplyMeasure(measure.id, TEXT))
    assert story.case.measures[-1].replied_at


def test_the_weekly_list_goes_to_its_reader(story: Telling) -> None:
    story.scan(phone=story.phone())
    story.do("centre", PutOnList("weekly_overdue"))
    measure = story.case.measures[-1]
    assert (measure.kind, story.posts(measure.to)) == ("list", ("C_SECRETARY",))


def test_mediation_is_offered_by_the_township(story: Telling) -> None:
    from domain.case import Party

    story.scan(phone=story.phone())
    story.handle()
    parties = (Party("样例甲"), Party("样例乙"))
    story.do("operator", OfferMediation("m", "样例调委会", "邻里", parties, ("样例",)))
    assert story.case.mediation is not None
    assert story.case.mediation.state == "offered"


def test_a_promise_never_moves_the_limit(story: Telling) -> None:
    story.scan(phone=story.phone())
    story.handle()
    due = story.clock("handle").due
    story.do("liaison", Progress("样例：下周二前换灯", promised="2026-12-01"))
    assert (story.case.promised, story.clock("handle").due) == ("2026-12-01", due)


def test_refused_the_handler_may_not_call_back(story: Telling) -> None:
    to_callback(story)
    assert story.no("liaison", CallBack("满意")) == "post"
    assert story.no("centre", Verify("pass", TEXT)) in ("state", "post")


def test_refused_a_page_without_a_telephone_and_without_saying_so(offices: Offices) -> None:
    citizen = offices.citizen()
    before = offices.county.rows("SELECT count(*) FROM cases")
    sent = citizen.send(phone="")
    assert sent.status_code == 422
    assert FORM_PROBLEMS["phone_missing"] in sent.text
    assert offices.county.rows("SELECT count(*) FROM cases") == before
