"""Connections of the server: one that does not say what it wants in time, or at too great length, is closed.

The server's own limits begin when a request has come; without these a client that sends its headers a letter at a time,
or nothing at all, or without an end, would hold a socket for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_SECONDS = 20.0
"""From the connection, or from the first letter of a further request, until its headers are complete."""

HEADERS_BYTES = 65_536
"""Received without the headers of a request being complete."""


class GuardedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a deadline and a limit for headers."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deadline: asyncio.TimerHandle | None = None
        self._waiting = 0
        self._in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has connected."""
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        super().data_received(data)
        if self._at_work():
            self._disarm()
            return
        self._waiting += 0 if self._in_body else len(data)
        if self._waiting > HEADERS_BYTES:
            self._end()
        elif self._deadline is None:
            self._arm()

    def on_headers_complete(self) -> None:
        """What follows is a body, which has limits of its own."""
        super().on_headers_complete()
        self._in_body = True

    def on_message_complete(self) -> None:
        """What follows is another request."""
        super().on_message_complete()
        self._in_body = False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._disarm()
        super().connection_lost(exc)

    def _at_work(self) -> bool:
        return not getattr(self.cycle, "response_complete", True)

    def _arm(self) -> None:
        self._disarm()
        self._deadline = self.loop.call_later(HEADERS_SECONDS, self._late)

    def _disarm(self) -> None:
        self._waiting = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        self._deadline = None
        if not self._at_work():
            self._end()

    def _end(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
