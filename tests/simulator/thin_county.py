"""The county's store without the layer between it and SQLite: statements are compiled once and kept.

The statements are those that ship, compiled by the shipped dialect; driver, file and transactions are the same too.
What is left out is what happens around each execution. Every twentieth life runs with the shipped layer (see lives.py).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlcipher import SQLiteDialect_pysqlcipher

from tests.simulator.thin import ThinConnection, ThinEngine

_DIALECT = SQLiteDialect_pysqlcipher(paramstyle="qmark")
_COMPILED = {}
_KNOWN = {}
_MOST = 2_000


def _compiled(statement, names, *, many: bool):
    """(the compiled statement, values that stand in it). A statement seen before is known by its identity."""
    known = _KNOWN.get((id(statement), names, many))
    if known is not None:
        return known[1:]
    key = statement._generate_cache_key()
    found = _COMPILED.get((key.key, names, many)) if key is not None else None
    if found is None:
        found = statement._compiler(
            _DIALECT, cache_key=key, column_keys=list(names) if names else None, for_executemany=many
        )
        if key is not None:
            _COMPILED[key.key, names, many] = found
    if len(_KNOWN) > _MOST:
        _KNOWN.clear()
    inside = key.bindparams if key is not None else None
    _KNOWN[id(statement), names, many] = (statement, found, inside)  # kept, so that nothing else gets its id
    return found, inside


def _ready(compiled, values, inside):
    """(SQL, values in its order)."""
    given = compiled.construct_params(values, extracted_parameters=inside, escape_names=False)
    if compiled.post_compile_params or compiled.literal_execute_params:
        whole = compiled._process_parameters_for_postcompile(given)
        given.update(whole.additional_parameters)
        return whole.statement, tuple([given[name] for name in whole.positiontup])
    return compiled.string, tuple([given[name] for name in compiled.positiontup or ()])


class CountyConnection(ThinConnection):
    """One connection of the county in use."""

    def execute(self, statement, values=None):
        if isinstance(statement, sa.TextClause):
            return self.exec_driver_sql(statement.text, values or ())
        many = type(values) is list
        first = values[0] if many else values
        compiled, inside = _compiled(statement, tuple(first) if first else (), many=many)
        if not many:
            return self.exec_driver_sql(*_ready(compiled, values, inside))
        ready = [_ready(compiled, row, inside) for row in values]
        return self.exec_driver_sql(ready[0][0], [row for _, row in ready])

    def _run_ddl_visitor(self, *_visitor, **_how) -> None:
        """The tables are there: lives begin with a copy of a whole county."""


class CountyEngine(ThinEngine):
    """`connect` and `begin` of the county's store."""

    connection_type = CountyConnection
    begin = ThinEngine.begin  # of its own, so that a fault planted in a desktop's stays there
