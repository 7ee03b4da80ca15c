"""Files under 250 lines (never over 500), functions under 60, each exception named with its reason."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from tests.architecture.source_tree import ROOT, python_files, tree

ALLOWED = tomllib.loads((Path(__file__).parent / "sizes.toml").read_text(encoding="utf-8"))
AIM, STOP, LONG = 250, 500, 60


def lines_of(file: Path) -> int:
    return (ROOT / file).read_text(encoding="utf-8").count("\n")


def is_test(file: Path) -> bool:
    return file.parts[0] == "tests"


def long_functions() -> dict[str, int]:
    found: dict[str, int] = {}
    for file in python_files():
        if is_test(file):
            continue
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                span = (node.end_lineno or node.lineno) - node.lineno + 1
                if span > LONG:
                    found[f"{file.as_posix()}:{node.name}"] = span
    return found


def test_no_file_is_longer_than_500_lines() -> None:
    assert [f"{file}: {lines_of(file)}" for file in python_files() if lines_of(file) > STOP] == []


def test_a_source_over_250_lines_is_named_with_its_reason() -> None:
    long = {
        file.as_posix(): lines_of(file)
        for file in python_files()
        if not is_test(file) and lines_of(file) > AIM
    }
    unnamed = {name: lines for name, lines in long.items() if name not in ALLOWED["files"]}
    assert unnamed == {}, "shorten them, or give the reason in tests/architecture/sizes.toml"
    assert sorted(set(ALLOWED["files"]) - set(long)) == [], (
        "entries of sizes.toml that are not needed any more"
    )


def test_a_function_over_60_lines_is_named_with_its_reason() -> None:
    long = long_functions()
    unnamed = {name: span for name, span in long.items() if name not in ALLOWED["functions"]}
    assert unnamed == {}, "split them, or give the reason in tests/architecture/sizes.toml"
    assert sorted(set(ALLOWED["functions"]) - set(long)) == [], "entries that are not needed any more"


def test_every_reason_is_a_sentence() -> None:
    reasons = [*ALLOWED["files"].values(), *ALLOWED["functions"].values()]
    assert [reason for reason in reasons if len(str(reason)) < 12] == []
