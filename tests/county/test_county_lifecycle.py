"""The county as a child process: one ready line, an end with its parent, nobody beside it, nothing lost by a kill."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from county.serving import _listen
from county.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SERVE = [sys.executable, "-m", "county", "serve", "--port", "0", "--practice", "--parent-pipe"]


def _start(data: Path, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*SERVE, "--data", str(data)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def _ready(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr.read().decode() if process.stderr else ""
    found: dict[str, Any] = json.loads(line)
    return found


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _sign_in(ready: dict[str, Any], device: str, enrolment: str) -> int:
    body = {
        "login": "t.operator1",
        "password": ready["password"],
        "device": device,
        "enrolment": enrolment,
    }
    return httpx.post(
        f"{ready['url']}/session/v1/sign-in", json=body, trust_env=False, timeout=60
    ).status_code


def test_the_child_serves_admits_its_parent_and_ends_with_the_pipe(tmp_path: Path) -> None:
    process = _start(tmp_path)
    try:
        ready = _ready(process)
        assert ready["practice"]
        assert ready["pid"] == process.pid
        health = httpx.get(f"{ready['url']}/health", trust_env=False)
        assert health.json()["ok"] is True
        assert _sign_in(ready, "d1", ready["enrolment"]) == 200
        assert _sign_in(ready, "d2", ready["enrolment"]) == 403
        second = _start(tmp_path)
        _out, words = second.communicate(timeout=60)
        assert second.returncode == 3
        assert "正被另一个县平台使用" in words.decode()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        _close(process)


def test_a_killed_parent_takes_the_child_along_and_the_folder_opens_again(tmp_path: Path) -> None:
    """The parent is a process of its own, killed without a chance to say good-bye."""
    script = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({[*SERVE, '--data', str(tmp_path / 'data')]!r}, stdin=subprocess.PIPE,"
        " stdout=subprocess.PIPE)\n"
        "sys.stdout.write(child.stdout.readline().decode())\n"
        "sys.stdout.flush()\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        ready = _ready(parent)
        child = ready["pid"]
        descriptor = os.pidfd_open(child)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert _ended(descriptor)
    finally:
        parent.kill()
        parent.wait()
        _close(parent)
    again = _start(tmp_path / "data")
    try:
        ready = _ready(again)
        assert _sign_in(ready, "d9", ready["enrolment"]) == 200
    finally:
        again.kill()
        again.wait()
        _close(again)


def test_a_killed_county_keeps_what_it_has_answered(tmp_path: Path) -> None:
    process = _start(tmp_path)
    ready = _ready(process)
    fields = {
        "text": "断电前的事",
        "phone": "19900006816",
        "place": "990101101201",
        "notice": "1",
        "form_id": "x",
    }
    answer = httpx.post(f"{ready['url']}/q", data=fields, trust_env=False, timeout=60)
    process.kill()
    process.wait()
    _close(process)
    assert answer.status_code == 303
    again = _start(tmp_path)
    try:
        ready = _ready(again)
        page = httpx.get(ready["url"] + answer.headers["location"], trust_env=False, timeout=60)
        assert "已收到" in page.text
        repeat = httpx.post(f"{ready['url']}/q", data=fields, trust_env=False, timeout=60)
        assert repeat.headers["location"] == answer.headers["location"]
    finally:
        again.kill()
        again.wait()
        _close(again)


def _ended(descriptor: int) -> bool:
    """Wait for the end of a process that is not our child."""
    import select

    try:
        readable, _, _ = select.select([descriptor], [], [], 60)
        return bool(readable)
    finally:
        os.close(descriptor)


def test_the_listener_says_that_it_is_tcp_so_that_answers_are_sent_at_once(tmp_path: Path) -> None:
    """asyncio sets TCP_NODELAY only on sockets that name their protocol; accepted ones take it from the listener."""
    with _listen(Settings(tmp_path, port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        with socket.create_connection(listener.getsockname()) as client:
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.proto == socket.IPPROTO_TCP
                client.sendall(b"x")
                assert accepted.recv(1) == b"x"
