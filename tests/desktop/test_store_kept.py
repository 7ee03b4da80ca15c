"""Small answers are kept until something is written, and a poll without news writes nothing."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa

from desktop.store.values import SyncState
from domain.commands import Command, Note
from storage import direct
from tests.desktop.store_samples import (
    BUCKET,
    NOW,
    OPERATOR,
    case_rows,
    dictionary_rows,
    made,
    page,
    sums,
)
from wire.messages import Outcome, PushAnswer


@pytest.fixture
def kept(store):
    return store._core.kept


def _count(connection: sa.Connection) -> int:
    return int(direct.fetch(connection, "SELECT count(*) FROM setting")[0][0])


def test_an_answer_is_read_again_after_every_write(store, kept):
    asked = []

    def read(connection):
        asked.append(1)
        return _count(connection)

    first = kept.ask("n", read)
    assert (kept.ask("n", read), len(asked)) == (first, 1)
    store.put_setting("a", "1")
    assert (kept.ask("n", read), len(asked)) == (first + 1, 2)
    with store._core.engines.write.begin() as connection:
        direct.run(connection, "INSERT INTO setting VALUES ('b', '1')")
        assert kept.ask("n", read) == first + 1
        assert kept.ask("n", read) == first + 1
        assert len(asked) == 4, "nothing is kept while somebody writes"
        connection.rollback()
    assert (kept.ask("n", read), kept.ask("n", read)) == (first + 1, first + 1)
    assert len(asked) == 5


def _filled(store):
    case, events = made("c-1")
    rows = dictionary_rows() + case_rows(case, events)
    truth = sums(rows)
    both = {"next": {"county": "v1.e1.0.9", BUCKET: "v1.e1.0.9"}, "sums": truth}
    store.apply_page(page(rows, **both))
    return both


def test_a_poll_that_brings_nothing_writes_only_the_time_and_only_once_a_minute(store, kept):
    both = _filled(store)
    before, written = store.sync_state(), kept._begun
    for seconds in (10, 59):
        store.apply_page(msgspec.structs.replace(page([], **both), server_time=float(NOW + seconds)))
        assert kept._begun == written
        assert store.sync_state().synced_at == NOW + seconds
    store.apply_page(msgspec.structs.replace(page([], **both), server_time=float(NOW + 60)))
    assert kept._begun == written + 1
    after = store.sync_state()
    assert after.synced_at == NOW + 60
    assert before == SyncState(
        **{name: getattr(after, name) for name in after.__slots__} | {"synced_at": NOW}
    )


@pytest.mark.parametrize(
    "change",
    [
        {"sums": {BUCKET: (99, 1), "county": (99, 1)}},
        {"next": {"county": "v1.e1.0.9", BUCKET: "v1.e1.0.10"}},
        {"epoch": "e2"},
        {"more": True},
        {"sums": {}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_poll_that_says_anything_else_is_taken_in_full(store, kept, change):
    both = _filled(store)
    written = kept._begun
    store.apply_page(page([], **(both | change)))
    assert kept._begun == written + 1


def test_nothing_to_send_costs_no_transaction(store, kept):
    _filled(store)
    written = kept._begun
    assert store.next_batch("r") is None
    assert kept._begun == written
    store.submit(Command("k-1", "c-1", Note("一句"), NOW), OPERATOR)
    assert store.next_batch("r") is not None


def _answer(batch, rows=(), behind=None, epoch="e1"):
    outcomes = [Outcome(msgspec.json.decode(c.command)["id"], "applied") for c in batch.commands]
    return PushAnswer(batch.req, epoch, float(NOW), 0, outcomes, list(rows), next=behind or msgspec.UNSET)


def _noted(store, cmd_id="k-1"):
    store.submit(Command(cmd_id, "c-1", Note("一句"), NOW), OPERATOR)
    return store.next_batch("r-" + cmd_id)


def _cursor(store):
    return store.pull_request("r").cursors[BUCKET]


def test_a_push_answer_moves_the_cursor_on_with_its_rows(store):
    _filled(store)
    batch = _noted(store)
    assert batch.cursors == {"county": "v1.e1.0.9", BUCKET: "v1.e1.0.9"}
    store.apply_push(_answer(batch, behind={BUCKET: "v1.e1.0.11"}), batch)
    assert store.pull_request("r").cursors == {"county": "v1.e1.0.9", BUCKET: "v1.e1.0.11"}


def test_a_batch_made_ahead_says_where_it_will_stand(store):
    _filled(store)
    first = _noted(store)
    answer = _answer(first, behind={BUCKET: "v1.e1.0.11", "t:other": "v1.e1.0.11"})
    store.submit(Command("k-2", "c-1", Note("第二句"), NOW), OPERATOR)
    second = store.next_batch("r2", 200, answer)
    assert second.cursors == {"county": "v1.e1.0.9", BUCKET: "v1.e1.0.11"}
    store.apply_push(answer, first)
    store.apply_push(_answer(second, behind={BUCKET: "v1.e1.0.13"}), second)
    assert _cursor(store) == "v1.e1.0.13"


def test_a_cursor_stays_when_the_answer_before_was_lost(store):
    """The rows between the two cursors came with the lost answer."""
    _filled(store)
    first = _noted(store)
    lost = _answer(first, behind={BUCKET: "v1.e1.0.11"})
    store.submit(Command("k-2", "c-1", Note("第二句"), NOW), OPERATOR)
    second = store.next_batch("r2", 200, lost)
    store.apply_push(_answer(second, behind={BUCKET: "v1.e1.0.13"}), second)
    assert _cursor(store) == "v1.e1.0.9"


@pytest.mark.parametrize("epoch", ["e2", "e1"])
def test_a_cursor_stays_in_another_epoch_and_without_the_question(store, epoch):
    _filled(store)
    batch = _noted(store)
    store.apply_push(
        _answer(batch, behind={BUCKET: "v1.e1.0.11"}, epoch=epoch), batch if epoch == "e2" else None
    )
    assert _cursor(store) == "v1.e1.0.9"


def test_a_bucket_that_is_mended_is_not_led_on(store):
    both = _filled(store)
    batch = _noted(store)
    store.exchange.can_compare = True
    store.apply_page(page([], **(both | {"sums": {BUCKET: (99, 1)}})))
    assert store.sync_state().resyncing == (BUCKET,)
    store.apply_push(_answer(batch, behind={BUCKET: "v1.e1.0.11"}), batch)
    assert _cursor(store) == "v1.e1.0.9"
    assert BUCKET not in (_noted(store, "k-2").cursors or {})


def test_errors_of_the_driver_come_out_as_everywhere_else(store):
    write = store._core.engines.write
    with write.begin() as connection:
        direct.run(connection, "INSERT INTO setting VALUES ('one', '1')")
        with pytest.raises(sa.exc.IntegrityError):
            direct.run_many(connection, "INSERT INTO meta VALUES (?, ?)", [("device", "x")])
        connection.rollback()
    assert store.setting("one") == ""
    with pytest.raises(sa.exc.OperationalError), store._core.engines.read.connect() as connection:
        direct.run(connection, "DELETE FROM setting")
    with pytest.raises(sa.exc.OperationalError), store._core.engines.read.connect() as connection:
        direct.fetch(connection, "SELECT nothing FROM nowhere")


def test_reads_of_one_connection_see_one_state(store):
    with store._core.engines.read.connect() as connection:
        before = _count(connection)
        store.put_setting("later", "1")
        assert _count(connection) == before
    with store._core.engines.read.connect() as connection:
        assert _count(connection) == before + 1


def test_a_last_page_that_could_not_be_written_tells_no_new_time(store):
    """scenario 20: the disk is full at the commit; nobody is told that all is there."""
    both = _filled(store)
    before = store.sync_state()
    newer = case_rows(*made("c-2"))
    answer = page(newer, **both | {"sums": sums([*dictionary_rows(), *case_rows(*made("c-1")), *newer])})
    answer = msgspec.structs.replace(answer, server_time=float(NOW + 500))
    write = store._core.engines.write

    def full(_connection):
        raise sa.exc.OperationalError("COMMIT", {}, Exception("database or disk is full"))

    sa.event.listen(write, "commit", full)
    with pytest.raises(sa.exc.OperationalError):
        store.apply_page(answer)
    sa.event.remove(write, "commit", full)
    assert store.sync_state() == before
    assert store.case("c-2") is None
    store.apply_page(answer)
    assert store.sync_state().synced_at == NOW + 500
    assert store.case("c-2") is not None
