"""How the exchange stands, as facts; the window finds the words."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.clock import SKEW_SHOWN, ServerClock
from desktop.store.problems import StoreProblem
from desktop.store.store import Store
from desktop.store.values import SyncState
from desktop.sync import strings
from desktop.sync.engine import Engine
from desktop.sync.transport import Refused, SyncProblem

_HALTED = {"sign_in": strings.SIGN_IN, "locked": strings.LOCKED, "too_old": strings.TOO_OLD}


@dataclass(frozen=True, slots=True)
class Report:
    """What the window is told after every step.

    kind: never (nothing came yet), receiving (a load is under way), sending, online, trouble (this machine or the county could
    not do it and it is tried again), offline, refused (nothing more until a person acts).

    `synced_at`, `since`: epoch seconds of the last complete round and of the loss of the line, 0 for none. `rejected`: refused
    changes; `braked`: (bucket, open matters that it would lose) for each that waits for a person. `done` of `total` waiting
    commands are under way. `skew`: seconds between the clocks, 0 when few. `why`: kind of the trouble with the line, or barred.
    `message`: what happened, what is safe, what to do; or empty.
    """

    kind: str = "never"
    synced_at: int = 0
    since: int = 0
    pending: int = 0
    rejected: int = 0
    done: int = 0
    total: int = 0
    skew: int = 0
    message: str = ""
    why: str = ""
    braked: tuple[tuple[str, int], ...] = ()


def report(engine: Engine, store: Store, clock: ServerClock, barred: str = "") -> Report:
    """The exchange as it stands. `barred`: why the operator may only read; it is told while there is no line."""
    counts, state, skew, problem = store.counts(), store.sync_state(), clock.skew(), engine.problem
    kind = _kind(engine, state)
    since = engine.offline_since or (state.synced_at if engine.halt else 0)
    done, total = engine.sending
    message, why = _message(kind, engine, state), ""
    if kind == "offline" and isinstance(problem, SyncProblem):
        message, why = (barred, "barred") if barred else (message, problem.kind)
    return Report(
        kind, state.synced_at, since, counts.pending, counts.rejected, done, total,
        skew if abs(skew) > SKEW_SHOWN else 0, message, why,
        tuple(zip(state.braked, state.removals, strict=True)),
    )  # fmt: skip


def _kind(engine: Engine, state: SyncState) -> str:
    if engine.halt:
        return "refused"
    if engine.offline_since:
        return "offline"
    # A refusal that the next step answers by itself (a new token, a new sequence) is no trouble.
    if isinstance(engine.problem, StoreProblem) or (engine.problem is not None and engine.phase == "idle"):
        return "trouble"
    if engine.phase == "push" and engine.sending[1]:
        return "sending"
    if engine.phase == "pull" and (state.resyncing or not state.synced_at):
        return "receiving"
    return "online" if state.synced_at else "never"


def _message(kind: str, engine: Engine, state: SyncState) -> str:
    if engine.halt:
        return _HALTED[engine.halt]
    if kind in ("offline", "trouble"):
        problem = engine.problem
        return problem.answer.message if isinstance(problem, Refused) else problem.message if problem else ""
    if engine.refused_files:
        return strings.FILES_REFUSED.format(engine.refused_files)
    return strings.INCOMPLETE if state.incomplete else ""
