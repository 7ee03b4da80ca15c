"""From the store to the wall: snapshots counted on a lane, delivered where the wall lives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.wall.build import build_snapshot
from desktop.wall.ledger import Ledger, Mark, Scene
from desktop.wall.period import Period
from desktop.wall.snapshot import WallSnapshot
from domain.case import Case


@dataclass(frozen=True, slots=True)
class Progress:
    """The first filling is underway: matters taken in, matters expected."""

    done: int
    expected: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Nothing could be counted; `reason` is a short code for the administrator. What is on the wall stays."""

    reason: str


Arrival = WallSnapshot | Progress | Failure
Deliver = Callable[[Arrival], None]
Request = Callable[[Period, Deliver], None]
"""The seam of the wall: `request(period, deliver)` counts elsewhere and calls `deliver` on the screen's thread."""


class LaneRunner(Protocol):
    """Runs work on a named lane and brings the result home; :class:`desktop.tasks.Lanes` does."""

    def run(
        self,
        lane: str,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """See the class."""
        ...


class WallStore(Protocol):
    """What the wall needs of :class:`desktop.store.store.Store`."""

    def now(self) -> int:
        """Server-corrected epoch seconds."""
        ...

    def wall_marks(self, since: int) -> Mapping[str, Mark]:
        """See :class:`desktop.wall.ledger.WallReader`."""
        ...

    def wall_cases(self, ids: Collection[str]) -> Iterable[Case]:
        """See :class:`desktop.wall.ledger.WallReader`."""
        ...


class WallSource:
    """`WallSource(lanes, STORE, store, scene, data_at).request` is what the wall asks.

    `scene` and `data_at` (epoch seconds of the last complete exchange) are called on the lane. A refresh that takes
    in many matters gives the lane free after each piece; the ledger lives on that lane only.
    """

    def __init__(
        self,
        lanes: LaneRunner,
        lane: str,
        store: WallStore,
        scene: Callable[[], Scene],
        data_at: Callable[[], int],
    ) -> None:
        self._lanes, self._lane = lanes, lane
        self._store, self._scene, self._data_at = store, scene, data_at
        self._ledger: Ledger | None = None
        self._asked = 0

    def request(self, period: Period, deliver: Deliver) -> None:
        """Count the period; a later request makes this one's answer void."""
        self._asked += 1
        self._step(self._asked, period, deliver)

    def _step(self, number: int, period: Period, deliver: Deliver) -> None:
        def arrived(answer: Arrival) -> None:
            if number != self._asked:
                return
            deliver(answer)
            if isinstance(answer, Progress):
                self._step(number, period, deliver)

        def failed(problem: Exception) -> None:
            if number == self._asked:
                deliver(Failure(type(problem).__name__))

        self._lanes.run(self._lane, lambda: self._count(period), arrived, failed)

    def _count(self, period: Period) -> Arrival:
        scene = self._scene()
        if self._ledger is None or not self._ledger.scene.same_as(scene):
            self._ledger = Ledger(scene)
        ledger = self._ledger
        snapshot = build_snapshot(self._store, ledger, self._store.now(), period, self._data_at())
        return Progress(len(ledger), ledger.expected) if snapshot is None else snapshot
