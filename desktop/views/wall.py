"""The big screen in the command hall: one canvas, painted from snapshots, running by itself for weeks."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.wall import strings
from desktop.wall.freshness import is_night
from desktop.wall.legibility import Legibility
from desktop.wall.period import Period
from desktop.wall.snapshot import WallSnapshot
from desktop.wall.source import Arrival, Failure, Progress, Request
from desktop.widgets.wall_header import Shown
from desktop.widgets.wall_ink import Drawn
from desktop.widgets.wall_overlay import PinPad, paint_pulse, paint_question, pulse_strength
from desktop.widgets.wall_screen import Screen

REFRESH, FLIP, ROTATE, PAUSE, HIDE_CURSOR, PATIENCE = 10, 12, 60, 120, 3, 120
"""Seconds: counting again, next page, next period, rest after a touch, cursor away, lost answer."""
LEAVE = 2.0
"""Esc twice within this many seconds leaves."""
_NIGHT = 0.4
_NEAR = Legibility("near", 20, 20, 0.0)


class WallWindow(QWidget):
    """`WallWindow(request, title=…)`, then `showFullScreen()` on the chosen screen.

    `request(period, deliver)` counts the wall on a lane and calls `deliver(WallSnapshot | Progress | Failure)` on
    this thread; :class:`desktop.wall.source.WallSource` is the real one. `clock`: server-corrected epoch seconds;
    `beat`: seconds that never go back. `legibility`: from screen and farthest seat. `check_pin`: asked before
    leaving where given. `night`: China hours between which the wall is dimmed, equal for never.
    `reds_appeared(n)` once for new red matters (one sound); `left` when the operator leaves.
    """

    reds_appeared = Signal(int)
    left = Signal()

    def __init__(
        self,
        request: Request,
        *,
        title: str = "",
        practice: bool = False,
        clock: Callable[[], int] = lambda: int(time.time()),
        beat: Callable[[], float] = time.monotonic,
        legibility: Legibility = _NEAR,
        check_pin: Callable[[str], bool] | None = None,
        night: tuple[int, int] = (22, 6),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._request, self._clock, self._beat = request, clock, beat
        self._title, self._practice, self._night = strings.TITLE.format(title), practice, night
        self.setWindowTitle(self._title)
        self.setAccessibleName(self._title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pin = PinPad(check_pin) if check_pin else None
        self.surface = Screen(legibility.layout, legibility.min_px)
        self.period = Period.DAY
        self.page = 0
        self.snapshot: WallSnapshot | None = None
        self.drawn: list[Drawn] = []
        self._loading, self._failure = (0, 0), ""
        self._good: dict[str, int] = {}
        self._known_reds: frozenset[str] | None = None
        self._new: frozenset[str] = frozenset()
        self._asked_at: float | None = None
        self._started = self._flipped = self._rotated = self._moved = self._paused_until = beat()
        self._refreshed = self._started - REFRESH
        self._pulse_from: float | None = None
        self._escape_at: float | None = None
        self._ticker = QTimer(self)
        self._ticker.setInterval(1000)
        self._ticker.timeout.connect(self.tick)
        self._pulser = QTimer(self)
        self._pulser.setInterval(100)
        self._pulser.timeout.connect(self._pulse)

    @property
    def ticking(self) -> bool:
        """A timer runs."""
        return self._ticker.isActive() or self._pulser.isActive()

    # --- time

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to count and to tick."""
        super().showEvent(event)
        self._ticker.start()
        self.tick()

    def closeEvent(self, event: QCloseEvent) -> None:
        """No timer outlives the window."""
        self._ticker.stop()
        self._pulser.stop()
        super().closeEvent(event)

    def tick(self) -> None:
        """Once a second: ask, flip, rotate, hide the cursor, repaint what changed."""
        beat = self._beat()
        lost = self._asked_at is not None and beat - self._asked_at >= PATIENCE
        if beat - self._refreshed >= REFRESH and (self._asked_at is None or lost):
            self._ask()
        if beat - self._flipped >= FLIP:
            self._flipped = beat
            self.page += 1
        if beat - self._rotated >= ROTATE and beat >= self._paused_until:
            self.choose(self.period.next, touched=False)
        if beat - self._moved >= HIDE_CURSOR and not (self._pin and self._pin.open):
            self.setCursor(Qt.CursorShape.BlankCursor)
        if self.surface.still_shows(self.size(), self.devicePixelRatioF(), self.shown(), self._age()):
            self.update(self.surface.header_area(self.size(), self._age()))
        else:
            self.update()

    def _ask(self) -> None:
        self._refreshed = self._asked_at = self._beat()
        self._request(self.period, self.deliver)

    def deliver(self, arrival: Arrival) -> None:
        """Take what the lane counted; answers for another period than the chosen one are let go."""
        if isinstance(arrival, Progress):
            self._loading, self._asked_at = (arrival.done, arrival.expected), self._beat()
            if self.snapshot is None:
                self.update()
            return
        self._asked_at = None
        if isinstance(arrival, Failure):
            self._failure = arrival.reason
        elif arrival.period is self.period:
            self._failure, self.snapshot = "", arrival
            failed = {fault.panel for fault in arrival.faults}
            self._good |= {panel: arrival.at for panel in strings.PANELS if panel not in failed}
            self._look_for_new(arrival)
        self.update()

    def _look_for_new(self, snapshot: WallSnapshot) -> None:
        reds = frozenset(row.case_id for row in snapshot.urgent if row.colour == "red")
        if self._known_reds is not None and reds - self._known_reds:
            self._new = reds - self._known_reds
            first = next(row.case_id for row in snapshot.urgent if row.case_id in self._new)
            self.page = self.surface.canvas.page_of(snapshot, first)
            self._flipped = self._pulse_from = self._beat()
            self._pulser.start()
            self._rest()
            self.reds_appeared.emit(len(self._new))
        self._known_reds = reds

    def _pulse(self) -> None:
        if self._pulse_from is None or pulse_strength(self._beat() - self._pulse_from) is None:
            self._pulse_from = None
            self._pulser.stop()
        self.update()

    def _rest(self) -> None:
        self._paused_until = self._beat() + PAUSE
        self._rotated = self._beat()

    # --- the operator

    def choose(self, period: Period, touched: bool = True) -> None:
        """Show another period; what is on the wall stays until its figures are there."""
        self._rotated = self._beat()
        if touched:
            self._rest()
        if period is not self.period:
            self.period = period
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc twice leaves; 1 2 3 choose the period; space turns the page; digits go to the PIN where it is asked."""
        self._rest()
        if self._pin and self._pin.open:
            if self._pin.key(event.key(), event.text()):
                self._leave()
            self.update()
            return
        if event.text() in ("1", "2", "3"):
            self.choose(tuple(Period)[int(event.text()) - 1])
        elif event.key() == Qt.Key.Key_Space:
            self.page, self._flipped = self.page + 1, self._beat()
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        self.update()

    def _escape(self) -> None:
        beat = self._beat()
        if self._escape_at is None or beat - self._escape_at > LEAVE:
            self._escape_at = beat
            return
        self._escape_at = None
        if self._pin is None:
            self._leave()
        else:
            self._pin.ask()

    def _leave(self) -> None:
        self.close()
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch on a period chooses it; any touch lets the wall rest."""
        self._rest()
        place = self.surface.on_canvas(self.size(), self._age(), event.position())
        for period, tab in self.surface.canvas.tabs.items():
            if tab.contains(place):
                self.choose(period)

    def mouseMoveEvent(self, _: QMouseEvent) -> None:
        """The cursor shows."""
        self._moved = self._beat()
        self.unsetCursor()

    # --- painting

    def shown(self) -> Shown:
        """What is painted now."""
        return Shown(
            self.snapshot, self.period, self._clock(), self.page, self._title, self._practice, self._loading,
            dict(self._good), self._failure,
        )  # fmt: skip

    def paintEvent(self, _: QPaintEvent) -> None:
        """The panels come from a cached layer; what moves is painted over it."""
        shown = self.shown()
        painter = QPainter(self)
        ink = self.surface.paint(painter, self.size(), self.devicePixelRatioF(), shown, self._age())
        if self._pulse_from is not None:
            strength = pulse_strength(self._beat() - self._pulse_from) or 0.0
            canvas = self.surface.canvas
            marked = [box for case_id, box in canvas.rows.items() if case_id in self._new]
            paint_pulse(ink, [canvas.plan.panels["reds"], *marked], strength)
        if self._pin and self._pin.open:
            paint_question(ink, self.surface.canvas.plan, self._pin)
        painter.resetTransform()
        if is_night(shown.now, self._night):
            painter.fillRect(self.rect(), QColor(0, 0, 0, round(255 * _NIGHT)))
        painter.end()
        self.drawn = [*self.surface.panel_texts, *ink.drawn]

    def _age(self) -> float:
        return self._beat() - self._started
