"""Figures that are kept hour by hour say what counting the members says, at every instant."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from desktop.store import projection, queries
from desktop.store.opening import statements
from desktop.store.tally import ALL, AMBER, LATE, RED, Changes, figures
from desktop.store.values import Badge
from domain.commands import Command, LogCall, Note
from domain.queues import QUEUES
from storage.engine import open_engines
from tests.desktop.store_samples import KEY, NOW, OPERATOR, case_rows, made, page, register

COUNTED = "SELECT queue, count(*), total(due_at <= :now), total(amber_at <= :now AND due_at > :now) FROM member GROUP BY queue"
LATE_ROWS = "SELECT count(*) FROM row WHERE due_at <= :now"

instants = st.one_of(st.none(), st.integers(0, 4 * 3600))
members = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 9), instants, instants, st.booleans()), max_size=30
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A file as the second version made it, with nothing in it."""
    engines = open_engines(tmp_path_factory.mktemp("tally") / "store.db", KEY.hex())
    with engines.write.begin() as connection:
        for number in (1, 2):
            for statement in statements(f"{number:04d}.sql"):
                connection.exec_driver_sql(statement)
    yield engines.write
    engines.close()


def counted(connection, now):
    found = {}
    for queue, count, red, amber in connection.execute(sa.text(COUNTED), {"now": now}):
        found[queue, ALL], found[queue, RED], found[queue, AMBER] = count, int(red), int(amber)
    found[LATE, RED] = connection.execute(sa.text(LATE_ROWS), {"now": now}).scalar_one()
    return {key: count for key, count in found.items() if count}


def told(connection, now):
    return {key: count for key, count in figures(connection, now).items() if count}


def put(connection, pk, queue, sort_at, amber_at, due_at):
    connection.exec_driver_sql(
        "INSERT INTO member (queue, sort_at, pk, amber_at, due_at) VALUES (?, ?, ?, ?, ?)",
        (queue, sort_at, pk, amber_at, due_at),
    )
    named = dict.fromkeys(projection.COLUMNS, 0) | {"pk": pk, "id": f"c-{pk}", "due_at": due_at}
    connection.exec_driver_sql(
        f"INSERT INTO row ({', '.join(named)}) VALUES ({', '.join('?' * len(named))})", tuple(named.values())
    )


@given(members, st.lists(st.integers(0, 5 * 3600), min_size=1, max_size=4))
def test_members_that_come_and_go_leave_what_counting_finds(empty, rows, instants):
    with empty.connect() as connection:
        for statement in statements("0003.sql"):
            connection.exec_driver_sql(statement)
        changes = Changes()
        for pk, (queue, sort_at, amber_at, due_at, goes) in enumerate(rows):
            changes.member(queue, amber_at, due_at, 1)
            changes.limit(None, due_at)
            if goes:
                changes.write(connection)
                changes.member(queue, amber_at, due_at, -1)
                changes.limit(due_at, None)
            else:
                put(connection, pk, queue, sort_at, amber_at, due_at)
        changes.write(connection)
        for now in instants:
            assert told(connection, now) == counted(connection, now)
        assert connection.exec_driver_sql("SELECT count(*) FROM tally WHERE count = 0").scalar() == 0
        connection.rollback()


@given(members, st.integers(0, 5 * 3600))
def test_the_migration_counts_the_members_of_an_older_store(empty, rows, now):
    with empty.connect() as connection:
        for pk, (queue, sort_at, amber_at, due_at, _) in enumerate(rows):
            put(connection, pk, queue, sort_at, amber_at, due_at)
        for statement in statements("0003.sql"):
            connection.exec_driver_sql(statement)
        assert told(connection, now) == counted(connection, now)
        connection.rollback()


def test_badges_of_a_store_follow_every_change_and_every_hour(store, clock):
    for number in range(6):
        case, events = made(f"c-{number}", register(f"c-{number}"))
        store.apply_page(page(case_rows(case, events)))
    store.submit(Command("k-1", "c-1", LogCall("reached", "好"), NOW), OPERATOR)
    store.submit(Command("k-2", "c-2", Note("一句"), NOW), OPERATOR)
    seen = set()
    for minutes in (*range(-1, 65), 24 * 60, 90 * 24 * 60):
        now = NOW + 60 * minutes
        with store._core.engines.read.connect() as connection:
            expected = counted(connection, now)
            badges = queries.badges(connection, now)
        for number, name in enumerate(QUEUES):
            if name != "overdue":
                assert badges[name] == Badge(*(expected.get((number, kind), 0) for kind in (ALL, RED, AMBER)))
        assert badges["overdue"].count == expected.get((LATE, RED), 0)
        seen.add((badges["first_call"].red, badges["first_call"].amber))
    assert len(seen) > 2, seen
