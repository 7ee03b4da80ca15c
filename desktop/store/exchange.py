"""The store's side of the exchange with the county: batches to push, pages and outcomes to apply.

Each answer is one transaction: rows, cursor, bucket sums, outcomes and the refreshed projection, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from desktop.store import buckets as scope
from desktop.store import outbox, replica
from desktop.store.batches import Batches, brought
from desktop.store.buckets import Brake, Bucket, Touched
from desktop.store.core import Core, all_meta, get_meta, put_meta, rebuild, refresh
from desktop.store.decoded import NOTHING, Decoded
from desktop.store.projection import queue_names
from desktop.store.standing import REMOVAL, Standing
from desktop.store.values import POSTPONED, ChangeSet
from domain.queues import QUEUES
from wire.messages import FeedRow, PullAnswer, PushAnswer, PushRequest

ALL_QUEUES = frozenset(QUEUES)


class Exchange:
    """Push and pull as transactions of the store. `can_compare`: the county tells which rows of a bucket differ.

    `comparisons` counts how often a bucket was begun anew: plans made before that are worth nothing.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._removed: dict[str, int] = {}
        self.standing = Standing(core.kept)
        self.batches = Batches(core, self.standing)
        self.can_compare, self.comparisons = False, 0

    @property
    def core(self) -> Core:
        """What the store stands on."""
        return self._core

    def apply_push(self, answer: PushAnswer, asked: PushRequest | None = None) -> ChangeSet:
        """Settle outcomes and take the rows of the touched cases. A foreign epoch, or the first, settles only outcomes.

        Rows that would remove too much are left to the pull, where a person is asked; the outcomes stand. `asked`: what
        this is the answer to. Where it stood then and stands now is the same, the cursor moves on as well.
        """
        try:
            return self._settle(answer, answer.rows, (asked.cursors if asked else None) or {})
        except Brake:
            return self._settle(answer, [], {})

    def _settle(self, answer: PushAnswer, rows: Sequence[FeedRow], stood: Mapping[str, str]) -> ChangeSet:
        core = self._core
        touched, buckets = Touched(), {}
        removed = dict(self._removed)  # many small answers may remove as much as one large page
        with core.engines.write.begin() as connection:
            cases = outbox.take_outcomes(connection, answer.outcomes, core.clock.now())
            epoch = get_meta(connection, "epoch")
            if not epoch:
                # What is done is done in this county: another one next time has to hear of it again.
                put_meta(connection, "epoch", answer.epoch)
            elif epoch == answer.epoch:
                buckets = scope.load_buckets(connection)
                replica.apply_rows(connection, rows, buckets, touched, removed)
                for name, cursor in brought(answer).items():
                    bucket = buckets.get(name)
                    if bucket and bucket.state == "live" and "" != bucket.cursor == stood.get(name):
                        bucket.cursor = cursor
                scope.save_buckets(connection, buckets.values())
            change = self._refresh(connection, touched, cases, alone=scope.alone(buckets))
        self._removed = removed
        return core.announce(ChangeSet(change.case_ids, change.queues, True, change.directory))

    def apply_page(self, answer: PullAnswer, decoded: Decoded = NOTHING) -> ChangeSet:
        """One page: scope, rows, cursors, sums. A new epoch starts every bucket anew and takes nothing else.

        `decoded`: its cases, as far as they were decoded before.
        """
        core = self._core
        touched, told = Touched(), 0
        if self.standing.confirmed_by(answer):
            self.standing.synced_at, self._removed = int(answer.server_time), {}
            return ChangeSet()
        core.moments.busy()
        try:
            with core.engines.write.begin() as connection:
                meta = all_meta(connection)
                epoch = meta.get("epoch", "")
                if epoch and epoch != answer.epoch:
                    self._new_epoch(connection, answer.epoch)
                    return ChangeSet(outbox=True)
                for name, value in (("epoch", answer.epoch), ("scope_ver", str(answer.scope_ver))):
                    if meta.get(name) != value:
                        put_meta(connection, name, value)
                buckets = scope.load_buckets(connection)
                replica.rescope(connection, buckets, answer.buckets, touched)
                replica.apply_rows(connection, answer.rows, buckets, touched, self._removed, decoded)
                for name, cursor in answer.next.items():
                    if name in buckets:
                        buckets[name].cursor = cursor
                if not answer.more:
                    now = core.clock.now()
                    removed, compare = self._removed, self.can_compare
                    scope.finish_round(
                        connection, buckets, answer.sums, now, touched, removed, compare=compare
                    )
                    if not any(b.state in ("resync", "differs") for b in buckets.values()):
                        told = int(answer.server_time)
                        put_meta(connection, "synced_at", str(told))
                    outbox.prune(connection, now)
                scope.save_buckets(connection, buckets.values())
                change = self._refresh(connection, touched, (), alone=scope.alone(buckets), decoded=decoded)
                core.moments.free()
        except Brake as brake:
            self._removed = {}
            return self.hold(brake)
        finally:
            core.moments.free()
        if not answer.more:
            self._removed = {}
        self.standing.synced_at = told or self.standing.synced_at
        return core.announce(change)

    def refresh_touched(self, connection: sa.Connection, touched: Touched) -> ChangeSet:
        """Bring the projection of touched cases up to date, inside the transaction that touched them."""
        return self._refresh(connection, touched, ())

    def _refresh(
        self,
        connection: sa.Connection,
        touched: Touched,
        cases: list[str] | tuple[str, ...],
        *,
        alone: bool = False,
        decoded: Decoded = NOTHING,
    ) -> ChangeSet:
        core = self._core
        if touched.kinds:
            core.dictionaries.forget(touched.kinds)
        rules = core.dictionaries.rules(connection)
        ids = frozenset(touched.cases) | frozenset(cases)
        if not ids and not touched.kinds:
            return ChangeSet(outbox=bool(cases))
        mark = "" if rules is None else f"{rules.profile.id}:{rules.profile.version}"
        if get_meta(connection, "profile") != mark:
            put_meta(connection, "profile", mark)
            if rules is not None:  # without rules nothing is projected; all of it is made anew when they come
                rebuild(connection, rules)
                return ChangeSet(ids, ALL_QUEUES, bool(cases), frozenset(touched.kinds))
        queues = refresh(connection, ids, rules, touched.cases, alone=alone, decoded=decoded)
        return ChangeSet(ids, queue_names(queues), bool(cases), frozenset(touched.kinds))

    def _new_epoch(self, connection: sa.Connection, epoch: str) -> None:
        """The county was restored or moved: read every bucket again, and offer again what it may have lost.

        Ids and revisions do not tell enough here: one revision may stand for another content.
        """
        buckets = scope.load_buckets(connection)
        self.comparisons += 1
        for bucket in buckets.values():
            scope.start_resync(connection, bucket)
        scope.save_buckets(connection, buckets.values())
        put_meta(connection, "epoch", epoch)
        outbox.number_anew(connection, 0, everything=True)
        self._new_sequence(connection)

    def start_over(self, epoch: str = "") -> None:
        """The county no longer knows our cursors (410) or speaks of another epoch."""
        with self._core.engines.write.begin() as connection:
            self._new_epoch(connection, epoch)

    def _new_sequence(self, connection: sa.Connection) -> None:
        put_meta(connection, "db_id", self._core.new_id())
        put_meta(connection, "next_n", "1")

    def renumber(self, need_n: int) -> None:
        """The county's sequence and ours differ (409): begin a new one; what it lacks from `need_n` on goes again."""
        with self._core.engines.write.begin() as connection:
            outbox.number_anew(connection, need_n)
            self._new_sequence(connection)

    def postpone(self, cmd_id: str, seconds: int) -> None:
        """Set one command aside for a while, so that the others pass. Its number is given up."""
        with self._core.engines.write.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE outbox SET next_try = ?, conflict = ? WHERE cmd_id = ?",
                (self._core.clock.now() + seconds, POSTPONED, cmd_id),
            )
            outbox.number_anew(connection, 0)
            self._new_sequence(connection)
        self._core.announce(ChangeSet(outbox=True))

    def resync(self, names: tuple[str, ...] = ()) -> None:
        """Compare buckets from their start (410, or by hand); all of them when none is named."""
        with self._core.engines.write.begin() as connection:
            buckets = scope.load_buckets(connection)
            for bucket in buckets.values():
                if not names or bucket.id in names:
                    self._start_anew(connection, bucket)
            scope.save_buckets(connection, buckets.values())

    def _start_anew(self, connection: sa.Connection, bucket: Bucket) -> None:
        """The cursor is worth nothing any more: compare by ids where there is something to compare."""
        bucket.cursor = ""
        self.comparisons += 1
        if self.can_compare and bucket.count:
            scope.start_compare(bucket)
        else:
            scope.start_resync(connection, bucket)

    def release_brake(self, name: str) -> None:
        """A person has confirmed that the removal is right; the next page goes through."""
        self._change(name, scope.release, 0)
        self._core.announce(ChangeSet(outbox=True))

    def hold(self, brake: Brake) -> ChangeSet:
        """Stand still until a person has confirmed the removal."""
        self._change(brake.bucket, scope.stop, brake.count)
        return self._core.announce(ChangeSet(outbox=True))

    def _change(self, name: str, change: Callable[[sa.Connection, Bucket], None], removal: int) -> None:
        with self._core.engines.write.begin() as connection:
            found = [bucket for bucket in scope.load_buckets(connection).values() if bucket.id == name]
            for bucket in found:
                change(connection, bucket)
                put_meta(connection, f"{REMOVAL}{bucket.pk}", str(removal))
            scope.save_buckets(connection, found)
