"""The engine, cell by cell: what each answer does in each phase."""

from __future__ import annotations

from contextlib import contextmanager

import msgspec
import pytest
from argon2 import PasswordHasher

from desktop.clock import ServerClock
from desktop.store.buckets import Brake
from desktop.store.store import Store
from desktop.sync.engine import Call, Engine, Halt, Pause
from desktop.sync.report import report
from desktop.sync.schedule import POISON_FAULTS, Schedule
from desktop.sync.session import OfflineRefused, Sessions
from desktop.sync.transport import Reply, SyncProblem
from domain.commands import Command
from tests.desktop.store_samples import (
    BUCKET,
    KEY,
    NOW,
    OPERATOR,
    GivenKey,
    Ids,
    dictionary_rows,
    page,
    register,
    sums,
)
from wire.codec import to_json
from wire.messages import ErrorAnswer, Outcome, PullAnswer, PushAnswer, SessionAnswer

HEADERS = {"x-sync-proto": "1", "content-type": "application/json"}


class Seconds:
    at = float(NOW)

    def __call__(self) -> float:
        return self.at


class Rig:
    """An engine whose county is the test."""

    def __init__(self, folder):
        self.time = Seconds()
        self.clock = ServerClock(self.time, self.time)
        self.store = Store.open(folder, GivenKey(KEY), self.clock, Ids())
        self.sessions = Sessions(self.store, self.clock, PasswordHasher(1, 8, 1))
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5)
        self.store.apply_page(page(dictionary_rows()))

    def session(self, **extra):
        values = {
            "access": "a-1", "refresh": "r-1", "access_seconds": 900, "person": OPERATOR.id, "name": OPERATOR.name,
            "posts": list(OPERATOR.posts), "units": [], "places": list(OPERATOR.places), "county": "990101",
            "county_name": "样例县", "buckets": ["county", BUCKET], "server_time": self.time(), "device_code": "AB",
        } | extra  # fmt: skip
        return SessionAnswer(**values)

    def sign_in(self):
        rig = self

        class Once:
            def send(self, request):
                assert request.path == "/session/v1/sign-in"
                return Reply(200, HEADERS, to_json(rig.session()))

        return self.sessions.sign_in(Once(), "t.operator1", "password-1")

    def submit(self, n):
        self.store.submit(Command(f"k-{n}", f"c-{n}", register(f"c-{n}"), NOW), OPERATOR)

    def call(self):
        step = self.engine.step()
        assert isinstance(step, Call), step
        return step.request, msgspec.json.decode(step.request.body)

    def answer(self, value, status=200):
        self.engine.take(Reply(status, HEADERS, to_json(value)))

    def refuse(self, status, code, **extra):
        self.answer(ErrorAnswer(code, "没有执行。", **extra), status)

    def push_answer(self, body, *outcomes, epoch="e1"):
        return PushAnswer(body["req"], epoch, self.time(), 0, list(outcomes))

    def pull_answer(self, body, rows=(), **extra):
        values = {
            "req": body["req"], "epoch": "e1", "server_time": self.time(), "scope_ver": 1,
            "buckets": ["county", BUCKET], "rows": list(rows), "next": {}, "more": False,
        } | extra  # fmt: skip
        return PullAnswer(**values)


@contextmanager
def signed_in(folder):
    made = Rig(folder)
    made.sign_in()
    yield made
    made.store.close()


@pytest.fixture
def rig(tmp_path):
    with signed_in(tmp_path / "d") as made:
        yield made


def test_a_round_is_push_then_pull_then_rest(rig):
    rig.submit(1)
    request, body = rig.call()
    assert (request.path, request.token, body["first_n"]) == ("/sync/v1/push", "a-1", 1)
    rig.answer(rig.push_answer(body, Outcome("k-1", "applied")))
    request, body = rig.call()
    assert request.path == "/sync/v1/pull"
    rig.answer(rig.pull_answer(body))
    pause = rig.engine.step()
    assert isinstance(pause, Pause)
    assert 20 <= pause.seconds <= 40
    rig.submit(2)
    rig.engine.wake()
    assert rig.call()[0].path == "/sync/v1/push"


def test_pages_follow_while_there_is_more(rig):
    for more in (True, True, False):
        request, body = rig.call()
        assert request.path == "/sync/v1/pull"
        rig.answer(rig.pull_answer(body, more=more))
    assert isinstance(rig.engine.step(), Pause)


@pytest.mark.parametrize("kind", ["offline", "timeout", "tls", "foreign", "proxy", "server", "too_large"])
@pytest.mark.parametrize("phase", ["push", "pull"])
def test_no_answer_changes_nothing_and_is_tried_again_later(rig, kind, phase):
    """scenario 16, scenario 17: every kind of silence in every phase."""
    if phase == "push":
        rig.submit(1)
    before = rig.store.pull_request("x").cursors
    rig.call()
    rig.engine.failed(SyncProblem(kind))
    assert isinstance(rig.engine.step(), Pause)
    assert rig.store.pull_request("x").cursors == before
    assert rig.engine.offline_since == NOW
    rig.time.at += 1
    request, body = rig.call()
    assert request.path == f"/sync/v1/{phase}"
    if phase == "push":
        assert body["first_n"] == 1
        rig.answer(rig.push_answer(body, Outcome("k-1", "applied")))
        assert rig.engine.offline_since == 0


