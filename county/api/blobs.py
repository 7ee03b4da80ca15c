"""Files: which are missing, taking one whole or in pieces, giving one."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from county.api.access import Access, county_of, exchange, route, session_of
from county.api.answers import HEADERS, answer, parsed
from county.api.reading import pieces
from county.blobs import SHA256, BlobProblem
from county.problems import RequestProblem
from county.server import County
from county.sessions import Session
from county.store import casebook, papers
from county.uploads import WrongOffset
from wire.files import UploadState

router = APIRouter(prefix="/blobs/v1")
_MAX_ASKED = 1000
_STATUS = {
    "too_big": 413, "wrong_hash": 422, "wrong_chunk": 422, "superseded": 409, "disk_full": 507, "unwritable": 503,
}  # fmt: skip
_PAUSE = {"disk_full": 60, "unwritable": 30}


@exchange(router, "/missing", Access.PERSON)
def missing(request: Request, body: bytes) -> Response:
    """Of a list of hashes, those that the county does not have yet."""
    asked = parsed(body, list[str])
    if len(asked) > _MAX_ASKED or not all(SHA256.fullmatch(sha256) for sha256 in asked):
        raise RequestProblem(422, "malformed")
    county = county_of(request)
    return answer([sha256 for sha256 in asked if county.blobs.path(sha256) is None])


@route(router, "PUT", "/{sha256}", Access.PERSON)
async def put(request: Request, sha256: str) -> Response:
    """Take a whole file; it is kept only when its hash is the one promised."""
    county, session = county_of(request), session_of(request)
    _check(sha256)
    with _refusing():
        incoming = await run_in_threadpool(county.blobs.receive)
        try:
            async for part in pieces(request):
                await run_in_threadpool(incoming.write, part)
            await run_in_threadpool(incoming.finish, sha256)
        finally:
            await run_in_threadpool(incoming.drop)
    await _note(county, session, sha256, incoming.size)
    return answer({"sha256": sha256, "size": incoming.size, "end": 1})


@route(router, "GET", "/{sha256}/upload", Access.PERSON)
def upload_state(request: Request, sha256: str) -> Response:
    """How far the upload of this device has come."""
    _check(sha256)
    offset, complete = county_of(request).uploads.offset(sha256, session_of(request).device)
    return answer(UploadState(sha256, offset, complete))


@route(router, "PATCH", "/{sha256}/upload", Access.PERSON)
async def upload(request: Request, sha256: str) -> Response:
    """Take a chunk; what arrived of a cut one stays. With the last byte the whole is checked and kept."""
    county, session = county_of(request), session_of(request)
    _check(sha256)
    at, length = _number(request, "upload-offset"), _number(request, "upload-length")
    uploads = county.uploads
    held, complete = await run_in_threadpool(uploads.offset, sha256, session.device)
    if complete:
        await _note(county, session, sha256, held)
        return answer(UploadState(sha256, held, complete=True))
    with _refusing():
        part = await run_in_threadpool(uploads.resume, sha256, session.device, at, length)
        try:
            async for piece in pieces(request):
                if part.offset + len(piece) > length:
                    raise BlobProblem("too_big")
                await run_in_threadpool(part.write, piece)
            await run_in_threadpool(part.check, request.headers.get("upload-crc", ""))
        finally:
            await run_in_threadpool(uploads.leave, sha256, session.device, part)
        if part.offset < length:
            return answer(UploadState(sha256, part.offset))
        size = await run_in_threadpool(uploads.finish, sha256, session.device)
    await _note(county, session, sha256, size)
    return answer(UploadState(sha256, size, complete=True))


def _check(sha256: str) -> None:
    if SHA256.fullmatch(sha256) is None:
        raise RequestProblem(422, "malformed")


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise RequestProblem(422, "malformed")
    return int(text)


async def _note(county: County, session: Session, sha256: str, size: int) -> None:
    at = county.now()
    await run_in_threadpool(
        county.database.run, lambda tx: papers.add_blob(tx, sha256, size, session.actor.id, at)
    )


@contextmanager
def _refusing() -> Iterator[None]:
    """What goes wrong with a file, as the refusal that the client understands."""
    try:
        yield
    except WrongOffset as wrong:
        raise RequestProblem(409, "offset", need_n=wrong.offset) from None
    except BlobProblem as problem:
        raise RequestProblem(
            _STATUS[problem.code], problem.code, retry_after=_PAUSE.get(problem.code, 0)
        ) from None
    except ClientDisconnect:
        raise RequestProblem(400, "malformed") from None
    except OSError as error:
        code = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else "unwritable"
        raise RequestProblem(_STATUS[code], code, retry_after=_PAUSE[code]) from None


@route(router, "GET", "/{sha256}", Access.PERSON)
def get(request: Request, sha256: str) -> Response:
    """A file of a case or the photograph of a code that the session may see, or that the same person sent."""
    county, session = county_of(request), session_of(request)
    path = county.blobs.path(sha256)
    if path is None or not _may_fetch(county, session, sha256):
        raise RequestProblem(404, "no_blob")
    headers = HEADERS | {"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"}
    return FileResponse(path, headers=headers, media_type="application/octet-stream")


def _may_fetch(county: County, session: Session, sha256: str) -> bool:
    mine = frozenset(session.buckets)
    with county.database.read() as connection:
        if papers.known_blobs(connection, [sha256]).get(sha256) == session.actor.id:
            return True
        for case_id in papers.cases_of_blob(connection, sha256):
            row = casebook.read_case(connection, case_id)
            if row is not None and mine & frozenset(row.buckets.split()):
                return True
        return papers.shows_code(connection, mine, sha256)
