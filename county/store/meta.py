"""Facts about this server: its epoch, its secret, the version of its dictionaries."""

from __future__ import annotations

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.tables import server_meta


def read_meta(source: Tx | sa.Connection, key: str) -> str:
    """The value, empty when it was never set."""
    return str(source.execute(sa.select(server_meta.c.value).where(server_meta.c.key == key)).scalar() or "")


def write_meta(tx: Tx, key: str, value: str) -> None:
    """Set the value."""
    insert = upsert(tx, server_meta).values(key=key, value=value)
    tx.execute(insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value}))
