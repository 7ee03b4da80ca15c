"""Looking ahead: what is begun while an answer is written, and when it is thrown away."""

from __future__ import annotations

import threading

import msgspec
import pytest

from desktop.sync import schedule
from desktop.sync.ahead import Ahead
from desktop.sync.engine import Pause
from desktop.sync.transport import Reply, Request, SyncProblem
from domain.commands import Command, LogCall
from tests.desktop.store_samples import BUCKET, NOW, OPERATOR
from tests.desktop.test_sync_engine import Rig
from wire.messages import Outcome


class Line:
    """A transport that answers with the path, or breaks."""

    def __init__(self):
        self.sent = []
        self.gate = threading.Event()
        self.gate.set()

    def send(self, request):
        assert self.gate.wait(10)
        self.sent.append((request.path, threading.current_thread().name))
        if request.path == "/broken":
            raise SyncProblem("offline", "test")
        return Reply(200, {}, request.path.encode())


def _request(path):
    return Request("POST", path)


def test_an_early_request_is_carried_once_beside_the_caller():
    line = Line()
    line.gate.clear()
    ahead, request = Ahead(line), _request("/one")
    ahead.begin(request)
    assert line.sent == []
    line.gate.set()
    assert ahead.send(request).body == b"/one"
    assert line.sent == [("/one", "ahead")]


def test_another_request_waits_for_the_early_one_and_drops_its_reply():
    line = Line()
    ahead = Ahead(line)
    ahead.begin(_request("/early"))
    assert ahead.send(_request("/other")).body == b"/other"
    assert [path for path, _ in line.sent] == ["/early", "/other"]
    assert ahead.send(_request("/early")).body == b"/early"
    assert [path for path, _ in line.sent] == ["/early", "/other", "/early"]


def test_a_problem_of_an_early_request_comes_when_it_is_asked_for():
    ahead, request = Ahead(Line()), _request("/broken")
    ahead.begin(request)
    with pytest.raises(SyncProblem):
        ahead.send(request)


@pytest.fixture
def rig(tmp_path):
    made = Rig(tmp_path / "d")
    made.early = []
    made.engine._ahead = made.early.append
    made.sign_in()
    yield made
    made.store.close()


def _numbers(request):
    return [c["n"] for c in msgspec.json.decode(request.body)["commands"]]


def _applied(rig, body):
    sent = [c["command"]["id"] for c in body["commands"]]
    rig.answer(rig.push_answer(body, *(Outcome(cmd_id, "applied") for cmd_id in sent)))


def _next(cursor):
    return {"next": {"county": cursor, BUCKET: cursor}, "more": True}


def test_the_next_page_is_asked_for_before_the_present_one_is_written(rig):
    _, body = rig.call()
    written = []
    rig.store.subscribe(lambda change: written.append(len(rig.early)))
    rig.answer(rig.pull_answer(body, **_next("v1.e.0.1")))
    (early,) = rig.early
    asked = msgspec.json.decode(early.body)
    assert asked["cursors"] == {"county": "v1.e.0.1", BUCKET: "v1.e.0.1"}
    request, body = rig.call()
    assert request is early
    rig.answer(rig.pull_answer(body))
    assert len(rig.early) == 1
    assert isinstance(rig.engine.step(), Pause)


def test_a_page_that_no_longer_fits_the_store_is_asked_for_anew(rig):
    _, body = rig.call()
    rig.answer(rig.pull_answer(body, **_next("v1.e.0.1")))
    rig.store.exchange.resync()
    request, body = rig.call()
    assert request is not rig.early[0]
    assert set(body["cursors"].values()) == {""}


def test_an_early_page_is_dropped_when_the_line_breaks(rig):
    _, body = rig.call()
    rig.answer(rig.pull_answer(body, **_next("v1.e.0.1")))
    rig.call()
    rig.engine.failed(SyncProblem("timeout"))
    rig.engine.wake(by_person=True)
    assert rig.call()[0] is not rig.early[0]


