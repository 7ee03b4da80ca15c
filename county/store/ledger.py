"""Commands that were taken, with their outcomes, and the gap-free sequence of each device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.tables import admin_commands, commands, sequences


@dataclass(frozen=True, slots=True)
class Taken:
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


_FIELDS = tuple(Taken.__slots__)


def taken(source: Tx | sa.Connection, ids: Iterable[str]) -> dict[str, Taken]:
    """Those of the commands that were taken before."""
    rows = source.execute(sa.select(commands).where(commands.c.id.in_(list(ids))))
    return {row.id: Taken(*(getattr(row, name) for name in _FIELDS)) for row in rows}


def keep(tx: Tx, rows: Sequence[Taken]) -> None:
    """Store outcomes; IntegrityError when another request was faster."""
    if rows:
        tx.execute(commands.insert(), [{name: getattr(row, name) for name in _FIELDS} for row in rows])


def last_n(source: Tx | sa.Connection, device: str, db_id: str) -> int:
    """The last number of the device's sequence that was taken; locked where the engine locks rows."""
    statement = sa.select(sequences.c.last_n).where(sequences.c.device == device, sequences.c.db_id == db_id)
    if isinstance(source, Tx) and source.postgres:
        statement = statement.with_for_update()
    return int(source.execute(statement).scalar() or 0)


def advance(tx: Tx, device: str, db_id: str, n: int) -> None:
    """Remember that everything up to `n` was taken."""
    insert = upsert(tx, sequences).values(device=device, db_id=db_id, last_n=n)
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["device", "db_id"], set_={"last_n": insert.excluded.last_n}
        )
    )


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
