"""Pages filled from top to bottom: paragraphs, headings, blank room, pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from documents.fonts import Face, missing_characters
from documents.fonts import width as text_width
from documents.layout.breaking import Line, break_text
from documents.layout.clean import clean
from documents.layout.ink import A4, BLACK, MM, Box, Colour, Frame, Mark, Rule, Sheet, Text

_ASCENT: Final = 0.88
MORE_MISSING: Final = 40


class Align(StrEnum):
    """Place of a line between the margins."""

    JUSTIFY = "justify"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; lengths in points, ``indent`` in characters."""

    face: Face = Face.SERIF
    size: float = 12.0
    leading: float = 20.0
    align: Align = Align.JUSTIFY
    indent: float = 0.0
    tracking: float = 0.0
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Margins:
    """Free edges of a page in millimetres."""

    top: float = 20.0
    right: float = 20.0
    bottom: float = 26.0
    left: float = 28.0


def baseline(top: float, leading: float, size: float) -> float:
    """Baseline of a line whose box starts at ``top`` (PDF y) and is ``leading`` high: optically centred."""
    return top - (leading - size) / 2 - size * _ASCENT


def set_lines(text: str, style: Style, measure: float) -> list[Line]:
    """Clean and break one text."""
    return break_text(
        clean(text),
        style.face,
        style.size,
        measure,
        indent=style.indent * (style.size + style.tracking),
        tracking=style.tracking,
        justify=style.align is Align.JUSTIFY,
    )


def place_line(line: Line, style: Style, x: float, top: float, measure: float, *, first: bool) -> Text:
    """Text mark of one line inside a column."""
    shift = style.indent * (style.size + style.tracking) if first else 0.0
    match style.align:
        case Align.CENTRE:
            shift = max(0.0, (measure - line.width) / 2)
        case Align.RIGHT:
            shift = max(0.0, measure - line.width)
        case _:
            pass
    at = baseline(top, style.leading, style.size)
    return Text(x + shift, at, line.text, style.face, style.size, line.spacing, style.colour)


class Flow:
    """A run of pages under construction. ``y`` is the top of the free room on the last page."""

    def __init__(
        self,
        margins: Margins = Margins(),
        size: tuple[float, float] = A4,
        *,
        frame: Frame = Frame.FORM,
        numbered: bool = True,
    ) -> None:
        self.frame = frame
        self.numbered = numbered
        self.margins = margins
        self.size = size
        self.left = margins.left * MM
        self.measure = size[0] - (margins.left + margins.right) * MM
        self.floor = margins.bottom * MM
        self.sheets: list[Sheet] = []
        self.seen: set[str] = set()
        self.y = 0.0
        self.new_page()

    @property
    def room(self) -> float:
        """Points left on the open page."""
        return self.y - self.floor

    @property
    def full_room(self) -> float:
        """Points of an empty page."""
        return self.size[1] - self.margins.top * MM - self.floor

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on the open page yet."""
        return not self.sheets[-1].marks

    def new_page(self) -> None:
        """Open the next page."""
        self.sheets.append(Sheet(size=self.size, frame=self.frame, numbered=self.numbered))
        self.y = self.size[1] - self.margins.top * MM

    def put(self, *marks: Mark) -> None:
        """Set marks on the open page at their own positions."""
        self.sheets[-1].marks.extend(marks)

    def space(self, millimetres: float) -> None:
        """Leave blank room; at the foot of a page it is simply cut."""
        self.y = max(self.floor, self.y - millimetres * MM)

    def need(self, points: float) -> None:
        """Make sure that so much room follows, on a new page if it must."""
        if self.room < points and not self.fresh:
            self.new_page()

    def note_text(self, text: str) -> str:
        """Clean a text and remember it for the preflight note."""
        cleaned = clean(text)
        self.seen.update(cleaned)
        return cleaned

    def paragraph(self, text: str, style: Style, *, keep: int = 2) -> None:
        """Set a text of any length; at least ``keep`` lines stand together at a page end."""
        cleaned = self.note_text(text)
        for paragraph in cleaned.split("\n"):
            lines = set_lines(paragraph, style, self.measure)
            for at, line in enumerate(lines):
                wanted = min(keep, len(lines) - at) if at == 0 or len(lines) - at == keep else 1
                if self.room < wanted * style.leading:
                    self.new_page()
                self.put(place_line(line, style, self.left, self.y, self.measure, first=at == 0))
                self.y -= style.leading

    def line(self, text: str, style: Style) -> None:
        """Set a text that must stay together with what follows; see :meth:`paragraph`."""
        self.paragraph(text, style)

    def rule(self, weight: float = 0.5, colour: Colour = BLACK) -> None:
        """Draw a line across the text width at the present height."""
        self.put(Rule(self.left, self.y, self.left + self.measure, self.y, weight, colour))

    def band(self, height: float, fill: Colour) -> None:
        """Lay a tinted band behind what follows."""
        self.put(Box(self.left, self.y - height, self.measure, height, fill))

    def missing_note(self, wording: str) -> None:
        """Close the document with the codes of the characters that no font holds.

        Args:
            wording: sentence with one ``{codes}`` place.
        """
        missing = missing_characters(sorted(self.seen))
        if not missing:
            return
        codes = "、".join(each.code for each in missing[:MORE_MISSING])
        if len(missing) > MORE_MISSING:
            codes += f"（{len(missing)}）"
        self.space(2)
        self.paragraph(wording.format(codes=codes), Style(Face.SANS, 8, 12, Align.LEFT))


def centred(text: str, style: Style, left: float, top: float, measure: float) -> Text:
    """One short line in the middle of a column, already clean."""
    length = text_width(text, style.face, style.size) + style.tracking * max(0, len(text) - 1)
    at = baseline(top, style.leading, style.size)
    return Text(left + (measure - length) / 2, at, text, style.face, style.size, style.tracking, style.colour)


def fit_size(texts: Iterable[str], face: Face, size: float, measure: float, smallest: float) -> float:
    """Largest size not above ``size`` at which every line fits the measure; never below ``smallest``."""
    widest = max((text_width(text, face, 1.0) for text in texts), default=0.0)
    return size if widest * size <= measure else max(smallest, measure / widest)


def resized(style: Style, size: float) -> Style:
    """The same style at another size, leading in proportion."""
    return replace(style, size=size, leading=style.leading * size / style.size)
