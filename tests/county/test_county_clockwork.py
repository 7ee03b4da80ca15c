"""Limits are told when they come, once, whoever works; calendars that arrive move what was provisional."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from county.casework import Done
from county.clockwork import MAX_ATTEMPTS, Clockwork
from county.gateway import GatewayProblem
from county.looks import next_look
from county.seed import load_calendar_file
from county.server import County
from county.store import casebook, outgoing
from county.store.database import Tx
from county.store.outgoing import Message
from domain.commands import LogCall
from domain.people import Actor
from tests.county.rig import START, Clock, command, make_county, new_id, register
from wire.codec import decode_case

OPERATOR = Actor("p001", "王红霞", ("T_OPERATOR",), (), ("990101101",))
SECRETARY = Actor("p010", "许志义", ("VILLAGE_SECRETARY",), (), ("990101101201",))


class Taken:
    """A gateway that remembers; it may be told to refuse."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.broken = False

    def send(self, message: Message) -> None:
        if self.broken:
            raise GatewayProblem("down")
        self.messages.append(message)


def _perform(county: County, case_id: str, body: object, actor: Actor = OPERATOR) -> Done:
    def work(tx: Tx) -> Done:
        desk = county.casework.begin(tx)
        done = desk.perform(command(case_id, body, county.now()), actor, county.now())  # type: ignore[arg-type]
        assert isinstance(done, Done), done
        desk.flush(county.now())
        return done

    return county.database.run(work)


def _kinds(county: County, case_id: str) -> list[str]:
    with county.database.read() as connection:
        row = casebook.read_case(connection, case_id)
        assert row is not None
        return [event.kind for event in casebook.read_events(connection, case_id, row.township)]


def _worker(county: County, gateway: Taken | None = None) -> Clockwork:
    return Clockwork(county.database, county.casework, gateway or Taken(), county.settings)


def test_reminders_and_breaches_come_at_their_instants(any_county: County, clock: Clock) -> None:
    gateway = Taken()
    worker = _worker(any_county, gateway)
    case_id = new_id()
    _perform(any_county, case_id, register())
    clock.forward(60)
    assert worker.run_once() == 0
    clock.at = START + 900
    assert worker.run_once() == 1
    assert _kinds(any_county, case_id).count("warned") == 1
    assert worker.run_once() == 0
    clock.at = START + 1800
    worker.run_once()
    assert "breached" not in _kinds(any_county, case_id), "the limit itself is still in time"
    clock.at = START + 1801
    assert worker.run_once() == 1
    assert _kinds(any_county, case_id).count("breached") == 1
    assert worker.run_once() == 0
    assert {message.kind for message in gateway.messages} >= {"pushed", "warned", "breached"}
    text = "".join(message.text for message in gateway.messages)
    assert "样例人" not in text
    assert "19900006816" not in text
    assert len({message.id for message in gateway.messages}) == len(gateway.messages)


def test_a_call_in_time_keeps_the_clockwork_silent(any_county: County, clock: Clock) -> None:
    case_id = new_id()
    _perform(any_county, case_id, register())
    _perform(any_county, case_id, LogCall("reached", "已了解"), SECRETARY)
    clock.at = START + 1801
    _worker(any_county).run_once()
    with any_county.database.read() as connection:
        row = casebook.read_case(connection, case_id)
    assert row is not None
    reply = [c for c in decode_case(row.body).clocks if c.code == "phone_reply"]
    assert [(c.state, c.breaches) for c in reply] == [("met", 0)]


