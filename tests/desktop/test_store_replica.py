"""Confirmed state: revisions, buckets, sums, quarantine, resync, brake; and the projection that follows it."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store import buckets
from domain.commands import Accept, Command, LogCall, Note, Void
from domain.people import Actor
from tests.desktop.store_samples import (
    BUCKET,
    NOW,
    OPERATOR,
    TOWNSHIP,
    case_rows,
    dictionary_rows,
    made,
    open_store,
    page,
    place_rows,
    register,
    row,
    sums,
)
from wire.codec import encode_case, join_events
from wire.messages import Outcome, PushAnswer

DIRECTOR = Actor("p004", "韩立民", ("T_OPERATOR", "T_DIRECTOR"), (), (TOWNSHIP,))


def dump(store) -> dict[str, object]:
    """Everything a person could see: rows of every queue in order, search, badges."""
    from domain.queues import QUEUES

    return {q: [replace(r, pk=0) for r in store.page(q, limit=1000).rows] for q in QUEUES} | {
        "search": sorted(r.case_id for r in store.search("路灯", 1000)),
        "badges": store.badges(),
    }


def test_confirmed_cases_stand_in_their_queues_with_masked_text(store):
    case, events = made("c-1", register("c-1", text="电话 13812345678 路灯不亮"))
    change = store.apply_page(page(case_rows(case, events)))
    assert change.case_ids == {"c-1"}
    assert "first_call" in change.queues
    (shown,) = store.page("first_call").rows
    assert shown.who == "冯*"
    assert "13812345678" not in shown.title
    assert shown.pending == 0
    assert len(store.case("c-1").events) == case.rev
    assert store.case("c-1").case == case


def test_dictionaries_are_read_from_the_feed(store):
    store.apply_page(page(place_rows()))
    d = store.dictionaries
    assert d.profile().id == "baiyin"
    assert d.calendar().version
    assert any(p.id == "p001" for p in d.people("王红霞", "T_OPERATOR"))
    assert d.places().path_text("990101101201003") == "金山村3组"
    assert d.units() == ()


def test_a_dictionary_row_of_a_new_revision_is_seen(store):
    from domain.people import Person
    from wire.codec import to_json

    person = Person("p001", "王红霞（调离）", "T_OPERATOR")
    store.apply_page(page([row("county", "person", "p001", 2, to_json(person))]))
    assert store.dictionaries.people("调离")
    store.apply_page(page([row("county", "person", "p001", 3, b"null", op="void")]))
    assert not store.dictionaries.people("王红霞")


def test_an_older_page_changes_nothing(store):
    """scenario 7: an old page after a newer one."""
    old, old_events = made("c-1")
    new, new_events = made("c-1", register("c-1"), LogCall("reached", "好"))
    assert new.rev > old.rev
    store.apply_page(page(case_rows(new, new_events)))
    before = dump(store)
    state = store.sync_state()
    store.apply_page(page(case_rows(old, old_events)))
    assert dump(store) == before
    assert store.case("c-1").case == new
    assert store.sync_state() == state


def test_the_same_page_twice_is_the_page_once(store):
    """scenario 3, scenario 6: at least once is enough."""
    case, events = made("c-1")
    rows = case_rows(case, events)
    want = sums(dictionary_rows(), rows)
    store.apply_page(page(rows, sums=want))
    before = dump(store)
    store.apply_page(page(rows, sums=want))
    assert dump(store) == before
    assert store.sync_state().incomplete == ()
    assert store.sync_state().resyncing == ()


def test_a_broken_page_leaves_cursor_and_rows_as_they_were(store, monkeypatch):
    """scenario 3, scenario 20: page and cursor are one transaction."""
    case, events = made("c-1")
    before = store.pull_request("r").cursors

    def fail(*_args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(buckets, "save_buckets", fail)
    with pytest.raises(RuntimeError):
        store.apply_page(page(case_rows(case, events), next={BUCKET: "v1.e1.0.77"}))
    monkeypatch.undo()
    assert store.case("c-1") is None
    assert store.page("first_call").rows == ()
    assert store.pull_request("r").cursors == before


def test_a_new_bucket_begins_at_its_start_and_leaves_the_others(store):
    """scenario 34: a granted bucket."""
    unit = "u:t-justice"
    store.apply_page(page([], ("county", BUCKET, unit), next={BUCKET: "v1.e1.0.50"}))
    assert store.pull_request("r").cursors == {"county": "v1.e1.0.9", BUCKET: "v1.e1.0.50", unit: ""}


def test_a_case_in_two_buckets_stays_while_one_of_them_holds_it(store):
    case, events = made("c-1")
    unit = "u:t-justice"
    both = ("county", BUCKET, unit)
    rows = case_rows(case, events) + case_rows(case, events, unit)
    store.apply_page(page(rows, both, sums=sums(dictionary_rows(), rows)))
    assert store.sync_state().incomplete == ()
    store.apply_page(page([row(unit, "case", "c-1", case.rev, b"null", op="revoke")], both))
    assert store.case("c-1").case == case
    store.apply_page(page([row(BUCKET, "case", "c-1", case.rev, b"null", op="revoke")], both))
    assert store.case("c-1") is None
    assert store.search("路灯") == ()


def test_the_newest_revision_wins_whichever_bucket_brought_it(store):
    old, old_events = made("c-1")
    new, new_events = made("c-1", register("c-1"), LogCall("reached", "好"))
    unit = "u:t-justice"
    store.apply_page(
        page(case_rows(new, new_events) + case_rows(old, old_events, unit), ("county", BUCKET, unit))
    )
    assert store.case("c-1").case == new
    assert len(store.case("c-1").events) == new.rev


def test_a_withdrawn_bucket_takes_its_cases_along(store):
    """scenario 35: a withdrawn bucket."""
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    store.apply_page(page([], ("county",)))
    assert store.case("c-1") is None
    assert store.counts().cases == 0
    assert store.sync_state().buckets == ("county",)


def test_commands_of_a_withdrawn_case_are_still_sent(store):
    """scenario 33: the outbox outlives the rows."""
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    store.submit(Command("k-1", "c-1", Note("还没发出的备注"), NOW), OPERATOR)
    store.apply_page(page([], ("county",)))
    (waiting,) = store.outbox_rows()
    assert (waiting.text, waiting.conflict) == ("还没发出的备注", "no_case")
    assert len(store.next_batch("r").commands) == 1


def test_unknown_kinds_and_unreadable_bodies_are_set_aside_and_counted(store):
    """scenario 46, scenario 49: set aside, page and cursor go on."""
    good, events = made("c-1")
    rows = [
        *case_rows(good, events),
        row(BUCKET, "drone", "d-1", 4, b'{"battery":7}'),
        row(BUCKET, "case", "c-9", 3, b'{"id":5}'),
    ]
    store.apply_page(page(rows, sums=sums(dictionary_rows(), rows)))
    state = store.sync_state()
    assert state.incomplete == (BUCKET,)
    assert state.resyncing == ()
    assert store.counts().quarantined == 2
    assert store.case("c-1").case == good
    later = [row(BUCKET, "case", "c-9", 4, encode_case(replace(good, id="c-9", rev=4)))]
    store.apply_page(page(later, sums=sums(dictionary_rows(), rows, later)))
    assert store.counts().quarantined == 1
    assert store.case("c-9").case.rev == 4


def test_an_older_client_shows_the_right_state_beside_an_event_it_does_not_know(store):
    """scenario 46: a newer county."""
    case, events = made("c-1")
    body = b'{"kind":"teleported","at":1,"by":"x","where":"\xe7\x81\xab\xe6\x98\x9f"}'
    newer = replace(case, rev=case.rev + 1, title="来自新版本")
    fields = json.loads(encode_case(newer)) | {"hologram": {"x": 1}}
    rows = [
        *case_rows(case, events)[:-1],
        row(BUCKET, "event", f"c-1:{newer.rev}", newer.rev, body, "c-1"),
        row(BUCKET, "case", "c-1", newer.rev, json.dumps(fields).encode()),
    ]
    store.apply_page(page(rows))
    file = store.case("c-1")
    assert file.case == newer
    assert file.events[-1].name == "teleported"
    assert file.events[-1].body.encode() == body


def test_a_wrong_sum_is_compared_once_and_only_the_ghost_goes(store, clock):
    """scenario 50: a county that cannot compare by ids."""
    one, one_events = made("c-1")
    two, two_events = made("c-2")
    rows = case_rows(one, one_events) + case_rows(two, two_events)
    store.apply_page(page(rows))
    truth = sums(dictionary_rows(), case_rows(one, one_events))
    store.apply_page(page([], sums=truth))
    assert store.sync_state().resyncing == (BUCKET,)
    assert store.pull_request("r").cursors[BUCKET] == ""
    store.submit(Command("k-1", "c-1", Note("比对期间的备注"), NOW), OPERATOR)
    store.apply_page(page(case_rows(one, one_events), sums=truth))
    assert store.sync_state().resyncing == ()
    assert store.case("c-2") is None
    assert store.case("c-1").pending[0].cmd_id == "k-1"


def test_a_sum_that_stays_wrong_is_reported_not_chased(store):
    """scenario 50: reported as incomplete."""
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events), sums={BUCKET: (99, 1)}))
    store.apply_page(page(case_rows(case, events), sums={BUCKET: (99, 1)}))
    assert store.sync_state().incomplete == (BUCKET,)
    assert store.sync_state().resyncing == ()
    assert store.case("c-1").case == case


def test_a_new_epoch_takes_older_revisions_and_offers_lost_work_again(store):
    """scenario 26: a restored county."""
    new, new_events = made("c-1", register("c-1"), LogCall("reached", "好"))
    store.submit(Command("k-1", "c-1", register("c-1"), NOW), OPERATOR)
    batch = store.next_batch("r")
    store.apply_push(
        PushAnswer("r", "e1", float(NOW), 1, [Outcome("k-1", "applied")], case_rows(new, new_events))
    )
    assert store.next_batch("r") is None
    store.apply_page(page([], epoch="e2"))
    assert set(store.pull_request("r").cursors.values()) == {""}
    assert store.case("c-1").case == new
    again = store.next_batch("r")
    assert again.db_id != batch.db_id
    assert [msgspec.json.decode(c.command)["id"] for c in again.commands] == ["k-1"]
    old, old_events = made("c-1")
    rows = case_rows(old, old_events)
    truth = sums(dictionary_rows(), rows)
    store.apply_push(PushAnswer("r", "e2", float(NOW), 1, [Outcome("k-1", "duplicate")]))
    store.apply_page(page(dictionary_rows() + rows, epoch="e2", sums=truth))
    assert store.case("c-1").case == old
    assert len(store.case("c-1").events) == old.rev
    assert store.sync_state().incomplete == ()


def _many(count):
    rows = []
    for n in range(count):
        case, events = made(f"c-{n:03d}")
        rows += case_rows(case, events)
    return rows


def test_losing_many_open_cases_at_once_waits_for_a_person(store):
    """scenario 54: the brake asks."""
    rows = _many(60)
    store.apply_page(page(rows))
    gone = [row(BUCKET, "case", f"c-{n:03d}", 99, b"null", op="void") for n in range(55)]
    store.apply_page(page(gone, next={BUCKET: "v1.e1.0.99"}))
    assert store.sync_state().braked == (BUCKET,)
    assert store.counts().cases == 60
    assert store.pull_request("r").cursors[BUCKET] == "v1.e1.0.9"
    store.exchange.release_brake(BUCKET)
    store.apply_page(page(gone, next={BUCKET: "v1.e1.0.99"}))
    assert store.counts().cases == 5
    assert store.sync_state().braked == ()


def test_losing_a_few_is_ordinary(store):
    """scenario 54: below the brake."""
    store.apply_page(page(_many(60)))
    store.apply_page(page([row(BUCKET, "case", f"c-{n:03d}", 99, b"null", op="void") for n in range(50)]))
    assert store.counts().cases == 10


def test_rebuilding_the_projection_changes_nothing_that_is_seen(store, clock):
    bodies = [
        (),
        (register("x"), LogCall("reached", "好")),
        (register("x"), Accept()),
        (register("x"), Void("误录")),
    ]
    for n, group in enumerate(bodies):
        try:
            case, events = made(f"c-{n}", *group, actor=DIRECTOR)
        except AssertionError:
            case, events = made(f"c-{n}", *group[:1], actor=DIRECTOR)
        store.apply_page(page(case_rows(case, events)))
    store.submit(Command("k-1", "c-0", LogCall("reached", "待同步"), NOW), OPERATOR)
    store.submit(Command("k-2", "c-new", register("c-new"), NOW), OPERATOR)
    before = dump(store)
    store.rebuild_projection()
    assert dump(store) == before
    assert any(r.pending for r in store.search("路灯"))


def test_pages_follow_each_other_without_gap_or_repeat(store):
    store.apply_page(page(_many(23)))
    seen, after = [], None
    while True:
        found = store.page("first_call", after, limit=5)
        seen += [r.case_id for r in found.rows]
        if found.next is None:
            break
        after = found.next
    assert sorted(seen) == sorted(f"c-{n:03d}" for n in range(23))
    assert len(seen) == len(set(seen))


def test_colours_follow_the_clock_without_a_write(store, clock):
    case, events = made("c-1", at=NOW)
    store.apply_page(page(case_rows(case, events)))
    badge = store.badges()["first_call"]
    assert (badge.count, badge.red) == (1, 0)
    flip = store.next_flip()
    assert NOW < flip <= NOW + 1800
    clock.at = flip
    assert store.badges()["first_call"].amber == 1
    assert store.page("first_call").rows[0].colour(clock.now()) == "amber"
    clock.at = store.next_flip()
    assert store.badges()["first_call"].red == 1
    assert [r.case_id for r in store.page("overdue").rows] == ["c-1"]
    assert store.badges()["overdue"].count == 1


@pytest.mark.parametrize("word", ["灯", "路灯", "路灯不", "冯春强", "6816", "19900006816"])
def test_words_of_any_length_are_found(store, word):
    case, events = made("c-1")
    other, more = made(
        "c-2",
        register(
            "c-2",
            text="下水道堵了",
            reporter=replace(register("x").reporter, name="李四", phone="19900001234"),
        ),
    )
    store.apply_page(page(case_rows(case, events) + case_rows(other, more)))
    assert [r.case_id for r in store.search(word)] == ["c-1"]
    assert [r.case_id for r in store.page("first_call", text_filter=word).rows] == ["c-1"]


def test_the_number_for_life_and_the_temporary_one_both_find_the_case(store):
    case, events = made("c-1", register("c-1", temp_number="LABAA22"))
    case = replace(case, number="99010110126112100011")
    other, more = made("c-2", register("c-2", temp_number="LABAA33"))
    other = replace(other, number="99010110126112100099")
    store.apply_page(page(case_rows(case, events) + case_rows(other, more)))
    for number in (case.number, case.temp_number):
        assert [r.case_id for r in store.search(number)] == ["c-1"]


def test_a_changed_text_is_found_by_its_new_words_only(store):
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    store.apply_page(
        page(
            [row(BUCKET, "case", "c-1", 9, encode_case(replace(case, rev=9, title="井盖", text="井盖丢失")))]
        )
    )
    assert [r.case_id for r in store.search("井盖")] == ["c-1"]
    assert store.search("路灯") == ()


def test_figures_count_confirmed_work_only(store):
    case, events = made("c-1")
    store.apply_page(page(case_rows(case, events)))
    store.submit(Command("k-1", "c-new", register("c-new"), NOW), OPERATOR)
    assert len(store.figures_rows()) == 1
    assert store.figures_rows(NOW + 1) == ()


_LOG = made(
    "c-1", register("c-1"), LogCall("no_answer", "没接"), Note("一"), LogCall("reached", "好"), Note("二")
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_whatever_the_order_and_repetition_of_pages_the_newest_state_stays(
    tmp_path_factory, revisions, random
):
    """r(r(a) ∪ b) = r(a ∪ b): applying is idempotent and the order of pages does not matter."""
    case, _ = _LOG
    rows = [
        row(BUCKET, "case", "c-1", rev, encode_case(replace(case, rev=rev, title=f"第{rev}版")))
        for rev in revisions
    ]
    random.shuffle(rows)
    opened = open_store(tmp_path_factory.mktemp("law"))
    try:
        opened.apply_page(page(dictionary_rows()))
        for one in rows:
            opened.apply_page(page([one]))
        best = max(revisions)
        assert opened.case("c-1").case.title == f"第{best}版"
        opened.apply_page(page([], sums=sums(dictionary_rows(), [row(BUCKET, "case", "c-1", best, b"")])))
        assert opened.sync_state().resyncing == ()
    finally:
        opened.close()


def together(rows, first, last):
    """Rows of single events as one row, as the county gives what came of one command."""
    chosen = [r for r in rows if r.kind == "event" and first <= r.rev <= last]
    body = join_events([bytes(r.body) for r in chosen])
    return row(chosen[0].bucket, "event", f"{chosen[0].parent}:{first}-{last}", last, body, chosen[0].parent)


@pytest.mark.parametrize("alone", [False, True])
def test_events_of_one_command_in_one_row_are_told_one_by_one(store, alone):
    case, events = made("c-1", register("c-1"), LogCall("reached"))
    rows = case_rows(case, events)
    store.apply_page(page(rows))
    apart = store.case("c-1").events
    store.apply_page(page([row(BUCKET, r.kind, r.id, r.rev, b"null", op="void") for r in rows[:-1]]))
    assert store.case("c-1").events == ()
    singles = rows[:-1] if alone else rows[4:-1]
    store.apply_page(page([together(rows, 1, 4), *singles]))
    assert store.case("c-1").events == apart, "a revision that comes twice counts once"


def test_a_row_of_events_that_does_not_read_is_shown_as_one_unknown(store):
    case, events = made("c-1", register("c-1"))
    rows = case_rows(case, events)
    broken = row(BUCKET, "event", "c-1:2-4", 4, b'[{"kind":', "c-1")
    store.apply_page(page([rows[0], broken, rows[-1]]))
    assert [event.name for event in store.case("c-1").events[1:]] == ["?"]
