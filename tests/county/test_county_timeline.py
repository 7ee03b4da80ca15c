"""What was written in a case's timeline stays, byte for byte, whatever is sent afterwards (BY-38)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.case import Reporter
from domain.commands import LogCall, Note, Triage, Void
from tests.county.rig import command, new_id, register, told
from wire.codec import to_json

pytestmark = pytest.mark.usefixtures("clock")


def lines(desk: Any, case_id: str) -> list[tuple[int, bytes]]:
    """(revision, body) of every line that the county gives out for the case."""
    rows = [row for row in desk.pull_all() if row["id"].startswith(case_id)]
    return [(rev, to_json(event)) for rev, event in told(rows)]


def test_later_commands_only_add_lines(server: Any, desk_at: Any) -> None:
    desk, reader = desk_at(server), desk_at(server)
    case_id = new_id()
    first = command(case_id, register(reporter=Reporter("张三", "19900000001")))
    desk.push(first)
    before = lines(reader, case_id)
    assert [rev for rev, _ in before] == list(range(1, len(before) + 1))
    again = command(case_id, register("换一个说法", reporter=Reporter("李四", "19900000002")))
    desk.push(
        again,
        command(case_id, LogCall("reached")),
        command(case_id, Triage("MS", "TS", "", 2, (), reason="样例：改判")),
        command(case_id, Note("样例：更正")),
        command(case_id, Void("样例：作废")),
    )
    after = lines(desk_at(server), case_id)
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert [rev for rev, _ in after] == list(range(1, len(after) + 1))
