"""What is stored beside a folded case always is what the case says, also where only a part of the row was written."""

from __future__ import annotations

from typing import Any

import pytest

from county.drafts import Draft
from county.store import casebook
from county.store.meta import read_meta
from domain.commands import Assignment, Dispatch, LogCall, Note, Triage
from domain.evolve import fold
from tests.county.rig import command, new_id, register
from wire.codec import decode_case, decode_event

pytestmark = pytest.mark.usefixtures("clock")


def check(county: Any, case_id: str) -> casebook.CaseRow:
    """The row as a fresh one would be made, and the case as its events make it."""
    with county.database.read() as connection:
        row = casebook.read_case(connection, case_id)
        events = casebook.read_events(connection, case_id, row.township)
        secret = read_meta(connection, "secret")
    case = decode_case(row.body)
    reminders = county.dictionaries.current().profile_for(case).limits.reminders
    assert row == Draft(None, case).to_row(secret, reminders, frozenset(row.buckets.split()))
    assert fold(decode_event(event.body) for event in events) == case
    assert [event.rev for event in events] == list(range(1, case.rev + 1))
    return row


def test_rows_stay_true_whether_written_in_whole_or_in_part(any_server: Any, desk_at: Any) -> None:
    desk = desk_at(any_server)
    case_id = new_id()
    desk.give(case_id, register())
    first = check(desk.county, case_id)
    assert first.phone_hash
    desk.give(case_id, Note("一句"))
    noted = check(desk.county, case_id)
    assert (noted.rev, casebook.only_advances(first, noted)) == (first.rev + 1, True)
    for body in (
        LogCall("reached", "已联系"),
        Triage("MS", "QZ", "D01", 2),
        Dispatch((Assignment(new_id(), "u.build", override="样例"),)),
        Note("又一句"),
    ):
        assert desk.give(case_id, body)["kind"] == "applied"
        check(desk.county, case_id)
    last = check(desk.county, case_id)
    assert not casebook.only_advances(noted, last)
    assert (last.category, last.tick_at == noted.tick_at) == ("D01", False)
    assert not casebook.only_advances(None, last)


def test_several_commands_of_one_batch_leave_one_true_row(any_server: Any, desk_at: Any) -> None:
    desk = desk_at(any_server)
    case_id = new_id()
    given = [register(), *(Note(f"第{n}句") for n in range(60)), LogCall("reached", "好"), Note("末句")]
    answer = desk.push(*(command(case_id, body) for body in given))
    assert {outcome["kind"] for outcome in answer["outcomes"]} == {"applied"}
    check(desk.county, case_id)
