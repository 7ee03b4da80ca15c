"""The state of the exchange as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop import story
from desktop.strings import sync as words


@dataclass(frozen=True, slots=True)
class LinkState:
    """`kind`: never, syncing, online, offline, refused. `since`: when the connection was lost; `message`: why."""

    kind: str = "never"
    synced_at: int = 0
    since: int = 0
    pending: int = 0
    rejected: int = 0
    done: int = 0
    total: int = 0
    skew: int = 0
    message: str = ""

    def offline_seconds(self, now: int) -> int:
        """Seconds without a connection, 0 while there is one."""
        return max(0, now - self.since) if self.kind in ("offline", "refused") and self.since else 0

    @property
    def tone(self) -> str:
        """red: a person is needed; amber: work waits or no connection; green: all is exchanged."""
        if self.rejected or self.kind == "refused":
            return "red"
        if self.kind == "offline" or (self.pending and self.kind != "syncing"):
            return "amber"
        return "green" if self.kind == "online" else "grey"

    @property
    def icon(self) -> str:
        """Icon of the quiet states."""
        return "synced" if self.kind == "online" else "syncing"

    def text(self, now: int) -> str:
        """The words of the indicator."""
        if self.rejected:
            return words.NEEDS_YOU.format(self.rejected)
        if self.kind == "refused":
            return words.REFUSED
        if self.kind == "offline":
            span = story.span(self.offline_seconds(now))
            return words.OFFLINE_PENDING.format(self.pending) if self.pending else words.OFFLINE.format(span)
        if self.kind == "syncing" and self.total:
            return words.SENDING.format(self.done, self.total)
        if self.pending:
            return words.WAITING.format(self.pending)
        if self.kind == "online":
            return words.SYNCED.format(story.clock_text(self.synced_at))
        return words.CONNECTING
