"""A capability is claimed by a test that fails when its feature is emptied.

`stubs.toml` names for each id the function that carries the feature. The deep run (`./check --all`) empties it and
runs the named test in a process of its own, expecting a failure; the quick run checks that the table is complete.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.test_capabilities import ROOT, TEST, rows

TABLE: dict[str, str] = tomllib.loads((Path(__file__).parent / "stubs.toml").read_text(encoding="utf-8"))
CLAIMS = {row[0]: TEST.findall(row[3])[0] for row in rows() if row[3].startswith("works")}


def test_every_claim_names_the_feature_to_empty() -> None:
    assert set(TABLE) == set(CLAIMS)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_feature_exists(name: str) -> None:
    module, _, path = TABLE[name].partition(":")
    found: object = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    assert callable(found)


@pytest.mark.deep
@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_the_claim_falls_with_its_feature(name: str) -> None:
    file, function = CLAIMS[name]
    environment = {**os.environ, "MINQING_STUB": TABLE[name], "MINQING_HYPOTHESIS": "quick"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        file,
        "-k",
        function,
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 1, done.stdout[-2000:]
