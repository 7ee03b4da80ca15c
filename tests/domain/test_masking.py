import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.masking import (
    HIDDEN,
    REPORTER,
    mask_address,
    mask_file_name,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_reporter,
    mask_text,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张", "张*"),
        ("欧阳锋", "欧阳*"),
        ("諸葛孔明", "諸葛*"),
        ("欧阳", "欧*"),
        ("买买提·阿不都拉", "买*"),
        ("John Smith", "J*"),
        ("\u202e王 五", "王*"),
        ("𠮷田", "𠮷*"),
        ("123", "*"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(min_size=1))
def test_a_masked_name_shows_at_most_two_letters(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) <= 3
    assert masked.endswith("*") or not name.strip()


def test_protected_reporters_are_nobody() -> None:
    assert mask_reporter("张三", protected=True) == REPORTER
    assert mask_reporter(" ", protected=False) == REPORTER
    assert mask_reporter("张三", protected=False) == "张*"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("１３８ 1234-5678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("008613812345678", "138****5678"),
        ("0943-8221234", "0943-****234"),
        ("010-62345678", "010-****678"),
        ("021 6234567", "021-****567"),
        ("8221234", HIDDEN),
        ("微信 wx_1", HIDDEN),
        (" ", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("62040219900101123x", "620***********123X"),
        ("620402 19900101 1234", "620***********1234"),
        ("620402900101123", "620********1123"),
        ("E12345678", HIDDEN),
        ("", ""),
    ],
)
def test_id_numbers(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("金山村3组12号", "金山村"),
        ("白银市白银区四龙镇金山村三组张某家", "白银市白银区四龙镇金山村"),
        ("四龙镇 幸福小区３栋2单元501", "四龙镇 幸福小区"),
        ("四龙镇12号", "四龙镇"),
        ("城关街道解放路8号", "城关街道"),
        ("桥头左拐第二家", HIDDEN),
        ("12号", HIDDEN),
        (" ", ""),
    ],
)
def test_addresses(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13812345678找我", "请打138****5678找我"),
        ("电话１３８ １２３４-５６７８。", "电话１３８ ****-５６７８。"),
        ("一三八一二三四五六七八", "一三八****五六七八"),
        ("身份证62040219900101123X！", "身份证620***********123X！"),
        ("卡号6222 0212 3456 7890 123", "卡号622* **** **** ***0 123"),
        ("0943-8221234", "0943-****234"),
        ("（010）62345678", "（010）*****678"),
        ("座机：8221234", "座机：****234"),
        ("手机号码是 82212345 。", "手机号码是 *****345 。"),
        ("赔偿1234567元，面积82212345平方米", "赔偿1234567元，面积82212345平方米"),
        ("2026-11-21 13812345678", "2026-11-21 138****5678"),
        ("2026-11-21 10:30 3组 5户", "2026-11-21 10:30 3组 5户"),
        ("138\u200b1234\u200b5678", "138\u200b****\u200b5678"),
        ("1381234   ，  5678", "1381234   ，  5678"),
        ("13812345678、13987654321", "138****5678、139****4321"),
        ("", ""),
    ],
)
def test_free_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


JOINTS = st.sampled_from(["", "", " ", "-", "－", " - ", ".", "·", "\u200b", "—", "\n", "\u00a0"])
DIGIT_FORMS = ["0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇①②③④⑤⑥⑦⑧⑨"]
AROUND = st.text(max_size=12)


@st.composite
def written(draw: st.DrawFn, plain: str) -> str:
    shaped = ""
    for char in plain:
        form = draw(st.sampled_from(DIGIT_FORMS))
        shaped += (form[int(char)] if char.isdigit() else char) + draw(JOINTS)
    return shaped


def bare(text: str) -> str:
    """Text as a curious reader strips it: joints removed, digits made plain."""
    kept = []
    for char in text:
        value = unicodedata.digit(char, -1)
        if value < 0 and char in "〇一二三四五六七八九":
            value = "〇一二三四五六七八九".index(char)
        kept.append("0" if char == "零" else str(value) if value >= 0 else char)
    return re.sub(r"[\s\-－—.·\u200b]", "", "".join(kept))


@settings(max_examples=300, deadline=None)
@given(st.data(), AROUND, AROUND)
def test_no_mobile_number_survives(data: st.DataObject, before: str, after: str) -> None:
    phone = data.draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    masked = mask_text(before + data.draw(written(phone)) + after)
    assert phone not in bare(masked)


@settings(max_examples=300, deadline=None)
@given(st.data(), AROUND, AROUND)
def test_no_identity_number_survives(data: st.DataObject, before: str, after: str) -> None:
    number = data.draw(
        st.from_regex(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{15}[0-9X]", fullmatch=True)
    )
    masked = mask_text(before + data.draw(written(number)) + after)
    assert number not in bare(masked)


@given(st.text())
def test_masking_keeps_length_and_every_other_character(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) == len(text)
    assert all(after in (char, "*") for char, after in zip(text, masked, strict=True))
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三13812345678.JPG", "附件2.jpg"),
        ("合同", "附件2"),
        ("a.exe\u202egpj", "附件2"),
        ("x.超长扩展", "附件2"),
        (".jpg", "附件2.jpg"),
    ],
)
def test_file_names(name: str, masked: str) -> None:
    assert mask_file_name(name, 2) == masked
