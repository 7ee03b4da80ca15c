"""Keeping an unfinished form. Runs on the store lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.values import Draft

if TYPE_CHECKING:
    from desktop.store.store import Store


def keep_draft(store: Store, draft_id: str, form: str, case_id: str, actor: str, body: str, at: int) -> None:
    """Write the draft down; one for a form, a matter and a person."""
    store.save_draft(Draft(draft_id, form, case_id, actor, body, at))
