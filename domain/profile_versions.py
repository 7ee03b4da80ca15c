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

_NEW_ROUND = frozenset({"register", "dispatch"})


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


def for_command(versions: Mapping[int, Profile], case: Case | None, kind: str, at: int) -> Profile:
    """The profile under which `kind` is decided for `case`: a new round takes the present version."""
    current = in_force(versions.values(), at)
    if case is None or kind in _NEW_ROUND:
        return current
    return bound(current, versions.get(case.round_version, current))
