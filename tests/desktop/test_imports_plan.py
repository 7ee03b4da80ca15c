"""Imports without a window: columns, plans that account for every row, drafts that survive, nothing before confirming."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.imports.columns import ImportKind, bare, columns, guess, lacking, recall, remember, shape
from desktop.imports.dry_run import Known, Options
from desktop.imports.line import Failure
from desktop.imports.table import Fault, Table, error_table, read_table, save_errors
from desktop.imports.wizard import Step, Wizard, draft_name, from_text, to_text
from documents.sheets import SheetProblem, read_sheet
from domain.duties import DutyList
from domain.places import Place, PlaceKind
from domain.roster import Household
from domain.territory import Territory, territory_of_rows
from wire.admin import AdminAnswer, ImportDuties, ImportInbox, ImportRoster, ImportTerritory
from wire.codec import from_json

from .store_samples import RESOURCES, TOWNSHIP

ROSTER_HEAD = ("村（社区）", "村民小组", "楼栋", "户号", "户主姓名", "联系电话", "身份证号")


def _tree() -> Territory:
    with (RESOURCES / "sample" / "territory.csv").open(encoding="utf-8", newline="") as stream:
        return territory_of_rows(list(csv.DictReader(stream)))[0]


TREE = _tree()


def table(header: Sequence[str], *rows: Sequence[str], first_line: int = 2) -> Table:
    return Table("名册.xlsx", tuple(header), tuple(tuple(row) for row in rows), first_line)


def row(number: str, name: str = "龙国英", phone: str = "19900008689", group: str = "1组") -> tuple[str, ...]:
    return ("金山村", group, "", number, name, phone, "")


def checked(wizard: Wizard, known: Known) -> Wizard:
    done = wizard.checked(known)
    assert done.step is Step.CHECK, done.problem
    assert done.run is not None
    return done


def roster(
    *rows: Sequence[str], known: Sequence[Household] = (), header: Sequence[str] = ROSTER_HEAD
) -> Wizard:
    wizard = Wizard(ImportKind.ROSTER, options=Options(TOWNSHIP)).opened(table(header, *rows))
    return checked(wizard, Known(TREE, tuple(known)))


def sample(name: str) -> Table:
    path = RESOURCES / "sample" / f"{name}.csv"
    sheet = read_sheet(path.read_bytes(), path.name)
    assert not isinstance(sheet, SheetProblem)
    return Table(path.name, sheet.header, sheet.rows, sheet.first_line)


# --- columns


def test_every_kind_knows_the_columns_of_its_sample():
    for kind, name in (
        (ImportKind.ROSTER, "roster"),
        (ImportKind.TERRITORY, "territory"),
        (ImportKind.DUTIES, "duties"),
    ):
        header = sample(name).header
        assert lacking(kind, header, guess(kind, header)) == ""


def test_an_unmapped_needed_column_is_named_and_stops():
    wizard = Wizard(ImportKind.ROSTER, options=Options(TOWNSHIP)).opened(
        table(("甲", "乙"), ("金山村", "张三"))
    )
    assert wizard.mapping == {}
    stopped = wizard.checked(Known(TREE))
    assert stopped.step is Step.COLUMNS
    assert "村（社区）" in stopped.problem
    mapped = wizard.mapped("village", 0).mapped("name", 1)
    assert "村民小组" in mapped.trouble()


def test_a_column_serves_one_field_and_the_last_choice_holds():
    wizard = Wizard(ImportKind.ROSTER).opened(table(ROSTER_HEAD, row("1")))
    moved = wizard.mapped("address", 4)
    assert moved.mapping["address"] == 4
    assert "name" not in moved.mapping
    assert "name" in wizard.mapping


def test_two_fields_on_one_column_are_refused():
    assert "同一列" in lacking(ImportKind.DUTIES, ("甲", "乙"), {"item_no": 0, "title": 0})


def test_choices_are_remembered_by_title_and_never_hold_cells():
    header = ("村", "组", "当家人", "号码")
    kept = remember("", header, {"village": 0, "group": 1, "name": 2})
    assert set(json.loads(kept)) == {"村", "组", "当家人", "号码"}
    again = guess(ImportKind.ROSTER, ("号码", "当家人", "村", "组"), recall(kept))
    assert again == {"village": 2, "group": 3, "name": 1}
    assert recall("{") == {}
    assert recall("[1]") == {}


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=12),
    st.dictionaries(st.text(max_size=5), st.text(max_size=8)),
)
def test_a_guess_never_uses_a_column_twice(header, remembered):
    for kind in ImportKind:
        found = guess(kind, header, remembered)
        assert len(set(found.values())) == len(found)
        assert all(0 <= at < len(header) for at in found.values())
        assert set(found) <= {c.name for c in columns(kind, header)}


def test_titles_are_compared_without_marks():
    assert bare(" 村（社区） ") == "村社区"
    assert shape(ImportKind.TERRITORY, ("县代码", "县", "乡镇代码", "乡镇", "村代码", "村")) == "divisions"
    assert shape(ImportKind.TERRITORY, ("代码", "名称")) == "territory"


# --- the roster


def test_new_changed_same_repeated_blank_and_wrong_are_told_apart():
    known = (
        Household("990101101201001", "001", "龙国英", "19900008689"),
        Household("990101101201001", "002", "何金", "19900005315"),
        Household("990101101201001", "009", "向德宁", ""),
    )
    wizard = roster(
        row("001"), row("002", "何金", "19900005399"), row("003", "林荣", "19900003301"), row("003", "林荣", "19900003301"),
        ("",) * 7, row("005", "", ""), row("006", "周", "123"), known=known,
    )  # fmt: skip
    run = wizard.run
    assert run.counts == {"new": 1, "changed": 1, "same": 1, "repeated": 1, "blank": 1, "errors": 2}
    assert run.rows == 7
    assert run.gone == 0, "a row in error may be the missing household"
    assert [h.number for h in run.payload] == ["002", "003"]
    assert {fault.line for fault in run.faults} == {5, 7, 8}


def test_a_household_that_the_file_lacks_is_told_and_never_removed():
    known = (Household("990101101201001", "001", "龙国英"), Household("990101101201001", "009", "向德宁"))
    run = roster(row("001"), known=known).run
    assert run.gone == 1
    assert "不会删除" in run.remarks[0]
    assert all(h.number != "009" for h in run.payload)


def test_the_preview_masks_people():
    run = roster(
        row("001", "龙国英", "19900008600"),
        known=(Household("990101101201001", "001", "龙国英", "19900008689"),),
    ).run
    shown = json.dumps([(c.subject, c.detail) for c in run.changes], ensure_ascii=False)
    assert "龙*" in shown
    for private in ("龙国英", "19900008600", "19900008689"):
        assert private not in shown


def test_importing_the_same_file_again_sends_nothing():
    first = roster(*sample("roster").rows, header=sample("roster").header)
    assert first.run.counts["new"] == len(sample("roster").rows)
    again = roster(*sample("roster").rows, header=sample("roster").header, known=first.run.payload)
    assert again.run.counts["same"] == len(sample("roster").rows)
    assert again.run.payload == ()
    assert not again.sendable
    assert again.confirm(lambda: "x" * 36).step is Step.CHECK


def test_a_file_that_changes_most_households_asks():
    known = tuple(Household("990101101201001", f"{n:03}", "龙国英", f"1990000{n:04}") for n in range(60))
    run = roster(*(row(f"{n:03}", "龙国英", f"1990001{n:04}") for n in range(60)), known=known).run
    assert "60" in run.asks
    assert roster(row("000", "龙国英", "19900011111"), known=known).run.asks == ""


CELL = st.sampled_from(
    [
        "",
        " ",
        "金山村",
        "1组",
        "第一村民小组",
        "999组",
        "001",
        "龙国英",
        "19900008689",
        "=1+1",
        "1'; DROP TABLE",
        "\u202e甲",
        "x" * 300,
    ]
)


@given(st.lists(st.tuples(*(CELL for _ in range(7))), max_size=25))
def test_every_row_of_any_file_is_counted_once(rows):
    run = roster(*rows).run
    assert run.rows == len(rows)
    assert all(count >= 0 for count in run.counts.values())
    assert run.counts["new"] == len(run.payload)
    assert run.counts["errors"] + run.counts["repeated"] == len({fault.line for fault in run.faults})


def test_twelve_thousand_households_make_one_command_with_what_is_new_only():
    groups = [p for p in TREE.of_kind(PlaceKind.GROUP) if p.code.startswith(TOWNSHIP)]
    rows, known = [], []
    for n in range(12_000):
        group = groups[n % len(groups)]
        village = TREE.find(group.parent)
        phone = f"199{n:08}"
        rows.append((village.short_name, group.name, "", f"{n:05}", "龙国英", phone, ""))
        if n >= 500:
            known.append(Household(group.code, f"{n:05}", "龙国英", phone))
    wizard = roster(*rows, known=known)
    assert wizard.run.counts == {
        "new": 500,
        "changed": 0,
        "same": 11_500,
        "repeated": 0,
        "blank": 0,
        "errors": 0,
    }
    command = from_json(wizard.confirm(lambda: "c" * 36).body, ImportRoster)
    assert len(command.households) == 500
    assert from_text(to_text(wizard)).table == wizard.table


def test_merged_cells_are_filled_down_when_the_sheet_says_so():
    rows = (("金山村", "1组", "", "1", "龙国英", "", ""), ("", "", "", "2", "何金", "", ""))
    merged = Wizard(ImportKind.ROSTER, options=Options(TOWNSHIP)).opened(
        replace(table(ROSTER_HEAD, *rows), merged=True)
    )
    assert merged.options.fill_down
    assert checked(merged, Known(TREE)).run.counts["new"] == 2
    plain = merged.chose(replace(merged.options, fill_down=False))
    assert checked(plain, Known(TREE)).run.counts["errors"] == 1


# --- territory


def territory(header, *rows, known=TREE):
    return checked(Wizard(ImportKind.TERRITORY).opened(table(header, *rows)), Known(known)).run


def test_places_are_compared_and_parents_may_be_known_already():
    run = territory(
        ("代码", "名称", "类别"),
        ("990101101201003", "3组", "村民小组"), ("990101101201098", "98组", ""), ("990101101999001", "1组", "组"),
        ("990101101201097", "97组", "花园"), ("990101101201098", "98组", ""), ("", "", ""),
    )  # fmt: skip
    assert run.rows == 6
    assert (run.counts["new"], run.counts["repeated"], run.counts["blank"], run.counts["errors"]) == (
        1,
        1,
        1,
        2,
    )
    assert run.counts["same"] + run.counts["changed"] == 1
    assert [p.code for p in run.payload if p.code.endswith("98")] == ["990101101201098"]


def test_the_sample_territory_against_itself_changes_nothing():
    found = sample("territory")
    run = territory(found.header, *found.rows)
    assert run.payload == ()
    assert run.counts["same"] == len(found.rows)


def test_divisions_become_places_once_each():
    header = ("county_code", "county", "township_code", "township", "village_code", "village")
    rows = [
        ("990102", "甲县", "990102001", "乙镇", "990102001201", "丙村"),
        ("990102", "甲县", "990102001", "乙镇", "990102001202", "丁村"),
        ("990102", "甲县", "990102001", "乙镇", "990102001202", "丁村"),
        ("990102", "甲县", "990102001", "已镇", "990102001203", "戊村"),
    ]
    run = territory(header, *rows, known=Territory.build(())[0])
    assert sorted(p.code for p in run.payload) == ["990102", "990102001", "990102001201", "990102001202"]
    assert run.counts == {"new": 2, "changed": 0, "same": 0, "repeated": 1, "blank": 0, "errors": 1}


def test_real_divisions_import_whole(shared_data):
    files = sorted((shared_data / "divisions").glob("*.csv"))
    assert files
    for path in files:
        sheet = read_sheet(path.read_bytes(), path.name)
        assert not isinstance(sheet, SheetProblem)
        if "village_code" not in sheet.header:
            continue
        run = territory(sheet.header, *sheet.rows, known=Territory.build(())[0])
        assert run.counts["errors"] == 0, run.faults[:3]
        assert run.rows == len(sheet.rows)


# --- duty lists and messages


def test_a_duty_list_needs_its_kind_and_then_compares():
    header = ("序号", "事项", "责任单位")
    wizard = Wizard(ImportKind.DUTIES).opened(
        table(header, ("A1", "修路", "城建办"), ("A1", "重号", ""), ("", "", ""))
    )
    assert "清单类别" in wizard.trouble()
    chosen = wizard.chose(Options(list_kind="权力"))
    run = checked(chosen, Known(TREE)).run
    assert run.counts == {"new": 1, "changed": 0, "same": 0, "repeated": 1, "blank": 1, "errors": 0}
    assert run.payload[0].key == "权力/A1"
    again = checked(chosen, Known(TREE, duties=DutyList.build(run.payload))).run
    assert again.counts["same"] == 1
    assert again.payload == ()


def test_messages_keep_every_character_and_repeat_is_told():
    header = ("留言编号", "留言主题", "留言时间", "留言详情", "留言用户")
    text = "  =HYPERLINK(1)\n<b>路灯</b>\u202e  "
    wizard = Wizard(ImportKind.INBOX, options=Options(TOWNSHIP)).opened(
        table(header, ("7", "路灯", "2026/11/20 8:00:00", text, "A1"), ("7", "路灯", "2026/11/20 8:00:00", text, "A1"),
              ("8", "x", "昨天", "y", ""))
    )  # fmt: skip
    assert "平台" in wizard.trouble()
    done = checked(wizard.chose(Options(TOWNSHIP, source="people_daily")), Known(TREE))
    assert done.run.counts == {"new": 1, "changed": 0, "same": 0, "repeated": 1, "blank": 0, "errors": 1}
    command = from_json(done.confirm(lambda: "c" * 36).body, ImportInbox)
    assert command.messages[0].text == text
    assert (command.source, command.township) == ("people_daily", TOWNSHIP)


def test_real_messages_are_planned_whole(shared_data):
    path = shared_data / "citizen_messages" / "messages.csv"
    sheet = read_sheet(path.read_bytes(), path.name)
    assert not isinstance(sheet, SheetProblem)
    wizard = Wizard(ImportKind.INBOX, options=Options(TOWNSHIP, source="people_daily")).opened(
        Table(path.name, sheet.header, sheet.rows, sheet.first_line)
    )
    run = checked(wizard, Known(TREE)).run
    assert run.rows == len(sheet.rows)
    assert run.counts["new"] > 0


# --- the way of a wizard


def test_nothing_is_made_before_confirming_and_back_keeps_what_was_chosen():
    wizard = roster(row("001"))
    assert wizard.body == b""
    back = wizard.back()
    assert (back.step, back.mapping) == (Step.COLUMNS, wizard.mapping)
    assert back.back().step is Step.FILE
    sent = wizard.confirm(lambda: "c" * 36)
    assert sent.back() == sent
    assert from_json(sent.body, ImportRoster).cmd_id == "c" * 36


def test_silence_keeps_the_bytes_and_a_refusal_leads_back_to_the_plan():
    sent = roster(row("001")).confirm(lambda: "c" * 36)
    silent = sent.answered(Failure("later", "连不上"))
    assert (silent.step, silent.body, silent.tries, silent.problem) == (Step.SENT, sent.body, 1, "连不上")
    kept = from_text(to_text(silent))
    assert (kept.step, kept.body, kept.tries) == (Step.SENT, sent.body, 1)
    done = kept.answered(AdminAnswer("c" * 36, {"new": 1, "changed": 0, "same": 0}))
    assert done.step is Step.DONE
    assert to_text(done) == ""
    refused = silent.answered(Failure("refused", "不行"))
    assert (refused.step, refused.body, refused.problem) == (Step.CHECK, b"", "不行")
    assert refused.confirm(lambda: "d" * 36).body != sent.body
    assert kept.withdrawn().step is Step.COLUMNS


def test_a_restart_before_confirming_comes_back_to_the_columns():
    wizard = roster(row("001"))
    kept = from_text(to_text(wizard))
    assert (kept.step, kept.table, kept.mapping, kept.options) == (
        Step.COLUMNS,
        wizard.table,
        wizard.mapping,
        wizard.options,
    )
    assert kept.checked(Known(TREE)).run == wizard.run


@pytest.mark.parametrize("text", ["", "{}", "[" * 5000, '{"kind":"roster"}', "\x00"])
def test_a_damaged_draft_is_given_up(text):
    assert from_text(text) is None


def test_a_draft_whose_columns_do_not_fit_its_table_is_given_up():
    text = to_text(roster(row("001"))).replace('"village":0', '"village":99')
    assert from_text(text) is None


def test_each_kind_makes_its_own_command():
    places = checked(
        Wizard(ImportKind.TERRITORY).opened(table(("代码", "名称"), ("990103", "新县"))), Known(TREE)
    )
    assert from_json(places.confirm(lambda: "c" * 36).body, ImportTerritory).places == [
        Place("990103", PlaceKind.COUNTY, "新县", "9901")
    ]
    duties = checked(
        Wizard(ImportKind.DUTIES, options=Options(list_kind="职责")).opened(
            table(("编号", "事项名称"), ("1", "甲"))
        ),
        Known(TREE),
    )
    assert from_json(duties.confirm(lambda: "c" * 36).body, ImportDuties).items[0].title == "甲"
    assert len({draft_name(kind) for kind in ImportKind}) == len(ImportKind)


# --- files


def test_the_error_table_is_inert_and_can_be_imported_again(tmp_path):
    wizard = roster(row("001"), row("002", "", "=cmd|' /C calc'!A0"), row("003", "\u202e周", "12"))
    for name in ("错.csv", "错.xlsx"):
        path = tmp_path / name
        save_errors(wizard.table, wizard.run.faults, path)
        sheet = read_sheet(path.read_bytes(), name)
        assert not isinstance(sheet, SheetProblem)
        assert sheet.header[-3:] == ("原行号", "出错的列", "原因")
        assert [r[-3] for r in sheet.rows] == ["3", "4"]
        assert all(r[-1] for r in sheet.rows)
        again = Wizard(ImportKind.ROSTER, options=Options(TOWNSHIP)).opened(
            Table(name, sheet.header, sheet.rows)
        )
        assert again.trouble() == ""
        assert not any(cell.startswith(("=", "+", "@")) for r in sheet.rows for cell in r) or name.endswith(
            "xlsx"
        )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["错.csv", "错.xlsx"]


def test_an_error_table_that_cannot_be_written_leaves_the_old_one(tmp_path):
    target = tmp_path / "有.csv"
    target.mkdir()
    with pytest.raises(OSError):
        save_errors(table(ROSTER_HEAD, row("1")), (Fault(2, "户主姓名", "x", "不对。"),), target)
    assert [p.name for p in tmp_path.iterdir()] == ["有.csv"]


def test_faults_outside_the_rows_still_show_their_reason():
    header, rows = error_table(
        table(ROSTER_HEAD, row("1")), (Fault(1, "编号", "missing_column", "表头缺少。"),)
    )
    assert rows[0][-1] == "表头缺少。"
    assert len(rows[0]) == len(header)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.xlsx", b"PK\x03\x04" + b"\x00" * 40, "truncated"),
        ("x.csv", b"", "empty"),
        ("x.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 100, "not_a_sheet"),
        ("x.csv", "村,组\n".encode(), "header_only"),
    ],
)
def test_hostile_files_end_in_a_sentence(tmp_path, name, data, code):
    path = tmp_path / name
    path.write_bytes(data)
    found = read_table(path)
    assert isinstance(found, SheetProblem)
    assert found.code == code
    assert "没有导入任何内容" in found.message


def test_reading_is_given_up_when_the_person_says_so(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("村,组\n" + "金山村,1组\n" * 50_000, encoding="utf-8")
    found = read_table(path, cancelled=lambda: True)
    assert isinstance(found, SheetProblem)
    assert found.code == "cancelled"


def test_a_real_file_is_read_in_its_own_process(tmp_path):
    found = read_table(RESOURCES / "sample" / "roster.csv", cancelled=lambda: False)
    assert isinstance(found, Table)
    assert len(found.rows) == 1116
    assert found.first_line == 2
