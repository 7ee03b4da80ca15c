"""When the clockwork has to look at a case again."""

from __future__ import annotations

from domain.case import Case


def next_look(case: Case, reminders: int) -> int | None:
    """The earliest instant at which a running limit has something to say; None when none has.

    Before the limit: the next reminder; at the limit: one second after it (late is later than due); afterwards every
    `again` seconds until `reminders` breaches were told.
    """
    instants: list[int] = []
    for clock in case.running:
        if clock.breaches == 0:
            ahead = [
                instant for instant in clock.warn[clock.warned : clock.warned + 1] if instant < clock.due
            ]
            instants.extend(ahead or [clock.due + 1])
        elif clock.breaches < reminders:
            instants.append(clock.due + clock.again * clock.breaches + (1 if not clock.again else 0))
    return min(instants, default=None)


def is_provisional(case: Case) -> bool:
    """Some running limit was reckoned beyond the calendar that was known."""
    return any(clock.provisional for clock in case.running)
