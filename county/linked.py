"""Cases that a command looks at besides its own, and what it sets in motion there."""

from __future__ import annotations

from domain.case import Case
from domain.commands import Adopt, Body, Disown, Follow, LinkRepeat, Merge
from domain.events import Event, Merged, ReportedDone, Unmerged


def linked_ids(case: Case | None, body: Body) -> tuple[str, ...]:
    """Ids of other cases whose state the decision needs."""
    if isinstance(body, Merge):
        return (body.parent,)
    if isinstance(body, LinkRepeat):
        return (body.of,)
    return (case.parent,) if case is not None and case.parent else ()


def follow_ups(before: Case | None, after: Case, events: tuple[Event, ...]) -> list[tuple[str, Body]]:
    """(case, command) that the county gives as the system because of these events."""
    found: list[tuple[str, Body]] = []
    for event in events:
        if isinstance(event, Merged):
            found.append((event.parent, Adopt(after.id)))
        elif isinstance(event, Unmerged) and before is not None and before.parent:
            found.append((before.parent, Disown(after.id)))
        elif isinstance(event, ReportedDone):
            reply = after.replies[-1] if after.replies else None
            method, text = (reply.method, reply.text) if reply else ("phone", "")
            found.extend((child, Follow(method, text)) for child in after.children)
    return found
