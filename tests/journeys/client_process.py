"""A workstation in a process of its own that a test can kill; told what to do line by line.

`python -m tests.journeys.client_process FOLDER COUNTY_URL PASSWORD LOGIN_NAME ENROLMENT`, then JSON lines:
`{"do": "submit", "command": …}`, `{"do": "exchange"}`, `{"do": "send"}` (one request goes out and its answer is thrown
away, as when the machine stops before the answer is read), `{"do": "case", "id": …}`. Each gets one JSON line.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from domain.commands import Body, Command
from domain.refusals import Refusal
from tests.journeys.county_process import ROOT, CountyProcess
from tests.journeys.people import OWNER, SEATS
from wire.codec import decode_command, encode_command


class ClientProcess:
    """The parent's end. Starting again in the same folder goes on where it was killed."""

    def __init__(self, folder: Path, county: CountyProcess, name: str) -> None:
        self._folder, self._county, self._name = folder, county, name
        self._process: subprocess.Popen[str] | None = None
        self._enrolment = county.enrolment()
        self._count = 0

    def start(self) -> ClientProcess:
        """Start; the first time it signs in, later it is still signed in."""
        county, fresh = self._county, self._enrolment
        self._enrolment = ""
        with (self._folder.parent / f"{self._name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.client_process", str(self._folder), county.url,
                 county.password, self._name, fresh],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT,
            )  # fmt: skip
        assert self._answer() == {"ready": True}
        return self

    def _answer(self) -> Any:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self._folder.parent / f"{self._name}.log").read_text(encoding="utf-8")
        return json.loads(line)

    def ask(self, do: str, **values: Any) -> Any:
        """One order, one answer."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def tell(self, do: str, **values: Any) -> None:
        """An order whose answer nobody waits for now; `hear` gets it."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """The answer to `tell`."""
        return self._answer()

    def submit(self, case_id: str, body: Body, command_id: str, who: str = "") -> str:
        """Write a command down in its outbox; the code of a refusal, or ""."""
        text = encode_command(Command(command_id, case_id, body, 0)).decode()
        return str(self.ask("submit", command=text, who=who or OWNER[self._name])["refused"])

    def kill(self) -> None:
        """SIGKILL."""
        process, self._process = self._process, None
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        _close(process)

    def close(self) -> None:
        """End in order, if it lives."""
        process, self._process = self._process, None
        if process is not None:
            _close(process)
            process.wait(30)


def _close(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


class _Known:
    """What a workstation asks of the county process."""

    def __init__(self, url: str, password: str, enrolment: str) -> None:
        self.url, self.password, self._enrolment = url, password, enrolment

    def enrolment(self) -> str:
        return self._enrolment


def main(folder: str, url: str, password: str, name: str, enrolment: str) -> None:
    """The child's end."""
    from tests.journeys.workstation import Workstation

    known: Any = _Known(url, password, enrolment)
    desk = Workstation(Path(folder), known, name, resume=not enrolment)
    _say({"ready": True})
    for line in sys.stdin:
        _say(_obey(desk, json.loads(line)))
    desk.close()


def _obey(desk: Any, order: dict[str, Any]) -> dict[str, Any]:
    from dataclasses import replace

    match order["do"]:
        case "submit":
            command = replace(decode_command(order["command"].encode()), at_device=desk.clock.now())
            answer = desk.store.submit(command, desk.actor(order["who"]))
            return {"refused": answer.code if isinstance(answer, Refusal) else ""}
        case "exchange":
            step = desk.round()
            counts = desk.store.counts()
            return {"step": type(step).__name__, "pending": counts.pending, "rejected": counts.rejected,
                    "offline": bool(desk.engine.offline_since)}  # fmt: skip
        case "send":
            desk.engine.wake(by_person=True)
            step = desk.engine.step()
            desk.transport.send(step.request)
            return {"sent": step.request.path}
        case "case":
            file = desk.store.case(order["id"])
            if file is None:
                return {"state": ""}
            return {"state": file.case.state, "rev": file.confirmed_rev, "pending": len(file.pending)}
    raise AssertionError(order)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    assert SEATS
    main(*sys.argv[1:6])
