"""A thousand desktops that come back at once after an outage: how soon each has its empty page, and how long one takes.

Every client asks at the same moment, keeps to Retry-After and adds its own jitter, as the shipped exchange does. The
limit is the same county answering as many pulls one after the other on one kept connection.
Prints one JSON object a line: job, ours, limit, rival, ratio, unit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from benchmarks.live import Desk
from benchmarks.queue import say
from desktop.sync.schedule import Schedule
from wire.codec import to_json
from wire.messages import PullRequest


@dataclass(slots=True)
class Return:
    """How one client came back. `answer`: seconds of the answered try; `total`: from the first try on."""

    answer: float = 0.0
    total: float = 0.0
    tries: int = 0


async def ask(port: int, request: bytes) -> tuple[int, int]:
    """(status, Retry-After) of one request on a new connection; status 0 when there was none."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0, 0
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(fields.get("content-length", "0")))
        return int(head.split(" ", 2)[1]), int(fields.get("retry-after", "0"))
    except (OSError, asyncio.IncompleteReadError):
        return 0, 0
    finally:
        writer.close()


async def come_back(port: int, request: bytes, seed: int) -> Return:
    """One client, until it is answered."""
    schedule, found, begun = Schedule(random.Random(seed).random), Return(), time.perf_counter()
    while True:
        tried = time.perf_counter()
        status, after = await ask(port, request)
        found.tries += 1
        if status == 200:
            found.answer = time.perf_counter() - tried
            found.total = time.perf_counter() - begun
            return found
        await asyncio.sleep(schedule.backoff(float(after)))


async def storm(port: int, request: bytes, clients: int) -> list[Return]:
    """Everybody at once."""
    return list(await asyncio.gather(*(come_back(port, request, seed) for seed in range(clients))))


def pull_request(desk: Desk) -> bytes:
    """The bytes of an empty pull."""
    body = to_json(PullRequest("p", desk.device, desk.cursors))
    head = (
        f"POST /sync/v1/pull HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {desk.token}\r\nX-Device: {desk.device}\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measure(desk: Desk, port: int, clients: int) -> None:
    """One after the other, then all at once."""
    begun = time.perf_counter()
    for _ in range(100):
        desk.pull()
    one = (time.perf_counter() - begun) / 100
    found = asyncio.run(storm(port, pull_request(desk), clients))
    answers, totals = sorted(r.answer for r in found), sorted(r.total for r in found)
    worst = int(clients * 0.99) - 1
    say(f"{clients} come back, 99 % of answered polls within", answers[worst] * 1000, one * 1000)
    say(f"{clients} come back, half have converged", totals[clients // 2], one * clients, "s")
    say(f"{clients} come back, all have converged", totals[-1], one * clients, "s")
    say("tries for each client", sum(r.tries for r in found) / clients, 1, "tries")


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
                measure(desk, ready["port"], options.clients)
            finally:
                desk.close()
                assert process.stdin is not None
                process.stdin.close()
                process.wait(20)


if __name__ == "__main__":
    main()
