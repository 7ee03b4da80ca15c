"""On which line of a TOML text a value stands.

`tomllib` reads values but forgets places. This scanner walks a text that `tomllib` has already accepted and records
the line of every table, key and list element, so that a finding can name the line to mend.
"""

from __future__ import annotations

from domain.profile_finding import Path

_SPACE = " \t\r\n"
_ENDS = ",]}#\n"


def line_map(text: str) -> dict[Path, int]:
    """Path -> line (from 1) for all tables, keys and elements of a valid TOML text."""
    return _Scanner(text).scan()


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the value, or of the nearest table around it; 1 for the whole file."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


class _Scanner:
    """One pass over the text; `prefix` is the path of the table that the last header opened."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.prefix: Path = ()

    def scan(self) -> dict[Path, int]:
        """Walk all statements."""
        self.blank()
        while self.pos < len(self.text):
            if self.text[self.pos] == "[":
                self.header()
            else:
                self.pair(self.prefix)
            self.blank()
        return self.lines

    def step(self, n: int = 1) -> None:
        """Go on by `n` characters, counting lines."""
        self.line += self.text.count("\n", self.pos, self.pos + n)
        self.pos += n

    def blank(self) -> None:
        """Skip white space, line ends and comments."""
        while self.pos < len(self.text):
            char = self.text[self.pos]
            if char == "#":
                end = self.text.find("\n", self.pos)
                self.pos = len(self.text) if end < 0 else end
            elif char in _SPACE:
                self.step()
            else:
                return

    def header(self) -> None:
        """``[a.b]`` or ``[[a.b]]``."""
        line = self.line
        double = self.text.startswith("[[", self.pos)
        self.step(2 if double else 1)
        parts = self.key("]")
        self.step(2 if double else 1)
        path: Path = ()
        for part in parts[:-1]:
            path = self.inside((*path, part))
        path = (*path, parts[-1])
        if double:
            index = self.counts.get(path, 0)
            self.counts[path] = index + 1
            self.lines.setdefault(path, line)
            path = (*path, index)
        self.lines.setdefault(path, line)
        self.prefix = path

    def inside(self, path: Path) -> Path:
        """The path of the newest element where `path` is a list of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def pair(self, prefix: Path) -> None:
        """``key = value``."""
        line = self.line
        path: Path = prefix
        for part in self.key("="):
            path = (*path, part)
            self.lines.setdefault(path, line)
        self.step()
        self.blank()
        self.value(path)

    def key(self, end: str) -> list[str]:
        """The parts of a dotted key up to `end`, which stays unread."""
        parts = [""]
        while self.text[self.pos] != end:
            char = self.text[self.pos]
            if char in "\"'":
                start = self.pos + 1
                self.string()
                parts[-1] = self.text[start : self.pos - 1]
                continue
            if char == ".":
                parts.append("")
            elif char not in _SPACE:
                parts[-1] += char
            self.step()
        return parts

    def string(self) -> None:
        """Skip a string of any of the four kinds."""
        quote = self.text[self.pos]
        fence = quote * 3 if self.text.startswith(quote * 3, self.pos) else quote
        self.step(len(fence))
        while not self.text.startswith(fence, self.pos):
            self.step(2 if quote == '"' and self.text[self.pos] == "\\" else 1)
        self.step(len(fence))
        while len(fence) == 3 and self.text.startswith(quote, self.pos):
            self.step()

    def value(self, path: Path) -> None:
        """Skip a value, recording the lines inside lists and inline tables."""
        char = self.text[self.pos]
        if char in "\"'":
            self.string()
        elif char == "[":
            self.step()
            index = 0
            while not self.closed("]"):
                self.lines[(*path, index)] = self.line
                self.value((*path, index))
                index += 1
        elif char == "{":
            self.step()
            while not self.closed("}"):
                self.pair(path)
        else:
            while self.pos < len(self.text) and self.text[self.pos] not in _ENDS:
                self.step()

    def closed(self, end: str) -> bool:
        """Skip blanks and a comma; True when the list or inline table ends here."""
        self.blank()
        if self.text[self.pos] == ",":
            self.step()
            self.blank()
        if self.text[self.pos] == end:
            self.step()
            return True
        return False
