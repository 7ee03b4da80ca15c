"""Which version of a county's profile holds for a case.

A running round keeps the clocks, gates, rules and evidence it was dispatched under; posts, chain, red lights, wording
and figures are always the present ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.case import Case
from domain.chinatime import china_date
from domain.profile import Profile

UNBOUND = frozenset({"none", "registered", "accepted", "reopened"})
"""States between rounds."""


def in_force(profiles: Iterable[Profile], at: int) -> Profile:
    """The newest version effective at `at` (epoch seconds). Raises LookupError when there is none."""
    today = china_date(at).isoformat()
    effective = [profile for profile in profiles if profile.effective_from <= today]
    if not effective:
        raise LookupError("no profile is in force")
    return max(effective, key=lambda profile: (profile.effective_from, profile.version))


def bound(current: Profile, pinned: Profile) -> Profile:
    """The current profile with the parts that a running round keeps from `pinned`."""
    if current.version == pinned.version:
        return current
    return replace(
        current,
        clocks=pinned.clocks,
        gates=pinned.gates,
        rules=pinned.rules,
        evidence=pinned.evidence,
        rectify_back_to=pinned.rectify_back_to,
        join=pinned.join,
    )


def for_case(current: Profile, versions: Mapping[int, Profile], case: Case | None) -> Profile:
    """The profile under which something is decided for `case`.

    A running round is bound to what it was dispatched under; before dispatch and after a reopening the present
    version holds, as it does when the old one is not known here.
    """
    if case is None or case.state in UNBOUND or case.profile != current.id:
        return current
    return bound(current, versions.get(case.round_version, current))
