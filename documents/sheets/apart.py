"""Reading a file from outside in a process of its own, which is ended when it takes too long."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from documents.sheets.reading import read_sheet
from documents.sheets.shape import DEFAULT_LIMITS, MEGABYTE, Sheet, SheetLimits, SheetProblem, problem

_MEMORY = 1024 * MEGABYTE
_STEP = 0.1


def read_sheet_in_process(
    path: Path,
    timeout_s: float,
    *,
    limits: SheetLimits = DEFAULT_LIMITS,
    sheet: str = "",
    cancelled: Callable[[], bool] | None = None,
) -> Sheet | SheetProblem:
    """Like ``read_sheet`` for a file, in a spawned process with a time and a memory limit.

    Blocks up to ``timeout_s`` seconds, or until ``cancelled`` says so; the process never outlives the call. A frozen application must call
    ``multiprocessing.freeze_support`` first thing.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=_work, args=(theirs, path, limits, sheet), daemon=True)
    worker.start()
    theirs.close()
    try:
        if not _waited(ours, timeout_s, cancelled):
            return problem(
                "cancelled" if cancelled is not None and cancelled() else "too_slow", seconds=round(timeout_s)
            )
        answer = ours.recv()
    except (EOFError, OSError):
        return problem("crashed")
    finally:
        ours.close()
        worker.kill()
        worker.join()
        worker.close()
    return answer if isinstance(answer, Sheet | SheetProblem) else problem("crashed")


def _waited(pipe: Connection, seconds: float, cancelled: Callable[[], bool] | None) -> bool:
    """True when there is an answer; asks in short steps whether a person has given up."""
    if cancelled is None:
        return pipe.poll(seconds)
    left = seconds
    while left > 0 and not cancelled():
        if pipe.poll(min(left, _STEP)):
            return True
        left -= _STEP
    return False


def read_file(path: Path, limits: SheetLimits = DEFAULT_LIMITS, sheet: str = "") -> Sheet | SheetProblem:
    """Read a file in this process; no more than the limit is ever loaded."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.file + 1)
    except OSError:
        return problem("unreadable")
    return read_sheet(data, path.name, limits=limits, sheet=sheet)


def _work(pipe: Connection, path: Path, limits: SheetLimits, sheet: str) -> None:
    _limit_memory()
    pipe.send(read_file(path, limits, sheet))
    pipe.close()


def _limit_memory() -> None:
    """Bound the address space where the system can (not on Windows)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
