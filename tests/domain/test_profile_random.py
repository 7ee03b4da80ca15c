"""Random counties: what the loader accepts never meets a gap in deciding, whatever happens to the case."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, event, given, settings

from domain import commands as cmd
from domain.case import Case
from domain.evolve import fold
from domain.facts import Moment, match
from domain.profile import Profile
from domain.profile_load import Finding, ProfileProblem, check_data
from domain.queues import QUEUES, memberships
from tests.domain.story import DAY, HOUR, TEXT
from tests.domain.watch import FRONT, HANDLERS, Watch

pytestmark = pytest.mark.whole

OUTCOMES = ("满意", "基本满意", "不满意", "未接通", "拒评")
MOVES = ("close", "stay", "rectify", "reopen", "redispatch", "unreached")
ASIDES = ("supervise", "interview", "accountability", "sms", "letter", "list", "veto")
EVENTS = (
    "registered", "pushed", "called", "accepted", "dispatched", "tasked", "signed", "fed_back", "replied",
    "reported_done", "gate_entered:review", "gate_entered:callback", "called_back", "struck_off", "reopened",
    "rectify_ordered", "escalated", "returned", "verified",
)  # fmt: skip


@cache
def base() -> dict[str, Any]:
    """A shipped county to vary."""
    return tomllib.loads(Path("resources/profiles/baiyin.toml").read_text("utf-8"))


numbers = st.one_of(
    st.integers(0, 3),
    st.builds(">={}".format, st.integers(0, 3)),
    st.builds("<={}".format, st.integers(0, 3)),
)
conditions = st.fixed_dictionaries(
    {},
    optional={
        "outcome": st.one_of(
            st.sampled_from(OUTCOMES), st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=3)
        ),
        "solved": st.sampled_from(("yes", "partly", "no")),
        "dissatisfied.round": numbers,
        "tries.gate": numbers,
        "grade": numbers,
        "repeat": st.booleans(),
        "flags": st.just("has:群体性"),
        "overdue": st.booleans(),
    },
)
asides = st.lists(st.sampled_from(ASIDES), max_size=2, unique=True)
callback_rules = st.lists(
    st.builds(
        lambda when, move, more: {"on": "callback", "when": when, "do": [move, *more]},
        conditions,
        st.sampled_from([move for move in MOVES if move != "unreached"]),
        asides,
    ),
    max_size=4,
)
last_rules = st.sampled_from(
    (
        [{"on": "callback", "do": ["close"]}],
        [{"on": "callback", "do": ["reopen"]}],
        [
            {
                "on": "callback",
                "when": {"outcome": "未接通", "tries.gate": ">=3", "days.gate": ">=1"},
                "do": ["unreached"],
            },
            {"on": "callback", "do": ["stay"]},
        ],
        [],
    )
)
breach_rules = st.lists(
    st.builds(
        lambda n, more, once: {"on": "breach", "when": {"breaches": f">={n}"}, "do": more, "once": once},
        st.integers(1, 4),
        st.lists(st.sampled_from(ASIDES), min_size=1, max_size=2, unique=True),
        st.sampled_from(("always", "case", "round", "clock")),
    ),
    max_size=2,
)
amounts = st.builds(
    lambda n, unit, grade, other: [
        {"when": {"grade": grade}, "n": other, "unit": "hour"},
        {"n": n, "unit": unit},
    ],
    st.integers(1, 40),
    st.sampled_from(("minute", "hour", "workday", "calday")),
    st.integers(1, 4),
    st.integers(1, 90),
)
clocks = st.lists(
    st.builds(
        lambda code, scope, start, stop, amount, warn, pausable, ladder: {
            "code": code, "label": code, "scope": scope, "start": start, "stop": stop, "amounts": amount,
            "warn": warn, "amber_percent": 25, "amber_minutes": 5, "again_minutes": 600, "pausable": pausable,
            "ladder": ladder,
        },
        st.sampled_from(("a", "b", "c", "d", "e", "f")),
        st.sampled_from(("case", "round", "task")),
        st.lists(st.sampled_from(EVENTS), min_size=1, max_size=2, unique=True),
        st.lists(st.sampled_from(EVENTS), min_size=1, max_size=2, unique=True),
        amounts,
        st.sampled_from(([], [50], [50, 80])),
        st.booleans(),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda clock: clock["code"],
)  # fmt: skip
gates = st.sampled_from(
    (
        ["review", "reply", "callback"],
        ["reply", "callback"],
        ["callback"],
        ["review", "acceptance"],
        ["acceptance", "callback"],
        ["review", "reply"],
    )
)
counties = st.tuples(
    callback_rules, last_rules, breach_rules, clocks, gates, st.sampled_from(("review", "reply", "callback", "")),
    st.sampled_from(("all", "lead")), st.booleans(), st.integers(1, 4),
)  # fmt: skip


TASK_EVENTS = ("tasked", "signed", "fed_back", "returned", "replied")


def fitting(limit: dict[str, Any], line: list[str], rules: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The limit with the events that can happen; None when too few are left."""
    able = set(TASK_EVENTS) if limit["scope"] == "task" else set(EVENTS)
    able -= {f"gate_entered:{gate}" for gate in ("review", "callback") if gate not in line}
    able -= set() if "acceptance" in line else {"verified"}
    able -= set() if "callback" in line else {"called_back"}
    able -= set() if any("rectify" in rule["do"] for rule in rules) else {"rectify_ordered"}
    able -= set() if "review" in line else {"rewritten"}
    start = [kind for kind in limit["start"] if kind in able]
    stop = [kind for kind in limit["stop"] if kind in able and kind not in start]
    return {**limit, "start": start, "stop": stop} if start and stop else None


