"""When the clockwork has to look at a case again."""

from __future__ import annotations

from domain.case import Case

QUIET_SECONDS = 300
"""How long a case rests whose limit should have spoken and did not."""


def next_look(case: Case, reminders: int, after: int = 0) -> int | None:
    """The earliest instant later than `after` at which a running limit has something to say; None when none has.

    Before the limit: the next reminder; at the limit: one second after it (late is later than due); afterwards every
    `again` seconds until `reminders` breaches were told.
    """
    instants: list[int] = []
    for clock in case.running:
        if clock.breaches == 0:
            ahead = [instant for instant in clock.warn[clock.warned :] if instant < clock.due]
            later = [instant for instant in (*ahead, clock.due + 1) if instant > after]
            instants.append(later[0] if later else after + QUIET_SECONDS)
        elif clock.breaches < reminders:
            due = clock.due + clock.again * clock.breaches
            instants.append(due if due > after else after + QUIET_SECONDS)
    return min(instants, default=None)


def is_provisional(case: Case) -> bool:
    """Some running limit was reckoned beyond the calendar that was known."""
    return any(clock.provisional for clock in case.running)
