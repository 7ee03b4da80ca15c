"""Keeps the index of households, people and places, and asks it on a lane of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.search.index import Index
from desktop.search.spelling import speller

if TYPE_CHECKING:
    from desktop.models.office import Office
    from desktop.store.store import Store
    from desktop.store.values import ChangeSet
    from desktop.tasks import Lanes

T = TypeVar("T")
LANE = "search"
KINDS = frozenset({"household", "person", "place", "code"})
_ALL = 1_000_000
_SOON_MS = 300


def read_index(store: Store, township: str) -> Index:
    """Read the dictionaries and spell every name. Runs on a lane."""
    known = store.dictionaries
    return Index(
        known.households(place=township, limit=_ALL),
        known.directory().people,
        known.places(),
        (record for _, record in known.codes(place=township, limit=_ALL)),
        speller(),
        township,
    )


class Surroundings(Protocol):
    """What the finder needs of the desk that owns it. The last three are Qt signals."""

    lanes: Lanes
    store: Store | None
    office: Office | None
    changed: Any
    office_changed: Any
    trouble: Any


class Finder(QObject):
    """`renewed` when the index was read again. Nothing is read before somebody asks."""

    renewed = Signal()

    def __init__(self, desk: Surroundings, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._index: Index | None = None
        self._wanted = False
        self._reading = 0
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        desk.changed.connect(self._changed)
        desk.office_changed.connect(self._changed_office)

    @property
    def index(self) -> Index | None:
        """The index as it stands, None before it was read."""
        return self._index

    @property
    def behind(self) -> bool:
        """True while the index is being read or is about to be: what it lacks may still come."""
        return self._reading > 0 or self._soon.isActive()

    def prepare(self) -> None:
        """Somebody is about to ask."""
        if not self._wanted:
            self._wanted = True
            self._read()

    def ask(self, question: Callable[[Index], T], done: Callable[[T], None], owner: QObject) -> None:
        """Put a question to the index; the answer comes when it has been read."""
        self.prepare()

        def home(answer: tuple[T] | None) -> None:
            if answer is not None:
                done(answer[0])

        self._desk.lanes.run(LANE, lambda: self._answer(question), home, owner=owner)

    def _answer(self, question: Callable[[Index], T]) -> tuple[T] | None:
        index = self._index
        return None if index is None else (question(index),)

    def _read(self) -> None:
        store, office = self._desk.store, self._desk.office
        if store is None or office is None:
            self._wanted = False
            return
        township = office.township

        def work() -> None:
            self._index = read_index(store, township)

        self._reading += 1
        self._desk.lanes.run(LANE, work, self._done, self._failed, self)

    def _done(self, _: None) -> None:
        self._reading -= 1
        self.renewed.emit()

    def _failed(self, problem: Exception) -> None:
        self._reading -= 1
        self._wanted = False
        self._desk.trouble.emit(str(problem))

    def _changed(self, change: ChangeSet) -> None:
        if self._wanted and KINDS & change.directory:
            self._soon.start()

    def _changed_office(self) -> None:
        index, office = self._index, self._desk.office
        if index is not None and office is not None and index.township != office.township:
            self._soon.start()
