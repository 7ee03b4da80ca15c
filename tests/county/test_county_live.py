"""Many who wait, many who come back at once, and those who hold a connection without saying anything."""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import uvicorn

from county import connection as guarded
from county.api import reading
from county.app import create_app
from county.connection import GuardedProtocol
from county.seed import plant
from county.server import County
from county.settings import Settings
from tests.county.rig import TOWN, Clock, Desk, command, make_settings, new_id, outbox_row, register
from wire.version import BODY_MAX_BYTES


@contextmanager
def guarded_server(settings: Settings) -> Iterator[tuple[County, str]]:
    """A server with the protocol of the real one."""
    app = create_app(settings)
    county: County = app.state.county
    plant(county)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    up = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            up.set()

    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=2, http=GuardedProtocol, ws="none"
    )
    server = Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert up.wait(30)
        yield county, f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        county.news.close()
        server.should_exit = True
        thread.join(30)
        listener.close()
    assert not thread.is_alive()


@pytest.fixture
def served(tmp_path: Any, clock: Clock) -> Iterator[tuple[County, str]]:
    with guarded_server(make_settings(tmp_path / "data", clock)) as found:
        yield found


def head_of(desk: Desk, path: str, length: int) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {desk.session['access']}\r\n"
        f"X-Device: {desk.device}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


async def waiting(port: int, request: bytes, tell: Any, clients: int, ready: Any) -> list[dict[str, Any]]:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    for _, writer in lines:
        writer.write(request)
    await asyncio.to_thread(ready)
    await asyncio.to_thread(tell)
    answers = []
    for reader, writer in lines:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        answers.append(json.loads(await reader.readexactly(length)))
        writer.close()
    return answers


def test_three_hundred_clients_wait_without_a_thread_each_and_all_hear(served: Any, desk_at: Any) -> None:
    """scenario 52: waiters cost no thread and no query when they wake; every one is told which bucket moved."""
    county, url = served
    desk, writing = desk_at(served), desk_at(served, "t.operator2")
    desk.pull_all()
    body = json.dumps({"req": "w", "device": desk.device, "cursors": desk.cursors, "seconds": 25}).encode()
    looked: list[int] = []
    real = county.pull.changed

    def changed(*given: Any) -> Any:
        looked.append(1)
        return real(*given)

    county.pull.changed = changed  # type: ignore[method-assign]
    threads: list[int] = []

    def ready() -> None:
        patience = threading.Event()
        while len(county.news._waiters) < 300 or len(looked) < 300:
            patience.wait(0.02)
        threads.append(threading.active_count())

    answers = asyncio.run(
        waiting(
            int(url.rpartition(":")[2]), head_of(desk, "/sync/v1/wait", len(body)) + body,
            lambda: writing.push(command(new_id(), register())), 300, ready,
        )
    )  # fmt: skip
    assert [a["changed"] for a in answers] == [[f"t:{TOWN}"]] * 300
    assert len(looked) == 300
    assert threads[0] < 70
    assert county.news._waiters == set()


