"""Statements of the county's store that are used all the time: prepared once, and on SQLite handed to the driver as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from county.store.database import Tx
from storage import direct

_encoder = msgspec.json.Encoder()


def among(column: sa.ColumnElement[Any], name: str, postgres: bool) -> sa.ColumnElement[bool]:
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

    @classmethod
    def of(cls, make: Callable[[bool], sa.Executable]) -> Query:
        """A question put differently: `make` is told whether PostgreSQL is asked."""
        return cls(make(False), make(True))

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

    def __init__(self, statement: sa.Executable, names: Sequence[str]) -> None:
        """`names`: of the values of a row, in the order given."""
        self._statement = statement
        self._names = tuple(names)

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
            direct.run_many(tx.connection, sql, rows if arranged is None else list(map(arranged, rows)))
