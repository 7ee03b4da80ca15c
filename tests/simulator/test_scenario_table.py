"""docs/failure-scenarios.md is true: each number once, each named test exists, and few are open."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "failure-scenarios.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[a-z_/0-9]+\.py)::(test_[a-z0-9_]+)`")
STILL_OPEN = 11
"""May only become fewer."""


def rows() -> list[tuple[int, str, str]]:
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [(int(number), what, shown) for number, what, shown in found]


def test_each_scenario_stands_there_once():
    assert [number for number, _, _ in rows()] == list(range(1, 59))


def test_each_named_test_exists():
    for number, _, shown in rows():
        named = NAMED.findall(shown)
        assert named or shown.strip() == "open", number
        for path, name in named:
            text = (ROOT / path).read_text(encoding="utf-8")
            assert f"def {name}(" in text, f"{number}: {path} has no {name}"


def test_what_is_open_becomes_less():
    left = [number for number, _, shown in rows() if shown.strip() == "open"]
    assert len(left) <= STILL_OPEN, left
