"""A few pieces of every campaign in each run: the rigs work, and what they try is lived through."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.rigs.campaign import FIGURES, LEDGER, SHARES, Ledger, page
from tests.rigs.disks import NAMES

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="processes are forked and stopped by POSIX signals"
)


def piece(tmp_path, kind: str, first: int, pieces: int = 1) -> dict[str, int]:
    """Run pieces in a process of their own; what was entered for them."""
    ledger = tmp_path / "campaigns.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.rigs.campaign", "--minutes", "5", "--ledger", str(ledger), "--only", kind,
         "--from", str(first), "--pieces", str(pieces)],
        cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ, PYTHONPATH=str(ROOT)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    data = json.loads(ledger.read_text(encoding="utf-8"))
    assert data["next_seed"][kind] == first + pieces
    return data["figures"]


def test_clients_and_counties_are_killed_and_nothing_is_lost_or_doubled(tmp_path):
    found = piece(tmp_path, "kills", 0)
    assert found["client_kills"] >= 4
    assert found["county_kills"] >= 1


def test_a_power_cut_keeps_what_was_said_to_be_saved(tmp_path):
    assert piece(tmp_path, "power_cuts", 0)["power_cuts"] == 25


@pytest.mark.parametrize("name", ["draft", "undo", "outcomes"])
def test_every_failing_write_of_an_action_is_told_and_leaves_nothing_half_done(tmp_path, name):
    assert piece(tmp_path, "io_failures", NAMES.index(name))["io_failures"] >= 1


@pytest.mark.deep
@pytest.mark.parametrize("name", NAMES)
def test_every_failing_write_of_the_most_frequent_actions(tmp_path, name):
    assert piece(tmp_path, "io_failures", NAMES.index(name))["io_failures"] >= 1


def test_pieces_add_up_and_go_on_where_the_last_run_ended(tmp_path):
    ledger = Ledger.read(tmp_path / "c.json")
    ledger.add("kills", 1, client_kills=7, county_kills=2)
    again = Ledger.read(tmp_path / "c.json")
    again.add("kills", 1, client_kills=3)
    assert (again.figures["client_kills"], again.figures["county_kills"], again.next_seed["kills"]) == (
        10,
        2,
        2,
    )
    assert "| 10 |" in (tmp_path / "c.md").read_text(encoding="utf-8")


def test_the_page_of_campaigns_says_what_the_ledger_says():
    data = json.loads(LEDGER.read_text(encoding="utf-8"))
    assert set(data["figures"]) == set(FIGURES)
    assert set(data["next_seed"]) == set(SHARES)
    assert LEDGER.with_suffix(".md").read_text(encoding="utf-8") == page(data["figures"])


def test_a_child_that_kills_itself_is_told_from_one_that_fails():
    from tests.rigs import kills
    from tests.rigs.processes import Child, kill_at

    def dies(say) -> None:
        say("before")
        kill_at(kills, "chain", 0, 2)
        try:
            kills.chain(None, 0)
        except Exception:  # noqa: BLE001 - whatever it is, it was the first call
            say("first call went through")
        kills.chain(None, 0)

    child = Child(dies)
    assert child.rest() == ["before", "first call went through"]
    assert child.wait() == -signal.SIGKILL
    child.close()
