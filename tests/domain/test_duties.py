"""Duty and power lists: import, search, citation."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duties import (
    DutyCitation,
    DutyItem,
    DutyList,
    DutyProblem,
    ListKind,
    read_duties,
    within_duty,
)

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "duties.csv"
HEADER = ("清单类别", "编号", "事项名称", "单位", "分类", "依据")
ITEMS = (
    DutyItem(ListKind.BASIC, "A001", "村（社区）公共路灯的巡查和一般维修", "城建办"),
    DutyItem(ListKind.BASIC, "A002", "农村生活垃圾收集转运", "城建办"),
    DutyItem(ListKind.ASSISTING, "A001", "拖欠农民工工资的排查和协助调处", "县人社局"),
    DutyItem(ListKind.TAKEN_BACK, "C001", "燃气经营许可的现场核查", "县住建局"),
    DutyItem(ListKind.POWER, "E001", "对占用公共通道堆放物品的行为责令改正", "执法办"),
)
DUTIES = DutyList.build(ITEMS)


def test_sample_list_reads_whole() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    items, problems = read_duties(lines[0], lines[1:])
    assert problems == ()
    assert len(items) == 60
    assert {item.list_kind for item in items} == set(ListKind)
    assert all(line[-1] == "样例" for line in lines[1:])
    duties = DutyList.build(items)
    assert "路灯" in duties.search("路灯不亮")[0].title


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("路灯", "基本履职/A001"),
        ("灯", "基本履职/A001"),
        ("村口的路灯坏了要维修", "基本履职/A001"),
        ("拖欠工资", "配合履职/A001"),
        ("e0", "权力/E001"),
        ("燃气经营许可", "上级收回/C001"),
    ],
)
def test_search_finds_words_of_any_length(words: str, first: str) -> None:
    assert DUTIES.search(words)[0].key == first


def test_search_keeps_to_a_list_and_a_limit() -> None:
    assert [i.key for i in DUTIES.search("A001")] == ["基本履职/A001", "配合履职/A001"]
    assert [i.key for i in DUTIES.search("A001", list_kind=ListKind.ASSISTING)] == ["配合履职/A001"]
    assert len(DUTIES.search("A001", limit=1)) == 1


@pytest.mark.parametrize("words", ["", "   ", "%", '"', "不相干的外星飞船"])
def test_search_of_nothing_finds_nothing(words: str) -> None:
    assert DUTIES.search(words) == ()


def test_find_by_number() -> None:
    assert [i.list_kind for i in DUTIES.find(" A001 ")] == [ListKind.BASIC, ListKind.ASSISTING]
    assert DUTIES.find("A001", ListKind.POWER) == ()


def test_the_first_of_two_items_with_one_key_stays() -> None:
    twice = DutyList.build([ITEMS[0], DutyItem(ListKind.BASIC, "A001", "别的")])
    assert [item.title for item in twice.items.values()] == [ITEMS[0].title]


@pytest.mark.parametrize(
    ("key", "tier", "reason", "expected"),
    [
        ("基本履职/A001", "T", "", DutyCitation("基本履职", "A001", ITEMS[0].title)),
        ("上级收回/C001", "C", "", DutyCitation("上级收回", "C001", ITEMS[3].title)),
        ("上级收回/C001", "T", " 县里委托 ", DutyCitation("上级收回", "C001", ITEMS[3].title, "县里委托")),
        ("", "T", "清单没有列明", DutyCitation("", "", "", "清单没有列明")),
    ],
)
def test_citations(key: str, tier: str, reason: str, expected: DutyCitation) -> None:
    assert DUTIES.cite(key, tier=tier, override_reason=reason) == expected


@pytest.mark.parametrize(
    ("key", "tier", "code"),
    [("上级收回/C001", "V", "taken_back"), ("", "T", "no_item"), ("基本履职/Z9", "T", "unknown_item")],
)
def test_refused_citations(key: str, tier: str, code: str) -> None:
    outcome = DUTIES.cite(key, tier=tier, override_reason="  ")
    assert isinstance(outcome, DutyProblem)
    assert outcome.code == code
    assert "交办没有发出" in outcome.message


def test_what_was_taken_back_is_the_countys() -> None:
    assert [within_duty(ITEMS[3], tier) for tier in "GVTCS"] == [False, False, False, True, True]
    assert all(within_duty(ITEMS[0], tier) for tier in "GVTCS")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("别的清单", "A1", "甲", "", "", ""), "bad_list"),
        (("基本履职", "", "甲", "", "", ""), "bad_number"),
        (("基本履职", "A" * 41, "甲", "", "", ""), "bad_number"),
        (("基本履职", "A\u202e1", "甲", "", "", ""), "bad_number"),
        (("基本履职", "A1", "", "", "", ""), "bad_title"),
        (("基本履职", "A1", "长" * 501, "", "", ""), "bad_title"),
        (("基本履职", "A1", "甲", "", "", "依" * 20_001), "bad_basis"),
        (("基本履职事项清单", "A0", "重复", "", "", ""), "repeated"),
    ],
)
def test_row_problems(cells: tuple[str, ...], code: str) -> None:
    items, problems = read_duties(HEADER, [("基本履职", "A0", "首行", "", "", ""), (), cells])
    assert [item.item_no for item in items] == ["A0"]
    assert [(p.line, p.code) for p in problems] == [(4, code)]
    assert problems[0].message


def test_a_sheet_of_one_list_needs_no_column_for_it() -> None:
    header = ("序号", "职权名称", "实施主体")
    items, problems = read_duties(header, [("1", "甲", "乙局")], list_kind=ListKind.POWER)
    assert items == (DutyItem(ListKind.POWER, "1", "甲", "乙局"),)
    assert problems == ()
    assert read_duties(header, [("1", "甲", "乙局")])[1][0].code == "missing_column"
    assert read_duties(("清单类别",), [("职责",)])[1][0].line == 1


def test_498_duties_and_4242_powers_are_kept_apart() -> None:
    rows = [("职责清单", str(i), f"职责事项{i}", "", "", "") for i in range(1, 499)]
    rows += [("权力清单", str(i), f"权力事项{i}", "", "", "") for i in range(1, 4243)]
    items, problems = read_duties(HEADER, rows)
    assert problems == ()
    duties = DutyList.build(items)
    assert len(duties.items) == 498 + 4242
    assert [i.key for i in duties.find("498")] == ["职责/498", "权力/498"]
    assert duties.search("权力事项4242")[0].key == "权力/4242"


@given(st.text(max_size=40))
def test_any_words_are_answered_without_error(words: str) -> None:
    found = DUTIES.search(words)
    assert len(found) <= len(ITEMS)
    assert len({item.key for item in found}) == len(found)


@given(st.lists(st.lists(st.text(max_size=8), max_size=7).map(tuple), max_size=6))
def test_each_row_is_an_item_a_problem_or_blank(rows: list[tuple[str, ...]]) -> None:
    items, problems = read_duties(HEADER, rows)
    blank = sum(1 for row in rows if not any(cell.strip() for cell in row[: len(HEADER)]))
    assert len(items) + len(problems) + blank == len(rows)
