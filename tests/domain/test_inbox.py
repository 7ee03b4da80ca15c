"""Messages of other platforms: each row accounted for, every word kept, the same file as often as one likes."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inbox import MAX_TEXT, ExternalMessage, parse_time, plan_inbox

MESSAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "citizen_messages"
HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
ROW = (
    "2554",
    "A1",
    "路没修好",
    "2019/4/24 16:03:40",
    " 前后空格保留\n第二行\t",
    "已答复",
    "2020/1/6 12:09:38",
)
SOURCE = "人民网留言"


def test_a_row_reads_and_its_words_are_kept_exactly() -> None:
    plan = plan_inbox(SOURCE, HEADER, [ROW])
    assert plan.new == (
        ExternalMessage(
            SOURCE,
            "2554",
            "A1",
            "路没修好",
            " 前后空格保留\n第二行\t",
            1_556_093_020,
            "已答复",
            1_578_283_778,
        ),
    )
    assert plan.new[0].key == (SOURCE, "2554")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2019/4/24 16:03:40", 1_556_093_020),
        ("2020/1/6 12:09:38", 1_578_283_778),
        ("2020-01-06T12:09:38", 1_578_283_778),
        ("2020-01-06 12:09:38.000", 1_578_283_778),
        ("2020年1月6日 12:09", 1_578_283_740),
        (" 2020.1.6 ", 1_578_240_000),
        ("1970/1/1 8:00:00", 0),
        ("2020/13/1", None),
        ("2020/2/30 1:00", None),
        ("2020/1/1 25:00", None),
        ("0000/1/1", None),
        ("２０２０/1/1", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_times(written: str, seconds: int | None) -> None:
    assert parse_time(written) == seconds


def cells(**change: str) -> tuple[str, ...]:
    names = ("number", "author", "subject", "at", "text", "reply", "replied")
    return tuple(change.get(name, cell) for name, cell in zip(names, ROW, strict=True))


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"number": "  "}, "留言编号", "bad_number"),
        ({"number": "9" * 65}, "留言编号", "bad_number"),
        ({"number": "1\x00"}, "留言编号", "bad_number"),
        ({"text": " ", "subject": ""}, "留言详情", "no_text"),
        ({"text": "长" * (MAX_TEXT + 1)}, "留言详情", "too_long"),
        ({"reply": "长" * (MAX_TEXT + 1)}, "答复意见", "too_long"),
        ({"at": "昨天"}, "留言时间", "bad_time"),
        ({"replied": "明天"}, "答复时间", "bad_time"),
    ],
)
def test_row_errors(change: dict[str, str], column: str, code: str) -> None:
    plan = plan_inbox(SOURCE, HEADER, [cells(**change)])
    assert plan.new == ()
    assert [(e.line, e.column, e.code) for e in plan.errors] == [(2, column, code)]
    assert plan.errors[0].message


def test_a_subject_alone_is_enough_and_a_reply_may_be_missing() -> None:
    plan = plan_inbox(SOURCE, HEADER[:5], [cells(text="")[:5]])
    assert (plan.new[0].subject, plan.new[0].reply, plan.new[0].replied_at) == ("路没修好", "", 0)


def test_missing_columns_are_named() -> None:
    plan = plan_inbox(SOURCE, ("留言编号", "留言主题"), [("1", "甲")])
    assert [(e.line, e.column, e.code) for e in plan.errors] == [(1, "留言时间、留言详情", "missing_column")]
    assert plan.new == ()


def test_the_same_number_twice() -> None:
    plan = plan_inbox(SOURCE, HEADER, [ROW, ROW, cells(text="别的")])
    assert (len(plan.new), len(plan.known)) == (1, 1)
    assert [(e.line, e.code) for e in plan.errors] == [(4, "two_contents")]


def test_a_changed_message_is_a_pair_and_a_missing_reply_erases_none() -> None:
    old = plan_inbox(SOURCE, HEADER, [ROW]).new
    changed = plan_inbox(SOURCE, HEADER, [cells(text="补充内容")], old).changed
    assert changed == ((old[0], replace(old[0], text="补充内容")),)
    again = plan_inbox(SOURCE, HEADER, [cells(reply="", replied="")], old)
    assert (again.known, again.changed) == (old, ())
    short = plan_inbox(SOURCE, HEADER[:5], [ROW[:5]], old)
    assert short.known == old


def test_another_source_with_the_same_number_is_another_message() -> None:
    old = plan_inbox("12345", HEADER, [ROW]).new
    assert len(plan_inbox(SOURCE, HEADER, [ROW], old).new) == 1


TEXT = st.text(max_size=12)
ROWS = st.lists(
    st.one_of(
        st.lists(TEXT, max_size=8).map(tuple),
        st.tuples(
            st.sampled_from(["1", "2", "3", ""]),
            TEXT,
            TEXT,
            st.sampled_from(["2019/4/24 16:03:40", "x"]),
            st.sampled_from(["甲", "乙", ""]),
            TEXT,
            st.sampled_from(["", "2020/1/6", "y"]),
        ),
    ),
    max_size=10,
)


@given(ROWS)
def test_every_row_is_accounted_for_and_importing_twice_adds_nothing(rows: list[tuple[str, ...]]) -> None:
    first = plan_inbox(SOURCE, HEADER, rows)
    assert len(first.new) + len(first.known) + len(first.changed) + len(first.errors) + first.blank == len(
        rows
    )
    second = plan_inbox(SOURCE, HEADER, rows, first.new)
    assert (second.new, second.changed) == ((), ())
    assert second.errors == first.errors


@given(st.text(min_size=1, max_size=200))
def test_no_text_is_altered(text: str) -> None:
    plan = plan_inbox(SOURCE, HEADER, [cells(text=text)])
    assert plan.new[0].text == text


@pytest.mark.parametrize("name", ["messages", "answered"])
def test_real_messages_come_in_whole(name: str) -> None:
    path = MESSAGES / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"real messages not present beside the project ({name}.csv)")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    plan = plan_inbox(SOURCE, lines[0], lines[1:])
    assert plan.errors == ()
    assert len(plan.new) + len(plan.known) == len(lines) - 1
    column = lines[0].index("留言详情")
    assert [m.text for m in plan.new] == [line[column] for line in lines[1:]]
    again = plan_inbox(SOURCE, lines[0], lines[1:], plan.new)
    assert (len(again.new), len(again.changed)) == (0, 0)
    assert len(again.known) == len(lines) - 1
