"""Which commands somebody may give to a case now: what the case view offers, nothing else."""

from __future__ import annotations

from domain.case import Case
from domain.decide.gate import ALLOWED, PRESENT, SYSTEM_KINDS, permitted
from domain.decide.triage import works_for
from domain.people import TIERS, Actor
from domain.profile import Profile

_FIRST: dict[str, tuple[str, ...]] = {
    "registered": ("accept", "log_call", "triage"),
    "accepted": ("dispatch", "log_call", "triage", "escalate"),
    "reopened": ("dispatch", "triage", "escalate"),
    "dispatched": ("sign", "log_call", "request_return", "decide_return"),
    "handling": ("feedback", "progress", "decide_extension", "decide_return", "decide_suspension", "sign"),
    "rectify": ("feedback", "progress"),
    "suspended": ("resume", "progress"),
    "escalating": ("decide_escalation",),
    "review": ("review",),
    "reply": ("reply",),
    "acceptance": ("verify",),
    "callback": ("callback",),
    "struck_off": ("archive", "sample"),
    "not_accepted": ("take_back", "archive"),
    "diverted": ("take_back", "archive"),
    "merged": ("unmerge",),
}
_TASK_BOUND: dict[str, tuple[str, ...]] = {
    "sign": ("dispatched",),
    "feedback": ("signed", "rewrite"),
    "request_return": ("dispatched", "signed"),
    "request_extension": ("signed", "rewrite"),
}
_HIDDEN = SYSTEM_KINDS | {"audit", "list"}


def available(case: Case, profile: Profile, actor: Actor, at: int = 0) -> tuple[str, ...]:
    """Command kinds open to `actor` at `at` (epoch seconds), the most likely first."""
    kinds = [kind for kind in ALLOWED if kind not in _HIDDEN and _open(case, kind, profile, actor, at)]
    first = _FIRST.get(case.state, ())
    waiting_call = any(
        (rule := profile.clock(clock.code)) is not None and rule.first_call for clock in case.running
    )

    too_hard = case.state in ("accepted", "handling") and _above(case, profile)

    def weight(kind: str) -> tuple[int, int]:
        if kind == "escalate" and too_hard:
            return (0, 1)
        if kind == "log_call" and waiting_call:
            return (0, 0)
        return (1, first.index(kind)) if kind in first else (2, 0)

    return tuple(sorted(kinds, key=weight))


def _above(case: Case, profile: Profile) -> bool:
    """Whether the grade is settled at a higher tier than the one where the matter is."""
    tier = next((grade.tier for grade in profile.grades if grade.n == case.grade), case.tier)
    return TIERS.index(tier) > TIERS.index(case.tier)


def _open(case: Case, kind: str, profile: Profile, actor: Actor, at: int) -> bool:
    if permitted(case, kind, actor, profile) is not None:
        return False
    present = PRESENT.get(kind)
    if present is not None and not present(case, profile):
        return False
    states = _TASK_BOUND.get(kind)
    if states is not None:
        return any(task.state in states and works_for(actor, task, profile) for task in case.live_tasks)
    if kind == "sample":
        return at - case.struck_off_at <= profile.callback.sample_window_days * 86400
    if kind.startswith("decide_") and case.request is not None:
        return case.request.by != actor.id
    return True
