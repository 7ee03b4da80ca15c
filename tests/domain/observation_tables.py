"""The views of `tests.domain.observation` that look at tables: posts, stages, lists, figures, codes, dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from domain import commands as cmd
from domain.campaign import Split, divide
from domain.case import STATES, Case, Request
from domain.case_figures import case_figures, profile_options
from domain.chinatime import at_china
from domain.decide.gate import ALLOWED, permitted
from domain.facts import Moment, match
from domain.formulas import compute
from domain.people import POSTS, TIERS, Actor
from domain.profile import Profile
from domain.profile_names import NATURES
from domain.profile_versions import in_force
from tests.domain.story import DAY, MONDAY, TEXT
from tests.domain.watch import FRONT, HANDLERS, Seen, Watch


def everybody() -> Iterator[tuple[str, Actor]]:
    """One actor for each post."""
    for post in POSTS:
        yield post, Actor(f"x-{post}", post, (post,), ("elsewhere",), ())


def who_may(profile: Profile, kinds: Iterable[str] = tuple(ALLOWED)) -> Seen:
    """Kind, tier -> the posts that state and post let through."""
    seen: Seen = []
    for kind in kinds:
        state = min(ALLOWED[kind]) if kind in ALLOWED else "none"
        for tier in TIERS:
            case = Case(
                id="c", state=state, tier=tier, request=Request("escalation", 1, "y", "样例", tier=tier)
            )
            if kind == "register":
                may = [post for post, who in everybody() if who.holds(profile.may(kind, tier))]
            else:
                may = [post for post, who in everybody() if permitted(case, kind, who, profile) is None]
            seen.append((kind, tier, may))
    return seen


def stages(profile: Profile) -> Seen:
    """The county's name for each state."""
    return [(state, profile.stage_of(state)) for state in STATES]


def proxies(profile: Profile) -> Seen:
    """Who may sign for a unit that is not the own one."""
    seen: Seen = []
    for post in POSTS:
        watch = Watch(profile)
        watch.begin()
        watch.give(cmd.Dispatch((cmd.Assignment("t", "unit"),)), *FRONT)
        helper = Actor(f"x-{post}", post, (post, "UNIT_LIAISON"), ("elsewhere",))
        seen.append((post, watch.give(cmd.Sign("t"), helper)))
    return seen


def selections(profile: Profile) -> Seen:
    """Which of a crowd of matters each list takes."""
    base = Case(id="c", state="handling", domain="MS", registered_at=MONDAY, category="M01")
    crowd = [
        base,
        replace(base, state="dispatched"),
        replace(base, state="struck_off"),
        replace(base, state="archived"),
        replace(base, flags=("群体性",)),
        replace(base, flags=("敏感",)),
        replace(base, flags=("紧急",)),
        replace(base, repeat=True),
        replace(base, extensions=1),
        replace(base, dissatisfied_case=1),
        replace(base, dissatisfied_case=2),
        replace(base, state="struck_off", repeat=True),
        replace(base, state="struck_off", extensions=1),
        replace(base, state="struck_off", dissatisfied_case=1),
        replace(base, state="struck_off", flags=("群体性",)),
        replace(base, state="struck_off", flags=("敏感",)),
        replace(base, state="struck_off", flags=("紧急",)),
        *(replace(base, round=n) for n in (1, 2, 3)),
        *(replace(base, round=n, state="struck_off") for n in (1, 2, 3)),
        *(
            replace(base, nature=nature, category=f"M{n:02d}")
            for nature in NATURES
            for n in (1, 2, 7, 14, 15, 23)
        ),
        *(replace(base, state="struck_off", category=f"M{n:02d}") for n in (1, 2, 7, 14, 15, 23)),
    ]
    seen: Seen = []
    late = _late(profile)
    for selection in profile.lists:
        for days in (1, 9, 10, 11, 29, 30, 31, 59, 60, 61, 179, 180, 181):
            at = MONDAY + days * DAY
            taken = [i for i, case in enumerate((*crowd, *late)) if match(selection.when, case, Moment(), at)]
            seen.append((selection.code, selection.label, selection.to, days, taken))
    return seen


def _late(profile: Profile) -> tuple[Case, ...]:
    watch = Watch(profile)
    watch.begin()
    watch.hand_out()
    watch.give(cmd.Supervise("instruct", TEXT, ("liaison",), watch.at + DAY), "head", "leader")
    supervised = watch.case
    watch.give(cmd.Tick(), "system", after=90 * DAY)
    return watch.case, replace(watch.case, state="struck_off"), replace(supervised, state="struck_off")


def figures(profile: Profile) -> Seen:
    """The table of indicators over three matters."""
    cases: list[Case] = []
    for outcome in ("满意", "基本满意", "不满意"):
        watch = Watch(profile)
        watch.begin()
        watch.give(cmd.LogCall("reached"), *HANDLERS)
        watch.to("callback")
        watch.call(outcome)
        if profile.gates and not watch.case.callbacks:
            watch.give(cmd.Rate("citizen", outcome), "citizen")
        cases.append(watch.case)
    watch = Watch(profile)
    watch.begin()
    cases.append(watch.case)
    rows = [case_figures(case, profile, watch.facts.calendar) for case in cases]
    options = profile_options(profile, (3, 4))
    return [
        (i.label, repr(compute(i.formula, rows, MONDAY + 40 * DAY, options)), i.formula)
        for i in profile.indicators
    ]


def codes(profile: Profile) -> Seen:
    """How the households of groups are divided."""
    return [divide(n, Split(profile.codes.split), profile.codes.households) for n in (29, 30, 31, 61, 121)]


def force(profile: Profile) -> Seen:
    """From which day the version holds."""
    seen: Seen = []
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 11, 21)):
        try:
            seen.append(in_force([profile], at_china(day, 36000)).version)
        except LookupError:
            seen.append("none")
    return seen
