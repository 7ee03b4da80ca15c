"""The whole way of a case, and the side roads, on the shipped rules of 白银."""

from __future__ import annotations

from dataclasses import replace

from domain.commands import (
    Accept,
    AnswerOnSpot,
    Archive,
    Assignment,
    Attach,
    Audit,
    DecideEscalation,
    DecideExtension,
    DecideReturn,
    DecideSuspension,
    Dispatch,
    Divert,
    Escalate,
    GiveFeedback,
    GiveReply,
    LogCall,
    NotAccept,
    Note,
    Progress,
    Rate,
    Release,
    RequestExtension,
    RequestReturn,
    RequestSuspension,
    Resume,
    Review,
    Sample,
    Sign,
    TakeBack,
    Triage,
    Void,
)  # fmt: skip
from domain.events import Called
from domain.refusals import Refusal
from tests.domain.story import DAY, HOUR, TEXT, Story, paper, profile


def handled(county: str = "baiyin", **facts: object) -> Story:
    """A case that one unit handles."""
    story = Story(county, **facts)
    story.register()
    if story.case.state == "registered":
        story.do("operator", Accept())
    story.dispatch()
    story.sign()
    return story


def finished(county: str = "baiyin") -> Story:
    """A case that waits for its callback."""
    story = handled(county)
    story.feed_back()
    story.to_gate("callback")
    return story


def test_the_number_is_given_once() -> None:
    from domain.commands import AssignNumber

    story = Story("baiyin", number="62040210126112100017")
    assert "number_assigned" in story.register()
    assert story.case.number == "62040210126112100017"
    assert story.do("system", AssignNumber("other")) == []
    late = Story("baiyin")
    late.register()
    assert late.do("system", AssignNumber("5")) == ["number_assigned"]


def test_first_call_stops_the_clock_at_the_time_of_the_call() -> None:
    story = Story("baiyin")
    story.register()
    story.do("secretary", LogCall("reached", called_at=story.at + 30), after=3 * HOUR)
    clock = next(c for c in story.case.clocks if c.code == "phone_reply")
    assert clock.state == "met"
    assert not clock.late
    assert story.case.first_called_at == clock.met_at < story.at


def test_a_call_cannot_be_dated_before_the_report_or_after_now() -> None:
    story = Story("baiyin")
    story.register()
    reported = story.case.registered_at
    story.do("secretary", LogCall("no_answer", called_at=1))
    assert story.case.calls[-1].at == reported
    story.do("secretary", LogCall("reached", called_at=story.at + 10 * DAY))
    assert story.case.calls[-1].at == story.at


def test_two_unanswered_attempts_count_as_first_contact() -> None:
    story = Story("baiyin")
    story.register()
    assert story.do("secretary", LogCall("no_answer")) == ["called"]
    assert "clock_met" in story.do("secretary", LogCall("wrong_number"))
    last = story.log[-2]
    assert isinstance(last, Called)
    assert last.first
    assert story.do("secretary", LogCall("reached")) == ["called"]


def test_acting_offline_in_time_counts_as_in_time() -> None:
    story = Story("baiyin")
    story.register()
    start = story.at
    story.facts = replace(story.facts, acted_at=start + 20 * 60)
    story.do("secretary", LogCall("reached"), after=2 * DAY)
    assert not next(c for c in story.case.clocks if c.code == "phone_reply").late


def test_assisting_unit_can_be_released_and_the_round_completes() -> None:
    story = Story("baiyin")
    story.register()
    story.dispatch("unit", "unit2")
    story.sign()
    assert story.no("operator", Release("t1.9", "样例")) == "no_task"
    assert story.no("operator", Release("t1.1", "样例")) == "lead_release"
    story.feed_back()
    assert story.case.state == "handling"
    assert story.no("operator", Release("t1.2", "")) == "text_missing"
    kinds = story.do("operator", Release("t1.2", "现场不需要协办"))
    assert "released" in kinds
    assert story.case.state == "review"


