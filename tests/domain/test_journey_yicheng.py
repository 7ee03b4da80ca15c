"""榴乡诉递: the seed's outcomes on the real rules."""

from __future__ import annotations

from domain.commands import (
    AbsentWhistle,
    Accept,
    ArriveWhistle,
    Assignment,
    ConfirmWhistle,
    DecideEscalation,
    DecideReturn,
    Dispatch,
    Escalate,
    GiveFeedback,
    RaiseWhistle,
    Rate,
    RequestReturn,
    ResultWhistle,
    ScoreWhistle,
    SignWhistle,
    Tick,
    TriageWhistle,
    Verify,
)
from tests.domain.story import ALL_EVIDENCE, DAY, HOUR, TEXT, Story, paper

DUTIES = frozenset({"职责-101"})


def reported(domain: str = "MS", **facts: object) -> Story:
    """An appeal of one of the three kinds, accepted where it enters."""
    story = Story("yicheng", **facts)
    story.register(domain=domain, source="wechat")
    story.do("operator" if domain == "MS" else "centre", Accept())
    return story


def handled(domain: str = "MS") -> Story:
    """One department handles it."""
    story = reported(domain)
    story.dispatch(who="operator" if domain == "MS" else "centre")
    story.sign()
    return story


def to_acceptance(story: Story) -> Story:
    """Fed back, reviewed, answered."""
    if story.case.state == "reopened":
        story.dispatch(who="operator")
        story.sign()
    story.feed_back()
    story.to_gate("acceptance")
    return story


def whistled(raiser: str = "operator") -> Story:
    """Two departments are called to a place."""
    story = reported()
    story.do(raiser, RaiseWhistle("w1", "样例：非法采石", "样例山口", story.at + 6 * HOUR, ("unit", "unit2")))
    story.do("centre", TriageWhistle("w1", ("unit", "unit2")))
    return story


def test_three_kinds_enter_at_their_own_level() -> None:
    assert [reported(domain).case.tier for domain in ("MS", "ZF", "FZ")] == ["T", "C", "C"]


def test_enforcement_and_development_are_handed_out_by_the_district() -> None:
    story = reported("ZF")
    assert story.no("operator", Dispatch((Assignment("t", "unit"),))) == "post"
    story.dispatch(who="centre")
    assert story.case.state == "dispatched"


def test_not_the_townships_business_goes_up_with_reason_and_duty_item() -> None:
    story = reported(duties=DUTIES)
    assert story.no("operator", Escalate("C", "样例：不属镇街")) == "duty_missing"
    assert story.no("operator", Escalate("C", "样例：不属镇街", "职责-999")) == "duty"
    story.do("operator", Escalate("C", "样例：不属镇街", "职责-101"))
    story.do("centre", DecideEscalation(approve=True))
    assert story.case.tier == "C"


def test_dispatch_cites_the_duty_list_or_says_why_not() -> None:
    story = reported(duties=DUTIES)
    assert story.no("operator", Dispatch((Assignment("t", "unit"),))) == "duty_missing"
    story.do("operator", Dispatch((Assignment("t", "unit", override="样例：清单未列"),)))
    assert story.case.state == "dispatched"


def test_the_department_has_four_hours_to_sign() -> None:
    story = reported()
    story.dispatch()
    clock = next(c for c in story.case.clocks if c.code == "sign")
    assert clock.due - clock.start == 4 * HOUR


def test_the_green_channel_is_shorter() -> None:
    limits = {}
    for domain in ("MS", "FZ"):
        clock = next(c for c in handled(domain).case.clocks if c.code == "handle")
        limits[domain] = (clock.n, clock.unit)
    assert limits == {"MS": (5, "workday"), "FZ": (3, "workday")}


def test_enforcement_needs_photo_document_and_result() -> None:
    story = handled("ZF")
    for papers in ((), (paper("photo"),), (paper("document"),)):
        assert story.no("liaison", GiveFeedback("t1.1", TEXT, evidence=papers)) == "evidence"
    assert story.do("liaison", GiveFeedback("t1.1", TEXT, evidence=(paper("photo"), paper("document", 2))))


def test_a_livelihood_appeal_needs_no_papers() -> None:
    story = handled()
    assert story.do("liaison", GiveFeedback("t1.1", TEXT))


def test_one_failed_acceptance_starts_again() -> None:
    story = to_acceptance(handled())
    story.do("centre", Verify("fail", "样例：仍有积水"))
    assert (story.case.state, story.case.round) == ("reopened", 2)
    assert story.case.measures == ()


