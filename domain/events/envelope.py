"""What every event carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. `at`: epoch seconds; `by`: actor id. `kind` is its name for ever.

    An event holds every computed instant and every consequence, so that folding needs no profile, calendar or clock.
    """

    kind: ClassVar[str] = ""
    at: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Event):
    """An event of a newer version: shown by its name, folded as no change."""

    name: str
    body: str


E = TypeVar("E", bound=type[Event])
EVENTS: dict[str, type[Event]] = {}


def named(kind: str) -> Callable[[E], E]:
    """Register an event class under its name."""

    def register(cls: E) -> E:
        cls.kind = kind
        EVENTS[kind] = cls
        return cls

    return register
