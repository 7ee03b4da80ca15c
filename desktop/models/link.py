"""The state of the exchange as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from desktop import story
from desktop.strings import sync as words
from desktop.sync.report import Report

FRESH_SECONDS = 90
"""So long the last complete round counts as now; rounds are 40 s apart at most, so something holds a later one up."""


@dataclass(frozen=True, slots=True)
class LinkState(Report):
    """A report with its words."""

    @classmethod
    def of(cls, told: Report) -> LinkState:
        """The same facts."""
        return cls(*(getattr(told, field.name) for field in fields(told)))

    def offline_seconds(self, now: int) -> int:
        """Seconds without a connection, 0 while there is one."""
        return max(0, now - self.since) if self.kind in ("offline", "refused") and self.since else 0

    @property
    def needs_you(self) -> int:
        """What waits for a person: refused changes, and buckets that would lose many matters."""
        return self.rejected + len(self.braked)

    def exchanged(self, now: int) -> bool:
        """All is here and there, as far as was seen a moment ago."""
        return self.kind == "online" and not self.message and now - self.synced_at <= FRESH_SECONDS

    def tone(self, now: int) -> str:
        """red: a person is needed; amber: work waits, no connection or trouble; green: all is exchanged."""
        if self.needs_you or self.kind == "refused":
            return "red"
        if self.kind in ("offline", "trouble") or (self.pending and self.kind != "sending"):
            return "amber"
        return "green" if self.exchanged(now) else "grey"

    def icon(self, now: int) -> str:
        """Icon of the quiet states."""
        return "synced" if self.exchanged(now) else "syncing"

    def text(self, now: int) -> str:
        """The words of the indicator."""
        if self.needs_you:
            return words.NEEDS_YOU.format(self.needs_you)
        if self.kind == "refused":
            return words.REFUSED
        if self.kind == "offline":
            span = story.span(self.offline_seconds(now))
            return words.OFFLINE_PENDING.format(self.pending) if self.pending else words.OFFLINE.format(span)
        if self.kind == "trouble":
            return words.TROUBLE_PENDING.format(self.pending) if self.pending else words.TROUBLE
        if self.kind == "sending":
            return words.SENDING.format(self.done, self.total)
        if self.pending:
            return words.WAITING.format(self.pending)
        if self.kind == "receiving":
            return words.RECEIVING
        if self.kind != "online":
            return words.CONNECTING
        as_of = words.SYNCED if now - self.synced_at <= FRESH_SECONDS else words.TRAY_ASOF
        return as_of.format(story.clock_text(self.synced_at))
