"""The state of the exchange with the county in words and shape; a click opens what waits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.widgets import tokens
from desktop.widgets.chip import paint_chip
from desktop.widgets.icon import paint_icon


class SyncIndicator(QAbstractButton):
    """tone green is quiet text with an icon; amber and red are chips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon_name = "grey", "syncing"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def tone(self) -> str:
        """The tone shown."""
        return self._tone

    def show_state(self, tone: str, text: str, icon_name: str) -> None:
        """Set tone, words and icon."""
        if (tone, text, icon_name) == (self._tone, self.text(), self._icon_name):
            return
        wider = len(text) != len(self.text())
        self._tone, self._icon_name = tone, icon_name
        self.setText(text)
        self.setAccessibleName(text)
        if wider:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon and words."""
        width = QFontMetricsF(tokens.type_font("body")).horizontalAdvance(self.text())
        return QSize(round(width) + tokens.px(40), tokens.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self._tone in ("red", "amber"):
            paint_chip(painter, box, self._tone, self.text(), tokens.type_font("body"))
        else:
            ink = QColor(tokens.GREEN if self._tone == "green" else tokens.TEXT_2)
            side = tokens.px(18)
            paint_icon(
                painter, QRectF(box.left() + 4, box.center().y() - side / 2, side, side), self._icon_name, ink
            )
            painter.setPen(ink)
            painter.setFont(tokens.type_font("body"))
            words = box.adjusted(tokens.px(27), 0, 0, 0)
            painter.drawText(
                words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self.text()
            )
        if self.hasFocus():
            painter.setPen(QPen(tokens.PRIMARY, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, tokens.RADIUS, tokens.RADIUS)
        painter.end()
