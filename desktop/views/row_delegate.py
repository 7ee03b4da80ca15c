"""Paints the cells of a queue: chip, title over category and number, place, masked name, time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop import story
from desktop.models.queue import LIMIT, MATTER, ROW_ROLE, QueueModel
from desktop.strings import story as words
from desktop.widgets import tokens
from desktop.widgets.chip import paint_chip, paint_shape
from desktop.widgets.table_head import INSET
from desktop.widgets.text import one_line

if TYPE_CHECKING:
    from desktop.models.shapes import QueueRow

ROW_HEIGHT = 54
CELLS = 400
"""Pictures of cells kept; more where a screen shows more, so that none in sight is dropped for another."""
SPELL = 0.012
"""Seconds for new pictures at a time; cells that are left get theirs when the event loop comes round again."""


class RowDelegate(QStyledItemDelegate):
    """One delegate for all five columns. A cell whose words and state are those of a picture kept is that picture."""

    def __init__(self, model: QueueModel, now: object, parent: QTableView) -> None:
        super().__init__(parent)
        self._model = model
        self._now = now
        self._view = parent
        self._cells: dict[tuple[object, ...], QPixmap] = {}
        self._ends = 0.0
        self._left = False
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._go_on)

    @property
    def complete(self) -> bool:
        """Whether no cell of the last picture was left for later; ask before the event loop comes round."""
        return not self._left

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
        now = self._now()  # type: ignore[operator]
        rect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        column, ratio = index.column(), self._view.devicePixelRatioF()
        words_shown = self._words(row, index, now)
        marked = column == LIMIT and chosen and self._view.hasFocus()
        key = (column, rect.width(), rect.height(), ratio, tokens.factor(), chosen, marked, words_shown)
        cell = self._cells.get(key)
        if cell is None:
            if not self._may_draw():
                self._ground(painter, QRectF(rect), chosen)
                return
            cell = QPixmap(rect.size() * ratio)
            cell.setDevicePixelRatio(ratio)
            own = QPainter(cell)
            own.setRenderHints(painter.renderHints())
            self._cell(own, QRectF(0, 0, rect.width(), rect.height()), column, words_shown, chosen, marked)
            own.end()
            in_sight = self._model.columnCount() * (
                self._view.viewport().height() // max(1, rect.height()) + 2
            )
            if len(self._cells) >= max(CELLS, 2 * in_sight):
                self._cells.pop(next(iter(self._cells)))
            self._cells[key] = cell
        painter.drawPixmap(rect.topLeft(), cell)

    def _may_draw(self) -> bool:
        """Whether there is time for a new picture before the event loop has to come round."""
        now = time.perf_counter()
        if not self._again.isActive():
            self._ends = now + SPELL
            self._again.start()
        elif now > self._ends:
            self._left = True
            return False
        return True

    def _go_on(self) -> None:
        if self._left:
            self._left = False
            self._view.viewport().update()

    @staticmethod
    def _ground(painter: QPainter, box: QRectF, chosen: bool) -> None:
        painter.fillRect(box, tokens.SELECTION if chosen else tokens.SURFACE)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), tokens.DIVIDER)

    def _words(self, row: QueueRow, index: QModelIndex | QPersistentModelIndex, now: int) -> tuple[str, ...]:
        """Everything that a cell shows: words, and the names of tones and marks."""
        if index.column() == LIMIT:
            return row.colour(now), story.limit_text(row.due_at, now, row.state)
        if index.column() == MATTER:
            weight = "strong" if row.colour(now) in ("red", "amber") else "body"
            mark = ("conflict" if row.conflict else "pending") if row.pending else ""
            return weight, one_line(row.title, 60), mark, self._model.second_line(row)
        return (str(index.data()),)

    def _cell(
        self, painter: QPainter, box: QRectF, column: int, shown: tuple[str, ...], chosen: bool, marked: bool
    ) -> None:
        self._ground(painter, box, chosen)
        if column == LIMIT:
            high = tokens.px(24)
            chip = QRectF(
                box.left() + tokens.px(6), box.center().y() - high / 2, box.width() - tokens.px(12), high
            )
            tone, limit = shown
            paint_chip(painter, chip, tone, limit, tokens.type_font("body"))
            if marked:
                painter.fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), tokens.PRIMARY)
        elif column == MATTER:
            weight, title, mark, second = shown
            self._matter(painter, box, weight, title, mark, second)
        else:
            painter.setFont(tokens.type_font("body"))
            painter.setPen(tokens.TEXT_2)
            self._line(painter, box.adjusted(tokens.px(INSET), 0, -tokens.px(INSET), 0), shown[0])

    def _matter(
        self, painter: QPainter, box: QRectF, weight: str, title: str, mark: str, second: str
    ) -> None:
        upper = QRectF(
            box.left() + tokens.px(INSET),
            box.top() + tokens.px(6),
            box.width() - tokens.px(2 * INSET),
            tokens.px(22),
        )
        lower = QRectF(upper.left(), box.top() + tokens.px(28), upper.width(), tokens.px(19))
        painter.setFont(tokens.type_font(weight))
        painter.setPen(tokens.TEXT)
        self._line(painter, upper, title)
        painter.setFont(tokens.type_font("hint"))
        left = lower.left()
        if mark:
            left = self._pending(painter, lower, mark == "conflict")
        painter.setPen(tokens.TEXT_3)
        self._line(
            painter,
            QRectF(left, lower.top(), lower.right() - left, lower.height()),
            second,
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
        line = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
