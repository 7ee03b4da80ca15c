"""docs/campaigns.json and the page made of it: what the long runs have lived through, and what they found."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "docs" / "campaigns.json"
REGRESSIONS = ROOT / "tests" / "simulator" / "regressions.toml"
FIGURES = {
    "seeds": "lives in the simulator",
    "client_kills": "clients killed (SIGKILL), on a bad line",
    "county_kills": "counties killed (SIGKILL)",
    "power_cuts": "power cuts with a torn tail of the log",
    "io_failures": "failed writes lived through",
    "actions": "of the twelve actions that write most often, swept write by write",
    "township_days": "days that townships were offline before they came back together",
    "conflicts": "conflicts of these, each listed with both texts",
}
AIMS = {"seeds": 100_000, "client_kills": 1_000, "county_kills": 200, "power_cuts": 500, "actions": 12, "township_days": 150}  # fmt: skip
KINDS = ("seeds", "kills", "power_cuts", "io_failures", "townships")


@dataclass
class Ledger:
    """What has been run so far: figures, the next piece of each kind, pieces done before their turn, and failures.

    `failures`: pieces that went wrong and were not yet seen to go through since; `mended`: how many went through later.
    """

    path: Path
    figures: dict[str, int]
    next_seed: dict[str, int]
    early: dict[str, list[int]] = field(default_factory=dict)
    failures: list[dict] = field(default_factory=list)
    mended: int = 0

    @classmethod
    def read(cls, path: Path) -> Ledger:
        data = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        figures = dict.fromkeys(FIGURES, 0) | data.get("figures", {})
        next_seed = dict.fromkeys(KINDS, 0) | data.get("next_seed", {})
        return cls(
            path, figures, next_seed, data.get("early", {}), data.get("failures", []), data.get("mended", 0)
        )

    def add(self, kind: str, piece: int, /, **figures: int) -> None:
        """A piece went through."""
        known = [f for f in self.failures if (f["kind"], f["piece"]) == (kind, piece)]
        if known:
            self.failures = [f for f in self.failures if f not in known]
            self.mended += 1
        self._count(kind, piece, figures)

    def fail(self, kind: str, piece: int, what: str, /, **figures: int) -> None:
        """A piece went wrong: it is counted, kept, and run first the next time."""
        entry = {"kind": kind, "piece": piece, "what": what}
        self.failures = [f for f in self.failures if (f["kind"], f["piece"]) != (kind, piece)] + [entry]
        self._count(kind, piece, figures)

    def _count(self, kind: str, piece: int, figures: dict[str, int]) -> None:
        if piece >= self.next_seed[kind] and piece not in self.early.get(kind, []):
            early = sorted([*self.early.get(kind, []), piece])
            while early and early[0] == self.next_seed[kind]:
                self.next_seed[kind] = early.pop(0) + 1
            self.early[kind] = early
            for name, count in figures.items():
                self.figures[name] += count
        self._write()

    def _write(self) -> None:
        data = {
            "figures": self.figures, "next_seed": self.next_seed, "early": {k: v for k, v in self.early.items() if v},
            "failures": self.failures, "mended": self.mended,
        }  # fmt: skip
        self.path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        self.path.with_suffix(".md").write_text(page(self), encoding="utf-8")


def page(ledger: Ledger) -> str:
    """docs/campaigns.md."""
    rows = [f"| {what} | {ledger.figures[name]:,} | {_aim(name)} |" for name, what in FIGURES.items()]
    found = [f"- {f['kind']}, piece {f['piece']}: {f['what']}" for f in ledger.failures]
    return "\n".join(
        [
            "# Campaigns",
            "",
            "What the long runs have lived through, in sum. `./check --all --minutes N` (or `python -m tests.rigs.campaign",
            "--minutes N`) goes on behind the pieces of the last run and adds to this page.",
            "",
            "| trouble | so far | aim |",
            "|---|---|---|",
            *rows,
            f"| **pieces in which something was lost, doubled, silently overwritten or out of scope** | **{len(ledger.failures)}** | 0 |",
            f"| pieces that had found something and went through after it was mended | {ledger.mended} | |",
            "",
            *found,
            *([""] if found else []),
        ]
    )


def _aim(name: str) -> str:
    return f"{AIMS[name]:,}" if name in AIMS else ""


def regress(seed: int, steps: int, what: str, path: Path = REGRESSIONS) -> None:
    """Keep a life that went wrong, so that every later run lives it again."""
    entry = f"\n[[life]]\nseed = {seed}\nsteps = {steps}\nwhat = {json.dumps(what, ensure_ascii=False)}\n"
    held = path.read_text(encoding="utf-8")
    if f"\nseed = {seed}\nsteps = {steps}\n" not in held:
        path.write_text(held + entry, encoding="utf-8")
