"""The desk: what views ask and tell. It owns the store and the clock; every call runs on a lane."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.clock import ServerClock
from desktop.imports.line import LANE, CountyLine, Failure
from desktop.models.finder import Finder
from desktop.models.giving import numbered, permitted
from desktop.models.office import Office, load_office, with_initials
from desktop.store.values import ChangeSet, Submitted
from desktop.strings import files as file_words
from desktop.tasks import READ, REST_MS, STORE, Lanes
from domain.case import Attachment
from domain.commands import Audit, Body, Command
from domain.people import Actor
from domain.refusals import Refusal

if TYPE_CHECKING:
    from desktop.store.store import Store

T = TypeVar("T")
HOLD_SECONDS = 5


def new_id() -> str:
    """A fresh UUIDv7 as text."""
    from uuid_utils import uuid7

    return str(uuid7())


class Desk(QObject):
    """Signals: `changed(ChangeSet)` after every committed transaction, `office_changed`, `second` each second,
    `held(Submitted | None)` while something can be undone, `trouble(str)` for a sentence to show, `fetched(digest)`
    when a file came from the county. `line`: the way to the county for what somebody waits for, None without one;
    `barred`: why the operator may only read, "" while they may write; `away`: the county cannot number a matter now."""

    changed = Signal(object)
    office_changed = Signal()
    second = Signal(int)
    held = Signal(object)
    trouble = Signal(str)
    sent = Signal()
    fetched = Signal(str)
    _told = Signal(object)

    def __init__(self, lanes: Lanes, clock: ServerClock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lanes = lanes
        self.clock = clock or ServerClock()
        self.store: Store | None = None
        self.office: Office | None = None
        self.actor = Actor("")
        self.county_name = ""
        self.hold_seconds = HOLD_SECONDS
        self.line: Callable[[], CountyLine | None] = lambda: None
        self.barred: Callable[[], str] = str
        self.away: Callable[[], bool] = bool
        self._last: Submitted | None = None
        self._told.connect(self._on_told)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.finder = Finder(self, self)

    def now(self) -> int:
        """Server-corrected epoch seconds."""
        return self.clock.now()

    def attach(self, store: Store, actor: Actor, county_name: str) -> None:
        """Work on this store as this person."""
        self.store, self.actor, self.county_name = store, actor, county_name
        store.subscribe(self._told.emit)
        self._timer.start()
        self.reload_office()

    def change_person(self, actor: Actor, county_name: str) -> None:
        """Go on with the same store as somebody else; what could still be undone goes its way."""
        self.actor, self.county_name = actor, county_name
        self._last = None
        self.held.emit(None)
        self.reload_office()

    def reload_office(self) -> None:
        """Read profile, people, places and units again."""
        actor, county = self.actor, self.county_name
        self.read(
            lambda store: load_office(store, actor, county), self._take_office, self, failed=self._no_office
        )

    def _take_office(self, office: Office) -> None:
        self.office = office
        self.office_changed.emit()
        self.lanes.run(READ, lambda: with_initials(office), self._take_spelled, owner=self)

    def _take_spelled(self, office: Office) -> None:
        if self.office is not None and self.office.actor == office.actor:
            self.office = office

    def _no_office(self, problem: Exception) -> None:
        if getattr(problem, "kind", getattr(problem, "code", "")) != "no_profile":
            self.trouble.emit(str(problem))

    def read(
        self,
        work: Callable[[Store], T],
        done: Callable[[T], None],
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Ask the store; nothing is written."""
        store = self.store
        if store is not None:
            self.lanes.run(READ, lambda: work(store), done, failed, owner)

    def read_in_pieces(
        self,
        work: Callable[[Store], Generator[float, None, T]],
        done: Callable[[T], None],
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
        *,
        heard: Callable[[float], None] | None = None,
        rest: int = REST_MS,
    ) -> None:
        """Ask the store for something long: other questions are answered between its pieces."""
        store = self.store
        if store is not None:
            self.lanes.run_in_pieces(READ, lambda: work(store), done, failed, owner, heard=heard, rest=rest)

    def write(
        self,
        work: Callable[[Store], T],
        done: Callable[[T], None] | None = None,
        owner: QObject | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Let the store write; one writer at a time."""
        store = self.store
        if store is not None:
            self.lanes.run(STORE, lambda: work(store), done, failed or self._write_failed, owner)

    def _write_failed(self, problem: Exception) -> None:
        self.trouble.emit(str(problem))

    def decide(
        self,
        work: Callable[[Store], T],
        done: Callable[[T], None],
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Let the store write what the operator decided; `failed` hears NotNow while the operator may only read."""
        self.write(permitted(self.barred, work), done, owner, failed)

    def submit(
        self,
        case_id: str,
        body: Body,
        seen_rev: int,
        hold: int,
        done: Callable[[Any], None],
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Give a command. `done` gets Submitted, Refusal or NeedsCounty; `failed` hears that nothing was saved.

        A matter registered while the county cannot number it gets a temporary number.
        """
        command = Command(new_id(), case_id, body, self.now(), seen_rev)
        actor, away = self.actor, self.away()
        hold = self.hold_seconds if hold else 0

        def work(store: Store) -> Any:
            return store.submit(numbered(store, command) if away else command, actor, hold)

        def home(answer: Any) -> None:
            if isinstance(answer, Submitted):
                if hold:
                    self._last = answer
                    self.held.emit(answer)
                else:
                    self.sent.emit()
            done(answer)

        self.decide(work, home, owner, failed)

    def audit(self, case_id: str, what: str, detail: str = "", copies: int = 1) -> None:
        """Leave a trace of a reveal, print or export."""
        command = Command(new_id(), case_id, Audit(what, detail, copies), self.now(), 0)
        actor = self.actor
        self.write(lambda store: store.submit(command, actor, 0), lambda _: self.sent.emit(), self)

    def audit_all(
        self,
        case_ids: tuple[str, ...],
        what: str,
        detail: str,
        done: Callable[[frozenset[str]], None],
        owner: QObject,
    ) -> None:
        """Leave a trace on each of these matters; `done` gets those that took it, when all are on disk."""
        actor, now = self.actor, self.now()
        commands = [Command(new_id(), case_id, Audit(what, detail), now) for case_id in case_ids]

        def work(store: Store) -> frozenset[str]:
            return frozenset(
                c.case_id for c in commands if not isinstance(store.submit(c, actor, 0), Refusal)
            )

        def home(taken: frozenset[str]) -> None:
            self.sent.emit()
            done(taken)

        self.write(work, home, owner)

    def fetch(self, attachment: Attachment, done: Callable[[str], None], owner: QObject) -> None:
        """Take a file from the county; `done` gets the sentence why it did not come, "" when it is here."""
        digest, media, line = attachment.sha256, attachment.media, self.line()
        if line is None:
            done(file_words.FETCH_OFFLINE)
            return

        def home(failure: Failure | None) -> None:
            if failure is None:
                self.fetched.emit(digest)
            done(failure.message if failure is not None else "")

        self.lanes.run(LANE, lambda: line.fetch(digest, media), home, owner=owner)

    def undo(self, done: Callable[[bool], None] | None = None) -> None:
        """Take back what is still held."""
        last, self._last = self._last, None
        if last is None:
            if done is not None:
                done(False)
            return
        self.held.emit(None)
        self.write(lambda store: store.withdraw(last.cmd_id), done)

    @property
    def undoable(self) -> Submitted | None:
        """What could be taken back now."""
        return self._last

    def _on_told(self, change: ChangeSet) -> None:
        if change.directory:
            self.reload_office()
        self.changed.emit(change)

    def _tick(self) -> None:
        now = self.now()
        if self._last is not None and self._last.hold_until <= now:
            self._last = None
            self.held.emit(None)
            self.sent.emit()
        self.second.emit(now)

    def close(self) -> None:
        """Stop the clock and let go of the store; whoever opened it closes it."""
        self._timer.stop()
        self.store = None
