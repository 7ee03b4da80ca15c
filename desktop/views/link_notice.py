"""At most one notice about the line to the county, the most urgent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop import story
from desktop.models.link import LinkState
from desktop.strings import sync as sync_words
from desktop.strings import window as words

SHOWN_SECONDS = 60
"""So long without a connection before the bar speaks."""
_PLAIN = ("", "offline", "timeout")
"""Nobody is there; everything else about the line has a cause that somebody can mend."""
_TRAY = (words.SHOW_TRAY, "tray")


@dataclass(frozen=True, slots=True)
class Notice:
    """`steps`: (words of a button, what it asks for: tray, sign_in or sync)."""

    tone: str
    text: str
    icon: str
    steps: tuple[tuple[str, str], ...] = ()


def notice_of(state: LinkState, now: int) -> Notice | None:
    """What the bar says; None while all is well."""
    if state.braked:
        return Notice(
            "red",
            words.BRAKED.format(matters([count for _, count in state.braked])),
            "warning",
            ((words.HANDLE, "tray"),),
        )
    if state.rejected:
        return Notice("red", words.REJECTED.format(state.rejected), "warning", ((words.HANDLE, "tray"),))
    if state.kind == "refused":
        return Notice("red", state.message or words.SIGNED_OUT, "lock", ((words.SIGN_IN_AGAIN, "sign_in"),))
    away = _away(state, now) if state.kind == "offline" else None
    if away is not None and state.why not in _PLAIN:
        return away
    if state.skew:
        return Notice("amber", words.CLOCK_WRONG.format(story.span(abs(state.skew))), "clock")
    if state.kind == "offline" or not state.message:
        return away
    steps = ((words.RETRY, "sync"), _TRAY) if state.kind == "trouble" else ()
    return Notice("amber", state.message, "warning", steps)


def _away(state: LinkState, now: int) -> Notice | None:
    away = state.offline_seconds(now)
    if away <= SHOWN_SECONDS and state.why != "barred":
        return None
    text = words.OFFLINE_NEVER
    if state.synced_at:
        since = story.span(away), story.moment_text(state.synced_at, now)
        plain = state.why in _PLAIN
        text = words.OFFLINE.format(*since) if plain else words.OFFLINE_WHY.format(*since, state.message)
    elif state.why not in _PLAIN:
        text = state.message
    return Notice("amber", text, "offline", ((words.RETRY, "sync"), _TRAY))


def matters(counts: Sequence[int]) -> str:
    """How many open matters would go in all; in words where it is not known of one (0)."""
    return str(sum(counts)) if all(counts) else sync_words.BRAKE_MANY