def test_who_comes_when_the_house_is_full_is_told_when_to_come_again(tmp_path: Any, clock: Clock) -> None:
    """scenario 52: beyond the limit 503 with Retry-After at once, spread over the seconds to come; all get through."""
    settings = replace(make_settings(tmp_path / "data", clock), most_exchanges=4)
    with guarded_server(settings) as served:
        county, url = served
        desk = Desk(county, url, "t.operator1")
        desk.pull_all()
        gate, real = threading.Event(), county.pull.page

        def slow(*given: Any) -> Any:
            gate.wait(20)
            return real(*given)

        county.pull.page = slow  # type: ignore[method-assign]
        body = {"req": "p", "device": desk.device, "cursors": desk.cursors}
        auth = {"Authorization": f"Bearer {desk.session['access']}", "X-Device": desk.device}

        async def storm() -> list[httpx.Response]:
            limits = httpx.Limits(max_connections=60)
            async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, limits=limits) as http:
                sent = [
                    asyncio.ensure_future(http.post("/sync/v1/pull", json=body, headers=auth))
                    for _ in range(60)
                ]
                while sum(task.done() for task in sent) < 56:  # noqa: ASYNC110 - the answers are what is awaited
                    await asyncio.sleep(0.01)
                gate.set()
                return list(await asyncio.gather(*sent))

        answers = asyncio.run(storm())
        away = [a for a in answers if a.status_code == 503]
        assert (len(away), len(answers) - len(away)) == (56, 4)
        assert {a.json()["code"] for a in away} == {"busy"}
        assert {a.headers["x-sync-proto"] for a in away} == {"1"}
        after = sorted(int(a.headers["retry-after"]) for a in away)
        assert (after[0], after[-1]) == (1, 15)
        assert len(set(after)) == 15
        assert desk.post("/sync/v1/pull", body).status_code == 200
        desk.http.close()


def dialled(url: str) -> socket.socket:
    """A bare connection to the server; whoever waits on it in vain fails."""
    end = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
    end.settimeout(20)
    return end


def pulls(desk: Desk, count: int) -> list[float]:
    found = []
    for _ in range(count):
        begun = time.perf_counter()
        desk.pull()
        found.append(time.perf_counter() - begun)
    return found


