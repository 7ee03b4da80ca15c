"""Every character is drawn by a font that holds it, and its true value is in the text layer."""

from __future__ import annotations

import re
import zlib

import pypdfium2 as pdfium
import pytest
from fontTools.ttLib import TTFont

from documents.fonts import (
    FONT_FOLDER,
    SUBSTITUTE,
    Face,
    drawer,
    missing_characters,
    runs,
    to_unicode_map,
    ui_font_families,
    ui_font_files,
    width,
)
from documents.layout.flow import Style
from tests.documents.paper import RARE, printed, squeezed, text_pages

GB2312 = [
    bytes([high, low]).decode("gb2312")
    for high in range(0xB0, 0xF8)
    for low in range(0xA1, 0xFF)
    if (high, low) < (0xD7, 0xFA) or high >= 0xD8
]


def test_fonts_stay_within_35_megabytes_and_carry_their_licences() -> None:
    files = list(FONT_FOLDER.iterdir())
    assert sum(file.stat().st_size for file in files) <= 35_000_000
    names = {file.name for file in files}
    assert {
        "OFL-NotoSansSC.txt",
        "OFL-NotoSerifSC.txt",
        "OFL-NotoEmoji.txt",
        "LICENSE-MinqingNamesExt.txt",
        "README.md",
    } <= names
    assert (FONT_FOLDER / "MinqingNamesExt-Regular.ttf").stat().st_size < 12_000_000


def test_screen_fonts_are_files_with_the_families_that_are_announced() -> None:
    families = set()
    for file in ui_font_files():
        font = TTFont(file, lazy=True)
        families.add(font["name"].getDebugName(16) or font["name"].getDebugName(1))
        assert font["OS/2"].fsType == 0, "embedding is not restricted"
        font.close()
    assert set(ui_font_families()) == families


def test_no_reserved_name_on_a_changed_font() -> None:
    font = TTFont(FONT_FOLDER / "MinqingNamesExt-Regular.ttf", lazy=True)
    for number in (1, 3, 4, 6):
        assert not re.search("hana", font["name"].getDebugName(number) or "", re.IGNORECASE)
    font.close()


@pytest.mark.parametrize("face", Face)
def test_each_face_holds_the_characters_of_daily_use_itself(face: Face) -> None:
    look = drawer(face)
    common = [
        *GB2312,
        *map(chr, range(0x21, 0x7F)),
        *"，。；：？！“”‘’《》〈〉（）【】「」—…·、〔〕①②③℃％￥□",
    ]
    assert len(GB2312) == 6763
    assert [each for each in common if look[each][0] != face.value] == []


def test_rare_names_are_drawn_and_found_again() -> None:
    text = f"反映人张{RARE}，住石桥镇。"
    assert missing_characters([text]) == []
    assert squeezed("".join(text_pages(printed(text)))) == text


def test_a_rare_name_leaves_ink_of_its_own() -> None:
    """Not a blank and not a box: each rare character differs from the others and from nothing."""
    pictures = set()
    for character in RARE:
        document = pdfium.PdfDocument(printed(character, Style(Face.SERIF, 40, 60)))
        picture = document[0].render(scale=1, grayscale=True).to_pil()
        assert picture.getextrema()[0] < 60
        pictures.add(picture.tobytes())
        document.close()
    assert len(pictures) == len(RARE)


def test_a_character_in_no_font_is_reported_and_keeps_its_value() -> None:
    lost = "\U0003134a"
    [found] = missing_characters([f"王{lost}{lost}"])
    assert (found.code, found.count) == ("U+3134A", 2)
    assert drawer(Face.SERIF)[lost] == ("", drawer(Face.SERIF)[SUBSTITUTE][1])
    assert squeezed("".join(text_pages(printed(f"王{lost}的家")))) == f"王{lost}的家"


def test_invisible_characters_take_no_room_and_stay_in_the_text() -> None:
    plain, joined = "零宽字符", "零\u200b宽\u200d字\ufeff符"
    assert width(joined, Face.SERIF, 12) == width(plain, Face.SERIF, 12)
    assert "\u200b" in "".join(run.actual or run.text for run in runs(joined, Face.SERIF))
    assert missing_characters([joined]) == []


def test_the_text_layer_map_writes_pairs_beyond_the_first_plane() -> None:
    written = to_unicode_map("X", [0x2CB4E, 0x4E00])
    assert "<00> <D872DF4E>" in written
    assert "<01> <4E00>" in written


def test_the_text_layer_map_keeps_blocks_of_at_most_100() -> None:
    written = to_unicode_map("X", range(0x4E00, 0x4E00 + 256))
    assert [int(count) for count in re.findall(r"(\d+) beginbfchar", written)] == [100, 100, 56]


def test_no_font_outside_the_file_is_used() -> None:
    pdf = printed("中文 Latin 123 " + RARE + "😀")
    assert b"Helvetica" not in pdf
    described = len(re.findall(rb"/Type /FontDescriptor", pdf))
    assert described == len(re.findall(rb"/FontFile2", pdf)) > 0
    assert len(re.findall(rb"/Type /Font\b(?!D)", pdf)) == described


def test_an_unknown_font_asks_nothing_of_the_machine() -> None:
    """The text operators of a page name only fonts of the file."""
    pdf = printed("正文")
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    names = set()
    for stream in streams:
        try:
            names |= set(re.findall(rb"/(F\d+\+\d+) [\d.]+ Tf", zlib.decompress(stream)))
        except zlib.error:
            continue
    assert all(b"/" + name in pdf for name in names)


def test_a_lost_character_looks_like_the_substitute() -> None:
    def look(text: str) -> bytes:
        document = pdfium.PdfDocument(printed(text, Style(Face.SANS, 40, 60)))
        picture = document[0].render(scale=1, grayscale=True).to_pil().tobytes()
        document.close()
        return picture

    assert look("\U0003134a") == look(SUBSTITUTE) != look("王")
