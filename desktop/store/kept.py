"""Answers kept until something is written: small questions that every round of the exchange and every repaint asks.

Only this program writes to its files, and on one connection, so what was read holds until that connection was out once
more. While it is out nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from storage.engine import Engines

T = TypeVar("T")


class Kept:
    """Reads of one file. Safe to ask from any lane; what is handed out is shared and must not be changed."""

    def __init__(self, engines: Engines) -> None:
        self._read = engines.read
        self._begun = self._ended = 0
        self._held: dict[str, tuple[int, Any]] = {}
        event.listen(engines.write, "checkout", self._out)
        event.listen(engines.write, "checkin", self._back)

    def ask(self, name: str, read: Callable[[sa.Connection], T]) -> T:
        """What `read` finds, as long as nothing was written from what it found the last time under this name."""
        begun, ended = self._begun, self._ended
        held = self._held.get(name)
        if held is not None and begun == ended == held[0]:
            found: T = held[1]
            return found
        with self._read.connect() as connection:
            found = read(connection)
        if begun == ended:
            self._held[name] = (ended, found)
        return found

    def _out(self, *_ignored: object) -> None:
        self._begun += 1

    def _back(self, *_ignored: object) -> None:
        self._ended = self._begun
