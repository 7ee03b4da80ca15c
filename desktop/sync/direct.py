"""Requests that a person waits for: what only the county can decide (imports, campaigns), and files to look at.

They do not go through the outbox; without the county they fail with a sentence and nothing is changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from desktop.store.store import Store
from desktop.sync.fetch import fetch
from desktop.sync.session import Sessions
from desktop.sync.transport import Refused, Reply, Request, Transport, understood
from wire.admin import AdminAnswer
from wire.codec import to_json
from wire.messages import SessionAnswer

AdminKind = Literal["roster", "campaign", "codes", "inbox", "territory", "duties"]
_IMPORT_STALL = 120.0


class Direct:
    """One device's direct requests, made on the net lane."""

    def __init__(self, store: Store, sessions: Sessions, transport: Transport) -> None:
        self._store = store
        self._sessions = sessions
        self._transport = transport

    def ask(self, kind: AdminKind, command: object) -> AdminAnswer:
        """Give one administrative command (a struct of wire.admin with its `cmd_id`).

        The same `cmd_id` and body may be given again after a lost answer. Raises SyncProblem, Refused.
        """
        body = to_json(command)
        try:
            return self._ask(kind, body)
        except Refused as refused:
            if refused.status != 401:
                raise
            self._renew()
            return self._ask(kind, body)

    def _ask(self, kind: str, body: bytes) -> AdminAnswer:
        device = self._store.sync_state().device
        token = self._sessions.token() or self._renew()
        request = Request("POST", f"/admin/v1/{kind}", body, token, device, _IMPORT_STALL)
        return understood(self._transport.send(request), AdminAnswer)

    def _renew(self) -> str:
        if self._sessions.can_refresh():
            reply = self._transport.send(self._sessions.refresh_request())
            self._sessions.refreshed(understood(reply, SessionAnswer), lambda work: work())
        return self._sessions.token()

    def fetch(self, digest: str, media: str = "application/octet-stream") -> bytes:
        """A file by its address, from here or from the county. Raises SyncProblem, Refused.

        What arrives is kept only when it hashes to the address, so no page of a login portal can take its place.
        After a cut it goes on behind what has arrived.
        """
        held = self._store.attachment(digest)
        if held is not None:
            return held
        return fetch(self._store, digest, media, self._authorised)

    def _authorised(self, request: Request) -> Reply:
        device = self._store.sync_state().device
        token = self._sessions.token() or self._renew()
        return self._transport.send(replace(request, token=token, device=device))
