"""A desk that is lost: the county knows when it was heard and what waited there, and shuts it out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from county.desks import Desks
from county.server import County
from county.store import desks
from county.store.database import StoreFault, Tx
from county.store.people_tables import devices
from tests.county.rig import START, Clock, Desk, make_county
from wire.messages import PullRequest

Server = tuple[County, str]


def console(county: County, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line beside the running county."""
    command = [sys.executable, "-m", "county", "device", *words, "--data", str(county.settings.data)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_list_says_who_works_there_and_what_waited(
    server: Server, clock: Clock, desk_at: Callable[..., Desk]
) -> None:
    county, _ = server
    assert "还没有登记任何电脑" in console(county, "list").stdout
    desk = desk_at(server)
    tail = desk.device[-6:]
    (line,) = console(county, "list").stdout.splitlines()
    assert line.startswith(f"{tail} · ")
    assert line.endswith("在用")
    assert "登录后还没有同步过" in line
    county.pull.page(_session(county, desk), PullRequest("r", desk.device, {}, waiting=7))
    clock.forward(60)
    county.desks.keep(county.now())
    (line,) = console(county, "list").stdout.splitlines()
    assert "王红霞" in line
    assert "最近同步 2026-11-21 08:13，当时有 7 项操作待上传" in line


def _session(county: County, desk: Desk) -> object:
    return county.sessions.session(desk.session["access"], desk.device)


def test_a_lost_desk_is_shut_out_and_comes_back(server: Server, desk_at: Callable[..., Desk]) -> None:
    county, _ = server
    lost, kept = desk_at(server), desk_at(server, "t.operator2")
    assert lost.device[-6:] != kept.device[-6:]
    done = console(county, "disable", lost.device[-6:])
    assert (done.returncode, "已停用" in done.stdout, "enrol" in done.stdout) == (0, True, True)
    answer = lost.post("/sync/v1/pull", {"req": "r", "device": lost.device, "cursors": {}})
    assert (answer.status_code, answer.json()["code"]) == (403, "device_disabled")
    assert kept.post("/sync/v1/pull", {"req": "r", "device": kept.device, "cursors": {}}).is_success
    states = [line.rpartition(" · ")[2] for line in console(county, "list").stdout.splitlines()]
    assert sorted(states) == ["在用", "已停用"]
    assert "已恢复" in console(county, "enable", lost.device[-6:].upper()).stdout
    assert lost.post("/sync/v1/pull", {"req": "r", "device": lost.device, "cursors": {}}).is_success


@pytest.mark.parametrize("tail", ["", "zzzzzz"])
def test_an_unknown_desk_changes_nothing(server: Server, desk_at: Callable[..., Desk], tail: str) -> None:
    county, _ = server
    desk_at(server)
    done = console(county, "disable", tail)
    assert (done.returncode, done.stdout) == (1, "")
    assert "没有改动" in done.stderr
    with county.database.read() as connection:
        assert [device.disabled for device in desks.listed(connection)] == [False]


def test_several_desks_with_the_same_end_are_not_guessed(server: Server) -> None:
    county, _ = server
    for device in ("00-aa01", "00-bb01"):
        county.database.run(lambda tx, device=device: _enrolled(tx, device, "一号机\x1b[31m\n"))
    done = console(county, "disable", "01")
    assert (done.returncode, "2 台" in done.stderr) == (1, True)
    assert console(county, "disable", "aa01").returncode == 0
    told = console(county, "list").stdout
    assert "\x1b" not in told, "the name comes from a desk and goes to a terminal"
    assert len(told.splitlines()) == 2


def test_what_is_heard_is_written_once_a_minute_and_at_the_end(any_county: County) -> None:
    county, written = any_county, []
    whole = county.database.run
    heard = Desks(county.database)

    def counted(work: Callable[..., object]) -> object:
        written.append(1)
        return whole(work)

    county.database.run = counted  # type: ignore[method-assign,assignment]
    for second in range(120):
        heard.hear("d1", second, START + second)
        heard.hear("d2", 0, START + second)
        heard.keep(START + second)
    assert len(written) == 2
    heard.keep(START + 119, at_once=True)
    heard.keep(START + 119, at_once=True)
    assert len(written) == 3
    heard.hear("d1", 0, START - 500)
    heard.keep(START - 500)
    assert len(written) == 4, "a clock that went back does not silence it"
    county.database.run = whole  # type: ignore[method-assign]


def test_what_the_store_refuses_is_tried_again_and_what_is_newer_counts(any_county: County) -> None:
    county = any_county
    county.database.run(lambda tx: _enrolled(tx, "d1"))
    county.database.run(lambda tx: _enrolled(tx, "d2"))
    county.desks.hear("d1", 1, START)
    county.desks.hear("d2", 2, START)
    whole = county.database.run

    def full(_work: object) -> None:
        county.desks.hear("d1", 5, START + 1)
        raise sa.exc.OperationalError("", None, Exception("disk is full"))

    county.database.run = full  # type: ignore[method-assign,assignment]
    with pytest.raises(StoreFault):
        county.desks.keep(START)
    county.database.run = whole  # type: ignore[method-assign]
    county.desks.keep(START + 60)
    with county.database.read() as connection:
        assert {d.id: (d.heard_at, d.waiting) for d in desks.listed(connection)} == {
            "d1": (START + 1, 5),
            "d2": (START, 2),
        }


def test_the_end_of_a_county_keeps_the_last_minute(tmp_path: Path, clock: Clock) -> None:
    county = make_county(tmp_path / "data", clock)
    county.database.run(lambda tx: _enrolled(tx, "d1"))
    county.desks.hear("d1", 4, START)
    county.close()
    county = make_county(tmp_path / "data", clock)
    with county.database.read() as connection:
        assert [(d.id, d.heard_at, d.waiting) for d in desks.listed(connection)] == [("d1", START, 4)]
    county.close()


def _enrolled(tx: Tx, device: str, name: str = "") -> None:
    tx.execute(devices.insert(), {"id": device, "name": name, "slot": 1, "enrolled_at": START})
