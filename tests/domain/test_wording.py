import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.wording import Finding, WordingProblem, WordingRules, check_wording, county_rules, wording_rules

RULES = wording_rules(
    tomllib.loads((Path(__file__).parents[2] / "resources" / "taxonomy" / "wording.toml").read_text("utf-8"))
)
APPEAL = "我们小区从上周开始暖气一直不热，老人孩子都冻感冒了，打了很多次电话也没有人来看"


def codes(text: str, citizen: str = "") -> list[str]:
    return [finding.code for finding in check_wording(text, RULES, citizen)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十一月二十日上门检修，更换循环泵一台，室温达到二十度，住户签字确认。", []),
        ("", ["blank"]),
        (" 。……！\n", ["blank"]),
        ("修好了", ["short"]),
        ("已处理。", ["empty", "short"]),
        ("已 处 理，已回复！", ["empty", "short", "empty"]),
        ("高度重视，积极协调，妥善处理，尽快解决", ["empty", "empty", "empty", "empty"]),
        ("已处理：十一月二十日更换循环泵，住户签字确认", []),
        ("这件事不归我管，请您找住建部门反映有关情况", ["banned"]),
        ("这件事不.归.我.管，请您找住建部门反映有关情况", ["banned"]),
        ("经核查，ＸＸＸ已更换循环泵，住户签字确认", ["leftover"]),
        ("测试", ["leftover", "short"]),
        ("xxxxxx已更换循环泵并由住户签字", ["leftover", "leftover"]),
    ],
)
def test_findings(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_findings_point_into_the_text() -> None:
    text = "经查，无 理-取 闹，已告知其正常渠道反映问题"
    (finding,) = check_wording(text, RULES)
    assert text[finding.start : finding.end] == "无 理-取 闹"
    assert finding.advice == RULES.banned["无理取闹"]


def test_the_citizens_words_are_not_a_reply() -> None:
    assert codes(APPEAL, APPEAL) == ["copied"]
    assert codes(f"您反映的“{APPEAL}”收悉。", APPEAL) == ["copied"]
    answer = "十一月二十日供热公司上门检修，更换循环泵一台，清洗滤网，当晚室温达到二十度，住户签字确认，电话随时可打。"
    assert codes(f"您反映的暖气不热问题，{answer}", APPEAL) == []
    assert codes(f"{answer}{answer}关于{APPEAL}", APPEAL) == []
    assert codes("十一月二十日上门检修完成", "短") == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"banned": ["不归我管"]}, "banned"),
        ({"empty": {"已处理": 1}}, "empty"),
        ({"leftovers": {"……": "空"}}, "leftovers"),
        ({"min_chars": 0}, "min_chars"),
        ({"min_chars": True}, "min_chars"),
        ({"copied_percent": 101}, "copied_percent"),
        ({"copied_percent": "60"}, "copied_percent"),
    ],
)
def test_rules_that_cannot_be_used(data: dict[str, Any], words: str) -> None:
    with pytest.raises(WordingProblem, match=words):
        wording_rules(data)


def test_rules_have_defaults() -> None:
    assert wording_rules({}) == WordingRules({}, {}, {}, 10, 60)


def test_a_county_adds_its_own_phrases_and_length() -> None:
    stricter = county_rules(RULES, 20, ["拖着再说", "刁民"])
    assert stricter.banned["刁民"] == RULES.banned["刁民"]
    found = check_wording("此事先拖着再说，等明年", stricter)
    assert [finding.code for finding in found] == ["short", "banned"]
    assert codes("此事先拖着再说，等明年") == []


@given(st.text(), st.text())
def test_findings_lie_in_any_text(text: str, citizen: str) -> None:
    for finding in check_wording(text, RULES, citizen):
        assert isinstance(finding, Finding)
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.advice


@given(st.text(st.characters(categories=["P", "S", "Z", "C"]), max_size=30))
def test_punctuation_alone_is_never_a_reply(text: str) -> None:
    if not any(char.isalnum() for char in text):
        assert codes(text)[0] in ("blank", "short")
