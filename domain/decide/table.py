"""The table of deciding functions, filled by the modules of this package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from domain.commands import Body
from domain.decide.decision import Decision

B = TypeVar("B", bound=Body)
Rule = Callable[[Decision, Any], None]
RULES: dict[type[Body], Rule] = {}


def decides(kind: type[B]) -> Callable[[Callable[[Decision, B], None]], Callable[[Decision, B], None]]:
    """Register the function that decides commands of `kind`."""

    def register(function: Callable[[Decision, B], None]) -> Callable[[Decision, B], None]:
        RULES[kind] = function
        return function

    return register
