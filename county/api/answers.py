"""Bodies in and out: capped reading, the headers of sync v1, refusals as JSON."""

from __future__ import annotations

import gzip
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.responses import Response

from county.problems import RequestProblem
from wire.codec import CodecProblem, from_json, to_json
from wire.messages import ErrorAnswer
from wire.version import BODY_MAX_BYTES, PROTO

T = TypeVar("T")
HEADERS = {"X-Sync-Proto": str(PROTO), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_GZIP_FROM = 4096


async def capped_body(request: Request, limit: int = BODY_MAX_BYTES) -> bytes:
    """The whole body. RequestProblem 413 as soon as it is longer than the limit."""
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:18]) > limit:
        raise RequestProblem(413, "too_big")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise RequestProblem(413, "too_big")
        parts.append(part)
    return b"".join(parts)


async def _small_body(request: Request) -> bytes:
    return await capped_body(request)


Body = Annotated[bytes, Depends(_small_body)]
"""The body of a JSON request, at most `BODY_MAX_BYTES`."""


def parsed(body: bytes, kind: type[T]) -> T:
    """The message in a body. RequestProblem 400 when it is none."""
    try:
        return from_json(body, kind)
    except CodecProblem:
        raise RequestProblem(400, "malformed") from None


def answer(value: object, request: Request | None = None) -> Response:
    """A value as JSON; compressed when the other side takes gzip and sits on another machine."""
    body = to_json(value)
    headers = dict(HEADERS)
    if request is not None and len(body) >= _GZIP_FROM and _wants_gzip(request):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, media_type="application/json", headers=headers)


def refusal(problem: RequestProblem) -> Response:
    """A refused request as JSON."""
    headers = dict(HEADERS)
    if problem.retry_after:
        headers["Retry-After"] = str(problem.retry_after)
    body = ErrorAnswer(
        problem.code,
        problem.message,
        log_id=problem.log_id,
        need_n=problem.need_n,
        retry_after=problem.retry_after,
    )
    return Response(to_json(body), problem.status, headers, "application/json")


def _wants_gzip(request: Request) -> bool:
    near = request.client is not None and request.client.host in ("127.0.0.1", "::1")
    return not near and "gzip" in request.headers.get("accept-encoding", "")
