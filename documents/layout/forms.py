"""Ruled forms: rows of labelled cells that grow with their text and go on over the page end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from documents.fonts import Face
from documents.fonts import width as text_width
from documents.layout.breaking import Line
from documents.layout.flow import Align, Flow, Style, baseline, place_line, set_lines
from documents.layout.ink import MM, Box, Colour, Mark, Rule, Text, Tick

TINT: Final[Colour] = (0.945, 0.945, 0.935)
VALUE: Final = Style(Face.SERIF, 10.5, 16.5, Align.LEFT)
LABEL: Final = Style(Face.SANS, 10.5, 15.0, Align.CENTRE)
HEAD: Final = Style(Face.SANS_BOLD, 10.5, 15.0, Align.CENTRE)
_PAD_X: Final = 4.5
_PAD_Y: Final = 4.0
_OUTER: Final = 1.1
_INNER: Final = 0.45
_LEAST_LINES: Final = 3
_BOX_GAP: Final = 3.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        text: content; ``\\n`` starts a new line.
        span: columns covered.
        style: how it is set.
        tint: background, for labels.
        top: start at the upper edge instead of the middle.
        foot: lines kept at the lower right, such as a place to sign.
        choices: check boxes instead of text: (wording, ticked).
    """

    text: str = ""
    span: int = 1
    style: Style = VALUE
    tint: bool = False
    top: bool = False
    foot: tuple[str, ...] = ()
    choices: tuple[tuple[str, bool], ...] = ()


def label(text: str, span: int = 1) -> Cell:
    """Name of a field."""
    return Cell(text, span, LABEL, tint=True)


def heading(text: str, span: int) -> Cell:
    """Name of a group of fields, across the form."""
    return Cell(text, span, HEAD, tint=True)


def value(text: str, span: int = 1, align: Align = Align.LEFT) -> Cell:
    """Short content of a field."""
    return Cell(text, span, replace(VALUE, align=align))


def prose(text: str, span: int = 1, foot: tuple[str, ...] = (), indent: float = 2.0) -> Cell:
    """Long content: from the top, paragraphs indented, both edges straight."""
    return Cell(text, span, replace(VALUE, align=Align.JUSTIFY, indent=indent), top=True, foot=foot)


def choice(options: Sequence[str], chosen: str | Sequence[str], span: int = 1) -> Cell:
    """Check boxes, the chosen ones ticked."""
    picked = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    return Cell(span=span, choices=tuple((option, option in picked) for option in options))


@dataclass(slots=True)
class _Prepared:
    """A cell broken into lines: (line, whether it starts a paragraph); ``boxes`` are rows of check boxes."""

    cell: Cell
    x: float
    width: float
    lines: list[tuple[Line, bool]]
    boxes: list[list[tuple[float, str, bool]]] = field(default_factory=list)

    @property
    def inner(self) -> float:
        return self.width - 2 * _PAD_X

    def height(self) -> float:
        count = len(self.boxes) or len(self.lines)
        return count * self.cell.style.leading + self.foot_height() + 2 * _PAD_Y

    def foot_height(self) -> float:
        return len(self.cell.foot) * (VALUE.leading + 2) + (4 if self.cell.foot else 0)