def test_join_lead_does_not_wait_for_the_assisting_unit() -> None:
    story = Story(replace(profile("baiyin"), join="lead"))
    story.register()
    story.dispatch("unit", "unit2")
    story.sign()
    story.feed_back()
    assert story.case.state == "review"


def test_return_goes_to_somebody_else_and_a_refused_one_must_be_handled() -> None:
    story = Story("baiyin")
    story.register()
    story.dispatch()
    assert story.no("liaison", RequestReturn("t1.1", "")) == "text_missing"
    story.do("liaison", RequestReturn("t1.1", "不是本单位职责"))
    assert story.no("liaison", RequestReturn("t1.1", "再次")) == "pending_request"
    assert story.no("director", DecideReturn(False)) == "text_missing"
    story.do("director", DecideReturn(False, "职责清单写明由你单位办理"))
    task = story.case.task("t1.1")
    assert task is not None
    assert task.state == "dispatched"
    assert task.final
    assert story.no("liaison", RequestReturn("t1.1", "还是不办")) == "third_return"


def test_returned_task_waits_for_a_new_dispatch() -> None:
    story = handled()
    story.do("liaison", RequestReturn("t1.1", "不是本单位职责"))
    assert story.no("director", DecideExtension(True)) == "no_request"
    story.do("director", DecideReturn(True))
    assert story.case.state == "accepted"
    assert not story.case.live_tasks
    assert all(c.state != "running" for c in story.case.clocks if c.key == "t1.1")


def test_return_after_the_objection_window_needs_the_director() -> None:
    story = handled()
    story.at += 10 * DAY
    assert story.no("liaison", RequestReturn("t1.1", "太晚")) == "objection_window"


def test_the_third_return_is_not_possible() -> None:
    story = Story("baiyin")
    story.register()
    for number in range(profile("baiyin").limits.returns):
        story.do("operator", Dispatch((Assignment(f"r{number}", "unit"),)))
        story.do("liaison", RequestReturn(f"r{number}", "不是本单位职责"))
        story.do("director", DecideReturn(True))
    story.do("operator", Dispatch((Assignment("last", "unit"),)))
    assert story.no("liaison", RequestReturn("last", "还是不办")) == "third_return"


def test_nobody_decides_on_his_own_request() -> None:
    story = handled()
    story.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    request = story.case.request
    assert request is not None
    story.case = replace(story.case, request=replace(request, by="director"))
    assert story.no("director", DecideExtension(True)) == "own_request"


def test_extension_moves_the_limit_and_marks_the_case() -> None:
    story = handled()
    before = next(c for c in story.case.running if c.code == "handle").due
    assert story.no("liaison", RequestExtension("t1.1", 999, "等配件")) == "extension_days"
    assert story.no("liaison", RequestExtension("t1.1", 2, "")) == "text_missing"
    story.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    assert story.no("director", DecideExtension(False)) == "text_missing"
    story.do("director", DecideExtension(True))
    clock = next(c for c in story.case.running if c.code == "handle")
    assert clock.due == before + 2 * DAY
    assert story.case.extended
    assert clock.extended_days == (2,)
    assert story.no("liaison", RequestExtension("t1.1", 2, "又等")) == "extension_limit"


def test_a_refused_extension_changes_nothing() -> None:
    story = handled()
    story.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    story.do("director", DecideExtension(False, "抓紧办"))
    assert story.case.request is None
    assert not story.case.extended


def test_extension_after_the_limit_or_without_one_is_refused() -> None:
    story = handled()
    story.at += 60 * DAY
    assert story.no("liaison", RequestExtension("t1.1", 2, "晚了")) == "extension_late"
    free = handled()
    free.case = replace(free.case, clocks=())
    assert free.no("liaison", RequestExtension("t1.1", 2, "无时限")) == "no_clock"
    lost = handled()
    lost.do("liaison", RequestExtension("t1.1", 2, "等配件"))
    lost.case = replace(lost.case, clocks=())
    assert lost.no("director", DecideExtension(True)) == "no_clock"


