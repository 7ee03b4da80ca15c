"""Facts about this server: its epoch, its secret, the version of its dictionaries."""

from __future__ import annotations

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.statements import Query
from county.store.tables import server_meta

_READ = Query(sa.select(server_meta.c.value).where(server_meta.c.key == sa.bindparam("key")))


def read_meta(source: Tx | sa.Connection, key: str) -> str:
    """The value, empty when it was never set."""
    found = _READ.fetch(source, {"key": key})
    return str(found[0][0]) if found else ""


def write_meta(tx: Tx, key: str, value: str) -> None:
    """Set the value."""
    insert = upsert(server_meta, postgres=tx.postgres).values(key=key, value=value)
    tx.execute(insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value}))
