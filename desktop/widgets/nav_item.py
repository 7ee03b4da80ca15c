"""One entry of the navigation: icon, words, and a badge whose colour is that of its worst item."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.widgets import tokens
from desktop.widgets.icon import paint_icon

COLLAPSED = 56
WIDE = 190


class NavItem(QAbstractButton):
    """Checkable entry. `badge(count, tone)` shows a number; 0 hides it."""

    def __init__(self, text: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._count, self._tone, self._narrow = 0, "grey", False
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def badge(self, count: int, tone: str) -> None:
        """Number and the tone of the worst item behind it."""
        if (count, tone) != (self._count, self._tone):
            self._count, self._tone = count, tone
            self.setAccessibleDescription(str(count))
            self.update()

    @property
    def count(self) -> int:
        """The number shown."""
        return self._count

    @property
    def tone(self) -> str:
        """The tone of the badge."""
        return self._tone

    def narrow(self, on: bool) -> None:
        """Icon and badge only."""
        self._narrow = on
        self.setToolTip(self.text() if on else "")
        self.update()

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        """34 high at 100 %."""
        return QSize(tokens.px(COLLAPSED if self._narrow else WIDE), tokens.px(34))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough to collapse."""
        return QSize(tokens.px(COLLAPSED), tokens.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the entry."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(box, tokens.SELECTION)
            painter.fillRect(QRectF(0, 0, tokens.px(4), box.height()), tokens.PRIMARY)
        elif self.underMouse():
            painter.fillRect(box, QColor("#E3E8ED"))
        side = tokens.px(18)
        left = (box.width() - side) / 2 - tokens.px(6) if self._narrow else tokens.px(16)
        ink = tokens.PRIMARY if self.isChecked() else tokens.TEXT_2
        paint_icon(painter, QRectF(left, (box.height() - side) / 2, side, side), self._icon_name, ink)
        room = self._paint_badge(painter, box)
        if not self._narrow:
            font = tokens.type_font("strong" if self.isChecked() else "body")
            painter.setFont(font)
            painter.setPen(tokens.TEXT)
            words = QRectF(tokens.px(41), 0, room - tokens.px(44), box.height())
            line = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
        if self.hasFocus():
            painter.setPen(QPen(tokens.PRIMARY, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), tokens.RADIUS, tokens.RADIUS)
        painter.end()

    def _paint_badge(self, painter: QPainter, box: QRectF) -> float:
        if not self._count:
            return box.width()
        look = tokens.TONES[self._tone]
        plain = self._tone in ("grey", "green")
        font = QFont(tokens.type_font("hint" if self._narrow else "body"))
        text = str(self._count) if self._count < 1000 else "999+"
        high = tokens.px(16 if self._narrow else 21)
        width = max(high, QFontMetricsF(font).horizontalAdvance(text) + tokens.px(8 if self._narrow else 11))
        top = tokens.px(2) if self._narrow else (box.height() - high) / 2
        rect = QRectF(box.width() - width - tokens.px(4 if self._narrow else 10), top, width, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#DFE4E9") if plain else QColor(look.fill))
        painter.drawRoundedRect(rect, high / 2, high / 2)
        painter.setPen(tokens.TEXT_2 if plain else QColor(look.ink))
        painter.setFont(font)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
        return rect.left()
