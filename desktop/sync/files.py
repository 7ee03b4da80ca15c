"""Sending attachments: one after the other, behind the commands, only what the county lacks."""

from __future__ import annotations

from urllib.parse import quote

from desktop.store.store import Store
from desktop.sync.transport import Refused, Reply, Request, understood
from wire.codec import to_json


class Upload:
    """Where the sending of files stands within one round."""

    def __init__(self) -> None:
        self._asked: tuple[str, ...] = ()
        self._missing: list[str] | None = None
        self._refused: set[str] = set()

    def next(self, store: Store) -> Request | None:
        """The next request of this round, without token; None when nothing is left to send."""
        if self._missing is None:
            self._asked = tuple(d for d in store.attachments.waiting() if d not in self._refused)
            if not self._asked:
                return None
            return Request("POST", "/blobs/v1/missing", to_json(list(self._asked)))
        while self._missing:
            data = store.attachment(self._missing[0])
            if data is not None:
                return Request("PUT", f"/blobs/v1/{quote(self._missing[0], safe='')}", data)
            self._missing.pop(0)
        self._missing = None
        return None

    def take(self, reply: Reply) -> tuple[str, ...]:
        """Addresses that the county now has for certain. Raises as `understood`."""
        if self._missing is None:
            lacking = understood(reply, list[str])
            asked = set(self._asked)
            self._missing = [digest for digest in lacking if digest in asked]
            return tuple(asked - set(self._missing))
        digest = self._missing.pop(0)
        try:
            understood(reply, dict)
        except Refused as refused:
            self._refused.add(digest)
            if refused.status in (401, 403, 429, 503):
                raise
            return ()
        return (digest,)
