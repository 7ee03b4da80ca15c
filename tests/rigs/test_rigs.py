"""A few pieces of every campaign in each run: the rigs work, and what they try is lived through."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib

import pytest

from tests.conftest import ROOT
from tests.rigs.disks import NAMES
from tests.rigs.ledger import FIGURES, KINDS, LEDGER, Ledger, page, regress

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


def test_townships_come_back_together_and_every_conflict_is_listed(tmp_path):
    found = piece(tmp_path, "townships", 1)
    assert found["township_days"] == 15
    assert found["conflicts"] > 0


@pytest.mark.deep
def test_fifty_townships_come_back_within_ten_seconds(tmp_path):
    found = piece(tmp_path, "townships", 0)
    assert found["township_days"] == 150
    assert found["conflicts"] > 50


def test_pieces_add_up_and_go_on_where_the_last_run_ended(tmp_path):
    ledger = Ledger.read(tmp_path / "c.json")
    ledger.add("kills", 0, client_kills=7, county_kills=2)
    again = Ledger.read(tmp_path / "c.json")
    again.add("kills", 1, client_kills=3)
    assert (again.figures["client_kills"], again.figures["county_kills"], again.next_seed["kills"]) == (
        10,
        2,
        2,
    )
    assert "| 10 |" in (tmp_path / "c.md").read_text(encoding="utf-8")


def test_a_piece_that_overtakes_another_does_not_hide_it(tmp_path):
    ledger = Ledger.read(tmp_path / "c.json")
    ledger.add("seeds", 1, seeds=20)
    again = Ledger.read(tmp_path / "c.json")
    assert (again.next_seed["seeds"], again.early["seeds"]) == (0, [1])
    again.add("seeds", 0, seeds=20)
    assert (again.next_seed["seeds"], again.early["seeds"], again.figures["seeds"]) == (2, [], 40)
    again.add("seeds", 1, seeds=20)
    assert again.figures["seeds"] == 40


def test_a_failure_is_counted_and_kept_until_its_piece_goes_through(tmp_path):
    path = tmp_path / "c.json"
    Ledger.read(path).fail("kills", 0, "Broken: a command vanished", client_kills=4)
    ledger = Ledger.read(path)
    assert [f["piece"] for f in ledger.failures] == [0]
    assert ledger.next_seed["kills"] == 1
    assert "**1** | 0 |" in path.with_suffix(".md").read_text(encoding="utf-8")
    assert "a command vanished" in path.with_suffix(".md").read_text(encoding="utf-8")
    ledger.add("kills", 0, client_kills=4)
    assert (ledger.failures, ledger.mended, ledger.figures["client_kills"]) == ([], 1, 4)


def test_a_life_that_went_wrong_is_kept_for_every_later_run(tmp_path):
    path = tmp_path / "regressions.toml"
    path.write_text("# kept\n", encoding="utf-8")
    for _ in range(2):
        regress(1234, 17, 'Wrong: "t:1" lacks 件', path)
    kept = tomllib.loads(path.read_text(encoding="utf-8"))["life"]
    assert kept == [{"seed": 1234, "steps": 17, "what": 'Wrong: "t:1" lacks 件'}]


def test_a_campaign_enters_what_went_wrong_and_goes_on(tmp_path, monkeypatch):
    from tests.rigs import campaign

    def bad(_folder, piece):
        if piece == 0:
            raise AssertionError("lost a command")
        return {"power_cuts": 25}

    monkeypatch.setitem(campaign.PIECES, "power_cuts", bad)
    ledger = tmp_path / "c.json"
    ended = campaign.main(
        ["--ledger", str(ledger), "--only", "power_cuts", "--pieces", "3", "--minutes", "1"]
    )
    data = json.loads(ledger.read_text(encoding="utf-8"))
    assert ended == 1
    assert (data["figures"]["power_cuts"], data["next_seed"]["power_cuts"]) == (50, 3)
    assert data["failures"] == [{"kind": "power_cuts", "piece": 0, "what": "AssertionError: lost a command"}]


def test_the_page_of_campaigns_says_what_the_ledger_says():
    ledger = Ledger.read(LEDGER)
    assert set(ledger.figures) == set(FIGURES)
    assert set(ledger.next_seed) == set(KINDS)
    assert LEDGER.with_suffix(".md").read_text(encoding="utf-8") == page(ledger)
    assert ledger.failures == []


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
