"""What no one foresaw: drafts are kept and a report without personal data is written."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

_log = logging.getLogger(__name__)
KEPT = 20


class CrashHandler:
    """Takes over sys.excepthook. A report names files, lines and types, never the values or messages."""

    def __init__(self, folder: Path, told: Callable[[str], None]) -> None:
        self._folder = folder / "reports"
        self._told = told
        self._before = sys.excepthook
        self._busy = False
        sys.excepthook = self._hook

    def remove(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def _hook(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, problem, trace)
            return
        self.report(problem)

    def report(self, problem: BaseException) -> None:
        """Write a report and tell the window."""
        if self._busy:
            return
        self._busy = True
        try:
            _log.error("unforeseen %s", type(problem).__name__)
            self._write(redacted(problem))
            self._told(type(problem).__name__)
        finally:
            self._busy = False

    def _write(self, text: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            known = sorted(self._folder.glob("report-*.txt"))
            for old in known[: max(0, len(known) - KEPT + 1)]:
                old.unlink()
            number = int(known[-1].stem.partition("-")[2]) + 1 if known else 1
            (self._folder / f"report-{number:04d}.txt").write_text(text, encoding="utf-8")
        except (OSError, ValueError) as trouble:
            _log.error("no report could be written: %s", type(trouble).__name__)


def redacted(problem: BaseException) -> str:
    """Types, files and lines of the chain of causes; messages may hold what people wrote and are left out."""
    lines: list[str] = []
    seen: set[int] = set()
    present: BaseException | None = problem
    while present is not None and id(present) not in seen:
        seen.add(id(present))
        lines.append(type(present).__name__)
        for frame in traceback.extract_tb(present.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        present = present.__cause__ or present.__context__
    return "\n".join(lines) + "\n"
