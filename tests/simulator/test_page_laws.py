"""Laws of taking pages, on the shipped function: whatever comes twice, late or in pieces ends in the same state."""

from __future__ import annotations

import itertools
import shutil

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.store import buckets as scope
from desktop.store import replica
from desktop.store.buckets import Touched
from tests.simulator.parts import Desktop, Time
from tests.simulator.template import template, work_folder
from tests.simulator.thin import thin_desktops
from wire.messages import FeedRow

BUCKETS = ("t:990101101", "v:990101101201")
KINDS = ("event", "case", "comet")
"""An event; a case whose body does not read; a kind that nobody knows here. The last two are set aside."""


def row(bucket: str, kind: str, name: str, rev: int, op: str) -> FeedRow:
    body = msgspec.json.encode(f"{name} at {rev}")
    return FeedRow(bucket, kind, name, rev, op, 1, "c-1", msgspec.Raw(body))


entities = st.tuples(st.sampled_from(BUCKETS), st.sampled_from(KINDS), st.sampled_from("abcd"))


@st.composite
def streams(draw, *, removals: bool = True):
    """Rows as a county sends them: revisions of an entity grow, sometimes it goes away and comes back."""
    revisions: dict[tuple, int] = {}
    rows = []
    for entity in draw(st.lists(entities, max_size=24)):
        revisions[entity] = revisions.get(entity, 0) + draw(st.integers(1, 3))
        op = draw(st.sampled_from(("put", "put", "void", "revoke"))) if removals else "put"
        rows.append(row(*entity, revisions[entity], op))
    return rows


@pytest.fixture(scope="module")
def taken():
    """Takes pages in a transaction that is rolled back, and tells what was held then."""
    folder = work_folder() / "laws"
    shutil.copytree(template(thin=True) / "t.operator1", folder)
    with thin_desktops():
        import random

        desktop = Desktop(folder, "t.operator1", 9, Time(), random.Random(0))

        def run(*pages):
            with desktop.store._core.engines.write.connect() as connection:
                connection.exec_driver_sql("DELETE FROM entity")
                connection.exec_driver_sql("DELETE FROM bucket")
                held: dict = {}
                replica.rescope(connection, held, BUCKETS, Touched())
                for page in pages:
                    replica.apply_rows(connection, page, held, Touched(), {})
                    for bucket in held.values():
                        counted = scope.recount(connection, bucket.pk)
                        assert counted == (bucket.count, bucket.sum64), "the sum kept differs from a recount"
                tables = {
                    table: sorted(tuple(r) for r in connection.exec_driver_sql(
                        f"SELECT bucket, kind, id, rev, body FROM {table}"
                    ))
                    for table in ("entity", "quarantine")
                }  # fmt: skip
                sums = {name: (b.count, b.sum64) for name, b in held.items()}
                connection.rollback()
                return tables, sums

        yield run
        desktop.store.abandon()
    shutil.rmtree(folder)


@given(page=streams())
def test_a_page_taken_twice_is_a_page_taken_once(taken, page):
    assert taken(page, page) == taken(page)


@given(rows=streams(removals=False), data=st.data())
def test_the_order_of_what_is_there_does_not_matter(taken, rows, data):
    assert taken(data.draw(st.permutations(rows))) == taken(rows)


@given(a=streams(), cut=st.integers(0, 24))
def test_taking_a_and_then_b_is_taking_both(taken, a, cut):
    assert taken(a[:cut], a[cut:]) == taken(a)


@given(rows=streams(), cuts=st.lists(st.integers(0, 24), max_size=5))
def test_batches_of_any_split_equal_one_page(taken, rows, cuts):
    edges = [0, *sorted(min(c, len(rows)) for c in cuts), len(rows)]
    assert taken(*(rows[a:b] for a, b in itertools.pairwise(edges))) == taken(rows)


@given(rows=streams(), again=st.integers(0, 24))
def test_going_back_with_the_cursor_and_reading_on_changes_nothing(taken, rows, again):
    assert taken(rows, rows[again:]) == taken(rows)


@given(rows=streams())
def test_what_a_bucket_holds_does_not_depend_on_another_bucket(taken, rows):
    together, apart = taken(rows)[1], {}
    for name in BUCKETS:
        apart[name] = taken([r for r in rows if r.bucket == name])[1][name]
    assert together == apart
