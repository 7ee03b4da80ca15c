"""Search words that follow their rows are written when the exchange has nothing else to do, and hold nothing up."""

from __future__ import annotations

import threading

import msgspec
import pytest

from desktop.store import moments, wording
from desktop.store.decoded import NOTHING, Decoded
from desktop.store.moments import Moments
from desktop.store.problems import StoreProblem
from desktop.sync.ahead import Ahead
from desktop.sync.early import page_of, read_page
from desktop.sync.engine import Call, Halt, Pause
from desktop.sync.transport import Reply, Request, SyncProblem
from tests.desktop.store_samples import BUCKET, case_rows, made, page, register, row
from tests.desktop.test_sync_engine import HEADERS, Rig
from wire.caps import CRC_HEADER, body_crc
from wire.codec import to_json


@pytest.fixture
def rig(tmp_path, monkeypatch):
    monkeypatch.setattr(wording, "MANY", 3)
    monkeypatch.setattr(wording, "STEP", 4)
    made_rig = Rig(tmp_path / "d")
    made_rig.sign_in()
    yield made_rig
    made_rig.store.close()


def rows(count, first=0):
    return [r for n in range(first, first + count) for r in case_rows(*made(f"c-{n}", register(f"c-{n}")))]


def loaded(rig, count=10):
    _, body = rig.call()
    rig.answer(rig.pull_answer(body, rows(count)))
    assert rig.store.wordless


def test_words_are_written_step_by_step_when_all_is_fetched(rig):
    _, body = rig.call()
    rig.answer(rig.pull_answer(body, rows(10), more=True))
    request, body = rig.call()
    assert request.path == "/sync/v1/pull", "pages come first"
    rig.answer(rig.pull_answer(body))
    written = []
    rig.store.subscribe(written.append)
    assert [rig.engine.step() for _ in range(3)] == [Pause(0.0)] * 3
    assert not rig.store.wordless
    pause = rig.engine.step()
    assert isinstance(pause, Pause)
    assert pause.seconds > 1
    assert written == [], "nothing that is shown has changed"


def test_a_command_given_meanwhile_is_sent_first(rig):
    loaded(rig)
    assert rig.engine.step() == Pause(0.0)
    rig.submit(90)
    rig.engine.wake(by_person=True)
    assert rig.call()[0].path == "/sync/v1/push"
    assert rig.store.wordless


@pytest.mark.parametrize("problem", ["offline", "sign_in"])
def test_words_are_written_without_a_county(rig, problem):
    loaded(rig)
    rig.time.at += 1000
    rig.engine.wake(by_person=True)
    while isinstance(step := rig.engine.step(), Call):
        if problem == "offline":
            rig.engine.failed(SyncProblem("offline"))
        else:
            rig.refuse(401, "signed_out")
    assert step == Pause(0.0)
    while rig.store.wordless:
        assert rig.engine.step() == Pause(0.0)
    step = rig.engine.step()
    assert step == Halt("sign_in") if problem == "sign_in" else step.seconds > 0


def test_a_full_disk_does_not_make_the_exchange_run_in_circles(rig, monkeypatch):
    loaded(rig)

    def full():
        raise StoreProblem("full", "磁盘空间已满。")

    monkeypatch.setattr(rig.store, "write_words", full)
    pause = rig.engine.step()
    assert isinstance(pause, Pause)
    assert pause.seconds > 1
    assert rig.engine.problem.code == "full", "the tray tells it"
    assert len(rig.store.search("路灯", 50)) == 10
    monkeypatch.undo()
    assert rig.engine.step() == Pause(0.0)


# --- pages that are read before their turn

PULL = Request("POST", "/sync/v1/pull")


def reply_of(answer):
    body = to_json(answer)
    return Reply(200, HEADERS | {CRC_HEADER.lower(): body_crc(body)}, body)


