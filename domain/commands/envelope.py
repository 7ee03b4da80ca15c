"""Everything somebody may ask of a case, one frozen dataclass each.

`Command` is the envelope (identity, case, what the operator saw, device time); the body says what is wanted.
`COMMANDS` maps the wire name to the body class; names never change once released.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar


@dataclass(frozen=True, slots=True)
class Body:
    """A command body. `kind` is its name on the wire and in profiles."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Command:
    """`id`: UUIDv7 and idempotency key. `seen_rev`: revision the operator saw. `at_device`: epoch seconds."""

    id: str
    case_id: str
    body: Body
    at_device: int
    seen_rev: int = 0


B = TypeVar("B", bound=type[Body])
COMMANDS: dict[str, type[Body]] = {}


def named(kind: str) -> Callable[[B], B]:
    """Register a body class under its wire name."""

    def register(cls: B) -> B:
        cls.kind = kind
        COMMANDS[kind] = cls
        return cls

    return register
