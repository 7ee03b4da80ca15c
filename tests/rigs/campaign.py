"""Long campaigns in pieces that add up: `python -m tests.rigs.campaign --minutes N`.

Each piece is a seed of one kind of trouble, lived in a process forked from one that has everything imported. What went
through is entered in docs/campaigns.json at once, so that a run may end at any time and the next one goes on behind it;
docs/campaigns.md says the same in words. A piece that goes wrong is entered as such and run first the next time; a life
that goes wrong is kept in tests/simulator/regressions.toml too. The run goes on and ends with 1.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import select
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.rigs.ledger import AIMS, KINDS, LEDGER, Ledger, page, regress
from tests.rigs.processes import Child

SHARES = {"seeds": 6.0, "kills": 3.0, "power_cuts": 1.0, "io_failures": 0.5, "townships": 0.5}
"""How the time of a run is shared out among what is short of its aim; then among all."""
_SHORT = {
    "kills": ("client_kills", "county_kills"),
    "io_failures": ("actions",),
    "townships": ("township_days",),
}
LIVES, MOST_FAILURES = 20, 10
_WORDS = 200


def seeds(_folder: Path, piece: int) -> dict[str, object]:
    from tests.simulator.lives import Wrong, live, shrink

    gc.disable()  # the process ends with the piece
    found = []
    for seed in range(piece * LIVES, piece * LIVES + LIVES):
        try:
            live(seed)
        except Wrong as wrong:
            found.append((seed, shrink(seed), str(wrong).partition("\n")[0]))
    return {"seeds": LIVES, "found": found}


def kills(folder: Path, piece: int) -> dict[str, object]:
    from tests.rigs.kills import chain

    toll = chain(folder, piece)
    return {"client_kills": toll.client_kills, "county_kills": toll.county_kills}


def power_cuts(folder: Path, piece: int) -> dict[str, object]:
    from tests.rigs import disks

    return {"power_cuts": disks.power_cuts(folder, piece, 25)}


def io_failures(folder: Path, piece: int) -> dict[str, object]:
    from tests.rigs import disks

    failures = disks.sweep(folder / "sweep", disks.NAMES[piece % len(disks.NAMES)])
    return {"io_failures": failures, "actions": int(piece < len(disks.NAMES))}


def townships(folder: Path, piece: int) -> dict[str, object]:
    from tests.rigs import outage

    size = outage.LARGE if piece % 20 == 0 else outage.SMALL
    found = outage.come_back(folder, piece, size)
    return {"township_days": found.days, "conflicts": found.conflicts}


PIECES: dict[str, Callable[[Path, int], dict[str, object]]] = {
    "seeds": seeds, "kills": kills, "power_cuts": power_cuts, "io_failures": io_failures, "townships": townships,
}  # fmt: skip


def _result(kind: str, folder: Path, piece: int) -> dict[str, object]:
    """What a piece came to; `wrong` says what it found."""
    try:
        return PIECES[kind](folder, piece)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is entered, and the run goes on
        traceback.print_exc()
        return {"wrong": f"{type(error).__name__}: {error}".partition("\n")[0][:_WORDS]}


@dataclass
class _Running:
    """A piece under way in a process of its own."""

    kind: str
    piece: int
    child: Child
    folder: Path
    started: float


class Campaign:
    """Pieces, several at a time, until the time or the number of pieces is over."""

    def __init__(self, ledger: Ledger, seconds: float, only: str, pieces: int, workers: int) -> None:
        self._ledger, self._only, self._left, self._workers = ledger, only, pieces or -1, workers
        self._ends = time.monotonic() + seconds
        self._spent = dict.fromkeys(KINDS, 0.0)
        self._again = [(f["kind"], f["piece"]) for f in ledger.failures if only in ("", f["kind"])]
        self._running: list[_Running] = []
        self.failed = 0

    def run(self) -> int:
        """How many pieces went wrong."""
        from tests.simulator.template import resources, template

        resources(), template(thin=False), template(thin=True)
        gc.collect()
        gc.freeze()
        try:
            while True:
                while len(self._running) < self._workers and self._goes_on():
                    self._start()
                if not self._running:
                    return self.failed
                ready, _, _ = select.select([one.child.stream for one in self._running], [], [])
                for one in [one for one in self._running if one.child.stream in ready]:
                    self._running.remove(one)
                    self._enter(one)
        finally:
            for one in self._running:
                one.child.close()
                shutil.rmtree(one.folder, ignore_errors=True)

    def _goes_on(self) -> bool:
        """Not for ever, and not when everything goes wrong."""
        return bool(self._left) and time.monotonic() < self._ends and self.failed < MOST_FAILURES

    def _start(self) -> None:
        from tests.simulator.template import work_folder

        kind, piece = self._next()
        self._left -= 1
        folder = work_folder() / f"{kind}-{piece}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        child = Child(lambda say: say(json.dumps(_result(kind, folder, piece), ensure_ascii=False)))
        self._running.append(_Running(kind, piece, child, folder, time.monotonic()))

    def _next(self) -> tuple[str, int]:
        """What failed before, then what is short of its aim, then anything; by the shares of the time."""
        if self._again:
            return self._again.pop(0)
        kinds = [self._only] if self._only else [k for k in KINDS if self._short(k)] or list(KINDS)
        kind = min(kinds, key=lambda name: self._spent[name] / SHARES[name])
        self._spent[kind] += 0.001
        taken = {one.piece for one in self._running if one.kind == kind} | set(
            self._ledger.early.get(kind, [])
        )
        piece = self._ledger.next_seed[kind]
        while piece in taken:
            piece += 1
        return kind, piece

    def _short(self, kind: str) -> bool:
        figures = self._ledger.figures
        return any(figures[name] < AIMS[name] for name in _SHORT.get(kind, (kind,)))

    def _enter(self, one: _Running) -> None:
        said = one.child.rest()
        one.child.close()
        shutil.rmtree(one.folder, ignore_errors=True)
        self._spent[one.kind] += time.monotonic() - one.started
        result = json.loads(said[-1]) if said and said[-1].startswith("{") else {"wrong": "it ended unheard"}
        found, wrong = result.pop("found", []), result.pop("wrong", "")
        for seed, steps, what in found:
            regress(seed, steps, what)
            wrong += f"seed {seed}: {what} "
        if not wrong:
            self._ledger.add(one.kind, one.piece, **result)
            return
        self.failed += 1
        self._ledger.fail(one.kind, one.piece, wrong[: 3 * _WORDS].strip(), **result)
        sys.stderr.write(f"{one.kind}, piece {one.piece}: {wrong}\n")
        sys.stderr.write(f"again: --only {one.kind} --from {one.piece} --pieces 1\n")


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.rigs.campaign", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--ledger", type=Path, default=LEDGER)
    parser.add_argument("--only", default="", choices=["", *PIECES])
    parser.add_argument("--from", dest="first", type=int, default=-1, help="this piece and those behind it")
    parser.add_argument("--pieces", type=int, default=0, help="at most so many")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4), help="pieces at a time")
    options = parser.parse_args(arguments)
    ledger = Ledger.read(options.ledger)
    if options.first >= 0:
        ledger.next_seed[options.only] = options.first
    failed = Campaign(
        ledger, options.minutes * 60, options.only, options.pieces, max(options.workers, 1)
    ).run()
    sys.stdout.write(page(ledger))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
