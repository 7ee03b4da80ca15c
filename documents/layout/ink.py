"""What a page consists of, and how it is written into a PDF.

A page is a list of marks with positions in points from the lower left corner. Laying out and painting are two
passes: the number of pages is known before the first footer is painted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from documents.fonts import Face

Colour = tuple[float, float, float]
MM: Final = 72 / 25.4
A4: Final = (210 * MM, 297 * MM)
A4_LANDSCAPE: Final = (297 * MM, 210 * MM)
BLACK: Final[Colour] = (0.0, 0.0, 0.0)
GREY: Final[Colour] = (0.38, 0.38, 0.38)
RED: Final[Colour] = (0.77, 0.06, 0.06)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, baseline at (x, y); ``spacing`` is added after each character, ``angle`` in degrees."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    spacing: float = 0.0
    colour: Colour = BLACK
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of ``weight`` points."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float = 0.5
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour


@dataclass(frozen=True, slots=True)
class Tick:
    """A check box of ``size`` points, its lower left corner at (x, y); the text layer says ☑ or ☐."""

    x: float
    y: float
    size: float
    ticked: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that was decoded and encoded anew by :mod:`documents.layout.pictures`."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Modules:
    """A square code: rows from the top, ``"1"`` for a dark module."""

    x: float
    y: float
    size: float
    rows: tuple[str, ...]


Mark = Text | Rule | Box | Tick | Picture | Modules


class Frame(StrEnum):
    """What is printed around the content of a page."""

    FORM = "form"
    LETTER = "letter"
    NONE = "none"


@dataclass(slots=True)
class Sheet:
    """One page: marks, size, whether it counts in the page numbers, its frame, and a number in the upper corner."""

    marks: list[Mark] = field(default_factory=list)
    size: tuple[float, float] = A4
    numbered: bool = True
    frame: Frame = Frame.FORM
    corner: str = ""


def text_of(sheets: Iterable[Sheet]) -> str:
    """All text of the pages in the order of laying out, one line a mark."""
    return "\n".join(mark.text for sheet in sheets for mark in sheet.marks if isinstance(mark, Text))