def test_idle_sockets_and_slow_senders_take_nothing_from_the_others(
    served: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """scenario 15: 200 sockets that say nothing and 20 that send a letter at a time; others are answered as before."""
    _, url = served
    desk = desk_at(served)
    desk.pull_all()
    port = int(url.rpartition(":")[2])
    before = statistics.median(pulls(desk, 30))
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    try:
        head = head_of(desk, "/sync/v1/push", 1000)
        for n, sender in enumerate(slow):
            sender.sendall(head if n % 2 else head[:40])
        found = []
        for letter in range(10):
            for n, sender in enumerate(slow):
                sender.sendall(b" " if n % 2 else head[40 + letter : 41 + letter])
            found += pulls(desk, 3)
        assert statistics.median(found) < 5 * before + 0.05
    finally:
        for end in (*idle, *slow):
            end.close()


def test_a_connection_that_never_says_what_it_wants_is_closed(
    served: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """scenario 15: silence, half a head, and half a second head all end by the server's deadline."""
    monkeypatch.setattr(guarded, "HEADERS_SECONDS", 0.3)
    _, url = served
    desk = desk_at(served)
    whole = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    for first in (b"", b"POST /sync/v1/push HT", whole + b"GET /hea"):
        with dialled(url) as end:
            end.sendall(first)
            while end.recv(65536):
                pass
    with dialled(url) as end:
        for _ in range(3):
            end.sendall(whole)
            answer = b""
            while not answer.endswith(b"}"):
                answer += end.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
    assert desk.pull()["end"] == 1


def test_headers_without_an_end_are_not_kept(served: Any, desk_at: Any) -> None:
    """scenario 15: header upon header, as fast as the line takes them: the connection ends, others are answered."""
    _, url = served
    desk = desk_at(served)
    with dialled(url) as end:
        end.sendall(b"POST /sync/v1/push HTTP/1.1\r\nHost: x\r\n")
        filler = (b"X-Filler: " + b"a" * 1000 + b"\r\n") * 20_000
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            end.sendall(filler)
    assert desk.pull()["end"] == 1


def test_a_body_that_is_refused_for_its_size_gets_its_answer(served: Any, desk_at: Any) -> None:
    """scenario 8: the refusal is read although the body is still on its way."""
    _, url = served
    desk = desk_at(served)
    with dialled(url) as end:
        end.sendall(head_of(desk, "/sync/v1/push", 3 * BODY_MAX_BYTES))
        end.sendall(b" " * 4 * guarded.HEADERS_BYTES)
        assert end.recv(65536).startswith(b"HTTP/1.1 413")
        end.sendall(b" " * 4 * guarded.HEADERS_BYTES)


@pytest.mark.parametrize("trickle", [False, True])
def test_a_body_that_does_not_come_is_not_waited_for(
    served: Any, desk_at: Any, monkeypatch: pytest.MonkeyPatch, trickle: bool
) -> None:
    """scenario 8, scenario 15: half a body, then silence or a trickle: 408 and the connection ends; nothing applied."""
    monkeypatch.setattr(reading, "STALL_SECONDS", 0.4)
    monkeypatch.setattr(reading, "SLOWEST", 100_000)
    _, url = served
    desk = desk_at(served)
    with dialled(url) as end:
        end.sendall(head_of(desk, "/sync/v1/push", 50_000) + b'{"req":"x"')
        stop = threading.Event()

        def drip() -> None:
            while not stop.wait(0.05):
                try:
                    end.sendall(b" ")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        if trickle:
            dripping.start()
        answer = b""
        try:
            while data := end.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
        stop.set()
        if trickle:
            dripping.join()
    assert answer.startswith(b"HTTP/1.1 408")
    assert b'"code":"slow"' in answer
    assert [r for r in desk.pull_all() if r["kind"] == "case"] == []


def test_a_body_cut_by_the_line_applies_nothing(served: Any, desk_at: Any) -> None:
    """scenario 8: the sender goes away in the middle."""
    _, url = served
    desk = desk_at(served)
    row = outbox_row(1, command(new_id(), register()), desk.person)
    body = json.dumps(
        {"req": "r", "device": desk.device, "db_id": desk.db_id, "first_n": 1, "commands": [row]}
    ).encode()
    for cut in (0, 1, len(body) // 2, len(body) - 1):
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as end:
            end.sendall(head_of(desk, "/sync/v1/push", len(body)) + body[:cut])
    assert [r for r in desk.pull_all() if r["kind"] == "case"] == []
    assert desk.push_raw([row], 1).json()["outcomes"][0]["kind"] == "applied"


def test_the_disk_of_the_store_is_full(served: Any, desk_at: Any) -> None:
    """scenario 21: the engine itself says that it is full; 507, no part of the batch stays, later all of it goes."""
    county, _ = served
    desk = desk_at(served)
    rows = [outbox_row(n, command(new_id(), register("长" * 1500)), desk.person) for n in range(1, 121)]

    def pages(limit: int) -> None:
        raw = county.database._engines.write.raw_connection()
        raw.driver_connection.execute(f"PRAGMA max_page_count={limit}")  # type: ignore[union-attr]
        raw.close()

    raw = county.database._engines.write.raw_connection()
    now = raw.driver_connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[union-attr]
    raw.close()
    pages(now + 4)
    answer = desk.push_raw(rows, 1)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert answer.headers["retry-after"] == "60"
    with county.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM commands").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0
    assert desk.pull()["end"] == 1
    pages(1 << 30)
    assert {o["kind"] for o in desk.push_raw(rows, 1).json()["outcomes"]} == {"applied"}


def test_a_clock_that_steps_back_changes_neither_order_nor_delivery(
    served: Any, desk_at: Any, clock: Clock
) -> None:
    """scenario 19: ten minutes back; the feed goes on behind every cursor, limits are computed from the new time."""
    writing, reading_desk = desk_at(served), desk_at(served, "t.operator2")
    seen: list[str] = []
    given: list[str] = []
    for step in (0, -600, 30, -86_400, 5):
        clock.forward(step)
        case_id = new_id()
        given.append(case_id)
        assert writing.push(command(case_id, register()))["outcomes"][0]["kind"] == "applied"
        seen += [r["id"] for r in reading_desk.pull_all() if r["kind"] == "case"]
    assert seen == given
    assert reading_desk.pull()["rows"] == []
