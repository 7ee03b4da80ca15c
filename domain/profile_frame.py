"""Checks of a profile's frame: stages, entry, posts, separation, gates, grades and the responsibility chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.case import GATES, STATES
from domain.commands import COMMANDS
from domain.people import POSTS, TIERS
from domain.profile import Profile
from domain.profile_finding import Path
from domain.profile_names import GATE_COMMANDS, JOINS, POST_COMMANDS, ROLE_COMMANDS, SYSTEM_COMMANDS
from domain.profile_rules import Note, has_gate

_DOMAINS = ("MS", "ZF", "FZ")
APART = (("feedback", "review"), ("feedback", "callback"), ("review", "callback"), ("feedback", "verify"))
"""Steps of one round that no county may leave to one person, where it has both."""


def names(values: Sequence[str], known: Iterable[str], path: Path, code: str) -> Iterator[Note]:
    """Findings for values that are unknown or repeated."""
    table = set(known)
    for i, value in enumerate(values):
        if value not in table:
            yield (*path, i), code, (value,) if code != "unknown_choice" else (value, "、".join(known))
        elif value in values[:i]:
            yield (*path, i), "duplicate", (value,)


def check_head(profile: Profile) -> Iterator[Note]:
    """Identity and effective date."""
    for name in ("id", "title", "promise"):
        if not getattr(profile, name).strip():
            yield (name,), "wrong_type", (name, "非空文字")
    if not 1 <= profile.version <= 9999:
        yield ("version",), "number_range", ("version", 1, 9999, profile.version)
    try:
        date.fromisoformat(profile.effective_from)
    except ValueError:
        yield ("effective_from",), "not_a_date", (profile.effective_from,)


def check_stages(profile: Profile) -> Iterator[Note]:
    """Every state belongs to exactly one stage."""
    where: dict[str, str] = {}
    for i, stage in enumerate(profile.stages):
        if stage.label in [s.label for s in profile.stages[:i]]:
            yield ("stages", i, "label"), "duplicate", (stage.label,)
        for j, state in enumerate(stage.states):
            if state not in STATES:
                yield ("stages", i, "states", j), "unknown_state", (state,)
            elif state in where:
                yield ("stages", i, "states", j), "stage_overlap", (state,)
            where[state] = stage.label
    for state in STATES:
        if state not in where:
            yield ("stages",), "stage_missing", (state,)


def check_entry(profile: Profile) -> Iterator[Note]:
    """Domains, where each enters, and the sources."""
    yield from names(profile.domains, _DOMAINS, ("domains",), "unknown_domain")
    for domain in profile.domains:
        if domain not in profile.entry:
            yield ("entry",), "entry_missing", (domain,)
    for domain, tier in profile.entry.items():
        if domain not in profile.domains:
            yield ("entry", domain), "unknown_domain", (domain,)
        if tier not in TIERS:
            yield ("entry", domain), "unknown_tier", (tier,)
    yield from names(profile.inbound, profile.sources, ("inbound",), "not_a_source")
    yield from names(profile.self_service, profile.sources, ("self_service",), "not_a_source")
    if "qr" not in profile.self_service:
        yield ("self_service",), "qr_missing", ()
    yield from names(profile.fanout, POSTS, ("fanout",), "unknown_post")


def check_posts(profile: Profile) -> Iterator[Note]:
    """Who may do what, and who may not do both."""
    for key, posts in profile.posts.items():
        kind, colon, tier = key.partition(":")
        if kind in SYSTEM_COMMANDS:
            yield ("posts", key), "system_command", (kind,)
        elif kind not in COMMANDS:
            yield ("posts", key), "unknown_command", (kind,)
        if colon and tier not in TIERS:
            yield ("posts", key), "unknown_tier", (tier,)
        yield from names(posts, POSTS, ("posts", key), "unknown_post")
    for kind in sorted(POST_COMMANDS):
        if kind not in profile.posts:
            yield ("posts",), "command_missing", (kind,)
    yield from _check_idle_posts(profile)
    yield from names(profile.proxy, POSTS, ("proxy",), "unknown_post")
    for i, pair in enumerate(profile.separate):
        for j, kind in enumerate(pair):
            if kind not in POST_COMMANDS:
                yield ("separate", i, j), "unknown_command", (kind,)
            elif kind not in ROLE_COMMANDS:
                yield ("separate", i, j), "idle_value", (kind, "分离只能用于" + "、".join(ROLE_COMMANDS))
        if pair[0] == pair[1]:
            yield ("separate", i), "separate_pair", ()
        if any(set(pair) == set(earlier) for earlier in profile.separate[:i]):
            yield ("separate", i), "duplicate", ("、".join(pair),)
    for one, other in APART:
        gates = [gate for gate, kind in GATE_COMMANDS.items() if kind in (one, other)]
        kept = any({one, other} == set(pair) for pair in profile.separate)
        if not kept and all(has_gate(profile, gate) for gate in gates):
            yield ("separate",), "separate_missing", (one, other)


def _check_idle_posts(profile: Profile) -> Iterator[Note]:
    """Posts for steps that the county does not have."""
    off = {"verify"} if not has_gate(profile, "acceptance") else set()
    off |= {"callback"} if not has_gate(profile, "callback") else set()
    off |= {kind for kind in POST_COMMANDS if kind.startswith("whistle")} if not profile.whistle.on else set()
    if not profile.mediation:
        off |= {kind for kind in POST_COMMANDS if kind.startswith("mediat")}
    off |= {"whistle_score"} if not profile.whistle.score else set()
    for key, posts in profile.posts.items():
        kind, _, tier = key.partition(":")
        if posts and kind in off:
            yield ("posts", key), "idle_value", (key, "本县没有这个环节")
        if tier and not posts:
            yield ("posts", key), "idle_value", (key, "空表会落到不分层级的那一条，请删去")


def check_gates(profile: Profile) -> Iterator[Note]:
    """The gates of each domain can be reached and passed."""
    for domain in profile.domains:
        if not profile.gates.get(domain):
            yield ("gates",), "gates_missing", (domain,)
    for domain, gates in profile.gates.items():
        if domain not in profile.domains:
            yield ("gates", domain), "unknown_domain", (domain,)
        yield from names(gates, GATES, ("gates", domain), "unknown_gate")
        for i, gate in enumerate(gates):
            if gate in GATES:
                yield from _check_gate(profile, gate, gates[:i], ("gates", domain, i))
    if not any("rectify" in rule.do for rule in profile.rules):
        if profile.rectify_back_to:
            yield ("rectify_back_to",), "idle_value", ("rectify_back_to", "没有规则会要求整改，请写空值")
    elif not has_gate(profile, profile.rectify_back_to):
        yield ("rectify_back_to",), "unknown_gate", (profile.rectify_back_to,)
    if profile.join not in JOINS:
        yield ("join",), "unknown_choice", (profile.join, "、".join(JOINS))


def _check_gate(profile: Profile, gate: str, before: Sequence[str], path: Path) -> Iterator[Note]:
    kind = GATE_COMMANDS[gate]
    if kind in profile.posts and not profile.posts[kind]:
        yield path, "gate_unreachable", (gate, f"没有岗位可以做“{kind}”")
    if "callback" in before:
        yield path, "gate_unreachable", (gate, "免回访的事项会直接销号，回访必须是最后一关")


def check_grades(profile: Profile) -> Iterator[Note]:
    """Grades count from 1; each has its tier. The chain climbs."""
    for i, grade in enumerate(profile.grades):
        if grade.n != i + 1:
            yield ("grades", i, "n"), "not_a_grade_number", (grade.n,)
        if grade.tier not in TIERS:
            yield ("grades", i, "tier"), "unknown_tier", (grade.tier,)
        if grade.label in [g.label for g in profile.grades[:i]]:
            yield ("grades", i, "label"), "duplicate", (grade.label,)
    if not profile.grades:
        yield ("grades",), "missing_key", ("grades",)
    highest = 0
    for i, rung in enumerate(profile.chain):
        if not rung.posts:
            yield ("chain", i, "posts"), "rung_empty", ()
        yield from names(rung.posts, POSTS, ("chain", i, "posts"), "unknown_post")
        if rung.tier not in TIERS:
            yield ("chain", i, "tier"), "unknown_tier", (rung.tier,)
            continue
        if TIERS.index(rung.tier) < highest:
            yield ("chain", i, "tier"), "rung_order", (rung.tier,)
        highest = max(highest, TIERS.index(rung.tier))
    yield from names(profile.modes, profile.modes, ("modes",), "duplicate")
    tiers = profile.escalation.tiers
    yield from names(tiers, TIERS, ("escalation", "tiers"), "unknown_tier")
    lowest = min((TIERS.index(tier) for tier in profile.entry.values() if tier in TIERS), default=0)
    for i, tier in enumerate(tiers):
        if tier in TIERS and TIERS.index(tier) <= lowest:
            yield ("escalation", "tiers", i), "idle_value", (tier, "事项不会从更低的层级进入")
