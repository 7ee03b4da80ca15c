"""The simulator itself: a seed is a life, the same every time; what was once wrong stays right; faults are noticed."""

from __future__ import annotations

import pytest

from tests.simulator.lives import STEPS, caught, is_thin, live, regressions, seeds, shrink
from tests.simulator.planted import ALL


def test_the_same_seed_is_the_same_life():
    one, two = live(7), live(7)
    assert one == two
    assert len(one) > 20


@pytest.mark.parametrize("seed", [5, 11, 40])
def test_a_life_is_the_same_with_the_shipped_layer_and_without(seed):
    assert live(seed, thin=True) == live(seed, thin=False)


def test_every_twentieth_life_runs_with_the_shipped_layer_and_the_cipher():
    among = list(range(2000))
    assert sum(not is_thin(seed) for seed in among) == 100


def test_a_failing_seed_fails_again_with_the_same_words_and_can_be_shortened(monkeypatch):
    planted = next(p for p in ALL if p.name == "answered_commands_forgotten_at_once")
    planted.plant(monkeypatch)
    first, second = caught(planted.among), caught(planted.among)
    assert first == second
    assert first[0] in planted.among
    fewer = shrink(first[0])
    assert fewer < STEPS
    assert caught(range(first[0], first[0] + 1), fewer)[0] == first[0]
    assert fewer == 1 or caught(range(first[0], first[0] + 1), fewer - 1)[0] == -1


@pytest.mark.parametrize("entry", regressions(), ids=lambda e: f"{e['seed']}")
def test_what_was_once_wrong_stays_right(entry):
    live(entry["seed"], entry.get("steps", STEPS))


@pytest.mark.parametrize("planted", ALL, ids=lambda p: p.name)
def test_a_planted_fault_is_noticed(planted, monkeypatch):
    for seed in planted.among:
        live(seed)
    planted.plant(monkeypatch)
    seed, said = caught(planted.among)
    assert seed in planted.among, f"{planted.name} goes unnoticed"
    assert planted.says in said


def test_the_faults_planted_are_many_and_noticed_early():
    assert len(ALL) >= 20
    assert all(p.among[-1] < 2000 and len(p.among) <= 3 for p in ALL)
    assert len(seeds()) > 0
