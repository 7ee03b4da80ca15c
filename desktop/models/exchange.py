"""The exchange as an object of the window: it starts the loop, tells its state, and passes wishes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop.models import start
from desktop.models.link import LinkState
from desktop.models.start import Opened
from desktop.sync.report import report
from desktop.tasks import STORE, Lanes

if TYPE_CHECKING:
    from desktop.imports.line import CountyLine
    from desktop.sync.loop import SyncLoop


class Exchange(QObject):
    """`state(LinkState)` after every step; `shut_out` when the county has disabled whoever is signed in."""

    state = Signal(object)
    shut_out = Signal()
    _told = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._opened: Opened | None = None
        self._loop: SyncLoop | None = None
        self.last = LinkState()
        self.address = ""
        self._ca = ""
        self._line: CountyLine | None = None
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def begin(self, opened: Opened, address: str, ca: str = "") -> None:
        """Exchange with the county at `address` until `end`."""
        self._opened, self.address, self._ca = opened, address, ca

        def on_store(work: Callable[[], object]) -> object:
            return self._lanes.call(STORE, work)

        self._loop = start.start_loop(opened, address, ca, on_store, self._tell)

    def _tell(self) -> None:
        """On the exchange's thread: a value is made here and shown there."""
        opened, loop = self._opened, self._loop
        if opened is None or loop is None:
            return
        if loop.engine.halt == "locked" and opened.sessions.resume() is None:
            self.shut_out.emit()
        self._told.emit(LinkState.of(report(loop.engine, opened.store, opened.clock, opened.barred())))

    def _take(self, state: LinkState) -> None:
        self.last = state
        self.state.emit(state)

    def line(self) -> CountyLine | None:
        """The way to the county for what is asked directly (imports, campaigns); None before there is one."""
        opened = self._opened
        if opened is None or not self.address:
            return None
        if self._line is None:
            from desktop.imports.line import CountyLine
            from desktop.sync.transport import HttpTransport

            transport = HttpTransport(self.address, self._ca)
            self._line = CountyLine(
                opened.store, opened.sessions, transport, lambda work: self._lanes.call(STORE, work)
            )
        return self._line

    def carry(
        self,
        work: Callable[[Opened], str],
        done: Callable[[str], None],
        failed: Callable[[Exception], None],
        owner: QObject,
    ) -> None:
        """Carry unsent work out of this desk or into it; the sentence comes to `done`."""
        opened = self._opened
        if opened is not None:
            self._lanes.run(STORE, lambda: work(opened), done, failed, owner)

    @property
    def device_name(self) -> str:
        """The end of this device's id, for the name of a file."""
        return "" if self._opened is None else self._opened.store.sync_state().device[-6:]

    def away(self) -> bool:
        """The county cannot be asked for anything now, as far as is known."""
        return self.last.kind not in ("online", "receiving", "sending")

    def wake(self, by_person: bool = False) -> None:
        """Something waits to be sent, or somebody wants it now."""
        if self._loop is not None:
            self._loop.wake(by_person=by_person)

    def signed_in(self) -> None:
        """Somebody has signed in again."""
        if self._loop is not None:
            self._loop.signed_in()

    def pause(self) -> None:
        """Stop until `begin`; waits for the running request. Called on a lane, never on the screen's thread."""
        if self._opened is not None:
            start.stop_loop(self._opened)
        self._loop = None

    def end(self) -> None:
        """Stop; waits for running requests for a moment."""
        if self._opened is not None:
            start.stop(self._opened)
        self._loop = None
