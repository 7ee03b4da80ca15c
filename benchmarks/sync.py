"""The exchange with a county process over real HTTP: first pulls, pushes, polls, and twenty desks at once.

Everything is durable on both sides (`synchronous=FULL`) and the desktop's file is encrypted. The limit of a pull is bare
sqlcipher3 writing the same rows, columns and indexes from rows that are already decoded, and the search words of as many; the words
that follow behind the rows are a line of their own, with a limit of their own. That of a push the same
at both ends, one after the other; that of twenty desks the same at all of them, shared among the processors; that of a
poll is an authenticated empty request of the same server. The county works beside the desk on the same machine; the lines
"processor" compare what the desk alone does, which other load changes little. Prints one JSON object a line: job, ours,
limit, rival, ratio, unit. `--jobs pull_10k,poll_0` runs some. `--anki PYTHON`: an interpreter with the package `anki`, whose
incremental sync of 10,000 notes, not encrypted and without an index of words, is then the rival of pull_10k.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import _anki, _bare
from benchmarks._bare_push import write_same
from benchmarks._county import ServedCounty, case_id, seed_apart
from benchmarks._desk import KEY, Desk
from benchmarks._twenty import twenty_clients
from benchmarks.queue import say
from desktop.store.wording import STEP
from desktop.sync.transport import Request
from wire.version import PUSH_MAX_COMMANDS


def resident() -> int:
    """MiB that this process holds now, and from now on the peak is counted anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) // 1024
    return 0


class Bench:
    """Counties by size, each seeded once and served by a process of its own."""

    def __init__(self, folder: Path, jobs: list[str], anki: str = "") -> None:
        self._folder, self._anki = folder, anki
        self._jobs = jobs
        self._counties: dict[int, ServedCounty] = {}
        self._number = 0

    def wants(self, *jobs: str) -> bool:
        """Whether one of these is to be measured."""
        return not self._jobs or any(job in self._jobs for job in jobs)

    def county(self, cases: int) -> ServedCounty:
        """The county of that size."""
        if cases not in self._counties:
            folder = self._folder / f"county{cases}"
            size = seed_apart(folder, cases)
            note = {"county": cases, "bytes_of_a_case": size, "rows_of_a_case": 2}
            sys.stdout.write(json.dumps(note) + "\n")
            self._counties[cases] = ServedCounty(folder)
        return self._counties[cases]

    def desk(self, cases: int) -> Desk:
        """A new desktop, enrolled and signed in, that holds nothing yet."""
        county = self.county(cases)
        self._number += 1
        folder = self._folder / f"desk{self._number}"
        return Desk(folder, county.ready.url, county.ready.password, county.enrolments(1)[0])

    def pull(self, cases: int, job: str, rounds: int) -> Desk:
        """First pulls of everything, the best of some beside the limit in the same run; the last desk stays open."""
        pairs: list[tuple[float, float]] = []
        work: list[tuple[float, float]] = []
        words: list[tuple[float, float]] = []
        rivals: list[float] = []
        searches: list[float] = []
        peak = 0
        desk = self.desk(cases)
        for number in range(rounds):
            if number:
                desk.close()
                desk = self.desk(cases)
            before, begun = resident(), time.process_time()
            ours = desk.exchange()
            worked = time.process_time() - begun
            peak = max(peak, _status("VmHWM") - before)
            target = self._folder / "bare.db"
            limit, bare = _bare.insert_same(desk.path, target, KEY, _bare.ROWS_A_PAGE)
            searches.append(max(_searched(desk, text) for text in ("灯", "路灯", "下水道", "没有这样的词")))
            words.append((desk.write_words(), _bare.insert_words(target, KEY, STEP)[0]))
            for file in self._folder.glob("bare.db*"):
                file.unlink()
            if self._anki and job == "pull_10k":
                rivals.append(_anki.seconds(self._anki, cases))
            pairs.append((ours, limit))
            work.append((worked, bare))
        if self.wants(job):
            ours, limit = min(pairs, key=_ratio)
            say(job, ours, limit, "s")
            if rivals:
                say(f"{job}: the best beside the best of the rival", min(pairs)[0], 0.0, "s", min(rivals))
            say(f"{job}: processor", *min(work, key=_ratio), "s")
            say(f"{job}: search words behind the rows", *min(words, key=_ratio), "s")
            say(f"{job}: slowest search before the words", min(searches), 0.0)
            say(f"{job}: memory over idle", peak, 0.0, "MiB")
        return desk

    def push(self, desk: Desk) -> None:
        """Changes and registrations made offline, given to the county, with the pull that follows; the best of some."""
        county = self.county(10_000)
        for job, rounds in (("push_2000", 3), ("push_2000 registrations", 2)):
            spent: list[tuple[float, float, float]] = []
            for turn in range(rounds):
                if job == "push_2000":
                    desk.note(case_id(2000 * turn + number) for number in range(2000))
                else:
                    desk.register(2000, 2000 * turn)
                there, here = county.processor(), time.process_time()
                seconds = desk.exchange()
                spent.append((seconds, time.process_time() - here, county.processor() - there))
            best = min(spent)
            limit = self._bare_push(desk) if job == "push_2000" else 0.0
            say(job, best[0], limit, "s")
            say(f"{job}: processor of the desk", best[1], 0.0, "s")
            say(f"{job}: processor of the county", best[2], 0.0, "s")

    def _bare_push(self, desk: Desk) -> float:
        """Seconds for bare statements of the last push at both ends; both files rest meanwhile."""
        county = self._folder / "county10000" / "county.sqlite"
        return min(
            write_same(desk.path, county, self._folder / "scratch", KEY, PUSH_MAX_COMMANDS, 2000)
            for _ in range(3)
        )

    def poll(self, desk: Desk, cases: int) -> None:
        """Rounds of a desk that is up to date, and rounds that bring ten changes of another one."""
        empty = Request(
            "POST", "/blobs/v1/missing", b"[]", desk.sessions.token(), desk.store.sync_state().device
        )
        nothing = _middle(lambda: desk.transport.send(empty))
        if self.wants("poll_0"):
            say(f"poll_0 at {cases}", _middle(desk.exchange), nothing)
        if not self.wants("poll_10"):
            return
        other = self.desk(cases)
        other.load()
        spent: list[float] = []
        for turn in range(11):
            other.note(case_id(2000 % cases + 10 * turn + n) for n in range(10))
            other.exchange()
            spent.append(desk.exchange() * 1000)
        other.close()
        say(f"poll_10 at {cases}", statistics.median(spent), nothing)

    def close(self) -> None:
        """End every process."""
        for county in self._counties.values():
            county.close()


