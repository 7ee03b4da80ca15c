"""The feed loses nothing: writers that update and move entities, pollers that read beside them, on both engines."""

from __future__ import annotations

import random
import threading

import pytest

from county.cursors import format_cursor, parse_cursor
from county.server import County
from county.store import feed
from county.store.database import Tx
from county.store.feed import Entity, Place
from county.store.tables import feed_sums
from wire.sums import row_hash, sum_rows

WRITERS, ENTITIES, BUCKETS, ROUNDS = 8, 200, 20, 40


def _state(county: County) -> dict[str, dict[str, int]]:
    """bucket -> live entity -> rev, from the table itself."""
    found: dict[str, dict[str, int]] = {}
    for number in range(BUCKETS):
        with county.database.read() as connection:
            live = feed.entities(connection, f"b{number}", ["thing"])
        found[f"b{number}"] = {entity.id: entity.rev for entity in live}
    return found


class _Poller(threading.Thread):
    """Follows one bucket by its cursor until told that all writers are done and nothing is left."""

    def __init__(self, county: County, bucket: str, done: threading.Event) -> None:
        super().__init__()
        self.county, self.bucket, self.done = county, bucket, done
        self.have: dict[str, int] = {}
        self.sums: tuple[int, int] | None = None

    def run(self) -> None:
        place = Place()
        postgres = self.county.database.postgres
        while True:
            finished = self.done.is_set()
            with self.county.database.read() as connection:
                page = feed.read_after(connection, self.bucket, place, 50)
            for row, xid, seq in page:
                assert (xid, seq) > (place.xid, place.seq)
                place = Place(xid, seq)
                if row.op == "put":
                    self.have[row.id] = row.rev
                else:
                    self.have.pop(row.id, None)
            if finished and not page:
                # The horizon is that of the whole cluster: any other open writer (a statistics run of the database
                # itself, say) may still hide rows, and then there is no sum yet.
                with self.county.database.read() as connection:
                    self.sums = feed.sum_bucket(connection, self.bucket, postgres=postgres)
                if self.sums is not None:
                    break
            self.done.wait(0.005)


def _write(
    county: County, number: int, locks: list[threading.Lock], where: dict[int, tuple[int, int]]
) -> None:
    """Update random entities; a third of the time one moves to another bucket and leaves a revoke behind."""
    dice = random.Random(number)
    for _ in range(ROUNDS):
        chosen = sorted(dice.sample(range(ENTITIES), 3))
        for entity in chosen:
            locks[entity].acquire()
        rolled = dice.random()

        def work(tx: Tx, chosen: list[int] = chosen, rolled: float = rolled) -> dict[int, tuple[int, int]]:
            fresh: dict[int, tuple[int, int]] = {}
            rows: list[Entity] = []
            for entity in chosen:
                bucket, rev = where[entity]
                rev += 1
                target = (bucket + 1 + entity) % BUCKETS if rolled < 0.34 else bucket
                if target != bucket:
                    rows.append(Entity(f"b{bucket}", "thing", str(entity), rev, b"null", op="revoke"))
                rows.append(Entity(f"b{target}", "thing", str(entity), rev, b"{}"))
                fresh[entity] = (target, rev)
            feed.publish(tx, rows[:2], 0)
            if rolled > 0.9:
                threading.Event().wait(0.02)
            if 0.86 < rolled < 0.9:
                raise _GaveUp
            feed.publish(tx, rows[2:], 0)
            return fresh

        try:
            where.update(county.database.run(work))
        except _GaveUp:
            pass
        finally:
            for entity in chosen:
                locks[entity].release()


class _GaveUp(Exception):
    pass


