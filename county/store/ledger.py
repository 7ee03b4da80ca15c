"""Commands that were taken, with their outcomes, and the gap-free sequence of each device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.statements import Bulk, Query, among
from county.store.tables import admin_commands, commands, sequences


class Taken(NamedTuple):
    """A command that has its final outcome. `outcome`: the JSON that was answered."""

    id: str
    device: str
    db_id: str
    n: int
    person: str
    kind: str
    case_id: str
    body_hash: bytes
    outcome: bytes
    at: int


_FIELDS = Taken._fields


def _advance(*, postgres: bool) -> sa.Insert:
    insert = upsert(sequences, postgres=postgres)
    return insert.on_conflict_do_update(
        index_elements=["device", "db_id"], set_={"last_n": insert.excluded.last_n}
    )


_TAKEN = Query.of(
    lambda postgres: sa.select(*(commands.c[name] for name in _FIELDS)).where(
        among(commands.c.id, "ids", postgres=postgres)
    )
)
_KEEP = Bulk(commands.insert(), _FIELDS)
_OF_DEVICE = sa.select(sequences.c.last_n).where(
    sequences.c.device == sa.bindparam("device"), sequences.c.db_id == sa.bindparam("db_id")
)
_LAST = Query(_OF_DEVICE)
_LAST_LOCKED = Query(_OF_DEVICE, _OF_DEVICE.with_for_update())
_ADVANCE = {
    postgres: Bulk(_advance(postgres=postgres), ("device", "db_id", "last_n")) for postgres in (False, True)
}


def taken(source: Tx | sa.Connection, ids: Iterable[str]) -> dict[str, Taken]:
    """Those of the commands that were taken before."""
    return {row[0]: Taken(*row) for row in _TAKEN.fetch(source, {"ids": list(ids)})}


def keep(tx: Tx, rows: Sequence[Taken]) -> None:
    """Store outcomes; IntegrityError when another request was faster."""
    _KEEP.run(tx, rows)


def last_n(source: Tx | sa.Connection, device: str, db_id: str) -> int:
    """The last number of the device's sequence that was taken; locked where the engine locks rows."""
    query = _LAST_LOCKED if isinstance(source, Tx) else _LAST
    found = query.fetch(source, {"device": device, "db_id": db_id})
    return int(found[0][0]) if found else 0


def advance(tx: Tx, device: str, db_id: str, n: int) -> None:
    """Remember that everything up to `n` was taken."""
    _ADVANCE[tx.postgres].run(tx, [(device, db_id, n)])


def admin_taken(source: Tx | sa.Connection, command_id: str) -> tuple[bytes, bytes] | None:
    """(hash of the body, answer) of an administrative command that was carried out before."""
    statement = sa.select(admin_commands.c.body_hash, admin_commands.c.answer)
    row = source.execute(statement.where(admin_commands.c.id == command_id)).first()
    return None if row is None else (bytes(row.body_hash), bytes(row.answer))


def admin_keep(
    tx: Tx, command_id: str, person: str, kind: str, body_hash: bytes, answer: bytes, at: int
) -> None:
    """Store the answer of an administrative command."""
    values = {
        "id": command_id,
        "person": person,
        "kind": kind,
        "body_hash": body_hash,
        "answer": answer,
        "at": at,
    }
    tx.execute(admin_commands.insert(), values)