def test_suspension_stops_pausable_limits_and_resuming_gives_the_time_back() -> None:
    story = handled()
    before = next(c for c in story.case.running if c.code == "handle").due
    story.do("liaison", RequestSuspension("当事人外出"))
    assert story.no("director", DecideSuspension(False)) == "text_missing"
    story.do("director", DecideSuspension(True))
    assert story.case.state == "suspended"
    assert next(c for c in story.case.clocks if c.code == "handle").state == "paused"
    story.do("operator", Resume("当事人回来"), after=3 * DAY)
    clock = next(c for c in story.case.running if c.code == "handle")
    assert story.case.state == "handling"
    assert clock.due > before


def test_a_refused_suspension_goes_on() -> None:
    story = handled()
    story.do("liaison", RequestSuspension("当事人外出"))
    story.do("director", DecideSuspension(False, "可以电话办理"))
    assert story.case.state == "handling"
    assert story.case.request is None


def test_resume_under_a_profile_without_the_clock_says_so() -> None:
    story = handled()
    story.do("liaison", RequestSuspension("当事人外出"))
    story.do("director", DecideSuspension(True))
    story.profile = replace(story.profile, clocks=())
    assert story.no("operator", Resume()) == "profile_gap"


def test_escalation_waits_above_and_comes_back_when_refused() -> None:
    story = handled()
    assert story.no("operator", Escalate("V", "样例")) == "tier"
    assert story.no("operator", Escalate("T", "")) == "text_missing"
    story.do("operator", Escalate("T", "超出村级权限", override="样例"))
    assert story.case.state == "escalating"
    assert story.no("director", DecideEscalation(False)) == "text_missing"
    story.do("director", DecideEscalation(False, "村里可以办"))
    assert story.case.state == "handling"
    assert story.case.tier == "V"
    story.do("operator", Escalate("T", "超出村级权限", override="样例"))
    story.do("director", DecideEscalation(True))
    assert story.case.tier == "T"
    assert story.case.state == "accepted"
    assert not story.case.live_tasks


def test_at_the_top_there_is_nowhere_to_climb() -> None:
    story = handled()
    story.case = replace(story.case, tier="S")
    answer = story.ask("operator", Escalate("S", "样例"))
    assert isinstance(answer, Refusal)


def test_duty_items_are_checked_where_a_list_is_known() -> None:
    strict = replace(profile("baiyin"), escalation=replace(profile("baiyin").escalation, cite_duty=True))
    story = Story(strict, duties=frozenset({"D-001"}))
    story.register()
    assert story.no("operator", Dispatch((Assignment("a", "unit", duty_item="D-999"),))) == "duty"
    assert story.no("operator", Dispatch((Assignment("a", "unit"),))) == "duty_missing"
    story.do("operator", Dispatch((Assignment("a", "unit", duty_item="D-001"),)))
    task = story.case.task("a")
    assert task is not None
    assert task.duty_item == "D-001"
    loose = Story(replace(strict, escalation=replace(strict.escalation, cite_duty=False)), duties=frozenset())
    loose.register()
    loose.dispatch()


def test_dispatch_refuses_what_cannot_work() -> None:
    story = Story("baiyin")
    story.register(accused=("unit9",))
    one = Assignment("a", "unit")
    assert story.no("operator", Dispatch(())) == "no_tasks"
    assert story.no("operator", Dispatch((one, Assignment("b", "unit2")))) == "one_lead"
    assert story.no("operator", Dispatch((one, Assignment("b", "unit", lead=False)))) == "same_unit"
    assert story.no("operator", Dispatch((Assignment("a", ""),))) == "text_missing"
    assert story.no("operator", Dispatch((Assignment("a", "unit9"),))) == "accused"
    assert story.no("operator", Dispatch((one,), mode="没有的方式")) == "mode"
    assert story.dispatch(mode=story.profile.modes[0])


def test_tasks_belong_to_their_unit() -> None:
    story = Story(replace(profile("baiyin"), proxy=()))
    story.register()
    story.dispatch()
    assert story.no("liaison2", Sign("t1.1")) == "unit"
    assert story.no("liaison", Sign("t9.1")) == "no_task"
    story.sign()
    assert story.no("liaison", Sign("t1.1")) == "task_state"


