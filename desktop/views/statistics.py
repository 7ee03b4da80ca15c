"""Indicators of a period, each with its counts and how it is counted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.statistics import Line, Table, counting
from desktop.strings import statistics as words
from desktop.wall.period import Period
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.chip import Chip
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.text import Text
from domain.chinatime import china_text

REST_MS = 5
"""Somebody waits for these."""


class StatisticsView(QWidget):
    """Counts on a lane, shows when it comes back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._period = Period.WEEK
        self.table: Table | None = None
        self._asking = QObject(self)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        self._head = Text("", "body", tokens.TEXT_2)
        self._periods = ChoiceRow(tuple((p.value, words.PERIODS[p.value]) for p in Period))
        self._periods.choose((self._period.value,))
        self._periods.changed.connect(self._chosen)
        self._periods.setAccessibleName(words.TITLE)
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setHorizontalSpacing(tokens.px(24))
        self._grid.setVerticalSpacing(tokens.px(12))
        self._grid.setColumnStretch(4, 1)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        self._body.setAutoFillBackground(True)
        self._body.setBackgroundRole(self.backgroundRole().Base)
        area.setWidget(self._body)
        copy = Button(words.COPY, "secondary", "copy")
        copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.addWidget(Text(words.TITLE, "title"))
        row.addSpacing(tokens.px(12))
        row.addWidget(self._periods, 1)
        row.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(20), tokens.px(14), tokens.px(20), tokens.px(14))
        column.addLayout(row)
        column.addWidget(self._head)
        column.addWidget(area, 1)

    def _chosen(self) -> None:
        self._period = Period(self._periods.values()[0])
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        office, period, now = self._desk.office, self._period, self._desk.now()
        if office is not None:
            self._asking.deleteLater()  # what was asked before is not counted to its end
            self._asking = QObject(self)
            self._desk.read_in_pieces(
                lambda s: counting(s, office, period, now),
                self._take,
                self._asking,
                self._failed,
                heard=self._underway,
                rest=REST_MS,
            )

    def _failed(self, problem: Exception) -> None:
        self._clear()
        self._head.setText(words.FAILED)
        self._desk.trouble.emit(str(problem))

    def _underway(self, share: float) -> None:
        if self.table is not None and self.table.period is not self._period:
            self._clear()  # figures of another period would be read as those of this one
        self._head.setText(words.COUNTING.format(int(share * 100)))

    def _clear(self) -> None:
        self.table = None
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _take(self, table: Table | None) -> None:
        self._clear()
        if table is None:
            self._head.setText(words.LATER)
            return
        self.table = table
        head = words.RECEIVED.format(
            table.received, china_text(table.start)[:10], china_text(table.end - 1)[:16]
        )
        due = words.PAPERS.format("、".join(table.papers)) if table.papers else ""
        self._head.setText(head + due)
        for column, head in enumerate(words.HEADS):
            self._grid.addWidget(Text(head, "body", tokens.TEXT_3), 0, column)
        for at, line in enumerate(table.lines, 1):
            self._row(at, line)

    def _row(self, at: int, line: Line) -> None:
        self._grid.addWidget(Text(line.label, "strong"), at, 0)
        self._grid.addWidget(Text(line.value, "section"), at, 1)
        self._grid.addWidget(Text(line.counts, "body", tokens.TEXT_2), at, 2)
        target = words.TARGET.format(line.target) if line.target else words.NO_TARGET
        if line.small or line.met is not None:
            chip = Chip()
            tone = "grey" if line.small else "green" if line.met else "red"
            state = words.SMALL if line.small else words.MET if line.met else words.MISSED
            chip.show_chip(tone, f"{target} {state}" if line.target else state)
            self._grid.addWidget(chip, at, 3)
        else:
            self._grid.addWidget(Text(target, "body", tokens.TEXT_2), at, 3)
        how = words.HOW.get(line.formula, words.HOW_OTHER)
        self._grid.addWidget(Text(how, "hint", tokens.TEXT_3, wrap=True), at, 4)

    def _copy(self) -> None:
        if self.table is not None:
            lines = ["\t".join(words.HEADS[:3])]
            lines += [f"{line.label}\t{line.value}\t{line.counts}" for line in self.table.lines]
            QGuiApplication.clipboard().setText("\n".join(lines))
