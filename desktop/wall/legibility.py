"""How large text must be for the farthest seat, and which layout follows from it.

A character must be at least 1/150 of the viewing distance high (about 23 minutes of arc). A Chinese character of the
shipped face is 0.93 of its font size high, a figure 0.76.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from desktop.wall import strings

DISTANCE = 150
HANZI, DIGITS = 0.93, 0.76
CANVAS = 1080
LARGEST = 60
"""Larger minimum text than this leaves no room for anything to say; the set-up warns instead."""

_INCH = 25.4
Layout = Literal["near", "middle", "far"]
_NEAR, _MIDDLE = 28, 40
_NAMES: dict[str, str] = {"near": strings.NEAR, "middle": strings.MIDDLE, "far": strings.FAR}


@dataclass(frozen=True, slots=True)
class Legibility:
    """`min_px`: smallest font on a canvas 1080 high; `wanted_px` what the seat asks for; `reach`: metres at which
    `min_px` can still be read."""

    layout: Layout
    min_px: int
    wanted_px: int
    reach: float

    @property
    def enough(self) -> bool:
        """The farthest seat can read the smallest text."""
        return self.wanted_px <= self.min_px

    def sentence(self, seat: float) -> str:
        """What the set-up page says about it."""
        if self.enough:
            return strings.READABLE.format(_NAMES[self.layout], f"{self.reach:.1f}")
        return strings.TOO_FAR.format(f"{seat:g}", f"{self.reach:.1f}")


def screen_height(diagonal_inches: float, ratio: float = 16 / 9) -> float:
    """Height of the screen in millimetres; `ratio` is width to height."""
    if not (diagonal_inches > 0 and ratio > 0):
        raise ValueError("a screen has a diagonal and a width")
    return diagonal_inches * _INCH / math.hypot(ratio, 1)


def reading_distance(px: float, height_mm: float) -> float:
    """Metres up to which Chinese text of `px` (on the 1080 canvas) can be read."""
    return px * HANZI * height_mm / CANVAS * DISTANCE / 1000


def min_px(distance_m: float, height_mm: float) -> int:
    """Smallest font on the 1080 canvas for the farthest seat."""
    if not (distance_m > 0 and height_mm > 0):
        raise ValueError("distance and height are above zero")
    return math.ceil(distance_m * 1000 / DISTANCE / (HANZI * height_mm / CANVAS) - 1e-9)


def legibility(diagonal_inches: float, seat_m: float, ratio: float = 16 / 9) -> Legibility:
    """The layout for a screen and its farthest seat: 近 up to 28 px, 中 up to 40, 远 above."""
    height = screen_height(diagonal_inches, ratio)
    wanted = min_px(seat_m, height)
    layout: Layout = "near" if wanted <= _NEAR else "middle" if wanted <= _MIDDLE else "far"
    used = min(wanted, LARGEST)
    return Legibility(layout, used, wanted, reading_distance(used, height))
