"""What the tray says about the exchange, in words."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.clock import SKEW_SHOWN, ServerClock
from desktop.store.problems import StoreProblem
from desktop.store.store import Store
from desktop.sync import strings
from desktop.sync.engine import Engine
from desktop.sync.transport import Refused
from domain.chinatime import china_text

OFFLINE_SHOWN = 60
"""Seconds offline after which the notice bar speaks."""

DAMAGED_SHOWN = 3
"""Damaged answers in a row after which the notice bar speaks."""


@dataclass(frozen=True, slots=True)
class Report:
    """mood: fine, busy, offline, attention. `line`: status bar; `notice`: sentence for the bar above, or empty."""

    mood: str
    line: str
    notice: str
    as_of: str
    pending: int
    needs_you: int
    offline_seconds: int = 0
    halted: str = ""


def report(engine: Engine, store: Store, clock: ServerClock) -> Report:
    """The exchange as it stands."""
    counts, state, now = store.counts(), store.sync_state(), clock.now()
    needs = counts.rejected + len(state.braked)
    offline = max(0, now - engine.offline_since) if engine.offline_since else 0
    as_of = strings.AS_OF.format(china_text(state.synced_at)[5:]) if state.synced_at else strings.NEVER
    notice = _notice(engine, state.braked != (), state.incomplete != (), offline, clock.skew())
    if engine.halt:
        mood, line = "attention", strings.WAITING.format(counts.pending) if counts.pending else as_of
    elif engine.offline_since:
        mood, line = "offline", strings.OFFLINE_FOR.format(span(offline), counts.pending)
    elif engine.phase == "push" and engine.sending[1]:
        mood, line = "busy", strings.SENDING.format(*engine.sending)
    elif engine.phase == "pull" and state.resyncing:
        mood, line = "busy", strings.RECEIVING
    elif isinstance(engine.problem, StoreProblem):
        mood, line = "attention", as_of
    elif needs:
        mood, line = "attention", strings.NEEDS_YOU.format(needs)
    elif counts.pending:
        mood, line = "busy", strings.WAITING.format(counts.pending)
    elif state.synced_at:
        mood, line = "fine", strings.SYNCED.format(china_text(state.synced_at)[11:])
    else:
        mood, line = "busy", strings.NEVER
    return Report(mood, line, notice, as_of, counts.pending, needs, offline, engine.halt)


def _notice(engine: Engine, braked: bool, incomplete: bool, offline: int, skew: int) -> str:
    halted = {"sign_in": strings.SIGN_IN, "locked": strings.LOCKED, "too_old": strings.TOO_OLD}
    if engine.halt:
        return halted[engine.halt]
    if braked:
        return strings.BRAKED
    if isinstance(engine.problem, Refused):
        return engine.problem.answer.message
    if isinstance(engine.problem, StoreProblem):
        return engine.problem.message
    if engine.problem is not None and offline >= OFFLINE_SHOWN:
        return engine.problem.message
    if engine.damaged >= DAMAGED_SHOWN:
        return strings.BROKEN
    if engine.refused_files:
        return strings.FILES_REFUSED.format(engine.refused_files)
    if abs(skew) > SKEW_SHOWN:
        return strings.SKEW.format(abs(skew) // 60)
    return strings.INCOMPLETE if incomplete else ""


def span(seconds: int) -> str:
    """A span as people say it."""
    if seconds < 60:
        return strings.JUST_NOW
    minutes = seconds // 60
    if minutes < 60:
        return strings.MINUTES.format(minutes)
    return strings.HOURS.format(minutes // 60, minutes % 60)
