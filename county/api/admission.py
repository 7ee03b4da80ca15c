"""How many exchanges are at work at a time: the others are told at once when to come again.

After an outage everybody comes back together. A short queue answers quickly; a long one answers nobody in time.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from county.api.answers import refusal
from county.problems import RequestProblem

_LIMITED = ("/sync/v1/push", "/sync/v1/pull", "/sync/v1/compare", "/sync/v1/rows", "/session/v1/refresh")


class Admission:
    """Middleware. `most`: exchanges at work; waiting for news and files do not count."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._at_work = 0
        self._turned_away = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in or turn away."""
        if scope["type"] != "http" or scope["path"] not in _LIMITED:
            await self._app(scope, receive, send)
            return
        if self._at_work >= self._most:
            self._turned_away += 1
            seconds = 1 + self._turned_away // self._most
            await refusal(RequestProblem(503, "busy", retry_after=min(seconds, 60)))(scope, receive, send)
            return
        self._at_work += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._turned_away = 0
