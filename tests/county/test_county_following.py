"""Cursors in push answers: whoever follows them holds what the county holds, and never passes a row that it was not given."""

from __future__ import annotations

import random
from typing import Any

import pytest

from county.push import Push
from county.store import feed
from county.store.feed import Entity, Place
from county.store.tables import feed_floors
from domain.commands import Note
from tests.county.rig import START, TOWN, command, new_id, outbox_row, register

pytestmark = pytest.mark.usefixtures("clock")
BUCKET = f"t:{TOWN}"


class Follower:
    """A desk that keeps what it is given, by bucket and revision, as the protocol wants it."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.held: dict[tuple[str, str, str], int] = {}
        self.pull()

    def pull(self) -> int:
        """Everything that waits; how many rows came."""
        rows = self.desk.pull_all()
        self._take(rows)
        return len(rows)

    def push(self, *commands: Any) -> dict[str, Any]:
        """Push with cursors and follow the answer."""
        first = self.desk.n + 1
        rows = [outbox_row(first + at, given, self.desk.person) for at, given in enumerate(commands)]
        reply = self.desk.push_raw(rows, first, cursors=self.desk.cursors)
        assert reply.status_code == 200, reply.text
        self.desk.n += len(rows)
        answer: dict[str, Any] = reply.json()
        self._take(answer["rows"])
        self.desk.cursors = self.desk.cursors | answer.get("next", {})
        return answer

    def _take(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            key = (row["bucket"], row["kind"], row["id"])
            if row["rev"] >= self.held.get(key, 0):
                self.held[key] = row["rev"]
                if row["op"] != "put":
                    self.held.pop(key)

    def truth(self) -> dict[tuple[str, str, str], int]:
        """What the county gives to somebody who begins at the start."""
        self.desk.cursors = {}
        rows = self.desk.pull_all()
        return {(r["bucket"], r["kind"], r["id"]): r["rev"] for r in rows if r["op"] == "put"}


@pytest.fixture
def followers(any_server: Any, desk_at: Any) -> Any:
    return lambda count: [Follower(desk_at(any_server)) for _ in range(count)]


def test_what_a_push_answer_tells_is_not_told_again(followers: Any) -> None:
    (one,) = followers(1)
    ids = [new_id() for _ in range(3)]
    assert BUCKET in one.push(*(command(i, register()) for i in ids))["next"]
    assert one.pull() == 0
    one.push(*(command(i, Note("补充一句")) for i in ids for _ in range(2)))
    assert one.pull() == 0
    assert one.held == one.truth()


def test_rows_of_others_behind_the_cursor_come_along(followers: Any) -> None:
    one, two = followers(2)
    case_id = new_id()
    two.push(command(case_id, register()))
    answer = one.push(command(new_id(), register()), command(case_id, Note("我这边也有人反映")))
    assert {r["id"] for r in answer["rows"] if r["kind"] == "case"} >= {case_id}
    assert one.pull() == 0
    assert one.held == one.truth()


def test_long_texts_of_others_do_not_swell_the_answer(server: Any, desk_at: Any) -> None:
    """An answer that grows beyond what a client reads would come again and again."""
    one, two = (Follower(desk_at(server)) for _ in range(2))
    for _ in range(4):
        two.push(command(new_id(), register("路" * 20_000)))
    answer = one.push(command(new_id(), register("短")))
    assert sum(len(str(row["body"])) for row in answer["rows"]) < 100_000
    assert one.pull() > 0
    assert one.held == one.truth()


def test_more_of_others_than_an_answer_carries_comes_by_the_pull(followers: Any) -> None:
    one, two = followers(2)
    for _ in range(12):
        two.push(*(command(new_id(), register()) for _ in range(5)))
    one.push(command(new_id(), register()))
    assert one.pull() > 0
    assert one.held == one.truth()


def test_a_case_that_somebody_else_moves_on_meanwhile_is_not_passed_over(
    followers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = followers(2)
    case_id = new_id()
    one.push(command(case_id, register()))
    real = Push._take

    def take(self: Push, session: Any, request: Any, *rest: Any) -> None:
        real(self, session, request, *rest)
        if request.device == one.desk.device:
            two.desk.push(command(case_id, Note("同一时刻的另一条")))

    with monkeypatch.context() as patch:
        patch.setattr(Push, "_take", take)
        one.push(command(case_id, Note("第一条")), command(new_id(), register()))
    one.pull()
    assert one.held == one.truth()


def test_a_row_that_was_published_anew_meanwhile_is_not_passed_over(
    server: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows behind the cursor as were published, yet one of them is newer than what the answer holds."""
    one = Follower(desk_at(server))
    case_id = new_id()
    real = Push._take

    def take(self: Push, *rest: Any) -> None:
        real(self, *rest)
        newer = Entity(BUCKET, "event", f"{case_id}:1", 50, b"{}", case_id)
        one.desk.county.database.run(lambda tx: feed.publish(tx, [newer], START))

    with monkeypatch.context() as patch:
        patch.setattr(Push, "_take", take)
        one.push(command(case_id, register()))
    one.pull()
    assert one.held[(BUCKET, "event", f"{case_id}:1")] == 50
    assert one.held == one.truth()


