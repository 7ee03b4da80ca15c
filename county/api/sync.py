"""Routes of sync v1."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from county.api.access import Access, county_of, exchange, route, session_of
from county.api.answers import Body, answer, parsed
from wire.messages import PullRequest, PushRequest, WaitAnswer, WaitRequest
from wire.repair import CompareRequest, RowsRequest

router = APIRouter(prefix="/sync/v1")
WAIT_SECONDS = 25


@exchange(router, "/push", Access.PERSON)
def push(request: Request, body: bytes) -> Response:
    """Commands in, outcomes out."""
    wanted = parsed(body, PushRequest)
    return answer(county_of(request).push.take(session_of(request), wanted, len(body)), request)


@exchange(router, "/pull", Access.PERSON)
def pull(request: Request, body: bytes) -> Response:
    """One page of what is new."""
    return answer(county_of(request).pull.page(session_of(request), parsed(body, PullRequest)), request)


@exchange(router, "/compare", Access.PERSON)
def compare(request: Request, body: bytes) -> Response:
    """Where a bucket differs."""
    return answer(
        county_of(request).compare.groups(session_of(request), parsed(body, CompareRequest)), request
    )


@exchange(router, "/rows", Access.PERSON)
def rows(request: Request, body: bytes) -> Response:
    """Rows of a bucket by their keys."""
    return answer(county_of(request).compare.rows(session_of(request), parsed(body, RowsRequest)), request)


@route(router, "POST", "/wait", Access.PERSON)
async def wait(request: Request, body: Body) -> Response:
    """Answers as soon as there is news, at the latest after 25 s.

    The store is asked once, before the waiting; whatever is committed afterwards announces its buckets itself, so that
    a thousand clients that wait cost no thread and, when they wake, no query.
    """
    wanted = parsed(body, WaitRequest)
    county, session = county_of(request), session_of(request)
    waiter = county.news.enter(session.buckets)
    seconds = min(max(wanted.seconds, 0), WAIT_SECONDS)
    try:
        epoch, changed = await run_in_threadpool(county.pull.changed, session, wanted.cursors)
        if not changed and not county.news.closed and seconds:
            changed = sorted(await waiter.wait(seconds))
    finally:
        county.news.leave(waiter)
    return answer(WaitAnswer(wanted.req, epoch, county.settings.clock(), changed))
