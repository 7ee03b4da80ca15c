"""Household rosters: columns, rows, and the plan of an import."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.places import Place, PlaceKind, natural_parent
from domain.roster import (
    FieldChange,
    Household,
    RosterRow,
    RowError,
    apply_plan,
    error_table,
    plan_import,
)
from domain.roster_columns import FIELD_TITLES, RosterField, guess_mapping, missing_fields
from domain.roster_rows import empty_groups, plain_phone, read_rows
from domain.territory import Territory, territory_of_rows

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample"
T = "990101101"
V = T + "201"
W = T + "202"


def tree() -> Territory:
    rows = [
        (T, PlaceKind.TOWNSHIP, "清泉镇", ""),
        (V, PlaceKind.VILLAGE, "金山村村民委员会", ""),
        (V + "001", PlaceKind.GROUP, "1组", ""),
        (V + "003", PlaceKind.GROUP, "第三村民小组", ""),
        (V + "004", PlaceKind.GROUP, "河湾组", ""),
        (V + "0001", PlaceKind.ESTATE, "清泉花园", ""),
        (V + "00002", PlaceKind.BUILDING, "2号楼", V + "0001"),
        (V + "00009", PlaceKind.BUILDING, "2号楼", ""),
        (V + "00003", PlaceKind.BUILDING, "老供销社楼", ""),
        (W, PlaceKind.VILLAGE, "柳沟村", ""),
        (W + "001", PlaceKind.GROUP, "1组", ""),
        (T + "203", PlaceKind.VILLAGE, "东村", ""),
        (T + "204", PlaceKind.VILLAGE, "东村", ""),
    ]
    found, problems = Territory.build(
        Place(code, kind, name, parent or natural_parent(code)) for code, kind, name, parent in rows
    )
    assert problems == ()
    return found


TREE = tree()
ALL = {kind: i for i, kind in enumerate(RosterField)}


def row(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(kind.value, "") for kind in RosterField)


GOOD = {"village": "金山村", "group": "三组", "number": "12", "name": "王建国", "phone": "199 0000-1234"}


def test_sample_header_is_understood() -> None:
    with (SAMPLE / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    mapping = guess_mapping(header)
    assert {kind: header[column] for kind, column in mapping.items()} == dict(FIELD_TITLES)
    assert missing_fields(mapping) == ()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["序号", "行政村", "小组", "户主", "手机号码"], {"village": 1, "group": 2, "name": 3, "phone": 4}),
        (["户主身份证号", "姓名", "村 名", "组"], {"name": 1, "village": 2, "group": 3}),
        (["本户联系电话", "电话", "户主性别"], {"phone": 1}),
        (["家庭住址（详细）", "家庭人口（人）", "小区、楼栋"], {"address": 0, "persons": 1, "building": 2}),
        (["甲", "乙"], {}),
    ],
)
def test_usual_titles_are_guessed(header: list[str], expected: dict[str, int]) -> None:
    assert {kind.value: column for kind, column in guess_mapping(header).items()} == expected


def test_what_a_roster_cannot_do_without() -> None:
    assert missing_fields({}) == (RosterField.VILLAGE, RosterField.NAME, RosterField.GROUP)
    assert missing_fields({RosterField.VILLAGE: 0, RosterField.NAME: 1, RosterField.BUILDING: 2}) == ()


def test_a_good_row_reads() -> None:
    rows, errors = read_rows([row(**GOOD, persons="4", address="三组12号", grid="三格")], ALL, TREE)
    assert errors == ()
    assert rows == (RosterRow(2, Household(V + "003", "12", "王建国", "19900001234", "三组12号", 4, "三格")),)
    assert rows[0].household.key == f"{V}003#12"


@pytest.mark.parametrize("group", ["3", "3组", "三组", "第三村民小组", "三社", "３组", V + "003"])
def test_every_spelling_of_a_group(group: str) -> None:
    rows, _ = read_rows([row(**{**GOOD, "group": group})], ALL, TREE)
    assert [r.household.place_code for r in rows] == [V + "003"]


@pytest.mark.parametrize("village", ["金山村", "金山", "金山村村民委员会", V])
def test_every_spelling_of_a_village(village: str) -> None:
    rows, _ = read_rows([row(**{**GOOD, "village": village, "group": "河湾组"})], ALL, TREE)
    assert [r.household.place_code for r in rows] == [V + "004"]


@pytest.mark.parametrize(
    ("building", "code"),
    [
        ("清泉花园2号楼", V + "00002"),
        ("清泉花园 2栋", V + "00002"),
        ("老供销社楼", V + "00003"),
        (V + "00009", V + "00009"),
    ],
)
def test_buildings_win_over_groups(building: str, code: str) -> None:
    rows, _ = read_rows([row(**{**GOOD, "building": building})], ALL, TREE)
    assert [r.household.place_code for r in rows] == [code]


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"village": ""}, "missing_village", ""),
        ({"village": "别村"}, "unknown_village", ""),
        ({"village": "东村"}, "ambiguous_village", ""),
        ({"group": ""}, "missing_group", V),
        ({"group": "99组"}, "unknown_group", V),
        ({"building": "7号楼"}, "unknown_building", V),
        ({"building": "2号楼"}, "ambiguous_group", V),
        ({"name": ""}, "missing_name", V + "003"),
        ({"name": "王" * 51}, "bad_name", V + "003"),
        ({"name": "王\u202e国"}, "bad_name", V + "003"),
        ({"phone": "19900001234、19900001235"}, "bad_phone", V + "003"),
        ({"phone": "²²²²²²²²²²²"}, "bad_phone", V + "003"),
        ({"persons": "三"}, "bad_persons", V + "003"),
        ({"persons": "100"}, "bad_persons", V + "003"),
        ({"address": "长" * 201}, "bad_text", V + "003"),
        ({"number": "1\x002"}, "bad_text", V + "003"),
    ],
)
def test_row_errors(change: dict[str, str], code: str, place: str) -> None:
    rows, errors = read_rows([row(**{**GOOD, **change})], ALL, TREE)
    assert rows == ()
    assert [(e.line, e.code, e.place_code) for e in errors] == [(2, code, place)]
    assert errors[0].message
    assert errors[0].column in FIELD_TITLES.values()


def test_all_errors_of_a_row_are_told_at_once() -> None:
    _, errors = read_rows([row(village="别村", phone="1", persons="x")], ALL, TREE)
    assert [e.code for e in errors] == ["unknown_village", "missing_name", "bad_phone", "bad_persons"]


def test_duplicates_name_the_line_they_repeat() -> None:
    rows, errors = read_rows(
        [
            row(**GOOD),
            row(**{**GOOD, "name": "李四", "phone": ""}),
            row(**{**GOOD, "number": "13"}),
            row(village="金山村", group="1", name="张三"),
            row(village="金山村", group="1", name="张三"),
            row(village="金山村", group="1", name="张三", number="8"),
        ],
        ALL,
        TREE,
    )
    assert [r.line for r in rows] == [2, 5, 7]
    assert [(e.line, e.code) for e in errors] == [
        (3, "duplicate_number"),
        (4, "duplicate_person"),
        (6, "duplicate_person"),
    ]
    assert "第2行" in errors[0].message


def test_blank_rows_are_passed_over_and_lines_stay_right() -> None:
    rows, errors = read_rows([row(), (), row(**GOOD)], ALL, TREE, first_line=4)
    assert errors == ()
    assert [r.line for r in rows] == [6]


def test_merged_cells_are_filled_down_only_when_asked() -> None:
    lines = [
        row(village="金山村", group="1", name="甲"),
        row(name="乙"),
        row(group="3", name="丙"),
        row(village="柳沟村", name="丁"),
        row(village="金山村", building="老供销社楼", name="戊"),
        row(name="己"),
    ]
    _, errors = read_rows(lines, ALL, TREE)
    assert [e.line for e in errors] == [3, 4, 5, 7]
    rows, errors = read_rows(lines, ALL, TREE, fill_down=True)
    codes = {r.household.name: r.household.place_code for r in rows}
    assert codes == {"甲": V + "001", "乙": V + "001", "丙": V + "003", "戊": V + "00003", "己": V + "00003"}
    assert [(e.line, e.code) for e in errors] == [(5, "missing_group")]


def test_fill_down_without_those_columns() -> None:
    mapping = {RosterField.VILLAGE: 0, RosterField.GROUP: 1, RosterField.NAME: 2}
    rows, _ = read_rows([("金山村", "1组", "甲"), ("", "", "乙")], mapping, TREE, fill_down=True)
    assert [r.household.place_code for r in rows] == [V + "001", V + "001"]


def test_groups_without_a_household_are_named() -> None:
    rows, _ = read_rows([row(**GOOD)], ALL, TREE)
    assert [p.code for p in empty_groups(rows, TREE, date(2026, 11, 21))] == [V + "001", V + "004"]
    assert empty_groups((), TREE) == ()


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("+86 199-0000-1234", "19900001234"),
        ("8619900001234", "19900001234"),
        ("１９９００００１２３４", "19900001234"),
        ("(0943) 1234567", "09431234567"),
        ("8221234", "8221234"),
        ("1990000123", None),
        ("电话", None),
        ("9999999", None),
    ],
)
def test_phones(written: str, plain: str | None) -> None:
    assert plain_phone(written) == plain


def house(number: str = "1", name: str = "王建国", phone: str = "19900001234", **more: object) -> Household:
    return Household(V + "003", number, name, phone, **more)  # type: ignore[arg-type]


def rows_of(*households: Household) -> tuple[RosterRow, ...]:
    return tuple(RosterRow(line, household) for line, household in enumerate(households, 2))


def test_only_what_changed_is_changed() -> None:
    plan = plan_import(
        [house("1", persons=3), house("2", "李四"), house("3", "赵六")],
        rows_of(house("1", phone="19900009999", persons=4), house("2", "李四"), house("4", "新户")),
    )
    assert [r.household.number for r in plan.new] == ["4"]
    assert [c.fields for c in plan.changed] == [
        (FieldChange("phone", "19900001234", "19900009999"), FieldChange("persons", "3", "4"))
    ]
    assert plan.same == (f"{V}003#2",)
    assert [h.number for h in plan.gone] == ["3"]
    assert dict(plan.counts) == {
        "existing": 3, "read": 3, "new": 1, "changed": 1, "same": 1, "gone": 1, "errors": 0,
    }  # fmt: skip


def test_an_empty_cell_erases_nothing() -> None:
    old = house("1", address="三组1号", persons=3, grid="甲格")
    plan = plan_import([old], rows_of(house("1", phone="")))
    assert plan.changed == ()
    assert plan.same == (old.key,)


def test_a_household_keeps_its_identity_when_its_number_comes_or_is_left_out() -> None:
    old = house("")
    plan = plan_import([old], rows_of(house("7")))
    assert [(c.key, c.household.key) for c in plan.changed] == [(old.key, f"{V}003#7")]
    again = plan_import(apply_plan([old], plan), rows_of(old))
    assert again.same == (f"{V}003#7",)
    assert again.new == ()


def test_another_number_is_another_household() -> None:
    plan = plan_import([house("1")], rows_of(house("2")))
    assert len(plan.new) == 1
    assert [h.number for h in plan.gone] == ["1"]


def test_a_household_is_matched_once() -> None:
    plan = plan_import([house("1")], rows_of(house("1"), house("1")))
    assert (len(plan.same), len(plan.new)) == (1, 1)


def test_a_row_with_the_number_wins_over_an_earlier_one_of_the_same_person() -> None:
    old = house("1")
    rows = rows_of(house(""), house("1", phone=""))
    plan = plan_import([old], rows)
    assert plan.same == (old.key,)
    assert [r.line for r in plan.new] == [2]
    assert plan_import(apply_plan([old], plan), rows).new == ()


@pytest.mark.parametrize(("place", "gone"), [("", 0), (V, 0), (V + "003", 0), (V + "001", 1)])
def test_nothing_is_gone_where_a_row_in_error_could_be_it(place: str, gone: int) -> None:
    plan = plan_import(
        [house("1"), house("2", "李四")], rows_of(house("1")), [RowError(9, "户主", "x", "y", place)]
    )
    assert len(plan.gone) == gone


def test_places_without_a_row_lose_nothing() -> None:
    plan = plan_import([house("1"), Household(V + "001", "1", "别组")], rows_of(house("1")))
    assert plan.gone == ()


@pytest.mark.parametrize(
    ("existing", "kept", "asks"),
    [(100, 100, False), (100, 50, False), (100, 49, True), (600, 99, True), (400, 349, False)],
)
def test_a_large_loss_asks(existing: int, kept: int, asks: bool) -> None:
    known = [house(str(i), f"户{i}") for i in range(existing)]
    assert plan_import(known, rows_of(*known[:kept])).asks is asks


def test_a_loss_above_five_hundred_asks_however_many_there_are() -> None:
    known = [house(str(i), f"户{i}") for i in range(4000)]
    assert plan_import(known, rows_of(*known[:3499])).asks


def test_error_table_gives_back_the_rows_with_reasons() -> None:
    header = ("村", "姓名")
    lines = [("金山村", "甲"), ("别村",), ("x", "y", "z")]
    errors = [
        RowError(3, "村（社区）", "unknown_village", "村不在表中。"),
        RowError(3, "户主姓名", "missing_name", "没有姓名。"),
        RowError(4, "村（社区）", "unknown_village", "村不在表中。"),
        RowError(99, "村（社区）", "unknown_village", "村不在表中。"),
    ]
    titles, table = error_table(header, lines, errors)
    assert titles == ("村", "姓名", "原行号", "出错的列", "原因")
    assert table == (
        ("别村", "", "3", "村（社区）、户主姓名", "村不在表中。没有姓名。"),
        ("x", "y", "4", "村（社区）", "村不在表中。"),
        ("", "", "99", "村（社区）", "村不在表中。"),
    )


households = st.builds(
    Household,
    place_code=st.sampled_from([V + "001", V + "003"]),
    number=st.sampled_from(["", "1", "2", "3"]),
    name=st.sampled_from(["甲", "乙", "丙"]),
    phone=st.sampled_from(["", "19900000001", "19900000002"]),
    address=st.sampled_from(["", "东头", "西头"]),
    persons=st.integers(0, 5),
)
CELLS = st.lists(
    st.fixed_dictionaries(
        {
            "village": st.sampled_from(["金山村", "柳沟村", ""]),
            "group": st.sampled_from(["1", "三组", "九组"]),
            "number": st.sampled_from(["", "1", "2", "3"]),
            "name": st.sampled_from(["甲", "乙", "丙", ""]),
            "phone": st.sampled_from(["", "19900000001", "19900000002", "12"]),
            "persons": st.sampled_from(["", "2", "3"]),
        }
    ),
    max_size=12,
)


@given(st.lists(households, max_size=8, unique_by=lambda h: h.key), CELLS)
def test_importing_the_same_file_again_changes_nothing(
    existing: list[Household], cells: list[dict[str, str]]
) -> None:
    rows, errors = read_rows([row(**c) for c in cells], ALL, TREE)
    once = apply_plan(existing, plan_import(existing, rows, errors))
    again = plan_import(once, rows, errors)
    assert again.new == ()
    assert again.changed == ()
    assert apply_plan(once, again) == once


@given(st.lists(households, max_size=8, unique_by=lambda h: h.key), CELLS)
def test_every_row_and_every_household_is_accounted_for(
    existing: list[Household], cells: list[dict[str, str]]
) -> None:
    rows, errors = read_rows([row(**c) for c in cells], ALL, TREE)
    assert len(rows) + len({e.line for e in errors}) == len(cells)
    plan = plan_import(existing, rows, errors)
    assert len(plan.new) + len(plan.changed) + len(plan.same) == len(rows)
    assert len(apply_plan(existing, plan)) == len(existing) + len(plan.new)


@given(st.lists(st.tuples(*(st.text(max_size=12) for _ in RosterField)), max_size=6))
def test_any_text_reads_or_is_refused(rows: list[tuple[str, ...]]) -> None:
    read_rows(rows, ALL, TREE, fill_down=True)
    guess_mapping([cell for line in rows for cell in line])


def test_the_sample_roster_imports_whole() -> None:
    with (SAMPLE / "territory.csv").open(encoding="utf-8", newline="") as file:
        territory, _ = territory_of_rows(csv.DictReader(file))
    with (SAMPLE / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    rows, errors = read_rows(lines[1:], guess_mapping(lines[0]), territory, within=T, on=date(2026, 11, 21))
    assert errors == ()
    assert len(rows) == len(lines) - 1 == 1116
    assert all(r.household.phone.startswith("1990000") for r in rows)
    assert all(line[-1] == "样例" for line in lines[1:])
    counted: dict[str, int] = {}
    for r in rows:
        counted[r.household.place_code] = counted.get(r.household.place_code, 0) + 1
    assert all(territory.places[code].households == count for code, count in counted.items())