def test_every_client_map_equals_the_table_after_the_drain(any_county: County) -> None:
    locks = [threading.Lock() for _ in range(ENTITIES)]
    where = {entity: (entity % BUCKETS, 0) for entity in range(ENTITIES)}
    done = threading.Event()
    pollers = [_Poller(any_county, f"b{number}", done) for number in range(BUCKETS)]
    writers = [
        threading.Thread(target=_write, args=(any_county, number, locks, where)) for number in range(WRITERS)
    ]
    for thread in (*pollers, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    done.set()
    for poller in pollers:
        poller.join()
    table = _state(any_county)
    assert {poller.bucket: poller.have for poller in pollers} == table
    assert sum(len(live) for live in table.values()) == len({e for e, (_, rev) in where.items() if rev})
    for poller in pollers:
        expected = sum_rows(row_hash("thing", key, rev) for key, rev in poller.have.items())
        assert poller.sums == (len(poller.have), expected)


def test_a_reader_never_passes_a_transaction_that_is_still_open(cluster_county: County) -> None:
    """PostgreSQL: the number was taken earlier, the commit comes later; the reader must wait for it."""
    database = cluster_county.database
    with database.write() as late:
        feed.publish(late, [Entity("b", "thing", "late", 1, b"{}")], 0)
        with database.write() as early:
            feed.publish(early, [Entity("b", "thing", "early", 1, b"{}")], 0)
        with database.read() as connection:
            assert feed.read_after(connection, "b", Place(), 10) == []
            assert feed.sum_bucket(connection, "b", postgres=True) is None
    with database.read() as connection:
        rows = feed.read_after(connection, "b", Place(), 10)
    assert [row.id for row, _, _ in rows] == ["late", "early"]


@pytest.fixture
def cluster_county(cluster: object, tmp_path: object, clock: object) -> object:
    from tests.county.rig import make_county

    county = make_county(tmp_path, clock, cluster.new_database())  # type: ignore[attr-defined, arg-type]
    yield county
    county.close()


def test_the_same_entity_twice_in_one_transaction_is_published_once(any_county: County) -> None:
    twice = [Entity("b", "thing", "x", 1, b"1"), Entity("b", "thing", "x", 2, b"2")]
    any_county.database.run(lambda tx: feed.publish(tx, twice, 0))
    with any_county.database.read() as connection:
        rows = feed.read_after(connection, "b", Place(), 10)
    assert [(row.rev, bytes(row.body)) for row, _, _ in rows] == [(2, b"2")]


@pytest.mark.parametrize(
    "text",
    [
        "v2.ab12cd34.0.1",
        "v1.ab12cd34.0",
        "v1.ab12cd34.-1.2",
        "v1.ab12cd34.0.٣",
        "x" * 99,
        f"v1.ab12cd34.0.{1 << 63}",
    ],
)
def test_a_foreign_cursor_is_no_position(text: str) -> None:
    assert parse_cursor(text, "ab12cd34") is None


def test_a_cursor_reads_back_in_its_epoch_only() -> None:
    text = format_cursor("ab12cd34", Place(5, 7))
    assert parse_cursor(text, "ab12cd34") == Place(5, 7)
    assert parse_cursor(text, "ffffffff") is None
    assert parse_cursor("", "ab12cd34") == Place()


def test_sums_are_kept_through_every_change_and_begun_where_a_store_has_none(
    server: tuple[County, str],
) -> None:
    """SQLite keeps them beside the feed; a store of before has none and gets them with its next change."""
    county, _ = server
    dice = random.Random(3)

    def change(tx: Tx) -> None:
        chosen = [
            Entity(f"b{dice.randrange(2)}", "thing", f"x\0{dice.randrange(9)}", dice.randrange(99), b"{}",
                   op=dice.choice(("put", "put", "revoke")))
            for _ in range(dice.randrange(1, 6))
        ]  # fmt: skip
        feed.publish(tx, chosen, 0)

    for turn in range(60):
        county.database.run(change)
        if turn == 30:
            county.database.run(lambda tx: tx.execute(feed_sums.delete()))
        with county.database.read() as connection:
            for bucket in ("b0", "b1"):
                live = feed.entities(connection, bucket, ["thing"])
                total = sum_rows(row_hash("thing", entity.id, entity.rev) for entity in live)
                assert feed.sum_bucket(connection, bucket, postgres=False) == (len(live), total)