def test_two_failures_in_a_row_are_handed_over_for_accountability() -> None:
    story = to_acceptance(handled())
    story.do("centre", Verify("fail", "样例：仍有积水"))
    to_acceptance(story)
    story.do("centre", Verify("fail", "样例：还是积水"))
    assert story.case.round == 3
    assert [(m.kind, m.to) for m in story.case.measures] == [("accountability", ("discipline",))]


def test_the_last_gate_is_the_acceptance() -> None:
    story = to_acceptance(handled())
    assert story.case.reported_done_at
    story.do("grid", Verify("pass", TEXT, (paper("photo"),)))
    assert story.case.state == "struck_off"
    assert story.case.callbacks == ()


def test_a_pass_ends_the_row_of_failures() -> None:
    story = to_acceptance(handled())
    story.do("centre", Verify("fail", "样例：仍有积水"))
    to_acceptance(story)
    story.do("centre", Verify("pass", TEXT))
    assert story.case.fails_in_a_row == 0


def test_citizens_rate_in_three_grades() -> None:
    story = to_acceptance(handled())
    story.do("citizen", Rate("citizen", "基本满意"))
    assert story.no("citizen", Rate("citizen", "非常满意")) == "rating"


def test_whistle_from_the_call_to_the_score() -> None:
    story = whistled()
    arrive = {c.key: c.due for c in story.case.clocks if c.code == "arrive"}
    assert set(arrive.values()) == {story.case.whistles[0].arrive_by}
    story.do("liaison", SignWhistle("w1", "unit"))
    story.do("liaison", ArriveWhistle("w1", "unit", "样例两人"))
    story.do("operator", AbsentWhistle("w1", "unit2", "样例：未到"))
    story.do("liaison", ResultWhistle("w1", TEXT, ALL_EVIDENCE))
    assert story.no("operator", ScoreWhistle("w1", "unit", 5)) == "whistle_state"
    story.do("operator", ConfirmWhistle("w1"))
    story.do("operator", ScoreWhistle("w1", "unit", 5))
    story.do("operator", ScoreWhistle("w1", "unit2", 1))
    assert [u.score for u in story.case.whistles[0].units] == [5, 1]


def test_citizens_and_enterprises_whistle_too() -> None:
    for raiser, kind in (("citizen", "citizen"), ("enterprise", "enterprise"), ("liaison", "department")):
        assert whistled(raiser).case.whistles[0].raised_kind == kind


def test_not_arriving_is_supervised() -> None:
    story = whistled()
    story.do("liaison", SignWhistle("w1", "unit"))
    story.do("system", Tick(), after=7 * HOUR)
    assert "supervise" in [m.kind for m in story.case.measures]


def test_nobody_leaves_before_the_township_confirms() -> None:
    story = whistled()
    story.do("liaison", SignWhistle("w1", "unit"))
    story.do("liaison", ArriveWhistle("w1", "unit", "样例两人"))
    story.do("liaison", ResultWhistle("w1", TEXT, ALL_EVIDENCE))
    assert story.no("liaison", ConfirmWhistle("w1")) == "post"
    assert story.case.whistles[0].state == "resulted"
    story.do("operator", ConfirmWhistle("w1"))
    assert story.case.whistles[0].state == "confirmed"


def test_the_third_return_is_the_districts_word() -> None:
    story = reported()
    for _ in range(2):
        task = f"r{story.count}"
        story.do("operator", Dispatch((Assignment(task, "unit"),)))
        story.do("liaison", RequestReturn(task, "样例：不属本部门"))
        story.do("director", DecideReturn(approve=True))
    story.do("operator", Dispatch((Assignment("last", "unit"),)))
    assert story.no("liaison", RequestReturn("last", "样例：不属本部门")) == "third_return"


def test_five_stages_are_named() -> None:
    story = reported()
    seen = [story.profile.stage_of("registered"), story.profile.stage_of(story.case.state)]
    story.dispatch()
    seen.append(story.profile.stage_of(story.case.state))
    story.sign()
    to_acceptance(story)
    seen.append(story.profile.stage_of(story.case.state))
    story.do("centre", Verify("pass", TEXT))
    seen.append(story.profile.stage_of(story.case.state))
    assert seen == ["诉求上报", "研判分流", "部门报到", "评价反馈", "考核问责"]


def test_refused_the_handler_may_not_accept_the_own_work() -> None:
    story = reported()
    story.dispatch("grid")
    story.sign("grid")
    story.feed_back("grid")
    story.to_gate("acceptance", replier="grid")
    assert story.no("grid", Verify("pass", TEXT), after=DAY) == "separation"
