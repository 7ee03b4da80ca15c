"""Checks of a profile's limits: each starts, stops, fits its scope and gives every matter an amount."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chinatime import parse_day_end
from domain.events import EVENTS
from domain.profile import Amount, ClockRule, Profile
from domain.profile_finding import Path
from domain.profile_names import DAY_UNITS, GATE_EVENT, GIVEN, OPTIONAL_EVENTS, SCOPES, UNITS, event_fields
from domain.profile_rules import Note, has_gate
from domain.profile_when import check_when

_SCOPE_FIELDS = {"task": "task", "unit": "unit"}
_SCOPE_WORDS = {"task": "是哪项任务", "unit": "是哪个单位"}


def can_happen(kind: str, profile: Profile) -> bool:
    """Whether the event can come about in this county."""
    need = OPTIONAL_EVENTS.get(kind, "")
    return {
        "": True,
        "whistle": profile.whistle.on,
        "mediation": profile.mediation,
        "fanout": bool(profile.fanout),
        "sample": bool(profile.may("sample")),
        "rectify": any("rectify" in rule.do for rule in profile.rules),
    }.get(need, has_gate(profile, need))


def check_clocks(profile: Profile) -> Iterator[Note]:
    """All findings of `clocks`."""
    seen: set[str] = set()
    first_calls = 0
    for i, clock in enumerate(profile.clocks):
        path: Path = ("clocks", i)
        if clock.code in seen:
            yield (*path, "code"), "duplicate", (clock.code,)
        seen.add(clock.code)
        first_calls += clock.first_call
        yield from _check_events(clock, path, profile)
        yield from _check_amounts(clock, path, profile)
        yield from _check_numbers(clock, path, profile)
        if clock.first_call and "called" not in clock.stop:
            yield (*path, "first_call"), "idle_value", ("first_call", "终点没有 called")
        if clock.first_call and first_calls > 1:
            yield (*path, "first_call"), "duplicate", ("first_call",)


def _check_events(clock: ClockRule, path: Path, profile: Profile) -> Iterator[Note]:
    if clock.scope not in SCOPES:
        yield (*path, "scope"), "unknown_choice", (clock.scope, "、".join(SCOPES))
    for side, kinds, code, word in (
        ("start", clock.start, "clock_no_start", "开始"),
        ("stop", clock.stop, "clock_no_stop", "停止"),
    ):
        if not kinds:
            yield (*path, side), code, (clock.code,)
        for j, kind in enumerate(kinds):
            if kind.startswith(GATE_EVENT):
                gate = kind.removeprefix(GATE_EVENT)
                if not has_gate(profile, gate):
                    yield (*path, side, j), "gate_clock", (gate, clock.code, word)
                kind = "gate_entered"
            if kind not in EVENTS:
                yield (*path, side, j), "unknown_event", (kind,)
                continue
            if kinds[j] in kinds[:j]:
                yield (*path, side, j), "duplicate", (kinds[j],)
            if not can_happen(kind, profile):
                yield (*path, side, j), "clock_never", (kind, clock.code, word)
            wanted = _SCOPE_FIELDS.get(clock.scope)
            if wanted and wanted not in event_fields(kind):
                yield (*path, side, j), "clock_scope", (kind, _SCOPE_WORDS[clock.scope], clock.scope)
    for j, kind in enumerate(clock.stop):
        if kind in clock.start:
            yield (*path, "stop", j), "duplicate", (kind,)


def _check_amounts(clock: ClockRule, path: Path, profile: Profile) -> Iterator[Note]:
    if not clock.amounts or clock.amounts[-1].when:
        yield (*path, "amounts"), "amounts_open", ()
    for j, amount in enumerate(clock.amounts):
        where: Path = (*path, "amounts", j)
        if any(not earlier.when or earlier.when == amount.when for earlier in clock.amounts[:j]):
            yield where, "rule_shadowed", ()
        for fault in check_when(amount.when, profile):
            yield (*where, "when", fault.fact), fault.code, fault.words
        yield from _check_amount(amount, where, clock)


def _check_amount(amount: Amount, where: Path, clock: ClockRule) -> Iterator[Note]:
    if amount.unit not in UNITS:
        yield (*where, "unit"), "unknown_unit", (amount.unit,)
    elif amount.unit == "given":
        if amount.given not in GIVEN or GIVEN[amount.given] not in clock.start:
            yield (*where, "given"), "amount_value", (amount.given, "起点事件里没有这个时间")
        if amount.n:
            yield (*where, "n"), "idle_value", ("n", "时间由人指定")
    else:
        if amount.given:
            yield (*where, "given"), "idle_value", ("given", "单位不是 given")
        if not 1 <= amount.n <= 3650:
            yield (*where, "n"), "number_range", ("n", 1, 3650, amount.n)


def _check_numbers(clock: ClockRule, path: Path, profile: Profile) -> Iterator[Note]:
    for name, low, high in (
        ("amber_percent", 0, 100),
        ("amber_minutes", 0, 525600),
        ("again_minutes", 1, 525600),
    ):
        value = getattr(clock, name)
        if not low <= value <= high:
            yield (*path, name), "number_range", (name, low, high, value)
    for j, percent in enumerate(clock.warn):
        if not 1 <= percent <= 99 or percent in clock.warn[:j] or percent != sorted(clock.warn)[j]:
            yield (*path, "warn", j), "amount_value", (percent, "提醒应是 1 到 99 的百分数，由小到大")
    try:
        parse_day_end(clock.day_end)
    except ValueError:
        yield (*path, "day_end"), "amount_value", (clock.day_end, "应写成 17:30 或 24:00")
    units = {amount.unit for amount in clock.amounts}
    if clock.day_end != "24:00" and not units & set(DAY_UNITS):
        yield (*path, "day_end"), "idle_value", ("day_end", "没有按天计算的时长")
    if clock.roll and "calday" not in units:
        yield (*path, "roll"), "idle_value", ("roll", "没有按自然日计算的时长")
    if clock.ladder and not profile.chain:
        yield (*path, "ladder"), "ladder_empty", (clock.code,)
