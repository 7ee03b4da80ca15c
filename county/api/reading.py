"""Reading what a client sends, however slowly it comes: capped, and never waited for without an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request

from county.problems import RequestProblem
from wire.version import BODY_MAX_BYTES

STALL_SECONDS = 20.0
SLOWEST = 256
"""Bytes a second below which, after the first seconds, a request counts as stalled."""


async def pieces(
    request: Request, stall: float | None = None, slowest: int | None = None
) -> AsyncIterator[bytes]:
    """The body piece by piece. RequestProblem 408 when nothing comes for `stall` seconds, or only a trickle.

    Raises ClientDisconnect when the client goes away.
    """
    stall = STALL_SECONDS if stall is None else stall
    slowest = SLOWEST if slowest is None else slowest
    stream = request.stream().__aiter__()
    loop = asyncio.get_running_loop()
    begun, size = loop.time(), 0
    while True:
        try:
            async with asyncio.timeout(stall):
                piece = await stream.__anext__()
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise RequestProblem(408, "slow") from None
        size += len(piece)
        spent = loop.time() - begun
        if spent > stall and size < spent * slowest:
            raise RequestProblem(408, "slow")
        if piece:
            yield piece


async def capped_body(request: Request, limit: int = BODY_MAX_BYTES) -> bytes:
    """The whole body. RequestProblem 413 as soon as it is longer than the limit, 408 when it does not come."""
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:18]) > limit:
        raise RequestProblem(413, "too_big")
    parts: list[bytes] = []
    size = 0
    async for part in pieces(request):
        size += len(part)
        if size > limit:
            raise RequestProblem(413, "too_big")
        parts.append(part)
    return b"".join(parts)
