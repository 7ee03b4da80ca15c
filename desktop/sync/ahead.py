"""Carrying one request early: the county works on the next one while this machine writes the present answer.

A page that came early is read early too, at a moment when the interpreter is free.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from desktop.sync.early import read_page
from desktop.sync.transport import Reply, Request, SyncProblem, Transport


class _Early:
    """One request under way on a thread of its own."""

    def __init__(self, transport: Transport, request: Request, moment: Callable[[], None]) -> None:
        self.request = request
        self._transport = transport
        self._moment = moment
        self._reply: Reply | None = None
        self._problem = SyncProblem("offline", "ahead")
        self._thread = threading.Thread(target=self._carry, daemon=True, name="ahead")
        self._thread.start()

    def _carry(self) -> None:
        try:
            reply = self._transport.send(self.request)
            self._moment()
            self._reply = read_page(self.request, reply)
        except SyncProblem as problem:
            self._problem = problem

    def reply(self) -> Reply:
        """The reply when it is there. Raises SyncProblem."""
        self.wait()
        if self._reply is None:
            raise self._problem
        return self._reply

    def wait(self) -> None:
        """Until the request is over, well or not."""
        self._thread.join()


class Ahead:
    """A transport that may begin one request before it is asked for. Give `begin` to the engine.

    `moment` is called before a page is read, and returns when the thread that writes needs the interpreter least.

    Its reply may never be looked at, so an early request must be one that may as well come twice.
    """

    def __init__(self, transport: Transport, moment: Callable[[], None] = lambda: None) -> None:
        self._transport = transport
        self._moment = moment
        self._early: _Early | None = None

    def begin(self, request: Request) -> None:
        """Carry this one now, beside whatever the caller does meanwhile."""
        self._settle()
        self._early = _Early(self._transport, request, self._moment)

    def send(self, request: Request) -> Reply:
        """The reply of the request, early or not. Raises SyncProblem as it came up."""
        early = self._early
        if early is not None and early.request is request:
            self._early = None
            return early.reply()
        self._settle()
        return self._transport.send(request)

    def _settle(self) -> None:
        """Nothing else may be under way: threads do not share a connection."""
        if self._early is not None:
            self._early.wait()
            self._early = None
