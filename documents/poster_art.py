"""Look of the posters. Lengths are millimetres from the upper left corner until they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from documents.codes import QUIET_MODULES, Rows, grouped
from documents.fonts import Face
from documents.fonts import width as text_width
from documents.layout.clean import one_line
from documents.layout.ink import A4, BLACK, GREY, MM, Box, Colour, Mark, Modules, Rule, Text
from documents.poster_facts import PosterArt, PosterItem
from documents.strings import PRACTICE
from documents.strings import poster as words

_RED: Final[Colour] = (0.776, 0.078, 0.102)
_DEEP: Final[Colour] = (0.62, 0.04, 0.07)
_GOLD: Final[Colour] = (0.95, 0.78, 0.42)
_CREAM: Final[Colour] = (0.996, 0.957, 0.886)
_WHITE: Final[Colour] = (1.0, 1.0, 1.0)
_PALE: Final[Colour] = (0.86, 0.45, 0.45)

_LONGEST: Final = 300
_WIDTH: Final = 210.0
_HEIGHT: Final = 297.0
_EDGE: Final = 14.0
_CODE_SIZE: Final = 140.0
_CODE_TOP: Final = 77.6

_LABEL_WIDTH: Final = 92.0
_LABEL_HEIGHT: Final = 66.0
_LABEL_CODE: Final = 44.0
LABEL_CELLS: Final = tuple(
    (13.0 + column * _LABEL_WIDTH, _HEIGHT - 16.5 - (row + 1) * _LABEL_HEIGHT)
    for row in range(4)
    for column in range(2)
)
"""Lower left corners of the labels on an A4 sheet, in millimetres from the lower left."""


def _fitted(
    text: str, face: Face, size: float, room: float, smallest: float = 7.0
) -> tuple[str, float, float]:
    """Text, size and length (points) at which it fits ``room`` millimetres; cut with … when even the smallest is too long."""
    cleaned = one_line(text)[:_LONGEST]
    length = text_width(cleaned, face, 1.0)
    size = min(size, max(smallest, room * MM / length)) if length else size
    while cleaned and text_width(cleaned, face, size) > room * MM + 0.5:
        cleaned = cleaned.rstrip("…")[:-1] + "…" if len(cleaned) > 1 else ""
    return cleaned, size, text_width(cleaned, face, size)


def _middle(
    text: str, face: Face, size: float, top: float, colour: Colour = BLACK, spacing: float = 0.0
) -> Text:
    fitted, size, length = _fitted(text, face, size, _WIDTH - 2 * _EDGE)
    length += spacing * max(0, len(fitted) - 1)
    return Text((A4[0] - length) / 2, (_HEIGHT - top) * MM, fitted, face, size, spacing, colour)


def _left(
    text: str, face: Face, size: float, place: tuple[float, float], room: float, colour: Colour = BLACK
) -> Text:
    fitted, size, _ = _fitted(text, face, size, room)
    return Text(place[0] * MM, (_HEIGHT - place[1]) * MM, fitted, face, size, 0.0, colour)


def _block(top: float, height: float, fill: Colour) -> Box:
    return Box(0, (_HEIGHT - top - height) * MM, A4[0], height * MM, fill)


def sheet_shared(art: PosterArt, *, practice: bool) -> list[Mark]:
    """Unchanging part of an A4 poster (A5 is the same, smaller)."""
    title = one_line(art.title)
    spacing = 6.0 if text_width(title, Face.SANS_BOLD, 50) < 140 * MM else 0.0
    marks: list[Mark] = [
        _block(0, 40, _RED),
        _block(40, 1.2, _GOLD),
        _block(41.2, 19.2, _CREAM),
        _middle(title, Face.SANS_BOLD, 50, 23, _WHITE, spacing),
        _middle(art.promise, Face.SANS_BOLD, 20, 35.2, _GOLD),
    ]
    if practice:
        for x in (3.5, _WIDTH - 15.5):
            for at, character in enumerate(PRACTICE):
                marks.append(Text(x * MM, (168 - 15 * at) * MM, character, Face.SANS_BOLD, 34, 0, _PALE))
    columns = (_EDGE + 6, _WIDTH / 2 + 6)
    for at, line in enumerate(art.instructions[:4]):
        x, top = columns[at % 2], 253.3 + 9.3 * (at // 2)
        marks += [
            Box(x * MM, (_HEIGHT - top - 1.6) * MM, 7.2 * MM, 7.2 * MM, _RED),
            Text((x + 2.0) * MM, (_HEIGHT - top + 0.35) * MM, str(at + 1), Face.SANS_BOLD, 16, 0, _WHITE),
            _left(line, Face.SANS_BOLD, 16.5, (x + 10, top), _WIDTH / 2 - _EDGE - 14),
        ]
    marks += [
        _block(269, 28, _RED),
        _block(269, 0.9, _GOLD),
        _left(art.office, Face.SANS_BOLD, 15, (_EDGE + 6, 279.3), 84, _WHITE),
        _left(words.EMERGENCY, Face.SANS, 11, (_EDGE + 6, 286), 84, _WHITE),
        _left(
            words.CAMPAIGN.format(number=one_line(art.campaign_no)),
            Face.SANS,
            8,
            (_EDGE + 6, 292),
            84,
            _WHITE,
        ),
    ]
    heading = words.HOTLINE
    marks.append(_left(heading, Face.SANS_BOLD, 13, (_WIDTH / 2 + 6, 279), 80, _GOLD))
    marks.append(_left(art.hotline, Face.SANS_BOLD, 27, (_WIDTH / 2 + 6, 289.5), 80, _WHITE))
    return marks


def sheet_marks(item: PosterItem, rows: Rows) -> list[Mark]:
    """Part of an A4 poster that differs from code to code."""
    left = (_WIDTH - _CODE_SIZE) / 2
    quiet = _CODE_SIZE / len(rows) * QUIET_MODULES
    marks: list[Mark] = [
        _middle(item.place_name, Face.SANS_BOLD, 28, 51.8, _DEEP),
        Modules(left * MM, (_HEIGHT - _CODE_TOP - _CODE_SIZE) * MM, _CODE_SIZE * MM, rows),
    ]
    after = _CODE_TOP + _CODE_SIZE + quiet
    number = f"{words.CODE} {grouped(one_line(item.code))}"
    marks.append(_middle(number, Face.SANS_BOLD, 28, after + 9.0))
    lines = [one_line(line) for line in item.responsible_lines[:3]]
    if item.range_text:
        lines.insert(0, f"{words.RANGE}：{one_line(item.range_text)}")
    if lines:
        marks.append(_middle("　".join(lines), Face.SANS, 11.5, 58.0, GREY))
    return marks


def label_shared(*, practice: bool) -> list[Mark]:
    """Unchanging part of a label; its origin is its lower left corner."""
    marks: list[Mark] = [
        Box(2 * MM, (_LABEL_HEIGHT - 13) * MM, (_LABEL_WIDTH - 4) * MM, 11 * MM, _RED),
        Box(2 * MM, (_LABEL_HEIGHT - 13.8) * MM, (_LABEL_WIDTH - 4) * MM, 0.8 * MM, _GOLD),
    ]
    if practice:
        marks.append(Text(4.5 * MM, (_LABEL_HEIGHT - 9.6) * MM, PRACTICE, Face.SANS_BOLD, 15, 0, _GOLD))
    return marks


def label_marks(item: PosterItem, art: PosterArt, rows: Rows) -> list[Mark]:
    """Part of a label that differs from code to code."""

    def at(
        text: str, face: Face, size: float, place: tuple[float, float], room: float, colour: Colour = BLACK
    ) -> Text:
        fitted, fitting, _ = _fitted(text, face, size, room, 5.5)
        return Text(place[0] * MM, place[1] * MM, fitted, face, fitting, 0.0, colour)

    quiet = _LABEL_CODE / len(rows) * QUIET_MODULES
    side = quiet + 1.0
    x = side + _LABEL_CODE + quiet + 0.5
    room = _LABEL_WIDTH - x - 3
    title, size, length = _fitted(art.title, Face.SANS_BOLD, 19, _LABEL_WIDTH - 34)
    marks: list[Mark] = [
        Text(
            (_LABEL_WIDTH * MM - length) / 2,
            (_LABEL_HEIGHT - 10) * MM,
            title,
            Face.SANS_BOLD,
            size,
            0.0,
            _WHITE,
        ),
        Modules(side * MM, (_LABEL_HEIGHT - 13.8 - _LABEL_CODE - 2.6) * MM, _LABEL_CODE * MM, rows),
        at(item.place_name, Face.SANS_BOLD, 12, (x, 45), room, _DEEP),
        at(item.range_text, Face.SANS, 8, (x, 40), room, GREY),
        at(art.promise, Face.SANS, 8, (x, 35.4), room),
        at(words.CODE, Face.SANS, 8, (x, 28.5), room, GREY),
        at(grouped(one_line(item.code)), Face.SANS_BOLD, 13.5, (x, 22.6), room),
        at(words.HOTLINE, Face.SANS, 8, (x, 16), room, GREY),
        at(art.hotline, Face.SANS_BOLD, 12, (x, 10.4), room, _RED),
        at(words.CAMPAIGN.format(number=one_line(art.campaign_no)), Face.SANS, 5.5, (x, 5), room, GREY),
    ]
    return marks


def cut_marks(cells: Sequence[tuple[float, float]], *, middle: bool = False) -> list[Mark]:
    """Corner lines for cutting labels, or the middle line between two A5 posters on a landscape sheet."""
    if middle:
        x = _HEIGHT / 2 * MM
        return [Rule(x, y1 * MM, x, y2 * MM, 0.3, GREY) for y1, y2 in ((0, 6), (_WIDTH - 6, _WIDTH))]
    marks: list[Mark] = []
    across = sorted({x for x, _ in cells} | {x + _LABEL_WIDTH for x, _ in cells})
    up = sorted({y for _, y in cells} | {y + _LABEL_HEIGHT for _, y in cells})
    for x in across:
        for y1, y2 in ((up[0] - 6, up[0] - 1), (up[-1] + 1, up[-1] + 6)):
            marks.append(Rule(x * MM, y1 * MM, x * MM, y2 * MM, 0.3, GREY))
    for y in up:
        for x1, x2 in ((across[0] - 6, across[0] - 1), (across[-1] + 1, across[-1] + 6)):
            marks.append(Rule(x1 * MM, y * MM, x2 * MM, y * MM, 0.3, GREY))
    return marks
