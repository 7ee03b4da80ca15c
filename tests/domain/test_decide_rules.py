"""Supervision, registration, the clockwork and who is offered what, on the shipped rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import Case, Reporter
from domain.commands import (
    Accept,
    Assignment,
    Audit,
    CloseMeasure,
    Command,
    DecideExtension,
    DecideReturn,
    DecideSuspension,
    Dispatch,
    GiveFeedback,
    LinkRepeat,
    Note,
    Recalendar,
    Register,
    ReplyMeasure,
    RequestExtension,
    RequestReturn,
    RequestSuspension,
    Resume,
    Review,
    Supervise,
    Tick,
    Void,
)  # fmt: skip
from domain.decide import decide
from domain.events import Noted, Registered, Unknown
from domain.evolve import evolve, fold
from domain.refusals import SENTENCES, NeedsCounty, Refusal, sentence
from tests.domain.story import DAY, TEXT, Story, actor, calendar, paper, profile
from tests.domain.test_decide_flow import finished, handled


def test_supervision_is_answered_and_closed() -> None:
    story = handled()
    assert story.no("leader", Supervise("shout", "样例")) == "choice"
    assert story.no("leader", Supervise("instruct", "")) == "text_missing"
    story.do("leader", Supervise("instruct", "请三日内办结", due=story.at + DAY))
    measure = story.case.measures[-1]
    assert measure.to
    assert story.no("director", ReplyMeasure("m999", "样例")) == "no_measure"
    assert story.no("director", ReplyMeasure(measure.id, "")) == "text_missing"
    story.do("director", ReplyMeasure(measure.id, "已安排"))
    assert story.no("director", ReplyMeasure(measure.id, "再答")) == "measure_done"
    story.do("leader", CloseMeasure(measure.id))
    assert story.no("leader", CloseMeasure(measure.id)) == "measure_done"
    story.do("leader", Supervise("instruct", "样例", to=("secretary",)))
    assert story.case.measures[-1].to == ("secretary",)


def test_supervision_reaches_the_named_person() -> None:
    story = Story("baiyin")
    story.register()
    story.do("operator", Dispatch((Assignment("t1.1", "unit", person="liaison"),)))
    story.do("leader", Supervise("chase", "抓紧"))
    assert story.case.measures[-1].to == ("liaison",)


def test_audit_kinds_are_closed() -> None:
    story = handled()
    assert story.no("operator", Audit("peek")) == "choice"
    assert story.do("operator", Audit("reveal", "电话")) == ["audited"]


def test_repeats_are_known_or_linked() -> None:
    known = Story("baiyin", repeat_of="case-0")
    known.register()
    assert known.case.repeat
    assert known.case.repeat_of == "case-0"
    story = Story("baiyin", repeat_of=None)
    story.register()
    assert not story.case.repeat
    assert story.no("operator", LinkRepeat("case-1")) == "self_merge"
    assert story.no("operator", LinkRepeat("")) == "text_missing"
    story.do("operator", LinkRepeat("case-0", "同一路灯"))
    assert story.case.repeat


def test_registration_is_checked() -> None:
    story = Story("baiyin")
    good = {"township": "620402101", "place": "620402101201", "text": "样例", "source": "qr"}
    who = Reporter("样例甲", "19900000001")
    assert story.no("discipline", Register(**good, reporter=who)) == "post"
    assert story.no("citizen", Register(**{**good, "township": "62"}, reporter=who)) == "township"
    assert story.no("citizen", Register(**{**good, "text": " \n"}, reporter=who)) == "text_missing"
    assert story.no("citizen", Register(**good, reporter=Reporter("样例甲"))) == "phone"
    assert story.no("citizen", Register(**{**good, "source": "moon"}, reporter=who)) == "choice"
    story.do("citizen", Register(**good, reporter=Reporter(no_phone=True), nature="JB"))
    assert story.case.reporter.protected
    assert story.no("citizen", Register(**good, reporter=who)) == "exists"


def test_unknown_and_missing_things_have_answers() -> None:
    from dataclasses import dataclass

    from domain.commands import Body

    @dataclass(frozen=True, slots=True)
    class Stranger(Body):
        pass

    facts = Story("baiyin").facts
    one = profile("baiyin")
    answer = decide(None, Command("c", "x", Stranger(), 1), actor("operator"), 1, one, facts)
    assert answer == Refusal("unknown_command", ("",))
    answer = decide(None, Command("c", "x", Accept(), 1), actor("operator"), 1, one, facts)
    assert answer == Refusal("no_case")
    assert decide(Case(), Command("c", "x", Accept(), 1), actor("operator"), 1, one, facts) == Refusal(
        "no_case"
    )


def test_posts_and_the_accused_are_kept_out() -> None:
    story = handled()
    story.feed_back()
    assert story.no("citizen", Review("ok")) == "post"
    story = Story("baiyin")
    story.register(accused=("unit",))
    assert story.no("liaison", Note("样例")) == "accused_view"
    assert story.no("operator", Tick()) == "post"


def test_reminders_stop_at_the_limit_of_the_profile() -> None:
    story = handled()
    limit = story.profile.limits.reminders
    for _ in range(limit + 5):
        story.do("system", Tick(), after=3 * DAY)
    assert max(c.breaches for c in story.case.clocks) == limit


def test_warnings_reach_the_responsible() -> None:
    story = Story("baiyin")
    story.register()
    story.do("system", Tick(), after=16 * 60)
    assert story.log[-1].kind == "warned"
    assert story.do("system", Tick(), after=1) == []
    named = Story("baiyin")
    named.register()
    named.do("operator", Dispatch((Assignment("t1.1", "unit", person="liaison"),)))
    named.do("system", Tick(), after=30 * DAY)
    assert (
        any(getattr(e, "notify", ()) == ("liaison",) for e in named.log)
        or named.profile.clock("handle").ladder
    )


def test_provisional_limits_are_computed_again_with_a_new_calendar() -> None:
    from datetime import date

    story = handled()
    story.at += 33 * DAY
    late = Story("baiyin")
    late.at = story.at
    late.register()
    late.dispatch()
    clock = next(c for c in late.case.running if c.code == "handle")
    assert clock.provisional
    assert late.do("system", Recalendar()) == []
    later = replace(calendar(), version="cn-2027.1", known_until=date(2027, 12, 31))
    late.facts = replace(late.facts, calendar=later)
    assert "clock_moved" in late.do("system", Recalendar())
    assert not next(c for c in late.case.running if c.code == "handle").provisional


def test_an_unknown_event_changes_only_the_revision() -> None:
    story = handled()
    after = evolve(story.case, Unknown(at=1, by="x", name="later", body="{}"))
    assert after == replace(story.case, rev=story.case.rev + 1)


def test_folding_the_log_gives_the_case() -> None:
    story = finished()
    story.call_back("满意")
    assert fold(story.log) == story.case
    assert fold(story.log[1:], evolve(Case(), story.log[0])) == story.case
    assert isinstance(story.log[0], Registered)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_refusal_has_a_full_sentence(code: str) -> None:
    text = sentence(Refusal(code, ("甲", "乙", "丙")))
    assert text.endswith(("。", "）。"))
    assert "{" not in text


def test_an_unknown_refusal_is_still_a_sentence() -> None:
    assert "xyz" in sentence(Refusal("xyz"))
    assert "县平台" in sentence(NeedsCounty("parent_unknown"))


def test_separation_is_refused_by_name() -> None:
    story = handled()
    story.feed_back("operator")
    director = actor("operator")
    story.profile = replace(story.profile, posts={**story.profile.posts, "review": ("T_OPERATOR",)})
    assert director.id == "operator"
    assert story.no("operator", Review("ok")) == "separation"
    story.do("operator2", Review("ok"))


def test_missing_evidence_is_listed() -> None:
    story = Story("yicheng")
    story.register("operator", domain="ZF")
    story.do("centre", Accept())
    story.dispatch(who="centre")
    story.sign()
    one = GiveFeedback("t1.1", TEXT, evidence=(paper("photo"),))
    answer = story.ask("liaison", one)
    assert isinstance(answer, Refusal)
    assert answer.code == "evidence"
    assert "文书" in answer.args[0]
    assert "照片" not in answer.args[0]


def test_moved_limits_keep_their_extension() -> None:
    story = handled()
    story.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    story.do("director", DecideExtension(True))
    extended = next(c for c in story.case.running if c.code == "handle").due
    story.do("liaison", RequestSuspension("当事人外出"))
    story.do("director", DecideSuspension(True))
    story.do("operator", Resume(), after=60)
    assert next(c for c in story.case.running if c.code == "handle").due == extended


def test_a_limit_that_already_runs_is_not_started_twice() -> None:
    story = handled("luoping")
    before = [c for c in story.case.clocks if c.state == "running"]
    keys = [(c.code, c.key) for c in before]
    assert len(keys) == len(set(keys))
    every = replace(story.profile.clocks[0], start=("noted",), stop=("archived",), scope="case")
    story.profile = replace(story.profile, clocks=(every,))
    assert "clock_started" in story.do("operator", Note("样例"))
    assert "clock_started" not in story.do("operator", Note("样例"))


def test_requests_are_offered_to_others_only() -> None:
    from domain.actions import available

    story = handled()
    story.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    assert "decide_extension" in available(story.case, story.profile, actor("director"), story.at)
    request = story.case.request
    assert request is not None
    own = replace(story.case, request=replace(request, by="director"))
    assert "decide_extension" not in available(own, story.profile, actor("director"), story.at)


def test_sampling_is_offered_within_its_window() -> None:
    from domain.actions import available

    story = finished()
    story.call_back("满意")
    assert "sample" in available(story.case, story.profile, actor("city"), story.at)
    assert "sample" not in available(story.case, story.profile, actor("city"), story.at + 400 * DAY)


def test_the_first_call_is_offered_first() -> None:
    from domain.actions import available

    story = Story("baiyin")
    story.register()
    assert available(story.case, story.profile, actor("operator"), story.at)[0] == "log_call"


def test_queues_show_requests_rounds_and_instructions() -> None:
    from domain.queues import memberships

    story = handled()
    story.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    assert {m.queue for m in memberships(story.case, story.profile)} >= {"handling", "review"}
    story.do("director", DecideExtension(True))
    story.do("leader", Supervise("instruct", "三日内办结", due=story.at + DAY))
    assert "supervision" in {m.queue for m in memberships(story.case, story.profile)}
    again = replace(story.case, round=2)
    assert "rectify" in {m.queue for m in memberships(again, story.profile)}


def test_overdue_supervision_is_a_fact() -> None:
    from domain.facts import FACTS, Moment

    story = handled()
    story.do("leader", Supervise("instruct", "三日内办结", due=story.at + DAY))
    late = FACTS["supervision_overdue"]
    assert not late.read(story.case, Moment(), story.at)
    assert late.read(story.case, Moment(), story.at + 2 * DAY)


def test_states_have_a_stage_name() -> None:
    one = profile("baiyin")
    assert one.stage_of("handling") == "责任"
    assert one.stage_of("nowhere") == ""


def test_rectifying_without_a_task_waits_all_the_same() -> None:
    from domain.events import RectifyOrdered

    story = Story("baiyin")
    story.register()
    after = evolve(story.case, RectifyOrdered(at=1, by="x", back_to="callback"))
    assert after.state == "rectify"
    assert not after.tasks


def test_reminders_without_a_liaison_go_to_the_first_handlers() -> None:
    story = Story("baiyin")
    story.register()
    story.dispatch("nowhere")
    story.profile = replace(story.profile, chain=())
    from domain.people import Directory

    story.facts = replace(story.facts, directory=Directory())
    story.do("system", Tick(), after=60 * DAY)
    assert any(e.kind == "breached" and getattr(e, "notify", None) == story.case.pushed_to for e in story.log)


def test_one_of_two_whistles_is_changed() -> None:
    from domain.commands import AbsentWhistle, RaiseWhistle, TriageWhistle

    story = handled("yicheng")
    for name in ("w1", "w2"):
        story.do("operator", RaiseWhistle(name, "样例", "样例路口", story.at + DAY))
    story.do("centre", TriageWhistle("w2", ("unit",)))
    story.do("operator", AbsentWhistle("w2", "unit"))
    assert [w.state for w in story.case.whistles] == ["raised", "called"]


def test_a_returned_task_leaves_the_others_at_work() -> None:
    story = Story("baiyin")
    story.register()
    story.dispatch("unit", "unit2")
    story.do("liaison2", RequestReturn("t1.2", "不是本单位职责"))
    story.do("director", DecideReturn(True))
    assert story.case.state == "dispatched"


def test_a_void_case_stands_in_no_queue_and_takes_notes_only() -> None:
    from domain.actions import available
    from domain.queues import memberships

    story = handled()
    story.do("director", Void("样例"))
    assert memberships(story.case, story.profile) == ()
    assert available(story.case, story.profile, actor("director"), story.at) == ("note",)
    story.do("operator", Note("误登，已和来访人说明"))
    noted = story.log[-1]
    assert isinstance(noted, Noted)
    assert (noted.text, noted.supplement) == ("误登，已和来访人说明", True)
    assert story.case.state == "void"
    assert memberships(story.case, story.profile) == ()


def test_signing_is_offered_to_the_unit_only() -> None:
    from domain.actions import available

    story = Story(replace(profile("baiyin"), proxy=()))
    story.register()
    story.dispatch()
    assert "sign" in available(story.case, story.profile, actor("liaison"), story.at)
    assert "sign" not in available(story.case, story.profile, actor("liaison2"), story.at)


def test_a_named_person_is_reminded() -> None:
    story = Story("baiyin")
    story.register()
    story.do("operator", Dispatch((Assignment("t1.1", "unit", person="liaison2"),)))
    story.profile = replace(story.profile, chain=())
    story.do("system", Tick(), after=60 * DAY)
    assert any(e.kind == "breached" and getattr(e, "notify", None) == ("liaison2",) for e in story.log)


def test_evidence_that_is_complete_lets_the_feedback_through() -> None:
    story = Story("yicheng")
    story.register("operator", domain="ZF")
    story.do("centre", Accept())
    story.dispatch(who="centre")
    story.sign()
    story.feed_back()
    assert story.case.feedbacks


def test_a_round_without_gates_is_struck_off_at_once() -> None:
    base = profile("baiyin")
    story = Story(replace(base, gates=dict.fromkeys(base.gates, ())))
    story.register()
    story.dispatch()
    story.sign()
    kinds = story.feed_back()
    assert "reported_done" in kinds
    assert story.case.state == "struck_off"


def test_the_lead_waits_for_nobody_while_others_still_work() -> None:
    story = Story("baiyin")
    story.register()
    story.dispatch("unit", "unit2")
    story.sign()
    story.feed_back()
    assert story.case.state == "handling"


def test_rectifying_goes_straight_back_to_the_callback() -> None:
    story = finished()
    assert "rectify_ordered" in story.call_back("不满意", solved="no")
    story.feed_back()
    assert story.case.state == "callback"
    assert story.case.round == 1


def test_a_void_case_is_in_no_queue_and_a_second_opinion_is_weighed() -> None:
    from domain.actions import available
    from domain.queues import memberships

    story = handled()
    hard = replace(story.case, grade=3)
    assert available(hard, story.profile, actor("operator"), story.at).index("escalate") <= 1
    story.do("leader", Supervise("instruct", "三日内办结"))
    assert "supervision" in {m.queue for m in memberships(story.case, story.profile)}
    story.do("director", Void("样例"))
    assert memberships(story.case, story.profile) == ()


def test_repeats_are_looked_for_within_the_countys_days() -> None:
    from domain.facts import repeat_since

    one = profile("baiyin")
    assert repeat_since(one, 100 * 86400) == (100 - one.limits.repeat_days) * 86400
