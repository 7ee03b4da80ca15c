"""Batches to push: which commands go now, numbered for good in the transaction that takes them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from desktop.store import buckets as scope
from desktop.store import outbox
from desktop.store.buckets import Bucket
from desktop.store.core import Core, all_meta, put_meta
from desktop.store.standing import Standing
from wire.messages import PushAnswer, PushRequest
from wire.version import PUSH_MAX_COMMANDS


class Batches:
    """What the outbox gives to the exchange."""

    def __init__(self, core: Core, standing: Standing) -> None:
        self._core, self._standing = core, standing

    def next_batch(
        self, req: str, limit: int = PUSH_MAX_COMMANDS, ahead: PushAnswer | None = None
    ) -> PushRequest | None:
        """What to send now, or None. Numbers are given here, for good, in the same transaction.

        `ahead`: an answer that has come and will be written before the one to this batch is.
        """
        if not self._standing.waiting():
            return None
        with self._core.engines.write.begin() as connection:
            meta = all_meta(connection)
            next_n = int(meta.get("next_n", "1"))
            answered = ahead.outcomes if ahead else ()
            batch = outbox.take_batch(connection, self._core.clock.now(), next_n, limit, answered)
            if not batch:
                return None
            put_meta(connection, "next_n", str(max(next_n, max(c.n for c in batch) + 1)))
            buckets = scope.load_buckets(connection).values()
        device, db_id = meta.get("device", ""), meta.get("db_id", "")
        return PushRequest(
            req, device, db_id, batch[0].n, batch, cursors=_standing(buckets, ahead) or msgspec.UNSET
        )

    def prepare(self, under_way: PushRequest, limit: int = PUSH_MAX_COMMANDS) -> PushRequest | None:
        """What to send behind a batch that is not answered yet, or None; `behind` makes it ready to go.

        Only commands of matters that the batch does not speak of: whatever its answer says, these may follow. They are
        numbered here, for good, as those of `next_batch` are.
        """
        last = under_way.first_n + len(under_way.commands) - 1
        if self._standing.waiting() <= len(under_way.commands):
            return None
        with self._core.engines.write.begin() as connection:
            meta = all_meta(connection)
            if (meta.get("db_id", ""), int(meta.get("next_n", "1"))) != (under_way.db_id, last + 1):
                return None
            batch = outbox.take_batch(connection, self._core.clock.now(), last + 1, limit, under_way=True)
            if not batch:
                return None
            put_meta(connection, "next_n", str(batch[-1].n + 1))
        return PushRequest("", under_way.device, under_way.db_id, batch[0].n, batch)

    def behind(self, prepared: PushRequest, req: str, ahead: PushAnswer) -> PushRequest:
        """The prepared batch as the request `req` that follows an answer which has come and is not written yet."""
        cursors = _standing(self._standing.buckets(), ahead)
        return msgspec.structs.replace(prepared, req=req, cursors=cursors or msgspec.UNSET)


def _standing(buckets: Iterable[Bucket], ahead: PushAnswer | None) -> dict[str, str]:
    """Cursors of the live buckets when the answer `ahead` is written."""
    cursors = {b.id: b.cursor for b in buckets if b.cursor and b.state == "live"}
    return cursors | {name: cursor for name, cursor in brought(ahead).items() if name in cursors}


def brought(answer: PushAnswer | None) -> dict[str, str]:
    """Cursors that a push answer brings."""
    return (answer.next if answer else None) or {}
