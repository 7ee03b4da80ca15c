"""All forms by command kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from desktop.forms import handling, intake, overlays
from desktop.forms.field import Form, Ticket

FORMS = cast("dict[str, Callable[[Ticket], Form]]", {**intake.FORMS, **handling.FORMS, **overlays.FORMS})
"""Command kind -> the form's declaration for one matter."""


def form_for(ticket: Ticket) -> Form:
    """The form of the ticket's kind. KeyError for kinds that no person gives."""
    return FORMS[ticket.kind](ticket)
