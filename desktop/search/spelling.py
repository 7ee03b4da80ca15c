"""Pinyin keys of names and places, with the readings that ordinary dictionaries get wrong."""

from __future__ import annotations

import gc
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_OVERRIDES = (
    Path(__file__).resolve().parent.parent.parent / "resources" / "taxonomy" / "pinyin_overrides.toml"
)
_RUNS = re.compile(r"[㐀-鿿\U00020000-\U000323af]+|[0-9]+|[A-Za-z]+")
LONGEST = 120
"""Characters of a text that are spelled; the rest is found by its characters."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Lower case, no tones: 张建国 has `full` zhangjianguo and `initials` zjg. Numbers stay whole in both."""

    full: str = ""
    initials: str = ""


class Speller:
    """Spells and remembers what it spelled. `surnames` hold at the beginning of a name, `places` anywhere."""

    def __init__(self, surnames: Mapping[str, str], places: Mapping[str, str]) -> None:
        self._surnames = {word: tuple(reading.split()) for word, reading in surnames.items()}
        self._places = {word: tuple(reading.split()) for word, reading in places.items()}
        longest_first = sorted(self._places, key=len, reverse=True)
        self._found = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._names: dict[str, Spelling] = {}
        self._texts: dict[str, Spelling] = {}

    def name(self, name: str) -> Spelling:
        """Keys of a person's name: 单于强 → chanyuqiang, 曾丽 → zengli."""
        known = self._names.get(name)
        if known is None:
            plain = name.strip()[:LONGEST]
            head = next((plain[:n] for n in (2, 1) if plain[:n] in self._surnames), "")
            syllables = (*self._surnames.get(head, ()), *_ordinary(plain[len(head) :]))
            known = self._names[name] = _joined(syllables)
        return known

    def text(self, text: str) -> Spelling:
        """Keys of a place or any other words: 珙县3组 → gongxian3zu."""
        known = self._texts.get(text)
        if known is None:
            plain, at = text[:LONGEST], 0
            syllables: list[str] = []
            for word in self._found.finditer(plain):
                syllables += _ordinary(plain[at : word.start()])
                syllables += self._places[word.group()]
                at = word.end()
            known = self._texts[text] = _joined((*syllables, *_ordinary(plain[at:])))
        return known


def _ordinary(text: str) -> list[str]:
    """Ordinary readings: a syllable for each character; numbers and Latin words stay whole."""
    if not text:
        return []
    lazy_pinyin = _readings()
    syllables: list[str] = []
    for run in _RUNS.findall(text):
        syllables += [run.lower()] if run.isascii() else [s for s in lazy_pinyin(run, errors="ignore") if s]
    return syllables


@cache
def _readings() -> Callable[..., list[str]]:
    """The dictionary of readings, loaded when it is first asked. Its 200,000 lists stay as long as the program.

    They are taken out of the search for cycles, which would hold up the window each time it walked over them.
    """
    from pypinyin import lazy_pinyin

    gc.freeze()
    return lazy_pinyin


def _joined(syllables: tuple[str, ...]) -> Spelling:
    return Spelling("".join(syllables), "".join(s if s.isdigit() else s[:1] for s in syllables))


@lru_cache(maxsize=1)
def speller() -> Speller:
    """The speller with the tables of resources/taxonomy/pinyin_overrides.toml."""
    tables = tomllib.loads(_OVERRIDES.read_text(encoding="utf-8"))
    return Speller(tables["surnames"], tables["places"])
