"""A county profile: how one county runs the trade, as data.

Closed tables only, no expressions: `when` maps fact names (domain.facts) to wanted values, `do` lists effects.
Profiles are versioned and effective-dated; a running case keeps what its round was dispatched under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

When = Mapping[str, Any]
"""fact name -> literal | [literals] | ">=n" | "<=n" | "has:x". All must hold; empty holds always."""

EFFECTS = (
    "close", "stay", "rectify", "reopen", "redispatch", "unreached", "supervise", "interview",
    "accountability", "accountability_proposal", "sms", "letter", "list", "veto",
)  # fmt: skip
"""Closed list of consequences."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A named stage of the county and the case states that belong to it."""

    label: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """How long a clock runs when `when` holds; unit `given` takes the field of that name from the event."""

    n: int
    unit: str
    when: When = field(default_factory=dict)
    given: str = ""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A limit. start/stop: event kinds; scope: case, task, round or unit; warn: percent of the limit.

    The chip is amber when at most `amber_percent` of the limit or `amber_minutes` are left; `again_minutes` is
    the pause between reminders after the breach; `first_call` marks the limit of the first phone contact.
    """

    code: str
    label: str
    scope: str
    start: tuple[str, ...]
    stop: tuple[str, ...]
    amounts: tuple[Amount, ...]
    warn: tuple[int, ...]
    amber_percent: int
    amber_minutes: int
    again_minutes: int
    pausable: bool = False
    ladder: bool = False
    first_call: bool = False
    day_end: str = "24:00"
    roll: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the responsibility chain."""

    tier: str
    label: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """At `at` (feedback, whistle_result) the kinds in `need` must be there in that number."""

    at: str
    need: Mapping[str, int]
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """First matching rule of an `on` wins. once: always, case, round, clock."""

    on: str
    do: tuple[str, ...]
    when: When = field(default_factory=dict)
    once: str = "always"


@dataclass(frozen=True, slots=True)
class RedLight:
    """A red light: judged last, over the whole case. `post` at `of` (place, unit, category) is addressed."""

    code: str
    label: str
    when: When
    do: tuple[str, ...]
    post: str
    of: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """Callback is not due when `when` holds; `reason` is documented on the case."""

    reason: str
    when: When


@dataclass(frozen=True, slots=True)
class Grade:
    """Grade of difficulty and the tier that settles it."""

    n: int
    label: str
    tier: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """`satisfied` and `dissatisfied` are subsets of `grades`; `questions` must each be answered when reached."""

    grades: tuple[str, ...]
    satisfied: tuple[str, ...]
    dissatisfied: tuple[str, ...]
    questions: tuple[str, ...]
    supervisor: bool
    change_days: int


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """How callbacks are made. Tries that stay unanswered count apart by `gap_hours` and over `days`."""

    methods: tuple[str, ...]
    tries: int
    gap_hours: int
    days: int
    then: str
    sample_percent: int
    sample_window_days: int
    exempt: tuple[Exemption, ...]
    phone_on_record: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Small limits of the trade. `objection_workdays`: a later return needs the director."""

    returns: int
    reminders: int
    objection_workdays: int
    extensions: int
    extension_days: int
    repeat_days: int
    min_feedback: int


@dataclass(frozen=True, slots=True)
class Escalation:
    """Which tiers a matter may climb to, and whether the duty list must be cited."""

    tiers: tuple[str, ...]
    cite_duty: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure of the county. `formula`: id in domain.figures; `target`: percent or 0; `wall`: on the big screen."""

    label: str
    formula: str
    target: float = 0.0
    wall: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """A list made by selector (周督办清单 …), addressed to `to` (a post)."""

    code: str
    label: str
    when: When
    to: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A recurring paper: period day, week or month; `paper`: what is due."""

    period: str
    label: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Wording check of feedback and replies (BY-26)."""

    on: bool
    min_length: int
    banned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeStandard:
    """How many codes: per office, per building, households per code in a village group."""

    office: int
    building: int
    households: int
    split: str


@dataclass(frozen=True, slots=True)
class WhistleRules:
    """吹哨报到: on or off, who may whistle, whether the township scores departments."""

    on: bool
    raisers: tuple[str, ...]
    score: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of one county's profile. Field names are those of the TOML file."""

    id: str
    version: int
    effective_from: str
    title: str
    slogan: str
    stages: tuple[Stage, ...]
    domains: tuple[str, ...]
    entry: Mapping[str, str]
    sources: Mapping[str, str]
    inbound: tuple[str, ...]
    self_service: tuple[str, ...]
    auto_accept: bool
    fanout: tuple[str, ...]
    posts: Mapping[str, tuple[str, ...]]
    proxy: tuple[str, ...]
    separate: tuple[tuple[str, str], ...]
    gates: Mapping[str, tuple[str, ...]]
    rectify_back_to: str
    join: str
    modes: tuple[str, ...]
    grades: tuple[Grade, ...]
    clocks: tuple[ClockRule, ...]
    chain: tuple[Rung, ...]
    evidence: tuple[EvidenceRule, ...]
    rules: tuple[Rule, ...]
    red: tuple[RedLight, ...]
    ratings: Ratings
    callback: CallbackRules
    limits: Limits
    escalation: Escalation
    indicators: tuple[Indicator, ...]
    lists: tuple[Selection, ...]
    rhythm: tuple[Rhythm, ...]
    wording: Wording
    codes: CodeStandard
    whistle: WhistleRules
    mediation: bool
    penalty_power: bool
    dossier_order: str
    public_progress: bool
    promise: str

    def clock(self, code: str) -> ClockRule | None:
        """The clock rule with that code."""
        return next((c for c in self.clocks if c.code == code), None)

    def stage_of(self, state: str) -> str:
        """The county's name of the stage that `state` belongs to."""
        return next((s.label for s in self.stages if state in s.states), "")

    def may(self, kind: str, tier: str = "") -> tuple[str, ...]:
        """Posts that may give the command; `kind:tier` is more specific than `kind`."""
        return self.posts.get(f"{kind}:{tier}") or self.posts.get(kind, ())
