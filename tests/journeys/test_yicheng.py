"""榴乡诉递 with a real county process and real workstations."""

from __future__ import annotations

import pytest

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
    RequestReturn,
    ResultWhistle,
    ScoreWhistle,
    SignWhistle,
    TriageWhistle,
    Verify,
)
from tests.journeys.people import UNIT, UNIT2
from tests.journeys.telling import HOUR, TEXT, Telling

PROFILE = "yicheng"


def desk_of(domain: str) -> str:
    """Where matters of a kind enter."""
    return "operator" if domain == "MS" else "centre"


def reported(story: Telling, domain: str = "MS") -> Telling:
    """An appeal of one of the three kinds, accepted where it enters."""
    story.register("operator", domain=domain, source="wechat")
    story.do(desk_of(domain), Accept())
    return story


def handled(story: Telling, domain: str = "MS") -> Telling:
    """One department handles it."""
    reported(story, domain)
    story.dispatch(who=desk_of(domain))
    story.sign()
    return story


def to_acceptance(story: Telling) -> Telling:
    """Fed back, reviewed, answered."""
    if story.case.state == "reopened":
        story.dispatch()
        story.sign()
    story.feed_back()
    story.to_gate("acceptance")
    return story


def whistled(story: Telling, raiser: str = "operator") -> Telling:
    """Two departments are called to a place."""
    reported(story)
    if raiser == "liaison":
        story.dispatch()
        story.sign()
    by = story.county.at + 6 * HOUR
    story.do(raiser, RaiseWhistle("w1", "样例：非法采石", "样例山口", by, (UNIT, UNIT2)))
    story.do("centre", TriageWhistle("w1", (UNIT, UNIT2)))
    return story


@pytest.mark.parametrize(("domain", "tier"), [("MS", "T"), ("ZF", "C"), ("FZ", "C")])
def test_three_kinds_enter_at_their_own_level(story: Telling, domain: str, tier: str) -> None:
    assert reported(story, domain).case.tier == tier


def test_enforcement_is_handed_out_by_the_district(story: Telling) -> None:
    reported(story, "ZF")
    assert story.no("operator", Dispatch((Assignment("t", UNIT),))) == "post"
    story.dispatch(who="centre")
    assert story.case.state == "dispatched"


def test_not_the_townships_business_goes_up_with_a_duty_item_of_the_published_list(story: Telling) -> None:
    reported(story)
    assert story.no("operator", Escalate("C", "样例：不属镇街")) == "duty_missing"
    assert story.no("operator", Escalate("C", "样例：不属镇街", "职责-999")) == "duty"
    story.do("operator", Escalate("C", "样例：不属镇街", "D003"))
    story.do("centre", DecideEscalation(approve=True))
    assert story.case.tier == "C"


def test_dispatch_cites_the_duty_list_or_says_why_not(story: Telling) -> None:
    reported(story)
    assert story.no("operator", Dispatch((Assignment("t", UNIT),))) == "duty_missing"
    story.do("operator", Dispatch((Assignment(story.task(), UNIT, override="样例：清单未列"),)))
    assert story.case.state == "dispatched"


def test_the_department_has_four_hours_to_sign(story: Telling) -> None:
    reported(story)
    story.dispatch()
    clock = story.clock("sign")
    assert clock.due - clock.start == 4 * HOUR
    story.wait(4 * HOUR + 1)
    assert story.clock("sign").breaches == 1
    unit = story.offices.at("unit")
    unit.exchange()
    assert unit.in_queue("overdue", story.case_id)


@pytest.mark.parametrize(("domain", "days"), [("MS", 5), ("FZ", 3)])
def test_the_green_channel_is_shorter(story: Telling, domain: str, days: int) -> None:
    handled(story, domain)
    assert (story.clock("handle").n, story.clock("handle").unit) == (days, "workday")


def test_enforcement_needs_photo_document_and_result(story: Telling) -> None:
    handled(story, "ZF")
    photo, document = story.picture("liaison", "photo"), story.picture("liaison", "document")
    for papers in ((), (photo,), (document,)):
        assert story.no("liaison", GiveFeedback(story.task(), TEXT, evidence=papers)) == "evidence"
    story.do("liaison", GiveFeedback(story.task(), TEXT, evidence=(photo, document)))
    kept = story.county.rows("SELECT count(*) FROM blob_cases WHERE case_id = ?", story.case_id)
    assert kept == [(2,)]


def test_a_livelihood_appeal_needs_no_papers(story: Telling) -> None:
    handled(story)
    story.do("liaison", GiveFeedback(story.task(), TEXT))
    assert story.case.state == "review"


