"""Which queues a case stands in, in an order that never depends on the time of day.

Colour and 超期 are not stored: they compare `amber_at` and `due_at` with the present when read.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Case, Clock
from domain.profile import Profile

QUEUES = (
    "pending_accept",
    "first_call",
    "handling",
    "review",
    "callback",
    "acceptance",
    "rectify",
    "supervision",
    "overdue",
    "closed",
)
"""待接办 · 待回复 · 办理中 · 待审核上报 · 待回访 · 验收 · 不满意整改 · 督办 · 超期 (by due time) · 已办结."""

NO_LIMIT = 253402300799
"""Sorts a case without a running limit last."""

_BY_STATE: dict[str, str] = {
    "registered": "pending_accept",
    "accepted": "pending_accept",
    "reopened": "rectify",
    "dispatched": "handling",
    "handling": "handling",
    "suspended": "handling",
    "reply": "handling",
    "escalating": "review",
    "review": "review",
    "callback": "callback",
    "acceptance": "acceptance",
    "rectify": "rectify",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A case's place in one queue. Instants are epoch seconds; None: no limit runs."""

    queue: str
    sort_at: int
    amber_at: int | None
    due_at: int | None


def _ends(clock: Clock) -> int:
    return clock.due


def memberships(case: Case, profile: Profile) -> tuple[Member, ...]:
    """All queues of the case. The order key is the earliest running due time; finished ones newest first."""
    if not case.open:
        if case.state == "void":
            return ()
        ended = case.struck_off_at or case.reported_done_at or case.accepted_at or case.registered_at
        return (Member("closed", -ended, None, None),)
    running = case.running
    clock = min(running, key=_ends, default=None)
    due = clock.due if clock else None
    amber = clock.amber if clock else None
    sort_at = due if due is not None else NO_LIMIT
    queues = {_BY_STATE[case.state]}
    if case.request is not None:
        queues.add("review")
    if case.round > 1 and case.state in ("dispatched", "handling"):
        queues.add("rectify")
    if any(
        m.kind in ("supervise", "instruct", "chase") and not m.replied_at and not m.closed_at
        for m in case.measures
    ):
        queues.add("supervision")
    members = [Member(queue, sort_at, amber, due) for queue in QUEUES if queue in queues]
    for each in running:
        rule = profile.clock(each.code)
        if rule is not None and rule.first_call:
            members.append(Member("first_call", each.due, each.amber, each.due))
            break
    return tuple(members)