def test_the_next_batch_goes_out_while_outcomes_are_written(rig):
    for n in range(5):
        rig.submit(n)
    rig.engine.schedule.batch = 2
    for numbers in ([1, 2], [3, 4], [5]):
        request, body = rig.call()
        assert [c["n"] for c in body["commands"]] == numbers
        assert request is rig.early[-1]
        _applied(rig, body)
    assert [r.path for r in rig.early] == ["/sync/v1/push"] * 3 + ["/sync/v1/pull"]
    request, _ = rig.call()
    assert request is rig.early[-1]
    assert rig.store.counts().pending == 0


def test_a_push_of_one_batch_is_not_begun_before_its_turn(rig):
    rig.submit(1)
    rig.submit(2)
    request, body = rig.call()
    assert request.path == "/sync/v1/push"
    assert rig.early == []
    _applied(rig, body)
    assert [r.path for r in rig.early] == ["/sync/v1/pull"]


def test_the_first_batch_leaves_before_the_second_is_made_ready(rig, monkeypatch):
    for n in range(4):
        rig.submit(n)
    rig.engine.schedule.batch = 2
    batches, seen = rig.store.exchange.batches, []
    prepare = batches.prepare

    def prepared(under_way, limit):
        seen.append(_numbers(rig.early[-1]))
        return prepare(under_way, limit)

    monkeypatch.setattr(batches, "prepare", prepared)
    request, _ = rig.call()
    assert seen == [[1, 2]]
    assert _numbers(request) == [1, 2]
    assert [c.n for c in rig.engine._early.prepared.commands] == [3, 4]
    rig.engine.failed(SyncProblem("timeout"))
    rig.engine.wake(by_person=True)
    request, _ = rig.call()
    assert _numbers(request) == [1, 2], "the same numbers again"


def test_what_stands_on_a_refused_command_does_not_go_out_early(rig):
    rig.submit(1)
    _, body = rig.call()
    rig.store.submit(Command("k-2", "c-1", LogCall("reached"), NOW), OPERATOR)
    rig.submit(3)
    rig.answer(rig.push_answer(body, Outcome("k-1", "rejected", "post", "没有执行。")))
    sent = [msgspec.json.encode(c["command"]) for c in msgspec.json.decode(rig.early[0].body)["commands"]]
    assert len(sent) == 1
    assert b'"k-3"' in sent[0]


def test_a_command_given_meanwhile_goes_before_the_page_that_was_begun(rig):
    rig.submit(1)
    _, body = rig.call()
    rig.answer(rig.push_answer(body, Outcome("k-1", "applied")))
    assert rig.early[0].path == "/sync/v1/pull"
    rig.submit(2)
    request, body = rig.call()
    assert request.path == "/sync/v1/push"
    rig.answer(rig.push_answer(body, Outcome("k-2", "applied")))
    request, _ = rig.call()
    assert request is rig.early[1]


def test_another_epoch_is_not_looked_past(rig):
    _, body = rig.call()
    rig.answer(rig.pull_answer(body))
    rig.submit(1)
    rig.engine.wake()
    _, body = rig.call()
    rig.answer(rig.push_answer(body, Outcome("k-1", "applied"), epoch="e2"))
    assert rig.early == []


def test_the_page_behind_a_push_begins_where_its_answer_ends(rig):
    rig.submit(1)
    rig.submit(2)
    rig.engine.schedule.batch = 1
    _, body = rig.call()
    assert body["cursors"][BUCKET] == "v1.e1.0.9"
    rig.engine.schedule.batch = 200
    one = msgspec.structs.replace(
        rig.push_answer(body, Outcome("k-1", "applied")), next={BUCKET: "v1.e1.0.20"}
    )
    rig.answer(one)
    request, body = rig.call()
    assert request is rig.early[1]
    assert body["cursors"][BUCKET] == "v1.e1.0.20"
    two = msgspec.structs.replace(
        rig.push_answer(body, Outcome("k-2", "applied")), next={BUCKET: "v1.e1.0.30"}
    )
    rig.answer(two)
    request, body = rig.call()
    assert request is rig.early[2]
    assert (request.path, body["cursors"][BUCKET]) == ("/sync/v1/pull", "v1.e1.0.30")


