"""A thousand clients that wait for news at one county: memory, how soon all hear of it, and what others notice.

The limit is a bare asyncio server that holds as many connections and answers all of them with the same bytes when told.
Prints one JSON object a line: job, ours, limit, rival, ratio, unit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from benchmarks.queue import say
from county.seed import PRACTICE_PASSWORD
from desktop.sync.transport import HttpTransport, Request, understood
from domain.case import Reporter
from domain.commands import Command, Register
from wire.codec import encode_command, to_json
from wire.messages import (
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushedCommand,
    PushRequest,
    SessionAnswer,
    SignInRequest,
)

TOWN, PLACE = "990101101", "990101101201003"
Answered = Callable[[], Awaitable[None]]

BARE = """
import asyncio, sys
async def main():
    held = []
    async def serve(reader, writer):
        head = await reader.readuntil(b"\\r\\n\\r\\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\\r\\n")[0])
        await reader.readexactly(length)
        if b"/tell" in head:
            for other in held:
                other.write(ANSWER)
            held.clear()
            writer.write(ANSWER)
        else:
            held.append(writer)
    body = b'{"req":"w","epoch":"0123456789abcdef","server_time":1795233600.0,"changed":["t:990101101"],"proto":1,"end":1}'
    ANSWER = b"HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\nx-sync-proto: 1\\r\\ncontent-length: %d\\r\\n\\r\\n" % len(body) + body
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    sys.stdout.write(str(server.sockets[0].getsockname()[1]) + "\\n")
    sys.stdout.flush()
    await server.serve_forever()
asyncio.run(main())
"""


class Desk:
    """One enrolled device that pushes, pulls and whose session the waiting clients share."""

    def __init__(self, url: str, enrolment: str) -> None:
        self.device = "01a1fc40-0000-7000-8000-00000000beef"
        self._n = 0
        self._line = HttpTransport(url)
        wanted = SignInRequest("t.operator1", PRACTICE_PASSWORD, self.device, "bench", enrolment)
        reply = self._line.send(Request("POST", "/session/v1/sign-in", to_json(wanted)))
        self.token = understood(reply, SessionAnswer).access
        self.cursors: dict[str, str] = {}

    def pull(self) -> PullAnswer:
        """Everything that is new."""
        while True:
            body = to_json(PullRequest("p", self.device, self.cursors, 1 << 20))
            reply = self._line.send(Request("POST", "/sync/v1/pull", body, self.token, self.device))
            answer = understood(reply, PullAnswer, "p")
            self.cursors = answer.next
            if not answer.more:
                return answer

    def push(self) -> None:
        """One new matter."""
        self._n += 1
        given = Register(TOWN, PLACE, "村口路灯不亮", "visit", reporter=Reporter("样例人", "19900006816"))
        tag = f"01a1fc40-0000-7000-8000-{self._n:012x}"
        body = encode_command(Command("c" + tag[1:], tag, given, int(time.time())))
        request = PushRequest(
            "u", self.device, "bench", self._n, [PushedCommand(self._n, "p001", msgspec.Raw(body))]
        )
        reply = self._line.send(Request("POST", "/sync/v1/push", to_json(request), self.token, self.device))
        outcome = understood(reply, PushAnswer, "u").outcomes[0]
        assert outcome.kind == "applied", outcome

    def close(self) -> None:
        """Close the line."""
        self._line.close()


def status(pid: int, name: str) -> int:
    """A number that the system knows of a process."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise AssertionError(name)


def resident(pid: int) -> float:
    """MiB of memory that a process holds."""
    return status(pid, "VmRSS") / 1024


async def wait_all(port: int, request: bytes, clients: int, tell: Answered, settled: Answered) -> list[float]:
    """Connect everybody, then tell; seconds from telling until each has its answer."""
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    for _, writer in lines:
        writer.write(request)
    await settled()
    told = [0.0]

    async def hear(reader: asyncio.StreamReader) -> float:
        await reader.readuntil(b"\r\n\r\n")
        return time.perf_counter() - told[0]

    hearing = [asyncio.ensure_future(hear(reader)) for reader, _ in lines]
    await asyncio.sleep(0)
    told[0] = time.perf_counter()
    await tell()
    seconds = await asyncio.gather(*hearing)
    for _, writer in lines:
        writer.close()
    return sorted(seconds)


def wait_request(desk: Desk) -> bytes:
    """The bytes of one wait."""
    body = to_json({"req": "w", "device": desk.device, "cursors": desk.cursors, "seconds": 25})
    head = (
        f"POST /sync/v1/wait HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {desk.token}\r\nX-Device: {desk.device}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def ask_bare(port: int) -> None:
    """Tell the bare server to answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /tell HTTP/1.1\r\ncontent-length: 0\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


def measure_bare(request: bytes, clients: int) -> tuple[list[float], float]:
    """(seconds until each heard, MiB for each client) of the bare server."""
    with subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            before = resident(process.pid)
            grown = [0.0]

            async def settled() -> None:
                await asyncio.sleep(1.0)
                grown[0] = (resident(process.pid) - before) / clients

            seconds = asyncio.run(wait_all(port, request, clients, lambda: ask_bare(port), settled))
        finally:
            process.kill()
    return seconds, grown[0]


def measure_county(desk: Desk, pid: int, port: int, clients: int) -> None:
    """Everybody waits; others pull meanwhile; one new matter wakes everybody."""
    request = wait_request(desk)
    before = resident(pid)
    quiet = statistics.median(timed(desk.pull) for _ in range(50))
    seen = {"grown": 0.0, "busy": 0.0, "threads": 0.0}

    async def settled() -> None:
        await asyncio.sleep(4.0)
        seen["grown"] = (resident(pid) - before) / clients
        seen["threads"] = status(pid, "Threads")
        seen["busy"] = statistics.median([await asyncio.to_thread(timed, desk.pull) for _ in range(50)])

    async def tell() -> None:
        await asyncio.to_thread(desk.push)

    ours = asyncio.run(wait_all(port, request, clients, tell, settled))
    bare, bare_grown = measure_bare(request, clients)
    say(
        f"{clients} wait, one new matter, half have heard",
        ours[len(ours) // 2] * 1000,
        bare[len(bare) // 2] * 1000,
    )
    say(f"{clients} wait, one new matter, all have heard", ours[-1] * 1000, bare[-1] * 1000)
    say("memory of one waiting client", seen["grown"] * 1024, bare_grown * 1024, "KiB")
    say(f"empty pull while {clients} wait", seen["busy"] * 1000, quiet * 1000)
    say(f"threads while {clients} wait", seen["threads"], 1, "threads")


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Start a practice county, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "county",
            "serve",
            "--data",
            folder,
            "--practice",
            "--port",
            "0",
            "--parent-pipe",
        ]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            desk = Desk(ready["url"], ready["enrolment"])
            try:
                desk.pull()
                measure_county(desk, process.pid, ready["port"], options.clients)
            finally:
                desk.close()
                assert process.stdin is not None
                process.stdin.close()
                process.wait(20)


if __name__ == "__main__":
    main()