def test_a_page_read_early_is_the_page(rig):
    answer = page(rows(3))
    reply = read_page(PULL, reply_of(answer))
    found, decoded = page_of(reply, "r")
    assert found == answer
    assert [decoded.case(r).id for r in found.rows if r.kind == "case"] == ["c-0", "c-1", "c-2"]
    assert decoded.case(found.rows[-1]) is decoded.case(found.rows[-1]), "decoded once"
    plain, nothing = page_of(reply_of(answer), "r")
    assert (plain, nothing) == (answer, NOTHING)
    assert nothing.case(plain.rows[-1]) == decoded.case(found.rows[-1])
    assert [nothing.hash(r) for r in plain.rows] == [decoded.hash(r) for r in found.rows]


def test_an_early_page_of_another_request_is_no_answer(rig):
    reply = read_page(PULL, reply_of(page([])))
    with pytest.raises(SyncProblem) as caught:
        page_of(reply, "another")
    assert caught.value.kind == "foreign"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {}, b"<html>"),
        Reply(200, HEADERS, b'{"req":'),
        Reply(503, HEADERS, b'{"code":"busy","message":"x"}'),
        Reply(200, HEADERS | {CRC_HEADER.lower(): "00000000"}, b"{}"),
    ],
)
def test_trouble_with_an_early_page_is_told_in_its_turn(rig, reply):
    assert read_page(PULL, reply) is reply


def test_only_pages_are_read_early(rig):
    reply = reply_of(page([]))
    assert read_page(Request("POST", "/sync/v1/push"), reply) is reply


def test_what_was_made_early_is_written_like_what_is_made_in_turn(tmp_path, rig, store):
    answer = page(
        [*rows(5), row(BUCKET, "case", "c-bad", 1, b'{"id":5}'), row(BUCKET, "odd", "o-1", 1, b"{}")]
    )
    decoded = Decoded(answer.rows)
    store.apply_page(answer, decoded)
    rig.store.apply_page(answer)
    for asked in (lambda s: s.page("pending_accept", limit=50).rows, lambda s: s.search("路灯", 50)):
        first, second = (
            {r.case_id: msgspec.to_builtins(r) | {"pk": 0} for r in asked(s)} for s in (store, rig.store)
        )
        assert first == second
        assert len(first) == 5
    assert store.counts().quarantined == rig.store.counts().quarantined == 2


# --- the moment at which they are read


def test_reading_waits_for_the_writing_thread_and_not_for_ever(monkeypatch):
    monkeypatch.setattr(moments, "LONGEST", 3600.0)
    moment, order = Moments(), []
    moment.wait()
    moment.busy()
    waiting = threading.Thread(target=lambda: (moment.wait(), order.append("read")))
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive(), "it waits"
    order.append("writing")
    moment.free()
    waiting.join(20)
    assert order == ["writing", "read"]
    monkeypatch.setattr(moments, "LONGEST", 0.0)
    moment.busy()
    moment.wait()


def test_a_page_is_read_after_the_moment_has_come():
    order = []

    class Line:
        def send(self, request):
            order.append("carried")
            return reply_of(page([]))

    ahead = Ahead(Line(), lambda: order.append("moment"))
    ahead.begin(PULL)
    assert page_of(ahead.send(PULL), "r")[0].req == "r"
    assert order == ["carried", "moment"]
    ahead.send(Request("POST", "/sync/v1/push"))
    assert order == ["carried", "moment", "carried"], "what is asked for in its turn waits for nothing"


def test_the_thread_that_writes_is_busy_until_the_page_goes_to_the_disk(rig, monkeypatch):
    seen = []
    moment = rig.store._core.moments
    monkeypatch.setattr(moment, "busy", lambda: seen.append("busy"))
    monkeypatch.setattr(moment, "free", lambda: seen.append("free"))
    rig.store.apply_page(page(rows(1)))
    assert seen == ["busy", "free", "free"]
    monkeypatch.setattr(rig.store.exchange, "_refresh", lambda *_a, **_k: 1 / 0)
    seen.clear()
    with pytest.raises(ZeroDivisionError):
        rig.store.apply_page(page(rows(1, 5)))
    assert seen == ["busy", "free"]
