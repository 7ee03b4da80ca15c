"""Where this device stands, as it was last read: facts about the store, its buckets, the time of the last round.

What is kept here is read again after every write; only the time of a round that brought nothing is known to nobody else
until it is written.
"""

from __future__ import annotations

import sqlalchemy as sa

from desktop.store import buckets as scope
from desktop.store import outbox
from desktop.store.buckets import Bucket
from desktop.store.core import all_meta
from desktop.store.kept import Kept
from desktop.store.values import SyncState
from storage import direct
from wire.messages import PullAnswer, PullRequest
from wire.version import PULL_MAX_BYTES, PULL_MIN_BYTES

REMOVAL = "removal."
"""Before the number of a bucket: name of the fact how many open matters it would have lost when it was stopped."""
_TIME_KEPT = 60
"""Seconds by which the written time of the last complete round may lag behind."""


class Standing:
    """Answers without a transaction. `synced_at`: server time of the last complete round of this run, 0 for none."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.synced_at = 0

    def state(self) -> SyncState:
        """What the engine and the tray ask."""
        meta, buckets, aside = self._read()
        braked = [bucket for bucket in buckets.values() if bucket.state == "braked"]
        return SyncState(
            device=meta.get("device", ""),
            db_id=meta.get("db_id", ""),
            epoch=meta.get("epoch", ""),
            scope_ver=int(meta.get("scope_ver", "0")),
            synced_at=max(self.synced_at, int(meta.get("synced_at", "0"))),
            buckets=tuple(buckets),
            resyncing=tuple(b.id for b in buckets.values() if b.state in ("resync", "differs")),
            incomplete=tuple(b.id for b in buckets.values() if b.state == "incomplete" or b.pk in aside),
            braked=tuple(bucket.id for bucket in braked),
            removals=tuple(int(meta.get(f"{REMOVAL}{bucket.pk}", "0")) for bucket in braked),
        )

    def waiting(self) -> int:
        """Commands without a final answer."""
        return self._kept.ask("waiting", outbox.count_waiting)

    def buckets(self) -> tuple[Bucket, ...]:
        """Every bucket of the scope; not to be changed."""
        return tuple(self._read()[1].values())

    def pull_request(self, req: str, limit_bytes: int) -> PullRequest:
        """Cursors of every bucket; a bucket that waits for a person stands still."""
        meta, buckets, _ = self._read()
        return PullRequest(
            req,
            meta.get("device", ""),
            {b.id: b.cursor for b in buckets.values()},
            min(max(limit_bytes, PULL_MIN_BYTES), PULL_MAX_BYTES),
            int(meta.get("scope_ver", "0")),
            waiting=self.waiting(),
        )

    def confirmed_by(self, answer: PullAnswer) -> bool:
        """The answer says that all is as it stands here. Then nothing is written but, once a minute, the time."""
        meta, buckets, aside = self._read()
        return (
            not answer.more
            and not answer.rows
            and not aside
            and meta.get("epoch") == answer.epoch
            and meta.get("scope_ver") == str(answer.scope_ver)
            and buckets.keys() == set(answer.buckets) == answer.next.keys() == answer.sums.keys()
            and all(
                (b.state, b.cursor, b.count, b.sum64) == ("live", answer.next[b.id], *answer.sums[b.id])
                for b in buckets.values()
            )
            and 0 <= answer.server_time - int(meta.get("synced_at", "0")) < _TIME_KEPT
        )

    def _read(self) -> tuple[dict[str, str], dict[str, Bucket], frozenset[int]]:
        return self._kept.ask("standing", _read)


def _read(connection: sa.Connection) -> tuple[dict[str, str], dict[str, Bucket], frozenset[int]]:
    """Facts, buckets by id, and buckets of which rows are set aside."""
    aside = direct.fetch(connection, "SELECT DISTINCT bucket FROM quarantine")
    return all_meta(connection), scope.load_buckets(connection), frozenset(pk for (pk,) in aside)
