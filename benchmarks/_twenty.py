"""Twenty desks beside one county: everybody pulls all, gives 100 notes, and pulls until all hold the same.

The desks are real engines with files of their own, in four processes with five each, driven in turn.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from benchmarks._county import ServedCounty, case_id
from benchmarks._desk import Desk

DESKS, PROCESSES, EDITS = 20, 4, 100


def twenty_clients(county: ServedCounty) -> float:
    """Seconds for pulling, giving and pulling again; SystemExit when the desks do not hold the same at the end.

    Signing in and making the notes, which is work of the operators, are not counted.
    """
    codes = county.enrolments(DESKS)
    share = DESKS // PROCESSES
    where = (county.ready.url, county.ready.password)
    workers = [_start(*where, str(n * share), *codes[n * share : (n + 1) * share]) for n in range(PROCESSES)]
    spent = 0.0
    for step in ("open", "pull", "note", "push", "settle", "close"):
        begun = time.perf_counter()
        for tell, _ in workers:
            tell.write(step + "\n")
            tell.flush()
        told = [state for _, hear in workers for state in json.loads(hear.readline())]
        if step in ("pull", "push", "settle"):
            took = time.perf_counter() - begun
            spent += took
            sys.stdout.write(
                json.dumps({"job": f"twenty_clients: {step}", "ours": round(took, 3), "unit": "s"}) + "\n"
            )
        if step == "settle" and len(set(told)) != 1:
            raise SystemExit("the desks do not hold the same")
    return spent


def _start(*arguments: str) -> tuple[IO[str], IO[str]]:
    """(where to tell a worker its steps, where it answers)."""
    command = [sys.executable, "-m", "benchmarks._twenty", *arguments]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert worker.stdin is not None
    assert worker.stdout is not None
    return worker.stdin, worker.stdout


def _state(desk: Desk) -> str:
    """Count and sum of every bucket, and how many matters stand in the queues."""
    with desk.store.exchange._core.engines.read.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, count, sum64, state FROM bucket ORDER BY id").all()
    return json.dumps([list(row) for row in rows] + [desk.store.counts().cases])


def _work(url: str, password: str, first: int, codes: list[str]) -> None:
    desks: list[Desk] = []
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        for line in sys.stdin:
            step = line.strip()
            answer: list[str] = []
            if step == "open":
                desks = [Desk(Path(name) / str(n), url, password, code) for n, code in enumerate(codes)]
            elif step == "note":
                for number, desk in enumerate(desks, first):
                    desk.note(case_id(number * EDITS + n) for n in range(EDITS))
            elif step == "close":
                for desk in desks:
                    desk.close()
            else:
                for desk in desks:
                    desk.exchange()
                    answer.append(_state(desk) if step == "settle" else "")
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
            if step == "close":
                return


if __name__ == "__main__":
    _work(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