def test_grade_may_rise_but_not_fall_by_the_same_hand() -> None:
    story = handled()
    before = next(c for c in story.case.running if c.code == "handle").due
    story.do("operator", Triage("MS", "QZ", "", 3, ("群体性",)))
    clock = next(c for c in story.case.running if c.code == "handle")
    assert clock.due > before
    assert clock.start < story.at
    assert story.no("operator", Triage("MS", "QZ", "", 1)) == "grade_down"
    story.do("director", Triage("MS", "QZ", "", 1))
    assert story.no("operator", Triage("MS", "QZ", "", 9)) == "choice"
    assert story.no("operator", Triage("XX", "QZ", "", 1)) == "domain"
    assert story.no("operator", Triage("MS", "??", "", 1)) == "choice"


def test_categories_are_checked_where_they_are_known() -> None:
    story = Story("baiyin", categories=frozenset({"M23"}))
    story.register()
    assert story.no("operator", Triage("MS", "QZ", "M99", 1)) == "category"
    story.do("operator", Triage("MS", "QZ", "M23", 1))


def test_rewriting_keeps_the_first_limit_running() -> None:
    story = handled()
    before = next(c for c in story.case.running if c.code == "handle").due
    story.feed_back()
    assert story.no("director", Review("rewrite")) == "text_missing"
    assert story.no("director", Review("maybe")) == "choice"
    story.do("director", Review("rewrite", "请写明处理结果"))
    clock = next(c for c in story.case.running if c.code == "handle")
    assert story.case.state == "handling"
    assert clock.due == before
    assert not clock.met_at
    story.feed_back()
    assert story.case.state == "review"


def test_wording_is_checked() -> None:
    story = handled()
    assert story.no("liaison", GiveFeedback("t1.1", "")) == "text_missing"
    assert story.no("liaison", GiveFeedback("t1.1", "已办")) == "wording"
    assert story.no("liaison", GiveFeedback("t1.1", TEXT, "unknown")) == "choice"
    off = handled()
    off.profile = replace(off.profile, wording=replace(off.profile.wording, on=False))
    off.do("liaison", GiveFeedback("t1.1", "已办"))


def test_reply_comes_at_its_gate_and_interim_before() -> None:
    story = handled()
    assert story.no("liaison", GiveReply("phone", TEXT)) == "state"
    assert story.no("liaison", GiveReply("pigeon", TEXT)) == "choice"
    assert story.do("liaison", GiveReply("phone", TEXT, interim=True)) == ["replied"]
    assert story.case.replies[0].interim
    assert story.case.state == "handling"


def test_callback_is_checked() -> None:
    story = finished()
    assert story.no("centre", _callback(story, "很好")) == "rating"
    assert story.no("centre", _callback(story, "满意", method="pigeon")) == "method"
    assert story.no("centre", _callback(story, "满意", solved="?")) == "choice"
    assert story.no("centre", _callback(story, "满意", answers=())) == "question"
    assert story.no("centre", _callback(story, "不满意", words=" ")) == "reason_missing"
    story.call_back("未接通")
    assert story.no("centre", _callback(story, "未接通")) == "too_soon"
    story.call_back("满意")
    assert story.case.state == "struck_off"


def _callback(story: Story, outcome: str, **changes: object) -> object:
    from domain.commands import CallBack

    answers = tuple((question, outcome) for question in story.profile.ratings.questions)
    return CallBack(**{"outcome": outcome, "answers": answers, "words": "样例", **changes})  # type: ignore[arg-type]


def test_a_gap_of_the_profile_is_named_and_nothing_happens() -> None:
    story = finished()
    story.profile = replace(story.profile, rules=())
    rev = story.case.rev
    assert story.no("centre", _callback(story, "满意")) == "profile_gap"
    assert story.case.rev == rev


