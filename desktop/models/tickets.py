"""From office and matter to the ticket that a form looks at."""

from __future__ import annotations

from collections.abc import Callable

from desktop.forms import Choice, Ticket
from desktop.models.office import Office
from domain.case import Case


def ticket_for(office: Office, case: Case, kind: str, now: int, new_id: Callable[[], str]) -> Ticket:
    """Everything that the form of `kind` may ask about this matter."""
    taxonomy = office.taxonomy
    category = taxonomy.categories.get(case.category)
    known = {c.value for c in office.unit_choices}
    suggested = next((u for u in (category.units if category is not None else ()) if u in known), "")
    disputes = category.disputes if category is not None and category.disputes else _all_disputes(office)
    return Ticket(
        case=case,
        profile=office.profile,
        actor=office.actor,
        now=now,
        new_id=new_id,
        kind=kind,
        township=office.township,
        units=office.unit_choices,
        people=office.people_choices,
        places=office.place_choices,
        domains=tuple(Choice(code, name) for code, name in taxonomy.domains.items()),
        natures=tuple(Choice(code, name, code) for code, name in taxonomy.natures.items()),
        categories=office.category_choices,
        flags=tuple(Choice(name, name) for name in taxonomy.flags.values()),
        duties=office.duty_choices,
        disputes=tuple(Choice(name, name) for name in disputes),
        suggested_unit=suggested,
    )


def _all_disputes(office: Office) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for category in office.taxonomy.categories.values():
        for dispute in category.disputes:
            found[dispute] = None
    return tuple(found)
