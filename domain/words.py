"""Search words: what is put into the full-text index and how a typed query becomes a safe MATCH expression.

Chinese text has no spaces, so each run of characters is indexed as overlapping single characters and pairs
(``物业费`` → ``物 物业 业 业费 费``). A query is split the same way and asked as a phrase; any word of one, two,
three or more characters is therefore found wherever it stands. The index column uses FTS5's ``ascii`` tokenizer, which
parts text at ASCII characters that are neither letter nor digit and looks into nothing else: what a word is, is decided here.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable
from operator import add

LONGEST_QUERY = 200
"""Characters of a query that are looked at; the rest is ignored."""

_RUNS = re.compile(r"([^\W_\u0250-\U0010ffff]+)|([^\W_\x00-\u024f]+)")
"""A word of Latin letters and digits, or a run of other characters."""
_MARKLESS = re.compile(r"[\x00-\u02ff\u2000-\u206f\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uff01-\uffee]*")
"""Blocks in which no character is a combining mark."""
_UNITS = "utf-16-le" if array("H", b"\1\0")[0] == 1 else "utf-16-be"
_SPACE = array("H", [32])


def _plain(text: str) -> str:
    """NFKC, case folded and NFKC again, so that composed, full-width and capital forms meet."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _is_letter(char: str) -> bool:
    return char.isalnum() and char < "\u0250"


def _unmarked(text: str) -> str:
    """Without combining marks: they neither are words nor part any."""
    if _MARKLESS.fullmatch(text):
        return text
    return "".join(char for char in text if unicodedata.category(char)[0] != "M")


def _unaccented(word: str) -> str:
    """A Latin word as most people type it: ``é`` as ``e``."""
    return word if word.isascii() else _unmarked(unicodedata.normalize("NFD", word))


def _mixed(run: str) -> str:
    """The characters of a run, single and in pairs, with spaces between: ``ab`` → ``a ab b``."""
    size = len(run)
    units = run.encode(_UNITS)
    if len(units) > 2 * size:  # a character beyond the first plane takes two units
        mixed = [""] * (2 * size - 1)
        mixed[::2] = run
        mixed[1::2] = map(add, run, run[1:])
        return " ".join(mixed)
    # Five units for each character, laid out by slices: joining that many small strings takes longer.
    chars = array("H", units)
    laid = _SPACE * (5 * size)
    laid[0::5] = chars
    laid[2::5] = chars
    laid[3::5] = chars[1:] + _SPACE
    return laid[: 5 * size - 4].tobytes().decode(_UNITS)


def index_text(text: str) -> str:
    """The tokens of a text in order, joined by spaces, as they are stored in the index column.

    Words of Latin letters and digits stand whole, everything else single and in pairs.
    """
    return _laid(_unmarked(_plain(text)))


def _laid(plain: str) -> str:
    found = _RUNS.findall(plain)
    return " ".join([_unaccented(word) if word else _mixed(run) for word, run in found])


def index_tokens(text: str) -> list[str]:
    """The tokens of a text in order."""
    return index_text(text).split()


def query_tokens(query: str) -> list[list[str]]:
    """One list of tokens for each part of the query that stands between spaces; parts without a token vanish."""
    parts = _plain(query[:LONGEST_QUERY]).split()
    return [tokens for tokens in map(index_tokens, parts) if tokens]


def fts_match(query: str) -> str:
    """A MATCH expression for FTS5: all parts must occur, each as a phrase; never a syntax error.

    A part that ends in a Latin word or a number finds longer words too (``gre`` finds ``green``). A query without
    any letter or digit gives the empty phrase, which finds nothing.
    """
    phrases = []
    for tokens in query_tokens(query):
        prefix = "*" if _is_letter(tokens[-1][-1]) else ""
        phrases.append('"' + " ".join(_needed(tokens)) + '"' + prefix)
    return " AND ".join(phrases) or '""'


def seeker(query: str) -> Callable[[str], bool]:
    """Tells of a text whether `fts_match(query)` would find it in the index, for texts that are not in it yet."""
    phrases = [
        f" {' '.join(tokens)}" + ("" if _is_letter(tokens[-1][-1]) else " ") for tokens in query_tokens(query)
    ]
    runs = [
        run for part in _plain(query[:LONGEST_QUERY]).split() for _, run in _RUNS.findall(_unmarked(part))
    ]

    def meets(text: str) -> bool:
        plain = _unmarked(_plain(text))  # cheap to look into, and most texts are passed over by it
        if not all(run in plain for run in runs):
            return False
        laid = f" {_laid(plain)} "
        return all(phrase in laid for phrase in phrases)

    return meets if phrases else lambda _text: False


def _needed(tokens: list[str]) -> list[str]:
    """A pair tells of the single characters at its sides, so the outer ones need not be asked: fewer words to look up."""
    first, last = 0, len(tokens)
    if last > 1 and _is_side(tokens[0], tokens[1], tokens[1].startswith):
        first = 1
    if last - first > 1 and _is_side(tokens[-1], tokens[-2], tokens[-2].endswith):
        last -= 1
    return tokens[first:last]


def _is_side(single: str, pair: str, holds: Callable[[str], bool]) -> bool:
    return len(pair) > len(single) and not _is_letter(single[0]) and holds(single)
