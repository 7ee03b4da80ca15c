"""The opaque text by which a client remembers where it is in a bucket: ``v1.<epoch>.<xid>.<seq>``.

A client that reads a bucket from its start passes places where tombstones were forgotten long ago. It never held what
they took away, so its cursor carries the floor that it began above: ``….<xid>.<seq>.<floor xid>.<floor seq>``.
"""

from __future__ import annotations

import re

from county.store.feed import Place

_SHAPE = re.compile(r"v1\.([0-9a-f]{8,36})\.([0-9]{1,20})\.([0-9]{1,20})(?:\.([0-9]{1,20})\.([0-9]{1,20}))?")


def format_cursor(epoch: str, place: Place, floor: Place | None = None) -> str:
    """Text of a position; `floor`: of the bucket, when the position lies below it."""
    text = f"v1.{epoch}.{place.xid}.{place.seq}"
    return f"{text}.{floor.xid}.{floor.seq}" if floor is not None and place < floor else text


def parse_cursor(text: str, epoch: str) -> Place | None:
    """The position; the start for an empty text; None for a text that is not of this epoch."""
    if not text:
        return Place()
    found = _SHAPE.fullmatch(text)
    return None if found is None or found[1] != epoch else _place(found[2], found[3])


def known_floor(text: str) -> Place:
    """The floor that a cursor carries."""
    found = _SHAPE.fullmatch(text)
    return (found[4] and _place(found[4], found[5])) or Place() if found else Place()


def _place(xid: str, seq: str) -> Place | None:
    place = Place(int(xid), int(seq))
    return place if place.xid < 1 << 63 and place.seq < 1 << 63 else None