def test_two_workers_say_everything_once(any_county: County, clock: Clock) -> None:
    ids = [new_id() for _ in range(120)]
    for case_id in ids:
        _perform(any_county, case_id, register(case_id))
    clock.at = START + 1801
    workers = [_worker(any_county) for _ in range(3)]
    threads = [threading.Thread(target=worker.run_once) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    workers[0].run_once()
    counts = {_kinds(any_county, case_id).count("breached") for case_id in ids}
    assert counts == {1}


def test_after_a_long_stop_each_look_tells_one_reminder(any_county: County, clock: Clock) -> None:
    case_id = new_id()
    _perform(any_county, case_id, register())
    clock.at = START + 30 * 86_400
    worker = _worker(any_county)
    worker.run_once()
    with any_county.database.read() as connection:
        row = casebook.read_case(connection, case_id)
    assert row is not None
    assert row.tick_at is None or row.tick_at > START
    worker.run_once()
    assert _kinds(any_county, case_id).count("breached") <= 20


def test_a_calendar_that_arrives_settles_what_was_provisional(
    any_county: County, clock: Clock, tmp_path: Path
) -> None:
    worker = _worker(any_county)
    worker.run_once()
    clock.at = START + 40 * 86_400
    case_id = new_id()
    _perform(any_county, case_id, register())
    with any_county.database.read() as connection:
        row = casebook.read_case(connection, case_id)
    assert row is not None
    before = {c.code: c for c in decode_case(row.body).running if c.provisional}
    assert before, "31 December: limits in working days reach into the unknown year"
    calendar = tmp_path / "cn-2027.toml"
    calendar.write_text(
        'version = "cn-2027.1"\nknown_from = 2024-01-01\nknown_until = 2027-12-31\n'
        '[holiday]\n"元旦" = [2027-01-01]\n',
        encoding="utf-8",
    )
    assert load_calendar_file(any_county, calendar) == "cn-2027.1"
    worker.run_once()
    with any_county.database.read() as connection:
        row = casebook.read_case(connection, case_id)
    assert row is not None
    after = {c.code: c for c in decode_case(row.body).running}
    assert not any(c.provisional for c in after.values())
    assert {after[code].calendar for code in before} == {"cn-2027.1"}
    assert not row.provisional
    assert worker.run_once() == 0


def test_messages_wait_for_a_broken_gateway_and_are_given_up_in_the_open(
    any_county: County, clock: Clock
) -> None:
    gateway = Taken()
    gateway.broken = True
    worker = _worker(any_county, gateway)
    _perform(any_county, new_id(), register())
    assert worker.send() == 0
    gateway.broken = False
    assert worker.send() == 0, "not before the pause is over"
    clock.forward(31)
    assert worker.send() == 3
    assert worker.send() == 0
    gateway.broken = True
    _perform(any_county, new_id(), register("另一件"))
    for _ in range(MAX_ATTEMPTS):
        worker.send()
        clock.forward(3600)
    with any_county.database.read() as connection:
        assert outgoing.count_messages(connection) == {"sent": 3, "dead": 3}


def test_a_message_whose_sender_died_goes_to_the_next(any_county: County, clock: Clock) -> None:
    _perform(any_county, new_id(), register())
    claimed = any_county.database.run(lambda tx: outgoing.claim(tx, any_county.now(), 60, 50))
    assert len(claimed) == 3
    gateway = Taken()
    worker = _worker(any_county, gateway)
    assert worker.send() == 0
    clock.forward(61)
    assert worker.send() == 3


def test_the_file_gateway_writes_for_its_owner_only(any_county: County) -> None:
    _perform(any_county, new_id(), register())
    assert any_county.clockwork.send() == 3
    files = list((any_county.settings.data / "outgoing").iterdir())
    assert [file.name for file in files] == ["sms-2026-11-21.jsonl"]
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert len(files[0].read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("reminders", [0, 3])
def test_a_case_without_limits_is_never_looked_at(reminders: int) -> None:
    from domain.case import Case

    assert next_look(Case(), reminders) is None


def test_a_step_that_fails_keeps_no_other_from_its_turn(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data", Clock())
    turns: list[int] = []
    twice = threading.Event()

    def broken(_now: int) -> None:
        raise RuntimeError("a bad case")

    def counted(now: int) -> None:
        turns.append(now)
        if len(turns) == 2:
            twice.set()

    settings = replace(county.settings, clockwork_seconds=0.01)
    clockwork = Clockwork(county.database, county.casework, Taken(), settings, broken, (broken, counted))
    clockwork.start()
    assert twice.wait(30)
    clockwork.stop()
    county.close()
    assert set(turns) == {START}
