"""Many short lives of a county and three desktops on a bad line. MINQING_SEEDS: how many, or `a-b` for a range."""

from __future__ import annotations

import os
from functools import cache

import pytest

from county import dictionary
from desktop.store import buckets, outbox, replica
from tests.simulator.oracle import Wrong, examine
from tests.simulator.world import World, make_template

STEPS = 90


def seeds() -> range:
    """The seeds of this run."""
    text = os.environ.get("MINQING_SEEDS", "100")
    first, dash, last = text.partition("-")
    return range(int(first), int(last) + 1) if dash else range(int(first))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "load_profile", cache(dictionary.load_profile))
        yield make_template(tmp_path_factory.mktemp("template"))


def live(template, folder, seed, steps=STEPS) -> World:
    """One life to its quiet end, examined."""
    world = World(template, folder, seed)
    try:
        world.run(steps)
        world.quiesce()
        examine(world)
    except Exception as error:
        story = "\n".join(world.log[-60:])
        raise Wrong(
            f"{error}\nreplay: MINQING_SEEDS={seed}-{seed} pytest tests/simulator\n{story}"
        ) from error
    finally:
        world.close()
    return world


@pytest.mark.parametrize("block", range(10))
def test_no_seed_loses_doubles_or_invents_anything(template, tmp_path, block):
    for seed in seeds():
        if seed % 10 == block:
            live(template, tmp_path / str(seed), seed)


def test_the_same_seed_is_the_same_life(template, tmp_path):
    one = live(template, tmp_path / "one", 7)
    two = live(template, tmp_path / "two", 7)
    assert one.log == two.log
    assert len(one.log) > 20


def _caught(template, tmp_path, lives=12) -> str:
    """What the oracle says of the first life in which it notices something; empty when it never does."""
    for seed in range(lives):
        try:
            live(template, tmp_path / f"fault{seed}", seed)
        except Wrong as wrong:
            return str(wrong).partition("\n")[0]
    return ""


def test_a_cursor_saved_without_its_rows_is_noticed(template, tmp_path, monkeypatch):
    whole = replica.apply_rows
    calls = []

    def forgetful(connection, rows, held, touched, removed):
        calls.append(1)
        kept = [r for r in rows if r.kind != "event"] if len(calls) % 3 == 0 else rows
        whole(connection, kept, held, touched, removed)

    monkeypatch.setattr(replica, "apply_rows", forgetful)
    monkeypatch.setattr(buckets, "finish_round", lambda *_a, **_k: None)
    assert "lacks" in _caught(template, tmp_path)


def test_a_command_deleted_before_its_answer_is_noticed(template, tmp_path, monkeypatch):
    whole = outbox.take_batch

    def careless(connection, *args, **kwargs):
        batch = whole(connection, *args, **kwargs)
        if batch:
            connection.exec_driver_sql("DELETE FROM outbox WHERE n = ?", (batch[-1].n,))
        return batch

    monkeypatch.setattr(outbox, "take_batch", careless)
    assert "vanished" in _caught(template, tmp_path)


def test_a_county_that_forgets_what_it_took_is_noticed(template, tmp_path, monkeypatch):
    from county import push

    monkeypatch.setattr(push.ledger, "keep", lambda _tx, _rows: None)
    monkeypatch.setattr(push.ledger, "advance", lambda *_a: None)
    said = _caught(template, tmp_path)
    assert any(words in said for words in ("effects", "never reached", "rejected by nobody")), said
