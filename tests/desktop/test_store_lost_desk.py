"""Desks that are lost, accounts that are disabled, passwords that are reset: with a real county process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop.clock import ServerClock
from desktop.embedded import EmbeddedCounty
from desktop.models import carrying, start
from desktop.models.carrying import Way
from desktop.store.keys import KeyFile
from desktop.store.slots import FILE, unlock
from desktop.store.store import Store
from desktop.sync.desk_key import Learning, learn_county_key
from desktop.sync.engine import Engine, Halt, Pause
from desktop.sync.session import Sessions
from desktop.sync.transport import HttpTransport, Refused
from domain.commands import Command, LogCall
from storage.engine import StoreProblem
from tests.desktop.store_damage import outbox
from tests.desktop.store_samples import register


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    embedded = EmbeddedCounty(tmp_path_factory.mktemp("county"), practice=True)
    embedded.start()
    yield embedded
    embedded.stop()


def admin(county, *arguments, typed="") -> str:
    """The county's command line; what it says."""
    command, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-m", "county", command, "--data", str(county._folder), *map(str, rest)],
        capture_output=True, check=True, text=True, input=typed,
    )  # fmt: skip
    return done.stdout.strip()


class Desk:
    """A workstation that keeps its key in a file of its own."""

    def __init__(self, folder, county):
        self.folder, self.county = folder, county
        self.clock = ServerClock()
        self.transport = HttpTransport(county.ready.url)
        self.store = None
        self.open()

    def open(self):
        self.store = Store.open(self.folder, KeyFile(self.folder / "store.key"), self.clock)
        self.sessions = Sessions(self.store, self.clock)
        self.engine = Engine(self.store, self.sessions, self.clock, lambda: 0.5)

    def sign_in(self, login, password=""):
        code = admin(self.county, "enrol").rpartition("：")[2]
        signed = self.sessions.sign_in(
            self.transport,
            login,
            password or self.county.ready.password,
            device_name="测试机",
            enrolment=code,
        )
        assert learn_county_key(self.store, self.sessions, self.transport)
        return signed

    def exchange(self):
        self.engine.wake(by_person=True)
        for _ in range(300):
            step = self.engine.step()
            if isinstance(step, Pause | Halt):
                return step
            self.engine.take(self.transport.send(step.request))
        raise AssertionError("the exchange does not end")

    def work(self, signed, count=3):
        """Matters registered and phoned about, not sent."""
        ids = []
        for n in range(count):
            case_id = self.store.new_id()
            for body in (register(case_id, text=f"第 {n} 件"), LogCall("reached", f"通话 {n}")):
                command = Command(self.store.new_id(), case_id, body, self.clock.now())
                assert not hasattr(self.store.submit(command, signed.actor), "code")
                ids.append(command.id)
        return ids

    def close(self):
        self.transport.close()
        if self.store is not None:
            self.store.close()
            self.store = None


@pytest.fixture
def desk(county, tmp_path):
    made = []

    def make(name):
        made.append(Desk(tmp_path / name, county))
        return made[-1]

    yield make
    for each in made:
        each.close()


def states(desk):
    return {cmd: state for cmd, (state, _) in outbox(desk.store).items()}


@pytest.mark.parametrize("way", ["export", "copy"])
def test_the_work_of_a_dead_desk_counts_once_even_when_it_comes_back(desk, tmp_path, way):
    from desktop.store.copies import Copies

    one, two = desk("one"), desk("two")
    signed = one.sign_in("t.operator1")
    assert isinstance(one.exchange(), Pause)
    ids = one.work(signed)
    one.store.put_attachment(b"photo of " + way.encode(), "a.png", "image/png")
    opened = start.Opened(one.folder, one.clock, one.store, one.sessions, signed)
    if way == "export":
        said = carrying.export_unsent(opened, tmp_path / "f.sealed", one.county.ready.password)
        assert "县平台对同一操作只受理一次" in said
        path = tmp_path / "f.sealed"
    else:
        Copies(one.store, tmp_path / "copy").renew()
        path = next((tmp_path / "copy").glob("unsent-*.sealed"))
    there = start.Opened(two.folder, two.clock, two.store, two.sessions, None)
    way_in = Way("t.operator1", one.county.ready.password)
    signed_two = two.sign_in("t.operator2")
    with pytest.raises(StoreProblem) as problem:
        carrying.import_unsent(there, path, way_in)
    assert problem.value.code == "strangers"
    assert two.sign_in("t.operator1").actor == signed.actor != signed_two.actor
    assert isinstance(two.exchange(), Pause)
    assert "操作 6 条" in carrying.import_unsent(there, path, way_in)
    assert isinstance(two.exchange(), Pause)
    assert set(states(two).values()) == {"applied"}
    cases = {two.store.case(r[0]).case.number for r in _cases(two, ids)}
    assert len(cases) == 3
    assert isinstance(one.exchange(), Pause)
    assert set(states(one).values()) == {"applied"}, "the dead desk is told that its work has arrived"
    assert {one.store.case(r[0]).case.number for r in _cases(one, ids)} == cases
    for (case_id,) in _cases(two, ids):
        file = two.store.case(case_id)
        assert sum(event.kind == "called" for event in file.events) == 1
        assert {event.by for event in file.events if event.kind in ("registered", "called")} == {
            signed.actor.id
        }


