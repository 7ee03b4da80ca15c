"""The shipped engine and transport against a real county process on this machine."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from desktop import settings
from desktop.clock import ServerClock
from desktop.embedded import EmbeddedCounty, EmbeddedProblem
from desktop.store.store import Store
from desktop.sync.direct import Direct
from desktop.sync.engine import Engine, Halt, Pause
from desktop.sync.loop import SyncLoop
from desktop.sync.report import report
from desktop.sync.session import OfflineRefused, Sessions
from desktop.sync.transport import HttpTransport, Refused, SyncProblem
from domain.commands import Command, LogCall
from tests.desktop.store_samples import KEY, GivenKey, register
from wire.admin import PlanCampaign


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    embedded = EmbeddedCounty(tmp_path_factory.mktemp("county"), practice=True)
    ready = embedded.start()
    yield embedded, ready
    embedded.stop()


class Device:
    """A desktop without a window."""

    def __init__(self, folder, url):
        self.clock = ServerClock()
        self.store = Store.open(folder, GivenKey(KEY), self.clock)
        self.sessions = Sessions(self.store, self.clock)
        self.transport = HttpTransport(url)
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5)

    def round(self):
        """Exchange until the engine rests or needs a person."""
        for _ in range(200):
            step = self.engine.step()
            if isinstance(step, Pause | Halt):
                return step
            try:
                reply = self.transport.send(step.request)
            except SyncProblem as problem:
                self.engine.failed(problem)
            else:
                self.engine.take(reply)
        raise AssertionError("the exchange does not end")

    def close(self):
        self.transport.close()
        self.store.close()


@pytest.fixture
def device(county, tmp_path):
    made = Device(tmp_path / "device", county[1].url)
    yield made
    made.close()


def _enrolment(county):
    done = subprocess.run(
        [sys.executable, "-m", "county", "enrol", "--data", str(county[0]._folder)],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    return done.stdout.strip().rpartition("：")[2]


def test_sign_in_first_load_submit_and_see_it_numbered(county, device):
    ready = county[1]
    signed = device.sessions.sign_in(
        device.transport, "t.operator1", ready.password, device_name="测试机", enrolment=_enrolment(county)
    )
    assert signed.actor.holds(["T_OPERATOR"])
    assert isinstance(device.round(), Pause)
    state = device.store.sync_state()
    assert state.synced_at
    assert not state.resyncing
    assert not state.incomplete
    assert device.store.dictionaries.profile().id == "baiyin"
    case_id = device.store.new_id()
    device.store.submit(
        Command(device.store.new_id(), case_id, register(case_id), device.clock.now()), signed.actor
    )
    device.engine.wake(by_person=True)
    device.round()
    file = device.store.case(case_id)
    assert file.pending == ()
    assert file.confirmed_rev > 0
    assert len(file.case.number) == 20
    assert device.store.counts().pending == 0
    now = report(device.engine, device.store, device.clock)
    assert (now.kind, now.pending, now.message) == ("online", 0, "")
    kept = device.store.put_attachment(b"photo", "a.jpg", "image/jpeg")
    assert kept.sha256 in device.store.attachments.waiting()
    device.engine.wake(by_person=True)
    device.round()
    assert device.store.attachments.waiting() == ()
    direct = Direct(device.store, device.sessions, device.transport)
    assert direct.fetch(kept.sha256) == b"photo"
    with pytest.raises(Refused) as refused:
        direct.fetch("0" * 64)
    assert refused.value.status == 404
    device.sessions.forget_access()
    plan = PlanCampaign(device.store.new_id(), "990101101", "2026-11", [])
    assert direct.ask("campaign", plan) == direct.ask("campaign", plan)
    again = device.sessions.sign_in_offline("t.operator1", ready.password)
    assert again.actor == signed.actor
    assert device.sessions.barred(again.login) == ""
    with pytest.raises(OfflineRefused):
        device.sessions.sign_in_offline("t.operator1", "wrong")


def test_a_wrong_password_and_an_unknown_device_are_told_apart(county, device):
    with pytest.raises(Refused) as refused:
        device.sessions.sign_in(device.transport, "t.operator1", "not this one")
    assert (refused.value.status, refused.value.answer.code) == (401, "bad_login")
    with pytest.raises(Refused) as refused:
        device.sessions.sign_in(device.transport, "t.operator1", county[1].password)
    assert (refused.value.status, refused.value.answer.code) == (403, "not_enrolled")


def test_an_access_token_that_ended_is_renewed_without_a_person(county, device):
    signed = device.sessions.sign_in(
        device.transport, "t.operator2", county[1].password, enrolment=_enrolment(county)
    )
    device.sessions.forget_access()
    assert isinstance(device.round(), Pause)
    assert device.store.sync_state().synced_at
    assert device.sessions.resume().actor == signed.actor


def test_another_device_hears_of_a_change_by_the_long_poll(county, tmp_path):
    url, password = county[1].url, county[1].password
    one, two = Device(tmp_path / "one", url), Device(tmp_path / "two", url)
    listening = HttpTransport(url)
    seen = threading.Event()
    wanted: list[str] = []
    try:
        one.sessions.sign_in(one.transport, "t.operator1", password, enrolment=_enrolment(county))
        signed = two.sessions.sign_in(two.transport, "t.operator2", password, enrolment=_enrolment(county))
        one.round()
        two.round()
        loop = SyncLoop(one.engine, one.transport, listening, one.store, one.sessions)
        one.store.subscribe(lambda change: seen.set() if change.case_ids & set(wanted) else None)
        threads = [threading.Thread(target=loop.run), threading.Thread(target=loop.listen)]
        case_id = two.store.new_id()
        wanted.append(case_id)
        for thread in threads:
            thread.start()
        two.store.submit(
            Command(two.store.new_id(), case_id, register(case_id), two.clock.now()), signed.actor
        )
        two.store.submit(
            Command(two.store.new_id(), case_id, LogCall("reached", "好"), two.clock.now()), signed.actor
        )
        two.engine.wake(by_person=True)
        two.round()
        assert seen.wait(20)
        loop.stop()
        two.store.submit(
            Command(two.store.new_id(), case_id, LogCall("reached", "再"), two.clock.now()), signed.actor
        )
        two.engine.wake(by_person=True)
        two.round()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
    finally:
        for device in (one, two):
            device.close()
        listening.close()


def test_a_county_that_ends_is_noticed_before_the_next_poll(tmp_path):
    """The wait for news breaks with the county; the exchange looks at once and tells that it is offline."""
    embedded = EmbeddedCounty(tmp_path / "county", practice=True)
    ready = embedded.start()
    device, listening = Device(tmp_path / "device", ready.url), HttpTransport(ready.url)
    gone = threading.Event()

    def heard() -> None:
        if device.engine.offline_since:
            gone.set()

    try:
        device.sessions.sign_in(device.transport, "t.operator1", ready.password, enrolment=ready.enrolment)
        device.round()
        asked = threading.Event()
        send = listening.send
        listening.send = lambda request: asked.set() or send(request)
        loop = SyncLoop(device.engine, device.transport, listening, device.store, device.sessions, heard)
        threads = [threading.Thread(target=loop.run), threading.Thread(target=loop.listen)]
        for thread in threads:
            thread.start()
        assert asked.wait(20)
        assert report(device.engine, device.store, device.clock).kind == "online"
        embedded.stop()
        assert gone.wait(10), "a poll comes after 30 s"
        assert report(device.engine, device.store, device.clock).kind == "offline"
        loop.stop()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
    finally:
        embedded.stop()
        device.close()
        listening.close()


def test_a_county_that_cannot_start_says_so(tmp_path):
    embedded = EmbeddedCounty(tmp_path / "c", practice=True, profile="no-such-profile")
    with pytest.raises(EmbeddedProblem) as problem:
        embedded.start()
    assert "。" in problem.value.message
    assert not embedded.running


def test_settings_are_read_back_and_nonsense_falls_back(tmp_path):
    assert settings.load(tmp_path) == settings.Settings()
    chosen = settings.Settings(mode="county", server="https://county.example", font_percent=150)
    settings.save(tmp_path, chosen)
    assert settings.load(tmp_path) == chosen
    (tmp_path / settings.FILE).write_text(
        '{"font_percent": 1000, "mode": 5, "later": [1], "last_login": "x"}'
    )
    assert settings.load(tmp_path) == settings.Settings(last_login="x")
    settings.save(tmp_path, settings.Settings())
    assert '"later"' in (tmp_path / settings.FILE).read_text()
    (tmp_path / settings.FILE).write_text("[" * 100000)
    assert settings.load(tmp_path) == settings.Settings()
    assert settings.label("font_percent") == "字号"
    assert settings.choices("font_percent") == (100, 125, 150)
