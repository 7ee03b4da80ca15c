"""Mending a bucket whose sum differs, without HTTP: which groups differ, what is in them, and rows by their keys."""

from __future__ import annotations

from county.cursors import format_cursor
from county.feed_rows import check_peer, feed_row
from county.problems import RequestProblem
from county.sessions import Session
from county.settings import Settings
from county.store import feed_groups
from county.store.database import Database
from county.store.feed import Place
from county.store.meta import read_meta
from wire.messages import FeedRow
from wire.repair import (
    COMPARE_MAX_ROWS,
    ROWS_MAX_KEYS,
    CompareAnswer,
    CompareRequest,
    RowsAnswer,
    RowsRequest,
)
from wire.version import PULL_MAX_BYTES, PULL_MIN_BYTES

_ROW_COST = 120


class Compare:
    """Answers clients whose bucket is not what ours is."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def groups(self, session: Session, request: CompareRequest) -> CompareAnswer:
        """The rows of the groups that differ. Raises RequestProblem 422 for a bucket outside the scope."""
        self._check(session, request.device, request.proto, request.bucket)
        bucket, postgres = request.bucket, self._database.postgres
        with self._database.read() as connection:
            epoch = read_meta(connection, "epoch")
            place = feed_groups.newest(connection, bucket, postgres=postgres)
            floor = feed_groups.floors(connection, [bucket]).get(bucket, Place())
            mine = feed_groups.sums(connection, bucket)
            theirs = {group: tuple(found) for group, found in request.sums.items() if len(group) == 2}
            differing = sorted(g for g in {*mine, *theirs} if mine.get(g, (0, 0)) != theirs.get(g, (0, 0)))
            chosen: list[str] = []
            size = 0
            for group in differing:
                size += mine.get(group, (0, 0))[0]
                if chosen and size > COMPARE_MAX_ROWS:
                    break
                chosen.append(group)
            known = [group for group in chosen if group in mine]
            rows = feed_groups.keys(connection, bucket, known) if known else []
        return CompareAnswer(
            req=request.req,
            epoch=epoch,
            server_time=self._settings.clock(),
            bucket=bucket,
            cursor=format_cursor(epoch, place, floor),
            groups=chosen,
            rows=rows,
            more=len(chosen) < len(differing),
        )

    def rows(self, session: Session, request: RowsRequest) -> RowsAnswer:
        """Rows by key, as many as fit."""
        self._check(session, request.device, request.proto, request.bucket)
        if len(request.keys) > ROWS_MAX_KEYS:
            raise RequestProblem(413, "too_big")
        budget = min(max(request.limit_bytes, PULL_MIN_BYTES), PULL_MAX_BYTES)
        found: list[FeedRow] = []
        done = 0
        with self._database.read() as connection:
            epoch = read_meta(connection, "epoch")
            for start in range(0, len(request.keys), 100):
                part = request.keys[start : start + 100]
                held = feed_groups.rows(connection, request.bucket, part)
                for key in part:
                    done += 1
                    entity = held.get(key)
                    if entity is not None:
                        found.append(feed_row(entity))
                        budget -= len(entity.body) + _ROW_COST
                    if budget <= 0:
                        break
                if budget <= 0:
                    break
        return RowsAnswer(request.req, epoch, self._settings.clock(), request.bucket, done, found)

    def _check(self, session: Session, device: str, proto: int, bucket: str) -> None:
        check_peer(session, device, proto)
        if bucket not in session.buckets:
            raise RequestProblem(422, "not_in_scope")
