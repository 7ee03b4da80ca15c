"""Commands on the desktop: written before anything is promised, laid over what the county confirmed."""

from __future__ import annotations

import msgspec
import pytest

from desktop.store.values import ChangeSet, Draft, Submitted
from domain.commands import Accept, Command, LogCall, Merge, Note, Triage
from domain.people import Actor
from domain.refusals import NeedsCounty, Refusal
from storage.engine import StoreProblem
from tests.desktop.store_samples import (
    BUCKET,
    NOW,
    OPERATOR,
    case_rows,
    dictionary_rows,
    made,
    open_store,
    page,
    register,
)
from wire.messages import Outcome, PushAnswer


def _register(store, case_id="c-1", cmd="k-1", hold=0, **extra):
    return store.submit(Command(cmd, case_id, register(case_id, **extra), NOW), OPERATOR, hold)


def _answer(request, *outcomes, rows=(), epoch="e1"):
    return PushAnswer(request.req, epoch, float(NOW), 0, list(outcomes), list(rows))


def test_a_registration_is_on_the_screen_and_in_the_outbox_at_once(store):
    result = _register(store)
    assert isinstance(result, Submitted)
    assert result.events
    file = store.case("c-1")
    assert file.case.text.startswith("村口路灯")
    assert (file.confirmed_rev, file.estimated, file.expected) == (0, True, len(file.events))
    assert [p.kind for p in file.pending] == ["register"]
    assert [r.case_id for r in store.page("first_call").rows] == ["c-1"]
    assert store.page("first_call").rows[0].pending == 1
    assert [r.kind for r in store.outbox_rows()] == ["register"]


def test_a_command_survives_closing_and_opening(tmp_path, clock):
    """scenario 1: durable before the screen says so."""
    first = open_store(tmp_path / "d", clock)
    first.apply_page(page(dictionary_rows()))
    _register(first)
    first.abandon()
    again = open_store(tmp_path / "d", clock)
    assert again.case("c-1").pending[0].cmd_id == "k-1"
    assert again.badges()["first_call"].count == 1
    again.close()


def test_a_refusal_writes_nothing(store):
    answer = store.submit(Command("k-2", "c-none", Accept(), NOW), OPERATOR)
    assert isinstance(answer, Refusal)
    assert store.outbox_rows() == ()
    stranger = Actor("x", "某人", ("ARCHIVIST",))
    _register(store)
    assert isinstance(store.submit(Command("k-3", "c-1", Accept(), NOW), stranger), Refusal)
    assert len(store.outbox_rows()) == 1


def test_the_same_command_id_is_written_once(store):
    _register(store)
    again = _register(store)
    assert isinstance(again, Submitted)
    assert len(store.outbox_rows()) == 1
    assert store.case("c-1").expected == len(store.case("c-1").events)


def test_undo_within_the_hold_leaves_no_trace_on_the_screen(store, clock):
    _register(store)
    before = store.case("c-1").case
    store.submit(Command("k-2", "c-1", LogCall("reached", "已联系"), NOW), OPERATOR, 5)
    assert [c.n for c in store.next_batch("r").commands] == [1]
    assert store.withdraw("k-2")
    assert store.case("c-1").case == before
    assert not store.withdraw("k-2")


def test_a_sent_command_cannot_be_withdrawn(store):
    _register(store)
    store.next_batch("r1")
    assert not store.withdraw("k-1")
    assert store.case("c-1").pending[0].state == "sent"


def test_held_commands_hold_back_their_own_case_only(store, clock):
    _register(store, "c-1", "k-1", hold=5)
    store.submit(Command("k-2", "c-1", LogCall("reached"), NOW), OPERATOR)
    _register(store, "c-2", "k-3")
    batch = store.next_batch("r")
    assert [(c.n, msgspec.json.decode(c.command)["id"]) for c in batch.commands] == [(1, "k-3")]
    clock.at += 6
    batch = store.next_batch("r")
    assert [msgspec.json.decode(c.command)["id"] for c in batch.commands] == ["k-3", "k-1", "k-2"]
    assert [c.n for c in batch.commands] == [1, 2, 3]


def test_numbers_have_no_gap_after_an_undo(store, clock):
    _register(store, "c-1", "k-1", hold=5)
    _register(store, "c-2", "k-2")
    store.withdraw("k-1")
    _register(store, "c-3", "k-3")
    assert [c.n for c in store.next_batch("r").commands] == [1, 2]


