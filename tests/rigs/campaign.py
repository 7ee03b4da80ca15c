"""Long campaigns in pieces that add up: `python -m tests.rigs.campaign --minutes N`.

Each piece is a seed of one kind of trouble. What went through is entered in docs/campaigns.json at once, so that a run
may end at any time and the next one goes on behind it; docs/campaigns.md says the same in words. A piece that fails
ends the run with the seed that shows it, and nothing is entered for it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "docs" / "campaigns.json"
FIGURES = {
    "seeds": "lives in the simulator",
    "client_kills": "clients killed (SIGKILL), on a bad line",
    "county_kills": "counties killed (SIGKILL)",
    "power_cuts": "power cuts with a torn tail of the log",
    "io_failures": "failed writes lived through, of the twelve actions that write most often",
}
SHARES = {"seeds": 3.0, "kills": 3.0, "power_cuts": 1.0, "io_failures": 0.5}
"""How the time of a run is shared out."""


@dataclass
class Ledger:
    """What has been run so far: figures, and the next seed of each kind."""

    path: Path
    figures: dict[str, int]
    next_seed: dict[str, int]

    @classmethod
    def read(cls, path: Path) -> Ledger:
        data = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        figures = dict.fromkeys(FIGURES, 0) | data.get("figures", {})
        return cls(path, figures, dict.fromkeys(SHARES, 0) | data.get("next_seed", {}))

    def add(self, kind: str, pieces: int, /, **figures: int) -> None:
        """A piece went through."""
        self.next_seed[kind] += pieces
        for name, count in figures.items():
            self.figures[name] += count
        data = {"figures": self.figures, "next_seed": self.next_seed}
        self.path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        self.path.with_suffix(".md").write_text(page(self.figures), encoding="utf-8")


def page(figures: dict[str, int]) -> str:
    """docs/campaigns.md."""
    rows = [f"| {what} | {figures[name]:,} |" for name, what in FIGURES.items()]
    return "\n".join(
        [
            "# Campaigns",
            "",
            "What the long runs have lived through without losing, doubling or inventing anything, in sum. Each run of",
            "`python -m tests.rigs.campaign --minutes N` goes on behind the seeds of the last one and adds to this page.",
            "",
            "| trouble | so far |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def seeds(folder: Path, seed: int) -> dict[str, int]:
    from tests.simulator.lives import live

    for one in range(seed * 20, seed * 20 + 20):
        live(one)
    return {"seeds": 20}


def kills(folder: Path, seed: int) -> dict[str, int]:
    from tests.rigs.kills import chain

    toll = chain(folder, seed)
    return {"client_kills": toll.client_kills, "county_kills": toll.county_kills}


def power_cuts(folder: Path, seed: int) -> dict[str, int]:
    from tests.rigs import disks

    return {"power_cuts": disks.power_cuts(folder, seed, 25)}


def io_failures(folder: Path, seed: int) -> dict[str, int]:
    from tests.rigs import disks

    return {"io_failures": disks.sweep(folder / "sweep", disks.NAMES[seed % len(disks.NAMES)])}


PIECES: dict[str, Callable[[Path, int], dict[str, int]]] = {
    "seeds": seeds, "kills": kills, "power_cuts": power_cuts, "io_failures": io_failures,
}  # fmt: skip


def run(ledger: Ledger, seconds: float, only: str = "", pieces: int = 0) -> None:
    """Pieces in turn, by their share of the time, until the time or the number of pieces is over."""
    from tests.simulator.template import resources, template, work_folder

    resources(), template(thin=False), template(thin=True)
    begun, spent, done = time.monotonic(), dict.fromkeys(SHARES, 0.0), 0
    while time.monotonic() - begun < seconds and (not pieces or done < pieces):
        kind = only or min(SHARES, key=lambda name: spent[name] / SHARES[name])
        seed, started = ledger.next_seed[kind], time.monotonic()
        folder = work_folder() / f"{kind}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            figures = PIECES[kind](folder, seed)
        except BaseException:
            sys.stderr.write(f"{kind}, piece {seed} failed; again: --only {kind} --from {seed} --pieces 1\n")
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        ledger.add(kind, 1, **figures)
        spent[kind] += time.monotonic() - started
        done += 1


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
    options = parser.parse_args(arguments)
    ledger = Ledger.read(options.ledger)
    if options.first >= 0:
        ledger.next_seed[options.only] = options.first
    run(ledger, options.minutes * 60, options.only, options.pieces)
    sys.stdout.write(page(ledger.figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
