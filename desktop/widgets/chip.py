"""Chips of time limits and states: shape, word and fill, so that a grey print-out still reads."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets import tokens


def paint_shape(painter: QPainter, box: QRectF, shape: str, colour: QColor) -> None:
    """A diamond, triangle, circle or square inside `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if shape == "circle":
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    elif shape == "diamond":
        middle = box.center()
        grown = box.adjusted(-1, -1, 1, 1)
        painter.drawPolygon(
            QPolygonF([
                QPointF(middle.x(), grown.top()), QPointF(grown.right(), middle.y()),
                QPointF(middle.x(), grown.bottom()), QPointF(grown.left(), middle.y()),
            ])
        )  # fmt: skip
    elif shape == "triangle":
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    else:
        painter.drawRect(box.adjusted(1, 1, -1, -1))
    painter.restore()


def paint_chip(painter: QPainter, rect: QRectF, tone: str, text: str, font: QFont) -> None:
    """Fill `rect` with a chip of that tone."""
    look = tokens.TONES[tone]
    ink = QColor(look.ink)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.fill))
    painter.drawRoundedRect(rect, tokens.RADIUS, tokens.RADIUS)
    side = tokens.px(9)
    box = QRectF(rect.left() + tokens.px(7), rect.center().y() - side / 2, side, side)
    paint_shape(painter, box, look.shape, ink)
    painter.setPen(ink)
    painter.setFont(font)
    words = rect.adjusted(tokens.px(22), 0, -tokens.px(5), 0)
    line = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget of its own; its accessible name is its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._text = "grey", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_chip(self, tone: str, text: str) -> None:
        """Set tone and words; an empty text hides the chip."""
        if (tone, text) != (self._tone, self._text):
            self._tone, self._text = tone, text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()
        self.setVisible(bool(text))

    @property
    def words(self) -> str:
        """The text shown."""
        return self._text

    @property
    def tone(self) -> str:
        """The tone shown."""
        return self._tone

    def sizeHint(self) -> QSize:
        """Room for shape and words."""
        width = QFontMetricsF(tokens.type_font("body")).horizontalAdvance(self._text)
        return QSize(round(width) + tokens.px(34), tokens.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the chip."""
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._tone, self._text, tokens.type_font("body"))
        painter.end()
