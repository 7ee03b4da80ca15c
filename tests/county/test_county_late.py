"""Somebody lost a scope while offline: notes still find their way for some days, the rest says who has the matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from county.store import scopes
from domain.commands import Accept, Note
from tests.county.rig import TOWN, Clock, command, new_id, outbox_row, register


def withdraw(county: Any, desk: Any, clock: Clock) -> None:
    """The person moves to a place elsewhere; the device hears of it when it signs in the next time."""
    session = county.sessions.session
    elsewhere = ("county", "t:990101102")

    def moved(access: str, device: str) -> Any:
        return replace(session(access, device), buckets=elsewhere)

    county.sessions.session = moved


@pytest.fixture
def moved(any_server: Any, desk_at: Any, clock: Clock) -> Any:
    desk = desk_at(any_server)
    case_id = new_id()
    desk.give(case_id, register())
    withdraw(any_server[0], desk, clock)
    return any_server[0], desk, case_id


def push(desk: Any, *bodies: Any, case_id: str) -> list[dict[str, Any]]:
    rows = [outbox_row(desk.n + n, command(case_id, body), desk.person) for n, body in enumerate(bodies, 1)]
    answer = desk.push_raw(rows, desk.n + 1)
    assert answer.status_code == 200, answer.text
    desk.n += len(rows)
    found: list[dict[str, Any]] = answer.json()["outcomes"]
    return found


def test_a_note_is_taken_late_and_a_change_of_state_is_not(moved: Any) -> None:
    """scenario 33: the note goes to the new owner's case, the change of state becomes a card that says who has it."""
    county, desk, case_id = moved
    noted, accepted = push(desk, Note("现场已看过"), Accept(), case_id=case_id)
    assert (noted["kind"], noted["code"]) == ("applied", "late")
    assert (accepted["kind"], accepted["code"], accepted["state"]) == ("rejected", "moved_away", "accepted")
    assert "现在的经办单位" in accepted["message"]
    with county.database.read() as connection:
        from county.store import casebook

        row = casebook.read_case(connection, case_id)
    assert row is not None
    assert row.rev == noted["rev"]
    again = desk.push_raw([outbox_row(2, command(case_id, Note("再来一次")), desk.person)], 2)
    assert again.status_code == 409


def test_rows_of_the_lost_scope_do_not_come_back_with_the_outcome(moved: Any) -> None:
    """scenario 35: what is answered stays within the scope of now."""
    _, desk, case_id = moved
    rows = [outbox_row(desk.n + 1, command(case_id, Note("备注")), desk.person)]
    answer = desk.push_raw(rows, desk.n + 1).json()
    assert answer["outcomes"][0]["kind"] == "applied"
    assert answer["rows"] == []
    assert {r["bucket"] for r in desk.pull()["rows"]} <= {"county"}


def test_after_a_week_notes_are_refused_too(moved: Any, clock: Clock) -> None:
    """scenario 33: the grace ends; the card keeps the text and says nothing about the matter."""
    _, desk, case_id = moved
    clock.forward(8 * 86_400)
    desk.session["access"] = desk.http.post(
        "/session/v1/refresh", json={"refresh": desk.session["refresh"], "device": desk.device}
    ).json()["access"]
    with moved[0].database.write() as tx:
        scopes.forget(tx, 1)
        tx.execute(scopes.scopes_seen.update().values(seen_at=scopes.scopes_seen.c.seen_at - 8 * 86_400))
    (noted,) = push(desk, Note("太晚"), case_id=case_id)
    assert (noted["kind"], noted["code"], noted["state"], noted["owner"]) == (
        "rejected",
        "not_in_scope",
        "",
        "",
    )


def test_what_was_never_in_scope_is_refused_as_before(any_server: Any, desk_at: Any) -> None:
    unit, centre = desk_at(any_server, "t.build.liaison"), desk_at(any_server)
    case_id = new_id()
    centre.give(case_id, register())
    outcome = unit.give(case_id, Note("看不到"))
    assert (outcome["code"], outcome["state"]) == ("not_in_scope", "")


def test_scopes_are_remembered_by_device_and_person(any_county: Any) -> None:
    with any_county.database.write() as tx:
        scopes.remember(tx, "d", "p", ["county", f"t:{TOWN}"], 100)
        scopes.remember(tx, "d", "p", ["county"], 200)
        assert scopes.lately(tx, "d", "p", 100) == {"county", f"t:{TOWN}"}
        assert scopes.lately(tx, "d", "p", 101) == {"county"}
        assert scopes.lately(tx, "d", "q", 0) == frozenset()
        scopes.forget(tx, 150)
        assert scopes.lately(tx, "d", "p", 0) == {"county"}
