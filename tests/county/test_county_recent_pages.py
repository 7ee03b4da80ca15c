"""Pages that were read a moment ago serve the next desk, and never hide a change."""

from __future__ import annotations

from typing import Any

import pytest

from county import recent_pages
from county.recent_pages import RecentPages
from county.store import feed
from county.store.feed import Place
from domain.commands import Note
from tests.county.rig import TOWN, command, new_id, register

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Place]]:
    """Places from which the store was read and something was there."""
    asked: list[tuple[str, Place]] = []
    read_after = feed.read_after

    def read(connection: Any, bucket: str, after: Place, limit: int) -> Any:
        rows = read_after(connection, bucket, after, limit)
        if rows:
            asked.append((bucket, after))
        return rows

    monkeypatch.setattr(feed, "read_after", read)
    return asked


def test_a_second_desk_at_the_same_place_costs_no_second_reading(
    server: Any, desk_at: Any, reads: list[tuple[str, Place]]
) -> None:
    one, two = desk_at(server), desk_at(server)
    case_id = new_id()
    one.push(command(case_id, register()))
    reads.clear()
    first = one.pull()["rows"]
    read = list(reads)
    assert len(set(read)) == len(read) > 1
    assert two.pull()["rows"] == first
    assert reads == read


def test_a_change_is_seen_by_whoever_asks_from_an_old_place(any_server: Any, desk_at: Any) -> None:
    one, two = desk_at(any_server), desk_at(any_server)
    case_id = new_id()
    one.push(command(case_id, register()))
    one.pull()
    for turn in range(3):
        one.push(command(case_id, Note(f"第{turn}次")))
        one.cursors = two.cursors = {}
        seen = [row for row in two.pull()["rows"] if row["kind"] == "case"]
        assert seen == [row for row in one.pull()["rows"] if row["kind"] == "case"]
        assert {(row["id"], row["rev"]) for row in seen} == {(case_id, 7 + turn)}


def test_pages_of_another_state_of_the_feed_are_forgotten(any_county: Any) -> None:
    pages = RecentPages(postgres=any_county.database.postgres)
    with any_county.database.read() as connection:
        highest = feed.highest_seq(connection, postgres=any_county.database.postgres)
        read = pages.read(connection, "county", Place(), highest)
        assert read == feed.read_after(connection, "county", Place(), 500) != []
        assert len(pages._kept) == (not any_county.database.postgres)
        pages.read(connection, f"t:{TOWN}", Place(0, highest), highest + 1)
        assert pages._kept == {}


def test_what_is_kept_stays_below_its_bytes(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    county, _ = server
    pages = RecentPages(postgres=False)
    monkeypatch.setattr(recent_pages, "_BYTES", 60_000)
    with county.database.read() as connection:
        highest = feed.highest_seq(connection, postgres=False)
        for seq in range(100):
            pages.read(connection, "county", Place(0, seq), highest)
            held = [len(bytes(row.body)) for page, _ in pages._kept.values() for row, _, _ in page]
            assert sum(held) == pages._bytes <= 60_000
        assert ("county", Place(0, 99)) in pages._kept
        assert ("county", Place()) not in pages._kept
