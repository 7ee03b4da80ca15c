"""Whistles, mediation, enforcement, merged cases, lists and red lights."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import commands as cmd
from domain.case import Party
from domain.decide.clocks import reckon
from domain.events import (
    Breached,
    ClockMoved,
    ClockPaused,
    EnforcementClosed,
    EnforcementStepped,
    MediationConcluded,
    MediationConsented,
    MediationHeld,
    MediationVisited,
    UnitArrived,
    UnitCalled,
)  # fmt: skip
from domain.evolve import evolve
from domain.people import Directory, Person
from domain.profile import EFFECTS, Amount, Exemption, RedLight, Rule
from domain.queues import NO_LIMIT, memberships
from domain.refusals import NeedsCounty
from tests.domain.story import DAY, DIRECTORY, HOUR, TEXT, Story, paper, profile
from tests.domain.test_decide_flow import finished, handled

PARTIES = (Party("样例甲", "男"), Party("样例乙", "女"))


def whistled() -> Story:
    """A whistle that calls two units."""
    story = handled("yicheng")
    story.do("operator", cmd.RaiseWhistle("w", "样例：违建", "样例路口", story.at + DAY, ("unit", "unit2")))
    return story


def test_whistle_from_raising_to_scoring() -> None:
    story = whistled()
    story.do("centre", cmd.TriageWhistle("w", ("unit", "unit2")))
    assert [u.unit for u in story.case.whistles[0].units] == ["unit", "unit2"]
    assert any(c.key == "w:unit" for c in story.case.running)
    assert story.no("liaison2", cmd.SignWhistle("w", "unit")) == "unit"
    story.do("liaison", cmd.SignWhistle("w", "unit"))
    assert story.no("liaison", cmd.SignWhistle("w", "unit")) == "whistle_unit"
    assert story.no("liaison", cmd.ArriveWhistle("w", "unit", "")) == "text_missing"
    story.do("liaison", cmd.ArriveWhistle("w", "unit", "样例二人"))
    assert story.no("liaison", cmd.ArriveWhistle("w", "unit", "样例")) == "whistle_unit"
    assert story.no("operator", cmd.AbsentWhistle("w", "unit")) == "whistle_unit"
    story.do("operator", cmd.AbsentWhistle("w", "unit2", "未到"))
    assert story.case.whistles[0].units[1].absent
    photo, document = paper("photo"), paper("document", 2)
    assert story.no("operator", cmd.ResultWhistle("w", "", (photo,))) == "text_missing"
    assert story.no("operator", cmd.ResultWhistle("w", TEXT, (document,))) == "evidence"
    assert story.no("operator", cmd.ResultWhistle("w", TEXT, (photo,))) == "evidence"
    story.do("operator", cmd.ResultWhistle("w", TEXT, (photo, document)))
    assert story.no("operator", cmd.ScoreWhistle("w", "unit", 5)) == "whistle_state"
    story.do("operator", cmd.ConfirmWhistle("w"))
    assert story.no("operator", cmd.ScoreWhistle("w", "unit", 6)) == "score"
    assert story.no("operator", cmd.ScoreWhistle("w", "nobody", 5)) == "whistle_unit"
    story.do("operator", cmd.ScoreWhistle("w", "unit", 5))
    assert story.case.whistles[0].units[0].score == 5


def test_whistles_are_checked() -> None:
    story = whistled()
    good = {"matter": "样例", "place": "样例路口", "arrive_by": story.at + DAY}
    assert story.no("operator", cmd.RaiseWhistle("w", **good)) == "exists"
    assert story.no("operator", cmd.RaiseWhistle("v", **{**good, "matter": ""})) == "text_missing"
    assert story.no("operator", cmd.RaiseWhistle("v", **{**good, "place": ""})) == "text_missing"
    assert story.no("operator", cmd.RaiseWhistle("v", **{**good, "arrive_by": 5})) == "whistle_past"
    assert story.no("centre", cmd.TriageWhistle("x", ("unit",))) == "no_whistle"
    assert story.no("centre", cmd.TriageWhistle("w", ())) == "text_missing"
    assert story.no("centre", cmd.TriageWhistle("w", ("unit", "unit"))) == "same_unit"
    story.do("centre", cmd.TriageWhistle("w", (), "镇街可以自行处理"))
    assert story.case.whistles[0].state == "refused"


def test_who_whistles_is_the_countys_choice() -> None:
    kinds = {
        "operator": "township",
        "liaison": "department",
        "enterprise": "enterprise",
        "citizen": "citizen",
    }
    for who, kind in kinds.items():
        story = handled("yicheng")
        body = cmd.RaiseWhistle("w", "样例", "样例路口", story.at + DAY)
        story.profile = replace(
            story.profile,
            posts={**story.profile.posts, "whistle": ("T_OPERATOR", "UNIT_LIAISON", "ENTERPRISE", "CITIZEN")},
        )
        story.do(who, body)
        assert story.case.whistles[0].raised_kind == kind
        other = handled("yicheng")
        other.profile = replace(story.profile, whistle=replace(story.profile.whistle, raisers=()))
        assert other.no(who, body) == "post"
        other.profile = replace(story.profile, whistle=replace(story.profile.whistle, on=False))
        assert other.no(who, body) == "whistle_off"


def test_scoring_can_be_off() -> None:
    story = whistled()
    story.profile = replace(story.profile, whistle=replace(story.profile.whistle, score=False))
    assert story.no("operator", cmd.ScoreWhistle("w", "unit", 5)) == "score_off"


def mediated() -> Story:
    """A mediation that is offered."""
    story = handled()
    story.do("operator", cmd.OfferMediation("m", "样例村调委会", "邻里", PARTIES, ("样例调解员",)))
    return story


def test_mediation_from_offer_to_visit() -> None:
    story = mediated()
    again = cmd.OfferMediation("m2", "样例", "邻里", PARTIES, ("样例",))
    assert story.no("operator", again) == "mediation_open"
    assert story.no("operator", cmd.HoldMediation("样例室", (), "", TEXT)) == "not_consented"
    assert story.no("operator", cmd.ConsentMediation(7, True)) == "party"
    story.do("operator", cmd.ConsentMediation(0, True))
    story.do("operator", cmd.ConsentMediation(1, True))
    assert story.no("operator", cmd.ConsentMediation(1, True)) == "mediation_state"
    assert story.no("operator", cmd.HoldMediation("样例室", (), "", "")) == "text_missing"
    assert story.no("operator", cmd.HoldMediation("", (), "", TEXT)) == "text_missing"
    story.do("operator", cmd.HoldMediation("样例室", ("样例调解员",), "样例记录人", TEXT))
    agreed = cmd.ConcludeMediation("agreed", "样例事实", ("第一条",), "当场履行", "2026-12-01")
    assert story.no("operator", replace(agreed, outcome="maybe")) == "choice"
    assert story.no("operator", replace(agreed, facts="")) == "text_missing"
    assert story.no("operator", replace(agreed, terms=(" ",))) == "terms"
    assert story.no("operator", replace(agreed, performance="")) == "terms"
    assert story.no("operator", cmd.VisitMediation("样例")) == "mediation_state"
    story.do("operator", agreed)
    assert story.no("operator", cmd.VisitMediation("")) == "text_missing"
    story.do("operator", cmd.VisitMediation("仍在履行", performed=False))
    assert story.case.mediation is not None
    assert story.case.mediation.state == "agreed"
    story.do("operator", cmd.VisitMediation("已履行"))
    assert story.case.mediation.state == "performed"


def test_one_refusal_ends_the_mediation() -> None:
    story = mediated()
    story.do("operator", cmd.ConsentMediation(0, False))
    assert story.case.mediation is not None
    assert story.case.mediation.state == "refused"
    assert story.no("operator", cmd.HoldMediation("样例室", (), "", TEXT)) == "not_consented"
    story.do("operator", cmd.OfferMediation("m2", "样例", "邻里", PARTIES, ("样例",)))


def test_mediation_is_checked() -> None:
    story = handled()
    offer = cmd.OfferMediation("m", "样例调委会", "邻里", PARTIES, ("样例调解员",))
    assert story.no("operator", cmd.ConsentMediation(0, True)) == "no_mediation"
    assert story.no("operator", replace(offer, parties=PARTIES[:1])) == "parties"
    assert story.no("operator", replace(offer, parties=(*PARTIES, Party(" ")))) == "parties"
    assert story.no("operator", replace(offer, committee="")) == "text_missing"
    assert story.no("operator", replace(offer, mediators=())) == "text_missing"
    story.profile = replace(story.profile, mediation=False)
    assert story.no("operator", offer) == "mediation_off"


def test_failed_mediation_needs_no_terms() -> None:
    story = mediated()
    story.do("operator", cmd.ConsentMediation(0, True))
    story.do("operator", cmd.ConsentMediation(1, True))
    story.do("operator", cmd.ConcludeMediation("failed", "各执一词"))
    assert story.case.mediation is not None
    assert story.case.mediation.state == "failed"


def test_enforcement_in_first_form() -> None:
    story = handled()
    officers = (("样例甲", "E-1"), ("样例乙", "E-2"))
    opening = cmd.OpenEnforcement("e", "样例案", "样例案由", True, officers, PARTIES[:1])
    assert story.no("director", cmd.StepEnforcement("现场笔录")) == "no_enforcement"
    assert story.no("director", replace(opening, joint=False)) == "no_power"
    assert story.no("director", replace(opening, title="")) == "text_missing"
    assert story.no("director", replace(opening, cause="")) == "text_missing"
    assert story.no("director", replace(opening, officers=officers[:1])) == "officers"
    story.do("director", opening)
    assert story.no("director", opening) == "enforcement_open"
    assert story.no("director", cmd.StepEnforcement("")) == "text_missing"
    story.do("director", cmd.StepEnforcement("现场笔录", (("检查情况", TEXT),), (paper("photo"),)))
    assert story.no("director", cmd.StepEnforcement("立案", done_at=5)) == "order"
    assert story.no("director", cmd.CloseEnforcement("")) == "text_missing"
    story.do("director", cmd.CloseEnforcement("责令改正"))
    assert story.no("director", cmd.StepEnforcement("补充")) == "enforcement_closed"
    powered = handled()
    powered.profile = replace(powered.profile, penalty_power=True)
    powered.do("director", replace(opening, joint=False))


def test_merging_follows_the_parent_and_keeps_its_own_callback() -> None:
    parent = handled()
    child = Story("baiyin", linked={"parent": replace(parent.case, id="parent")})
    child.register()
    assert child.no("operator", cmd.Merge("case-1")) == "self_merge"
    assert child.no("operator", cmd.Merge("elsewhere")) == "parent_closed"
    child.do("operator", cmd.Merge("parent", "同一路灯"))
    assert child.case.state == "merged"
    assert not child.case.running
    child.do("system", cmd.Follow("phone", TEXT))
    assert child.case.state == "callback"
    assert child.case.reported_done_at
    child.call_back("满意")
    assert child.case.state == "struck_off"


def test_a_child_without_callback_gate_is_struck_off_with_its_parent() -> None:
    child = Story("yicheng", linked={"parent": replace(handled("yicheng").case, id="parent")})
    child.register("operator")
    child.do("operator", cmd.Merge("parent"))
    child.do("system", cmd.Follow("phone", TEXT))
    assert child.case.state in ("struck_off", "callback")


def test_merging_asks_the_county_about_an_unknown_parent() -> None:
    desk = Story("baiyin", authority=False)
    desk.register()
    assert desk.ask("operator", cmd.Merge("elsewhere")) == NeedsCounty("parent_unknown", ())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "merged", "parent": "x"}, "is_child"),
        ({"state": "void"}, "parent_closed"),
        ({"reported_done_at": 5}, "parent_closed"),
    ],
)
def test_unsuitable_parents(changes: dict[str, object], code: str) -> None:
    parent = replace(handled().case, id="parent", **changes)  # type: ignore[arg-type]
    child = Story("baiyin", linked={"parent": parent})
    child.register()
    assert child.no("operator", cmd.Merge("parent")) == code


def test_a_parent_keeps_its_children() -> None:
    story = Story("baiyin", linked={"parent": replace(handled().case, id="parent")})
    story.register()
    assert story.do("system", cmd.Adopt("kid")) == ["child_merged"]
    assert story.do("system", cmd.Adopt("kid")) == []
    assert story.no("operator", cmd.Merge("parent")) == "has_children"
    assert story.no("director", cmd.Void("样例")) == "has_children"
    assert story.do("system", cmd.Disown("kid")) == ["child_unmerged"]
    assert story.do("system", cmd.Disown("kid")) == []


def test_unmerging_stands_alone_again() -> None:
    story = Story("baiyin", linked={"parent": replace(handled().case, id="parent")})
    story.register()
    story.do("operator", cmd.Merge("parent"))
    assert story.no("director", cmd.Unmerge("")) == "text_missing"
    story.do("director", cmd.Unmerge("不是同一件事"))
    assert story.case.state == "accepted"
    assert not story.case.parent


def test_lists_are_the_countys_own() -> None:
    story = handled()
    code = story.profile.lists[0].code
    who = next(
        name
        for name in ("centre", "county_secretary", "operator", "director")
        if story.ask(name, cmd.PutOnList("nothing")) == story.ask(name, cmd.PutOnList("nothing"))
        and story.no(name, cmd.PutOnList("nothing")) == "list"
    )
    assert story.do(who, cmd.PutOnList(code)) == ["listed", "measured"]
    assert story.case.lists == (code,)


def test_an_empty_post_is_named_and_the_ladder_climbs_past_it() -> None:
    story = Story("baiyin")
    nobody = tuple(
        p for p in DIRECTORY.people if p.post not in ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE")
    )
    story.facts = replace(story.facts, directory=Directory(nobody))
    story.register()
    assert story.case.unfilled == ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE")
    story.do("system", cmd.Tick(), after=HOUR)
    breach = next(e for e in story.log if isinstance(e, Breached))
    assert breach.rung == 1
    assert breach.unfilled[:3] == ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE")
    empty = Story("baiyin")
    empty.facts = replace(empty.facts, directory=Directory())
    empty.register()
    empty.do("system", cmd.Tick(), after=HOUR)
    breach = next(e for e in empty.log if isinstance(e, Breached))
    assert breach.rung == len(empty.profile.chain) - 1
    assert not breach.notify


def test_a_directory_entry_without_limits_is_responsible_for_all() -> None:
    everybody = Directory(
        (Person("a", "样例", "C_LEADER"), Person("b", "样例", "C_LEADER", categories=("M23",)))
    )
    assert [p.id for p in everybody.at("C_LEADER", place="1", category="M01")] == ["a"]
    assert [p.id for p in everybody.at("C_LEADER", category="M23")] == ["a", "b"]
    assert everybody.at("nobody") == ()


@pytest.mark.parametrize("effect", sorted(set(EFFECTS) - {"close", "unreached", "stay"}))
def test_every_effect_does_something(effect: str) -> None:
    story = finished()
    story.profile = replace(story.profile, rules=(Rule("callback", (effect,)),))
    kinds = story.call_back("满意")
    wanted = {"rectify": "rectify_ordered", "reopen": "reopened", "redispatch": "reopened"}.get(
        effect, "measured"
    )
    assert wanted in kinds


def test_the_sms_effect_reaches_the_named_person_or_the_liaisons() -> None:
    rules = (Rule("breach", ("sms",), {"clock": "handle"}),)
    story = handled()
    story.profile = replace(story.profile, rules=rules)
    story.do("system", cmd.Tick(), after=60 * DAY)
    assert [m for m in story.case.measures if m.kind == "sms" and "liaison" in m.to]
    named = Story(replace(profile("baiyin"), rules=rules))
    named.register()
    named.do("operator", cmd.Dispatch((cmd.Assignment("t1.1", "unit", person="liaison2"),)))
    named.do("system", cmd.Tick(), after=60 * DAY)
    assert [m for m in named.case.measures if m.kind == "sms" and m.to == ("liaison2",)]


@pytest.mark.parametrize(("once", "times"), [("always", 3), ("case", 1), ("round", 1), ("clock", 1)])
def test_a_rule_repeats_as_often_as_it_says(once: str, times: int) -> None:
    story = handled()
    story.profile = replace(
        story.profile,
        rules=(Rule("breach", ("supervise",), {"clock": "handle"}, once),),
        limits=replace(story.profile.limits, reminders=9),
    )
    for _ in range(3):
        story.do("system", cmd.Tick(), after=30 * DAY)
    assert len([m for m in story.case.measures if m.kind == "supervise"]) == times


def test_red_lights_are_lit_once_and_addressed() -> None:
    red = RedLight("repeat", "重复反映", {"repeat": True}, ("letter",), "C_LEADER", "category")
    story = Story(replace(profile("baiyin"), red=(red,)), repeat_of="case-0")
    kinds = story.register()
    assert "red_lit" in kinds
    assert story.case.measures[-1].to == ("county_leader",)
    story.do("operator", cmd.Note("样例"))
    assert story.case.reds == ("repeat",)


def test_callback_exemptions_are_documented() -> None:
    base = profile("baiyin")
    free = replace(
        base, callback=replace(base.callback, exempt=(Exemption("样例免回访", {"anonymous": False}),))
    )
    story = Story(free)
    story.register()
    story.dispatch()
    story.sign()
    story.feed_back()
    story.do("director", cmd.Review("ok"))
    story.do("liaison", cmd.GiveReply("phone", TEXT))
    assert story.case.state == "struck_off"
    assert story.case.exempt == "样例免回访"


def test_online_rating_is_the_callback_where_the_county_says_so() -> None:
    story = finished("langfang")
    assert "wechat" in story.profile.callback.methods
    story.do("citizen", cmd.Rate("citizen", "满意"))
    assert story.case.state == "struck_off"
    other = finished("langfang")
    other.do("citizen", cmd.Rate("citizen", "不满意", "没有解决"))
    assert other.case.round == 2


def test_supervisor_rating_is_the_countys_choice() -> None:
    story = finished()
    story.profile = replace(story.profile, ratings=replace(story.profile.ratings, supervisor=False))
    who = next(
        p for p in ("director", "leader", "centre", "county_secretary") if story.profile.may("rate") and p
    )
    answer = story.no(who, cmd.Rate("supervisor", "满意"))
    assert answer in ("rating", "post")


def test_verification_consequences() -> None:
    story = handled("yicheng")
    story.feed_back()
    story.to_gate("acceptance")
    verifier = "centre"
    assert story.no(verifier, cmd.Verify("maybe", "样例")) == "choice"
    assert story.no(verifier, cmd.Verify("pass", "")) == "text_missing"
    story.do(verifier, cmd.Verify("pass", "现场查看合格"))
    assert story.case.state in ("struck_off", "callback")


def test_clock_amounts_without_a_match_start_nothing() -> None:
    base = profile("baiyin")
    never = tuple(replace(c, amounts=(Amount(1, "hour", {"grade": 9}),)) for c in base.clocks)
    story = Story(replace(base, clocks=never))
    assert "clock_started" not in story.register()
    assert memberships(story.case, story.profile)[0].sort_at == NO_LIMIT


def test_a_regrade_leaves_clocks_it_cannot_compute() -> None:
    story = handled()
    story.profile = replace(story.profile, clocks=())
    assert story.do("operator", cmd.Triage("MS", "QZ", "", 3)) == ["triaged"]
    unpaired = handled()
    unpaired.profile = replace(
        unpaired.profile,
        clocks=tuple(replace(c, amounts=(Amount(1, "hour", {"grade": 9}),)) for c in unpaired.profile.clocks),
    )
    assert unpaired.do("operator", cmd.Triage("MS", "QZ", "", 3)) == ["triaged"]


def test_pauses_move_the_due_time() -> None:
    from domain.deadlines import Interval

    story = handled()
    rule = story.profile.clock("handle")
    assert rule is not None
    plain = reckon(rule, story.at, 5, "workday", story.facts)
    paused = reckon(
        rule, story.at, 5, "workday", story.facts, (Interval(story.at + DAY, story.at + 3 * DAY),)
    )
    assert paused.at > plain.at


def test_events_about_missing_things_change_nothing_but_the_revision() -> None:
    case = Story("baiyin").case
    strangers = (
        ClockPaused(at=1, by="x", code="c", key="k"),
        ClockMoved(
            at=1, by="x", code="c", key="k", due=1, amber=1, warn=(), n=1, unit="hour", provisional=False,
            calendar="", why="resumed",
        ),
        MediationConsented(at=1, by="x", party=0, consent=True),
        MediationHeld(at=1, by="x", place="", mediators=(), recorder="", text="", held_at=1),
        MediationConcluded(
            at=1, by="x", outcome="failed", facts="", terms=(), performance="", perform_by="", number="", amount=""
        ),
        MediationVisited(at=1, by="x", text="", performed=True),
        EnforcementStepped(at=1, by="x", step="", fields=(), papers=(), done_at=1),
        EnforcementClosed(at=1, by="x", outcome=""),
        UnitCalled(at=1, by="x", whistle="w", unit="u"),
        UnitArrived(at=1, by="x", whistle="w", unit="u", people=""),
    )  # fmt: skip
    for event in strangers:
        assert replace(evolve(case, event), rev=case.rev) == case
    after = evolve(case, Breached(at=1, by="x", code="c", key="k", n=1, rung=2, notify=(), unfilled=()))
    assert after.rung == 2


def test_a_matter_at_the_county_does_not_ring_the_village() -> None:
    story = Story("baiyin")
    story.register()
    story.case = replace(story.case, tier="C")
    story.do("system", cmd.Tick(), after=HOUR)
    breach = next(event for event in story.log if isinstance(event, Breached))
    assert story.profile.chain[breach.rung].tier == "C"


def test_the_last_attempt_goes_to_the_named_person_or_nobody() -> None:
    rules = (Rule("callback", ("unreached",)),)
    story = finished()
    lead = story.case.lead_task
    assert lead is not None
    story.case = replace(story.case, tasks=(replace(lead, person="liaison2"),))
    story.profile = replace(story.profile, rules=rules, callback=replace(story.profile.callback, then="sms"))
    story.call_back("未接通")
    assert story.case.unrated
    assert story.case.measures[-1].to == ("liaison2",)
    silent = finished()
    silent.profile = replace(silent.profile, rules=rules, callback=replace(silent.profile.callback, then=""))
    assert "measured" not in silent.call_back("未接通")
