"""Posters: the code on the rendered page is the code that was asked for, whatever the paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2 as pdfium
import pytest
import qrcode
import qrcode.constants
import qrcode.util
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import poster
from documents.codes import (
    QUIET_MODULES,
    UnprintableCodeError,
    grouped,
    matrix,
    poster_payload,
    read_matrix,
    read_picture_codes,
)
from documents.poster import (
    PosterBatchError,
    PosterCancelledError,
    PosterFile,
    PosterSize,
    batches,
    poster_preflight,
    write_posters,
)
from documents.poster_check import verify_posters
from documents.posting_ledger import PostedCode, PostingLedger, write_calibration, write_posting_ledger
from tests.documents.paper import PRINT, RARE, squeezed, text_pages
from tests.documents.samples import ART, items


def written(count: int, size: PosterSize, **options: object) -> tuple[bytes, PosterFile]:
    out = BytesIO()
    made = write_posters(items(count), ART, size, out, **options)  # type: ignore[arg-type]
    return out.getvalue(), made


@pytest.mark.parametrize("size", PosterSize)
@pytest.mark.parametrize("practice", [False, True])
def test_every_code_reads_back_from_the_page_at_300_dots(size: PosterSize, practice: bool) -> None:
    pdf, made = written(9, size, practice=practice)
    assert made.pages == -(-9 // size.on_a_page) == len(text_pages(pdf))
    assert [url for page in made.expected for url in page] == [item.url for item in items(9)]
    assert verify_posters(pdf, made.expected, dots_per_inch=300) == []
    assert ("练" in "".join(text_pages(pdf))) is practice


def test_the_words_of_the_poster_are_on_it() -> None:
    pdf, _ = written(1, PosterSize.A4)
    text = squeezed(text_pages(pdf)[0])
    item = items(1)[0]
    wanted = (
        ART.title,
        ART.promise,
        ART.hotline,
        ART.office,
        item.place_name,
        item.range_text,
        *ART.instructions,
        grouped(item.code),
    )
    assert [each for each in wanted if squeezed(each) not in text] == []


def test_the_code_is_140_millimetres_with_four_clear_modules_around() -> None:
    pdf, made = written(1, PosterSize.A4)
    scale = 4.0
    document = pdfium.PdfDocument(pdf)
    picture = document[0].render(scale=scale, grayscale=True).to_pil()
    document.close()
    size = 140 / 25.4 * 72 * scale
    modules = len(matrix(made.expected[0][0]))
    left, top = (picture.width - size) / 2, 77.6 / 25.4 * 72 * scale
    quiet = size / modules * QUIET_MODULES
    for box in (
        (left - quiet, top - quiet, left + size + quiet, top - 1),
        (left - quiet, top + size + 1, left + size + quiet, top + size + quiet),
        (left - quiet, top, left - 1, top + size),
        (left + size + 1, top, left + size + quiet, top + size),
    ):
        assert picture.crop(tuple(map(round, box))).getextrema() == (255, 255)
    finder = picture.crop(
        (round(left) + 2, round(top) + 2, round(left + size / modules) - 2, round(top + 20))
    )
    assert finder.getextrema()[1] < 90


def test_a_partly_covered_code_still_reads() -> None:
    """Level H: a torn corner of a tenth of the data area does not stop a telephone."""
    pdf, made = written(1, PosterSize.A4)
    document = pdfium.PdfDocument(pdf)
    picture = document[0].render(scale=2, grayscale=True).to_pil()
    document.close()
    size = round(140 / 25.4 * 144 * 0.3)
    picture.paste(
        128, (picture.width // 2, picture.height // 2, picture.width // 2 + size, picture.height // 2 + size)
    )
    assert read_picture_codes(picture) == list(made.expected[0])


def test_a_wrong_page_is_found() -> None:
    pdf, made = written(3, PosterSize.A4)
    swapped = (made.expected[0], made.expected[2], made.expected[1], ("HTTPS://A/Q/000000000",))
    assert [wrong.page for wrong in verify_posters(pdf, swapped)] == [2, 3, 4]


def test_checking_can_be_stopped_and_then_says_what_was_not_read() -> None:
    pdf, made = written(2, PosterSize.A4)
    assert [wrong.page for wrong in verify_posters(pdf, made.expected, cancelled=lambda: True)] == [1, 2]


@settings(max_examples=30)
@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=9, max_size=9), st.integers(1, 40))
def test_any_code_survives_drawing(code: str, length: int) -> None:
    payload = poster_payload("a" * length + ".example.gov.cn", code)
    assert payload == payload.upper()
    assert read_matrix(matrix(payload)) == payload


@pytest.mark.parametrize(
    "payload",
    [
        "http://x.example/q/abc",
        "HTTPS://X.EXAMPLE/Q/SHORT",
        "HTTPS://X.EXAMPLE/Q/ABCDEFGHJ\n",
        "HTTPS://X.EXAMPLE/Q/ABCDEFGHJ?A=1",
        "JAVASCRIPT:ALERT(1)",
        "https://x.example/q/abcdefghj",
    ],
)
def test_another_address_is_refused_and_nothing_is_written(payload: str) -> None:
    out = BytesIO()
    with pytest.raises(UnprintableCodeError, match="没有生成海报"):
        write_posters([replace(items(1)[0], url=payload)], ART, PosterSize.A4, out)
    assert out.getvalue() == b""


def test_a_code_that_does_not_read_back_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "matrix", lambda payload: matrix(payload.replace("Z", "Y")))
    out = BytesIO()
    with pytest.raises(PosterBatchError, match="没有输出"):
        write_posters(items(2), ART, PosterSize.A4, out)
    assert out.getvalue() == b""


def test_a_batch_can_be_stopped_and_leaves_nothing() -> None:
    out, seen = BytesIO(), []
    with pytest.raises(PosterCancelledError):
        write_posters(
            items(5),
            ART,
            PosterSize.A4,
            out,
            progress=lambda done, total: seen.append((done, total)),
            cancelled=lambda: len(seen) == 2,
        )
    assert seen == [(1, 5), (2, 5)]
    assert out.getvalue() == b""


def test_a_file_holds_at_most_1000_pages() -> None:
    assert [len(group) for group in batches(items(2001), PosterSize.A4)] == [1000, 1000, 1]
    assert [len(group) for group in batches(items(2001), PosterSize.A5)] == [2000, 1]
    with pytest.raises(PosterBatchError, match="分批"):
        write_posters(items(1001), ART, PosterSize.A4, BytesIO())


def test_offset_moves_the_page_and_the_code_still_reads() -> None:
    pdf, made = written(1, PosterSize.A4, offset_mm=(3.0, -2.0))
    assert pdf != written(1, PosterSize.A4)[0]
    assert verify_posters(pdf, made.expected) == []


def test_hostile_and_long_words_do_not_break_a_poster() -> None:
    item = replace(
        items(1)[0],
        place_name="<b>" + RARE + "村" * 200,
        range_text="\x00\u202e" * 40,
        responsible_lines=("长" * 300, "<img src=x>", "c", "d"),
    )
    art = replace(ART, title="标" * 80, promise="诺" * 200, hotline="1" * 90, office="镇" * 90)
    for size in PosterSize:
        out = BytesIO()
        made = write_posters([item], art, size, out)
        assert verify_posters(out.getvalue(), made.expected) == []
        assert b"/Subtype /Image" not in out.getvalue()


def test_preflight_names_what_cannot_be_drawn() -> None:
    odd = replace(items(1)[0], place_name="\U0003134a村")
    assert [each.code for each in poster_preflight([odd], ART)] == ["U+3134A"]
    assert poster_preflight([replace(odd, place_name=RARE)], ART) == []


def test_the_same_batch_gives_the_same_bytes() -> None:
    assert written(3, PosterSize.A4)[0] == written(3, PosterSize.A4)[0]


def test_the_ledger_lists_every_code_and_repeats_its_heads() -> None:
    codes = [
        PostedCode(item.code, "村组", item.place_name, 30, "样例", "2026-11-20", "已张贴")
        for item in items(60)
    ]
    out = BytesIO()
    done = write_posting_ledger(PostingLedger("2026-11-A01", "石桥镇综治中心", codes), PRINT, out)
    pages = [squeezed(page) for page in text_pages(out.getvalue())]
    assert done.pages == len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"第{number}页/共{len(pages)}页" in page
    assert all("码编号" in page for page in pages if any(code.code in page for code in codes))
    assert [code.code for code in codes if not any(code.code in page for page in pages)] == []


def test_the_calibration_ruler_is_150_millimetres() -> None:
    out = BytesIO()
    write_calibration(out)
    document = pdfium.PdfDocument(out.getvalue())
    picture = (
        document[0].render(scale=4, grayscale=True).to_pil().point(lambda value: 255 if value < 160 else 0)
    )
    document.close()
    row = picture.crop((0, round(40 / 25.4 * 288) - 3, picture.width, round(40 / 25.4 * 288) + 3)).getbbox()
    assert row is not None
    assert (row[2] - row[0]) / 288 * 25.4 == pytest.approx(150, abs=0.5)
    assert row[0] / 288 * 25.4 == pytest.approx(40, abs=0.5)


@settings(max_examples=60)
@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=60), st.booleans())
def test_a_code_put_together_equals_the_code_made_whole(payload: str, outdoor: bool) -> None:
    """Two different texts of one length, so that the second is put together from what the first taught."""
    level = qrcode.constants.ERROR_CORRECT_H if outdoor else qrcode.constants.ERROR_CORRECT_M
    for text in (payload, payload[::-1]):
        whole = qrcode.QRCode(error_correction=level, border=0, mask_pattern=2)
        whole.add_data(qrcode.util.QRData(text.encode(), mode=qrcode.util.MODE_ALPHA_NUM), optimize=0)
        whole.make(fit=True)
        expected = tuple("".join("01"[bool(dark)] for dark in row) for row in whole.modules)
        assert matrix(text, outdoor=outdoor) == expected
        assert read_matrix(expected) == text


def test_a_code_of_other_characters_is_still_readable() -> None:
    assert read_matrix(matrix("MQ/样例/lower", outdoor=False)) == "MQ/样例/lower"
