"""Buckets that differ are mended by ids, against a real county: only what differs travels, ghosts go, work stays."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
import sqlalchemy as sa

from county.dictionary import publish_entries
from county.seed import PRACTICE_PASSWORD
from county.store import feed, feed_groups
from county.store.feed import Entity
from county.store.meta import write_meta
from desktop.store import buckets as scope
from desktop.sync.transport import SyncProblem
from domain.commands import Command, Note
from domain.people import Person
from tests.county.rig import TOWN, Clock, command, make_settings, new_id, serving
from tests.county.rig import register as registration
from tests.desktop.live_pair import Device, without
from wire.caps import CAPS_HEADER, CRC_HEADER, body_crc
from wire.codec import encode_command, to_json
from wire.messages import PushedCommand, PushRequest
from wire.repair import RowsAnswer, RowsRequest

BUCKET = f"t:{TOWN}"
CASES = 60


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def county(tmp_path, clock):
    with serving(make_settings(tmp_path / "county", clock)) as found:
        yield found


@pytest.fixture
def device(tmp_path, county, clock):
    made = Device(tmp_path / "device", *county, clock)
    fill(county[0], made)
    made.settle()
    made.transport.seen.clear()
    yield made
    made.close()


def fill(county, device, count=CASES):
    """Matters that somebody else has registered."""
    session = county.sessions.session(device.sessions.token(), device.store.sync_state().device)
    given = [command(new_id(), registration(f"第{n}件")) for n in range(count)]
    rows = [
        PushedCommand(n, device.signed.actor.id, msgspec.Raw(encode_command(c)))
        for n, c in enumerate(given, 1)
    ]
    answer = county.push.take(session, PushRequest("f", session.device, "fill-" + new_id()[-6:], 1, rows))
    assert {o.kind for o in answer.outcomes} == {"applied"}


def held(device):
    """What the desk holds: bucket -> {(kind, id): rev}."""
    with device.store._core.engines.read.connect() as connection:
        return {
            name: {(k, i): r for k, i, r in scope.held_rows(connection, b.pk)}
            for name, b in scope.load_buckets(connection).items()
        }


def published(county, names):
    """What the county publishes."""
    with county.database.read() as connection:
        groups = [f"{n:02x}" for n in range(256)]
        return {name: {(k, i): r for k, i, r in feed_groups.keys(connection, name, groups)} for name in names}


def same(device, county):
    mine = held(device)
    assert mine == published(county, mine)
    state = device.store.sync_state()
    assert (state.resyncing, state.incomplete, state.braked) == ((), (), ())


def alter(device, sql, *values):
    with device.store._core.engines.write.begin() as connection:
        connection.exec_driver_sql(sql, values)


def next_round(device):
    device.time.forward(7200)
    device.settle()


def rows_fetched(device):
    """Rows that were asked for by key."""
    return sum(len(msgspec.json.decode(r.body)["keys"]) for r in device.transport.bodies("/sync/v1/rows"))


def test_a_row_that_was_silently_lost_is_fetched_alone(device, county):
    """scenario 50: one row vanished here; the sum tells, one row travels, the bucket is not read again."""
    victim = next(i for (kind, i) in held(device)[BUCKET] if kind == "case")
    alter(device, "DELETE FROM entity WHERE kind = 'case' AND id = ?", victim)
    alter(device, "UPDATE bucket SET count = count - 1 WHERE id = ?", BUCKET)
    next_round(device)
    same(device, county[0])
    assert rows_fetched(device) == 1
    assert device.store.case(victim) is not None
    assert all(
        "" not in msgspec.json.decode(r.body)["cursors"].values()
        for r in device.transport.bodies("/sync/v1/pull")
    )


def test_rows_of_another_revision_are_put_right(device, county):
    """scenario 50: revisions altered here, up and down; only they travel."""
    some = [i for (kind, i) in held(device)[BUCKET] if kind == "case"][:7]
    for n, victim in enumerate(some):
        alter(
            device,
            "UPDATE entity SET rev = rev + ? WHERE kind = 'case' AND id = ?",
            5 if n % 2 else -1,
            victim,
        )
    alter(device, "UPDATE bucket SET sum64 = '17' WHERE id = ?", BUCKET)
    next_round(device)
    same(device, county[0])
    assert rows_fetched(device) == len(some)


def test_a_sum_that_was_kept_wrongly_is_counted_anew_and_nothing_travels(device, county):
    """scenario 50: the rows are right, only the kept sum is not."""
    alter(device, "UPDATE bucket SET sum64 = '17', count = 3 WHERE id = ?", BUCKET)
    next_round(device)
    same(device, county[0])
    assert rows_fetched(device) == 0


def test_ghosts_go_and_their_pending_work_stays(device, county):
    """scenario 50, scenario 51: what the county does not have goes; the note on it is kept and answered."""
    victim = next(i for (kind, i) in held(device)[BUCKET] if kind == "case")
    note = Command(device.store.new_id(), victim, Note("还没发出"), device.clock.now())
    device.store.submit(note, device.signed.actor, 10_000)
    with county[0].database.write() as tx:
        tx.execute(feed.feed.delete().where(feed.feed.c.id == victim))
        _forget_sums(county[0], tx)
    device.time.forward(7200)
    device.settle()
    same(device, county[0])
    assert device.store.page("first_call", limit=100).rows
    assert all(
        row.case_id != victim or row.pending for row in device.store.page("first_call", limit=100).rows
    )
    assert [row.cmd_id for row in device.store.outbox_rows()] == [note.id]


def _forget_sums(county, tx):
    """Sums that a county keeps beside its feed are of the rows that are there."""
    county.pull._sums.clear()
    if sa.inspect(tx.connection).has_table("feed_sums"):
        tx.execute(sa.text("DELETE FROM feed_sums"))


def test_a_cursor_from_before_forgotten_tombstones_is_answered_by_a_comparison(device, county, clock):
    """scenario 51: 14 months away; 410, ids compared, ghosts removed, outbox kept, nothing read from the start."""
    gone = [i for (kind, i) in held(device)[BUCKET] if kind == "case"][:5]
    note = Command(device.store.new_id(), gone[0], Note("离线期间的备注"), device.clock.now())
    device.store.submit(note, device.signed.actor, 100_000_000)
    at = county[0].now()
    with county[0].database.write() as tx:
        feed.publish(tx, [Entity(BUCKET, "case", i, 99, b"null", op="void") for i in gone], at)
    clock.forward(420 * 86_400)
    county[0].housekeeping.sweep(county[0].now())
    fill_one(county[0], device)
    with county[0].database.read() as connection:
        assert feed_groups.floors(connection, [BUCKET])
    device.sessions.sign_in(device.transport, "t.operator1", PRACTICE_PASSWORD)
    device.engine.signed_in()
    device.transport.seen.clear()
    device.settle()
    same(device, county[0])
    assert not {("case", i) for i in gone} & set(held(device)[BUCKET])
    assert note.id in {row.cmd_id for row in device.store.outbox_rows()}
    assert rows_fetched(device) < CASES
    assert all(
        msgspec.json.decode(r.body)["cursors"][BUCKET] for r in device.transport.bodies("/sync/v1/pull")
    )


def fill_one(county, device):
    """One more matter, given by somebody whose session is young."""
    with county.database.write() as tx:
        feed.publish(tx, [Entity(BUCKET, "event", "later:1", 1, b"{}", "later")], county.now())


def test_a_first_load_above_the_floor_is_not_sent_back(county, clock, tmp_path):
    """scenario 51: a new desk passes the places of forgotten tombstones in small pages without a 410."""
    with county[0].database.write() as tx:
        feed.publish(
            tx, [Entity(BUCKET, "event", f"e{n}:1", 1, b'"' + b"x" * 40_000 + b'"', "e") for n in range(8)], 1
        )
    with county[0].database.write() as tx:
        feed.publish(tx, [Entity(BUCKET, "event", "e9:1", 1, b"null", "e", op="void")], 1)
    county[0].housekeeping.sweep(county[0].now())
    with county[0].database.write() as tx:
        feed.publish(tx, [Entity(BUCKET, "event", "e10:1", 1, b"{}", "e")], county[0].now())
    device = Device(tmp_path / "new", *county, clock)
    try:
        device.engine.schedule.page_bytes = 1
        device.settle()
        same(device, county[0])
        assert not device.transport.bodies("/sync/v1/compare")
        device.settle()
        same(device, county[0])
    finally:
        device.close()


def test_a_restored_county_is_read_again_and_given_again_what_it_lost(device, county, tmp_path):
    """scenario 26: epoch change; what the night lost goes again, and a revision that now has another content is taken."""
    kept = tmp_path / "night.sqlite"
    county[0].database.backup(kept)
    case_id = device.store.new_id()
    device.store.submit(
        Command(device.store.new_id(), case_id, registration("夜里登记的"), device.clock.now()),
        device.signed.actor,
    )
    device.settle()
    assert device.store.case(case_id).confirmed_rev
    restore(county[0], kept)
    device.transport.seen.clear()
    device.settle()
    same(device, county[0])
    assert device.store.case(case_id).confirmed_rev
    assert device.store.counts().pending == 0
    assert not device.transport.bodies("/sync/v1/compare"), "revisions of another history cannot be compared"


def restore(county, kept):
    """Put every table back to what it was in the backup; the tokens of the day stay, the epoch is new."""
    raw = county.database._engines.write.raw_connection()
    try:
        connection = raw.driver_connection
        connection.execute("ATTACH DATABASE ? AS night", (str(kept),))
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM night.sqlite_master WHERE type = 'table'")
            if name not in ("tokens", "access_tokens", "refresh_tokens", "server_meta")
            and "token" not in name
        ]
        for name in names:
            connection.execute(f'DELETE FROM main."{name}"')
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM night."{name}"')
        if connection.in_transaction:
            connection.commit()
        connection.execute("DETACH DATABASE night")
    finally:
        raw.close()
    county.database.run(lambda tx: write_meta(tx, "epoch", "fedcba9876543210"))


def test_a_county_that_cannot_compare_is_read_from_the_start(device, county):
    """scenario 47: without the capability the bucket is read again, as before."""
    victim = next(i for (kind, i) in held(device)[BUCKET] if kind == "case")
    alter(device, "DELETE FROM entity WHERE kind = 'case' AND id = ?", victim)
    alter(device, "UPDATE bucket SET count = count - 1 WHERE id = ?", BUCKET)

    def old(request):
        assert request.path not in ("/sync/v1/compare", "/sync/v1/rows")
        return without(device.line.send(request), CAPS_HEADER.lower())

    device.transport.fault = old
    next_round(device)
    same(device, county[0])


def test_a_county_that_was_rolled_back_in_the_middle_is_read_from_the_start(device, county):
    """scenario 47: the capability was there when the difference was found, and is gone when it is to be used."""
    victim = next(i for (kind, i) in held(device)[BUCKET] if kind == "case")
    alter(device, "DELETE FROM entity WHERE kind = 'case' AND id = ?", victim)
    alter(device, "UPDATE bucket SET count = count - 1 WHERE id = ?", BUCKET)

    def rolled(request):
        if request.path == "/sync/v1/compare":
            return device.line.send(replace(request, path="/sync/v1/no-such-route"))
        return None

    device.transport.fault = rolled
    next_round(device)
    assert device.transport.bodies("/sync/v1/compare")
    same(device, county[0])


@pytest.mark.parametrize("path", ["/sync/v1/compare", "/sync/v1/rows"])
def test_a_county_that_is_put_back_in_the_middle_of_a_repair_is_read_again(device, county, tmp_path, path):
    """scenario 26 within 50: the answer speaks of another history; the repair ends there."""
    kept = tmp_path / "night.sqlite"
    county[0].database.backup(kept)
    lose_a_case(device)
    put_back = []

    def once(request):
        if request.path == path and not put_back:
            put_back.append(path)
            restore(county[0], kept)

    device.transport.fault = once
    next_round(device)
    assert put_back
    same(device, county[0])
    assert len(device.transport.bodies(path)) == 1


@pytest.mark.parametrize("path", ["/sync/v1/compare", "/sync/v1/rows"])
def test_a_bucket_that_is_withdrawn_in_the_middle_of_a_repair_goes(device, county, path):
    """scenario 35 within 50: the county no longer tells of it; the next page says why."""
    lose_a_case(device)
    moved = []

    def once(request):
        if request.path == path and not moved:
            moved.append(path)
            actor = device.signed.actor
            person = Person(actor.id, actor.name, "UNIT_LIAISON", (), ("t-build",))
            entries = [("person", actor.id, person)]
            county[0].database.run(lambda tx: publish_entries(tx, entries, county[0].now()))

    device.transport.fault = once
    next_round(device)
    device.settle()
    assert moved
    assert BUCKET not in held(device)
    same(device, county[0])


def lose_a_case(device):
    victim = next(i for (kind, i) in held(device)[BUCKET] if kind == "case")
    alter(device, "DELETE FROM entity WHERE kind = 'case' AND id = ?", victim)
    alter(device, "UPDATE bucket SET count = count - 1 WHERE id = ?", BUCKET)


@pytest.mark.parametrize("path", ["/sync/v1/compare", "/sync/v1/rows"])
def test_a_repair_that_breaks_off_is_begun_again(device, county, path):
    """scenario 9, scenario 17: no answer to any step of the repair changes anything for good."""
    some = [i for (kind, i) in held(device)[BUCKET] if kind == "case"][:9]
    for victim in some:
        alter(device, "DELETE FROM entity WHERE kind = 'case' AND id = ?", victim)
    alter(device, "UPDATE bucket SET count = count - 9 WHERE id = ?", BUCKET)
    broken = []

    def fault(request):
        if request.path == path and len(broken) < 3:
            broken.append(1)
            raise SyncProblem("timeout")
        return

    device.transport.fault = fault
    next_round(device)
    assert len(broken) == 3
    same(device, county[0])


def test_a_crash_in_the_middle_of_a_repair_compares_again(device, county):
    """scenario 3: the plan lies in memory only; what is on disk is right at any point."""
    some = [i for (kind, i) in held(device)[BUCKET] if kind == "case"][:9]
    for victim in some:
        alter(device, "DELETE FROM entity WHERE kind = 'case' AND id = ?", victim)
    alter(device, "UPDATE bucket SET count = count - 9 WHERE id = ?", BUCKET)
    device.time.forward(7200)
    device.engine.wake(by_person=True)
    while not device.transport.bodies("/sync/v1/compare"):
        device.step()
    device.store.repair.__init__(device.store.exchange)
    device.engine.__init__(device.store, device.sessions, device.clock, lambda: 0.5)
    device.settle()
    same(device, county[0])


def test_a_difference_that_cannot_be_mended_is_reported_not_chased(device, county):
    """scenario 50: a county whose sum never fits: compared once, then shown as incomplete."""

    def wrong(request):
        reply = device.line.send(request)
        if request.path != "/sync/v1/pull":
            return reply
        body = msgspec.json.decode(reply.body)
        if body.get("sums"):
            body["sums"][BUCKET] = [1, 1]
        data = to_json(body)
        return replace(reply, body=data, headers=reply.headers | {CRC_HEADER.lower(): body_crc(data)})

    device.transport.fault = wrong
    next_round(device)
    assert device.store.sync_state().incomplete == (BUCKET,)
    assert len(device.transport.bodies("/sync/v1/compare")) == 1
    device.settle()
    assert len(device.transport.bodies("/sync/v1/compare")) == 1


def test_many_ghosts_at_once_wait_for_a_person(device, county, clock):
    """scenario 54: a county that lost most of a bucket: nothing goes until a person has said so, then it goes."""
    with county[0].database.write() as tx:
        gone = [i for (kind, i) in held(device)[BUCKET] if kind == "case"][:55]
        tx.execute(feed.feed.delete().where(feed.feed.c.id.in_(gone)))
        _forget_sums(county[0], tx)
    next_round(device)
    assert device.store.sync_state().braked == (BUCKET,)
    assert len([1 for kind, _ in held(device)[BUCKET] if kind == "case"]) == CASES
    device.store.exchange.release_brake(BUCKET)
    device.settle()
    same(device, county[0])
    assert len([1 for kind, _ in held(device)[BUCKET] if kind == "case"]) == CASES - 55


def test_rows_come_in_pages_and_unknown_keys_are_only_gone(device, county):
    session = county[0].sessions.session(device.sessions.token(), device.store.sync_state().device)
    keys = list(held(device)[BUCKET])
    asked = [("case", "no-such"), *keys]
    got, pages = 0, 0
    while asked:
        answer: RowsAnswer = county[0].compare.rows(
            session, RowsRequest("r", session.device, BUCKET, asked, limit_bytes=1)
        )
        assert answer.done
        got += len(answer.rows)
        asked = asked[answer.done :]
        pages += 1
    assert got == len(keys)
    assert pages > 1