def test_batches_end_at_the_limit_and_go_on(store):
    for n in range(5):
        _register(store, f"c-{n}", f"k-{n}")
    batch = store.next_batch("r", limit=2)
    assert [c.n for c in batch.commands] == [1, 2]
    store.apply_push(_answer(batch, Outcome("k-0", "applied"), Outcome("k-1", "applied")))
    assert [c.n for c in store.next_batch("r", limit=2).commands] == [3, 4]


def test_an_applied_command_gives_way_to_the_confirmed_case(store):
    _register(store)
    batch = store.next_batch("r")
    case, events = made("c-1", at=NOW)
    store.apply_push(_answer(batch, Outcome("k-1", "applied", rev=case.rev), rows=case_rows(case, events)))
    file = store.case("c-1")
    assert (file.confirmed_rev, file.pending, file.estimated) == (case.rev, (), False)
    assert len(file.events) == case.rev
    assert store.outbox_rows() == ()
    assert store.row("c-1").pending == 0


def test_a_rejected_command_becomes_a_card_with_its_text(store):
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    store.submit(Command("k-1", "c-1", Note("路灯杆已经倾斜，有危险"), NOW), OPERATOR)
    store.apply_push(_answer(store.next_batch("r"), Outcome("k-1", "rejected", "post", "没有执行。")))
    (card,) = store.rejected()
    assert (card.code, card.message, card.text) == ("post", "没有执行。", "路灯杆已经倾斜，有危险")
    assert store.counts().rejected == 1
    assert store.case("c-1").case == case


def test_cards_are_settled_as_a_note_again_or_with_a_reason(store):
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    for n in range(3):
        store.submit(Command(f"k-{n}", "c-1", Note(f"第{n}条"), NOW), OPERATOR)
    batch = store.next_batch("r")
    store.apply_push(_answer(batch, *(Outcome(f"k-{n}", "rejected", "post", "没有执行。") for n in range(3))))
    as_note = store.settle("k-0", "as_note")
    again = store.settle("k-1", "retry")
    with pytest.raises(ValueError, match="reason"):
        store.settle("k-2", "discard")
    assert store.settle("k-2", "discard", "重复录入") is None
    assert store.rejected() == ()
    assert {r.cmd_id for r in store.outbox_rows()} == {as_note.cmd_id, again.cmd_id}
    texts = {r.cmd_id: r.text for r in store.outbox_rows()}
    assert "第0条" in texts[as_note.cmd_id]
    assert texts[again.cmd_id] == "第1条"
    with pytest.raises(KeyError):
        store.settle("k-2", "retry")


def test_commands_made_on_top_of_a_refused_one_wait_for_the_card(store, clock):
    """scenario 40: dependants are held."""
    _register(store)
    batch = store.next_batch("r")
    store.submit(Command("k-2", "c-1", LogCall("reached"), NOW), OPERATOR)
    _register(store, "c-2", "k-3")
    clock.at += 1
    store.apply_push(_answer(batch, Outcome("k-1", "rejected", "post", "没有执行。")))
    ids = [msgspec.json.decode(c.command)["id"] for c in store.next_batch("r").commands]
    assert ids == ["k-3"]
    assert store.case("c-1") is None or store.case("c-1").pending[0].conflict
    store.settle("k-1", "discard", "误录")
    ids = [msgspec.json.decode(c.command)["id"] for c in store.next_batch("r").commands]
    assert ids == ["k-3", "k-2"]


def test_a_pending_command_whose_guard_fails_is_marked_before_it_is_sent(store, clock):
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    kinds = {"state": case.state}
    body = Triage("MS", "QZ", "", 1)
    result = store.submit(Command("k-1", "c-1", body, NOW), OPERATOR)
    assert isinstance(result, Submitted), (result, kinds)
    from domain.commands import Void
    from tests.desktop.store_samples import Actor as _Actor

    director = _Actor("p004", "韩立民", ("T_DIRECTOR",), (), ("990101101",))
    voided, more = made(
        "c-1",
        register("c-1"),
        Void("误录"),
        actor=Actor("p004", "韩立民", (*OPERATOR.posts, *director.posts)),
    )
    store.apply_page(page(case_rows(voided, more)))
    assert store.case("c-1").pending[0].conflict
    assert store.outbox_rows()[0].conflict
    assert store.counts().conflicts == 1
    assert store.row("c-1").conflict


def test_a_deferred_command_waits_its_time(store, clock):
    _register(store)
    store.apply_push(_answer(store.next_batch("r"), Outcome("k-1", "defer", retry_after=60)))
    assert store.next_batch("r") is None
    clock.at += 61
    assert [c.n for c in store.next_batch("r").commands] == [1]