def county(parts: tuple[Any, ...]) -> dict[str, Any]:
    """The varied file. What could not happen at all is left out, so that many are accepted; gaps stay in."""
    first, last, breach, limits, line, back_to, join, auto, reminders = parts
    data = deepcopy(base())
    verify = [
        {"on": "verify", "when": {"outcome": "pass"}, "do": ["close"]},
        {"on": "verify", "do": ["reopen"]},
    ]
    rules = [rule for rule in data["rules"] if rule["on"] == "sample"]
    rules += first + last if "callback" in line else []
    rules += verify if "acceptance" in line else []
    clocks = [found for limit in limits if (found := fitting(limit, line, rules))]
    data["posts"]["verify"] = ["C_CENTRE"] if "acceptance" in line else []
    if "callback" not in line:
        data["posts"]["callback"] = []
        data["callback"].update(
            methods=[], tries=0, gap_hours=0, days=0, then="", exempt=[], phone_on_record=""
        )
    rectifies = any("rectify" in rule["do"] for rule in rules)
    data.update(
        rules=rules + (breach if clocks else []),
        clocks=clocks,
        rectify_back_to=(back_to if back_to in line else line[0]) if rectifies else "",
        join=join,
        auto_accept=auto,
        gates=dict.fromkeys(data["domains"], line),
    )
    data["limits"]["reminders"] = reminders
    return without_idle_rules(data)


