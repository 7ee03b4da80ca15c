"""Where a case stands now: what comes next, and which limit ends first. Pure functions over values."""

from __future__ import annotations

from desktop.strings import story as words
from domain.case import Case
from domain.profile import Profile


def next_step(case: Case, profile: Profile) -> str:
    """The line below the case: what is to be done next."""
    waiting = any(
        (rule := profile.clock(clock.code)) is not None and rule.first_call for clock in case.running
    )
    return words.NEXT_LINE.format(words.NEXT_CALL if waiting else words.NEXT.get(case.state, ""))


def urgent_clock(case: Case) -> tuple[str, int, int] | None:
    """Code, due and amber of the running limit that ends first."""
    clock = min(case.running, key=lambda c: c.due, default=None)
    return (clock.code, clock.due, clock.amber) if clock is not None else None
