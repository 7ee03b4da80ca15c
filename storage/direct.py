"""Statements handed to SQLite's driver as they are, for answers asked often and for many rows at once.

SQLAlchemy prepares every result anew, which costs several times what a small question costs SQLite. Transactions, pools
and errors stay SQLAlchemy's: a connection that has not begun begins here, and what the driver raises comes out as the
same `sqlalchemy.exc` error as everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

Values = Sequence[Any] | Mapping[str, Any]


def fetch(connection: sa.Connection, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Every row of the answer as a plain tuple."""
    driver = _driver(connection)
    try:
        found: list[tuple[Any, ...]] = driver.execute(sql, values).fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_usual(connection, sql, error) from error
    return found


def stream(connection: sa.Connection, sql: str, values: Values = ()) -> Any:
    """A cursor over the answer, for whoever may stop early. Close it."""
    driver = _driver(connection)
    try:
        return driver.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_usual(connection, sql, error) from error


def run(connection: sa.Connection, sql: str, values: Values = ()) -> None:
    """Execute once."""
    driver = _driver(connection)
    try:
        driver.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_usual(connection, sql, error) from error


def run_many(connection: sa.Connection, sql: str, rows: Sequence[Values]) -> None:
    """Execute for every row; nothing for none."""
    if not rows:
        return
    driver = _driver(connection)
    try:
        driver.executemany(sql, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_usual(connection, sql, error) from error


def _driver(connection: sa.Connection) -> Any:
    """The driver's connection, inside a transaction."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.driver_connection


def _as_usual(connection: sa.Connection, sql: str, error: Exception) -> BaseException:
    return sa.exc.DBAPIError.instance(
        sql,
        None,
        error,
        connection.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        dialect=connection.dialect,
    )
