"""Files: which are missing, taking one, giving one."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from county.api.access import Access, county_of, route, session_of
from county.api.answers import HEADERS, Body, answer, parsed
from county.blobs import SHA256, BlobProblem
from county.problems import RequestProblem
from county.server import County
from county.sessions import Session
from county.store import casebook, papers

router = APIRouter(prefix="/blobs/v1")
_MAX_ASKED = 1000


@route(router, "POST", "/missing", Access.PERSON)
def missing(request: Request, body: Body) -> Response:
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
    if SHA256.fullmatch(sha256) is None:
        raise RequestProblem(422, "malformed")
    incoming = await run_in_threadpool(county.blobs.receive)
    try:
        async for part in request.stream():
            await run_in_threadpool(incoming.write, part)
        await run_in_threadpool(incoming.finish, sha256)
    except BlobProblem as problem:
        raise RequestProblem(413 if problem.code == "too_big" else 422, problem.code) from None
    finally:
        await run_in_threadpool(incoming.drop)
    size, at = incoming.size, county.now()
    await run_in_threadpool(
        county.database.run, lambda tx: papers.add_blob(tx, sha256, size, session.actor.id, at)
    )
    return answer({"sha256": sha256, "size": size, "end": 1})


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