class Form:
    """A ruled table on a flow. Columns are shares of the text width."""

    def __init__(
        self, flow: Flow, columns: Sequence[float], *, repeat: Sequence[Sequence[Cell]] = ()
    ) -> None:
        whole = sum(columns)
        self.flow = flow
        self.edges = [flow.left]
        for share in columns:
            self.edges.append(self.edges[-1] + flow.measure * share / whole)
        self._repeat: Sequence[Sequence[Cell]] = ()
        self._open = False
        for cells in repeat:
            self.row(*cells)
        self._repeat = repeat

    def row(self, *cells: Cell, height: float = 8.5, split: bool = True) -> None:
        """Add a row at least ``height`` millimetres high.

        Raises:
            ValueError: the spans do not add up to the columns.
        """
        if sum(cell.span for cell in cells) != len(self.edges) - 1:
            raise ValueError("cell spans do not add up to the columns of the form")
        prepared = self._prepare(cells)
        least = height * MM
        wanted = max([least, *(each.height() for each in prepared)])
        flow = self.flow
        if wanted > flow.room and (
            not split or wanted <= flow.full_room / 3 or not self._splittable(prepared)
        ):
            if not flow.fresh:
                self._turn_page()
            if not split:
                wanted = min(wanted, flow.room)
        while wanted > flow.room and self._splittable(prepared):
            prepared = self._draw_part(prepared)
            self._turn_page()
            wanted = max(each.height() for each in prepared)
        self._draw(prepared, wanted)

    def repeat_on_next_page(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Say these rows again at the top of every further page."""
        self._repeat = rows

    def close(self) -> None:
        """Draw the lower outer edge; call it after the last row."""
        if self._open:
            self.flow.put(Rule(self.edges[0], self.flow.y, self.edges[-1], self.flow.y, _OUTER))
            self._open = False

    def _turn_page(self) -> None:
        self.close()
        self.flow.new_page()
        for cells in self._repeat:
            prepared = self._prepare(cells)
            self._draw(prepared, max(8.5 * MM, *(each.height() for each in prepared)))

    def _prepare(self, cells: Sequence[Cell]) -> list[_Prepared]:
        column, prepared = 0, []
        for cell in cells:
            x = self.edges[column]
            column += cell.span
            width = self.edges[column] - x
            each = _Prepared(cell, x, width, [])
            if cell.choices:
                each.boxes = self._arrange(cell, each.inner)
            else:
                for paragraph in self.flow.note_text(cell.text).split("\n"):
                    for at, line in enumerate(set_lines(paragraph, cell.style, each.inner)):
                        each.lines.append((line, at == 0))
            prepared.append(each)
        return prepared

    def _arrange(self, cell: Cell, measure: float) -> list[list[tuple[float, str, bool]]]:
        size = cell.style.size
        rows: list[list[tuple[float, str, bool]]] = [[]]
        x = 0.0
        for text, ticked in cell.choices:
            cleaned = self.flow.note_text(text).replace("\n", " ")
            length = size + _BOX_GAP + text_width(cleaned, cell.style.face, size)
            if x and x + length > measure:
                rows.append([])
                x = 0.0
            rows[-1].append((x, cleaned, ticked))
            x += length + size * 1.2
        return rows

    def _splittable(self, prepared: list[_Prepared]) -> bool:
        fits = self.flow.room - 2 * _PAD_Y
        longest = max(prepared, key=lambda each: len(each.lines))
        return len(longest.lines) > _LEAST_LINES and fits >= _LEAST_LINES * longest.cell.style.leading

    def _draw_part(self, prepared: list[_Prepared]) -> list[_Prepared]:
        """Draw as much as the page takes; return what is left, labels said again."""
        room = self.flow.room
        rest, part = [], []
        for each in prepared:
            capacity = int((room - 2 * _PAD_Y) // each.cell.style.leading)
            if each.cell.tint or each.boxes:
                part.append(each)
                rest.append(
                    each
                    if each.cell.tint
                    else _Prepared(replace(each.cell, choices=()), each.x, each.width, [])
                )
                continue
            part.append(
                _Prepared(replace(each.cell, foot=(), top=True), each.x, each.width, each.lines[:capacity])
            )
            rest.append(_Prepared(replace(each.cell, top=True), each.x, each.width, each.lines[capacity:]))
        self._draw(part, room)
        return rest

    def _draw(self, prepared: list[_Prepared], height: float) -> None:
        flow = self.flow
        top, bottom = flow.y, flow.y - height
        marks: list[Mark] = [Box(p.x, bottom, p.width, height, TINT) for p in prepared if p.cell.tint]
        for each in prepared:
            marks.extend(self._content(each, top, height))
        for each in prepared[1:]:
            marks.append(Rule(each.x, top, each.x, bottom, _INNER))
        left, right = self.edges[0], self.edges[-1]
        marks.append(Rule(left, top, right, top, _INNER if self._open else _OUTER))
        marks.extend(Rule(x, top + _OUTER / 2, x, bottom - _OUTER / 2, _OUTER) for x in (left, right))
        flow.put(*marks)
        flow.y = bottom
        self._open = True

    def _content(self, each: _Prepared, top: float, height: float) -> list[Mark]:
        cell, style = each.cell, each.cell.style
        x, measure = each.x + _PAD_X, each.inner
        count = len(each.boxes) or len(each.lines)
        free = height - count * style.leading - each.foot_height()
        y = top - (_PAD_Y if cell.top else free / 2)
        marks: list[Mark] = []
        for line, first in each.lines:
            marks.append(place_line(line, style, x, y, measure, first=first))
            y -= style.leading
        for row in each.boxes:
            at = baseline(y, style.leading, style.size)
            for shift, text, ticked in row:
                marks.append(Tick(x + shift, at, style.size, ticked))
                marks.append(Text(x + shift + style.size + _BOX_GAP, at, text, style.face, style.size))
            y -= style.leading
        foot_top = top - height + each.foot_height() + 1
        for text in cell.foot:
            right = replace(VALUE, align=Align.RIGHT)
            for line in set_lines(self.flow.note_text(text), right, measure)[:1]:
                marks.append(place_line(line, right, x, foot_top, measure, first=True))
            foot_top -= VALUE.leading + 2
        return marks
