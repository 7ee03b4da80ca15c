"""The pinned lists agree with pyproject.toml, carry hashes, and name no index and no machine."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest

from tests.architecture.source_tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LISTS = ("run.txt", "dev.txt", "uv.txt")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()


def entries(name: str) -> dict[str, tuple[str, int, str]]:
    """Package -> (version, number of hashes, marker)."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, tuple[str, int, str]] = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            head, _, marker = line.partition("--hash")[0].partition(";")
            package, _, version = head.strip().partition("==")
            found[plain(package)] = (version, line.count("--hash=sha256:"), marker.strip())
    return found


def wanted(group: list[str]) -> dict[str, str]:
    return {plain(line.split("==")[0]): line.split("==")[1] for line in group}


@pytest.mark.parametrize("name", LISTS)
def test_every_line_is_an_exact_version_with_hashes(name: str) -> None:
    listed = entries(name)
    assert listed
    assert [package for package, (version, hashes, _) in listed.items() if not version or not hashes] == []


@pytest.mark.parametrize("name", LISTS)
def test_no_index_address_and_no_path_stands_in_a_list(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert (
        re.findall(
            r"^\s*-(?:-index-url|-extra-index-url|-find-links|-trusted-host|[ifer])\b.*", text, re.MULTILINE
        )
        == []
    )
    assert "://" not in text
    assert not re.search(r"(?<!\w)/\w+/", text)


def test_the_lists_hold_what_the_project_asks_for() -> None:
    run, dev = entries("run.txt"), entries("dev.txt")
    for package, version in wanted(PROJECT["project"]["dependencies"]).items():
        assert run[package][0] == version, package
    for package, version in wanted(PROJECT["dependency-groups"]["dev"]).items():
        assert dev[package][0] == version, package


def test_the_developers_list_contains_the_users_list() -> None:
    run, dev = entries("run.txt"), entries("dev.txt")
    assert {package: dev.get(package, ("",))[0] for package in run} == {p: e[0] for p, e in run.items()}


def test_what_is_installed_is_what_is_pinned() -> None:
    differs = {}
    for package, (version, _, marker) in entries("dev.txt").items():
        if marker and "python_full_version" not in marker and "linux" not in marker:
            continue
        try:
            here = metadata.version(package)
        except metadata.PackageNotFoundError:
            here = "absent" if not marker else version
        if here != version:
            differs[package] = (version, here)
    assert differs == {}, "run ./check once more: it brings the environment in step"


def test_pyside_stays_below_the_releases_that_drop_references() -> None:
    version = tuple(int(part) for part in entries("run.txt")["pyside6-essentials"][0].split("."))
    assert version < (6, 12)
    assert version not in {(6, 11, 0), (6, 11, 1)}


def test_each_direct_dependency_is_explained() -> None:
    record = (ROOT / "docs" / "adr" / "0003-dependencies.md").read_text(encoding="utf-8").lower()
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    assert [line for line in asked if f"`{plain(line.split('==')[0])}`" not in record] == []
