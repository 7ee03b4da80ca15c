"""The table of capabilities: every id once, every "works" with a test that exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {"BY": 39, "LF": 25, "YC": 28, "GX": 17, "LP": 21}
IDS = [f"{county}-{n:02d}" for county, count in COUNTS.items() for n in range(1, count + 1)]
CONTEXT = {"BY-36", "LF-24", "GX-06", "LP-01", "LP-19"}
PARTS = {"loop", "county", "paper", "desk", "command view", "context"}
ROW = re.compile(r"^\| ([A-Z]{2}-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")


@cache
def rows() -> tuple[tuple[str, str, str, str], ...]:
    """id, capability, part, status."""
    text = (ROOT / "docs" / "capabilities.md").read_text(encoding="utf-8")
    return tuple(match.groups() for match in ROW.finditer(text))  # type: ignore[misc]


@cache
def collected(file: str) -> frozenset[str]:
    """The test functions that pytest finds in a file; none when the file is not there."""
    path = ROOT / file
    if not path.is_file() or not path.name.startswith("test_"):
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


def fault(status: str) -> str:
    """What is wrong with a status, empty when nothing is."""
    if status == "planned" or re.fullmatch(r"outside: .{5,}", status):
        return ""
    if not status.startswith("works"):
        return f"neither works, planned nor outside: {status}"
    named = TEST.findall(status)
    if not named:
        return "works without a test"
    missing = [f"{file}::{name}" for file, name in named if name not in collected(file)]
    return f"no such test: {', '.join(missing)}" if missing else ""


def test_every_id_stands_once_and_in_order() -> None:
    assert [row[0] for row in rows()] == IDS


def test_every_row_has_a_part() -> None:
    assert {row[2] for row in rows()} <= PARTS
    assert {row[0] for row in rows() if row[2] == "context"} == CONTEXT


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_status_is_honest(row: tuple[str, str, str, str]) -> None:
    assert fault(row[3]) == ""


def test_context_is_outside_and_nothing_else_is_without_a_reason() -> None:
    assert {row[0] for row in rows() if row[3].startswith("outside")} >= CONTEXT


@pytest.mark.parametrize(
    "status",
    [
        "done",
        "works",
        "works `tests/domain/test_nothing.py::test_x`",
        "works `tests/architecture/test_capabilities.py::test_nothing`",
        "outside: no",
    ],
)
def test_a_dishonest_status_is_noticed(status: str) -> None:
    assert fault(status)


def test_an_existing_test_is_accepted() -> None:
    assert fault("works `tests/architecture/test_capabilities.py::test_an_existing_test_is_accepted`") == ""