def _cases(desk, ids):
    with desk.store._core.engines.read.connect() as connection:
        return connection.exec_driver_sql("SELECT DISTINCT case_id FROM outbox ORDER BY case_id").all()


def test_a_disabled_account_is_shut_out_and_the_county_takes_its_work(desk, county, tmp_path):
    one = desk("disabled")
    signed = one.sign_in("t.director")
    assert isinstance(one.exchange(), Pause)
    ids = one.work(signed, 2)
    password = county.ready.password
    key = unlock(one.folder, "t.director", password)
    one.store.export_unsent(tmp_path / "f.sealed")
    admin(county, "account", "disable", "t.director")
    halted = one.exchange()
    assert isinstance(halted, Halt)
    assert halted.reason == "locked"
    assert one.sessions.resume() is None
    assert set(states(one)) == set(ids), "the work stays"
    one.close()
    assert not (one.folder / "store.key").exists(), "nobody else works here: the machine forgot the key"
    with pytest.raises(StoreProblem) as problem:
        one.open()
    assert problem.value.code == "key"
    with pytest.raises(StoreProblem):
        unlock(one.folder, "t.director", password)
    code = admin(county, "desk-key", "code", one.folder / FILE).rpartition("：")[2]
    carrying.unlock_folder(one.folder, Way(code=code), KeyFile(one.folder / "store.key"))
    assert KeyFile(one.folder / "store.key").load() == key
    said = admin(county, "desk-key", "take", tmp_path / "f.sealed")
    assert "已上报 4 条" in said
    one.open()
    assert set(states(one)) == set(ids)
    admin(county, "account", "enable", "t.director")
    one.sign_in("t.director")
    one.engine.signed_in()
    assert isinstance(one.exchange(), Pause)
    assert set(states(one).values()) == {"applied"}


def test_signing_in_with_a_disabled_account_takes_its_slot_away(desk, county):
    one = desk("colleague")
    one.sign_in("c.centre1")
    one.sign_in("t.operator2")
    admin(county, "account", "disable", "c.centre1")
    try:
        with pytest.raises(Refused) as refused:
            one.sign_in("c.centre1")
        assert refused.value.answer.code == "disabled"
        assert not one.store.slots.has("c.centre1")
        assert one.store.slots.has("t.operator2")
        assert (one.folder / "store.key").exists(), "the colleague goes on working"
    finally:
        admin(county, "account", "enable", "c.centre1")


def test_a_reset_password_replaces_the_slot_at_the_next_sign_in(desk, county):
    one = desk("reset")
    first = county.ready.password
    signed = one.sign_in("t.operator2")
    assert isinstance(one.exchange(), Pause)
    ids = one.work(signed, 1)
    one.close()
    (one.folder / "store.key").unlink()
    admin(county, "account", "password", "t.operator2", typed="another password 2\n")
    try:
        with pytest.raises(StoreProblem) as problem:
            unlock(one.folder, "t.operator2", "another password 2")
        assert "原密码" in problem.value.message
        carrying.unlock_folder(one.folder, Way("t.operator2", first), KeyFile(one.folder / "store.key"))
        one.open()
        assert set(states(one)) == set(ids)
        one.sign_in("t.operator2", "another password 2")
        one.close()
        assert unlock(one.folder, "t.operator2", "another password 2")
        with pytest.raises(StoreProblem):
            unlock(one.folder, "t.operator2", first)
        one.open()
    finally:
        admin(county, "account", "password", "t.operator2", typed=first + "\n")


def test_the_county_key_is_learnt_later_and_renewed(desk, county):
    one = desk("learning")
    code = admin(county, "enrol").rpartition("：")[2]
    one.sessions.sign_in(one.transport, "t.operator1", county.ready.password, enrolment=code)
    assert one.store.slots.administrator == ""
    learning = Learning(one.store, one.sessions, one.transport, lambda work: work(), one.clock.monotonic)
    learning.look()
    assert one.store.slots.administrator == "", "not before the first exchange"
    one.exchange()
    learning.look()
    before = one.store.slots.administrator
    assert before
    admin(county, "desk-key", "renew")
    learning.look()
    assert one.store.slots.administrator == before, "once in a run"
    assert learn_county_key(one.store, one.sessions, one.transport)
    assert one.store.slots.administrator not in ("", before)
    assert sum(s.kind == "administrator" for s in one.store.slots.facts.slots) == 1
    assert admin(county, "desk-key", "code", one.folder / FILE)
