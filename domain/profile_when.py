"""Checks of conditions: known facts, values of the right type, and all combinations that rules must cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any

from domain.case import STATES
from domain.facts import FACTS, holds
from domain.people import TIERS
from domain.profile import Profile, Rule, When
from domain.profile_names import MOMENTS, NATURES, NO_GRADE, SOLVED

OTHER = "…"
"""Stands for every value that no condition names."""

LARGEST = 200_000
"""Most combinations that are enumerated for one occasion."""

MOST_FLAGS = 12
"""Most flags whose subsets are enumerated."""

Combination = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WhenFault:
    """What is wrong with one condition: the fact, the finding's code and its words."""

    fact: str
    code: str
    words: tuple[object, ...]


def allowed(name: str, profile: Profile, on: str) -> tuple[Any, ...] | None:
    """The closed set of values of a fact, None where any value of its type may come."""
    table: dict[str, tuple[Any, ...]] = {
        "outcome": ("pass", "fail") if on == "verify" else (*profile.ratings.grades, *NO_GRADE),
        "solved": SOLVED,
        "clock": tuple(c.code for c in profile.clocks),
        "grade": tuple(g.n for g in profile.grades),
        "tier": TIERS,
        "domain": profile.domains,
        "nature": NATURES,
        "source": tuple(profile.sources),
        "state": tuple(STATES),
    }
    return table.get(name)


def check_when(when: When, profile: Profile, on: str = "") -> Iterator[WhenFault]:
    """Faults of a condition used on occasion `on` ("" for red lights, lists, amounts and the like)."""
    for name, want in when.items():
        if name not in FACTS:
            yield WhenFault(name, "unknown_fact", (name,))
        elif name in MOMENTS and on not in MOMENTS[name]:
            yield WhenFault(name, "fact_scope", (name,))
        elif not _fits(name, want, profile, on):
            yield WhenFault(name, "fact_value", (name, want))


def _fits(name: str, want: Any, profile: Profile, on: str) -> bool:
    kind = FACTS[name].type
    if isinstance(want, tuple):
        return bool(want) and name != "flags" and all(_literal(name, one, kind, profile, on) for one in want)
    if name == "flags":
        return isinstance(want, str) and want.startswith("has:") and len(want) > len("has:")
    if kind is int and isinstance(want, str):
        return want[:2] in (">=", "<=") and want[2:].isascii() and want[2:].isdigit()
    return _literal(name, want, kind, profile, on)


def _literal(name: str, want: Any, kind: type, profile: Profile, on: str) -> bool:
    values = allowed(name, profile, on)
    return type(want) is kind and (values is None or want in values)


def matches(when: When, combination: Combination) -> bool:
    """Whether the condition holds for one combination."""
    return all(holds(want, combination[name]) for name, want in when.items())


def facts_of(rules: Sequence[Rule]) -> tuple[str, ...]:
    """The fact names that the rules look at, in order of first use."""
    return tuple(dict.fromkeys(name for rule in rules for name in rule.when))


def combinations_of(on: str, rules: Sequence[Rule], profile: Profile) -> tuple[list[Combination], int]:
    """Every combination of the facts that the rules look at, and their number; none when there are too many.

    Outcome and solved are always taken apart. Of a counter only 0 and the numbers at and beside those that a condition
    names are taken: between them no condition can tell two values apart.
    """
    names = list(facts_of(rules))
    names += [n for n in ("outcome", "solved") if on in MOMENTS[n] and n not in names]
    axes = [_axis(name, rules, profile, on) for name in names]
    size = 1
    for axis in axes:
        size *= len(axis)
    if size > LARGEST:
        return [], size
    return [dict(zip(names, values, strict=True)) for values in product(*axes)], size


def _axis(name: str, rules: Sequence[Rule], profile: Profile, on: str) -> Sequence[Any]:
    wants = [w for rule in rules if name in rule.when for w in _each(rule.when[name])]
    values = allowed(name, profile, on)
    if values is not None and name != "state":
        return values
    kind = FACTS[name].type
    if kind is bool:
        return (False, True)
    if kind is int:
        bounds = {int(w[2:]) if isinstance(w, str) else w for w in wants}
        return tuple(sorted({0} | {n + step for n in bounds for step in (-1, 0, 1) if n + step > 0}))
    if name == "flags":
        flags = sorted({w[4:] for w in wants})
        if len(flags) > MOST_FLAGS:
            return range(LARGEST + 1)
        return tuple(chain.from_iterable(combinations(flags, n) for n in range(len(flags) + 1)))
    return (*dict.fromkeys(wants), OTHER)


def _each(want: Any) -> tuple[Any, ...]:
    return want if isinstance(want, tuple) else (want,)


def possible(on: str, combination: Combination, profile: Profile) -> bool:
    """Whether the combination can come about: a dissatisfied answer has been counted once, a failed try too."""
    outcome = combination.get("outcome")
    counted = ("dissatisfied.round", "dissatisfied.case")
    if on == "callback" and outcome in profile.ratings.dissatisfied:
        return all(combination.get(name, 1) >= 1 for name in counted)
    if outcome == "未接通":
        return bool(combination.get("tries.gate", 1) >= 1)
    if on == "verify" and "fails.row" in combination:
        return bool(combination["fails.row"] >= 1) == (outcome == "fail")
    return on != "breach" or bool(combination.get("breaches", 1) >= 1)
