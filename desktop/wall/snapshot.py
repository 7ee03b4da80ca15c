"""What the big screen shows at one moment: counted, masked, ready to paint.

Nothing in here names a person, a telephone, a house or a citizen's own words; see :mod:`desktop.wall.discretion`.
Instants are epoch seconds, 0 means never.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.wall.period import Period

Colour = Literal["red", "amber", "none"]
SMALL = 10
"""Below this denominator a rate says 样本少 and carries no colour."""


@dataclass(frozen=True, slots=True)
class RateTile:
    """One indicator. `share`: 0 to 1 for the bar, None while unknown or for a duration; `target`: percent or 0.

    `below`: on the wrong side of the target, never said of a small sample.
    """

    label: str
    text: str
    n: int
    d: int
    before: str
    target: float
    share: float | None
    small: bool
    below: bool


@dataclass(frozen=True, slots=True)
class TierShare:
    """Matters done at one level; the percents of all levels add up to 100."""

    code: str
    label: str
    n: int
    percent: int


@dataclass(frozen=True, slots=True)
class MapTile:
    """One village (or township, for a county) and the worst limit that runs there."""

    code: str
    name: str
    count: int
    worst: Colour


@dataclass(frozen=True, slots=True)
class UrgentRow:
    """A matter that needs somebody now. `due` 0: red without a limit (不满意); `colour` as of the snapshot."""

    case_id: str
    colour: Colour
    due: int
    clock: str
    title: str
    where: str
    who: str
    unit: str


@dataclass(frozen=True, slots=True)
class RedTile:
    """How many open matters show a red light now; tiles overlap."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CategoryBar:
    """Matters registered in the period by type."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class TrendDay:
    """One China day: matters accepted and matters reported done."""

    label: str
    received: int
    done: int


@dataclass(frozen=True, slots=True)
class PanelFault:
    """A panel that could not be counted; `reason` is a short code for the administrator."""

    panel: str
    reason: str


@dataclass(frozen=True, slots=True)
class WallSnapshot:
    """Everything on the wall. `at`: when it was counted; `data_at`: last complete exchange with the county."""

    title: str
    period: Period
    at: int
    data_at: int
    practice: bool = False
    rates: tuple[RateTile, ...] = ()
    tiers: tuple[TierShare, ...] = ()
    tiles: tuple[MapTile, ...] = ()
    places: str = ""
    registered: int = 0
    elsewhere: int = 0
    urgent: tuple[UrgentRow, ...] = ()
    urgent_total: int = 0
    reds: tuple[RedTile, ...] = ()
    red_total: int = 0
    categories: tuple[CategoryBar, ...] = ()
    trend: tuple[TrendDay, ...] = ()
    faults: tuple[PanelFault, ...] = ()

    def fault(self, panel: str) -> PanelFault | None:
        """Why this panel has no figures, or None."""
        return next((fault for fault in self.faults if fault.panel == panel), None)


def worse(first: Colour, second: Colour) -> Colour:
    """The worse of two colours."""
    order: tuple[Colour, ...] = ("none", "amber", "red")
    return max(first, second, key=order.index)


def colour_of(amber: int, due: int, now: int) -> Colour:
    """red from the due instant on, amber from the amber instant on."""
    if due <= now:
        return "red"
    return "amber" if amber <= now else "none"
