"""What goes wrong with a store, for those who may not know the engine beneath it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from desktop.store import strings
from storage.engine import StoreProblem

__all__ = ["StoreProblem", "told"]

T = TypeVar("T")


def told(work: Callable[[], T]) -> T:
    """The work; a disk that is full or a file that another program holds is told as a StoreProblem: full, locked.

    The transaction was rolled back: nothing of the work is written.
    """
    try:
        return work()
    except sa.exc.OperationalError as error:
        code = "locked" if "locked" in str(error.orig) else "full"
        raise StoreProblem(code, strings.NOT_TAKEN) from error
