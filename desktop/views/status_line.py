"""The line at the bottom: who works here; this week's rates with their counts."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.office import Office
from desktop.models.statistics import Table, counting
from desktop.strings import statistics as figures
from desktop.strings import window as words
from desktop.wall.period import Period
from desktop.widgets import tokens
from desktop.widgets.text import Elided

SHOWN_MS = 6000
SOONEST_MS, LATEST_MS = 2_000, 60_000
REST = 7
"""Between two counts there are so many times as long as one takes with its pauses, within the bounds above."""
SHOWN_RATES = 4


class StatusLine(QWidget):
    """`tell` shows a sentence for some seconds in the place of the person."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._who = ""
        self._counting = self._stale = False
        self._begun = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._rested)
        self._left = Elided("", "hint", tokens.TEXT_2)
        self._right = Elided("", "hint", tokens.TEXT_2)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.px(12), tokens.px(4), tokens.px(12), tokens.px(4))
        row.addWidget(self._left)
        row.addSpacing(tokens.px(16))
        row.addStretch(1)
        row.addWidget(self._right)
        self._back = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._back.timeout.connect(lambda: self._left.setText(self._who))

    def show_person(self, office: Office) -> None:
        """Who is on duty."""
        self._who = words.ON_DUTY.format(office.actor.name, office.role, office.township_name)
        self._left.setText(self._who)

    def show_rates(self, text: str) -> None:
        """This week's rates."""
        self._right.setText(text)

    def refresh(self) -> None:
        """Count this week's rates again, now or as soon as it is not too often."""
        office, now = self._desk.office, self._desk.now()
        if self._counting or self._rest.isActive() or office is None or self._desk.store is None:
            self._stale = True
            return
        self._counting, self._stale = True, False
        self._begun = time.monotonic()
        self._desk.read_in_pieces(
            lambda s: counting(s, office, Period.WEEK, now), self._rates, self, self._not_counted
        )

    def _rested(self) -> None:
        if self._stale:
            self.refresh()

    def _not_counted(self, problem: Exception) -> None:
        self._counting = False
        self._rest.start(LATEST_MS)
        self._desk.trouble.emit(str(problem))

    def _rates(self, table: Table | None) -> None:
        spent = int((time.monotonic() - self._begun) * 1000)
        self._counting = False
        self._rest.start(min(max(SOONEST_MS, spent * REST), LATEST_MS))
        if table is None:
            self._stale = True
            self.show_rates(figures.STATUS_LATER)
            return
        shown = [line for line in table.lines if line.counts][:SHOWN_RATES]
        parts = [figures.STATUS_HEAD.format(table.received)]
        parts += [figures.STATUS_RATE.format(line.label, line.value, line.counts) for line in shown]
        self.show_rates(words.META_SEPARATOR.join(parts))

    @property
    def words(self) -> str:
        """What stands on the left now."""
        return self._left.text()

    def tell(self, text: str) -> None:
        """A sentence for some seconds."""
        self._left.setText(text)
        self._back.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line above."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, tokens.DIVIDER)
        painter.end()
