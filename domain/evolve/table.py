"""The table of folding functions, filled by the modules of this package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from domain.case import Case
from domain.events import Event

E = TypeVar("E", bound=Event)
Fold = Callable[[Case, Any], Case]
FOLDS: dict[type[Event], Fold] = {}


def folds(kind: type[E]) -> Callable[[Callable[[Case, E], Case]], Callable[[Case, E], Case]]:
    """Register the function that folds events of `kind`."""

    def register(function: Callable[[Case, E], Case]) -> Callable[[Case, E], Case]:
        FOLDS[kind] = function
        return function

    return register
