"""What the architecture tests look at: tracked and new files of the clone, without what git ignores."""

from __future__ import annotations

import ast
import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "wire", "documents", "storage", "desktop", "county", "benchmarks")
SCRIPTS = ("run", "check", "bench", "build.spec")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".html",
    ".css",
    ".js",
    ".sql",
    ".spec",
    ".csv",
    ".svg",
    ".yml",
    ".yaml",
    "",
}


@functools.cache
def files() -> tuple[Path, ...]:
    """Paths relative to the root, sorted: what git tracks or would track; in a plain copy, what lies there."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = (
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        )
    except (OSError, subprocess.CalledProcessError):
        hidden = (".venv", ".tools", ".git", "__pycache__", "dist", "build")
        listed = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if not set(p.parts) & set(hidden)]
    return tuple(sorted(Path(name) for name in set(listed) if name and (ROOT / name).is_file()))


def python_files() -> list[Path]:
    """Every Python file, scripts without a suffix included."""
    return [file for file in files() if file.suffix == ".py" or str(file) in SCRIPTS]


def sources() -> list[Path]:
    """Python files of the product's packages."""
    return [file for file in python_files() if file.parts[0] in PACKAGES]


def text_of(file: Path) -> str | None:
    """The text of a file, or None where it is not text."""
    if file.suffix not in TEXT:
        return None
    try:
        return (ROOT / file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@functools.cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), filename=str(file))


def module_name(file: Path) -> str:
    """`desktop/views/__init__.py` -> `desktop.views`."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> list[tuple[str, int]]:
    """Absolute names that a file imports, with the line."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                package = module_name(file).split(".")
                keep = len(package) - node.level + (file.name == "__init__.py")
                start = ".".join(package[:keep])
                found.append((f"{start}.{node.module}" if node.module else start, node.lineno))
            else:
                found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found
