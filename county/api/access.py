"""Who may call a route. Every route names its rule; an app with a route that names none does not start."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from county.api.reading import capped_body
from county.problems import RequestProblem
from county.server import County
from county.sessions import Session


class Access(StrEnum):
    """The rules."""

    PUBLIC = "public"
    """Anybody, without a session: citizens, health, signing in."""
    PERSON = "person"
    """Somebody who is signed in on an enrolled device; what is answered is limited to their buckets."""
    CLERK = "clerk"
    """Somebody of a township or county centre: rosters, codes, messages of other platforms."""
    COUNTY = "county"
    """The county centre or an administrator: territory, duty lists."""


Exchange = Callable[[Request, bytes], Response]

CLERKS = ("T_OPERATOR", "T_DIRECTOR", "C_CENTRE")
COUNTY_POSTS = ("C_CENTRE",)


def county_of(request: Request) -> County:
    """The running county."""
    county: County = request.app.state.county
    return county


def session_of(request: Request) -> Session:
    """The session that the rule has found."""
    session: Session = request.state.session
    return session


def _signed_in(request: Request) -> Session:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise RequestProblem(401, "signed_out")
    session = county_of(request).sessions.session(token.strip(), request.headers.get("x-device", ""))
    request.state.session = session
    return session


def _clerk(request: Request) -> None:
    session = _signed_in(request)
    if not (session.admin or session.actor.holds(CLERKS)):
        raise RequestProblem(403, "not_allowed")


def _county(request: Request) -> None:
    session = _signed_in(request)
    if not (session.admin or session.actor.holds(COUNTY_POSTS)):
        raise RequestProblem(403, "not_allowed")


def _public(request: Request) -> None:
    request.state.session = None


_CHECKS: dict[Access, Callable[[Request], object]] = {
    Access.PUBLIC: _public,
    Access.PERSON: _signed_in,
    Access.CLERK: _clerk,
    Access.COUNTY: _county,
}


def route(router: APIRouter, method: str, path: str, access: Access, **options: Any) -> Callable[[Any], Any]:
    """Register an endpoint with its rule; the rule runs before it."""

    def register(endpoint: Any) -> Any:
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            dependencies=[Depends(_CHECKS[access])],
            openapi_extra={"x-access": access.value},
            response_model=None,
            **options,
        )
        return endpoint

    return register


def exchange(router: APIRouter, path: str, access: Access) -> Callable[[Exchange], Exchange]:
    """Register a POST that is asked all the time: (request, body) -> answer.

    The rule and the work share one turn of a worker thread, which begins when the body has come; a turn for each, as
    `route` takes them, would be paid for at every poll.
    """
    check = _CHECKS[access]

    def register(work: Exchange) -> Exchange:
        def turn(request: Request, body: bytes) -> Response:
            check(request)
            return work(request, body)

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(turn, request, await capped_body(request))

        router.add_api_route(
            path, endpoint, methods=["POST"], openapi_extra={"x-access": access.value}, response_model=None
        )
        return work

    return register


def rules(app: FastAPI) -> dict[tuple[str, str], str]:
    """(method, path) -> rule of every route; "" for a route that names none."""
    found: dict[tuple[str, str], str] = {}
    for entry in app.routes:
        methods = getattr(entry, "methods", None) or {"*"}
        extra = entry.openapi_extra if isinstance(entry, APIRoute) else None
        rule = str((extra or {}).get("x-access", ""))
        for method in methods:
            found[(method, getattr(entry, "path", str(entry)))] = rule
    return found
