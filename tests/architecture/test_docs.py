"""The documents hold together: the two commands come first, every decision has its four parts, every link leads on."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.architecture.source_tree import ROOT, files

PARTS = ("Context", "Decision", "Consequences", "Alternatives")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
DOCUMENTS = [file for file in files() if file.suffix == ".md"]
RECORDS = [file for file in DOCUMENTS if file.parts[:2] == ("docs", "adr")]


def anchors(text: str) -> set[str]:
    """The anchors that headings make, by GitHub's rule."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", text, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"[`*_]|\]\([^)]*\)", "", heading).lower())
        found.add(slug.replace(" ", "-"))
    return found


def test_the_readme_opens_with_the_two_commands() -> None:
    head = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30]
    run = next((n for n, line in enumerate(head) if "./run" in line), None)
    check = next((n for n, line in enumerate(head) if "./check" in line), None)
    assert run is not None
    assert check is not None


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_a_decision_record_has_its_four_parts(record: Path) -> None:
    text = (ROOT / record).read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [part for part in PARTS if part not in headings] == []
    assert re.match(rf"# {record.name[:4]} .+", text), "the title starts with the number of the record"
    assert len(text.splitlines()) <= 120, "one page"


def test_the_numbers_of_decision_records_are_used_once() -> None:
    numbers = [record.name[:4] for record in RECORDS if record.name != "README.md"]
    assert sorted(set(numbers)) == sorted(numbers)


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / document).read_text(encoding="utf-8"), flags=re.DOTALL)
    broken: list[str] = []
    for match in LINK.finditer(text):
        target = unquote(match.group(1) or match.group(2))
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / document).parent / name if name else ROOT / document
        if not file.exists() or (
            anchor
            and file.suffix == ".md"
            and anchor.lower() not in anchors(file.read_text(encoding="utf-8"))
        ):
            broken.append(target)
    assert broken == []
