"""The stages of ./check: what each runs, how long it may take, and what the system must have for it.

Standard library only. A stage is a list of commands; all of them run even when one fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from environment import ROOT

PARTS = (
    "domain",
    "wire",
    "documents",
    "storage",
    "county",
    "desktop",
    "architecture",
    "simulator",
    "rigs",
    "journeys",
)
OWN_STAGES = frozenset({"domain", "desktop", "journeys", "simulator", "rigs"})
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
Commands = list[list[str]]


@dataclass(frozen=True)
class Stage:
    """One line of the summary. `commands(python, paths, everything)` gives what to run; none means: nothing to do."""

    name: str
    what: str
    minutes: int
    commands: Callable[[str, list[str], bool], Commands]
    needs: tuple[str, ...] = ()
    takes_paths: bool = False
    only_all: bool = False


def tests_of(paths: list[str]) -> list[str]:
    """Test files and folders that belong to the given paths: a test itself, the tests of a module, of a package."""
    found: list[str] = []
    for path in paths:
        parts = os.path.relpath(path, ROOT).replace(os.sep, "/").split("/")
        if parts[0] == "tests":
            found.append("/".join(parts))
        elif parts[0] in PARTS:
            named = f"tests/{parts[0]}/test_{parts[-1].removesuffix('.py')}.py"
            folder = f"tests/{parts[0]}"
            if (ROOT / named).exists():
                found.append(named)
            elif (ROOT / folder).is_dir():
                found.append(folder)
    return list(dict.fromkeys(found))


def has_tests(folder: str) -> bool:
    """Whether there is a test file under tests/<folder>."""
    return any((ROOT / "tests" / folder).rglob("test_*.py"))


def _pytest(python: str, workers: int, *more: str) -> list[str]:
    spread = ["-n", str(workers), "--dist", "loadfile"] if workers > 1 else ["-p", "no:xdist"]
    return [python, "-m", "pytest", "-q", *spread, *more]


def _format(python: str, paths: list[str], _everything: bool) -> Commands:
    return [[python, "-m", "ruff", "format", "--check", "--output-format", "concise", *(paths or ["."])]]


def _lint(python: str, paths: list[str], _everything: bool) -> Commands:
    return [[python, "-m", "ruff", "check", "--output-format", "concise", *(paths or ["."])]]


def _types(python: str, _paths: list[str], _everything: bool) -> Commands:
    return [[python, "-m", "mypy"]]


def _layers(python: str, _paths: list[str], _everything: bool) -> Commands:
    return [[python, "-c", LINT_IMPORTS]]


def _coverage(python: str, paths: list[str], _everything: bool) -> Commands:
    if paths or not has_tests("domain"):
        return []
    measured = [
        "--cov=domain",
        "--cov-branch",
        "--cov-report=term-missing:skip-covered",
        "--cov-fail-under=100",
    ]
    values = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "tests/domain", "-m", "whole"]
    return [_pytest(python, 2, "tests/domain", "-m", "not deep and not whole", *measured), values]


def _tests(python: str, paths: list[str], _everything: bool) -> Commands:
    if paths:
        wanted = tests_of(paths)
        return [_pytest(python, 2 if len(wanted) > 1 else 1, *wanted)] if wanted else []
    folders = [f"tests/{part}" for part in PARTS if part not in OWN_STAGES and has_tests(part)]
    return [_pytest(python, 2, *folders)] if folders else []


def _simulator(python: str, paths: list[str], _everything: bool) -> Commands:
    if paths or not has_tests("simulator"):
        return []
    return [[python, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "tests/simulator", "tests/rigs"]]


def _campaign(python: str, _paths: list[str], _everything: bool) -> Commands:
    minutes = os.environ.get("MINQING_CAMPAIGN_MINUTES", "20")
    return [[python, "-m", "tests.rigs.campaign", "--minutes", minutes]]


def _qt(python: str, paths: list[str], _everything: bool) -> Commands:
    return [_pytest(python, 2, "tests/desktop")] if not paths and has_tests("desktop") else []


def _journeys(python: str, paths: list[str], _everything: bool) -> Commands:
    return [_pytest(python, 2, "tests/journeys")] if not paths and has_tests("journeys") else []


def _deep(python: str, _paths: list[str], _everything: bool) -> Commands:
    return [[python, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", "deep", "tests"]]


def _build(python: str, _paths: list[str], _everything: bool) -> Commands:
    bundle = ROOT / "dist" / "minqing" / ("minqing.exe" if os.name == "nt" else "minqing")
    return [
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec"],
        [str(bundle), "--smoke"],
    ]


STAGES = (
    Stage("format", "ruff format", 1, _format, takes_paths=True),
    Stage("lint", "ruff check", 1, _lint, takes_paths=True),
    Stage("types", "mypy --strict", 4, _types),
    Stage("layers", "import-linter", 1, _layers),
    Stage(
        "coverage",
        "tests of the domain: every branch taken, every value of every profile matters",
        6,
        _coverage,
    ),
    Stage(
        "tests",
        "wire, documents, storage, county, architecture",
        8,
        _tests,
        needs=("offscreen", "postgres", "pdftotext", "chromium", "libatomic"),
        takes_paths=True,
    ),
    Stage("simulator", "2,000 lives on a bad line, planted faults; processes that are killed", 8, _simulator),
    Stage(
        "desktop",
        "the client, offscreen, in processes of its own",
        6,
        _qt,
        needs=("offscreen", "Xvfb", "xcb"),
    ),
    Stage(
        "journeys",
        "real county process, real clients, real files",
        8,
        _journeys,
        needs=("offscreen", "chromium", "libatomic", "postgres", "Xvfb", "xcb", "pdftotext"),
    ),
    Stage(
        "deep",
        "each claim falls when its feature is emptied",
        40,
        _deep,
        needs=("offscreen", "chromium", "libatomic", "postgres", "Xvfb", "xcb", "pdftotext"),
        only_all=True,
    ),
    Stage(
        "campaign",
        "lives, kills, power cuts, failing writes: on from the last run",
        25,
        _campaign,
        only_all=True,
    ),
    Stage(
        "build",
        "one-folder build and its --smoke",
        5,
        _build,
        needs=("offscreen", "objdump", "libpython"),
        only_all=True,
    ),
)

if sys.version_info < (3, 11):
    raise SystemExit("Python 3.11 or newer is needed")
