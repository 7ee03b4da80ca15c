"""The web application of a county."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from county.api import admin, blobs, sessions, sync
from county.api.access import rules
from county.api.admission import Admission
from county.api.answers import refusal
from county.dictionary import DictionaryProblem
from county.pages import health, receipt, report
from county.pages.trouble import page_of_trouble
from county.problems import RequestProblem
from county.server import County
from county.settings import Settings
from county.store.database import StoreAway

log = logging.getLogger("county.app")
_NO_ROOM = ("disk is full", "No space left")


class UnguardedRoute(Exception):
    """A route names no access rule; the program is wrong."""


def create_app(settings: Settings) -> FastAPI:
    """The application of a county with these settings; the store is opened at once and closed at shutdown."""
    county = County(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        county.start()
        try:
            yield
        finally:
            county.close()

    app = FastAPI(title="Minqing county", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.county = county
    for router in (
        sessions.router,
        sync.router,
        blobs.router,
        admin.router,
        health.router,
        report.router,
        receipt.router,
    ):
        app.router.routes.extend(router.routes)
    app.add_exception_handler(RequestProblem, _refused)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(DictionaryProblem, _without_profile)
    app.add_exception_handler(StoreAway, _store_away)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Admission, most=settings.most_exchanges)
    open_routes = sorted(f"{method} {path}" for (method, path), rule in rules(app).items() if not rule)
    if open_routes:
        raise UnguardedRoute(", ".join(open_routes))
    return app


def _told(request: Request, problem: RequestProblem) -> Response:
    """A page for people in a browser, JSON for clients."""
    if request.url.path[:3].lower() in ("/q", "/q/", "/p", "/r/"):
        return page_of_trouble(request.app.state.county, problem)
    return refusal(problem)


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestProblem)
    return _told(request, problem)


async def _unrouted(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    code = {404: "not_found", 405: "no_route", 413: "too_big"}.get(status, "malformed")
    return _told(request, RequestProblem(status, code))


async def _without_profile(request: Request, _problem: Exception) -> Response:
    return _told(request, RequestProblem(503, "no_profile", retry_after=30))


async def _store_away(request: Request, problem: Exception) -> Response:
    log.error("the store is away: %s", type(problem).__name__)
    if isinstance(problem, StoreAway) and any(w in str(problem.orig) for w in _NO_ROOM):
        return _told(request, RequestProblem(507, "disk_full", retry_after=60))
    return _told(request, RequestProblem(503, "busy", retry_after=10))


async def _broken(request: Request, problem: Exception) -> Response:
    log_id: str = request.app.state.county.settings.randomness(5).hex()
    bare = RuntimeError(type(problem).__name__).with_traceback(problem.__traceback__)
    log.error("request failed [%s] %s", log_id, request.scope.get("route") and request.method, exc_info=bare)
    return _told(request, RequestProblem(500, "fault", log_id, log_id=log_id))
