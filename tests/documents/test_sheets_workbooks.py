"""xlsx and xls workbooks: exact text, hostile parts, bombs, damage; the reading process; the writers."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from datetime import time as clock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from documents.sheets import (
    Sheet,
    SheetLimits,
    SheetProblem,
    read_sheet,
)
from documents.sheets.cells import date_text, is_date_format, number_text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = ("村", "户主")


def sheet(data: bytes, name: str = "a.xlsx", **more: object) -> Sheet:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, Sheet), read
    return read


def refusal(data: bytes, name: str = "a.xlsx", **more: object) -> str:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, SheetProblem), read
    assert "没有导入任何内容" in read.message
    return read.code


def workbook(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for title, lines in sheets.items():
        more = book.create_sheet(title)
        for row in lines:
            more.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, **parts: bytes | None) -> bytes:
    """Workbook with parts replaced (sheet → xl/worksheets/sheet1.xml, strings, book, styles) or removed."""
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "book": "xl/workbook.xml",
        "styles": "xl/styles.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "extra": "xl/media/x.bin",
    }
    wanted = {names[key]: value for key, value in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, value in wanted.items():
            if value is not None:
                new.writestr(name, value)
    return out.getvalue()


def cells_xml(*rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


PLAIN = workbook(HEADER, ("金山村", "赵䶮"), ("柳沟村", "王强"))


def test_plain_workbook() -> None:
    read = sheet(PLAIN)
    assert (read.header, read.rows) == (HEADER, (("金山村", "赵䶮"), ("柳沟村", "王强")))
    assert (read.notes, read.encoding, read.name) == ((), "", "Sheet")


def test_numbers_come_as_exact_digits_and_dates_as_iso_text() -> None:
    read = sheet(
        workbook(
            ("电话", "代码", "小数", "日期", "时刻", "时间", "是否", "空"),
            (
                19900001234,
                990101101201,
                0.1,
                date(2026, 11, 21),
                datetime(2026, 11, 21, 8, 30),
                clock(8, 5),
                True,
                None,
            ),
            (1.9900001234e10, 123456789012345678, -2.50, None, None, None, False, None),
        )
    )
    assert read.rows[0] == (
        "19900001234",
        "990101101201",
        "0.1",
        "2026-11-21",
        "2026-11-21 08:30:00",
        "08:05:00",
        "TRUE",
        "",
    )
    assert read.rows[1][:3] == ("19900001234", "123456789012345700", "-2.5")
    assert [n.code for n in read.notes] == ["long_number"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("1.3900001234E10", "13900001234"),
        ("12.0", "12"),
        ("123456789012345678", "123456789012345678"),
        ("0.10000000000000001", "0.1"),
        ("-0", "0"),
        ("1E-7", "0.0000001"),
        ("1E999999", "1E999999"),
        ("NaN", "NaN"),
        ("x", "x"),
    ],
)
def test_number_text(raw: str, text: str) -> None:
    assert number_text(raw).removeprefix("-") == text


@pytest.mark.parametrize(
    ("serial", "from_1904", "text"),
    [
        (46347, False, "2026-11-21"),
        (44885, True, "2026-11-21"),
        (1, False, "1900-01-01"),
        (61, False, "1900-03-01"),
        (0.5, False, "12:00:00"),
        (46347.25, False, "2026-11-21 06:00:00"),
        (-1, False, "-1"),
        (99999999, False, "99999999"),
        (2958465, True, "2958465"),
    ],
)
def test_date_text(serial: float, from_1904: bool, text: str) -> None:
    assert date_text(serial, from_1904=from_1904) == text


@pytest.mark.parametrize(
    ("number", "pattern", "shows"),
    [
        (14, "", True),
        (31, "", True),
        (0, "General", False),
        (164, 'yyyy"年"m"月"d"日"', True),
        (164, '0.00"days"', False),
        (164, "[$-804]aaaa;@", False),
        (164, "0_);(0)", False),
        (164, "General", False),
    ],
)
def test_date_formats(number: int, pattern: str, shows: bool) -> None:
    assert is_date_format(number, pattern) is shows


def test_formulas_are_never_evaluated() -> None:
    xml = cells_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="inlineStr"><is><t>乙</t></is></c></row>',
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>cmd|x</f><v>结果</v></c></row>',
        '<row r="3"><c r="A3"><f>WEBSERVICE("http://127.0.0.1")</f></c><c r="B3" t="e"><v>#N/A</v></c></row>',
    )
    read = sheet(changed(PLAIN, sheet=xml))
    assert read.rows == (("2", "结果"), ('=WEBSERVICE("http://127.0.0.1")', "#N/A"))
    assert [n.code for n in read.notes] == ["formulas", "formula_text", "error_cells"]


def test_rich_text_phonetics_escapes_and_missing_references() -> None:
    xml = cells_xml(
        "<row><c t='inlineStr'><is><r><t>赵</t></r><r><t>明</t></r><rPh sb='0' eb='1'><t>zhao</t></rPh></is></c>"
        "<c t='inlineStr'><is><t>a_x000A_b_x005F_x0041_</t></is></c></row>",
        "<row><c t='str'><v>甲</v></c><c t='d'><v>2026-11-21</v></c></row>",
        "<row><c t='inlineStr'><is><t>残_xD800_</t></is></c></row>",
    )
    read = sheet(changed(PLAIN, sheet=xml, styles=None))
    assert read.header == ("赵明", "a\nb_x0041_")
    assert read.rows == (("甲", "2026-11-21"), ("残\ufffd", ""))
    assert [n.code for n in read.notes] == ["replaced"]


def test_prefixed_names_are_read() -> None:
    xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row>'
        b'<x:row r="2"><x:c r="AB2"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    read = sheet(changed(PLAIN, sheet=xml))
    assert read.rows[0][27] == "3"


def test_a_lying_dimension_changes_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b'<dimension ref="A1:B3"' in xml
    lying = xml.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"', 1)
    assert sheet(changed(PLAIN, sheet=lying)).rows == sheet(PLAIN).rows


def test_an_empty_cell_far_below_is_no_row_but_a_filled_one_is_too_many() -> None:
    top = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    )
    empty = cells_xml(top, '<row r="1048576"><c r="A1048576" s="1"/></row>')
    assert len(sheet(changed(PLAIN, sheet=empty)).rows) == 1
    filled = cells_xml(top, '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert refusal(changed(PLAIN, sheet=filled)) == "too_many_rows"
    wide = cells_xml(top, '<row r="3"><c r="XFD3"><v>1</v></c></row>')
    assert refusal(changed(PLAIN, sheet=wide)) == "too_wide"


def test_cells_are_counted_while_they_are_read() -> None:
    assert refusal(workbook(HEADER, *[("a", "b")] * 10), limits=SheetLimits(cells=30)) == "too_many_cells"
    assert len(sheet(workbook(HEADER, *[("a", "b")] * 9), limits=SheetLimits(cells=30)).rows) == 9
    empty = cells_xml("<row><c/></row>" * 20)
    assert refusal(changed(PLAIN, sheet=empty), limits=SheetLimits(cells=30)) == "too_many_cells"


def test_merged_cells_are_told() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (HEADER, ("金山村", "甲"), (None, "乙")):
        page.append(row)
    page.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    read = sheet(out.getvalue())
    assert read.rows == (("金山村", "甲"), ("", "乙"))
    assert [n.code for n in read.notes] == ["merged"]


def test_the_first_sheet_with_cells_is_read_or_the_one_named() -> None:
    data = workbook(花名册=[HEADER, ("金山村", "甲")], 其他=[HEADER, ("柳沟村", "乙")])
    read = sheet(data)
    assert (read.name, read.names, read.rows) == ("花名册", ("Sheet", "花名册", "其他"), (("金山村", "甲"),))
    assert [n.code for n in read.notes] == ["other_sheets"]
    assert sheet(data, sheet="其他").rows == (("柳沟村", "乙"),)
    assert refusal(data, sheet="没有") == "unknown_sheet"
    assert refusal(workbook()) == "empty"
    assert refusal(workbook(HEADER)) == "header_only"


def test_hidden_sheets_are_passed_over_unless_named() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.title = "藏"
    hidden.append(HEADER)
    hidden.append(("a", "b"))
    shown = book.create_sheet("明")
    shown.append(HEADER)
    shown.append(("c", "d"))
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert sheet(out.getvalue()).rows == (("c", "d"),)
    assert sheet(out.getvalue(), sheet="藏").rows == (("a", "b"),)


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["sheet", "strings", "book", "styles", "rels"])
@pytest.mark.parametrize("evil", [ENTITY, LAUGHS, b"<!DOCTYPE x>"])
def test_document_types_and_entities_are_refused_in_every_part(part: str, evil: bytes) -> None:
    data = changed(PLAIN, **{part: evil + b"<x>&e;</x>"})
    assert refusal(data) == "unsafe_xml"


def test_a_bomb_is_refused_by_its_directory_alone() -> None:
    big = b"0" * (12 << 20)
    assert refusal(changed(PLAIN, extra=big), limits=SheetLimits(unpacked=10 << 20)) == "bomb"
    assert refusal(changed(PLAIN, strings=b" " * (65 << 20))) == "bomb"
    assert refusal(changed(PLAIN, styles=b" " * (9 << 20))) == "bomb"
    assert refusal(PLAIN, limits=SheetLimits(parts=3)) == "bomb"
    many = b"<sst>" + b"<si/>" * 50 + b"</sst>"
    assert refusal(changed(PLAIN, strings=many), limits=SheetLimits(cells=10)) == "bomb"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"sheet": b"<worksheet><sheetData><row"}, "damaged"),
        ({"sheet": cells_xml('<row r="x"><c/></row>')}, "damaged"),
        ({"sheet": cells_xml('<row r="1"><c t="s"><v>99</v></c></row>')}, "damaged"),
        ({"sheet": cells_xml('<row r="1"><c t="s"><v>-1</v></c></row>')}, "damaged"),
        ({"sheet": cells_xml('<row r="1"><c r="a1"><v>9</v></c></row>')}, "damaged"),
        ({"sheet": cells_xml('<row r="-3"><c r="A1"><v>9</v></c></row>')}, "damaged"),
        ({"sheet": b"<a>" * 100_000}, "damaged"),
        ({"styles": b"<broken"}, "damaged"),
        ({"rels": None}, "damaged"),
        ({"sheet": None}, "no_sheet"),
    ],
)
def test_damaged_parts(parts: dict[str, bytes | None], code: str) -> None:
    assert refusal(changed(PLAIN, **parts)) == code


def test_a_part_that_is_not_there_and_one_that_lies_elsewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        rels = archive.read("xl/_rels/workbook.xml.rels")
    outside = rels.replace(
        b'Target="/xl/worksheets/sheet1.xml"', b'Target="http://127.0.0.1/x" TargetMode="External"'
    )
    assert outside != rels
    assert refusal(changed(PLAIN, rels=outside)) == "no_sheet"
    relative = rels.replace(b"/xl/worksheets/sheet1.xml", b"worksheets/sheet1.xml")
    assert sheet(changed(PLAIN, rels=relative)).rows == sheet(PLAIN).rows


def test_rich_shared_strings() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    items = "".join(
        f"<si><r><t>{a}</t></r><r><t>{b}</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>"
        for a, b in ("村名", "户主")
    )
    strings = f"<sst xmlns='{space}'>{items}<si><t>甲</t></si></sst>".encode()
    xml = cells_xml(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>",
        "<row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' t='s'><v>2</v></c></row>",
    )
    read = sheet(changed(PLAIN, sheet=xml, strings=strings))
    assert read.header == ("村名", "户主")


def test_styles_without_cell_formats() -> None:
    assert sheet(changed(PLAIN, styles=b"<styleSheet/>")).rows[0][0] == "金山村"


def test_1904_dates() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    page = book.active
    assert page is not None
    page.append(("日期", "x"))
    page.append((date(2026, 11, 21), "y"))
    out = io.BytesIO()
    book.save(out)
    assert sheet(out.getvalue()).rows[0][0] == "2026-11-21"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PLAIN[: len(PLAIN) // 2], "truncated"),
        (PLAIN.replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
        (OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + b"\x00" * 500 + "WordDocument".encode("utf-16-le"), "not_a_sheet"),
        (OLE + b"\x00" * 2000, "damaged"),
    ],
)
def test_damaged_files(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("content.xml", "mimetype"), "ods"),
        (("word/document.xml",), "not_a_sheet"),
        (("readme.txt",), "not_a_sheet"),
        (("xl/workbook.bin",), "binary_sheet"),
    ],
)
def test_other_archives(names: tuple[str, ...], code: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert refusal(out.getvalue()) == code


def test_duplicate_and_encrypted_parts() -> None:
    out = io.BytesIO(PLAIN)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.xml", "x")
    assert refusal(out.getvalue()) == "damaged"
    locked = bytearray(PLAIN)
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refusal(bytes(locked)) == "encrypted"


@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=6))
@settings(max_examples=150)
def test_mutated_workbooks_are_a_sheet_or_a_sentence(at: int, junk: bytes) -> None:
    read = read_sheet(PLAIN[:at] + junk + PLAIN[at + len(junk) :], "a.xlsx")
    assert read.message if isinstance(read, SheetProblem) else read.header
