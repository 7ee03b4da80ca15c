"""Paints the cells of a queue: chip, title over category and number, place, masked name, time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop import story
from desktop.models.queue import LIMIT, MATTER, ROW_ROLE, QueueModel
from desktop.strings import story as words
from desktop.widgets import tokens
from desktop.widgets.chip import paint_chip, paint_shape
from desktop.widgets.text import one_line

if TYPE_CHECKING:
    from desktop.models.shapes import QueueRow

ROW_HEIGHT = 54


class RowDelegate(QStyledItemDelegate):
    """One delegate for all five columns."""

    def __init__(self, model: QueueModel, now: object, parent: QTableView) -> None:
        super().__init__(parent)
        self._model = model
        self._now = now
        self._view = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """54 high at 100 %."""
        return QSize(tokens.px(80), tokens.px(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        row: QueueRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(box, tokens.SELECTION if chosen else tokens.SURFACE)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), tokens.DIVIDER)
        if index.column() == LIMIT:
            self._limit(painter, box, row)
            if chosen and self._view.hasFocus():
                painter.fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), tokens.PRIMARY)
        elif index.column() == MATTER:
            self._matter(painter, box, row)
        else:
            painter.setFont(tokens.type_font("body"))
            painter.setPen(tokens.TEXT_2)
            self._line(painter, box.adjusted(tokens.px(4), 0, -tokens.px(4), 0), index.data())
        painter.restore()

    def _limit(self, painter: QPainter, box: QRectF, row: QueueRow) -> None:
        now = self._now()  # type: ignore[operator]
        high = tokens.px(24)
        chip = QRectF(
            box.left() + tokens.px(6), box.center().y() - high / 2, box.width() - tokens.px(12), high
        )
        tone = row.colour(now)
        paint_chip(
            painter, chip, tone, story.limit_text(row.due_at, now, row.state), tokens.type_font("body")
        )

    def _matter(self, painter: QPainter, box: QRectF, row: QueueRow) -> None:
        now = self._now()  # type: ignore[operator]
        hot = row.colour(now) in ("red", "amber")
        upper = QRectF(
            box.left() + tokens.px(4), box.top() + tokens.px(6), box.width() - tokens.px(8), tokens.px(22)
        )
        lower = QRectF(upper.left(), box.top() + tokens.px(28), upper.width(), tokens.px(19))
        painter.setFont(tokens.type_font("strong" if hot else "body"))
        painter.setPen(tokens.TEXT)
        self._line(painter, upper, one_line(row.title, 60))
        painter.setFont(tokens.type_font("hint"))
        left = lower.left()
        if row.pending:
            left = self._pending(painter, lower, row.conflict)
        painter.setPen(tokens.TEXT_3)
        self._line(
            painter,
            QRectF(left, lower.top(), lower.right() - left, lower.height()),
            self._model.second_line(row),
        )

    def _pending(self, painter: QPainter, lower: QRectF, conflict: bool) -> float:
        """待同步 before the second line; red when it may be refused. Returns where the line goes on."""
        colour = tokens.RED if conflict else tokens.AMBER
        side = tokens.px(8)
        box = QRectF(lower.left() + 1, lower.center().y() - side / 2, side, side)
        paint_shape(painter, box, "diamond" if conflict else "triangle", colour)
        painter.setPen(colour)
        width = QFontMetricsF(painter.font()).horizontalAdvance(words.UNSYNCED)
        painter.drawText(
            QRectF(lower.left() + tokens.px(12), lower.top(), width + 2, lower.height()),
            int(Qt.AlignmentFlag.AlignVCenter),
            words.UNSYNCED,
        )
        return lower.left() + tokens.px(20) + width

    @staticmethod
    def _line(painter: QPainter, box: QRectF, text: str) -> None:
        line = QFontMetricsF(QFont(painter.font())).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
