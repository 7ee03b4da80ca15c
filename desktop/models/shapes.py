"""Names of the values that views receive, for annotations only: views never ask the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.store.values import Badge as Badge
    from desktop.store.values import CaseFile as CaseFile
    from desktop.store.values import ChangeSet as ChangeSet
    from desktop.store.values import Counts as Counts
    from desktop.store.values import Draft as Draft
    from desktop.store.values import OutboxRow as OutboxRow
    from desktop.store.values import Page as Page
    from desktop.store.values import QueueRow as QueueRow
    from desktop.store.values import Submitted as Submitted
    from desktop.store.values import SyncState as SyncState
