"""At most one notice about the line to the county, the most urgent one."""

from __future__ import annotations

from dataclasses import dataclass

from desktop import story
from desktop.models.link import LinkState
from desktop.strings import window as words

SHOWN_SECONDS = 60
"""So long without a connection before the bar speaks."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`steps`: (words of a button, what it asks for: tray, sign_in or sync)."""

    tone: str
    text: str
    icon: str
    steps: tuple[tuple[str, str], ...] = ()


def notice_of(state: LinkState, now: int) -> Notice | None:
    """What the bar says; None while all is well."""
    if state.rejected:
        return Notice("red", words.REJECTED.format(state.rejected), "warning", ((words.HANDLE, "tray"),))
    if state.kind == "refused":
        return Notice("red", state.message or words.SIGNED_OUT, "lock", ((words.SIGN_IN_AGAIN, "sign_in"),))
    if state.skew:
        return Notice("amber", words.CLOCK_WRONG.format(story.span(abs(state.skew))), "clock")
    away = state.offline_seconds(now)
    if away <= SHOWN_SECONDS:
        return None
    text = words.OFFLINE_NEVER
    if state.synced_at:
        text = words.OFFLINE.format(story.span(away), story.moment_text(state.synced_at, now))
    return Notice("amber", text, "offline", ((words.RETRY, "sync"), (words.SHOW_TRAY, "tray")))
