"""Proof that a profile's rules are complete: every outcome has exactly one first rule, and every rule its turn."""

from __future__ import annotations

from collections.abc import Iterator

from domain.profile import EFFECTS, Profile, Rule
from domain.profile_finding import Path
from domain.profile_names import ASIDES, MOVES, OCCASIONS, ONCE
from domain.profile_when import check_when, combinations_of, matches, possible

Note = tuple[Path, str, tuple[object, ...]]
"""Where, finding code, words of the sentence."""


def has_gate(profile: Profile, gate: str) -> bool:
    """Whether any domain lines the gate up."""
    return any(gate in gates for gates in profile.gates.values())


def takes_place(profile: Profile, on: str) -> bool:
    """Whether the county has the occasion at all."""
    return {
        "callback": has_gate(profile, "callback"),
        "verify": has_gate(profile, "acceptance"),
        "sample": bool(profile.may("sample")),
        "breach": bool(profile.clocks),
        "return": bool(profile.may("request_return")),
    }[on]


def check_rules(profile: Profile) -> Iterator[Note]:
    """Names, values, effects, completeness and reachability of `rules`."""
    faulty: set[str] = set()
    for i, rule in enumerate(profile.rules):
        path: Path = ("rules", i)
        if rule.on not in OCCASIONS:
            yield (*path, "on"), "unknown_choice", (rule.on, "、".join(OCCASIONS))
            continue
        for fault in check_when(rule.when, profile, rule.on):
            faulty.add(rule.on)
            yield (*path, "when", fault.fact), fault.code, fault.words
        yield from _check_effects(rule, path)
        if rule.once not in ONCE:
            yield (*path, "once"), "unknown_choice", (rule.once, "、".join(ONCE))
        elif rule.once != "always" and rule.on in MOVES:
            yield (*path, "once"), "rule_once", (rule.on,)
        if not takes_place(profile, rule.on):
            yield path, "rule_unreachable", (rule.on,)
    yield from _check_unreached(profile)
    for on in OCCASIONS:
        if on not in faulty and takes_place(profile, on):
            yield from _check_cover(on, profile)


def _check_unreached(profile: Profile) -> Iterator[Note]:
    """The rule that gives up agrees with what `callback` says about tries and days."""
    callback = profile.callback
    wanted = {"tries.gate": f">={callback.tries}"}
    if callback.days > 1:
        wanted["days.gate"] = f">={callback.days - 1}"
    for i, rule in enumerate(profile.rules):
        if "unreached" in rule.do:
            have = {name: rule.when.get(name) for name in ("tries.gate", "days.gate") if name in rule.when}
            if have != wanted:
                yield ("rules", i, "when"), "unreached_tries", (callback.tries, callback.days)


def _check_effects(rule: Rule, path: Path) -> Iterator[Note]:
    moves = MOVES.get(rule.on, ())
    if not rule.do:
        yield (*path, "do"), "wrong_type", ("do", "至少一个后果的列表")
    for j, effect in enumerate(rule.do):
        if effect not in EFFECTS:
            yield (*path, "do", j), "unknown_effect", (effect,)
        elif effect not in moves and effect not in ASIDES:
            yield (*path, "do", j), "effect_scope", (effect, rule.on)
        elif effect in rule.do[:j]:
            yield (*path, "do", j), "duplicate", (effect,)
    if moves and sum(effect in moves for effect in rule.do) != 1:
        yield (*path, "do"), "effect_moves", ("、".join(moves),)


def _check_cover(on: str, profile: Profile) -> Iterator[Note]:
    places = [i for i, rule in enumerate(profile.rules) if rule.on == on]
    rules = [profile.rules[i] for i in places]
    found, size = combinations_of(on, rules, profile)
    if not found:
        yield ("rules", places[0]) if places else ("rules",), "rule_wide", (on, size)
        return
    turns = [False] * len(rules)
    gaps = []
    for combination in found:
        first = next((n for n, rule in enumerate(rules) if matches(rule.when, combination)), None)
        if first is None:
            gaps.append(combination)
        elif possible(on, combination, profile):
            turns[first] = True
    for n, i in enumerate(places):
        if not turns[n]:
            yield ("rules", i), "rule_shadowed", ()
    if gaps and on in MOVES:
        example = "，".join(f"{name}={value}" for name, value in gaps[0].items())
        yield ("rules", places[-1]) if places else ("rules",), "rule_gap", (on, example, len(gaps))
