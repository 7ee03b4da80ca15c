"""Opening the county's store and the two ways to use it: a write transaction, a read connection.

SQLite has one writer: a process-wide lock queues them (waiting in the busy handler costs more than a second at the
99th percentile). PostgreSQL has many; a transaction that loses a deadlock or a race for a key is run again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from county.store import people_tables
from county.store.tables import SCHEMA_VERSION, metadata, server_meta
from storage import direct
from storage.direct import Blob
from storage.engine import Engines, StoreProblem, open_engines

T = TypeVar("T")
_RETRY_STATES = frozenset({"40P01", "40001"})
_ATTEMPTS = 5
_encoder = msgspec.json.Encoder()


__all__ = [
    "Bulk",
    "Connection",
    "Database",
    "Query",
    "SchemaProblem",
    "StoreAway",
    "StoreFault",
    "StoreProblem",
    "Tx",
    "among",
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
        self.on_change: Callable[[frozenset[str]], None] = lambda _buckets: None
        if url:
            self._engines, self._beside = _postgres(url)
        else:
            self._engines = open_engines(data / "county.sqlite")
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

    def close(self) -> None:
        """Close every connection."""
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


def among(column: sa.ColumnElement[Any], name: str, *, postgres: bool) -> sa.ColumnElement[bool]:
    """The column is one of the list bound to `name`; for statements that a `Query` asks."""
    if postgres:
        return column.in_(sa.bindparam(name, expanding=True))
    listed = sa.func.json_each(sa.bindparam(name)).table_valued("value")
    return column.in_(sa.select(listed.c.value))


class Query:
    """A question asked often. On SQLite it is prepared once and goes to the driver as it is."""

    def __init__(self, statement: sa.Executable, postgres: sa.Executable | None = None) -> None:
        """`postgres`: how that engine is asked, where the two differ."""
        self._statement = statement
        self._postgres = statement if postgres is None else postgres

    @cached_property
    def _sqlite(self) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        """(statement, names of its values in order, those that are always the same)."""
        compiled: Any = self._statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))  # type: ignore[attr-defined]
        always = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), tuple(compiled.positiontup or ()), always

    def fetch(self, source: Tx | sa.Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows as plain tuples, as the driver hands them out. Lists are bound with `among`."""
        connection = source.connection if isinstance(source, Tx) else source
        if connection.dialect.name != "sqlite":
            result = connection.execute(self._postgres, dict(values))
            rows: Any = result.cursor.fetchall()
            result.close()
            return list(rows)
        sql, names, always = self._sqlite
        bound = {**always, **values}
        return direct.fetch(connection, sql, [_listed(bound[name]) for name in names])


def _listed(value: Any) -> Any:
    return _encoder.encode(value).decode() if isinstance(value, list) else value


class Bulk:
    """One statement for many rows. On SQLite it goes to the driver as it is: preparing each row again costs more than
    writing it."""

    def __init__(self, statement: sa.Executable, names: Sequence[str], body: str = "") -> None:
        """`names`: of the values of a row, in the order given; `body`: of one that holds bytes."""
        self._statement = statement
        self._names = tuple(names)
        self._body = self._names.index(body) if body else -1

    @cached_property
    def _sqlite(self) -> tuple[str, Callable[[tuple[Any, ...]], tuple[Any, ...]] | None]:
        """(statement, how it wants the values arranged, None for as they come)."""
        compiled: Any = self._statement.compile(  # type: ignore[attr-defined]
            dialect=sqlite.dialect(paramstyle="qmark"), column_keys=list(self._names)
        )
        wanted = tuple(compiled.positiontup or self._names)
        order = [self._names.index(name) for name in wanted]
        return str(compiled), None if wanted == self._names else itemgetter(*order)

    def run(self, tx: Tx, rows: Sequence[tuple[Any, ...]]) -> None:
        """Execute for every row."""
        if not rows:
            return
        if tx.postgres:
            tx.execute(self._statement, [dict(zip(self._names, row, strict=True)) for row in rows])
        else:
            sql, arranged = self._sqlite
            at = self._body
            if at >= 0:
                rows = [(*row[:at], Blob(row[at]), *row[at + 1 :]) for row in rows]
            direct.run_many(tx.connection, sql, rows if arranged is None else list(map(arranged, rows)))


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
