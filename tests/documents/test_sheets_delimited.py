"""Delimited text: encodings, delimiters, quotes, damage."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.sheets import Sheet, SheetLimits, SheetProblem, read_sheet, write_csv

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT.parent / "shared" / "data" / "citizen_messages"
PLAIN = "村,户主,电话\r\n金山村,赵明,19900001234\r\n柳沟村,王强,19900001235\r\n"
RARE = PLAIN.replace("赵明", "赵䶮𬭎")


def sheet(data: bytes, name: str = "a.csv", **more: object) -> Sheet:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, Sheet), read
    return read


def refusal(data: bytes, name: str = "a.csv", **more: object) -> str:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, SheetProblem), read
    assert "没有导入任何内容" in read.message
    assert "{" not in read.message
    return read.code


@pytest.mark.parametrize(
    ("codec", "bom", "name", "text"),
    [
        ("utf-8", b"", "UTF-8", RARE),
        ("utf-8-sig", b"", "UTF-8", RARE),
        ("gbk", b"", "GBK", PLAIN),
        ("gb18030", b"", "GB18030", RARE),
        ("utf-16", b"", "UTF-16", RARE),
        ("utf-16-le", b"", "UTF-16", PLAIN),
        ("utf-16-be", b"", "UTF-16", PLAIN),
        ("utf-16-be", b"\xfe\xff", "UTF-16", RARE),
        ("utf-32", b"", "UTF-32", RARE),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(codec: str, bom: bytes, name: str, text: str, delimiter: str) -> None:
    read = sheet(bom + text.replace(",", delimiter).encode(codec))
    assert read.header == ("村", "户主", "电话")
    assert read.rows == tuple(tuple(line.split(",")) for line in text.splitlines()[1:])
    assert read.encoding == name
    assert [n.code for n in read.notes] == ([] if name == "UTF-8" else ["encoding"])


def test_quoted_line_breaks_commas_and_quotes() -> None:
    read = sheet('编号,内容\n1,"第一行\n第二行,""引"""\n2,x\n'.encode())
    assert read.rows == (("1", '第一行\n第二行,"引"'), ("2", "x"))


def test_a_field_beyond_the_usual_limit() -> None:
    long = "长" * 140_000
    assert sheet(f"编号,内容\n1,{long}\n".encode()).rows[0][1] == long
    assert refusal(f"编号,内容\n1,{long}\n".encode(), limits=SheetLimits(cell=100_000)) == "cell_too_long"
    broken = f"编号,内容\n1,\x07{long}\n".encode()
    assert refusal(broken, limits=SheetLimits(cell=100_000)) == "cell_too_long"


def test_a_title_above_the_header_is_not_the_header_and_lines_stay_right() -> None:
    read = sheet("清泉镇住户花名册,,\n村,户主\n金山村,甲\n\n柳沟村,乙\n,\n\n".encode())
    assert (read.header, read.header_line, read.first_line) == (("村", "户主"), 2, 3)
    assert read.rows == (("金山村", "甲"), ("", ""), ("柳沟村", "乙"))


def test_rows_are_made_as_wide_as_the_widest() -> None:
    read = sheet("村,户主\n金山村\n柳沟村,乙,多出的\n".encode())
    assert read.header == ("村", "户主", "")
    assert read.rows == (("金山村", "", ""), ("柳沟村", "乙", "多出的"))


def test_one_column_is_a_sheet_too() -> None:
    assert sheet("户主\n甲\n乙\n".encode()).rows == (("甲",), ("乙",))


def test_a_declared_delimiter_is_obeyed() -> None:
    read = sheet("sep=|\n村|户主\n金山村|甲,乙\n".encode())
    assert (read.header, read.rows, read.header_line) == (("村", "户主"), (("金山村", "甲,乙"),), 2)


def test_unseen_characters_are_kept_and_told() -> None:
    read = sheet("户主,住址\n王\x00国,东头\n李\u202e四,西头\n".encode())
    assert read.rows == (("王\x00国", "东头"), ("李\u202e四", "西头"))
    assert [(n.code, n.lines) for n in read.notes] == [("control", (2,)), ("bidi", (3,))]
    assert all("{" not in n.message for n in read.notes)


def test_only_the_first_lines_of_a_note_are_listed() -> None:
    read = sheet(("户主,住址\n" + "王建国王建国\x01,金山村三组十二号\x02\n" * 20).encode())
    assert [(n.code, n.lines) for n in read.notes] == [("control", (2, 3, 4, 5, 6))]
    assert "40 格" in read.notes[0].message


def test_line_separators_inside_a_cell_do_not_cut_it() -> None:
    text = "甲\x1c乙\u2028丙\x85丁"
    assert sheet(f"编号,内容\n1,{text}\n".encode()).rows == (("1", text),)


