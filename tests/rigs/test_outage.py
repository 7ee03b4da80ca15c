"""A county that was away and is there again: everybody comes at once, and everybody gets through."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

from benchmarks.live import Desk
from benchmarks.outage import pull_request, storm
from tests.conftest import ROOT


@pytest.mark.parametrize("clients", [150, pytest.param(1_000, marks=pytest.mark.deep)])
def test_clients_that_come_back_at_once_all_get_their_answer(tmp_path, clients):
    command = [sys.executable, "-m", "county", "serve", "--data", str(tmp_path), "--practice", "--port", "0"]
    with subprocess.Popen(
        [*command, "--parent-pipe"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        ready = json.loads(process.stdout.readline())
        desk = Desk(ready["url"], ready["enrolment"])
        try:
            desk.pull()
            found = asyncio.run(storm(ready["port"], pull_request(desk), clients))
            again = asyncio.run(storm(ready["port"], pull_request(desk), 1))
        finally:
            desk.close()
            process.stdin.close()
            process.wait(30)
    assert len(found) == clients
    assert all(one.tries >= 1 and one.answer > 0 for one in found)
    assert [one.tries for one in again] == [1]
