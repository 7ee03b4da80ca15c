"""What desks and county offer is used by desks and county: a way on that only a test calls is none for a person."""

from __future__ import annotations

import ast
import re
from collections import Counter

from tests.architecture.source_tree import ROOT, files

SIDES = ("desktop", "county")
SPOKEN = ("desktop", "county", "documents")
CALLED_BY_OTHERS = {"data", "flags", "index", "parent", "event", "paint", "startup", "main"}
"""Names that Qt, the server or the interpreter call; other overrides of Qt have capital letters inside."""
FOR_TESTS = {
    "figures_rows": "the table of the figures is compared with the figures that are shown",
    "rebuild_projection": "the projection can be dropped and made again at any time; that is asserted",
    "sealed_folders": "which sealed folders lie beside a store; the import is given the one that a person chose",
}


def test_everything_offered_is_used_by_the_program() -> None:
    sources = {path: (ROOT / path).read_text(encoding="utf-8") for path in files() if path.suffix == ".py"}
    words: Counter[str] = Counter()
    for path, text in sources.items():
        if path.parts[0] in SPOKEN:
            words.update(re.findall(r"\w+", text))
    unused: set[str] = set()
    for path, text in sources.items():
        if path.parts[0] not in SIDES:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.decorator_list:
                continue
            name = node.name
            if name.startswith("_") or name != name.lower() or name in CALLED_BY_OTHERS:
                continue
            if words[name] < 2:
                unused.add(name)
    assert unused == set(FOR_TESTS), "only tests call these: give them to a person, or take them away"
