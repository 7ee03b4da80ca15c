"""Who may import whom: import-linter's contracts, and a table of libraries that also covers modules yet to come."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, imports, module_name, sources

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"

SHOWS = (
    "desktop.__main__",
    "desktop.app",
    "desktop.cycles",
    "desktop.views",
    "desktop.widgets",
    "desktop.models",
    "desktop.printing",
    "desktop.smoke",
    "desktop.tasks",
    "desktop.tour",
    "benchmarks",
)

WHERE = {
    "PySide6": SHOWS,
    "shiboken6": SHOWS,
    "requests": ("desktop.sync", "county.gateways", "benchmarks"),
    "httpx": (),
    "urllib.request": (),
    "http.client": (),
    "sqlalchemy": ("desktop.store", "county.store", "storage", "benchmarks"),
    "sqlcipher3": ("desktop.store", "county.store", "storage", "benchmarks"),
    "sqlite3": ("benchmarks",),
    "storage": ("desktop.store", "county.store", "storage", "benchmarks"),
    "fastapi": ("county",),
    "starlette": ("county",),
    "uvicorn": ("county", "benchmarks"),
    "jinja2": ("county",),
    "reportlab": ("documents", "desktop.smoke", "benchmarks"),
    "pickle": (),
    "marshal": (),
    "yaml": (),
}
"""Library -> the modules (with what lies under them) that may import it. An empty row: nobody."""

DOMAIN_MAY = {
    "__future__", "abc", "array", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "hashlib", "heapq", "hmac", "itertools", "math", "operator", "re", "statistics", "string", "struct", "tomllib",
    "types", "typing", "unicodedata",
}  # fmt: skip
"""Modules of the standard library without input, output, clock or randomness."""


def within(module: str, parents: tuple[str, ...]) -> bool:
    return any(module == parent or module.startswith(parent + ".") for parent in parents)


def test_the_contracts_of_import_linter_hold() -> None:
    command = [sys.executable, "-c", LINT_IMPORTS, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.parametrize("library", sorted(WHERE))
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    strays = [
        f"{file}:{line} imports {name}"
        for file in sources()
        for name, line in imports(file)
        if within(name, (library,)) and not within(module_name(file), WHERE[library])
    ]
    assert strays == []


def test_the_domain_knows_no_clock_no_chance_no_files() -> None:
    strays = [
        f"{file}:{line} imports {name}"
        for file in sources()
        if file.parts[0] == "domain"
        for name, line in imports(file)
        if name.partition(".")[0] not in DOMAIN_MAY | {"domain"}
    ]
    assert strays == []


def test_every_top_level_package_is_under_contract() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = set(config["tool"]["importlinter"]["root_packages"])
    present = {file.parts[0] for file in sources()} | {p.parent.name for p in ROOT.glob("*/__init__.py")}
    assert present - {"tests"} <= contracts
    assert contracts == set(PACKAGES)


def test_importing_the_core_starts_nothing_heavy() -> None:
    """Start-up: the domain alone pulls in neither Qt, SQLAlchemy nor an HTTP client."""
    heavy = ["PySide6", "sqlalchemy", "requests", "reportlab", "fastapi", "socket", "msgspec"]
    code = (
        "import sys, pkgutil, importlib, domain\n"
        "for m in pkgutil.walk_packages(domain.__path__, 'domain.'): importlib.import_module(m.name)\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
