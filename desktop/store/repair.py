"""Mending buckets whose sum differs from the county's: only the rows that differ are fetched, ghosts are removed.

A bucket in the state `differs` is compared by groups; what differs is listed with its revisions, the rows are fetched
by key and taken whatever revision is held. The plan lies in memory: after a crash the bucket is compared again. The
next complete pull holds the sums against each other; a difference that remains is reported as incomplete.
"""

from __future__ import annotations

import sqlalchemy as sa

from desktop.store import buckets as scope
from desktop.store import replica
from desktop.store.buckets import Brake, Bucket, Touched
from desktop.store.core import get_meta
from desktop.store.exchange import Exchange
from desktop.store.values import ChangeSet
from wire.repair import (
    ROWS_MAX_KEYS,
    CompareAnswer,
    CompareRequest,
    Key,
    RowsAnswer,
    RowsRequest,
    group_of,
    group_sums,
)
from wire.sums import row_hash


class Repair:
    """One bucket after the other. Requests are made on any lane, answers are taken on the store lane."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._core = exchange.core
        self._bucket = ""
        self._wanted: list[Key] = []
        self._more = False
        self._removed: dict[str, int] = {}
        self._made_at = 0
        self.fetched = 0

    def request(self, req: str, limit_bytes: int) -> CompareRequest | RowsRequest | None:
        """What to ask next; None when no bucket differs."""
        if all(bucket.state != "differs" for bucket in self._exchange.standing.buckets()):
            return None
        with self._core.engines.read.connect() as connection:
            found = [b for b in scope.load_buckets(connection).values() if b.state == "differs"]
            if not found:
                return None
            device = get_meta(connection, "device")
            bucket = next((b for b in found if b.id == self._bucket), found[0])
            if bucket.id != self._bucket or self._made_at != self._exchange.comparisons:
                self._begin(bucket.id)
            if self._wanted:
                return RowsRequest(req, device, bucket.id, self._wanted[:ROWS_MAX_KEYS], limit_bytes)
            return CompareRequest(req, device, bucket.id, group_sums(scope.held_rows(connection, bucket.pk)))

    def _begin(self, bucket: str) -> None:
        self._bucket, self._wanted, self._more, self._removed = bucket, [], False, {}
        self._made_at = self._exchange.comparisons

    def read_again(self) -> None:
        """The county cannot compare (any more): buckets that differ are read from their start."""
        with self._core.engines.write.begin() as connection:
            buckets = scope.load_buckets(connection)
            for bucket in buckets.values():
                if bucket.state == "differs":
                    scope.start_resync(connection, bucket)
            scope.save_buckets(connection, buckets.values())

    def take_compare(self, answer: CompareAnswer) -> ChangeSet:
        """Remove ghosts, and note what has to be fetched."""
        touched = Touched()
        try:
            with self._core.engines.write.begin() as connection:
                bucket = self._differing(connection, answer.bucket, answer.epoch)
                if bucket is None:
                    return ChangeSet()
                wanted, ghosts = _difference(connection, bucket, answer)
                self._remove(connection, bucket, ghosts, touched)
                if not bucket.cursor:
                    bucket.cursor = answer.cursor
                self._more = answer.more and bool(wanted or ghosts)
                if not wanted and not self._more:
                    self._finish(connection, bucket)
                scope.save_buckets(connection, [bucket])
                change = self._exchange.refresh_touched(connection, touched)
        except Brake as brake:
            self._begin("")
            return self._exchange.hold(brake)
        self._wanted = wanted
        return self._core.announce(change)

    def take_rows(self, answer: RowsAnswer) -> ChangeSet:
        """Take fetched rows whatever revision is held."""
        touched = Touched()
        with self._core.engines.write.begin() as connection:
            bucket = self._differing(connection, answer.bucket, answer.epoch)
            if bucket is None:
                return ChangeSet()
            bucket.state = "mending"
            replica.apply_rows(connection, answer.rows, {bucket.id: bucket}, touched, {})
            bucket.state = "differs"
            left = self._wanted[max(answer.done, 1) :]
            if not left and not self._more:
                self._finish(connection, bucket)
            scope.save_buckets(connection, [bucket])
            change = self._exchange.refresh_touched(connection, touched)
        self.fetched += len(answer.rows)
        self._wanted = left
        return self._core.announce(change)

    def _differing(self, connection: sa.Connection, name: str, epoch: str) -> Bucket | None:
        """The bucket, when it is still to be mended and the county still speaks of our epoch."""
        if get_meta(connection, "epoch") not in ("", epoch):
            return None
        bucket = scope.load_buckets(connection).get(name)
        return bucket if bucket is not None and bucket.state == "differs" else None

    def _remove(self, connection: sa.Connection, bucket: Bucket, ghosts: list[Key], touched: Touched) -> None:
        scope.count_removal(connection, bucket, [i for kind, i in ghosts if kind == "case"], self._removed)
        for kind, entity_id in ghosts:
            for table in ("entity", "quarantine"):
                parents = connection.exec_driver_sql(
                    f"DELETE FROM {table} WHERE kind = ? AND id = ? AND bucket = ? RETURNING parent",  # noqa: S608
                    (kind, entity_id, bucket.pk),
                ).scalars()
                for parent in parents.all():
                    touched.note(kind, entity_id, parent, None)

    def _finish(self, connection: sa.Connection, bucket: Bucket) -> None:
        bucket.count, bucket.sum64 = scope.recount(connection, bucket.pk)
        bucket.state, bucket.resynced_at = "live", self._core.clock.now()
        self._bucket = ""


def _difference(
    connection: sa.Connection, bucket: Bucket, answer: CompareAnswer
) -> tuple[list[Key], list[Key]]:
    """(keys to fetch, keys that the county does not have)."""
    held = {(kind, i): rev for kind, i, rev in scope.held_rows(connection, bucket.pk)}
    theirs = {(kind, i): rev for kind, i, rev in answer.rows}
    groups = set(answer.groups)
    wanted = [key for key, rev in theirs.items() if held.get(key) != rev]
    ghosts = [
        key for key, rev in held.items() if key not in theirs and group_of(row_hash(*key, rev)) in groups
    ]
    return wanted, ghosts