def test_untidy_quotes_are_read_and_told() -> None:
    read = sheet('编号,内容\n1,"甲"乙\n2,丙\n'.encode())
    assert read.rows == (("1", "甲乙"), ("2", "丙"))
    assert [n.code for n in read.notes] == ["quotes"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b",,\n,,\n", "empty"),
        ("村,户主\n".encode(), "header_only"),
        ('编号,内容\n1,甲\n2,"没有配对\n3,丙\n'.encode(), "unclosed_quote"),
        ("编号,内容\n1,赵明\n2,王强".encode()[:-1], "truncated"),
        ("编号,内容\n1,甲\n".encode("utf-16")[:-1], "truncated"),
        (("编号,内容\n" + "1,赵明明\n" * 30).encode() + b"2,\xff\xfe\n3,x\n", "bad_encoding"),
        (b"a,b\n1,\x81\n", "bad_encoding"),
        ("a,b\n1,x\n".encode("utf-16") + b"\x00\xd8" + "\n2,y\n3,z\n".encode("utf-16-le"), "bad_encoding"),
        (
            (
                "编号,内容\n1,".encode()
                + "\ud800".encode("utf-8", "surrogatepass")
                + "赵明赵明赵明赵明\n".encode() * 4
            ),
            "bad_encoding",
        ),
        (b"%PDF-1.7\n", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n", "not_a_sheet"),
        (b"\xff\xd8\xff\xe0", "not_a_sheet"),
        (b"MZ\x90\x00", "not_a_sheet"),
        (bytes(range(32)) * 40, "not_a_sheet"),
        (b"<html><body><table><tr><td>1</td></tr></table>", "html"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>\n<html>", "html"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "xml_sheet",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, code: str) -> None:
    assert refusal(data, "住户.xls") == code


def test_limits() -> None:
    many = ("a,b\n" + "1,2\n" * 30).encode()
    assert refusal(many, limits=SheetLimits(rows=20)) == "too_many_rows"
    assert refusal(many, limits=SheetLimits(rows=5)) == "too_many_rows"
    assert refusal(many, limits=SheetLimits(columns=1)) == "too_wide"
    assert refusal(many, limits=SheetLimits(file=10)) == "too_big"


def test_a_suffix_that_does_not_fit_is_told() -> None:
    assert [n.code for n in sheet(PLAIN.encode(), "住户.xls").notes] == ["extension"]
    assert sheet(PLAIN.encode(), "住户.TXT").notes == ()


def test_an_angle_bracket_alone_is_not_a_web_page() -> None:
    assert sheet(b"<3,b\n1,2\n").header == ("<3", "b")


@pytest.mark.parametrize("name", ["messages.csv", "answered.csv"])
def test_real_messages_read_as_the_csv_module_reads_them(name: str) -> None:
    path = MESSAGES / name
    if not path.exists():
        pytest.skip(f"real messages not present beside the project ({name})")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for codec in ("utf-8", "gb18030", "utf-16"):
        read = sheet(path.read_bytes().decode("utf-8-sig").encode(codec), name)
        assert read.header == tuple(lines[0])
        assert read.rows == tuple(tuple(line) for line in lines[1:])


def test_twelve_thousand_households() -> None:
    text = "村,组,户主,电话\n" + "".join(f"金山村,{i % 9}组,户{i},{19900000000 + i}\n" for i in range(12_000))
    assert len(sheet(text.encode("gbk")).rows) == 12_000


CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_what_is_written_reads_back_but_for_what_was_made_visible(rows: list[tuple[str, ...]]) -> None:
    data = write_csv(("甲", "乙", "丙"), rows)
    read = read_sheet(data, "a.csv")
    if isinstance(read, SheetProblem):
        assert read.code == "header_only"
        assert not any(cell.strip() for row in rows for cell in row)
        return
    written = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    while not any(cell.strip() for cell in written[-1]):
        written.pop()
    assert read.header == ("甲", "乙", "丙")
    assert [[c if c.strip() else "" for c in row] for row in read.rows] == [
        [c if c.strip() else "" for c in row] for row in written
    ]
    assert all(n.code not in ("control", "bidi", "replaced", "quotes") for n in read.notes)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sheet_or_a_sentence(data: bytes) -> None:
    read = read_sheet(data, "a.csv")
    assert read.message if isinstance(read, SheetProblem) else read.header


@given(st.text(max_size=80), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_text_is_a_sheet_or_a_sentence(text: str, codec: str) -> None:
    data = text.encode(codec, "replace")
    read = read_sheet(data, "a.csv")
    assert read.message if isinstance(read, SheetProblem) else read.header