def test_a_command_only_the_county_can_decide_is_kept_and_sent(store):
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    answer = store.submit(Command("k-1", "c-1", Merge("c-unknown"), NOW), OPERATOR)
    if isinstance(answer, Refusal):
        pytest.fail(f"merge refused: {answer}")
    assert isinstance(answer, NeedsCounty)
    assert store.case("c-1").case == case
    assert store.outbox_rows()[0].needs_county
    assert store.next_batch("r") is not None


def test_a_new_sequence_keeps_every_command(store):
    """scenario 27: numbered anew."""
    _register(store, "c-1", "k-1")
    _register(store, "c-2", "k-2")
    first = store.next_batch("r")
    case, events = made("c-1", at=NOW)
    store.apply_push(_answer(first, Outcome("k-1", "applied"), rows=case_rows(case, events)))
    store.exchange.renumber(1)
    second = store.next_batch("r")
    assert second.db_id != first.db_id
    assert [c.n for c in second.commands] == [1, 2]
    assert {msgspec.json.decode(c.command)["id"] for c in second.commands} == {"k-1", "k-2"}
    assert store.case("c-1").pending == ()


def test_listeners_hear_of_a_change_after_it_is_committed(store):
    heard = []

    def listen(change: ChangeSet) -> None:
        heard.append((change, store.badges()["first_call"].count))

    stop = store.subscribe(listen)
    _register(store)
    stop()
    _register(store, "c-2", "k-2")
    ((change, count),) = heard
    assert change.case_ids == {"c-1"}
    assert "first_call" in change.queues
    assert change.outbox
    assert count == 1


def test_before_the_first_exchange_nothing_can_be_decided(tmp_path):
    empty = open_store(tmp_path / "e")
    with pytest.raises(StoreProblem) as problem:
        _register(empty)
    assert problem.value.code == "no_profile"
    empty.close()


def test_drafts_and_settings_stay(store):
    draft = Draft("d1", "register", "", "p001", '{"text":"半句话"}', NOW)
    store.save_draft(draft)
    assert store.load_draft("d1") == draft
    assert store.drafts() == (draft,)
    store.delete_draft("d1")
    assert store.load_draft("d1") is None
    store.put_setting("theme", "dark")
    assert store.setting("theme") == "dark"
    store.put_setting("theme", "")
    assert store.setting("theme", "light") == "light"


def test_temporary_numbers_are_never_given_twice(store):
    numbers = {store.next_temporary_number() for _ in range(50)}
    assert len(numbers) == 50
    assert all(n.startswith("L") and len(n) == 7 for n in numbers)


def test_hostile_text_comes_back_as_entered(store):
    """scenario 57: byte for byte."""
    text = "=1+1 <b>x</b> %_' \" -- 𠮷䶮 \u202e\u0000 " + "长" * 5000
    _register(store, text=text)
    assert store.case("c-1").case.text == text
    assert store.search("𠮷")[0].case_id == "c-1"
    for query in ("'", "%", '"', "AND", "*", "(", "2026-11-21", "\u0000", "a OR b"):
        store.search(query)
        store.page("first_call", text_filter=query)


def test_the_bucket_in_the_samples_is_the_township(store):
    assert BUCKET in store.sync_state().buckets


def test_what_was_refused_on_a_void_matter_becomes_a_note_of_it(store):
    from domain.commands import Void

    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    store.submit(Command("k-1", "c-1", LogCall("reached", "约好明天上门"), NOW), OPERATOR)
    batch = store.next_batch("r")
    both = Actor("p004", "韩立民", (*OPERATOR.posts, "T_DIRECTOR"))
    store.apply_page(page(case_rows(*made("c-1", register("c-1"), Void("误录"), actor=both))))
    store.apply_push(_answer(batch, Outcome("k-1", "rejected", "state", "没有执行。")))
    note = store.settle("k-1", "as_note")
    assert isinstance(note, Submitted)
    assert store.rejected() == ()
    assert store.case("c-1").case.state == "void"
    assert "约好明天上门" in {r.cmd_id: r.text for r in store.outbox_rows()}[note.cmd_id]


def test_outcomes_on_their_way_count_when_the_next_batch_is_made(store):
    for n in range(4):
        _register(store, f"c-{n}", f"k-{n}")
    first = store.next_batch("r", limit=2)
    coming = [Outcome("k-0", "applied"), Outcome("k-1", "defer", retry_after=60)]
    store.submit(Command("k-9", "c-1", LogCall("reached"), NOW), OPERATOR)
    second = store.next_batch("r", limit=9, ahead=_answer(first, *coming))
    assert [c.n for c in second.commands] == [3, 4]
    assert store.next_batch("r").first_n == first.first_n
    store.apply_push(_answer(first, *coming))
    assert [c.n for c in store.next_batch("r").commands] == [3, 4]
