"""The tokens are those of the rule read character by character."""

import sys
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.words import _MARKLESS, _plain, index_tokens


def by_character(text: str) -> list[str]:
    tokens: list[str] = []
    word = before = ""
    for char in _plain(text):
        if char.isalnum() and char < "\u0250":
            word += unicodedata.normalize("NFD", char)[0]
            before = ""
            continue
        if unicodedata.category(char)[0] == "M":
            continue
        if word:
            tokens.append(word)
            word = ""
        if not char.isalnum():
            before = ""
            continue
        if before:
            tokens.append(before + char)
        tokens.append(char)
        before = char
    return [*tokens, word] if word else tokens


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.text("物业费区栋𬭎鿫㐀ｱァあぁ々〇一丁ⅣⅫ①½", max_size=6),
        st.text("aZé9_ -，。\u0301\u302a\u3099\ufe0f\u200d\u202e\u0600अ़", max_size=6),
    ),
    max_size=6,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("a\u0301b，\u0301c")
@example("张\u302a三e\u0323\u0301_李")
def test_tokens_are_those_of_the_rule(text: str) -> None:
    assert index_tokens(text) == by_character(text)


def test_every_single_character_between_neighbours() -> None:
    points = (chr(point) for point in range(0x20000) if not 0xD800 <= point < 0xE000)
    text = "".join(f"费{char}a{char}业 " for char in points)
    assert index_tokens(text) == by_character(text)


def test_the_blocks_without_marks_hold_none() -> None:
    marks = (chr(p) for p in range(sys.maxunicode + 1) if unicodedata.category(chr(p))[0] == "M")
    assert not [mark for mark in marks if _MARKLESS.fullmatch(mark)]
