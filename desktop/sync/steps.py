"""What the exchange may have to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.sync.transport import Request

HaltReason = Literal["", "sign_in", "locked", "too_old"]


@dataclass(frozen=True, slots=True)
class Call:
    """Send this; answer by take() or failed()."""

    request: Request


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing to do for so many seconds, unless somebody calls wake()."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Halt:
    """Nothing to do until a person acts."""

    reason: HaltReason
