"""Line breaking for Chinese official text.

No line starts with a mark that closes and none ends with a mark that opens; Latin words and numbers stay whole
while they fit a line. A closing mark that just misses the line is squeezed in, otherwise the character before it
moves down with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from documents.fonts import Face, drawer, is_invisible

NO_START: Final = frozenset(
    "，。、；：？！”’》〉）】〕」』〗〞…—～·％‰℃,.;:?!)]}%>»›ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
)
NO_END: Final = frozenset("“‘《〈（【〔「『〖〝([{<«‹￥＄$¥")
_TIGHTEST: Final = 0.045
_LOOSEST: Final = 0.2
_PUSHED: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One laid line: its text, natural width and extra space after each character, both in points."""

    text: str
    width: float
    spacing: float
    last: bool


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "_-/.:@#&+'")


def _may_break(text: str, at: int) -> bool:
    """Whether a new line may start with ``text[at]``."""
    after = text[at]
    before = text[at - 1]
    if after in NO_START or before in NO_END or is_invisible(after):
        return False
    if before == " ":
        return True
    if before == "/" and after != "/":
        return True
    if before == "," and after in "0123456789":
        return False
    return not (_is_word(before) and _is_word(after))


def break_text(
    text: str,
    face: Face,
    size: float,
    measure: float,
    *,
    indent: float = 0.0,
    tracking: float = 0.0,
    justify: bool = True,
) -> list[Line]:
    """Lines of one clean text.

    Args:
        text: clean text; ``\\n`` starts a new paragraph.
        face: role of the text.
        size: points.
        measure: line length in points, at least one character.
        indent: points left free at the start of each paragraph.
        tracking: points added to every advance (may be negative).
        justify: spread the characters so that inner lines fill the measure.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines.extend(_break_paragraph(paragraph, face, size, measure, indent, tracking, justify=justify))
    return lines


def _break_paragraph(
    text: str, face: Face, size: float, measure: float, indent: float, tracking: float, *, justify: bool
) -> Iterator[Line]:
    look = drawer(face)
    scale = size / 1000
    advances = [0.0 if is_invisible(each) else look[each][1] * scale + tracking for each in text]
    start, length = 0, len(text)
    room = max(measure - indent, size)
    while True:
        end, taken = start, 0.0
        while end < length and taken + advances[end] <= room + 0.01:
            taken += advances[end]
            end += 1
        if end >= length:
            yield Line(text[start:], taken, tracking, last=True)
            return
        end = max(end, start + 1)
        stop = _choose(text, advances, start, end, room)
        natural = sum(advances[start:stop])
        shown = stop
        while shown > start + 1 and text[shown - 1] == " ":
            shown -= 1
            natural -= advances[shown]
        spacing = _spread(shown - start, natural, room, size, tracking, justify)
        yield Line(text[start:stop], natural, spacing, last=stop >= length)
        if stop >= length:
            return
        start = stop
        room = max(measure, size)


def _choose(text: str, advances: list[float], start: int, end: int, room: float) -> int:
    """Index where the next line starts, given that ``text[start:end]`` is what fits."""
    ahead = end
    while ahead < len(text) and text[ahead] == " ":
        ahead += 1
    if ahead > end:
        if ahead == len(text) or _may_break(text, ahead):
            return ahead
    elif _may_break(text, end):
        return end
    squeezed = end
    while squeezed < len(text) and squeezed - end < 2 and text[squeezed] in NO_START:
        squeezed += 1
    if squeezed > end and (squeezed == len(text) or _may_break(text, squeezed)):
        over = sum(advances[start:squeezed]) - room
        if over <= _TIGHTEST * room:
            return squeezed
    for back in range(end - 1, max(start, end - 1 - len(text)), -1):
        if _may_break(text, back):
            return back
        if end - back > _PUSHED and not _is_word(text[back]):
            break
    return _longest_legal(text, start, end)


def _longest_legal(text: str, start: int, end: int) -> int:
    """Cut inside a word that is longer than a line, still never between a mark and what it belongs to."""
    for back in range(end, start, -1):
        if text[back] not in NO_START and text[back - 1] not in NO_END and not is_invisible(text[back]):
            return back
        if end - back > _PUSHED:
            break
    return end


def _spread(count: int, natural: float, room: float, size: float, tracking: float, justify: bool) -> float:
    if count < 2:
        return tracking
    gap = (room - natural) / (count - 1)
    if gap < 0 or (justify and gap <= _LOOSEST * size):
        return tracking + gap
    return tracking
