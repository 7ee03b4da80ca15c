"""Names of the trade only; no unfinished marks; nothing of a machine or of the making in the files."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, files, python_files, text_of

VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "misc",
    "common",
    "manager",
    "base",
    "service",
    "services",
    "stuff",
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = [
    re.compile(pattern)
    for pattern in (
        r"(?<![\w.:/-])/(?:root|work|opt/wheels|opt/pypi\S*|home/\w+|Users/\w+|tmp/brief)(?:/|\b(?=[\s\"'`)]))",
        r"[A-Z]:\\+Users\\+\w+",
    )
]
# Put together from halves, so that this list does not find itself.
MAKING = re.compile(
    "|".join(
        rf"\b{a}{b}\b"
        for a, b in (
            ("chat", "gpt"),
            ("clau", "de"),
            ("open", "ai"),
            ("anthro", "pic"),
            ("co", "pilot"),
            ("language ", "model"),
            ("large ", "model"),
            ("sub", "agents?"),
            ("coding ", "agents?"),
            ("AI[- ]", "generated"),
            ("AI[- ]", "assistant"),
            ("as an ", "AI"),
            ("the ", "brief"),
            ("this ", "brief"),
            ("system ", "prompt"),
            ("issue ", r"#?\d+"),
            ("builders", "_notes"),
        )
    ),
    re.IGNORECASE,
)


def texts() -> list[tuple[Path, str]]:
    """Texts of our own making: sample messages of citizens and generated lists are left out."""
    own = [(file, text_of(file)) for file in files() if file.suffix not in {".csv", ".svg"}]
    return [(file, text) for file, text in own if text is not None and "OFL" not in file.name]


def found(pattern: re.Pattern[str], file: Path, text: str) -> list[str]:
    return [
        f"{file}:{number}: {line.strip()[:120]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_or_folder_has_a_vague_name() -> None:
    vague = [str(file) for file in files() if VAGUE & {part.partition(".")[0].lower() for part in file.parts}]
    assert vague == []


@pytest.mark.parametrize("name", ["base_model.py", "thing_utils.py", "my_helpers.py"])
def test_a_vague_word_inside_a_name_would_be_found(name: str) -> None:
    assert VAGUE & set(name.removesuffix(".py").split("_"))


def test_no_module_hides_a_vague_word_in_its_name() -> None:
    assert [str(f) for f in python_files() if VAGUE & set(f.stem.lower().split("_"))] == []


def test_no_comment_is_left_unfinished() -> None:
    marks: list[str] = []
    for file in python_files():
        source = (ROOT / file).read_text(encoding="utf-8")
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and UNFINISHED.search(token.string):
                marks.append(f"{file}:{token.start[0]} {token.string}")
    assert marks == []


def test_no_document_is_left_unfinished() -> None:
    marks = [hit for file, text in texts() if file.suffix == ".md" for hit in found(UNFINISHED, file, text)]
    assert marks == []


def test_no_file_names_a_place_on_one_machine() -> None:
    hits = [hit for file, text in texts() for pattern in MACHINE for hit in found(pattern, file, text)]
    assert hits == []


def test_the_project_speaks_of_itself_alone() -> None:
    assert [hit for file, text in texts() for hit in found(MAKING, file, text)] == []


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ('open("/' + 'root/x")', MACHINE[0]),
        ("see /" + "work/main", MACHINE[0]),
        ("C:\\Us" + "ers\\li", MACHINE[1]),
        ("written by Cl" + "aude", MAKING),
        ("see iss" + "ue #12", MAKING),
    ],
)
def test_the_patterns_find_what_they_are_for(line: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(line)
