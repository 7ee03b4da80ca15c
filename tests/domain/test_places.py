"""Place codes and names, and the territory tree."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.places import (
    GridType,
    Place,
    PlaceKind,
    Tier,
    code_fits,
    code_length,
    group_number,
    natural_parent,
    place_of_row,
    short_name,
    township_code,
    village_code,
)
from domain.territory import Territory, territory_of_divisions, territory_of_rows

ROOT = Path(__file__).resolve().parents[2]
DIVISIONS = ROOT.parent / "shared" / "data" / "divisions"
SAMPLE = ROOT / "resources" / "sample" / "territory.csv"
T = "990101101"
V = T + "201"


def place(code: str, kind: PlaceKind, name: str, parent: str | None = None, **more: object) -> Place:
    return Place(code, kind, name, natural_parent(code) if parent is None else parent, **more)  # type: ignore[arg-type]


def small() -> Territory:
    tree, problems = Territory.build(
        [
            place("990101", PlaceKind.COUNTY, "样例县"),
            place(T, PlaceKind.TOWNSHIP, "清泉镇"),
            place(V, PlaceKind.VILLAGE, "金山村村民委员会"),
            place(V + "001", PlaceKind.GROUP, "1组", households=31),
            place(V + "003", PlaceKind.GROUP, "第三村民小组", households=61),
            place(V + "003001", PlaceKind.CELL, "甲户代表格", grid_type=GridType.HOUSEHOLDS),
            place(V + "0001", PlaceKind.ESTATE, "清泉花园"),
            place(V + "00002", PlaceKind.BUILDING, "2号楼", V + "0001"),
            place(V + "00003", PlaceKind.BUILDING, "老供销社楼"),
            place(T + "00001", PlaceKind.OFFICE, "清泉派出所"),
            place("99010100001", PlaceKind.OFFICE, "县信访局"),
            place(T + "202", PlaceKind.VILLAGE, "旧村", valid_to=date(2025, 12, 31)),
        ]
    )
    assert problems == ()
    return tree


@pytest.mark.parametrize(
    ("full", "spoken"),
    [
        ("金山村村民委员会", "金山村"),
        ("甘家沟村民委员会", "甘家沟村"),
        ("张庄村委会", "张庄村"),
        ("中心街社区居民委员会", "中心街社区"),
        ("立新社区居", "立新社区"),
        ("虹光居民委员会", "虹光居委会"),
        ("邵楼居委会", "邵楼居委会"),
        ("村民委员会", "村民委员会"),
        ("人民路街道", "人民路街道"),
    ],
)
def test_spoken_names(full: str, spoken: str) -> None:
    assert short_name(full) == spoken


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3组", 3),
        ("第三村民小组", 3),
        ("３组", 3),
        ("十一社", 11),
        ("二十组", 20),
        ("二十一组", 21),
        ("十组", 10),
        ("两组", 2),
        ("三四组", None),
        ("二二十组", None),
        ("十二三组", None),
        ("十十组", None),
        ("北组", None),
        ("3号楼", None),
        ("²组", None),
    ],
)
def test_group_numbers(written: str, number: int | None) -> None:
    assert group_number(written) == number


def test_codes_fit_their_kind_in_ascii_digits_only() -> None:
    assert code_fits(V, PlaceKind.VILLAGE)
    assert not code_fits(V + "1", PlaceKind.VILLAGE)
    assert not code_fits("９９０１０１１０１２０１", PlaceKind.VILLAGE)
    assert not code_fits("99010110120x", PlaceKind.VILLAGE)
    assert code_length(PlaceKind.GROUP) == 15


def test_codes_tell_township_and_village() -> None:
    assert township_code(V + "001") == T
    assert township_code("990101") == ""
    assert village_code(V + "00001") == V
    assert village_code(T) == ""
    assert natural_parent("9901") == ""


def test_tiers() -> None:
    tree = small()
    tiers = {code: found.tier for code, found in tree.places.items()}
    assert tiers["990101"] is Tier.COUNTY
    assert tiers[T + "00001"] is Tier.TOWNSHIP
    assert tiers["99010100001"] is Tier.COUNTY
    assert tiers[V] is Tier.VILLAGE
    assert tiers[V + "003001"] is Tier.GRID


def test_tree_look_ups() -> None:
    tree = small()
    assert [p.name for p in tree.roots()] == ["样例县"]
    assert [p.code for p in tree.children(V, kind=PlaceKind.GROUP)] == [V + "001", V + "003"]
    assert [p.code for p in tree.children(V + "0001")] == [V + "00002"]
    assert [p.code for p in tree.line_up(V + "00002")] == [V + "00002", V + "0001", V, T, "990101"]
    assert tree.line_up("1") == ()
    assert tree.covers(T, V + "003001")
    assert not tree.covers(V, T)
    assert tree.find(V) is not None
    assert tree.find("0") is None
    assert len(tree.of_kind(PlaceKind.OFFICE)) == 2


def test_below_lists_each_place_before_what_lies_in_it() -> None:
    tree = small()
    codes = [p.code for p in tree.below("990101")]
    assert len(codes) == len(set(codes)) == 11
    assert all(codes.index(p.parent) < codes.index(p.code) for p in tree.below(T) if p.parent != T)


def test_retired_places_resolve_but_are_not_listed_on_a_later_day() -> None:
    tree = small()
    today = date(2026, 11, 21)
    assert tree.find(T + "202") is not None
    assert T + "202" not in [p.code for p in tree.children(T, on=today)]
    assert T + "202" in [p.code for p in tree.children(T, on=date(2025, 12, 31))]
    later = Place(T + "203", PlaceKind.VILLAGE, "新村", T, valid_from=date(2027, 1, 1))
    assert not later.valid_on(today)
    assert later.valid_on(date(2027, 1, 1))


def test_path_text() -> None:
    tree = small()
    assert tree.path_text(V + "001") == "金山村1组"
    assert tree.path_text(V + "00002") == "金山村清泉花园2号楼"
    assert tree.path_text(T + "00001") == "清泉派出所"
    assert tree.path_text(T) == "清泉镇"
    assert tree.path_text(V + "001", above=PlaceKind.COUNTY) == "清泉镇金山村1组"
    assert tree.path_text("123") == "123"


def test_names_find_every_spelling() -> None:
    tree = small()
    assert [p.code for p in tree.named("金山村")] == [V]
    assert [p.code for p in tree.named("三组", within=V)] == [V + "003"]
    assert [p.code for p in tree.named("第1村民小组", within=V, kind=PlaceKind.GROUP)] == [V + "001"]
    assert tree.named("四组") == ()


ROW = {
    "code": V,
    "kind": "village",
    "name": "金山村",
    "grid_type": "村级",
    "households": "12",
    "valid_from": "2026-01-01",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "hamlet"}, "bad_kind"),
        ({"grid_type": "别的"}, "bad_grid_type"),
        ({"households": "²"}, "bad_households"),
        ({"households": "1234567"}, "bad_households"),
        ({"valid_to": "2026/1/1"}, "bad_date"),
    ],
)
def test_row_problems(change: dict[str, str], code: str) -> None:
    assert place_of_row({**ROW, **change}) == code
    _, problems = territory_of_rows([{**ROW, **change}])
    assert [(p.line, p.value) for p in problems] == [(1, V)]
    assert problems[0].code == code
    assert problems[0].message


def test_row_reads() -> None:
    found = place_of_row(ROW)
    assert found == Place(V, PlaceKind.VILLAGE, "金山村", T, GridType.VILLAGE, 12, date(2026, 1, 1), None)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (place("12", PlaceKind.VILLAGE, "短码"), "bad_code"),
        (place(V, PlaceKind.VILLAGE, ""), "no_name"),
        (place(V, PlaceKind.VILLAGE, "长" * 61), "bad_name"),
        (place(V, PlaceKind.VILLAGE, "反\u202e转"), "bad_name"),
        (
            place(V, PlaceKind.VILLAGE, "村", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)),
            "dates_reversed",
        ),
        (place(V, PlaceKind.VILLAGE, "村", "990101102"), "wrong_parent"),
        (place(V + "001", PlaceKind.GROUP, "1组"), "no_parent"),
        (place(T + "20100001", PlaceKind.BUILDING, "1号楼", T + "2020001"), "wrong_parent"),
        (place(T, PlaceKind.TOWNSHIP, "又一个清泉镇"), "repeated"),
    ],
)
def test_a_place_that_does_not_fit_is_left_out_with_its_line(bad: Place, code: str) -> None:
    tree, problems = Territory.build([place(T, PlaceKind.TOWNSHIP, "清泉镇"), bad])
    assert [(p.line, p.code) for p in problems] == [(2, code)]
    assert list(tree.places) == [T]


def test_what_lies_in_a_place_left_out_is_left_out_too() -> None:
    tree, problems = Territory.build(
        [
            place(V + "001", PlaceKind.GROUP, "1组"),
            place(T, PlaceKind.TOWNSHIP, "清泉镇"),
            place(V, PlaceKind.VILLAGE, ""),
        ]
    )
    assert [(p.line, p.code) for p in problems] == [(1, "no_parent"), (3, "no_name")]
    assert list(tree.places) == [T]


def test_no_rows_make_an_empty_tree() -> None:
    tree, problems = Territory.build([])
    assert not tree.places
    assert tree.roots() == ()
    assert problems == ()


def test_division_rows_repeat_their_townships() -> None:
    row = {"county_code": "990101", "county": "样例县", "township_code": T, "township": "清泉镇"}
    first = {**row, "village_code": V, "village": "金山村"}
    second = {**row, "village_code": T + "202", "village": "柳沟村"}
    renamed = {**second, "township": "别的镇", "village_code": T + "203", "village": "石桥村"}
    tree, problems = territory_of_divisions([first, second, renamed, first])
    assert len(tree.places) == 5
    assert [(p.line, p.code, p.value) for p in problems] == [(3, "two_names", T), (4, "repeated", V)]


@pytest.mark.parametrize("name", ["baiyin", "gongxian", "langfang", "luoping", "yicheng"])
def test_real_divisions_hold_together(name: str) -> None:
    path = DIVISIONS / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"real division data not present beside the project ({name}.csv)")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    tree, problems = territory_of_divisions(rows)
    assert problems == ()
    assert len(tree.of_kind(PlaceKind.VILLAGE)) == len(rows)
    for village in tree.of_kind(PlaceKind.VILLAGE):
        assert not village.short_name.endswith(("民委员会", "区居"))
        assert tree.covers(village.code[:6], village.code)


def test_sample_territory_holds_together_and_says_so() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tree, problems = territory_of_rows(rows)
    assert problems == ()
    assert {row["note"] for row in rows} == {"样例"}
    assert len(tree.of_kind(PlaceKind.VILLAGE)) == 8
    assert len(tree.of_kind(PlaceKind.ESTATE)) == 2
    assert len(tree.of_kind(PlaceKind.OFFICE)) == 6
    assert all(code.startswith("9901") for code in tree.places)


@given(st.text(max_size=30))
def test_any_text_is_a_group_or_not_and_never_raises(text: str) -> None:
    number = group_number(text)
    assert number is None or 0 <= number <= 999
    assert isinstance(short_name(text), str)


@given(
    st.lists(
        st.builds(
            Place,
            code=st.sampled_from(
                [T, V, V + "001", V + "002", T + "202", V + "0001", V + "00001", "9", T + "00001"]
            ),
            kind=st.sampled_from(PlaceKind),
            name=st.sampled_from(["甲", "", "乙组"]),
            parent=st.sampled_from([T, V, "", "990101", V + "0001"]),
        ),
        max_size=12,
    )
)
def test_each_place_is_kept_once_or_told(places: list[Place]) -> None:
    tree, problems = Territory.build(places)
    assert len(tree.places) + len(problems) == len(places)
    assert {p.code for p in tree.below("")} == set(tree.places)
