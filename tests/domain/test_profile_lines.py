"""The line of every key: `line_map` against texts of all TOML shapes, and against a slow search."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.profile_lines import line_map, line_of

TEXT = '''# comment with [brackets] and "quotes"
id = "a # not a comment"
many = [ # why
  "x",
  "y, ]",
  ["deep",
   "er"],
]
inline = { one = 1, two = { three = "}" }, "dotted.key" = [
  2 ] }
long = """
a ["line"]
""\\"b
"""
raw = \'\'\'it''s\'\'\'
a.b.c = 1
date = 2026-01-01 # day

[table]
key = true
  [table."sub.table"]
  n = 1.5
[[rows]]
n = 1
[[rows]]
n = 2
[rows.child]
deep = 3
[[rows.more]]
x = 1
[[rows.more]]
x = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("many",), 3),
        (("many", 0), 4),
        (("many", 1), 5),
        (("many", 2), 6),
        (("many", 2, 1), 7),
        (("inline",), 9),
        (("inline", "two", "three"), 9),
        (("inline", "dotted.key", 0), 10),
        (("long",), 11),
        (("raw",), 15),
        (("a", "b", "c"), 16),
        (("date",), 17),
        (("table",), 19),
        (("table", "key"), 20),
        (("table", "sub.table"), 21),
        (("table", "sub.table", "n"), 22),
        (("rows", 0), 23),
        (("rows", 0, "n"), 24),
        (("rows", 1, "n"), 26),
        (("rows", 1, "child", "deep"), 28),
        (("rows", 1, "more", 0, "x"), 30),
        (("rows", 1, "more", 1), 31),
        (("rows", 1, "more", 1, "x"), 32),
    ],
)
def test_every_shape(path, line):
    tomllib.loads(TEXT)
    assert line_map(TEXT)[path] == line


def test_an_unknown_path_falls_back_to_the_table_around_it():
    lines = line_map(TEXT)
    assert line_of(lines, ("rows", 1, "missing")) == 25
    assert line_of(lines, ("nowhere",)) == 1


def _paths(value, path=()):
    if path:
        yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from _paths(child, (*path, key))


@pytest.mark.parametrize("file", sorted(Path("resources/profiles").glob("*.toml")), ids=lambda f: f.stem)
def test_every_value_of_a_profile_has_a_line_that_shows_it(file):
    text = file.read_text("utf-8")
    lines, rows = line_map(text), text.splitlines()
    for path in _paths(tomllib.loads(text)):
        row = rows[lines[path] - 1]
        assert isinstance(path[-1], int) or str(path[-1]) in row


_KEY = st.text("abcdefgh", min_size=1, max_size=4)
_LEAF = st.one_of(st.integers(-9, 9), st.booleans(), st.text("ab[]{}#=,'\n ", max_size=6))


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\n", "\\n") + '"'
    return "[\n" + ",\n".join(map(_toml, value)) + "\n]"


@given(st.dictionaries(_KEY, st.one_of(_LEAF, st.lists(_LEAF, max_size=4)), min_size=1, max_size=6))
def test_lines_of_generated_files(data):
    text, expected = "", {}
    for key, value in data.items():
        expected[key,] = text.count("\n") + 1
        if isinstance(value, list):
            for i in range(len(value)):
                expected[key, i] = text.count("\n") + 2 + i
        text += f"{key} = {_toml(value)}\n"
    assert tomllib.loads(text) == data
    assert line_map(text) == expected


def test_quotes_at_the_end_of_a_long_text():
    text = 'a = """x""""\nb = 1\n'
    assert tomllib.loads(text) == {"a": 'x"', "b": 1}
    assert line_map(text) == {("a",): 1, ("b",): 2}
