"""The dossier: catalogue numbers equal the pages, order follows the law, supplied files stay harmless."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from documents.dossier import write_volume
from documents.dossier_parts import (
    BACK_VOLUME,
    FRONT_VOLUME,
    DossierPart,
    OrderScheme,
    PartKind,
    PhotoPart,
    SuppliedPart,
    TextPart,
    Volume,
    arrange,
    gaps,
)
from documents.layout.flow import Flow
from documents.layout.pictures import UnusablePictureError, read_pdf_pages, read_picture
from documents.photo_sheet import lay_photos
from tests.documents import samples
from tests.documents.paper import NOW, PRINT, printed, squeezed, text_pages


def pages_of(volume: Volume) -> tuple[list[str], tuple[tuple[int, int], ...], bytes]:
    out = BytesIO()
    done = write_volume(samples.COVER, volume, PRINT, out)
    return [squeezed(page) for page in text_pages(out.getvalue())], done.ranges, out.getvalue()


def test_catalogue_numbers_are_the_pages_where_the_parts_lie() -> None:
    [volume] = arrange(samples.dossier_parts(), OrderScheme.B)
    pages, ranges, _ = pages_of(volume)
    catalogue = pages[1]
    body = pages[2:-1]
    for number, page in enumerate(body, 1):
        assert f"第{number}页/共{len(body)}页" in page
        assert re.search(rf"(?<!\d){number}$", page), "stamped in the upper corner, painted last"
    assert ranges[0][0] == 1
    assert ranges[-1][1] == len(body)
    for (_, last), (first, _) in pairwise(ranges):
        assert first == last + 1
    for part, (first, last) in zip(volume.parts, ranges, strict=True):
        shown = str(first) if first == last else f"{first}—{last}"
        assert re.search(re.escape(squeezed(part.title)) + r"\d{8}" + shown, catalogue), part.title
        if isinstance(part.content, TextPart):
            assert squeezed(part.title) in body[first - 1]
    inspection = next(at for at, part in enumerate(volume.parts) if part.title == "现场检查笔录")
    assert "现场检查（勘验）笔录" in body[ranges[inspection][0] - 1]
    interview = next(at for at, part in enumerate(volume.parts) if part.title == "询问笔录")
    assert "询问（调查）笔录" in body[ranges[interview][0] - 1]
    assert "与我说的相符" in body[ranges[interview][1] - 1]
    assert ranges[interview][1] > ranges[interview][0] + 1


def test_cover_and_closing_sheet_count_without_being_counted() -> None:
    [volume] = arrange(samples.dossier_parts(), OrderScheme.B)
    pages, ranges, _ = pages_of(volume)
    total = ranges[-1][1]
    assert f"本卷共{len(volume.parts)}件{total}页" in pages[0]
    assert re.search(rf"本卷共{total}页，其中文字材料{total - 2}页，照片3张", pages[-1])
    for page in (pages[0], pages[1], pages[-1]):
        assert not re.search(r"第\d+页/共", page)
    for fact in ("张䶮擅自占用村道案", "云综执罚决字〔2026〕第31号", "30年", "0312", "20260008"):
        assert fact in pages[0]


def test_scheme_b_puts_the_decision_first_and_the_rest_by_date() -> None:
    [volume] = arrange(samples.dossier_parts(), OrderScheme.B)
    assert [part.title for part in volume.parts] == [
        "行政处罚决定书", "送达回证", "立案审批表", "现场检查笔录", "现场照片证据", "询问笔录", "调查终结报告",
    ]  # fmt: skip


def test_scheme_a_splits_front_and_back_volume() -> None:
    volumes = arrange(samples.dossier_parts(), OrderScheme.A)
    assert [volume.name for volume in volumes] == [FRONT_VOLUME, BACK_VOLUME]
    assert [part.kind for part in volumes[0].parts][:3] == [
        PartKind.FILING,
        PartKind.DECISION,
        PartKind.SERVICE,
    ]
    assert [part.title for part in volumes[1].parts] == ["调查终结报告"]
    pages, _, _ = pages_of(volumes[1])
    assert "（副卷）" in pages[0]


@pytest.mark.parametrize("kind", PartKind)
def test_no_kind_of_part_is_lost_in_either_scheme(kind: PartKind) -> None:
    part = DossierPart(kind, "样例", TextPart("正文"), NOW)
    for scheme in OrderScheme:
        assert [each for volume in arrange([part], scheme) for each in volume.parts] == [part]


def test_every_page_of_an_interview_but_the_last_has_a_place_to_sign() -> None:
    pages, ranges, _ = pages_of(Volume("", [samples.dossier_parts()[0]]))
    body = pages[2:-1]
    assert len(body) == ranges[0][1] > 2
    assert all("被询问人签名：" in page for page in body[:-1])
    assert "被询问人（签名、按指印）" in body[-1]
    answers = "".join(body)
    assert [at for at in range(60) if f"答：第{at + 1}个回答。" not in answers] == []


def test_photographs_lose_what_they_carry_and_keep_their_proof() -> None:
    data = samples.jpeg()
    assert b"MARKER-CAMERA" in data
    pages, _, pdf = pages_of(
        Volume("", [DossierPart(PartKind.EVIDENCE, "照片", PhotoPart((samples.photo(data),)), NOW)])
    )
    assert b"MARKER-CAMERA" not in pdf
    assert b"Exif" not in pdf
    assert "IMG_<1>.jpg" in pages[2]
    assert re.search(r"SHA-256[0-9a-f]{64}", pages[2])


def test_a_photograph_is_turned_upright() -> None:
    turned = read_picture(samples.jpeg(640, 480), (6, 6))
    assert (turned.width, turned.height) == (480, 640)


@pytest.mark.parametrize(("a_page", "expected"), [(2, 3), (4, 2)])
def test_photographs_stand_two_or_four_on_a_page(a_page: int, expected: int) -> None:
    flow = Flow()
    lay_photos(flow, [samples.photo()] * 5, a_page=a_page)
    assert len(flow.sheets) == expected
    with pytest.raises(ValueError, match="two or four"):
        lay_photos(Flow(), [samples.photo()], a_page=3)


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ\x90", b"<svg/>", b"GIF89a", b"%PDF-1.4 broken", samples.jpeg()[:200], b"\x89PNG\r\n\x1a\n"],
)
def test_an_unusable_file_is_refused_in_words(data: bytes) -> None:
    part = DossierPart(PartKind.DECISION, "决定书", SuppliedPart(data), NOW)
    out = BytesIO()
    with pytest.raises(UnusablePictureError, match="原文件没有改动"):
        write_volume(samples.COVER, Volume("", [part]), PRINT, out)
    assert out.getvalue() == b""


def test_a_picture_bomb_is_refused() -> None:
    for side in (7_000, 13_000, 20_000):
        bomb = BytesIO()
        Image.new("1", (side, side)).save(bomb, "PNG")
        with pytest.raises(UnusablePictureError):
            read_picture(bomb.getvalue(), (6, 6))


def test_a_supplied_pdf_brings_pixels_only() -> None:
    source = printed("决定书原件")
    assert len(read_pdf_pages(source, (6, 9))) == 1
    pages, ranges, pdf = pages_of(
        Volume("", [DossierPart(PartKind.DECISION, "决定书", SuppliedPart(source), NOW)])
    )
    assert ranges == ((1, 1),)
    assert "决定书原件" not in pages[2]
    assert pdf.count(b"/Subtype /Image") == 1


def test_gaps_are_named_and_vanish_when_filled() -> None:
    parts = samples.dossier_parts()
    assert gaps(parts, may_punish=False) == []
    assert gaps(parts, may_punish=True) == ["缺 处罚决定之前的事先告知书。"]
    without_service = [part for part in parts if part.kind is not PartKind.SERVICE]
    assert "缺 送达回证。" in gaps(without_service, may_punish=False)
    own = [
        replace(part, content=TextPart("罚款")) if part.kind is PartKind.DECISION else part for part in parts
    ]
    assert any("没有处罚权" in gap for gap in gaps(own, may_punish=False))
    alone = [
        replace(part, content=replace(samples.INSPECTION, inspectors=samples.OFFICERS[:1], ended_at=NOW))
        if part.title == "现场检查笔录"
        else part
        for part in parts
    ]
    found = gaps(alone, may_punish=False)
    assert any("不足两人" in gap for gap in found)
    assert any("结束时间" in gap for gap in found)


def test_the_same_dossier_gives_the_same_bytes() -> None:
    [volume] = arrange(samples.dossier_parts(), OrderScheme.B)
    assert pages_of(volume)[2] == pages_of(volume)[2]


def test_every_order_that_a_profile_may_name_is_known() -> None:
    from domain.profile_names import DOSSIER_ORDERS

    assert {scheme.value for scheme in OrderScheme} == set(DOSSIER_ORDERS)
