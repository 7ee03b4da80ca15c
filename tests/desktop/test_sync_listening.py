"""The listener: what it asks, how long it waits, and whom it wakes."""

from __future__ import annotations

import msgspec
import pytest

from desktop.sync.loop import SyncLoop
from desktop.sync.transport import Reply, SyncProblem
from tests.desktop.store_samples import page
from tests.desktop.test_sync_engine import HEADERS, Rig
from wire.codec import to_json
from wire.messages import ErrorAnswer, WaitAnswer


class Listening:
    """Answers waits as the test says; time passes while it does."""

    def __init__(self, time):
        self.time = time
        self.asked = []
        self.next = lambda body: Reply(200, HEADERS, to_json(WaitAnswer(body["req"], "e1", 1.0, [])))
        self.takes = 0.0

    def send(self, request):
        self.asked.append(msgspec.json.decode(request.body))
        self.time.at += self.takes
        return self.next(self.asked[-1])


@pytest.fixture
def rig(tmp_path):
    made = Rig(tmp_path / "d")
    made.sign_in()
    made.store.apply_page(page([]))
    made.listening = Listening(made.time)
    made.loop = SyncLoop(
        made.engine, made.listening, made.listening, made.store, made.sessions,
        jitter=lambda: 0.5, monotonic=made.time,
    )  # fmt: skip
    yield made
    made.store.close()


def listen(rig):
    return rig.loop._listen_once(rig.sessions.token(), rig.store.sync_state().device)


def test_news_wake_the_exchange_at_once(rig):
    rig.engine._resume = rig.time() + 30
    assert listen(rig) == 0.0
    assert not rig.loop._woken.is_set()
    rig.listening.next = lambda body: Reply(
        200, HEADERS, to_json(WaitAnswer(body["req"], "e1", 1.0, ["county"]))
    )
    assert listen(rig) < 1.0
    assert rig.loop._woken.is_set()
    assert rig.engine._resume == 0.0


def test_a_proxy_that_cuts_waits_gets_shorter_ones(rig):
    """scenario 17: the line is cut after ten seconds; the next wait is half as long, until it fits."""

    def cut(_body):
        raise SyncProblem("offline")

    rig.listening.next, rig.listening.takes = cut, 10.0
    for _ in range(2):
        assert listen(rig) > 0
    rig.listening.next = Listening(rig.time).next
    listen(rig)
    assert [asked["seconds"] for asked in rig.listening.asked] == [25, 12, 6]


def test_a_page_in_the_place_of_the_answer_wakes_nobody(rig):
    """scenario 11: a login page, another request's answer, an answer cut in the middle."""
    good = to_json(WaitAnswer("another", "e1", 1.0, ["county"]))
    for reply in (Reply(200, {"content-type": "text/html"}, b"<html>"), Reply(200, HEADERS, good), Reply(200, HEADERS, good[:20])):  # fmt: skip
        rig.listening.next = lambda _body, reply=reply: reply
        assert listen(rig) > 0
    assert not rig.loop._woken.is_set()


def test_the_wish_of_a_busy_county_is_kept(rig):
    """scenario 52: Retry-After, and no shorter wait because of it."""
    refusal = Reply(
        503, HEADERS | {"retry-after": "9"}, to_json(ErrorAnswer("busy", "正忙。", retry_after=9))
    )
    rig.listening.next = lambda _body: refusal
    assert listen(rig) >= 9
    assert listen(rig) >= 9
    assert [asked["seconds"] for asked in rig.listening.asked] == [25, 25]


def test_the_first_answer_after_an_outage_ends_the_backoff_of_the_exchange(rig):
    """scenario 52: whoever hears the county again does not sleep on for minutes."""
    for _ in range(9):
        rig.call()
        rig.engine.failed(SyncProblem("offline"))
        rig.time.at = max(rig.time.at, rig.engine._resume)
    rig.call()
    rig.engine.failed(SyncProblem("offline"))
    assert rig.engine.step().seconds > 60

    def away(_body):
        raise SyncProblem("offline")

    answered = rig.listening.next
    rig.listening.next = away
    listen(rig)
    assert rig.engine.step().seconds > 60
    rig.listening.next = answered
    listen(rig)
    assert rig.engine.schedule.failures == 0
    assert rig.loop._woken.is_set()
    rig.call()


def test_the_first_wait_that_is_cut_lets_the_exchange_look_at_once(rig):
    """No false green light: a county that has gone is told now, not at the next poll. Then the backoff holds."""

    def away(_body):
        raise SyncProblem("offline")

    rig.engine.wake(by_person=True)
    for _ in range(2):
        _, body = rig.call()
        rig.answer(rig.pull_answer(body))
    assert rig.engine.step().seconds > 10
    rig.listening.next = away
    listen(rig)
    assert rig.loop._woken.is_set()
    rig.call()
    rig.engine.failed(SyncProblem("offline"))
    rig.loop._woken.clear()
    listen(rig)
    assert not rig.loop._woken.is_set()
    assert rig.engine.offline_since
