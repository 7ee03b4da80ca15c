"""How far a push answer brings a client that has told where it stands, so that its next pull need not say it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from county.cursors import format_cursor, parse_cursor
from county.store import feed, feed_groups
from county.store.database import Connection
from county.store.feed import Place
from wire.messages import FeedRow, PushRequest

Key = tuple[str, str, str]
"""bucket, kind, id"""
Found = dict[Key, FeedRow]
_OTHERS, _OTHER_BYTES = 100, 128 * 1024
"""Rows of other people in one bucket that an answer takes along, and their bytes."""


def follow(
    connection: Connection,
    request: PushRequest,
    scope: Iterable[str],
    epoch: str,
    found: Found,
    numbers: Mapping[Key, int],
) -> dict[str, str]:
    """Bucket -> cursor up to which `found` holds everything behind the client's; rows that lack are put in.

    `numbers`: the places of rows of `found` in the feed, where they are known. Whoever begins at the start, or stands
    before forgotten tombstones, is left to the pull; so is everything from a removal on, which may need a person's word.
    """
    told = request.cursors or {}
    wanted = {key[0] for key in found} & told.keys() & set(scope)
    floors = feed_groups.floors(connection, wanted) if wanted else {}
    behind: dict[str, str] = {}
    for bucket in wanted:
        place, floor = parse_cursor(told[bucket], epoch), floors.get(bucket)
        if not told[bucket] or place is None or (floor is not None and place < floor):
            continue
        end = _end(connection, bucket, place, found, numbers)
        if end is not None:
            behind[bucket] = format_cursor(epoch, end, floor)
    return behind


def _end(
    connection: Connection, bucket: str, place: Place, found: Found, numbers: Mapping[Key, int]
) -> Place | None:
    ours = sorted(seq for key, seq in numbers.items() if key[0] == bucket)
    if ours and feed.numbers_behind(connection, bucket, place, len(ours) + 1) == ours:
        return Place(0, ours[-1])
    count = sum(key[0] == bucket for key in found)
    end, budget = None, _OTHER_BYTES
    for row, xid, seq in feed.read_after(connection, bucket, place, count + _OTHERS):
        key = (bucket, row.kind, row.id)
        budget -= 0 if key in found else len(memoryview(row.body))
        if row.op != "put" or budget < 0:
            break
        found[key] = row
        end = Place(xid, seq)
    return end
