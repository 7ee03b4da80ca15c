"""What a profile makes the product do, as values that can be compared.

Each view of `VIEWS` runs product functions (decide, evolve, actions, queues, figures, campaign, in_force) under a
profile and returns what came out. Two profiles that differ in a value that matters differ in a view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain import commands as cmd
from domain.case import Case, Party, Reporter
from domain.people import POSTS, TIERS, Actor
from domain.profile import Profile
from domain.profile_names import NATURES, ROLE_COMMANDS
from tests.domain.observation_parts import (
    climbed,
    forms,
    offices,
    pages,
    papers,
    rhythm,
    sample_list,
    wall,
)
from tests.domain.observation_tables import codes, figures, force, proxies, selections, stages, who_may
from tests.domain.story import ALL_EVIDENCE, DAY, HOUR, MONDAY, TEXT, TOWNSHIP, VILLAGE, paper
from tests.domain.watch import FLAGS, FRONT, HANDLERS, MODES, PHRASES, Seen, Watch


def intake(profile: Profile) -> Seen:
    """Every source, domain and nature: what registering starts."""
    watch = Watch(profile)
    for source in dict.fromkeys((*profile.sources, "qr", "phone", "12345", "wechat", "somewhere")):
        watch.case = Case()
        watch.begin(source=source)
        watch.case = Case()
        watch.give(
            cmd.Register(TOWNSHIP, VILLAGE, "样例：路灯坏了", source, Reporter("样例甲", "19900000001")),
            "citizen",
        )
    for domain in ("MS", "ZF", "FZ"):
        for nature in NATURES:
            watch.case = Case()
            watch.begin(domain=domain, nature=nature)
            watch.hand_out()
            watch.offers()
    return watch.seen


def limits(profile: Profile) -> Seen:
    """Every grade and flag: the limits that run, and what happens while they pass."""
    watch = Watch(profile)
    for domain in ("MS", "ZF", "FZ"):
        for grade in (1, 2, 3, 4, 5):
            for flags in FLAGS:
                watch.case = Case()
                watch.begin(domain=domain, flags=flags)
                watch.give(cmd.Triage(domain, "QZ", "", grade, flags), *FRONT)
                watch.hand_out()
    return watch.seen


def breaches(profile: Profile) -> Seen:
    """Nobody works: reminders, rungs, and what the rules order, for a new matter and for one under way."""
    watch = Watch(profile)
    for flags in FLAGS:
        for stop in (
            "registered",
            "accepted",
            "dispatched",
            "handling",
            "review",
            "reply",
            "acceptance",
            "callback",
            "rectify",
        ):
            watch.case, watch.at = Case(), MONDAY
            watch.begin(flags=flags, source="")
            if stop == "rectify":
                watch.to("callback")
                watch.call("不满意", "no")
            elif stop == "dispatched":
                watch.give(
                    cmd.Dispatch((cmd.Assignment("a", "unit"), cmd.Assignment("b", "unit2", lead=False))),
                    *FRONT,
                )
                watch.give(cmd.Sign("a"), *HANDLERS)
                watch.give(cmd.Sign("b"), "liaison2")
            elif stop != "registered":
                watch.to(stop)
            for step in range(30):
                watch.give(cmd.Tick(), "system", after=2 * DAY if step % 2 else 7 * HOUR)
            if stop == "dispatched":
                watch.to("callback", "acceptance")
                watch.call("不满意", "no")
                watch.to("handling")
                for _ in range(20):
                    watch.give(cmd.Tick(), "system", after=2 * DAY)
    watch.case = Case()
    watch.begin()
    watch.hand_out("unit", "unit2")
    watch.report()
    for _ in range(4):
        watch.give(cmd.Tick(), "system", after=4 * DAY)
    watch.give(cmd.GiveReply("phone", TEXT, interim=True), *HANDLERS)
    second = watch.case.live_tasks[-1].id if watch.case.live_tasks else ""
    watch.give(cmd.Sign(second), "liaison2")
    watch.give(cmd.GiveFeedback(second, TEXT, evidence=ALL_EVIDENCE), "liaison2")
    for _ in range(8):
        watch.give(cmd.Tick(), "system", after=4 * DAY)
    return watch.seen


def callbacks(profile: Profile) -> Seen:
    """Every outcome, solved or not, in the first and in later callbacks of a round and of a case."""
    watch = Watch(profile)
    grades = ("满意", "基本满意", "不满意", "拒评", "未接通", "很好")
    for grade in (1, 2):
        for outcome in grades:
            for solved in ("yes", "partly", "no"):
                watch.case, watch.at = Case(), MONDAY
                watch.begin()
                watch.give(cmd.Triage(watch.case.domain, "QZ", "", grade), *FRONT)
                watch.to("callback")
                for _ in range(4):
                    watch.call(outcome, solved)
                    watch.give(cmd.Tick(), "system")
                    watch.to("callback", "struck_off")
    for method in ("phone", "wechat", "sms", "visit", "letter"):
        watch.case = Case()
        watch.begin()
        watch.to("callback")
        for asked in ((), ("办理结果",), ("办理态度",)):
            answers = tuple((question, "满意") for question in asked)
            kept = watch.case
            watch.give(cmd.CallBack("满意", method, "yes", answers), "centre", "operator")
            watch.case = kept
        watch.call("满意", method=method)
    for changes in (
        {"reporter": Reporter("", "", anonymous=True)},
        {"nature": "BY"},
        {"reporter": Reporter("", no_phone=True)},
    ):
        watch.case = Case()
        watch.begin(**changes)
        watch.to("callback")
    return watch.seen


def tries(profile: Profile) -> Seen:
    """A callback that stays unanswered: every hour, and twice a day."""
    watch = Watch(profile)
    for gap in (HOUR, 5 * HOUR, 13 * HOUR):
        watch.case, watch.at = Case(), MONDAY
        watch.begin()
        watch.to("callback")
        for _ in range(100 if gap == HOUR else 15):
            watch.call("未接通", after=gap)
    return watch.seen


def acceptance(profile: Profile) -> Seen:
    """Passed and failed acceptances in all orders of four."""
    watch = Watch(profile)
    for pattern in range(16):
        watch.case, watch.at = Case(), MONDAY
        watch.begin()
        for step in range(4):
            watch.to("acceptance")
            watch.give(cmd.Verify("fail" if pattern >> step & 1 else "pass", TEXT), "centre", "grid")
    return watch.seen


def samples(profile: Profile) -> Seen:
    """Sampled callbacks on every day after the end, and ratings changed on every day."""
    watch = Watch(profile)
    watch.begin()
    watch.to("struck_off")
    ended = watch.at
    for day in (*range(10), *range(25, 35), *range(55, 65), *range(85, 96), *range(175, 185)):
        kept = watch.case
        watch.at = ended + day * DAY
        for outcome in ("满意", "基本满意", "不满意", "未接通", "拒评"):
            watch.give(cmd.Sample(outcome, words="样例"), "city", after=0)
            watch.case = kept
        watch.offers()
    for side, grade in (
        ("citizen", "满意"),
        ("citizen", "基本满意"),
        ("citizen", "不满意"),
        ("supervisor", "满意"),
    ):
        watch.at = ended
        for _ in range(12):
            watch.give(cmd.Rate(side, grade, "样例"), "citizen", "leader", after=DAY)
    watch.case, watch.at = Case(), MONDAY
    watch.begin()
    watch.to("callback")
    watch.give(cmd.Rate("citizen", "不满意", "样例"), "citizen")
    return watch.seen


def requests(profile: Profile) -> Seen:
    """Returns, extensions, suspensions and escalations up to their limits."""
    watch = Watch(profile)
    for _ in range(6):
        if watch.case.state == "none":
            watch.begin()
        watch.hand_out()
        watch.give(cmd.RequestReturn(watch.task(), "样例：不属本单位"), *HANDLERS)
        watch.give(cmd.DecideReturn(True, "样例"), "director", "centre")
    for days in range(8):
        watch.case, watch.at = Case(), MONDAY
        watch.begin()
        watch.hand_out()
        watch.give(cmd.RequestReturn(watch.task(), "样例：不属本单位"), *HANDLERS, after=days * DAY)
    watch.case, watch.at = Case(), MONDAY
    watch.begin()
    watch.hand_out()
    for days in range(1, 40):
        kept = watch.case
        watch.give(cmd.RequestExtension(watch.task(), days, "样例"), *HANDLERS, after=0)
        watch.case = kept
    for _ in range(4):
        watch.give(cmd.RequestExtension(watch.task(), 1, "样例"), *HANDLERS, after=0)
        watch.give(cmd.DecideExtension(True), "director", "centre")
    watch.give(cmd.RequestSuspension("样例"), *HANDLERS)
    watch.give(cmd.DecideSuspension(True), "director", "centre")
    watch.give(cmd.Resume(), *HANDLERS, after=3 * DAY)
    for tier in TIERS:
        for duties in (None, frozenset({"D1"})):
            watch = _escalated(watch, profile, tier, duties)
    return watch.seen


def _escalated(before: Watch, profile: Profile, tier: str, duties: frozenset[str] | None) -> Watch:
    watch = Watch(profile, duties=duties)
    watch.seen = before.seen
    watch.begin()
    for _ in range(2):
        watch.give(cmd.Escalate(tier, "样例"), *FRONT)
        watch.give(cmd.DecideEscalation(True), "director", "centre", "city", "grid_head")
    watch.hand_out()
    for higher in TIERS:
        watch.give(cmd.Escalate(higher, "样例"), *FRONT)
        watch.give(cmd.DecideEscalation(True), "director", "centre", "city", "grid_head")
    watch.give(cmd.Divert("petition", "样例"), "director", "centre", "city")
    watch.give(cmd.TakeBack("样例"), "director", "centre")
    return watch


def handling(profile: Profile) -> Seen:
    """Modes, wording, evidence and joint tasks."""
    watch = Watch(profile)
    for mode in MODES:
        watch.case = Case()
        watch.begin()
        watch.hand_out(mode=mode)
    for text in (*PHRASES, *("字" * n for n in range(1, 20))):
        watch.case = Case()
        watch.begin()
        watch.hand_out()
        long = TEXT + text if text in PHRASES else text
        watch.report(long)
        watch.to("reply")
        watch.give(cmd.GiveReply("phone", long), *HANDLERS)
    for domain in ("MS", "ZF", "FZ"):
        for have in range(8):
            watch.case = Case()
            watch.begin(domain=domain)
            watch.hand_out()
            papers = tuple(
                paper(kind, n) for n, kind in enumerate(("photo", "document", "result")) if have >> n & 1
            )
            watch.give(cmd.GiveFeedback(watch.task(), TEXT, evidence=papers), *HANDLERS)
    watch.case = Case()
    watch.begin()
    watch.hand_out("unit", "unit2")
    watch.report()
    return watch.seen


def separation(profile: Profile) -> Seen:
    """One person with all posts does two steps of a round, others the rest."""
    seen: Seen = []
    both = Actor("both", "样例", tuple(POSTS), ("unit",))
    other = Actor("other", "样例", tuple(POSTS), ("unit",))
    for i, first in enumerate(ROLE_COMMANDS):
        for second in ROLE_COMMANDS[i + 1 :]:
            watch = Watch(profile)
            watch.begin()
            watch.hand_out()
            bodies: dict[str, tuple[str, cmd.Body]] = {
                "handling": ("feedback", cmd.GiveFeedback(watch.task(), TEXT, evidence=ALL_EVIDENCE)),
                "review": ("review", cmd.Review("ok")),
                "reply": ("reply", cmd.GiveReply("phone", TEXT)),
                "acceptance": ("verify", cmd.Verify("pass", TEXT)),
                "callback": ("callback", cmd.CallBack("满意", profile.callback.methods[0] if profile.callback.methods else "", answers=tuple((q, "满意") for q in profile.ratings.questions))),
                "struck_off": ("sample", cmd.Sample("满意")),
            }  # fmt: skip
            for _ in range(6):
                if watch.case.state not in bodies:
                    break
                role, body = bodies[watch.case.state]
                if not watch.give(body, both if role in (first, second) else other):
                    break
            seen += watch.seen
    return seen


def overlays(profile: Profile) -> Seen:
    """Whistle, mediation, enforcement, lists and supervision."""
    watch = Watch(profile)
    for raiser in ("operator", "liaison", "enterprise", "citizen"):
        watch.case, watch.at = Case(), MONDAY
        watch.begin()
        watch.give(cmd.RaiseWhistle("w", "样例事由", "样例路口", MONDAY + 5 * HOUR, ("unit",)), raiser)
        watch.give(cmd.TriageWhistle("w", ("unit", "unit2")), "centre")
        watch.give(cmd.Tick(), "system", after=6 * HOUR)
        watch.give(cmd.SignWhistle("w", "unit"), "liaison")
        watch.give(cmd.ArriveWhistle("w", "unit", "样例两人"), "liaison")
        watch.give(cmd.ResultWhistle("w", TEXT, ALL_EVIDENCE), "liaison")
        watch.give(cmd.ConfirmWhistle("w"), "operator")
        watch.offers()
        watch.give(cmd.ScoreWhistle("w", "unit", 4), "operator")
    watch.case, watch.at = Case(), MONDAY
    watch.begin()
    watch.offers()
    watch.give(
        cmd.OfferMediation("m", "样例调委会", "邻里", (Party("样例甲"), Party("样例乙")), ("样例",)),
        "operator",
        "director",
    )
    watch.give(cmd.ConsentMediation(0, True), "operator")
    watch.give(cmd.ConsentMediation(1, True), "operator")
    watch.give(cmd.ConcludeMediation("oral", "样例", ("一",), "当场", "2026-12-01"), "operator")
    watch.case = Case()
    watch.begin(accept=False)
    watch.give(
        cmd.OfferMediation("m", "样例调委会", "邻里", (Party("样例甲"), Party("样例乙")), ("样例",)),
        "operator",
    )
    for joint in (True, False):
        officers = (("样例甲", "A1"), ("样例乙", "A2"))
        watch.give(cmd.OpenEnforcement(f"e{joint}", "样例", "样例", joint, officers), "unit_head", "director")
        watch.case = replace(watch.case, enforcement=None)
    for selection in profile.lists:
        watch.give(cmd.PutOnList(selection.code), "director", "centre")
    return watch.seen


def reds(profile: Profile) -> Seen:
    """Repeat, dissatisfied, overdue and extended matters light what they light."""
    watch = Watch(profile, repeat_of="case-0")
    watch.begin(category="M01")
    watch.give(cmd.Tick(), "system")
    watch = _again(watch, profile)
    watch.to("callback")
    for _ in range(3):
        watch.call("不满意", "no")
        watch.to("callback")
    watch = _again(watch, profile)
    watch.hand_out()
    watch.give(cmd.RequestExtension(watch.task(), 1, "样例"), *HANDLERS)
    watch.give(cmd.DecideExtension(True), "director")
    watch = _again(watch, profile)
    watch.hand_out()
    watch.give(cmd.Tick(), "system", after=60 * DAY)
    return watch.seen


def _again(before: Watch, profile: Profile) -> Watch:
    watch = Watch(profile)
    watch.seen = before.seen
    watch.begin(category="M01")
    return watch


VIEWS: dict[str, Callable[[Profile], Seen]] = {
    "who_may": who_may,
    "stages": stages,
    "proxies": proxies,
    "intake": intake,
    "limits": limits,
    "breaches": breaches,
    "callbacks": callbacks,
    "tries": tries,
    "acceptance": acceptance,
    "samples": samples,
    "requests": requests,
    "handling": handling,
    "separation": separation,
    "overlays": overlays,
    "reds": reds,
    "selections": selections,
    "figures": figures,
    "codes": codes,
    "force": force,
    "forms": forms,
    "pages": pages,
    "papers": papers,
    "wall": wall,
    "rhythm": rhythm,
    "sample_list": sample_list,
    "offices": offices,
    "climbed": climbed,
}
