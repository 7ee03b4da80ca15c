"""The enrolled devices for who administers them: who works there, when they were heard, and shutting one out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.people_tables import device_heard, device_people, devices


@dataclass(frozen=True, slots=True)
class Device:
    """One device. `people`: ids of who signed in, the newest first; `heard_at`: 0 for never; `waiting`: commands without a
    final answer when it was heard."""

    id: str
    name: str
    enrolled_at: int
    disabled: bool
    heard_at: int
    waiting: int
    people: tuple[str, ...]


def listed(connection: sa.Connection) -> list[Device]:
    """Every device, by the time of its enrolment."""
    people: dict[str, list[str]] = {}
    seen = sa.select(device_people.c.device, device_people.c.person)
    for device, person in connection.execute(seen.order_by(device_people.c.last_at.desc())):
        people.setdefault(device, []).append(person)
    rows = connection.execute(
        sa.select(
            devices.c.id, devices.c.name, devices.c.enrolled_at, devices.c.disabled,
            sa.func.coalesce(device_heard.c.heard_at, 0), sa.func.coalesce(device_heard.c.waiting, 0),
        )
        .outerjoin(device_heard, device_heard.c.device == devices.c.id)
        .order_by(devices.c.enrolled_at, devices.c.id)
    )  # fmt: skip
    return [
        Device(id_, name, int(at), bool(disabled), int(heard), int(waiting), tuple(people.get(id_, ())))
        for id_, name, at, disabled, heard, waiting in rows
    ]


def keep_heard(tx: Tx, heard: Mapping[str, tuple[int, int]]) -> None:
    """device -> (epoch seconds, waiting commands)."""
    insert = upsert(device_heard, postgres=tx.postgres)
    statement = insert.on_conflict_do_update(
        index_elements=["device"],
        set_={name: insert.excluded[name] for name in ("heard_at", "waiting")},
    )
    tx.execute(statement, [{"device": name, "heard_at": at, "waiting": n} for name, (at, n) in heard.items()])


def shut(tx: Tx, device: str, disabled: bool) -> None:
    """Shut a device out, or let it in again. Its tokens stay: they open nothing, but bring it the word."""
    tx.execute(devices.update().where(devices.c.id == device).values(disabled=disabled))
