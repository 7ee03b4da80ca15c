"""A real county process on this machine whose time a test moves."""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from county.held_clock import move

ROOT = Path(__file__).resolve().parents[2]
MONDAY = 1_795_395_600
"""2026-11-23 09:00 in China, a working Monday."""
PATIENCE = 30.0


def until(holds: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """The first true value of `holds`; it is asked again while the time runs."""
    ends = time.monotonic() + seconds
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > ends:
            raise AssertionError(f"did not come true within {seconds:.0f} s: {what}")
        select.select([], [], [], 0.02)


class CountyProcess:
    """`python -m county serve --practice` with its own folder and a held clock."""

    def __init__(self, folder: Path, profile: str = "baiyin", at: int | None = MONDAY) -> None:
        self.folder = folder
        self.data = folder / "county"
        self.profile = profile
        self.at = at or 0
        self.port = 0
        self.password = ""
        self._clock = ["--clock-file", str(folder / "time")] if at is not None else []
        """No held clock: time runs."""
        self._codes: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if at is not None:
            move(folder / "time", at)

    @property
    def url(self) -> str:
        """Where it listens; the same after a restart."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> CountyProcess:
        """Start and wait for the line that says it listens."""
        command = [
            sys.executable, "-m", "county", "serve", "--data", str(self.data), "--port", str(self.port),
            "--practice", "--no-appeals", "--profile", self.profile, *self._clock, "--parent-pipe",
        ]  # fmt: skip
        with (self.folder / "county.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=ROOT
            )
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE * 2)
        line = self._process.stdout.readline() if ready else b""
        assert line, (self.folder / "county.log").read_text(encoding="utf-8")
        said = json.loads(line)
        self.port, self.password = said["port"], said["password"]
        self._codes.append(said["enrolment"])
        return self

    def enrolment(self) -> str:
        """A single-use code for one more device."""
        if not self._codes:
            self._codes += self._enrol(6)
        return self._codes.pop()

    def _enrol(self, count: int) -> list[str]:
        command = [
            sys.executable, "-m", "county", "enrol", "--data", str(self.data), "--practice", *self._clock,
            "--count", str(count),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT)
        return [line.rpartition("：")[2] for line in done.stdout.splitlines()]

    def kill(self) -> None:
        """SIGKILL, as when the power fails."""
        process, self._process = self._process, None
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        _close(process)

    def stop(self) -> None:
        """An orderly end; nothing when it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        _close(process)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def move_to(self, at: int) -> None:
        """Set the county's time and wait until its clockwork has said what was due by then."""
        assert at >= self.at, "time does not go back"
        self.at = at
        move(self.folder / "time", at)
        until(lambda: self.rested(), "the clockwork has looked at everything that is due")

    def rested(self) -> bool:
        """True when no limit of any case waits to be looked at and no message to be handed over."""
        due = self.rows("SELECT count(*) FROM cases WHERE tick_at <= ?", self.at)[0][0]
        waiting = self.rows("SELECT count(*) FROM outbox WHERE state = 'waiting' AND due_at <= ?", self.at)[
            0
        ][0]
        return not due and not waiting

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the county's own file."""
        path = self.data / "county.sqlite"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def kept(self, sha256: str) -> Path:
        """The county's own copy of a file."""
        files = [path for path in self.data.rglob("*") if path.is_file() and path.suffix != ".sqlite"]
        return next(path for path in files if hashlib.sha256(path.read_bytes()).hexdigest() == sha256)

    def messages(self) -> list[dict[str, Any]]:
        """What left through the file gateway, in order, when nothing is on its way to it any more."""
        waiting = "SELECT 1 FROM outbox WHERE state = 'waiting'"
        until(lambda: not self.rows(waiting), "messages wait to leave")
        found: list[dict[str, Any]] = []
        for path in sorted((self.data / "outgoing").glob("*.jsonl")):
            found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return found


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
