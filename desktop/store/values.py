"""What the store hands out and takes in: frozen values, no SQL, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from domain.case import Case
from domain.events import Event
from domain.people import Actor


class Clock(Protocol):
    """Server-corrected time."""

    def now(self) -> int:
        """Epoch seconds."""
        ...


OutboxState = Literal["pending", "sent", "applied", "rejected", "withdrawn"]
Settlement = Literal["as_note", "retry", "discard"]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The command is on disk. `hold_until`: not sent before this second (undo); `events`: its local effect."""

    cmd_id: str
    case_id: str
    hold_until: int
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """A command of one case without a final outcome. `conflict`: code of the refusal that now threatens it."""

    cmd_id: str
    kind: str
    actor: str
    made_at: int
    state: OutboxState
    needs_county: bool = False
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One matter as shown: confirmed facts with pending commands on top.

    `events`: confirmed ones in order, then those that pending commands are expected to cause; the last
    `expected` of them are pending. `estimated`: clocks were computed here, not by the county.
    """

    case: Case
    confirmed_rev: int
    pending: tuple[PendingCommand, ...]
    events: tuple[Event, ...]
    expected: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a page ended: the keyset of its last row."""

    sort_at: int
    pk: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a queue or of search results. Text is masked; instants are epoch seconds or None.

    `place`: place code, `place_text`: as typed; the county's names are looked up when shown. `pending`: commands
    not confirmed yet; `conflict`: one of them would be refused now. `queues`: names of all queues it stands in.
    """

    pk: int
    case_id: str
    number: str
    title: str
    place: str
    place_text: str
    who: str
    state: str
    domain: str
    nature: str
    category: str
    source: str
    tier: str
    unit: str
    grade: int
    round: int
    flags: tuple[str, ...]
    queues: tuple[str, ...]
    sort_at: int
    amber_at: int | None
    due_at: int | None
    pending: int
    conflict: bool
    repeat: bool
    extended: bool
    supervised: bool
    registered_at: int

    def colour(self, now: int) -> Literal["red", "amber", "green", "grey"]:
        """The chip's colour at `now`; nothing of it is stored."""
        return colour(self.amber_at, self.due_at, now)


def colour(amber_at: int | None, due_at: int | None, now: int) -> Literal["red", "amber", "green", "grey"]:
    """red: due passed; amber: amber passed; green: a limit runs; grey: none runs."""
    if due_at is not None and due_at <= now:
        return "red"
    if amber_at is not None and amber_at <= now:
        return "amber"
    return "grey" if due_at is None else "green"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order; `next` is None when nothing follows."""

    rows: tuple[QueueRow, ...]
    next: Anchor | None


@dataclass(frozen=True, slots=True)
class Badge:
    """How many stand in a queue, and how many of them are red or amber now."""

    count: int = 0
    red: int = 0
    amber: int = 0


POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One command of the sync tray. `message`: the county's sentence; `text`: what the operator wrote. `conflict`: why the
    rules would refuse it now; or POSTPONED: the county broke on it, it is tried again in an hour."""

    cmd_id: str
    case_id: str
    number: str
    title: str
    kind: str
    actor: str
    made_at: int
    hold_until: int
    state: OutboxState
    needs_county: bool
    conflict: str
    tries: int
    code: str = ""
    message: str = ""
    owner: str = ""
    text: str = ""
    settled: str = ""

    @property
    def postponed(self) -> bool:
        """The county broke on it; it waits so that the others pass."""
        return self.conflict == POSTPONED


@dataclass(frozen=True, slots=True)
class Counts:
    """`pending`: not final; `held`: in their undo time; `conflicts`: of pending; `rejected`: unsettled cards."""

    cases: int = 0
    pending: int = 0
    held: int = 0
    conflicts: int = 0
    rejected: int = 0
    blobs: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class SyncState:
    """Where this device stands. `synced_at`: server time of the last complete round; `incomplete`: buckets with
    rows this version could not read; `braked`: buckets that would lose many matters at once and wait for a person;
    `removals`: how many open ones each, 0 where that is not known."""

    device: str
    db_id: str
    epoch: str = ""
    scope_ver: int = 0
    synced_at: int = 0
    buckets: tuple[str, ...] = ()
    resyncing: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    braked: tuple[str, ...] = ()
    removals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished form; `body` is the form's own JSON text."""

    id: str
    form: str
    case_id: str
    actor: str
    body: str
    saved_at: int


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a committed transaction touched. `queues`: names whose rows or order may differ."""

    case_ids: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    outbox: bool = False
    directory: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.case_ids or self.queues or self.outbox or self.directory)

    def __or__(self, other: ChangeSet) -> ChangeSet:
        return ChangeSet(
            self.case_ids | other.case_ids,
            self.queues | other.queues,
            self.outbox or other.outbox,
            self.directory | other.directory,
        )


Listener = Callable[[ChangeSet], None]


@dataclass(frozen=True, slots=True)
class Signed:
    """Who works here: the actor and the county, as of the last sign-in."""

    actor: Actor
    county: str
    county_name: str
    login: str
