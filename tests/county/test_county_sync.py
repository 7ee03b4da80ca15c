"""Push, pull and wait over a real server, on both engines."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from domain.case import Reporter
from domain.commands import Accept, Assignment, Dispatch, LogCall, Merge, Note, Triage, Unmerge
from domain.events import EVENTS
from domain.evolve import fold
from tests.county.rig import START, TOWN, VILLAGE, command, new_id, outbox_row, register, told
from wire.codec import decode_case, decode_event, to_json
from wire.sums import row_hash, sum_rows

pytestmark = pytest.mark.usefixtures("clock")


def test_a_registration_comes_back_numbered_accepted_and_under_its_limit(
    any_server: Any, desk_at: Any
) -> None:
    desk = desk_at(any_server)
    case_id = new_id()
    answer = desk.push(command(case_id, register()))
    outcome = answer["outcomes"][0]
    assert (outcome["kind"], outcome["state"]) == ("applied", "accepted")
    case = decode_case(to_json(next(r["body"] for r in answer["rows"] if r["kind"] == "case")))
    assert case.number == "99010110126112100011"
    assert case.pushed_to == ("p010", "p011", "p012")
    assert [clock.due for clock in case.running if clock.code == "phone_reply"] == [START + 1800]
    assert fold(decode_event(to_json(event)) for _, event in told(answer["rows"])) == case


def test_replay_brings_the_stored_outcome_and_no_second_effect(any_server: Any, desk_at: Any) -> None:
    """scenario 2, scenario 4: resend after a lost answer."""
    desk = desk_at(any_server)
    case_id = new_id()
    rows = [
        outbox_row(1, command(case_id, register()), desk.person),
        outbox_row(2, command(case_id, Note("补充一句")), desk.person),
    ]
    first = desk.push_raw(rows, 1).json()
    again = desk.push_raw(rows, 1).json()
    assert [o["kind"] for o in first["outcomes"]] == ["applied", "applied"]
    assert [o["kind"] for o in again["outcomes"]] == ["duplicate", "duplicate"]
    assert [o["rev"] for o in first["outcomes"]] == [o["rev"] for o in again["outcomes"]]
    assert again["last_n"] == 2
    pulled = desk.pull_all()
    assert len([r for r in pulled if r["kind"] == "case"]) == 1
    assert [event["text"] for _, event in told(pulled) if event["kind"] == "noted"] == ["补充一句"]


def test_a_replayed_refusal_is_the_same_refusal(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    rows = [outbox_row(1, command(new_id(), Note("找不到")), desk.person)]
    first, again = desk.push_raw(rows, 1).json(), desk.push_raw(rows, 1).json()
    assert first["outcomes"] == again["outcomes"]
    assert first["outcomes"][0]["kind"] == "rejected"
    assert "内容已保留" in first["outcomes"][0]["message"]


def test_one_id_with_two_bodies_is_refused(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    row = outbox_row(1, command(new_id(), register()), desk.person)
    assert desk.push_raw([row], 1).status_code == 200
    row["command"]["body"]["text"] = "换了内容"
    answer = desk.push_raw([row], 1)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reuse")
    assert answer.json()["log_id"]


def test_a_gap_asks_for_the_missing_number(server: Any, desk_at: Any) -> None:
    """scenario 27: a gap in the sequence."""
    desk = desk_at(server)
    answer = desk.push_raw([outbox_row(3, command(new_id(), register()), desk.person)], 3)
    assert (answer.status_code, answer.json()["need_n"]) == (409, 1)


def test_a_copied_computer_is_told_so(server: Any, desk_at: Any) -> None:
    """scenario 27: two computers from one image."""
    desk = desk_at(server)
    desk.push(command(new_id(), register()))
    answer = desk.push_raw([outbox_row(1, command(new_id(), register("另一台电脑的")), desk.person)], 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "cloned")


def test_the_same_commands_under_a_new_device_stay_one_effect(server: Any, desk_at: Any) -> None:
    desk, moved = desk_at(server), desk_at(server)
    given = command(new_id(), register())
    assert desk.push(given)["outcomes"][0]["kind"] == "applied"
    assert moved.push(given)["outcomes"][0]["kind"] == "duplicate"


def test_concurrent_copies_of_a_request_have_one_effect(any_server: Any, desk_at: Any) -> None:
    """scenario 6: doubled by a proxy, at once."""
    desk = desk_at(any_server)
    rows = [outbox_row(n, command(new_id(), register(f"第{n}件")), desk.person) for n in range(1, 9)]
    kinds: list[list[str]] = []

    def send() -> None:
        kinds.append([o["kind"] for o in desk.push_raw(rows, 1).json()["outcomes"]])

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kinds) == [["applied"] * 8] + [["duplicate"] * 8] * 3
    assert len([r for r in desk.pull_all() if r["kind"] == "case"]) == 8


def test_a_bad_command_does_not_hold_back_its_neighbours(any_server: Any, desk_at: Any) -> None:
    """scenario 41: unknown and broken commands."""
    desk = desk_at(any_server)
    good, other = command(new_id(), register()), command(new_id(), register("含\0空字符", external_no="a\0b"))
    broken = {"id": new_id(), "case_id": new_id(), "kind": "no_such_kind", "body": {}, "at_device": 1}
    rows = [outbox_row(1, good, desk.person), {"n": 2, "actor": desk.person, "command": broken}]
    rows.append(outbox_row(3, other, desk.person))
    outcomes = desk.push_raw(rows, 1).json()["outcomes"]
    assert [o["kind"] for o in outcomes] == ["applied", "rejected", "applied"]
    assert outcomes[1]["code"] == "unknown_command"
    texts = {r["body"]["text"] for r in desk.pull_all() if r["kind"] == "case"}
    assert texts == {"村口路灯不亮", "含\0空字符"}


def test_commands_keep_their_actor_and_strangers_are_refused(server: Any, desk_at: Any) -> None:
    """scenario 32: the actor stays."""
    desk = desk_at(server)
    second = desk_at(server, "t.operator2", desk.device)
    mine = command(new_id(), register())
    stranger = command(new_id(), register())
    rows = [outbox_row(1, mine, desk.person), outbox_row(2, stranger, "p003")]
    second.db_id = desk.db_id
    outcomes = second.push_raw(rows, 1).json()["outcomes"]
    assert [o["kind"] for o in outcomes] == ["applied", "rejected"]
    assert outcomes[1]["code"] == "foreign_actor"
    assert {event["by"] for _, event in told(second.pull_all())} == {desk.person}


def test_a_unit_sees_what_it_was_given_with_everything_before(any_server: Any, desk_at: Any) -> None:
    centre, unit = desk_at(any_server), desk_at(any_server, "t.build.liaison")
    case_id = new_id()
    centre.give(case_id, register())
    assert [r for r in unit.pull_all() if r["kind"] in ("case", "event")] == []
    assert unit.give(case_id, Note("看不到"))["code"] == "not_in_scope"
    centre.give(case_id, LogCall("reached", "已了解", START))
    centre.give(case_id, Triage("MS", "QZ", "M24", 2))
    task = new_id()
    done = centre.give(case_id, Dispatch((Assignment(task, "t-build", duty_item="A006"),)))
    assert done["kind"] == "applied", done
    assert done["owner"] == "t-build"
    rows = [r for r in unit.pull_all() if r["kind"] in ("case", "event")]
    assert {r["bucket"] for r in rows} == {"u:t-build"}
    case = decode_case(to_json(next(r["body"] for r in rows if r["kind"] == "case")))
    assert [rev for rev, _ in told(rows)] == list(range(1, case.rev + 1))
    assert fold(decode_event(to_json(event)) for _, event in told(rows)) == case


def test_what_one_command_brought_travels_together_in_every_bucket(any_server: Any, desk_at: Any) -> None:
    """Also into a bucket that the case enters later: the same rows, with the same ids and bodies."""
    centre, unit = desk_at(any_server), desk_at(any_server, "t.build.liaison")
    case_id = new_id()
    centre.push(command(case_id, register()), command(case_id, Note("补充一句")))
    centre.give(case_id, LogCall("reached", "已了解", START))
    centre.give(case_id, Triage("MS", "QZ", "M24", 2))
    centre.give(case_id, Dispatch((Assignment(new_id(), "t-build", duty_item="A006"),)))
    runs, others = (
        {r["id"]: (r["rev"], r["body"]) for r in desk.pull_all() if r["kind"] == "event"}
        for desk in (desk_at(any_server), unit)
    )
    assert runs == others
    assert list(runs)[:2] == [f"{case_id}:1-6", f"{case_id}:7"]
    for name, (rev, body) in runs.items():
        first, _, last = name.partition(":")[2].partition("-")
        assert int(last or first) == rev
        assert isinstance(body, list) == bool(last)
        assert not last or len(body) == rev - int(first) + 1


def test_a_village_sees_its_own_cases_only(server: Any, desk_at: Any) -> None:
    centre, secretary = desk_at(server), desk_at(server, "v201.secretary")
    assert secretary.session["buckets"] == ["county", f"v:{VILLAGE}"]
    centre.push(
        command(new_id(), register("本村")), command(new_id(), register("外村", place="990101101202001"))
    )
    assert [r["body"]["text"] for r in secretary.pull_all() if r["kind"] == "case"] == ["本村"]


def test_merging_tells_the_parent_and_unmerging_too(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    parent, child = new_id(), new_id()
    desk.push(command(parent, register("主案")), command(child, register("同一件事")))
    assert desk.give(child, Merge(parent, "同一件事"))["kind"] == "applied"
    rows = {r["id"]: r["body"] for r in desk.pull_all() if r["kind"] == "case"}
    assert rows[parent]["children"] == [child]
    assert desk.give(child, Unmerge("不是同一件"))["kind"] == "applied"
    rows = {r["id"]: r["body"] for r in desk.pull_all() if r["kind"] == "case"}
    assert rows[parent]["children"] == []


def test_a_second_report_from_one_phone_is_marked_as_repeat(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    first, second, other = new_id(), new_id(), new_id()
    desk.push(
        command(first, register()),
        command(second, register("又坏了")),
        command(other, register("别人的", reporter=Reporter("某人", "19900001111"))),
    )
    rows = {r["id"]: r["body"] for r in desk.pull_all() if r["kind"] == "case"}
    assert (rows[second]["repeat"], rows[second]["repeat_of"]) == (True, first)
    assert not rows[other]["repeat"]
    assert not rows[first]["repeat"]


def test_pages_join_without_gap_and_sums_agree(any_server: Any, desk_at: Any) -> None:
    """scenario 58: the smallest pages join."""
    desk = desk_at(any_server)
    big = "长" * 3000
    desk.push(*(command(new_id(), register(f"{n}{big}")) for n in range(30)))
    have: dict[tuple[str, str, str], int] = {}
    pages = 0
    while True:
        page = desk.pull(limit=1)
        pages += 1
        for row in page["rows"]:
            have[(row["bucket"], row["kind"], row["id"])] = row["rev"]
        if not page["more"]:
            break
    assert pages > 3
    assert len([key for key in have if key[1] == "case"]) == 30
    for bucket in desk.session["buckets"]:
        mine = [row_hash(kind, key, rev) for (b, kind, key), rev in have.items() if b == bucket]
        assert page["sums"][bucket] == [len(mine), sum_rows(mine)]
    assert desk.pull()["rows"] == []


def test_everything_has_a_kind_that_the_wire_names(server: Any, desk_at: Any) -> None:
    from wire.entries import KINDS

    desk = desk_at(server)
    desk.push(command(new_id(), register()))
    rows = desk.pull_all()
    assert {r["kind"] for r in rows} <= KINDS
    assert {event["kind"] for _, event in told(rows)} <= set(EVENTS)


def test_a_waiting_client_is_woken_by_somebody_elses_commit(any_server: Any, desk_at: Any) -> None:
    waiting, writing = desk_at(any_server), desk_at(any_server, "t.operator2")
    waiting.pull_all()
    body = {"req": "w", "device": waiting.device, "cursors": waiting.cursors, "seconds": 25}
    quiet = waiting.post("/sync/v1/wait", body | {"seconds": 0}).json()
    assert quiet["changed"] == []
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(waiting.post("/sync/v1/wait", body).json()))
    thread.start()
    writing.push(command(new_id(), register()))
    thread.join()
    assert answers[0]["changed"] == [f"t:{TOWN}"]
    assert (answers[0]["req"], answers[0]["end"]) == ("w", 1)


def test_cursors_of_another_epoch_or_beyond_the_feed_ask_to_compare(server: Any, desk_at: Any) -> None:
    """scenario 26: cursors of another life."""
    desk = desk_at(server)
    desk.pull_all()
    before = desk.cursors
    desk.cursors = {bucket: text.replace("v1.", "v1.0", 1) for bucket, text in before.items()}
    body = {"req": "p", "device": desk.device, "cursors": desk.cursors}
    answer = desk.post("/sync/v1/pull", body)
    assert (answer.status_code, answer.json()["code"]) == (410, "resync")
    epoch = before["county"].split(".")[1]
    ahead = {"county": f"v1.{epoch}.0.99999999"}
    assert desk.post("/sync/v1/pull", body | {"cursors": ahead}).status_code == 410
    assert desk.post("/sync/v1/pull", body | {"cursors": before}).status_code == 410
    desk.cursors = {}
    assert desk.pull_all()


@pytest.mark.parametrize("path", ["push", "pull", "wait"])
@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"req": 1}', b"\xff\xfe", b"null"])
def test_broken_bodies_are_refused_and_never_break_the_server(
    server: Any, desk_at: Any, path: str, body: bytes
) -> None:
    """scenario 8, scenario 13: truncated and deep bodies."""
    desk = desk_at(server)
    auth = {"Authorization": f"Bearer {desk.session['access']}"}
    answer = desk.http.post(f"/sync/v1/{path}", content=body, headers=auth)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.headers["x-sync-proto"] == "1"
    assert answer.headers["cache-control"] == "no-store"


def test_too_much_and_too_old_are_refused(server: Any, desk_at: Any) -> None:
    """scenario 13, scenario 46: caps and versions."""
    desk = desk_at(server)
    rows = [outbox_row(n, command(new_id(), register()), desk.person) for n in range(1, 202)]
    assert desk.push_raw(rows, 1).status_code == 413
    assert desk.push_raw(rows[:1], 1, proto=9).status_code == 426
    auth = {"Authorization": f"Bearer {desk.session['access']}"}
    answer = desk.http.post("/sync/v1/push", content=b" " * (3 << 20), headers=auth)
    assert answer.status_code == 413
    assert (
        desk.post(
            "/sync/v1/pull", {"req": "x", "device": desk.device, "cursors": {}, "limit_bytes": -1}
        ).status_code
        == 200
    )


def test_accepting_twice_is_refused_with_the_state(server: Any, desk_at: Any) -> None:
    """scenario 36: first wins, the second is told."""
    desk = desk_at(server)
    case_id = new_id()
    desk.give(case_id, register())
    outcome = desk.give(case_id, Accept())
    assert (outcome["kind"], outcome["code"], outcome["state"]) == ("rejected", "state", "accepted")


def test_a_bug_in_one_command_is_isolated_and_its_words_stay_out_of_the_log(
    server: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """scenario 41: a bug on one payload."""
    from county import casework

    real = casework.decided

    def decide(case: Any, given: Any, *rest: Any) -> Any:
        if getattr(given.body, "text", "") == "MARKER 毒":
            raise ValueError(given.body.text)
        return real(case, given, *rest)

    monkeypatch.setattr(casework, "decided", decide)
    desk = desk_at(server)
    answer = desk.push(*(command(new_id(), register(text)) for text in ("好", "MARKER 毒", "也好")))
    assert [o["kind"] for o in answer["outcomes"]] == ["applied", "rejected", "applied"]
    assert answer["outcomes"][1]["code"] == "fault"
    assert "MARKER" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_store_that_is_away_asks_to_come_again_and_rejects_nothing(
    server: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """scenario 21: 507, no partial effect."""
    from county.store import ledger
    from county.store.database import StoreAway

    def full(*_: Any) -> None:
        raise StoreAway("INSERT", {}, Exception("database or disk is full"))

    desk = desk_at(server)
    rows = [outbox_row(1, command(new_id(), register()), desk.person)]
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "keep", full)
        answer = desk.push_raw(rows, 1)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert answer.headers["retry-after"] == "60"
    assert [r for r in desk.pull_all() if r["kind"] == "case"] == []
    assert desk.push_raw(rows, 1).json()["outcomes"][0]["kind"] == "applied"


def test_a_statement_that_the_store_refuses_costs_one_command_only(
    server: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from county.store import casebook
    from county.store.database import StoreFault

    real = casebook.save_cases

    def save(tx: Any, rows: Any) -> None:
        if any(b"POISON" in row.body for row in rows):
            raise StoreFault("INSERT", {}, Exception("refused"))
        real(tx, rows)

    monkeypatch.setattr(casebook, "save_cases", save)
    desk = desk_at(server)
    answer = desk.push(*(command(new_id(), register(text)) for text in ("一", "POISON", "三")))
    assert [(o["kind"], o["code"]) for o in answer["outcomes"]] == [
        ("applied", ""),
        ("rejected", "fault"),
        ("applied", ""),
    ]
    assert answer["last_n"] == 3