def test_backoff_grows_to_five_minutes_and_a_person_ends_it(rig):
    """scenario 16: no storm of retries."""
    waits = []
    for _ in range(12):
        rig.call()
        rig.engine.failed(SyncProblem("offline"))
        pause = rig.engine.step()
        waits.append(pause.seconds)
        rig.engine.wake()
        assert isinstance(rig.engine.step(), Pause)
        rig.time.at += pause.seconds
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert max(waits) == 150.0
    rig.call()
    rig.engine.failed(SyncProblem("offline"))
    rig.engine.wake(by_person=True)
    assert isinstance(rig.engine.step(), Call)


def test_an_expired_token_is_renewed_once_and_the_same_work_goes_on(rig):
    """scenario 29: between two batches."""
    rig.submit(1)
    _, before = rig.call()
    rig.refuse(401, "signed_out")
    request, body = rig.call()
    assert (request.path, body["refresh"]) == ("/session/v1/refresh", "r-1")
    rig.answer(rig.session(access="a-2", refresh="r-2"))
    request, after = rig.call()
    assert (request.path, request.token) == ("/sync/v1/push", "a-2")
    assert after["commands"] == before["commands"]


def test_a_lost_answer_to_a_refresh_sends_the_same_token_again(rig):
    """scenario 30: the old token is kept until the answer is stored."""
    rig.time.at += 900
    _, first = rig.call()
    rig.engine.failed(SyncProblem("timeout"))
    rig.time.at += 10
    _, again = rig.call()
    assert first["refresh"] == again["refresh"] == "r-1"


def test_a_refused_refresh_asks_for_the_password_and_keeps_the_work(rig):
    """scenario 30: the refresh token was revoked."""
    rig.submit(1)
    rig.time.at += 900
    rig.call()
    rig.refuse(401, "signed_out")
    assert rig.engine.step() == Halt("sign_in")
    assert len(rig.store.outbox_rows()) == 1
    rig.sign_in()
    rig.engine.signed_in()
    assert rig.call()[0].path == "/sync/v1/push"


@pytest.mark.parametrize(
    ("status", "code", "halt"),
    [
        (403, "disabled", "locked"),
        (403, "device_disabled", "locked"),
        (403, "not_enrolled", "sign_in"),
        (426, "too_old", "too_old"),
    ],
)
def test_what_only_a_person_can_mend_halts(rig, status, code, halt):
    """scenario 31, scenario 46: disabled, not enrolled, too old."""
    rig.submit(1)
    rig.call()
    rig.refuse(status, code)
    assert rig.engine.step() == Halt(halt)
    assert rig.store.outbox_rows()[0].state == "sent"
    said = report(rig.engine, rig.store, rig.clock)
    assert (said.kind, rig.engine.halt, said.pending) == ("refused", halt, 1)
    assert "。" in said.message


@pytest.mark.parametrize("code", ["sequence", "cloned"])
def test_a_broken_sequence_is_numbered_anew_at_once_then_patiently(rig, code):
    """scenario 27: gap and clone."""
    rig.submit(1)
    _, first = rig.call()
    rig.refuse(409, code, need_n=1)
    _, second = rig.call()
    assert second["db_id"] != first["db_id"]
    assert second["commands"][0]["command"] == first["commands"][0]["command"]
    rig.refuse(409, code, need_n=1)
    assert isinstance(rig.engine.step(), Pause)


def test_a_forgotten_cursor_starts_over(rig):
    """scenario 26: 410 of another epoch."""
    _, body = rig.call()
    rig.answer(rig.pull_answer(body, next={BUCKET: "v1.e1.0.9"}))
    rig.engine.wake(by_person=True)
    rig.call()
    rig.refuse(410, "resync")
    request, body = rig.call()
    assert request.path == "/sync/v1/pull"
    assert set(body["cursors"].values()) == {""}
    rows = dictionary_rows()
    rig.answer(rig.pull_answer(body, rows, epoch="e2", sums=sums(rows)))
    assert rig.store.sync_state().resyncing == ()
    assert rig.store.sync_state().epoch == "e2"


def test_the_county_may_ask_for_time(rig):
    """scenario 52: Retry-After is obeyed."""
    rig.call()
    rig.engine.take(
        Reply(503, HEADERS | {"retry-after": "40"}, to_json(ErrorAnswer("busy", "正忙。", retry_after=40)))
    )
    assert rig.engine.step().seconds >= 40


