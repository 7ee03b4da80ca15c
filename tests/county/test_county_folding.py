"""The log of the county's store is folded back while nobody writes, so that no commit has to wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver

from county.server import County
from county.store.database import Database, Tx
from storage.engine import Engines, open_engines
from storage.folding import FOLD_FROM, Folding
from tests.county.rig import Clock, make_settings

PAGE = "x" * 4000
"""Fills a page."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[tuple[Engines, Folding]]:
    """A store with one table whose rows fill a page each, and what folds its log."""
    path = tmp_path / "s.db"
    engines = open_engines(path)
    with engines.write.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (text TEXT)")
    folding = Folding(path)
    yield engines, folding
    folding.close()
    engines.close()


def write(engines: Engines, pages: int) -> None:
    with engines.write.begin() as connection:
        connection.execute(sa.text("INSERT INTO t VALUES (:text)"), [{"text": PAGE}] * pages)


def log(engines: Engines) -> tuple[int, int]:
    """(pages in the log, those folded back)."""
    with engines.write.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        _, pages, folded = raw.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
    return pages, folded


def test_a_long_log_is_folded_when_nothing_was_written_since_the_last_look(
    store: tuple[Engines, Folding],
) -> None:
    engines, folding = store
    write(engines, FOLD_FROM + 10)
    assert not folding.look()
    assert log(engines)[1] == 0
    assert folding.look()
    pages, folded = log(engines)
    assert pages == folded > FOLD_FROM
    assert not folding.look()
    write(engines, 5)
    assert log(engines)[0] < FOLD_FROM, "the log begins again"


def test_a_log_that_grows_or_is_short_is_left(store: tuple[Engines, Folding]) -> None:
    engines, folding = store
    for _ in range(4):
        write(engines, FOLD_FROM // 3)
        assert not folding.look()
    assert log(engines)[1] == 0
    assert folding.look()
    write(engines, FOLD_FROM // 3)
    assert not any([folding.look(), folding.look(), folding.look()])


def test_who_reads_and_who_writes_is_not_held_up(store: tuple[Engines, Folding]) -> None:
    engines, folding = store
    write(engines, FOLD_FROM)
    count = sa.text("SELECT count(*) FROM t")
    with engines.read.connect() as reader:
        assert reader.execute(count).scalar_one() == FOLD_FROM
        write(engines, FOLD_FROM)
        folding.look()
        with engines.write.begin() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES ('under way')")
            assert folding.look()
        assert reader.execute(count).scalar_one() == FOLD_FROM
    folding.look()
    assert folding.look(), "what the reader held back is folded once it has gone"
    with engines.read.connect() as reader:
        assert reader.execute(count).scalar_one() == 2 * FOLD_FROM + 1


def test_a_fault_of_the_disk_is_left_to_whoever_commits(store: tuple[Engines, Folding]) -> None:
    class Broken:
        def execute(self, _statement: str) -> None:
            raise driver.OperationalError("disk I/O error")

    _, folding = store
    whole, folding._connection = folding._connection, Broken()
    assert not folding.look()
    folding._connection = whole


def test_the_clockwork_of_a_running_county_folds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folded = threading.Event()
    whole = Folding.look

    def look(self: Folding) -> bool:
        done = whole(self)
        if done:
            folded.set()
        return done

    monkeypatch.setattr(Folding, "look", look)
    settings = replace(make_settings(tmp_path / "data", Clock()), clockwork=True, clockwork_seconds=0.01)
    county = County(settings)
    try:
        county.start()
        county.database.run(_fill)
        assert folded.wait(30)
    finally:
        county.close()


def _fill(tx: Tx) -> None:
    rows = [{"key": f"k{number}", "value": PAGE} for number in range(FOLD_FROM + 100)]
    tx.execute(sa.text("INSERT INTO server_meta (key, value) VALUES (:key, :value)"), rows)


def test_postgresql_is_left_to_itself(cluster_database: Database) -> None:
    cluster_database.fold_when_quiet()
    assert cluster_database.run(lambda tx: tx.execute(sa.text("SELECT 1")).scalar_one()) == 1


@pytest.fixture
def cluster_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("cluster").new_database()
    database = Database(tmp_path, url)
    yield database
    database.close()
