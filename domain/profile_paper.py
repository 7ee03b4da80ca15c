"""Checks of what a profile says about evidence, red lights, ratings, callbacks, figures, lists and papers."""

from __future__ import annotations

from collections.abc import Iterator

from domain.formulas import FORMULAS
from domain.people import POSTS
from domain.profile import Profile
from domain.profile_finding import Path
from domain.profile_frame import names
from domain.profile_names import (
    ASIDES,
    DOSSIER_ORDERS,
    EVIDENCE_AT,
    EVIDENCE_KINDS,
    METHODS,
    OF,
    PERIODS,
    PHONE_ON_RECORD,
    RAISERS,
    SPLITS,
    THEN,
)
from domain.profile_rules import Note, has_gate
from domain.profile_when import check_when
from domain.sampling import SAMPLE_LIST


def _choice(value: str, known: tuple[str, ...], path: Path) -> Iterator[Note]:
    if value not in known:
        yield path, "unknown_choice", (value, "、".join(known))


def _range(value: float, name: str, low: int, high: int, path: Path) -> Iterator[Note]:
    if not low <= value <= high:
        yield path, "number_range", (name, low, high, value)


def check_evidence(profile: Profile) -> Iterator[Note]:
    """Evidence rules."""
    for i, rule in enumerate(profile.evidence):
        path: Path = ("evidence", i)
        yield from _choice(rule.at, EVIDENCE_AT, (*path, "at"))
        if rule.at == "whistle_result" and not profile.whistle.on:
            yield (*path, "at"), "rule_unreachable", ("whistle_result",)
        for kind, count in rule.need.items():
            yield from _choice(kind, EVIDENCE_KINDS, (*path, "need", kind))
            yield from _range(count, kind, 1, 99, (*path, "need", kind))
        for fault in check_when(rule.when, profile):
            yield (*path, "when", fault.fact), fault.code, fault.words


def check_red(profile: Profile) -> Iterator[Note]:
    """Red lights: only effects laid over the case, addressed to a post."""
    for i, red in enumerate(profile.red):
        path: Path = ("red", i)
        if red.code in [r.code for r in profile.red[:i]]:
            yield (*path, "code"), "duplicate", (red.code,)
        for fault in check_when(red.when, profile):
            yield (*path, "when", fault.fact), fault.code, fault.words
        yield from names(red.do, ASIDES, (*path, "do"), "unknown_effect")
        yield from names((red.post,), POSTS, (*path, "post"), "unknown_post")
        yield from _choice(red.of, OF, (*path, "of"))


def check_ratings(profile: Profile) -> Iterator[Note]:
    """Grades of satisfaction."""
    ratings = profile.ratings
    yield from names(ratings.grades, ratings.grades, ("ratings", "grades"), "duplicate")
    for name in ("satisfied", "dissatisfied"):
        values = getattr(ratings, name)
        yield from names(values, ratings.grades, ("ratings", name), "not_a_grade")
        if not values:
            yield ("ratings", name), "wrong_type", (name, "至少一项的列表")
    for i, grade in enumerate(ratings.dissatisfied):
        if grade in ratings.satisfied:
            yield ("ratings", "dissatisfied", i), "rating_overlap", (grade,)
    yield from names(ratings.questions, ratings.questions, ("ratings", "questions"), "duplicate")
    yield from _range(ratings.change_days, "change_days", 0, 365, ("ratings", "change_days"))


def check_callback(profile: Profile) -> Iterator[Note]:
    """How callbacks are made, and who is exempt."""
    callback = profile.callback
    path: Path = ("callback",)
    if not profile.may("sample"):
        for name in ("sample_percent", "sample_window_days"):
            if getattr(callback, name):
                yield (*path, name), "idle_value", (name, "没有岗位可以抽查，请写 0")
    if not has_gate(profile, "callback"):
        for name in ("methods", "tries", "gap_hours", "days", "then", "exempt", "phone_on_record"):
            if getattr(callback, name):
                yield (*path, name), "idle_value", (name, "本县没有回访这道关口，请写空值")
        return
    yield from names(callback.methods, METHODS, (*path, "methods"), "unknown_choice")
    if not callback.methods:
        yield (*path, "methods"), "wrong_type", ("methods", "至少一项的列表")
    yield from _choice(callback.then, THEN, (*path, "then"))
    yield from _choice(callback.phone_on_record, PHONE_ON_RECORD, (*path, "phone_on_record"))
    for name, low, high in (
        ("tries", 1, 10),
        ("gap_hours", 0, 72),
        ("days", 1, 30),
        ("sample_percent", 0, 100),
        ("sample_window_days", 0, 365),
    ):
        yield from _range(getattr(callback, name), name, low, high, (*path, name))
    for i, exemption in enumerate(callback.exempt):
        if not exemption.when:
            yield (*path, "exempt", i), "wrong_type", ("when", "至少一个条件")
        if exemption.reason in [e.reason for e in callback.exempt[:i]]:
            yield (*path, "exempt", i, "reason"), "duplicate", (exemption.reason,)
        for fault in check_when(exemption.when, profile):
            yield (*path, "exempt", i, "when", fault.fact), fault.code, fault.words