def test_one_failed_acceptance_starts_again(story: Telling) -> None:
    to_acceptance(handled(story))
    story.do("centre", Verify("fail", "样例：仍有积水"))
    assert (story.case.state, story.case.round) == ("reopened", 2)
    assert story.case.measures == ()


def test_two_failures_in_a_row_are_handed_over_for_accountability(story: Telling) -> None:
    to_acceptance(handled(story))
    story.do("centre", Verify("fail", "样例：仍有积水"))
    to_acceptance(story)
    story.do("centre", Verify("fail", "样例：还是积水"))
    assert story.case.round == 3
    (measure,) = story.case.measures
    assert (measure.kind, story.posts(measure.to)) == ("accountability", ("DISCIPLINE",))


def test_the_last_gate_is_the_acceptance(story: Telling) -> None:
    to_acceptance(handled(story))
    assert story.case.reported_done_at
    assert story.town.in_queue("acceptance", story.case_id)
    story.do("grid", Verify("pass", TEXT, (story.picture("grid", "photo"),)))
    assert story.case.state == "struck_off"
    assert story.case.callbacks == ()


def test_a_pass_ends_the_row_of_failures(story: Telling) -> None:
    to_acceptance(handled(story))
    story.do("centre", Verify("fail", "样例：仍有积水"))
    to_acceptance(story)
    story.do("centre", Verify("pass", TEXT))
    assert story.case.fails_in_a_row == 0


def test_whistle_from_the_call_to_the_score(story: Telling) -> None:
    whistled(story)
    arrive = {clock.key: clock.due for clock in story.case.clocks if clock.code == "arrive"}
    assert set(arrive.values()) == {story.case.whistles[0].arrive_by}
    story.do("liaison", SignWhistle("w1", UNIT))
    story.do("liaison", ArriveWhistle("w1", UNIT, "样例两人"))
    story.do("operator", AbsentWhistle("w1", UNIT2, "样例：未到"))
    story.do("liaison", ResultWhistle("w1", TEXT, story.evidence("liaison")))
    assert story.no("operator", ScoreWhistle("w1", UNIT, 5)) == "whistle_state"
    story.do("operator", ConfirmWhistle("w1"))
    story.do("operator", ScoreWhistle("w1", UNIT, 5))
    story.do("operator", ScoreWhistle("w1", UNIT2, 1))
    assert [called.score for called in story.case.whistles[0].units] == [5, 1]


def test_a_department_whistles_too(story: Telling) -> None:
    assert whistled(story, "liaison").case.whistles[0].raised_kind == "department"


def test_not_arriving_is_supervised(story: Telling) -> None:
    whistled(story)
    story.do("liaison", SignWhistle("w1", UNIT))
    story.wait(6 * HOUR + 1)
    assert "supervise" in story.kinds()


def test_nobody_leaves_before_the_township_confirms(story: Telling) -> None:
    whistled(story)
    story.do("liaison", SignWhistle("w1", UNIT))
    story.do("liaison", ArriveWhistle("w1", UNIT, "样例两人"))
    story.do("liaison", ResultWhistle("w1", TEXT, story.evidence("liaison")))
    assert story.no("liaison", ConfirmWhistle("w1")) == "post"
    assert story.case.whistles[0].state == "resulted"


def test_the_third_return_is_the_districts_word(story: Telling) -> None:
    reported(story)
    for n in (1, 2):
        task = f"{story.case_id}.r{n}"
        story.do("operator", Dispatch((Assignment(task, UNIT, override="样例：清单未列"),)))
        story.do("liaison", RequestReturn(task, "样例：不属本部门"))
        story.do("director", DecideReturn(approve=True))
    last = f"{story.case_id}.last"
    story.do("operator", Dispatch((Assignment(last, UNIT, override="样例：清单未列"),)))
    assert story.no("liaison", RequestReturn(last, "样例：不属本部门")) == "third_return"


def test_a_citizen_rates_in_three_grades_on_the_page(story: Telling) -> None:
    citizen = story.scan(phone=story.phone())
    story.do("operator", Accept())
    story.dispatch()
    story.sign()
    to_acceptance(story)
    assert citizen.rate("非常满意").status_code == 422
    citizen.rate("基本满意")
    story.happened()
    assert story.case.ratings[-1].grade == "基本满意"


def test_refused_the_handler_may_not_accept_the_own_work(story: Telling) -> None:
    to_acceptance(handled(story))
    assert story.no("liaison", Verify("pass", TEXT)) == "post"
