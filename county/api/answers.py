"""Bodies in and out: the headers of sync v1, answers and refusals as JSON."""

from __future__ import annotations

import gzip
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.responses import Response

from county.api.reading import capped_body
from county.problems import RequestProblem
from wire.caps import CAPS_HEADER, CRC_HEADER, LIMIT_HEADER, body_crc, told_caps
from wire.codec import CodecProblem, from_json, to_json
from wire.messages import ErrorAnswer
from wire.version import PROTO

T = TypeVar("T")
HEADERS = {
    "X-Sync-Proto": str(PROTO),
    CAPS_HEADER: told_caps(),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_GZIP_FROM = 4096


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
    headers = HEADERS | {CRC_HEADER: body_crc(body)}
    if request is not None:
        headers[LIMIT_HEADER] = str(request.app.state.county.settings.max_blob_bytes)
    if request is not None and len(body) >= _GZIP_FROM and _wants_gzip(request):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, media_type="application/json", headers=headers)


def refusal(problem: RequestProblem) -> Response:
    """A refused request as JSON."""
    headers = dict(HEADERS)
    if problem.status == 408:
        headers["Connection"] = "close"
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