def check_limits(profile: Profile) -> Iterator[Note]:
    """Small limits."""
    for name, low, high in (
        ("returns", 0, 9),
        ("reminders", 1, 99),
        ("objection_workdays", 0, 30),
        ("extensions", 0, 9),
        ("extension_days", 0, 90),
        ("repeat_days", 0, 3650),
        ("min_feedback", 0, 500),
    ):
        yield from _range(getattr(profile.limits, name), name, low, high, ("limits", name))
    wording = profile.wording
    yield from _range(wording.min_length, "min_length", 0, 500, ("wording", "min_length"))
    if not wording.on and (wording.min_length or wording.banned or profile.limits.min_feedback):
        yield ("wording", "on"), "idle_value", ("wording", "没有启用用语检查，字数和禁用语请写空值")
    elif 0 < profile.limits.min_feedback <= wording.min_length:
        yield ("limits", "min_feedback"), "idle_value", ("min_feedback", "不大于 min_length")
    yield from names(profile.wording.banned, profile.wording.banned, ("wording", "banned"), "duplicate")


def check_figures(profile: Profile) -> Iterator[Note]:
    """Indicators, lists and recurring papers."""
    for i, indicator in enumerate(profile.indicators):
        if indicator.formula not in FORMULAS:
            yield ("indicators", i, "formula"), "unknown_formula", (indicator.formula,)
        if indicator.label in [x.label for x in profile.indicators[:i]]:
            yield ("indicators", i, "label"), "duplicate", (indicator.label,)
        yield from _range(indicator.target, "target", 0, 100, ("indicators", i, "target"))
    for i, selection in enumerate(profile.lists):
        if selection.code in [x.code for x in profile.lists[:i]]:
            yield ("lists", i, "code"), "duplicate", (selection.code,)
        if selection.code == SAMPLE_LIST:
            yield ("lists", i, "code"), "list_reserved", (selection.code,)
        yield from names((selection.to,), POSTS, ("lists", i, "to"), "unknown_post")
        for fault in check_when(selection.when, profile):
            yield ("lists", i, "when", fault.fact), fault.code, fault.words
    for i, rhythm in enumerate(profile.rhythm):
        yield from _choice(rhythm.period, PERIODS, ("rhythm", i, "period"))
        if rhythm in profile.rhythm[:i]:
            yield ("rhythm", i, "label"), "duplicate", (rhythm.label,)


def check_codes(profile: Profile) -> Iterator[Note]:
    """Code standard, whistle and dossier."""
    yield from _range(profile.codes.office, "office", 0, 99, ("codes", "office"))
    yield from _range(profile.codes.building, "building", 0, 99, ("codes", "building"))
    yield from _range(profile.codes.households, "households", 1, 9999, ("codes", "households"))
    yield from _choice(profile.codes.split, SPLITS, ("codes", "split"))
    yield from names(profile.whistle.raisers, RAISERS, ("whistle", "raisers"), "unknown_choice")
    if not profile.whistle.on and (profile.whistle.raisers or profile.whistle.score):
        yield ("whistle", "on"), "idle_value", ("whistle", "没有启用吹哨报到，raisers 和 score 请写空值")
    if profile.whistle.on and not profile.whistle.raisers:
        yield ("whistle", "raisers"), "wrong_type", ("raisers", "至少一项的列表")
    yield from _choice(profile.dossier_order, DOSSIER_ORDERS, ("dossier_order",))
