"""Living a seed to its quiet end, looking for the seed that shows a fault, and keeping those that showed one."""

from __future__ import annotations

import os
import shutil
import tomllib
from contextlib import ExitStack
from pathlib import Path

from tests.simulator.oracle import Wrong, examine
from tests.simulator.parts import Crash
from tests.simulator.template import template, work_folder
from tests.simulator.thin import thin_desktops
from tests.simulator.thin_county import CountyEngine
from tests.simulator.world import World

STEPS = 44
SHIPPED_EVERY = 20
"""Every such life runs with the cipher and with the shipped layer between store and file."""
DEFAULT_SEEDS = 2000
REGRESSIONS = Path(__file__).with_name("regressions.toml")


def seeds() -> range:
    """The seeds of this run. MINQING_SEEDS: how many, or `a-b` for a range."""
    text = os.environ.get("MINQING_SEEDS", str(DEFAULT_SEEDS))
    first, dash, last = text.partition("-")
    return range(int(first), int(last) + 1) if dash else range(int(first))


def blocks(half: int) -> list[range]:
    """The seeds of this run that are even (0) or odd (1), in pieces small enough to be shared out."""
    mine = [seed for seed in seeds() if seed % 2 == half]
    return [range(part[0], part[-1] + 1, 2) for part in (mine[i : i + 25] for i in range(0, len(mine), 25))]


def is_thin(seed: int) -> bool:
    """Whether this life leaves out what lies between the store and its file."""
    return seed % SHIPPED_EVERY != SHIPPED_EVERY - 1


def live(seed: int, steps: int = STEPS, *, thin: bool | None = None, inspect=None) -> list[str]:
    """One life to its quiet end, examined; its story. Raises Wrong with how to replay it."""
    thin = is_thin(seed) if thin is None else thin
    made = template(thin=thin)
    folder = work_folder() / f"life-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.enter_context(thin_desktops(thin=thin, county=CountyEngine if thin else None))
        world = World(made, folder, seed)
        stack.callback(world.close)
        try:
            world.run(steps)
            world.quiesce()
            examine(world)
            if inspect is not None:
                inspect(world)
        except (Exception, Crash) as error:
            story = "\n".join(world.log[-60:])
            raise Wrong(
                f"{type(error).__name__}: {error}\nreplay: MINQING_SEEDS={seed}-{seed} pytest tests/simulator\n{story}"
            ) from error
        return world.log


def caught(among: range, steps: int = STEPS) -> tuple[int, str]:
    """(the first seed of the range in which the oracle notices something, what it says), or (-1, "")."""
    for seed in among:
        try:
            live(seed, steps)
        except Wrong as wrong:
            return seed, str(wrong).partition("\n")[0]
    return -1, ""


def shrink(seed: int, steps: int = STEPS) -> int:
    """The fewest steps after which the life of a failing seed still fails."""
    for fewer in range(1, steps):
        if caught(range(seed, seed + 1), fewer)[0] == seed:
            return fewer
    return steps


def regressions() -> list[dict]:
    """Seeds that once failed: `seed`, `steps`, `what` was wrong."""
    return tomllib.loads(REGRESSIONS.read_text(encoding="utf-8")).get("life", [])