def _searched(desk: Desk, text: str) -> float:
    """Milliseconds of a search for the newest fifty."""
    begun = time.perf_counter()
    desk.store.search(text)
    return (time.perf_counter() - begun) * 1000


def _ratio(pair: tuple[float, float]) -> float:
    return pair[0] / pair[1]


def _middle(work: Callable[[], object], times: int = 31) -> float:
    """Milliseconds, the middle of some runs."""
    spent: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def measure(bench: Bench, large: int) -> None:
    """Every job that is wanted."""
    if bench.wants("poll_0", "poll_10"):
        desk = bench.desk(1000)
        desk.load()
        bench.poll(desk, 1000)
        desk.close()
    if bench.wants("pull_10k", "push_2000"):
        desk = bench.pull(10_000, "pull_10k", 5)
        if bench.wants("push_2000"):
            bench.push(desk)
        desk.close()
    if bench.wants("pull_100k", "poll_0", "poll_10"):
        desk = bench.pull(large, "pull_100k", 1)
        if bench.wants("poll_0", "poll_10"):
            bench.poll(desk, large)
        desk.close()
    if bench.wants("twenty_clients"):
        twenty = twenty_clients(bench.county(2000))
        say("twenty_clients: processor", twenty.worked, twenty.bare, "s")
        say("twenty_clients", twenty.seconds, twenty.bare / len(os.sched_getaffinity(0)), "s")


def main(arguments: list[str] | None = None) -> None:
    """Run the jobs."""
    parser = argparse.ArgumentParser(prog="bench sync", description=__doc__)
    parser.add_argument(
        "--jobs", default="", help="pull_10k, pull_100k, push_2000, poll_0, poll_10, twenty_clients"
    )
    parser.add_argument("--large", type=int, default=100_000, help="matters of the large county")
    parser.add_argument("--anki", default="", help="an interpreter that has the package anki")
    options = parser.parse_args(arguments)
    jobs = [job for job in options.jobs.split(",") if job]
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        bench = Bench(Path(name), jobs, options.anki)
        try:
            measure(bench, options.large)
        finally:
            bench.close()


if __name__ == "__main__":
    main()
