"""Unfinished forms and settings, in the keyed store."""

from __future__ import annotations

import sqlalchemy as sa

from desktop.store.values import Draft
from storage import direct


def save(connection: sa.Connection, draft: Draft) -> None:
    """Write or replace a draft."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO draft (id, form, case_id, actor, body, saved_at) VALUES (?, ?, ?, ?, ?, ?)",
        (draft.id, draft.form, draft.case_id, draft.actor, draft.body, draft.saved_at),
    )


def load(connection: sa.Connection, draft_id: str) -> Draft | None:
    """One draft."""
    row = connection.exec_driver_sql(
        "SELECT id, form, case_id, actor, body, saved_at FROM draft WHERE id = ?", (draft_id,)
    ).first()
    return None if row is None else Draft(*row)


def every(connection: sa.Connection) -> tuple[Draft, ...]:
    """All drafts, newest first."""
    rows = connection.exec_driver_sql(
        "SELECT id, form, case_id, actor, body, saved_at FROM draft ORDER BY saved_at DESC, id"
    )
    return tuple(Draft(*row) for row in rows)


def delete(connection: sa.Connection, draft_id: str) -> None:
    """Remove a draft; harmless when there is none."""
    connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (draft_id,))


def settings(connection: sa.Connection) -> dict[str, str]:
    """Every setting."""
    return {name: str(value) for name, value in direct.fetch(connection, "SELECT name, value FROM setting")}


def put_setting(connection: sa.Connection, name: str, value: str) -> None:
    """Write a setting; an empty value removes it."""
    if value:
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
    else:
        connection.exec_driver_sql("DELETE FROM setting WHERE name = ?", (name,))
