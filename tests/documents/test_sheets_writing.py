"""Written sheets keep every cell inert; files are read in a process of their own."""

from __future__ import annotations

import io
import multiprocessing
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.sheets import (
    Sheet,
    SheetLimits,
    SheetProblem,
    apart,
    read_file,
    read_sheet,
    read_sheet_in_process,
    visible,
    write_csv,
    write_xlsx,
)

HEADER = ("村", "户主")


def sheet(data: bytes, name: str = "a.xlsx", **more: object) -> Sheet:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, Sheet), read
    return read


HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "\r=1",
    '"=1"',
    "_x0041_",
    "a\x00b",
    "\u202ex",
    "\ud800",
]


def test_written_cells_are_strings_that_no_program_evaluates() -> None:
    data = write_xlsx(["h"] * len(HOSTILE), [HOSTILE])
    page = load_workbook(io.BytesIO(data)).active
    assert page is not None
    cells = next(page.iter_rows(min_row=2))
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:6]] == [True] * 6
    assert sheet(data).rows == (tuple(visible(text) for text in HOSTILE),)


def test_written_csv_cells_begin_with_no_formula_sign() -> None:
    read = sheet(write_csv(["h"] * len(HOSTILE), [HOSTILE, ["-5"] * len(HOSTILE)]), "a.csv")
    assert [cell[0] for cell in read.rows[0][:6]] == ["'"] * 6
    assert read.rows[1][0] == "-5"


def test_what_cannot_be_seen_is_made_visible() -> None:
    assert visible("a\x00b\x1bc\x7fd\u202ee\ud800f\r\ng\th\rj") == "a␀b␛c[U+007F]d[U+202E]e\ufffdf\ng\th␍j"
    assert visible("赵䶮 AT&T <b>") == "赵䶮 AT&T <b>"


def test_a_cell_too_long_for_a_workbook_says_so() -> None:
    read = sheet(write_xlsx(HEADER, [("甲", "长" * 40_000), ("_x0041_" * 6_000, "乙")]))
    assert read.rows[0][1].endswith("请改用 CSV 导出）")
    assert "余下" in read.rows[1][0]
    assert max(len(cell) for row in read.rows for cell in row) <= 32_767


def test_sheet_titles_are_made_to_fit() -> None:
    assert sheet(write_xlsx(HEADER, [("a", "b")], title="出错的行[1]:*?/\\" + "长" * 40)).name.startswith(
        "出错的行_1_"
    )
    assert sheet(write_xlsx(HEADER, iter([("a", "b")]), title="''")).name == "数据"


def test_a_written_workbook_names_nobody() -> None:
    with zipfile.ZipFile(io.BytesIO(write_xlsx(HEADER, [("a", "b")]))) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "民情直通" in core
    assert "openpyxl" not in core


TEXT = st.text(max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
@settings(deadline=None)
def test_workbooks_read_back_what_was_written(rows: list[tuple[str, str]]) -> None:
    read = read_sheet(write_xlsx(HEADER, rows), "a.xlsx")
    shown = [tuple(visible(cell) for cell in row) for row in rows]
    while shown and not any(cell.strip() for cell in shown[-1]):
        shown.pop()
    if not shown:
        assert isinstance(read, SheetProblem)
        assert read.code == "header_only"
        return
    assert isinstance(read, Sheet)
    assert [tuple(c if c.strip() else "" for c in row) for row in read.rows] == [
        tuple(c if c.strip() else "" for c in row) for row in shown
    ]


def test_reading_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "住户.xlsx"
    plain = write_xlsx(HEADER, [("金山村", "赵䶮")])
    path.write_bytes(plain)
    assert read_sheet_in_process(path, 60) == read_file(path) == read_sheet(plain, path.name)
    missing = read_sheet_in_process(tmp_path / "none.csv", 60)
    assert isinstance(missing, SheetProblem)
    assert missing.code == "unreadable"


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    answer = read_sheet_in_process(path, 0)
    assert isinstance(answer, SheetProblem)
    assert answer.code == "too_slow"
    assert not multiprocessing.active_children()


def test_a_process_that_dies_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    # os.abort takes no arguments, so the child ends before it answers
    monkeypatch.setattr(apart, "_work", os.abort)
    answer = read_sheet_in_process(path, 60)
    assert isinstance(answer, SheetProblem)
    assert answer.code == "crashed"


def test_a_file_over_the_limit_is_not_loaded_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_bytes(b"a,b\n" * 1_000)
    answer = read_file(path, SheetLimits(file=100))
    assert isinstance(answer, SheetProblem)
    assert answer.code == "too_big"
