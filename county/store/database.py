"""Opening the county's store and the two ways to use it: a write transaction, a read connection.

SQLite has one writer: a process-wide lock queues them (waiting in the busy handler costs more than a second at the
99th percentile). PostgreSQL has many; a transaction that loses a deadlock or a race for a key is run again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from county.store import people_tables
from county.store.tables import SCHEMA_VERSION, metadata, server_meta
from storage.engine import Engines, StoreProblem, open_engines
from storage.folding import Folding

T = TypeVar("T")
_RETRY_STATES = frozenset({"40P01", "40001"})
_ATTEMPTS = 5


__all__ = [
    "Connection",
    "Database",
    "SchemaProblem",
    "StoreAway",
    "StoreFault",
    "StoreProblem",
    "Tx",
    "upsert",
]

Connection = sa.Connection
StoreFault = sa.exc.DBAPIError
"""The engine refused a statement."""
StoreAway = sa.exc.OperationalError
"""The engine cannot work now: disk full, connection lost, locked for too long. Trying again later is right."""


class SchemaProblem(Exception):
    """The store was written by a newer version of the program; it is left untouched."""


class Tx:
    """One write transaction. `buckets` collects what changed, so that waiting clients can be woken after commit."""

    def __init__(self, connection: sa.Connection, *, postgres: bool) -> None:
        self.connection = connection
        self.postgres = postgres
        self.buckets: set[str] = set()

    def execute(self, statement: sa.Executable, rows: Any = None) -> sa.CursorResult[*tuple[Any, ...]]:
        """Run a statement, once or for every row of a list."""
        return self.connection.execute(statement, rows)


class Database:
    """The store of one county. `on_change(buckets)` is called after every commit that touched the feed."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.postgres = bool(url)
        self._lock = threading.Lock()
        self._beside: sa.Engine | None = None
        self._folding: Folding | None = None
        self.on_change: Callable[[frozenset[str]], None] = lambda _buckets: None
        if url:
            self._engines, self._beside = _postgres(url)
        else:
            self._engines = open_engines(data / "county.sqlite")
            self._folding = Folding(data / "county.sqlite")
        self._create()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A write transaction: committed at the end, rolled back when the body raises."""
        if self.postgres:
            with self._engines.write.begin() as connection:
                tx = Tx(connection, postgres=True)
                yield tx
        else:
            with self._lock, self._engines.write.begin() as connection:
                tx = Tx(connection, postgres=False)
                yield tx
        if tx.buckets:
            self.on_change(frozenset(tx.buckets))

    def run(self, work: Callable[[Tx], T]) -> T:
        """`work` in a write transaction; again from the start when it lost a race it can win the next time."""
        attempt = 1
        while True:
            try:
                with self.write() as tx:
                    return work(tx)
            except sa.exc.DBAPIError as error:
                state = getattr(error.orig, "sqlstate", "")
                raced = isinstance(error, sa.exc.IntegrityError) or state in _RETRY_STATES
                if not raced or attempt == _ATTEMPTS:
                    raise
            attempt += 1

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for reading; on SQLite it cannot write."""
        with self._engines.read.connect() as connection:
            yield connection

    @contextmanager
    def aside(self, tx: Tx) -> Iterator[Tx]:
        """A short transaction of its own on PostgreSQL, so that a hot row is held briefly; `tx` itself on SQLite."""
        if self._beside is None:
            yield tx
            return
        with self._beside.begin() as connection:
            yield Tx(connection, postgres=True)

    def backup(self, target: Path) -> None:
        """Copy a running SQLite store into `target`, which is consistent and compact."""
        if self.postgres:
            raise SchemaProblem("the store is PostgreSQL: back it up with pg_basebackup or pg_dump")
        with self._engines.write.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            if raw.in_transaction:
                raw.commit()
            raw.execute("VACUUM INTO ?", (str(target),))

    def fold_when_quiet(self) -> None:
        """To be called now and then by one thread: folds a long log back while nobody writes. PostgreSQL does so itself."""
        if self._folding is not None:
            self._folding.look()

    def close(self) -> None:
        """Close every connection."""
        if self._folding is not None:
            self._folding.close()
        self._engines.close()
        if self._beside is not None:
            self._beside.dispose()

    def _create(self) -> None:
        with self.write() as tx:
            assert people_tables.accounts.metadata is metadata
            metadata.create_all(tx.connection)
            if self.postgres:
                tx.execute(sa.text("CREATE SEQUENCE IF NOT EXISTS feed_seq"))
        with self.write() as tx:
            found = tx.execute(sa.select(server_meta.c.value).where(server_meta.c.key == "schema")).scalar()
            if found is None:
                tx.execute(server_meta.insert(), {"key": "schema", "value": str(SCHEMA_VERSION)})
            elif int(str(found)) > SCHEMA_VERSION:
                raise SchemaProblem(f"store has schema {found}, this program knows {SCHEMA_VERSION}")


def upsert(table: sa.Table, *, postgres: bool) -> sa.dialects.postgresql.Insert:
    """INSERT … ON CONFLICT of the engine at hand (the two dialects share its shape)."""
    if postgres:
        from sqlalchemy.dialects.postgresql import insert as pg_insert

        return pg_insert(table)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table)  # type: ignore[return-value]


def _postgres(url: str) -> tuple[Engines, sa.Engine]:
    """Pools for writing, for reading and for short transactions beside a long one: none can starve another."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    options = {"options": "-c idle_in_transaction_session_timeout=15000 -c statement_timeout=30000"}

    def pool(size: int, more: int) -> sa.Engine:
        return sa.create_engine(
            url,
            pool_size=size,
            max_overflow=more,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=options,
        )

    return Engines(pool(8, 8), pool(8, 8)), pool(2, 6)