def test_a_page_begun_behind_an_answer_that_did_not_move_the_cursor_is_dropped(rig):
    rig.submit(1)
    _, body = rig.call()
    rig.store.exchange.resync((BUCKET,))
    rig.answer(
        msgspec.structs.replace(rig.push_answer(body, Outcome("k-1", "applied")), next={BUCKET: "v1.e1.0.20"})
    )
    request, body = rig.call()
    assert request is not rig.early[0]
    assert body["cursors"][BUCKET] == ""


@pytest.fixture
def pairs(rig, monkeypatch):
    """Batches of two commands."""
    monkeypatch.setattr(schedule, "PUSH_MAX_COMMANDS", 2)
    rig.engine.schedule.batch = 2
    return rig


def test_a_batch_is_made_ready_while_the_county_works_on_the_one_before(pairs, monkeypatch):
    for n in range(6):
        pairs.submit(n)
    _, body = pairs.call()
    _applied(pairs, body)
    assert _numbers(pairs.early[1]) == [3, 4]
    assert [c.n for c in pairs.engine._early.prepared.commands] == [5, 6]
    _, body = pairs.call()
    monkeypatch.setattr(
        pairs.store.exchange.batches, "next_batch", lambda *_a: pytest.fail("nothing to look for")
    )
    _applied(pairs, body)
    assert _numbers(pairs.early[2]) == [5, 6]
    assert msgspec.json.decode(pairs.early[2].body)["req"] != ""
    assert pairs.engine._early.prepared is None


def test_a_matter_under_way_waits_for_its_answer(pairs):
    pairs.submit(0)
    pairs.submit(1)
    pairs.submit(2)
    pairs.submit(3)
    pairs.store.submit(Command("k-9", "c-2", LogCall("reached"), NOW), OPERATOR)
    pairs.submit(4)
    _, body = pairs.call()
    _applied(pairs, body)
    assert _numbers(pairs.early[1]) == [3, 4]
    (waiting,) = pairs.engine._early.prepared.commands
    assert b'"k-4"' in bytes(waiting.command)
    _, body = pairs.call()
    refused = Outcome("k-2", "rejected", "post", "没有执行。")
    pairs.answer(pairs.push_answer(body, refused, Outcome("k-3", "applied")))
    assert _numbers(pairs.early[2]) == [5]
    _, body = pairs.call()
    _applied(pairs, body)
    assert [row.cmd_id for row in pairs.store.outbox_rows()] == ["k-9"]
    assert pairs.early[3].path == "/sync/v1/pull", "what stands on the refused command stays"


def test_what_was_made_ready_goes_in_its_turn_when_the_line_breaks(pairs):
    for n in range(6):
        pairs.submit(n)
    _, body = pairs.call()
    _applied(pairs, body)
    pairs.call()
    pairs.engine.failed(SyncProblem("timeout"))
    assert pairs.engine._early.prepared is None
    pairs.engine.wake(by_person=True)
    for numbers in ([3, 4], [5, 6]):
        request, body = pairs.call()
        assert _numbers(request) == numbers
        _applied(pairs, body)
    assert pairs.store.counts().pending == 0


def test_nothing_is_made_ready_behind_a_gap_or_another_sequence(pairs):
    for n in range(6):
        pairs.submit(n)
    batches = pairs.store.exchange.batches
    one = batches.next_batch("r1", 2)
    two = batches.prepare(one, 2)
    assert [c.n for c in two.commands] == [3, 4]
    assert batches.prepare(one, 2) is None, "numbers were given beyond it already"
    assert [c.n for c in batches.prepare(two, 2).commands] == [5, 6]
    assert batches.prepare(two, 2) is None
    pairs.store.exchange.renumber(0)
    assert batches.prepare(one, 2) is None
    assert [c.n for c in batches.next_batch("r2", 6).commands] == [1, 2, 3, 4, 5, 6]
