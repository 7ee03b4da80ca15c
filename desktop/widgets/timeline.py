"""The course of a matter: time, shape, who, what, one line or more each, drawn in one pass."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets import tokens
from desktop.widgets.chip import paint_shape

_MARKS: dict[str, tuple[str, QColor]] = {
    "done": ("square", tokens.PRIMARY),
    "system": ("square", tokens.TEXT_3),
    "warn": ("triangle", tokens.AMBER),
    "red": ("diamond", tokens.RED),
    "good": ("circle", tokens.GREEN),
    "pending": ("circle", tokens.TEXT_3),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """`mark`: done, system, warn, red, good or pending."""

    when: str
    who: str
    text: str
    mark: str = "done"
    note: str = ""


def laid_out(text: str, font: QFont, width: int) -> tuple[QTextLayout, int]:
    """The text in lines of `width` pixels, and their height in pixels.

    No line begins with a mark that closes or parts; only a word that is longer than a line is broken anywhere.
    """
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    spacing, high = QFontMetrics(font).lineSpacing(), 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, high))
        high += max(line.height(), spacing)
    layout.endLayout()
    return layout, round(high)


class Timeline(QWidget):
    """Paints its entries; height follows width. Text is drawn as it is, never interpreted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[TimelineEntry, ...] = ()
        self._heights: list[int] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """What is shown."""
        return self._entries

    def show_entries(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Replace the entries."""
        self._entries = entries
        self.setAccessibleDescription("\n".join(f"{e.when} {e.who} {e.text} {e.note}" for e in entries[-30:]))
        self._measure()

    def _columns(self) -> tuple[int, int, int]:
        return tokens.px(86), tokens.px(106), tokens.px(178)

    def _room(self) -> int:
        """Pixels for the words of an entry."""
        return max(tokens.px(80), self.width() - self._columns()[2] - tokens.px(8))

    def _measure(self) -> None:
        body, room = tokens.type_font("body"), self._room()
        self._heights = []
        for entry in self._entries:
            words = entry.text if not entry.note else f"{entry.text}\n{entry.note}"
            self._heights.append(max(tokens.px(28), laid_out(words, body, room)[1] + tokens.px(10)))
        self.setFixedHeight(max(tokens.px(28), sum(self._heights) + tokens.px(8)))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the entries."""
        return QSize(tokens.px(400), sum(self._heights) + tokens.px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again when the width changed."""
        if event.size().width() != event.oldSize().width():
            self._measure()

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._measure()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries that are in view."""
        painter = QPainter(self)
        mark_left, who_left, text_left = self._columns()
        body = tokens.type_font("body")
        painter.setFont(body)
        metrics = QFontMetrics(body)
        single = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        room = self._room()
        line, side = tokens.px(28), tokens.px(10)
        top = 0
        for entry, high in zip(self._entries, self._heights, strict=True):
            if top > event.rect().bottom():
                break
            if top + high >= event.rect().top():
                shape, colour = _MARKS[entry.mark]
                painter.setPen(tokens.TEXT_3)
                painter.drawText(QRect(0, top, mark_left, line), single, entry.when)
                paint_shape(painter, QRectF(mark_left, top + (line - side) / 2, side, side), shape, colour)
                painter.setPen(tokens.TEXT_2)
                who = metrics.elidedText(
                    entry.who, Qt.TextElideMode.ElideRight, text_left - who_left - tokens.px(8)
                )
                painter.drawText(QRect(who_left, top, text_left - who_left, line), single, who)
                painter.setPen(tokens.TEXT)
                words, drawn = laid_out(entry.text, body, room)
                words.draw(painter, QPointF(text_left, top + tokens.px(4)))
                if entry.note:
                    painter.setPen(tokens.TEXT_3)
                    note, _ = laid_out(entry.note, body, room)
                    note.draw(painter, QPointF(text_left, top + tokens.px(4) + drawn))
            top += high
        painter.end()
