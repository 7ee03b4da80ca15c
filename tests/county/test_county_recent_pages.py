"""RecentPages that were read a moment ago serve the next desk, and never hide a change."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_pages_of_another_state_of_the_feed_are_forgotten_and_few_are_kept(any_county: Any) -> None:
    pages = RecentPages(postgres=any_county.database.postgres)
    bucket = f"t:{TOWN}"
    with any_county.database.read() as connection:
        highest = feed.highest_seq(connection, postgres=any_county.database.postgres)
        for seq in range(100):
            pages.read(connection, "county", Place(0, seq), highest)
            pages.read(connection, bucket, Place(0, seq), highest)
        assert len(pages._kept) <= 24
        assert pages.read(connection, "county", Place(), highest) == feed.read_after(
            connection, "county", Place(), 500
        )
        pages.read(connection, bucket, Place(0, highest), highest + 1)
        assert pages._kept == {}
