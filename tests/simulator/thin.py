"""A thin stand-in for the layer between the desktop store and SQLite, so that thousands of lives fit into minutes.

The statements, the driver, the file and the transactions are those that ship; only the bookkeeping of the layer
between is left out, which takes ten times as long as SQLite itself. Every twentieth life runs with the shipped layer
and with the cipher (see lives.py). A connection begins with its first statement and is rolled back unless committed;
the write engine has exactly one connection, and asking for a second one at the same time is an error here.
"""

from __future__ import annotations

from collections import namedtuple
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.dialects.sqlite.pysqlcipher import SQLiteDialect_pysqlcipher
from sqlalchemy.util import LRUCache

from desktop.store import entering, kept
from storage import engine as shipped


@lru_cache(maxsize=512)
def _row_type(names):
    made = namedtuple("Row", names, rename=True)  # noqa: PYI024 - names come from the statement
    made._mapping = property(lambda self: dict(zip(names, self, strict=True)))
    return made


class Result:
    """What a statement brought."""

    def __init__(self, cursor) -> None:
        self.cursor = cursor
        self.rowcount = cursor.rowcount
        described = cursor.description
        self._type = _row_type(tuple(d[0] for d in described)) if described else None

    def __iter__(self):
        return map(self._type._make, self.cursor)

    def all(self):
        return list(self)

    fetchall = all  # noqa: A003 - as the shipped layer names it

    def first(self):
        row = self.cursor.fetchone()
        self.cursor.close()
        return None if row is None else self._type._make(row)

    fetchone = one_or_none = first

    def one(self):
        row = self.first()
        assert row is not None, "no row"
        return row

    def scalar(self):
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self):
        return self.one()[0]

    def scalars(self):
        return Column(self.cursor)

    def close(self) -> None:
        self.cursor.close()


class Column:
    """The first value of every row."""

    def __init__(self, cursor) -> None:
        self._cursor = cursor

    def __iter__(self):
        return (row[0] for row in self._cursor)

    def all(self):
        return list(self)

    def first(self):
        return next(iter(self), None)


class ThinConnection:
    """One connection in use."""

    dialect = SQLiteDialect_pysqlcipher(dbapi=driver, paramstyle="qmark")

    def __init__(self, raw, begin: str) -> None:
        self.dbapi_connection = self.driver_connection = raw
        self.connection = self
        self._begin = begin

    def in_transaction(self) -> bool:
        """Whether it has begun."""
        return self.dbapi_connection.in_transaction

    def begin(self) -> None:
        """As the shipped layer names it."""
        self.start()

    def exec_driver_sql(self, sql, values=None):
        raw = self.dbapi_connection
        try:
            if not raw.in_transaction:
                raw.execute(self._begin)
            if values is None:
                return Result(raw.execute(sql))
            if type(values) is list:
                return Result(raw.executemany(sql, values))
            return Result(raw.execute(sql, values))
        except driver.Error as error:
            raise sa.exc.DBAPIError.instance(sql, (), error, driver.Error, hide_parameters=True) from error

    def start(self) -> None:
        """Begin, unless it has begun."""
        if not self.dbapi_connection.in_transaction:
            try:
                self.dbapi_connection.execute(self._begin)
            except driver.Error as error:
                raise sa.exc.DBAPIError.instance(self._begin, (), error, driver.Error) from error

    def execute(self, statement, values=None):
        return self.exec_driver_sql(statement.text, values)

    def commit(self) -> None:
        if self.dbapi_connection.in_transaction:
            try:
                self.dbapi_connection.execute("COMMIT")
            except driver.Error as error:
                raise sa.exc.DBAPIError.instance("COMMIT", (), error, driver.Error) from error

    def rollback(self) -> None:
        if self.dbapi_connection.in_transaction:
            self.dbapi_connection.execute("ROLLBACK")


class ThinEngine:
    """`connect` and `begin` as the shipped engine has them."""

    connection_type = ThinConnection

    def __init__(self, path, key, *, read_only: bool, size: int) -> None:
        self._make = shipped.connector(path, key, read_only=read_only)
        self._begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        self._size = size
        self._free = []
        self._out = 0
        self.hooks = {"checkout": [], "checkin": []}

    def told(self, name) -> None:
        """Call whoever listens."""
        for hook in self.hooks[name]:
            hook()

    @contextmanager
    def connect(self):
        assert self._out < self._size, "more connections at a time than the store has"
        if self._free:
            raw = self._free.pop()
        else:
            try:
                raw = self._make()
                raw.execute("PRAGMA synchronous=OFF")
            except driver.Error as error:
                raise sa.exc.DBAPIError.instance("", (), error, driver.Error) from error
        self._out += 1
        self.told("checkout")
        connection = self.connection_type(raw, self._begin)
        try:
            yield connection
        finally:
            connection.rollback()
            self._out -= 1
            self._free.append(raw)
            self.told("checkin")

    @contextmanager
    def begin(self):
        with self.connect() as connection:
            connection.start()
            yield connection
            connection.commit()

    def dispose(self) -> None:
        assert not self._out
        for raw in self._free:
            raw.close()
        self._free.clear()


_DIALECT = []
_COMPILED = LRUCache(2000)


def _knowing(engine):
    """The engine with the statements that an earlier one of this process has compiled."""
    if _DIALECT:
        engine.dialect = engine.pool._dialect = _DIALECT[0]
    else:
        _DIALECT.append(engine.dialect)
    engine._compiled_cache = _COMPILED
    return engine


@contextmanager
def thin_desktops(*, thin: bool = True, county: type[ThinEngine] | None = None):
    """Stores that are given a key open without cipher and without the layer between; the county's with `county`."""
    whole, look, remote, listening = shipped._engine, entering._look, shipped.on_network, kept.event

    def thin_listen(engine, name, hook):
        if isinstance(engine, ThinEngine):
            engine.hooks[name].append(hook)
        else:
            listening.listen(engine, name, hook)

    def engine(path, key, **how):
        if key is None and county is not None:
            return county(path, None, **how)
        if key is None:
            return _knowing(whole(path, key, **how))
        return ThinEngine(path, None, **how) if thin else whole(path, key, **how)

    shipped._engine, kept.event = engine, SimpleNamespace(listen=thin_listen)
    if thin:
        shipped.on_network = lambda _path: False  # the folder lies in memory
        entering._look = lambda *_file: None  # there is no cipher whose pages could be looked at
    try:
        yield
    finally:
        shipped._engine, entering._look, shipped.on_network = whole, look, remote
        kept.event = listening
