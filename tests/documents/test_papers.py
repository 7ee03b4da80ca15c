"""Each paper carries what was entered, page numbers are true, marks stand where they must."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.callback_record import write_callbacks
from documents.case_sheet import lay_case_sheet, write_case_sheet
from documents.codes import read_picture_codes
from documents.enforcement import write_joint
from documents.layout.clean import clean
from documents.layout.flow import Flow
from documents.layout.frame import Imprint, Printed
from documents.layout.ink import Text
from documents.letter_kinds import (
    accountability_letter,
    advice_letter,
    redo_letter,
    refusal_letter,
    supervision_letter,
)
from documents.letters import Letter, write_letter
from documents.mediation import write_mediation
from documents.preview import page_count, render_page
from documents.whistle import write_whistle
from tests.documents import samples
from tests.documents.paper import HOSTILE, NOW, PRINT, RARE, squeezed, text_pages

ADVICE = advice_letter(
    samples.HEAD,
    system="社情民意",
    matter="石桥镇红星村路灯维修事项",
    case_no=samples.CASE,
    unit="石桥镇城建办",
    lights=("超期", "重复反映"),
    summary="村口路灯损坏三个多月。",
    history=("11月2日登记，11月3日交办。",),
    advice=("（一）一周内修复。", "（二）排查全镇路灯。"),
)
LETTERS: dict[str, Letter] = {
    "advice": ADVICE,
    "supervision": supervision_letter(
        samples.HEAD, case_no=samples.CASE, cause="已超期3个工作日", facts="路灯未修。", requirements=("三日内修复。",), reply_by=NOW
    ),
    "accountability": accountability_letter(
        samples.HEAD, case_no=samples.CASE, unit="城建办", times=2, findings=("第一次：未修。", "第二次：仍未修。"), causes=("推诿扯皮",)
    ),
    "refusal": refusal_letter(
        samples.HEAD, case_no=samples.CASE, reported_at=NOW, matter="相邻权纠纷", reason="已进入诉讼程序。", lawful_ways=("向人民法院反映。",)
    ),
    "redo": redo_letter(
        samples.HEAD, case_no=samples.CASE, round_no=1, outcome="验收不通过", findings=("灯仍不亮。",), requirements=("重新更换。",), due=NOW
    ),
}  # fmt: skip
WRITERS: dict[str, Callable[[Imprint, BinaryIO], Printed]] = {
    "callback": lambda imprint, out: write_callbacks(
        [samples.callback(), samples.callback(round_no=2)], imprint, out
    ),
    "case": lambda imprint, out: write_case_sheet(samples.case_sheet(steps=40), imprint, out),
    "order": lambda imprint, out: write_case_sheet(samples.case_sheet(), imprint, out, order=True),
    "agreement": lambda imprint, out: write_mediation([samples.AGREEMENT], imprint, out),
    "mediation": lambda imprint, out: write_mediation(
        [samples.INTAKE, samples.SESSION, samples.AGREEMENT, samples.VISIT], imprint, out
    ),
    "consent": lambda imprint, out: write_mediation(
        [samples.APPLICATION, samples.NOTICE, samples.ORAL, samples.COURT], imprint, out
    ),
    "whistle": lambda imprint, out: write_whistle(samples.WHISTLE, imprint, out),
    "joint": lambda imprint, out: write_joint(samples.JOINT, [samples.photo()], imprint, out),
    **{
        name: (lambda imprint, out, letter=letter: write_letter(letter, imprint, out))  # type: ignore[misc]
        for name, letter in LETTERS.items()
    },
}


def made(name: str, imprint: Imprint = PRINT) -> tuple[bytes, Printed]:
    out = BytesIO()
    done = WRITERS[name](imprint, out)
    return out.getvalue(), done


def joined(pdf: bytes) -> str:
    return squeezed("".join(text_pages(pdf)))


@pytest.mark.parametrize("name", WRITERS)
def test_page_numbers_are_true_and_each_page_says_what_it_is(name: str) -> None:
    pdf, done = made(name)
    pages = [squeezed(page) for page in text_pages(pdf)]
    assert len(pages) == done.pages == page_count(pdf)
    for number, page in enumerate(pages, 1):
        assert f"第{number}页/共{len(pages)}页" in page
        assert samples.CASE in page
        assert "打印2026-11-2111:00" in page
        assert "样例操作员" in page


@pytest.mark.parametrize("name", WRITERS)
def test_the_verification_code_on_every_page_reads_back(name: str) -> None:
    pdf, done = made(name)
    assert re.fullmatch(rf"MQ/{samples.CASE}/[0-9A-F]{{16}}", done.proof)
    document = pdfium.PdfDocument(pdf)
    for page in document:
        assert read_picture_codes(page.render(scale=300 / 72, grayscale=True).to_pil()) == [done.proof]
    document.close()


@pytest.mark.parametrize("name", WRITERS)
def test_fonts_are_inside_no_script_no_link_no_name_in_the_title(name: str) -> None:
    pdf, _ = made(name)
    assert b"Helvetica" not in pdf
    for word in (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile", b"/Annots"):
        assert word not in pdf
    document = pdfium.PdfDocument(pdf)
    facts = document.get_metadata_dict()
    document.close()
    assert "张" not in facts["Title"]
    assert facts["Title"]
    assert samples.CASE not in str(facts)


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert made(name)[0] == made(name)[0]


@pytest.mark.parametrize("name", ["callback", "case", "agreement", "whistle", "advice"])
def test_marks_are_printed_when_they_hold_and_only_then(name: str) -> None:
    plain = joined(made(name)[0])
    for word in ("未定稿", "未同步", "补打", "练习", "不得外传", "临时号"):
        assert word not in plain
    marked = replace(
        PRINT, draft=True, unsynced=True, reprint=True, personal=True, practice=True, temporary_no="D03-0017"
    )
    for page in map(squeezed, text_pages(made(name, marked)[0])):
        for word in ("未定稿", "未同步", "补打", "练习", "不得外传", "（临时号D03-0017）"):
            assert word in page


def test_another_word_gives_another_proof() -> None:
    out = BytesIO()
    changed = write_callbacks([samples.callback(words="另一句")], PRINT, out).proof
    assert changed != write_callbacks([samples.callback()], PRINT, BytesIO()).proof
    again = replace(PRINT, printed_at=NOW + 5, operator="别人", reprint=True)
    assert changed == write_callbacks([samples.callback(words="另一句")], again, BytesIO()).proof


def test_the_callback_record_carries_every_fact() -> None:
    record = samples.callback(further_demand="再装一盏灯", recording_no="LY-004", words=f"{RARE}“好”")
    out = BytesIO()
    write_callbacks([record], PRINT, out)
    text = joined(out.getvalue())
    for fact in (
        record.case_no, record.office, record.unit, record.summary, record.caller, record.reporter,
        record.phone_masked, record.answered_by, record.words, record.further_demand, record.recording_no,
        "2026-11-2109:00无人接听", "2026-11-2111:00接通", "2026年11月20日", "第1轮",
    ):  # fmt: skip
        assert squeezed(fact) in text
    rows = dict(
        re.findall(
            r"(一、对办理态度是否满意|二、对办理结果是否满意|三、诉求是否解决|总体评价)((?:[☑☐][^☑☐一二三总群]+)+)",
            text,
        )
    )
    assert {name: re.findall(r"☑([^☑☐]+)", row) for name, row in rows.items()} == {
        "一、对办理态度是否满意": ["满意"],
        "二、对办理结果是否满意": ["基本满意"],
        "三、诉求是否解决": ["已解决"],
        "总体评价": ["满意"],
    }


def test_a_call_without_answers_ticks_nothing() -> None:
    record = samples.callback(
        attitude="", result="", solved="", rating="", decision="", attempts=(), called_at=None
    )
    out = BytesIO()
    write_callbacks([record], PRINT, out)
    assert "☑" not in joined(out.getvalue())
    assert "未拨打" in joined(out.getvalue())


def test_many_records_are_one_file_each_from_a_fresh_page() -> None:
    records = [samples.callback(summary=f"第{at}件的摘要") for at in range(25)]
    out = BytesIO()
    assert write_callbacks(records, PRINT, out).pages == 25
    for at, page in enumerate(text_pages(out.getvalue())):
        assert f"第{at}件的摘要" in page
    with pytest.raises(ValueError, match="no callback"):
        write_callbacks([], PRINT, BytesIO())


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_words_of_a_citizen_stay_words(text: str) -> None:
    out = BytesIO()
    write_callbacks([samples.callback(words=text, summary=text, unit=text, reporter=text)], PRINT, out)
    pdf = out.getvalue()
    assert b"/Subtype /Image" not in pdf
    kept = re.sub(r"[^\u4e00-\u9fa5A-Za-z0-9]", "", clean(text))
    shown = re.sub(r"[^\u4e00-\u9fa5A-Za-z0-9]", "", joined(pdf))
    assert shown.count(kept[:40]) >= (4 if len(kept) < 30 and kept else 1)


def laid(content: str, steps: int = 4) -> str:
    """Everything that stands in the cells of a case sheet, in drawing order, repeated labels left out."""
    flow = Flow()
    lay_case_sheet(flow, samples.case_sheet(content, steps), order=True)
    labels = {"反映内容", "办理过程", "时间", "环节", "单位、人员", "情况"}
    texts = [mark.text for sheet in flow.sheets for mark in sheet.marks if isinstance(mark, Text)]
    return "".join(text for text in texts if text not in labels)


@settings(max_examples=40)
@given(st.text(st.sampled_from("今天路灯不亮，。“”（）\n请修abc 12"), max_size=3000), st.integers(0, 30))
def test_a_case_sheet_of_any_length_is_whole(content: str, steps: int) -> None:
    text = laid(content, steps)
    assert clean(content).replace("\n", "") in text
    for at in range(steps):
        assert f"第{at + 1}步的情况说明。" in text


def test_a_long_content_goes_on_over_the_page_end_without_loss() -> None:
    content = "".join(chr(0x4E00 + at) for at in range(4000))
    assert content in laid(content)
    out = BytesIO()
    assert write_case_sheet(samples.case_sheet(content), PRINT, out).pages >= 3
    drawn = [each for each in joined(out.getvalue()) if "\u4e00" <= each <= "\u5d9f"]
    assert set(content) <= set(drawn)


def test_the_agreement_has_all_parties_items_and_room_to_sign() -> None:
    text = joined(made("agreement")[0])
    for party in samples.PARTIES:
        for fact in (party.name, party.phone, party.address, party.agent):
            assert squeezed(fact) in text
    for wanted in (
        *samples.AGREEMENT.items, samples.AGREEMENT.facts, samples.AGREEMENT.performance, samples.AGREEMENT.deadline,
        samples.NUMBER, "一式四份", "当事人甲（签名盖章或者按指印）", "当事人乙（签名盖章或者按指印）",
        "当事人丙（签名盖章或者按指印）", "人民调解员（签名）", "（人民调解委员会印章）", "具有法律约束力", "司法确认",
    ):  # fmt: skip
        assert squeezed(wanted) in text


def test_papers_before_and_after_a_mediation_carry_their_facts() -> None:
    pages = [squeezed(page) for page in text_pages(made("consent")[0])]
    assert ["人民调解申请书" in pages[0], "权利义务告知书" in pages[1], "口头协议登记表" in pages[2]] == [
        True
    ] * 3
    text = "".join(pages)
    for fact in (
        *samples.APPLICATION.requests, "自愿申请石桥镇人民调解委员会进行调解", "接受调解、拒绝调解或者要求终止调解",
        "不收取任何费用", samples.ORAL.content, samples.COURT.court, samples.COURT.delivery_address,
        "于2026年11月21日经石桥镇人民调解委员会主持达成", "附件1：人民调解协议书",
    ):  # fmt: skip
        assert squeezed(fact) in text
    assert pages[1].count("（签名盖章或者按指印）") == 3


def test_no_court_confirmation_is_offered_for_identity_relations() -> None:
    out = BytesIO()
    write_mediation([replace(samples.AGREEMENT, identity_relation=True)], PRINT, out)
    assert "申请司法确认" not in joined(out.getvalue())


def test_an_agreement_of_twelve_parties_has_twelve_places_to_sign() -> None:
    many = replace(samples.AGREEMENT, parties=samples.PARTIES * 4)
    out = BytesIO()
    write_mediation([many], PRINT, out)
    text = joined(out.getvalue())
    assert text.count("（签名盖章或者按指印）") == 12
    assert "当事人癸" in text
    assert "当事人12" in text
    assert "一式13份" in text


def test_the_whistle_tells_late_from_absent_from_open() -> None:
    page = squeezed(text_pages(made("whistle")[0])[0])
    assert "县自然资源局2026-11-2111:102026-11-2113:00样例二人按时5" in page
    assert "县生态环境局2026-11-2111:152026-11-2113:00样例一人超时3" in page
    assert re.search("县公安局——————?未到", page) or "县公安局————未到" in page
    assert "县应急管理局" in page


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_holds_head_addressee_body_date_and_copies(name: str) -> None:
    letter = LETTERS[name]
    pdf, _ = made(name)
    text = joined(pdf)
    for wanted in (letter.issuer, letter.number, letter.title, letter.addressee + "：", *letter.body):
        assert squeezed(wanted) in text.replace("—2—", "")
    assert "2026年11月21日" in text
    assert "抄送：县委政法委" in text
    assert "附件：1.事项办理情况表" in text


def test_a_letter_keeps_the_margins_of_the_standard() -> None:
    """GB/T 9704: 28 mm left, 26 mm right, 28 characters a line, 22 lines a page."""
    letter = replace(ADVICE, body=("字" * 28 * 22 * 2,), attachments=(), copies_to="", contact="")
    out = BytesIO()
    write_letter(letter, PRINT, out)
    lines = [line for line in text_pages(out.getvalue())[1].splitlines() if set(line.strip()) == {"字"}]
    assert {len(line.strip()) for line in lines} <= {28, 616 * 2 % 28 + 2, 2, 26}
    assert lines.count("字" * 28) + sum(len(line.strip()) == 28 for line in lines) >= 22


def test_preview_gives_pixels_without_a_window_toolkit() -> None:
    pdf, _ = made("callback")
    pixels = render_page(pdf, 0, 96)
    assert (pixels.width, pixels.height) == (794, 1123)
    assert len(pixels.rgb) == pixels.width * pixels.height * 3
    assert len(set(pixels.rgb)) > 20
    with pytest.raises(IndexError):
        render_page(pdf, 9)


def test_a_print_names_the_characters_that_no_font_has() -> None:
    out = BytesIO()
    done = write_callbacks([samples.callback(reporter="王\U0003134a")], PRINT, out)
    assert [(each.code, each.count) for each in done.missing] == [("U+3134A", 1)]
    assert "以〓代替" in joined(out.getvalue())
    assert "U+3134A" in joined(out.getvalue())
    assert write_callbacks([samples.callback(reporter=RARE)], PRINT, BytesIO()).missing == ()


def test_an_absurd_case_number_and_operator_do_not_stop_a_print() -> None:
    odd = replace(PRINT, case_no="<b>" * 3000, operator="员\n\x00" * 500, temporary_no="号" * 500)
    for name in ("callback", "advice", "whistle"):
        pdf, done = made(name, odd)
        assert len(done.proof) < 70
        assert page_count(pdf) == done.pages


def test_four_lanes_print_at_once_and_each_gets_its_own_paper() -> None:
    alone = {name: made(name)[0] for name in WRITERS}
    with ThreadPoolExecutor(4) as lanes:
        together = dict(zip(WRITERS, lanes.map(lambda name: made(name)[0], WRITERS), strict=True))
    assert together == alone


@pytest.mark.parametrize("unit", ["长", "x", "，", "a b "])
def test_a_hundred_thousand_characters_in_a_form_come_out_whole(unit: str) -> None:
    words = (unit * 100_000)[:100_000]
    out = BytesIO()
    done = write_callbacks([samples.callback(words=words)], PRINT, out)
    assert done.pages > 20
    shown = joined(out.getvalue())
    assert shown.count(unit.strip()[0]) >= words.count(unit.strip()[0])