def without_idle_rules(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out the rules that never have their turn."""
    for _ in range(4):
        lines: dict[Any, int] = {("rules", i): 1000 + i for i in range(len(data["rules"]))}
        idle = {f.line - 1000 for f in findings(data, lines) if f.code == "rule_shadowed"}
        if not idle:
            break
        data["rules"] = [rule for i, rule in enumerate(data["rules"]) if i not in idle]
    return data


def findings(data: dict[str, Any], lines: dict[Any, int]) -> tuple[Finding, ...]:
    """What the loader says against the county."""
    try:
        check_data(data, lines, "random")
    except ProfileProblem as problem:
        return problem.findings
    return ()


def loaded(data: dict[str, Any]) -> Profile | None:
    """The county, or None when it is refused."""
    return None if findings(data, {}) else check_data(data, {}, "random")


STEPS = st.lists(
    st.sampled_from(
        ("on", "on", "on", "on", "tick", "tick", "call", "rewrite", "return", "escalate", "note", "again")
    ),
    min_size=4,
    max_size=40,
)


def live(watch: Watch, step: str, outcome: str, solved: str) -> None:
    """One thing happens."""
    state = watch.case.state
    if step == "tick":
        watch.give(cmd.Tick(), "system", after=DAY)
    elif step == "call":
        watch.give(cmd.LogCall("reached"), *HANDLERS)
    elif step == "rewrite" and state == "review":
        watch.give(cmd.Review("rewrite", TEXT), "director")
    elif step == "return" and watch.task():
        watch.give(cmd.RequestReturn(watch.task(), TEXT), *HANDLERS)
        watch.give(cmd.DecideReturn(True, TEXT), "director", "centre")
    elif step == "escalate":
        watch.give(cmd.Escalate("C", TEXT), *FRONT)
        watch.give(cmd.DecideEscalation(True), "centre")
    elif step == "note":
        watch.give(cmd.Progress(TEXT), *HANDLERS)
    elif step == "again" and state == "struck_off":
        watch.give(cmd.Sample("不满意", words="样例"), "city")
    elif state == "callback":
        watch.call(outcome, solved, after=9 * HOUR)
    elif state == "acceptance":
        watch.give(cmd.Verify("pass" if solved == "yes" else "fail", TEXT), "centre")
    elif state == "registered":
        watch.give(cmd.Accept(), *FRONT)
    elif state in ("accepted", "reopened"):
        watch.hand_out("unit", "unit2") if solved == "no" else watch.hand_out()
    elif state in ("dispatched", "handling", "rectify"):
        watch.report()
    elif state == "review":
        watch.give(cmd.Review("ok"), "director")
    elif state == "reply":
        watch.give(cmd.GiveReply("phone", TEXT), *HANDLERS)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(counties, STEPS, st.sampled_from(OUTCOMES), st.sampled_from(("yes", "partly", "no")), st.booleans())
def test_an_accepted_county_never_meets_a_gap(
    parts: tuple[Any, ...], steps: list[str], outcome: str, solved: str, mass: bool
) -> None:
    profile = loaded(county(parts))
    event("accepted" if profile else "refused")
    if profile is None:
        return
    watch = Watch(profile)
    watch.begin(flags=("群体性",) if mass else ())
    for step in steps:
        live(watch, step, outcome, solved)
        assert {m.queue for m in memberships(watch.case, profile)} <= set(QUEUES)
    refusals = [entry[2] for entry in watch.seen if isinstance(entry[1], str) and "Refusal" in str(entry[2])]
    assert not [text for text in refusals if "profile_gap" in text]
    assert fold(watch.log) == watch.case


@settings(deadline=None)
@given(counties)
def test_the_loader_and_a_plain_search_agree_on_gaps(parts: tuple[Any, ...]) -> None:
    data = county(parts)
    codes = {found.code for found in findings(data, {})}
    if codes - {"rule_gap"}:
        return
    rules = [rule for rule in data["rules"] if rule["on"] == "callback"]
    line = data["gates"]["MS"]
    missed = False
    if "callback" in line:
        worlds = product(
            OUTCOMES,
            ("yes", "partly", "no"),
            range(5),
            range(5),
            range(1, 5),
            (True, False),
            ((), ("群体性",)),
        )
        for outcome, solved, bad, tries, grade, repeat, flags in worlds:
            case = Case(
                dissatisfied_round=bad, tries=tries, grade=grade, repeat=repeat, flags=flags, first_try_at=1
            )
            moment = Moment(outcome, solved)
            missed = missed or not any(
                match(
                    {k: tuple(v) if isinstance(v, list) else v for k, v in rule.get("when", {}).items()},
                    case,
                    moment,
                    days,
                )
                for rule in rules
                for days in (1, 1 + 3 * DAY)
            )
    event("gap" if missed else "whole")
    if missed:
        assert codes == {"rule_gap"}
