"""Pull of sync v1, without HTTP: pages of the feed, checksums, and whether there is news."""

from __future__ import annotations

import logging

from county.cursors import format_cursor, known_floor, parse_cursor
from county.desks import Desks
from county.feed_rows import check_peer
from county.problems import RequestProblem
from county.recent_pages import ROWS_AT_ONCE, RecentPages
from county.scope import scope_version
from county.sessions import Session
from county.settings import Settings
from county.store import feed, feed_groups
from county.store.database import Connection, Database, Tx
from county.store.feed import Place
from county.store.meta import read_meta, write_meta
from wire.messages import FeedRow, PullAnswer, PullRequest
from wire.version import PULL_MAX_BYTES, PULL_MIN_BYTES

log = logging.getLogger("county.pull")
_ROW_COST = 120


class Pull:
    """Answers clients that ask what is new."""

    def __init__(self, database: Database, settings: Settings, desks: Desks) -> None:
        self._database = database
        self._settings = settings
        self._desks = desks
        self._pages = RecentPages(postgres=database.postgres)
        self._sums: dict[str, tuple[str, tuple[int, int]]] = {}

    def page(self, session: Session, request: PullRequest) -> PullAnswer:
        """One page over all buckets in scope.

        Raises RequestProblem 410 for cursors of another epoch (resync) or from before forgotten tombstones (floor).
        """
        check_peer(session, request.device, request.proto)
        self._desks.hear(session.device, max(0, request.waiting or 0), int(self._settings.clock()))
        budget = min(max(request.limit_bytes, PULL_MIN_BYTES), PULL_MAX_BYTES)
        postgres = self._database.postgres
        rows: list[FeedRow] = []
        after: dict[str, str] = {}
        more = False
        with self._database.read() as connection:
            epoch = read_meta(connection, "epoch")
            floors = feed_groups.floors(connection, session.buckets)
            highest = feed.highest_seq(connection, postgres=postgres)
            places = self._places(session, request, epoch, highest)
            _check_floors(request.cursors, places, floors)
            for bucket, place in places.items():
                while budget > 0:
                    page = self._pages.read(connection, bucket, place, highest)
                    taken = 0
                    while taken < len(page) and budget > 0:
                        row = page[taken][0]
                        rows.append(row)
                        budget -= len(memoryview(row.body)) + _ROW_COST
                        taken += 1
                    if taken:
                        place = Place(*page[taken - 1][1:])
                    if len(page) < ROWS_AT_ONCE:
                        break
                after[bucket] = format_cursor(epoch, place, floors.get(bucket))
                if budget <= 0 and feed.has_news(connection, bucket, place):
                    more = True
            sums = {} if more else self._bucket_sums(connection, after)
        return PullAnswer(
            req=request.req,
            epoch=epoch,
            server_time=self._settings.clock(),
            scope_ver=scope_version(session.buckets),
            buckets=list(session.buckets),
            rows=rows,
            next=after,
            more=more,
            sums=sums,
        )

    def changed(self, session: Session, cursors: dict[str, str]) -> tuple[str, list[str]]:
        """(epoch, buckets in scope that have news behind the cursors)."""
        with self._database.read() as connection:
            epoch = read_meta(connection, "epoch")
            found: list[str] = []
            for bucket in session.buckets:
                place = parse_cursor(cursors.get(bucket, ""), epoch)
                if place is None or feed.has_news(connection, bucket, place):
                    found.append(bucket)
            return epoch, found

    def _places(self, session: Session, request: PullRequest, epoch: str, highest: int) -> dict[str, Place]:
        places: dict[str, Place] = {}
        for bucket in session.buckets:
            place = parse_cursor(request.cursors.get(bucket, ""), epoch)
            if place is None:
                raise RequestProblem(410, "resync")
            if place.seq > highest:
                self._renew_epoch(epoch)
                raise RequestProblem(410, "resync")
            places[bucket] = place
        return places

    def _renew_epoch(self, epoch: str) -> None:
        """A client has seen more than we have: the store was put back. Everybody has to compare again."""

        def work(tx: Tx) -> None:
            if read_meta(tx, "epoch") == epoch:
                write_meta(tx, "epoch", self._settings.randomness(8).hex())

        log.error("a cursor lies beyond the feed: the store was restored; new epoch")
        self._database.run(work)

    def _bucket_sums(self, connection: Connection, after: dict[str, str]) -> dict[str, tuple[int, int]]:
        """The checksum of each bucket; where it must be counted, once for each position of its feed."""
        if not self._database.postgres:
            return feed.sum_buckets(connection, list(after))
        sums: dict[str, tuple[int, int]] = {}
        for bucket, cursor in after.items():
            kept = self._sums.get(bucket)
            if kept is None or kept[0] != cursor:
                found = feed.sum_bucket(connection, bucket, postgres=True)
                kept = None if found is None else (cursor, found)
            if kept is not None:
                self._sums[bucket] = kept
                sums[bucket] = kept[1]
        return sums


def _check_floors(cursors: dict[str, str], places: dict[str, Place], floors: dict[str, Place]) -> None:
    """Whoever stands before forgotten tombstones may hold what they took away."""
    for bucket, floor in floors.items():
        if Place() < places[bucket] < floor and known_floor(cursors.get(bucket, "")) < floor:
            raise RequestProblem(410, "floor")
