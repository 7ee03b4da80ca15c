"""Receiving a file in pieces: what has arrived stays, and only the file of the address is ever kept."""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop.store.attachments import PIECE
from desktop.store.store import Store
from desktop.sync.transport import Reply, Request, SyncProblem, understood
from wire.version import PROTO

Send = Callable[[Request], Reply]
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")


def fetch(store: Store, digest: str, media: str, send: Send) -> bytes:
    """A file by its address. `send` adds token and device. Raises SyncProblem, Refused.

    Called again after a cut it goes on behind what has arrived.
    """
    kept = store.attachments
    while True:
        at = kept.received(digest)
        asked = (("Range", f"bytes={at}-{at + PIECE - 1}"),)
        reply = send(Request("GET", f"/blobs/v1/{digest}", headers=asked))
        if reply.status == 416:
            kept.drop_received(digest)
            if at:
                continue
            reply = send(Request("GET", f"/blobs/v1/{digest}"))
        if reply.headers.get("x-sync-proto") != str(PROTO) or reply.status not in (200, 206):
            understood(reply, dict)
        if reply.status == 200:
            kept.drop_received(digest)
            if not kept.keep(digest, reply.body, media, store.now()):
                raise SyncProblem("foreign", "file does not hash to its address")
            return reply.body
        found = _RANGE.fullmatch(reply.headers.get("content-range", ""))
        if found is None or int(found[1]) != at or int(found[2]) - at + 1 != len(reply.body):
            raise SyncProblem("foreign", "content range")
        kept.receive(digest, at, reply.body, media, store.now())
        if at + len(reply.body) >= int(found[3]):
            break
    if not kept.complete(digest):
        raise SyncProblem("foreign", "file does not hash to its address")
    data = kept.get(digest)
    assert data is not None
    return data