def test_sampling_has_a_window_and_another_person() -> None:
    story = finished()
    assert story.no("city", Sample("满意")) == "state"
    story.call_back("满意")
    assert story.no("city", Sample("很好")) == "rating"
    assert story.no("city", Sample("不满意")) == "text_missing"
    doer = replace(story.case, done_by=(*story.case.done_by, ("callback", "city", 1)))
    kept, story.case = story.case, doer
    assert story.no("city", Sample("满意")) == "sampled"
    story.case = kept
    story.do("city", Sample("满意"))
    story.at += 400 * DAY
    assert story.no("city", Sample("满意")) == "window"


def test_rating_is_changeable_for_some_days_and_silence_is_nothing() -> None:
    story = handled()
    assert story.no("citizen", Rate("citizen", "满意")) == "state"
    story.feed_back()
    story.to_gate("callback")
    assert not story.case.ratings
    assert story.no("citizen", Rate("nobody", "满意")) == "choice"
    assert story.no("citizen", Rate("citizen", "很好")) == "rating"
    story.do("citizen", Rate("citizen", "满意"))
    story.do("citizen", Rate("citizen", "不满意", "样例"))
    story.at += 30 * DAY
    assert story.no("citizen", Rate("citizen", "满意")) == "rating_closed"


def test_on_the_spot_answers_are_for_questions_only() -> None:
    story = Story("baiyin")
    story.register(nature="QZ")
    assert story.no("operator", AnswerOnSpot("phone", TEXT)) == "not_exempt"
    asked = Story("langfang")
    asked.register(nature="ZX", who="operator", source=next(iter(asked.profile.sources)))
    kinds = asked.do("operator", AnswerOnSpot("phone", TEXT))
    assert "accepted" in kinds
    assert asked.case.state == "struck_off"
    assert asked.case.exempt
    again = Story("baiyin")
    again.register(nature="ZX")
    assert "accepted" not in again.do("operator", AnswerOnSpot("phone", TEXT))


def test_not_accepting_diverting_and_taking_back() -> None:
    story = Story("baiyin")
    story.register()
    assert story.no("operator", NotAccept("", "样例", "电话")) == "text_missing"
    assert story.no("operator", NotAccept("不属受理范围", "样例")) == "text_missing"
    story.do("operator", NotAccept("不属受理范围", "样例", "电话告知"))
    assert story.case.state == "not_accepted"
    assert not story.case.running
    assert story.no("director", TakeBack("")) == "text_missing"
    story.do("director", TakeBack("复核后受理"))
    assert story.no("director", Divert("moon", "样例")) == "choice"
    assert story.no("director", Divert("petition", "")) == "text_missing"
    story.dispatch()
    story.do("director", Divert("petition", "信访事项", "XF-1", "电话"))
    assert story.case.route == "petition"
    assert story.case.external_no == "XF-1"
    assert all(task.state == "revoked" for task in story.case.tasks)


def test_void_is_final_and_explained() -> None:
    story = Story("baiyin")
    story.register()
    assert story.no("director", Void("")) == "text_missing"
    story.do("director", Void("重复录入"))
    assert story.case.state == "void"
    assert story.no("operator", Progress("样例")) == "state"
    assert story.do("operator", Note("样例：误登的缘由")) == ["noted"]
    assert story.case.state == "void"
    assert story.case.entries[-1].kind == "supplement"


def test_archived_takes_only_supplements() -> None:
    story = finished()
    story.call_back("满意")
    story.do("archivist", Archive("ab" * 32, 12))
    assert story.no("centre", Sample("满意")) == "archived"
    assert story.do("operator", Note("补充说明")) == ["noted"]
    assert story.case.entries[-1].kind == "supplement"
    assert story.do("operator", Audit("print", "回访记录")) == ["audited"]


def test_attachments_and_progress() -> None:
    story = handled()
    assert story.no("liaison", Attach(())) == "text_missing"
    story.do("liaison", Attach((paper("photo"),)))
    assert story.no("liaison", Progress("")) == "text_missing"
    story.do("liaison", Progress("已联系厂家", promised="2026-11-30"))
    assert story.case.promised == "2026-11-30"
    assert len(story.case.attachments) == 1
    story.do("liaison", Progress("到货"))
    assert story.case.promised == "2026-11-30"
