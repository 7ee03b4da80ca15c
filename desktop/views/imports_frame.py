"""The frame of pages that lead step by step: title, steps, notice, page, and the way back and on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.strings import imports as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.notice_bar import Line, NoticeBar
from desktop.widgets.table_head import TableHead
from desktop.widgets.text import Elided, Text, one_line


class Steps(QWidget):
    """The steps in a row: done ones ticked, the present one filled."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, at: int) -> None:
        """Mark the present step, from 0."""
        self._at = at
        here = min(at, len(self._names) - 1)
        self.setAccessibleName(words.STEP_NAME.format(here + 1, len(self._names), self._names[here]))
        self.update()

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Words are never cut."""
        metrics = QFontMetricsF(tokens.type_font("strong"))
        width = sum(metrics.horizontalAdvance(name) + tokens.px(64) for name in self._names)
        return QSize(round(width), tokens.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw circles, words and the lines between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle, side = float(tokens.px(2)), self.height() / 2, float(tokens.px(24))
        for index, name in enumerate(self._names):
            done, here = index < self._at, index == self._at
            circle = QRectF(x, middle - side / 2, side, side)
            painter.setPen(QPen(tokens.PRIMARY if done or here else tokens.BORDER, 1.5))
            painter.setBrush(tokens.PRIMARY if here else tokens.SELECTION if done else tokens.SURFACE)
            painter.drawEllipse(circle)
            painter.setFont(tokens.type_font("strong"))
            painter.setPen(tokens.WHITE if here else tokens.PRIMARY if done else tokens.TEXT_3)
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), "✓" if done else str(index + 1))
            font = tokens.type_font("strong" if here else "body")
            painter.setFont(font)
            painter.setPen(tokens.TEXT if here else tokens.TEXT_2 if done else tokens.TEXT_3)
            x += side + tokens.px(8)
            width = QFontMetricsF(font).horizontalAdvance(name) + 2
            painter.drawText(QRectF(x, 0, width, self.height()), int(Qt.AlignmentFlag.AlignVCenter), name)
            x += width + tokens.px(8)
            if index < len(self._names) - 1:
                painter.setPen(QPen(tokens.PRIMARY if done else tokens.DIVIDER, 1.5))
                painter.drawLine(round(x), round(middle), round(x + tokens.px(16)), round(middle))
                x += tokens.px(22)
        painter.end()


class Frame(QWidget):
    """Pages with a way back (`back`), on (`forward`) and out (`out`). The owner connects the buttons."""

    def __init__(self, title: str, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        self.title = Text(title, "title")
        self.remark = Elided("", "body", tokens.TEXT_2)
        self.steps = Steps(steps)
        self.notice = NoticeBar(rounded=True)
        self.pages = QStackedWidget()
        self.back = Button(words.BACK, key="Alt+←")
        self.forward = Button(words.NEXT, "primary", key="Ctrl+Enter")
        self.out = Button(words.LEAVE, "quiet", key="Esc")
        self.busy = QProgressBar()
        self.busy.setTextVisible(False)
        self.busy.setFixedHeight(tokens.px(6))
        self.busy.hide()
        head = QHBoxLayout()
        head.setSpacing(tokens.px(16))
        head.addWidget(self.title)
        head.addWidget(self.remark, 1)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.px(8))
        for each in (self.forward, self.back):
            foot.addWidget(each)
        foot.addStretch(1)
        foot.addWidget(self.out)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(20), tokens.px(12), tokens.px(20), tokens.px(10))
        column.setSpacing(tokens.px(8))
        column.addLayout(head)
        column.addWidget(self.steps)
        column.addWidget(Line())
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)
        column.addWidget(self.busy)
        column.addLayout(foot)

    def show_problem(self, text: str, tone: str = "red") -> None:
        """A sentence above the page, or none."""
        self.notice.show_notice(tone, text, "warning" if tone != "blue" else "info")

    def work(self, underway: bool, done: int = 0, total: int = 0) -> None:
        """Show that something is underway; without a total the bar only moves."""
        self.busy.setVisible(underway)
        self.busy.setRange(0, total)
        self.busy.setValue(done)


class PlainTable(QTableWidget):
    """A table to read: rows of plain text, the last column takes the room."""

    def __init__(
        self, heads: Sequence[str], widths: Sequence[int] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(heads), parent)
        self.setHorizontalHeaderLabels(list(heads))
        self.setAccessibleName("、".join(heads))
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._widths = tuple(widths)
        header = TableHead()
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(tokens.px(30))
        for column, width in enumerate(self._widths):
            self.setColumnWidth(column, tokens.px(width))

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()
        return super().event(event)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Replace all rows."""
        self.setRowCount(0)
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(one_line(text, 300))
                item.setToolTip("")
                self.setItem(at, column, item)


def scrolled(page: QWidget) -> QScrollArea:
    """The page in a scroll area, for small screens and large letters."""
    page.setAutoFillBackground(True)
    page.setBackgroundRole(page.backgroundRole().Base)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area
