"""Queues of 20,000 (or --cases N) matters: first rows, badges, filter, search, one change, start, heartbeat.

`ours` of the jobs named in one word is the 95th of 100 calls. The limit is bare SQL on the same encrypted file and the same
library; that of applying pages writes the same rows, columns, indexes and search words from rows that are already
decoded; that of `start` is a bare table of 50 rows, that of `heartbeat` is what a person does not notice. Prints one JSON
object a line: job, ours, limit, rival, ratio, unit. `--jobs first_rows,heartbeat` runs some.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from benchmarks import _bare
from benchmarks._matters import KEY, NOW, OPERATOR, PAGE, PIECES, FixedClock, cases, dictionary, load, page
from benchmarks._slow_disk import run_slowly
from desktop.store.keys import GivenKey
from desktop.store.projection import QUEUE_NUMBER
from desktop.store.store import Store
from domain.commands import Command, LogCall
from domain.words import fts_match

CALLS = 100
JOBS = ("first_rows", "badges", "filter", "search_1", "search_2", "search_3", "start", "heartbeat")


def median(work: Callable[[], object], times: int = 15) -> float:
    """Milliseconds, the middle of some runs."""
    spent: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)[len(spent) // 2]


def often(works: Iterable[Callable[[], object]]) -> float:
    """Milliseconds that 95 of 100 calls stay below; each call is another one of the works."""
    spent: list[float] = []
    for work in works:
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(spent, n=20, method="inclusive")[-1]


def say(job: str, ours: float, limit: float, unit: str = "ms", rival: float | None = None) -> None:
    """One line of the result. `rival`: what another program takes for the same on this machine."""
    line = {"job": job, "ours": round(ours, 3), "limit": round(limit, 3), "rival": rival, "unit": unit}
    line["ratio"] = round(ours / limit, 2) if limit else None
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def measure(store: Store, jobs: list[str]) -> None:
    """Every job beside its bare SQL on the same file."""

    def told(job: str, ours: float, limit: float) -> None:
        if not jobs or job in jobs:
            say(job, ours, limit)

    engine = store.exchange._core.engines.read

    def bare(sql: str, *values: object) -> Callable[[], object]:
        def run() -> object:
            with engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                assert raw is not None
                return raw.execute(sql, values).fetchall()

        return run

    live, closed = QUEUE_NUMBER["handling"], QUEUE_NUMBER["closed"]
    first = "SELECT r.* FROM member m JOIN row r ON r.pk = m.pk WHERE m.queue = ? ORDER BY m.sort_at, m.pk LIMIT 50"
    found = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 50"
    names = [name for name, badge in store.badges().items() if badge.count] * 100
    told(
        "first_rows",
        often(partial(store.page, name, None, 50) for name in names[:CALLS]),
        often(bare(first, QUEUE_NUMBER[name]) for name in names[:CALLS]),
    )
    middle = store.page("closed", limit=5000).next
    keyset = (
        "SELECT r.* FROM member m JOIN row r ON r.pk = m.pk WHERE m.queue = ? AND (m.sort_at, m.pk) > (?, ?)"
        " ORDER BY m.sort_at, m.pk LIMIT 256"
    )
    if middle is not None:
        at, pk = middle.sort_at, middle.pk
        ours = median(lambda: store.page("closed", middle, 256))
        told("256 rows from the middle", ours, median(bare(keyset, closed, at, pk)))
    grouped = "SELECT queue, count(*), total(due_at <= ?), total(amber_at <= ?) FROM member GROUP BY queue"
    told("badges", often([store.badges] * CALLS), often([bare(grouped, NOW, NOW)] * CALLS))
    flip = "SELECT min(due_at) FROM member WHERE due_at > ?"
    told("next flip", median(store.next_flip), median(bare(flip, NOW)))
    for size in (1, 2, 3):
        texts = (words_of(size) * CALLS)[:CALLS]
        told(
            f"search_{size}",
            often(partial(store.search, text) for text in texts),
            often(bare(found, fts_match(text)) for text in texts),
        )
    filtered = first.replace(" ORDER", " AND r.pk IN (SELECT rowid FROM words WHERE words MATCH ?) ORDER")
    texts = (words_of(2) * CALLS)[:CALLS]
    told(
        "filter",
        often(partial(store.page, "handling", text_filter=text) for text in texts),
        often(bare(filtered, live, fts_match(text)) for text in texts),
    )


def words_of(size: int) -> list[str]:
    """Different pieces of so many characters that stand in the texts, some of them across two words."""
    whole = "".join(PIECES)
    return list(dict.fromkeys(whole[at : at + size] for at in range(len(whole) - size + 1)))


def change(store: Store) -> None:
    """One logged call: decide, outbox and projection in one durable transaction, beside two bare updates."""
    rows = store.page("handling", limit=40).rows + store.page("pending_accept", limit=40).rows
    ids = iter([r.case_id for r in rows] * 4)
    numbers = iter(range(10**6))

    def ours() -> None:
        case_id = next(ids)
        store.submit(Command(f"bench-{next(numbers)}", case_id, LogCall("no_answer", "未接"), NOW), OPERATOR)

    write = store.exchange._core.engines.write

    def bare() -> None:
        n = next(numbers)
        with write.begin() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES (?, ?)", (f"b{n}", "x" * 600))
            connection.exec_driver_sql("UPDATE row SET pending = pending WHERE pk = ?", (n % 1000 + 1,))

    say("one change, durable", median(ours, 40), median(bare, 40))


def stored(folder: Path, count: int, jobs: list[str]) -> None:
    """What is measured on a store without a window."""
    rows, profile, facts = dictionary()
    found = cases(count, profile, facts)
    store = Store.open(folder / "data", GivenKey(KEY), FixedClock())
    store.apply_page(page(rows))
    spent = load(store, found)
    if not jobs:
        bare = _bare.insert_same(folder / "data" / "store.db", folder / "bare.db", KEY, PAGE)[0]
        say(f"apply {count} cases with projection and search", spent, bare, "s")
    measure(store, jobs)
    if not jobs:
        change(store)
        begun = time.perf_counter()
        store.rebuild_projection()
        say("rebuild the projection", time.perf_counter() - begun, 0.0, "s")
    store.close()


def apart(module: str, *arguments: str) -> str:
    """Run a part in a process of its own; what it printed."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def start(folder: Path) -> None:
    """From the beginning of the process to a picture with rows, the middle of three, beside a bare table."""
    middle: list[float] = []
    for kind in ("ours", "bare"):
        spent: list[float] = []
        for _ in range(3):
            begun = time.monotonic()
            spent.append(float(apart("_usable", kind, str(folder / "data"))) - begun)
        middle.append(statistics.median(spent))
    say("start", middle[0], middle[1], "s")


def main(arguments: list[str] | None = None) -> None:
    """Run every job, or those that are named."""
    parser = argparse.ArgumentParser(prog="bench queue", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--jobs", default="", help=", ".join(JOBS))
    parser.add_argument("--slow-disk", action="store_true", help="fsync takes 10 ms longer, 4 GiB of memory")
    given = parser.parse_args(arguments)
    if given.slow_disk:
        with tempfile.TemporaryDirectory(prefix="minqing-slow-") as name:
            again = ["--cases", str(given.cases), "--jobs", given.jobs]
            raise SystemExit(run_slowly(Path(name), "queue", again))
    jobs = [job for job in given.jobs.split(",") if job]
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        folder = Path(name)
        if jobs != ["heartbeat"]:
            stored(folder, given.cases, jobs)
        if not jobs or "start" in jobs:
            start(folder)
        if not jobs or "heartbeat" in jobs:
            sys.stdout.write(apart("_heartbeat", str(folder / "beat"), str(given.cases)))


if __name__ == "__main__":
    main()
