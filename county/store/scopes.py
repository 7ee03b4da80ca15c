"""Which buckets a person lately had on a device, so that notes made before a scope was lost still find their way."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from county.store.database import Tx
from county.store.tables import scopes_seen


def remember(tx: Tx, device: str, person: str, buckets: Iterable[str], at: int) -> None:
    """The device is told these buckets now."""
    mine = list(buckets)
    mark = (scopes_seen.c.device == device, scopes_seen.c.person == person)
    tx.execute(scopes_seen.delete().where(*mark, scopes_seen.c.bucket.in_(mine)))
    rows = [{"device": device, "person": person, "bucket": bucket, "seen_at": at} for bucket in mine]
    if rows:
        tx.execute(scopes_seen.insert(), rows)


def lately(source: Tx | sa.Connection, device: str, person: str, since: int) -> frozenset[str]:
    """Buckets that the person had on the device at `since` or later, also those that were withdrawn meanwhile."""
    statement = sa.select(scopes_seen.c.bucket).where(
        scopes_seen.c.device == device, scopes_seen.c.person == person, scopes_seen.c.seen_at >= since
    )
    return frozenset(source.execute(statement).scalars())


def forget(tx: Tx, before: int) -> None:
    """Scopes not seen since `before` count no more."""
    tx.execute(scopes_seen.delete().where(scopes_seen.c.seen_at < before))
