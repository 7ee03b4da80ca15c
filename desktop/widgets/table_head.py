"""The heads of a table: flat, their words above the words of the cells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.widgets import tokens

INSET = 4
"""Pixels at 100 % between the edge of a cell and its words."""


class TableHead(QHeaderView):
    """Horizontal heads. A line between two of them is shown where a person can move it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One head: its words, elided, and the line beneath."""
        text = self._told(logicalIndex, Qt.ItemDataRole.DisplayRole)
        aligned = self._told(logicalIndex, Qt.ItemDataRole.TextAlignmentRole) or self.defaultAlignment()
        painter.save()
        painter.fillRect(rect, tokens.BACKGROUND)
        painter.setPen(tokens.BORDER)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if self.sectionResizeMode(logicalIndex) == QHeaderView.ResizeMode.Interactive:
            painter.setPen(tokens.DIVIDER)
            painter.drawLine(rect.topRight(), rect.bottomRight())
        font = self.font()
        painter.setFont(font)
        painter.setPen(tokens.TEXT_2)
        box = QRectF(rect).adjusted(tokens.px(INSET), 0, -tokens.px(INSET), 0)
        line = QFontMetricsF(font).elidedText(str(text or ""), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(aligned), line)
        painter.restore()

    def _told(self, section: int, role: Qt.ItemDataRole) -> Any:
        return self.model().headerData(section, self.orientation(), role)
