"""Folding: a case and one event make the next case. No profile, calendar or clock is needed here."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import Case
from domain.events import Event
from domain.evolve import clocks, formal, handling, intake, overlays, triage
from domain.evolve.copying import number_revision, replace
from domain.evolve.table import FOLDS

__all__ = ["FOLDS", "clocks", "evolve", "fold", "formal", "handling", "intake", "overlays", "triage"]


def evolve(case: Case, event: Event) -> Case:
    """The case after `event`. An unknown event changes nothing but the revision."""
    function = FOLDS.get(type(event))
    after = case if function is None else function(case, event)
    return number_revision(replace(case) if after is case else after, case.rev + 1)


def fold(events: Iterable[Event], case: Case | None = None) -> Case:
    """All events in order, from an empty case or from `case`."""
    folded = Case() if case is None else case
    for event in events:
        folded = evolve(folded, event)
    return folded
