"""The quick look for digits misses none, so that nothing is shown for its sake."""

import sys

import pytest

from domain.masking import _MAYBE_DIGIT, _digit, mask_text


def test_every_digit_is_suspected() -> None:
    digits = [chr(point) for point in range(sys.maxunicode + 1) if _digit(chr(point))]
    assert len(digits) > 700
    assert [char for char in digits if not _MAYBE_DIGIT.match(char)] == []


@pytest.mark.parametrize("text", ["电话6622150", "座机：六六二二一五〇", "电话６６２２１５０"])
def test_the_shortest_number_is_hidden(text: str) -> None:
    assert mask_text(text) == text[:-7] + "****" + text[-3:]