def test_a_poisonous_command_is_set_aside_and_the_others_pass(rig):
    """scenario 41: one command breaks the county five times alone."""
    for n in range(1, 6):
        rig.submit(n)
    taken: set[str] = set()
    for _ in range(80):
        rig.time.at += 160
        request, body = rig.call()
        if request.path == "/session/v1/refresh":
            rig.answer(rig.session())
            continue
        if request.path != "/sync/v1/push":
            break
        ids = [c["command"]["id"] for c in body["commands"]]
        if "k-3" in ids:
            rig.refuse(500, "fault")
        else:
            taken |= set(ids)
            rig.answer(rig.push_answer(body, *(Outcome(i, "applied") for i in ids)))
    assert taken == {"k-1", "k-2", "k-4", "k-5"}
    (left,) = rig.store.outbox_rows()
    assert (left.cmd_id, left.conflict) == ("k-3", "postponed")


def test_a_braked_bucket_stops_the_pull_and_not_the_push(rig):
    """scenario 54: the brake."""
    rig.store.exchange.hold(Brake(BUCKET, 60))
    rig.submit(1)
    _, body = rig.call()
    rig.answer(rig.push_answer(body, Outcome("k-1", "applied")))
    assert isinstance(rig.engine.step(), Pause)
    assert report(rig.engine, rig.store, rig.clock).braked == ((BUCKET, 60),)
    rig.store.exchange.release_brake(BUCKET)
    rig.engine.wake(by_person=True)
    assert rig.call()[0].path == "/sync/v1/pull"


def test_files_follow_the_commands_and_stay_until_they_are_there(rig):
    """scenario 45: commands first."""
    kept = rig.store.put_attachment(b"photo", "a.jpg", "image/jpeg")
    other = rig.store.put_attachment(b"known", "b.jpg", "image/jpeg")
    rig.submit(1)
    _, body = rig.call()
    rig.answer(rig.push_answer(body, Outcome("k-1", "applied")))
    _, body = rig.call()
    rig.answer(rig.pull_answer(body))
    request, body = rig.call()
    assert (request.path, set(body)) == ("/blobs/v1/missing", {kept.sha256, other.sha256})
    rig.answer([kept.sha256])
    assert rig.store.attachments.waiting() == (kept.sha256,)
    step = rig.engine.step()
    assert (step.request.method, step.request.path) == ("PUT", f"/blobs/v1/{kept.sha256}")
    assert step.request.body == b"photo"
    rig.answer({"end": 1})
    assert rig.store.attachments.waiting() == ()
    assert isinstance(rig.engine.step(), Pause)


def test_trouble_with_files_does_not_slow_the_commands(rig):
    """scenario 45: a broken file route holds nothing back."""
    rig.store.put_attachment(b"photo", "a.jpg", "image/jpeg")
    _, body = rig.call()
    rig.answer(rig.pull_answer(body))
    rig.call()
    rig.refuse(404, "not_found")
    rig.submit(1)
    rig.engine.wake()
    assert rig.call()[0].path == "/sync/v1/push"


def test_report_speaks_of_offline_minutes_and_waiting_work(rig):
    rig.submit(1)
    rig.call()
    rig.engine.failed(SyncProblem("offline"))
    rig.time.at += 65 * 60
    said = report(rig.engine, rig.store, rig.clock)
    assert (said.kind, said.why, said.pending) == ("offline", "offline", 1)
    assert rig.clock.now() - said.since == 65 * 60
    assert "内容都保存在本机" in said.message


def test_signing_in_without_the_county(rig):
    signed = rig.sessions.sign_in_offline("T.operator1 ", "password-1")
    assert signed.actor == OPERATOR
    assert rig.sessions.barred("t.operator1") == ""
    rig.time.at += 8 * 86400
    assert "只能查看" in rig.sessions.barred("T.operator1")
    assert rig.sessions.barred("somebody else") == ""
    rig.time.at -= 30 * 86400
    with pytest.raises(OfflineRefused, match="电脑时间"):
        rig.sessions.sign_in_offline("t.operator1", "password-1")
    with pytest.raises(OfflineRefused):
        rig.sessions.sign_in_offline("nobody", "password-1")
    assert rig.store.next_temporary_number().startswith("LAB")
    rig.sessions.sign_out()
    assert rig.sessions.resume() is None


def test_page_sizes_follow_the_line():
    """scenario 58: doubling and halving."""
    schedule = Schedule(lambda: 0.0)
    start = schedule.page_bytes
    schedule.page_took(0.1)
    assert schedule.page_bytes == 2 * start
    schedule.page_took(5)
    assert schedule.page_bytes == 2 * start
    for _ in range(10):
        schedule.page_failed()
    assert 0 < schedule.page_bytes < start
    while schedule.batch > 1:
        assert not schedule.batch_failed()
    assert [schedule.batch_failed() for _ in range(POISON_FAULTS)] == [False] * (POISON_FAULTS - 1) + [True]
    schedule.batch_passed()
    assert (schedule.batch, schedule.faults) == (2, 0)


def test_work_that_comes_while_a_round_runs_is_not_left_for_the_next_poll(rig):
    _, body = rig.call()
    rig.submit(1)
    rig.engine.wake()
    rig.answer(rig.pull_answer(body))
    assert rig.call()[0].path == "/sync/v1/push"
