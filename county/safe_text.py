"""What citizens type, made harmless without changing a word: only characters that nobody can see are left out."""

from __future__ import annotations

import unicodedata

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the writing direction: invisible, and able to make a text read as another."""
_KEPT = frozenset("\n\t")


def safe_text(text: str) -> str:
    """The text without NUL, control characters, halves of surrogate pairs and direction marks; line ends as LF."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in plain if _visible(char)).strip()


def safe_line(text: str) -> str:
    """The same for a field of one line."""
    return " ".join(safe_text(text).split())


def _visible(char: str) -> bool:
    if char in _KEPT:
        return True
    return char not in _DIRECTIONS and unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
