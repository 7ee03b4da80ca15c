"""xls workbooks, made here byte by byte: exact text, hidden and empty sheets, damage."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.sheets import Sheet, SheetLimits, SheetProblem, read_sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheet(data: bytes, name: str = "a.xlsx", **more: object) -> Sheet:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, Sheet), read
    return read


def refusal(data: bytes, name: str = "a.xlsx", **more: object) -> str:
    read = read_sheet(data, name, **more)  # type: ignore[arg-type]
    assert isinstance(read, SheetProblem), read
    assert "没有导入任何内容" in read.message
    return read.code


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff2(*rows: tuple[object, ...], dated: bool = False) -> bytes:
    """Excel 2.1 worksheet stream with GBK labels and numbers; the second number format is a date."""
    out = record(0x0009, struct.pack("<HH", 2, 0x10)) + record(0x0042, struct.pack("<H", 936))
    for pattern in (b"General", b"yyyy-mm-dd"):
        out += record(0x001E, bytes([len(pattern)]) + pattern)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            place = struct.pack("<HH", r, c)
            if isinstance(value, str):
                text = value.encode("gbk")
                out += record(0x0004, place + b"\0\0\0" + bytes([len(text)]) + text)
            elif isinstance(value, bool):
                out += record(0x0005, place + b"\0\0\0" + bytes([int(value), 0]))
            elif isinstance(value, float):
                out += record(0x0003, place + (b"\0\1\0" if dated else b"\0\0\0") + struct.pack("<d", value))
            else:
                out += record(0x0005, place + b"\0\0\0" + bytes([0x2A, 1]))
    return out + record(0x000A, b"")


def biff8(sheets: dict[str, list[tuple[object, ...]]], hidden: tuple[str, ...] = ()) -> bytes:
    """Excel 97 workbook in an OLE container with one stream; numbers use format 14 (a date)."""

    def label(text: str) -> bytes:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")

    bodies = []
    for rows in sheets.values():
        body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0x06))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                head = struct.pack("<HHH", r, c, 0 if isinstance(value, str) else 1)
                if isinstance(value, str):
                    body += record(0x0204, head + label(value))
                else:
                    body += record(0x0203, head + struct.pack("<d", value))
        bodies.append(body + record(0x000A, b""))
    top = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0x06))
    top += record(0x0042, struct.pack("<H", 1200))
    for number in (0, 14):
        top += record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number, 0, 0x20, 0, 0, 0xFC, 0, 0, 0))
    size = len(top) + sum(4 + 8 + 2 * len(name) for name in sheets) + 4
    for name, body in zip(sheets, bodies, strict=True):
        shown = bytes([1 if name in hidden else 0, 0, len(name), 1])
        top += record(0x0085, struct.pack("<I", size) + shown + name.encode("utf-16-le"))
        size += len(body)
    stream = top + record(0x000A, b"") + b"".join(bodies)
    return ole(stream.ljust(8192, b"\0"))


def ole(stream: bytes) -> bytes:
    """OLE container: sector 0 holds the allocation table, 1 the directory, the rest the stream."""
    count = -(-len(stream) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    head = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\0" * 36
            + struct.pack("<III", start, size, 0)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return (
        head + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + stream.ljust(count * 512, b"\0")
    )


def test_old_worksheet_streams() -> None:
    read = sheet(biff2(("村", "电话"), ("金山村", 19900001234.0), ("柳沟村", True), ("东村", None)), "a.xls")
    assert read.header == ("村", "电话")
    assert read.rows == (("金山村", "19900001234"), ("柳沟村", "TRUE"), ("东村", "#N/A"))
    assert [n.code for n in read.notes] == ["error_cells"]


def test_old_worksheet_dates_and_long_numbers() -> None:
    read = sheet(biff2(("日期", "x"), (46347.0, "y"), dated=True), "a.xls")
    assert read.rows == (("2026-11-21", "y"),)
    read = sheet(biff2(("代码", "x"), (1234567890123456.0, "y")), "a.xls")
    assert read.rows[0][0] == "1234567890123456"
    assert [n.code for n in read.notes] == ["long_number"]


def test_workbooks_of_excel_97() -> None:
    data = biff8(
        {"空": [], "花名册": [("户主", "日期"), ("赵䶮", 46347.25)], "其他": [("甲", "乙"), ("c", "d")]}
    )
    read = sheet(data, "住户.xls")
    assert (read.name, read.rows) == ("花名册", (("赵䶮", "2026-11-21 06:00:00"),))
    assert [n.code for n in read.notes] == ["other_sheets"]
    assert sheet(data, "住户.xls", sheet="其他").rows == (("c", "d"),)
    assert refusal(data, sheet="没有") == "unknown_sheet"
    assert [n.code for n in sheet(data, "住户.xlsx").notes] == ["extension", "other_sheets"]


def test_old_workbooks_hidden_empty_and_too_long() -> None:
    data = biff8({"藏": [("a", "b"), ("1", "2")], "明": [("c", "d"), ("3", "4")]}, hidden=("藏",))
    assert sheet(data, "a.xls").rows == (("3", "4"),)
    assert sheet(data, "a.xls", sheet="藏").rows == (("1", "2"),)
    assert refusal(biff8({"空": []}), "a.xls") == "empty"
    many = biff2(*[("a", "b")] * 1_030)
    assert refusal(many, "a.xls", limits=SheetLimits(rows=10)) == "too_many_rows"


def test_gaps_in_old_worksheets_are_empty_cells() -> None:
    far = record(0x0004, struct.pack("<HH", 1, 2) + b"\0\0\0\x01x")
    data = biff2(("村", "户主", "注"), ("甲",))
    assert sheet(data[:-4] + far + data[-4:], "a.xls").rows == (("甲", "", "x"),)


def test_protected_old_workbook() -> None:
    top = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0x06))
    locked = top + record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\x11" * 48) + record(0x000A, b"")
    assert refusal(ole(locked.ljust(8192, b"\0")), "a.xls") == "encrypted"


OLD = biff8({"花名册": [("户主", "电话"), ("赵明", 19900001234.0)]})


@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_mutated_old_workbooks_are_a_sheet_or_a_sentence(at: int, junk: bytes) -> None:
    read = read_sheet(OLD[:at] + junk + OLD[at + len(junk) :], "a.xls")
    assert read.message if isinstance(read, SheetProblem) else read.header
