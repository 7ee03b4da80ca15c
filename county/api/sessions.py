"""Routes of signing in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from county import desk_pair
from county.api.access import Access, county_of, route, session_of
from county.api.answers import Body, answer, parsed
from wire.accounts import ChangePassword
from wire.messages import DeskKeyAnswer, RefreshRequest, SignInRequest

router = APIRouter(prefix="/session/v1")


@route(router, "POST", "/sign-in", Access.PUBLIC)
def sign_in(request: Request, body: Body) -> Response:
    """Tokens for login and password on an enrolled device."""
    wanted = parsed(body, SignInRequest)
    address = request.client.host if request.client is not None else ""
    return answer(
        county_of(request).sessions.sign_in(
            wanted.login[:200],
            wanted.password[:1000],
            wanted.device[:100],
            wanted.device_name[:100],
            wanted.enrolment[:100],
            address,
        )
    )


@route(router, "POST", "/refresh", Access.PUBLIC)
def refresh(request: Request, body: Body) -> Response:
    """The next pair of tokens."""
    wanted = parsed(body, RefreshRequest)
    return answer(county_of(request).sessions.refresh(wanted.refresh, wanted.device))


@route(router, "POST", "/sign-out", Access.PERSON)
def sign_out(request: Request) -> Response:
    """End the session."""
    county_of(request).sessions.sign_out(session_of(request))
    return answer({"end": 1})


@route(router, "GET", "/desk-key", Access.PERSON)
def desk_key(request: Request) -> Response:
    """The public key for which desks seal theirs."""
    return answer(DeskKeyAnswer(desk_pair.public_key(county_of(request).database).hex()))


@route(router, "POST", "/password", Access.PERSON)
def change_password(request: Request, body: Body) -> Response:
    """Replace one's own password."""
    wanted = parsed(body, ChangePassword)
    address = request.client.host if request.client is not None else ""
    county_of(request).sessions.change_password(session_of(request), wanted.old, wanted.new, address)
    return answer({"end": 1})