@pytest.mark.parametrize("seed", range(3))
def test_whoever_follows_holds_what_the_county_holds(followers: Any, seed: int) -> None:
    chance, desks = random.Random(seed), followers(3)
    ids = [new_id()]
    desks[0].push(command(ids[0], register()))
    for _ in range(25):
        desk = chance.choice(desks)
        if chance.random() < 0.2:
            desk.pull()
            continue
        given = []
        for _ in range(chance.choice((1, 2, 60))):
            if chance.random() < 0.3:
                ids.append(new_id())
                given.append(command(ids[-1], register()))
            else:
                given.append(command(chance.choice(ids), Note("随手一记")))
        desk.push(*given)
    for desk in desks:
        desk.pull()
        assert desk.held == desk.truth()


@pytest.mark.parametrize("cursor", ["", "v1.00000000.0.1", "v1.{epoch}.0.99999999", "nonsense"])
def test_a_cursor_that_a_push_cannot_follow_is_left_to_the_pull(
    server: Any, desk_at: Any, cursor: str
) -> None:
    desk = desk_at(server)
    told = cursor.format(epoch=desk.pull()["epoch"])
    rows = [outbox_row(1, command(new_id(), register()), desk.person)]
    answer = desk.push_raw(rows, 1, cursors={BUCKET: told, "t:elsewhere": told})
    assert answer.status_code == 200
    assert answer.json()["outcomes"][0]["kind"] == "applied"
    assert "next" not in answer.json()


def test_a_removal_is_left_to_the_pull_where_a_person_may_be_asked(server: Any, desk_at: Any) -> None:
    one = Follower(desk_at(server))
    gone = new_id()
    one.push(command(gone, register()))
    void = Entity(BUCKET, "case", gone, 99, b"null", op="void")
    one.desk.county.database.run(lambda tx: feed.publish(tx, [void], START))
    answer = one.push(command(new_id(), register()))
    assert [row["op"] for row in answer["rows"] if row["op"] != "put"] == []
    assert one.pull() > 0
    assert one.held == one.truth()


def test_whoever_stands_before_forgotten_tombstones_is_not_led_past_them(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    desk.push(command(new_id(), register()))
    desk.pull_all()
    place = Place(0, int(desk.cursors[BUCKET].split(".")[3]))
    floor = {"bucket": BUCKET, "xid": 0, "seq": place.seq + 1}
    desk.county.database.run(lambda tx: tx.execute(feed_floors.insert(), floor))
    rows = [outbox_row(2, command(new_id(), register()), desk.person)]
    assert "next" not in desk.push_raw(rows, 2, cursors=desk.cursors).json()
