"""The top bar: product, centre, search, exchange, reminders, user, lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.icon import paint_icon
from desktop.widgets.sync_indicator import SyncIndicator
from desktop.widgets.text import Elided, Text


class SearchBox(QLineEdit):
    """The search field; typing or Enter opens the palette with what was typed."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words.SEARCH)
        self.setAccessibleName(words.PALETTE_TITLE)
        self.setMinimumWidth(tokens.px(180))
        self.setMaximumWidth(tokens.px(700))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextMargins(tokens.px(26), 0, 0, 0)
        self.setMinimumHeight(tokens.px(34))
        self.returnPressed.connect(self._search)

    def _search(self) -> None:
        if self.text().strip():
            self.wanted.emit(self.text().strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field with a magnifying glass."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = tokens.px(16)
        box = QRectF(tokens.px(9), (self.height() - side) / 2, side, side)
        paint_icon(painter, box, "search", tokens.TEXT_3)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setMinimumHeight(tokens.px(34))
            self.setTextMargins(tokens.px(26), 0, 0, 0)
        return super().event(event)


class TopBar(QWidget):
    """Height 48 at 100 %."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        self.product = Text(words.PRODUCT, "title", tokens.PRIMARY)
        self.centre = Elided("", "body", tokens.TEXT_2)
        self.centre.setMaximumWidth(tokens.px(240))
        self.search = SearchBox()
        self.sync = SyncIndicator()
        self.reminders = Button(words.REMINDERS.format(0), "quiet", "bell")
        self.user = Button("", "quiet", "person")
        self.lock = Button(words.LOCK, "quiet", "lock")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.px(12), tokens.px(5), tokens.px(10), tokens.px(5))
        row.setSpacing(tokens.px(8))
        row.addWidget(self.product)
        row.addWidget(self.centre)
        row.addSpacing(tokens.px(6))
        row.addWidget(self.search, 10)
        row.addStretch(1)
        for each in (self.sync, self.reminders, self.user, self.lock):
            row.addWidget(each)

    def show_place(self, centre: str, user: str) -> None:
        """Names of the centre and of who works here."""
        self.centre.setText(centre)
        metrics = self.centre.fontMetrics()
        self.centre.setMinimumWidth(min(metrics.horizontalAdvance(centre) + 4, tokens.px(240)))
        self.user.relabel(user)

    def show_reminders(self, count: int) -> None:
        """How many matters are late or nearly late."""
        self.reminders.relabel(words.REMINDERS.format(count))

    def tighten(self, on: bool) -> None:
        """Leave out what a narrow window has no room for."""
        self.centre.setVisible(not on)
        self.user.setVisible(not on)

    def sizeHint(self) -> QSize:
        """48 high at 100 %."""
        return QSize(tokens.px(1000), tokens.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line below."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.DIVIDER)
        painter.end()
