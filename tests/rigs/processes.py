"""Processes forked from one that has everything imported, so that killing thousands of them is affordable.

A child never returns into the parent's code. It dies with its parent, by the planned kill, or by itself.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable

_DIE_WITH_PARENT = 1


class Child:
    """A forked process. `lines` reads what it says, one line each."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(read)
            _run(work, write)
        os.close(write)
        self._read = os.fdopen(read, "r", encoding="utf-8")
        self._status: int | None = None

    def line(self) -> str:
        """The next line; empty when the child has ended."""
        return self._read.readline().strip()

    def rest(self) -> list[str]:
        """Everything it still says until it ends."""
        return [text.strip() for text in self._read]

    def signal(self, number: int) -> None:
        """Send a signal, unless it was waited for."""
        if self._status is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL and wait."""
        self.signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Until it ends: 0, its exit status, or the negative number of the signal."""
        if self._status is None:
            _, status = os.waitpid(self.pid, 0)
            self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def close(self) -> None:
        """Done with it."""
        self.kill()
        self._read.close()


def _run(work: Callable[[Callable[[str], None]], None], write: int) -> None:
    """In the child: the work, then an exit without anything of the parent's."""
    status = 1
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)

        def say(text: str) -> None:
            os.write(write, text.replace("\n", " ").encode() + b"\n")

        work(say)
        status = 0
    except BaseException:  # noqa: BLE001 - the child ends here, and its parent hears why
        os.write(write, b"FAILED " + traceback.format_exc(limit=-6).replace("\n", " | ").encode() + b"\n")
    finally:
        sys.stderr.flush()
        os._exit(status)


def kill_at(module: object, name: str, after: int, call: int) -> None:
    """Kill this process in the `call`-th call of a function: before its work, or when it is done and not committed."""
    whole = getattr(module, name)
    left = [call]

    def deadly(*args, **kwargs):
        left[0] -= 1
        if left[0]:
            return whole(*args, **kwargs)
        if after:
            whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    setattr(module, name, deadly)
