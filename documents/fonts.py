"""Fonts of screen and paper: which file draws which character.

Every character is looked up in the character maps of the shipped files, so that nothing is ever printed as an
empty box or left blank. A character that no file holds is drawn as 〓, keeps its true value in the text layer, and
is listed by :func:`missing_characters`, so that the operator knows before printing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics, ttfonts

FONT_FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SUBSTITUTE: Final = "〓"
_SPACE: Final = 32
_CODES_IN_A_BLOCK: Final = 100
_PAIRS: Final = 0x10000

PRESS = threading.RLock()  # held while a PDF is written: the font files are shared, one reader at a time


class Face(StrEnum):
    """Role of a text: 黑体 roles are SANS, 宋体 roles are SERIF."""

    SANS = "NotoSansSC-Regular"
    SANS_BOLD = "NotoSansSC-Bold"
    SERIF = "NotoSerifSC-Regular"
    SERIF_BOLD = "NotoSerifSC-Bold"


_NAMES: Final = "MinqingNamesExt-Regular"
_EMOJI: Final = "NotoEmoji-Regular"
_FALLBACK: Final = (Face.SANS.value, _NAMES, _EMOJI)


@dataclass(frozen=True, slots=True)
class MissingCharacter:
    """A character that no shipped font can draw, with the number of its places in the checked text."""

    character: str
    count: int

    @property
    def code(self) -> str:
        """``U+XXXX`` form, as printed in notes."""
        return f"U+{ord(self.character):04X}"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters drawn from one font file; ``actual`` is what the text layer says where it differs."""

    font: str
    text: str
    actual: str | None = None


def ui_font_files() -> tuple[Path, ...]:
    """Font files for the screen, in the order of the fallback list."""
    names = (Face.SANS, Face.SANS_BOLD, _NAMES, _EMOJI)
    return tuple(FONT_FOLDER / f"{name}.ttf" for name in names)


def ui_font_families() -> tuple[str, ...]:
    """Family names inside :func:`ui_font_files`, for a font with a per-character fallback."""
    return ("Noto Sans SC", "Minqing Names Ext", "Noto Emoji")


def to_unicode_map(name: str, subset: Sequence[int]) -> str:
    """ToUnicode map of one 256-character subset, right beyond U+FFFF (UTF-16BE pairs)."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    entries = [
        f"<{at:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for at, code in enumerate(subset)
    ]
    for start in range(0, len(entries), _CODES_IN_A_BLOCK):
        block = entries[start : start + _CODES_IN_A_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


_writer: Any = ttfonts
_writer.makeToUnicodeCMap = to_unicode_map


class _PaperFont(ttfonts.TTFont):
    """A font file that hands out subset codes in the order of use and keeps every character distinct."""

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802, ARG002
        state: Any = self.state.get(doc)
        if state is None:
            state = self.state[doc] = ttfonts.TTFont.State(asciiReadable=False, ttf=self)
            state.subsets = [[0] + [_SPACE] * _SPACE]
            state.nextCode = _SPACE + 1
        known, subsets = state.assignments, state.subsets
        found: list[tuple[int, bytes]] = []
        current, codes = -1, bytearray()
        for code in map(ord, text):
            number = known.get(code)
            if number is None:
                number = state.nextCode
                if number & 0xFF == 0:
                    subsets.append([0])
                    number += 1
                if number & 0xFF == _SPACE:
                    subsets[-1].append(_SPACE)
                    number += 1
                subsets[-1].append(code)
                known[code] = number
                state.nextCode = number + 1
            if number >> 8 != current:
                if codes:
                    found.append((current, bytes(codes)))
                current, codes = number >> 8, bytearray()
            codes.append(number & 0xFF)
        if codes:
            found.append((current, bytes(codes)))
        return found


@cache
def loaded(name: str) -> _PaperFont:
    """The font file of that name, read once and known to the PDF writer.

    Raises:
        reportlab.pdfbase.ttfonts.TTFError: the file is absent or damaged.
    """
    with PRESS:
        font = _PaperFont(name, str(FONT_FOLDER / f"{name}.ttf"), shapable=False)
        pdfmetrics.registerFont(font)
        return font


@cache
def _holds(name: str) -> frozenset[int]:
    """Characters of a font file as it was shipped."""
    return frozenset(loaded(name).face.charToGlyph)


class _Drawer(dict[str, tuple[str, int]]):
    """Character -> (font name, advance in thousandths of the size); filled on demand."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.chain = (face.value, *(name for name in _FALLBACK if name != face.value))

    def __missing__(self, character: str) -> tuple[str, int]:
        code = ord(character)
        for name in self.chain:
            if code in _holds(name):
                face = loaded(name).face
                answer = (name, int(face.charWidths.get(code, face.defaultWidth)))
                break
        else:
            answer = ("", _lend_substitute(code))
        self[character] = answer
        return answer


def _lend_substitute(code: int) -> int:
    """Let the last common font draw 〓 for this code, so that the text layer still says what it is; its advance."""
    face = loaded(Face.SANS.value).face
    face.charToGlyph[code] = face.charToGlyph[ord(SUBSTITUTE)]
    face.charWidths[code] = face.charWidths[ord(SUBSTITUTE)]
    return int(face.charWidths[code])


@cache
def drawer(face: Face) -> _Drawer:
    """Look-up of one face: character -> (font name, "" where no file has it; advance / 1000)."""
    return _Drawer(face)


_INVISIBLE: Final = frozenset(
    [
        0xAD,
        0x180E,
        *range(0x200B, 0x200E),
        *range(0x2060, 0x2065),
        0xFEFF,
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE01F0),
    ]
)


def is_invisible(character: str) -> bool:
    """Whether the character takes no room: zero-width space and joiners, variation selectors, tags."""
    return ord(character) in _INVISIBLE


def width(text: str, face: Face, size: float) -> float:
    """Length of one line of clean text in points."""
    look = drawer(face)
    return sum(0 if ord(each) in _INVISIBLE else look[each][1] for each in text) * size / 1000


def runs(text: str, face: Face) -> Iterator[Run]:
    """The text cut into pieces of one font file each.

    An invisible character rides in the text layer on the character before it. Readers lose such notes beyond
    U+FFFF, so that one without a plain character before it, or itself beyond, is left out of the text layer.
    """
    look = drawer(face)
    font, piece = face.value, ""
    for at, character in enumerate(text):
        if ord(character) in _INVISIBLE:
            if piece and at and ord(text[at - 1]) < _PAIRS and ord(character) < _PAIRS:
                riders = takewhile(is_invisible, text[at:])
                if piece[:-1]:
                    yield Run(font, piece[:-1])
                yield Run(font, piece[-1], piece[-1] + "".join(each for each in riders if ord(each) < _PAIRS))
                piece = ""
            continue
        name = look[character][0] or Face.SANS.value
        if name != font:
            if piece:
                yield Run(font, piece)
            font, piece = name, ""
        piece += character
    if piece:
        yield Run(font, piece)


def missing_characters(texts: Iterable[str]) -> list[MissingCharacter]:
    """Preflight: what cannot be drawn in these texts, in code order; empty when all can."""
    look = drawer(Face.SANS)
    counts: dict[str, int] = {}
    for text in texts:
        for character in text:
            if character != "\n" and ord(character) not in _INVISIBLE and not look[character][0]:
                counts[character] = counts.get(character, 0) + 1
    return [MissingCharacter(character, counts[character]) for character in sorted(counts)]
