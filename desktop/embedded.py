"""A county of one's own on this machine: 本机试用 and single-machine use.

It is a process with its own files; it listens on this machine only and ends when this program does, also when this
program is killed, because it watches the pipe that only this program holds.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from desktop.sync import strings

START_SECONDS = 30.0
_STOP_SECONDS = 8.0


class EmbeddedProblem(Exception):
    """The county did not start. `message`: sentence for the operator."""

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.message = strings.COUNTY_ENDED


class Ready(msgspec.Struct, frozen=True):
    """What the county says when it listens. `enrolment`: single-use code for this device."""

    port: int
    url: str
    enrolment: str
    practice: bool = False
    password: str = ""


class EmbeddedCounty:
    """Start with `start`, end with `stop`."""

    def __init__(self, folder: Path, *, practice: bool, profile: str = "baiyin") -> None:
        self._folder = folder
        self._practice = practice
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None
        self.ready: Ready | None = None

    def command(self) -> list[str]:
        """The command line; a frozen build starts itself."""
        frozen = bool(getattr(sys, "frozen", False))
        start = [sys.executable, "--county"] if frozen else [sys.executable, "-m", "county"]
        options = [
            "serve",
            "--data",
            str(self._folder),
            "--port",
            "0",
            "--parent-pipe",
            "--profile",
            self._profile,
        ]
        return [*start, *options, *(["--practice"] if self._practice else [])]

    def start(self, seconds: float = START_SECONDS) -> Ready:
        """Start and wait until it listens. Raises EmbeddedProblem when it ends or stays silent."""
        self._folder.mkdir(parents=True, exist_ok=True)
        flags = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
        root = None if getattr(sys, "frozen", False) else Path(__file__).resolve().parent.parent
        with (self._folder / "county.log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no words of a person in it
                self.command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=root,
                creationflags=flags,
            )
        line = self._first_line(self._process, seconds)
        try:
            self.ready = msgspec.json.decode(line, type=Ready)
        except msgspec.DecodeError as error:
            self.stop()
            raise EmbeddedProblem("no ready line") from error
        return self.ready

    @staticmethod
    def _first_line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
        lines: queue.Queue[bytes] = queue.Queue()
        stdout = process.stdout
        assert stdout is not None

        def read() -> None:
            lines.put(stdout.readline())
            stdout.close()

        threading.Thread(target=read, daemon=True, name="county-ready").start()
        try:
            return lines.get(timeout=seconds)
        except queue.Empty:
            return b""

    @property
    def running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Close the pipe, wait, and end the process when it does not go by itself."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
