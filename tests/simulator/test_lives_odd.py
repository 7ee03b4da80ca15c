"""Lives with odd numbers; see lives.py. Both halves together are the seeds of a run (MINQING_SEEDS)."""

from __future__ import annotations

import pytest

from tests.simulator.lives import blocks, live


@pytest.mark.parametrize("block", blocks(half=1), ids=str)
def test_no_seed_loses_doubles_or_invents_anything(block):
    for seed in block:
        live(seed)
