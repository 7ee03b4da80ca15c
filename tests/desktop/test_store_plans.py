"""How SQLite goes about what the exchange asks: no statement walks through a table that grows with the years."""

from __future__ import annotations

from itertools import pairwise

import pytest

from domain.commands import Command, Note
from tests.desktop.store_samples import NOW, OPERATOR, case_rows, made, page, register
from wire.messages import Outcome, PushAnswer

GROWING = ("entity", "row", "words", "outbox", "member", "tally", "seen")
WAITING_ONLY = ("outbox_send", "outbox_waiting", "outbox_cards")
"""Indexes that hold what waits, and not the journal of the last thirty days."""


@pytest.fixture
def asked(store):
    """Every statement that the store gives to the driver, with its values."""
    said: list[str] = []
    raw = []
    for engine in (store._core.engines.write, store._core.engines.read):
        with engine.connect() as connection:
            raw.append(connection.connection.dbapi_connection)
    for one in raw:
        one.set_trace_callback(said.append)
    yield said
    for one in raw:
        one.set_trace_callback(None)


def walks(store, statement):
    """Steps of the plan that look at every row of a growing table."""
    with store._core.engines.read.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    named = {alias for table in GROWING for alias in (table, *_aliases(statement, table))}
    return [
        (row.detail, statement)
        for row in plan
        if row.detail.startswith("SCAN")
        and row.detail.split()[1] in named
        and not any(f"INDEX {index}" in row.detail for index in WAITING_ONLY)
    ]


def _aliases(statement, table):
    words = statement.replace(",", " ").split()
    return [after for word, after in pairwise(words) if word == table and after.islower()]


def exchange(store, case_ids):
    """Matters arrive, each gets a note, the notes are sent and answered."""
    known = {}
    for case_id in case_ids:
        known[case_id] = made(case_id, register(case_id))
        store.apply_page(page(case_rows(*known[case_id])))
        store.submit(Command(store.new_id(), case_id, Note("已电话联系。"), NOW), OPERATOR, 0)
    batch = store.next_batch("r")
    rows = [row for pair in known.values() for row in case_rows(*pair)]
    outcomes = [
        Outcome(row.cmd_id, "rejected" if n else "applied", "", "moved_away" if n else "", row.case_id, 2)
        for n, row in enumerate(store.outbox_rows())
    ]
    store.apply_push(PushAnswer("r", "e1", NOW, len(outcomes), outcomes, rows), batch)
    store.next_batch("r2")


def test_the_exchange_walks_through_no_table_that_grows(store, asked):
    exchange(store, ["c-1", "c-2"])
    begun = ("SELECT", "UPDATE", "INSERT", "DELETE")
    said = list(dict.fromkeys(text for text in asked if text.lstrip().startswith(begun)))
    asked.clear()
    assert len(said) > 40
    assert any("outbox c INDEXED BY outbox_cards" in text for text in said)
    assert [walk for text in said for walk in walks(store, text)] == []


def test_a_walk_is_noticed(store):
    assert walks(store, "SELECT count(*) FROM outbox o WHERE o.reason = 'x'")
    assert walks(
        store, "SELECT p.seq FROM outbox c JOIN outbox p ON p.case_id = c.case_id WHERE p.kind = 'x'"
    )
    assert not walks(
        store, "SELECT count(*) FROM outbox INDEXED BY outbox_send WHERE state IN ('pending', 'sent')"
    )
