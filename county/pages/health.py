"""Whether the county works: for machines and for people."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from county.api.access import Access, county_of, route
from county.api.answers import answer
from county.pages.rendering import ASSETS, asset, page
from county.problems import RequestProblem
from county.store.status import status_of

router = APIRouter()
VERSION = "0.1.0"


@route(router, "GET", "/static/{name}", Access.PUBLIC)
def static(name: str) -> Response:
    """Our style sheet and script; nothing else has a name here."""
    kind = ASSETS.get(name)
    if kind is None:
        raise RequestProblem(404, "not_found")
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(asset(name), headers=headers, media_type=kind)


@route(router, "GET", "/health", Access.PUBLIC)
def health(request: Request) -> Response:
    """Health as JSON; it tells nothing about people or cases."""
    county = county_of(request)
    return answer(
        {
            "ok": True,
            "product": "minqing",
            "practice": county.settings.practice,
            "server_time": county.settings.clock(),
        }
    )


@route(router, "GET", "/", Access.PUBLIC)
def welcome(request: Request) -> Response:
    """What this is, for somebody who opens the address in a browser."""
    county = county_of(request)
    return page(county, "welcome.html", version=VERSION, status=status_of(county.database))
