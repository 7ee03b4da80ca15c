"""Administrative routes: each takes one command and brings the same answer when it comes again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from county.api.access import Access, county_of, route, session_of
from county.api.answers import answer, parsed
from county.api.reading import capped_body
from county.problems import RequestProblem
from county.sessions import Session
from county.store import ledger
from county.store.database import Tx
from wire.admin import (
    ADMIN_MAX_BYTES,
    AdminAnswer,
    ImportDuties,
    ImportInbox,
    ImportRoster,
    ImportTerritory,
    MarkCodes,
    PlanCampaign,
)
from wire.codec import from_json, to_json

router = APIRouter(prefix="/admin/v1")
Handle = Callable[[Tx, Session, Any], AdminAnswer]


async def _large_body(request: Request) -> bytes:
    return await capped_body(request, ADMIN_MAX_BYTES)


LargeBody = Annotated[bytes, Depends(_large_body)]


@route(router, "POST", "/roster", Access.CLERK)
def roster(request: Request, body: LargeBody) -> Response:
    """Import a household roster."""
    return _once(request, body, "roster", ImportRoster, county_of(request).imports.roster)


@route(router, "POST", "/campaign", Access.CLERK)
def campaign(request: Request, body: LargeBody) -> Response:
    """Plan a campaign of printed codes."""
    return _once(request, body, "campaign", PlanCampaign, county_of(request).campaigns.plan)


@route(router, "POST", "/codes", Access.CLERK)
def codes(request: Request, body: LargeBody) -> Response:
    """Mark codes as printed, posted, damaged, replaced, retired."""
    return _once(request, body, "codes", MarkCodes, county_of(request).campaigns.mark)


@route(router, "POST", "/inbox", Access.CLERK)
def inbox(request: Request, body: LargeBody) -> Response:
    """Import messages of another platform."""
    return _once(request, body, "inbox", ImportInbox, county_of(request).imports.inbox)


@route(router, "POST", "/territory", Access.COUNTY)
def territory(request: Request, body: LargeBody) -> Response:
    """Add or change places."""
    return _once(request, body, "territory", ImportTerritory, county_of(request).imports.territory)


@route(router, "POST", "/duties", Access.COUNTY)
def duties(request: Request, body: LargeBody) -> Response:
    """Import a duty or power list."""
    return _once(request, body, "duties", ImportDuties, county_of(request).imports.duties)


def _once(request: Request, body: bytes, kind: str, shape: type[Any], handle: Handle) -> Response:
    """Carry out the command in one transaction, or answer what it brought before."""
    county, session = county_of(request), session_of(request)
    command = parsed(body, shape)
    if not 8 <= len(command.cmd_id) <= 64:
        raise RequestProblem(422, "malformed")
    digest = hashlib.blake2b(body, digest_size=16).digest()

    def work(tx: Tx) -> AdminAnswer:
        before = ledger.admin_taken(tx, command.cmd_id)
        if before is not None:
            if before[0] != digest:
                raise RequestProblem(422, "key_reuse")
            return from_json(before[1], AdminAnswer)
        done = handle(tx, session, command)
        ledger.admin_keep(tx, command.cmd_id, session.actor.id, kind, digest, to_json(done), county.now())
        return done

    return answer(county.database.run(work), request)
