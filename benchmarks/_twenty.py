"""Twenty desks beside one county: everybody pulls all, gives 100 notes, and pulls until all hold the same.

The desks are real engines with files of their own, in four processes with five each, driven in turn. The limit is processor
time: what bare sqlcipher3 takes to write the same rows into twenty files in as many transactions, before anything is asked,
sent, decided, decoded or counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks._bare import ROWS_A_PAGE, connect, insert_same
from benchmarks._bare_push import Bare, put_again
from benchmarks._county import ServedCounty, case_id
from benchmarks._desk import KEY, Desk

DESKS, PROCESSES, EDITS = 20, 4, 100


@dataclass(frozen=True, slots=True)
class Twenty:
    """Seconds on the clock, of the processor at desks and county, and of the processor for bare statements."""

    seconds: float
    worked: float
    bare: float


def twenty_clients(county: ServedCounty) -> Twenty:
    """Pulling, giving and pulling again; SystemExit when the desks do not hold the same at the end.

    Signing in and making the notes, which is work of the operators, are not counted.
    """
    codes = county.enrolments(DESKS)
    share = DESKS // PROCESSES
    where = (county.ready.url, county.ready.password)
    workers = [_start(*where, str(n * share), *codes[n * share : (n + 1) * share]) for n in range(PROCESSES)]
    spent = worked = bare = 0.0
    for step in ("open", "pull", "note", "push", "settle", "bare", "close"):
        begun, there = time.perf_counter(), county.processor()
        for tell, _ in workers:
            tell.write(step + "\n")
            tell.flush()
        told = [json.loads(hear.readline()) for _, hear in workers]
        if step in ("pull", "push", "settle"):
            took = time.perf_counter() - begun
            spent += took
            worked += county.processor() - there + sum(answer["worked"] for answer in told)
            line = {"job": f"twenty_clients: {step}", "ours": round(took, 3), "unit": "s"}
            sys.stdout.write(json.dumps(line) + "\n")
        if step == "bare":
            bare = sum(answer["worked"] for answer in told)
        if step == "settle" and len({state for answer in told for state in answer["states"]}) != 1:
            raise SystemExit("the desks do not hold the same")
    return Twenty(spent, worked, bare)


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


def _bare(desk: Desk, folder: Path) -> float:
    """Processor seconds that bare statements take for everything that the desk was told."""
    cases = [case_id(n) for n in range(DESKS * EDITS)]
    held = connect(desk.path, KEY)
    found = held.execute("SELECT id || ':' || rev FROM entity WHERE kind = 'case'").fetchall()
    held.close()
    target, bare = folder / "bare.db", Bare()
    _, worked = insert_same(desk.path, target, KEY, ROWS_A_PAGE, frozenset(name for (name,) in found))
    written = connect(target, KEY)
    held = connect(desk.path, KEY)
    put_again(held, written, cases, EDITS, bare)
    held.close()
    written.close()
    for file in folder.glob("bare.db*"):
        file.unlink()
    return worked + bare.worked


def _work(url: str, password: str, first: int, codes: list[str]) -> None:
    desks: list[Desk] = []
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        for line in sys.stdin:
            step, begun = line.strip(), time.process_time()
            states: list[str] = []
            worked = 0.0
            if step == "open":
                desks = [Desk(Path(name) / str(n), url, password, code) for n, code in enumerate(codes)]
            elif step == "note":
                for number, desk in enumerate(desks, first):
                    desk.note(case_id(number * EDITS + n) for n in range(EDITS))
            elif step == "bare":
                worked = sum(_bare(desk, Path(name)) for desk in desks)
            elif step == "close":
                for desk in desks:
                    desk.close()
            else:
                for desk in desks:
                    desk.load()
                worked = time.process_time() - begun
                states = [_state(desk) for desk in desks] if step == "settle" else []
            answer = {"states": states, "worked": worked}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
            if step == "close":
                return


if __name__ == "__main__":
    _work(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
