"""Clean text, line breaking, flowing pages: what was entered is what is printed."""

from __future__ import annotations

import re
import time
from unicodedata import bidirectional, normalize

import pypdfium2 as pdfium
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.fonts import Face, width
from documents.layout.breaking import NO_END, NO_START, break_text
from documents.layout.clean import clean, one_line
from documents.layout.flow import Flow, Style
from tests.documents.paper import HOSTILE, printed, squeezed, text_pages

ANY_TEXT = st.text(st.characters(), max_size=120)
CHINESE = st.text(
    st.sampled_from(
        list(
            "今天天气很好我们去了石桥镇综治中心反映路灯问题，。；：？！“”‘’《》〈〉（）【】「」、—…abcDEF 0123.%"
        )
    ),
    min_size=1,
    max_size=400,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_text_is_printed_as_it_was_typed(text: str) -> None:
    pdf = printed(text)
    found, typed = squeezed("".join(text_pages(pdf))), squeezed(clean(text))
    if any(bidirectional(each) in {"R", "AL"} for each in text):
        found, typed = "".join(sorted(found)), "".join(sorted(typed))  # readers turn such runs around
    assert found == typed
    assert b"/Subtype /Image" not in pdf
    assert b"/URI" not in pdf
    assert b"/Annots" not in pdf


def plain(text: str) -> str:
    """Han, letters and digits; readers take ligatures and presentation forms apart, so both sides are."""
    return re.sub(r"[^\u4e00-\u9fa5a-zA-Z0-9，。]", "", normalize("NFKD", text))


@given(ANY_TEXT)
@example("ﬀ ㎏ ①")
@example("\x00\x0b\x0c\x1f\x7f\x85")
@example("\ud800 \udfff")
@example("\u202eevil\u2066x\u2069")
def test_any_text_reaches_the_paper(text: str) -> None:
    pages = text_pages(printed(text))
    assert len(pages) >= 1
    typed, found = plain(clean(text)), plain("".join(pages))
    if any(bidirectional(each) in {"R", "AL", "AN"} for each in text):
        typed, found = "".join(sorted(typed)), "".join(sorted(found))
    assert found == typed


@given(ANY_TEXT)
@example("\r\n\r\u2028\u2029\t")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", once)


def test_cleaning_shows_what_would_act() -> None:
    assert clean("a\x00b") == "a[U+0000]b"
    assert clean("付款\u202e元001") == "付款[U+202E]元001"
    assert clean("\ud83d") == "\ufffd"
    assert clean("一\r\n二\r三\u2028四") == "一\n二\n三\n四"
    assert one_line("一\n二") == "一 二"


@given(CHINESE, st.floats(min_value=60, max_value=450), st.booleans())
@example("D‘‘ ", 60.0, False)
def test_lines_hold_the_whole_text_and_stay_inside(text: str, measure: float, justify: bool) -> None:
    """Spaces at the end of a line may hang over its edge: nobody sees them."""
    lines = break_text(text, Face.SERIF, 12, measure, indent=24, justify=justify)
    assert "".join(line.text for line in lines) == text
    for at, line in enumerate(lines):
        room = measure - 24 if at == 0 else measure
        shown = line.text.rstrip(" ")
        drawn = width(shown, Face.SERIF, 12) + line.spacing * max(0, len(shown) - 1)
        assert drawn <= max(room, 12) + 0.1


@given(CHINESE, st.floats(min_value=150, max_value=450))
def test_no_line_starts_or_ends_with_the_wrong_mark(text: str, measure: float) -> None:
    legal = re.sub(r"[，。；：？！“”‘’《》〈〉（）【】「」、—….%]{3,}", "，", text)
    lines = break_text(legal, Face.SERIF, 12, measure)
    for line in lines[1:]:
        assert line.text[0] not in NO_START
    for line in lines[:-1]:
        assert line.text.rstrip(" ")[-1:] not in NO_END


@pytest.mark.parametrize("mark", "，。；：？！”’》〉）】」、")
def test_closing_marks_are_never_first(mark: str) -> None:
    for length in range(20, 45):
        for line in break_text("天" * length + mark + "地" * 40, Face.SERIF, 12, 30 * 12)[1:]:
            assert not line.text.startswith(mark)


@pytest.mark.parametrize("mark", "“‘《〈（【「")
def test_opening_marks_are_never_last(mark: str) -> None:
    for length in range(20, 45):
        for line in break_text("天" * length + mark + "地" * 40, Face.SERIF, 12, 30 * 12)[:-1]:
            assert not line.text.endswith(mark)


def test_words_and_numbers_stay_whole() -> None:
    text = "请于" * 13 + "2026-11-21 10:30 前拨打 0800-1234567"
    lines = break_text(text, Face.SERIF, 12, 30 * 12)
    assert any("2026-11-21" in line.text for line in lines)
    assert any("0800-1234567" in line.text for line in lines)


def test_inner_lines_are_filled_to_both_edges() -> None:
    lines = break_text("石桥镇红星村村口路灯不亮，abc" * 30, Face.SERIF, 12, 400)
    for line in lines[:-1]:
        shown = line.text.rstrip(" ")
        assert width(shown, Face.SERIF, 12) + line.spacing * (len(shown) - 1) == pytest.approx(400, abs=0.1)


@pytest.mark.parametrize("unit", ["x", "长", "，", "（", "\u200b", " ", "<b>", "\n"])
def test_a_hundred_thousand_characters_end_and_are_complete(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    started = time.process_time()
    flow = Flow()
    flow.paragraph(text, Style())
    spent = time.process_time() - started
    laid = "".join(mark.text for sheet in flow.sheets for mark in sheet.marks if hasattr(mark, "text"))
    assert laid == text.replace("\n", "")
    assert spent < 20, "a square-law breaker takes minutes here"


def test_a_long_text_is_on_paper_to_the_last_character() -> None:
    text = "".join(chr(0x4E00 + at % 3000) for at in range(20_000))
    pages = text_pages(printed(text))
    assert len(pages) > 10
    assert squeezed("".join(pages)) == text


def test_the_same_text_gives_the_same_bytes() -> None:
    assert printed("同样的内容 123") == printed("同样的内容 123")


def test_nothing_is_drawn_outside_the_page() -> None:
    document = pdfium.PdfDocument(printed("边界" * 3000))
    for page in document:
        picture = page.render(scale=0.5, grayscale=True).to_pil()
        wide, high = picture.size
        margins = (
            (0, 0, wide, 20),
            (0, 0, 30, high),
            (wide - 20, 0, wide, high),
            (0, high - 30, wide, high),
        )
        for box in margins:
            assert picture.crop(box).getextrema() == (255, 255)
    document.close()


def test_a_web_address_breaks_at_its_slashes_and_an_amount_does_not() -> None:
    text = "请打开" * 8 + "https://example.gov.cn/q/ABCDEFGHJ/next 缴纳￥1,200.50元。" * 4
    lines = break_text(text, Face.SERIF, 12, 25 * 12)
    assert all(line.spacing <= 0.2 * 12 for line in lines)
    assert sum("￥1,200.50" in line.text for line in lines) == 4


@pytest.mark.parametrize("measure", [40, 55, 60, 72])
def test_a_cut_inside_a_long_word_still_keeps_marks_in_their_place(measure: int) -> None:
    for length in range(1, 40):
        text = "m" * length + "，" + "w" * length + "（" + "m" * length
        lines = break_text(text, Face.SERIF, 12, measure)
        assert "".join(line.text for line in lines) == text
        assert [line.text for line in lines[1:] if line.text[0] == "，"] == []
        assert [line.text for line in lines[:-1] if line.text[-1] == "（"] == []
