"""The opaque text by which a client remembers where it is in a bucket: ``v1.<epoch>.<xid>.<seq>``."""

from __future__ import annotations

import re

from county.store.feed import Place

_SHAPE = re.compile(r"v1\.([0-9a-f]{8,36})\.([0-9]{1,20})\.([0-9]{1,20})")


def format_cursor(epoch: str, place: Place) -> str:
    """Text of a position."""
    return f"v1.{epoch}.{place.xid}.{place.seq}"


def parse_cursor(text: str, epoch: str) -> Place | None:
    """The position; the start for an empty text; None for a text that is not of this epoch."""
    if not text:
        return Place()
    found = _SHAPE.fullmatch(text)
    if found is None or found[1] != epoch:
        return None
    xid, seq = int(found[2]), int(found[3])
    return Place(xid, seq) if xid < 1 << 63 and seq < 1 << 63 else None
