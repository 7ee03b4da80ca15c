"""Tabs as plain words: the present one bold and underlined."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.widgets import tokens


class TabStrip(QTabBar):
    """A tab bar with keyboard and accessibility of its parent class and a quiet look."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFont(tokens.type_font("body"))

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(tokens.type_font("body"))
        return super().event(event)

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the bold words."""
        width = QFontMetricsF(tokens.type_font("strong")).horizontalAdvance(self.tabText(index))
        return QSize(round(width) + tokens.px(18), tokens.px(32))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Words are never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the words and the line under the present tab."""
        painter = QPainter(self)
        for index in range(self.count()):
            box = QRectF(self.tabRect(index))
            here = index == self.currentIndex()
            painter.setFont(tokens.type_font("strong" if here else "body"))
            painter.setPen(tokens.PRIMARY if here else tokens.TEXT_2)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.tabText(index))
            if here:
                bar = QRectF(box.left() + tokens.px(9), box.bottom() - 3, box.width() - tokens.px(18), 3)
                painter.fillRect(bar, tokens.PRIMARY)
                if self.hasFocus():
                    painter.setPen(QPen(tokens.PRIMARY, 2))
                    painter.drawRoundedRect(box.adjusted(2, 2, -2, -5), tokens.RADIUS, tokens.RADIUS)
        painter.end()
