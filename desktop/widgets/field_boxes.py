"""Boxes for the other kinds of fields: long text, date and time, tables, files."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QDateTime, QEvent, QMimeData, Qt, QTimeZone, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateTimeEdit,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Elided, Text, one_line

CHINA = QTimeZone(8 * 3600)


class LongText(QPlainTextEdit):
    """Several lines. Tab leaves the field; Enter is a new line and never submits."""

    def __init__(self, lines: int, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + tokens.px(16))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as plain text."""
        if source.hasText():
            self.insertPlainText(source.text())

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter belongs to the form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)


class WhenBox(QDateTimeEdit):
    """Date and time in China time, whatever the machine's zone is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTimeZone(CHINA)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.setCalendarPopup(True)
        self.setMinimumHeight(tokens.px(34))

    def at(self) -> int:
        """Epoch seconds."""
        return int(self.dateTime().toSecsSinceEpoch())

    def show_at(self, at: int) -> None:
        """Set from epoch seconds."""
        self.setDateTime(QDateTime.fromSecsSinceEpoch(at, CHINA))


class RowsBox(QWidget):
    """A small table to type into. `changed` after every cell."""

    changed = Signal()

    def __init__(self, heads: tuple[str, ...], add: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, len(heads))
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.verticalHeader().hide()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setTabKeyNavigation(True)
        self.table.itemChanged.connect(self.changed)
        self.table.setFixedHeight(tokens.px(150))
        button = Button(add, "quiet", "add")
        button.clicked.connect(lambda: self.add_row(()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_row(self, cells: tuple[str, ...]) -> None:
        """One more row."""
        self.table.blockSignals(True)
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column in range(self.table.columnCount()):
            self.table.setItem(row, column, QTableWidgetItem(cells[column] if column < len(cells) else ""))
        self.table.blockSignals(False)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """All rows, empty ones too."""
        return tuple(
            tuple(
                item.text() if (item := self.table.item(row, column)) is not None else ""
                for column in range(self.table.columnCount())
            )
            for row in range(self.table.rowCount())
        )

    def show_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Replace all rows."""
        self.table.setRowCount(0)
        for cells in rows:
            self.add_row(cells)


class FilesBox(QWidget):
    """Files by button or drop. `added(paths)` asks the owner to keep them; what is kept comes back by `show_kept`."""

    added = Signal(object)
    changed = Signal()

    def __init__(self, add: str, hint: str, remove: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remove = remove
        self._kept: list[tuple[object, str]] = []
        self.setAcceptDrops(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.px(2))
        row = QHBoxLayout()
        button = Button(add, "secondary", "attach")
        button.clicked.connect(self._ask)
        row.addWidget(button)
        row.addWidget(Elided(hint, "hint", tokens.TEXT_3), 1)
        self._column.addLayout(row)
        self._rows: list[QWidget] = []

    def values(self) -> tuple[object, ...]:
        """What is kept."""
        return tuple(value for value, _ in self._kept)

    def show_kept(self, kept: tuple[tuple[object, str], ...]) -> None:
        """(value, name) of every file kept."""
        self._kept = list(kept)
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for index, (_, name) in enumerate(self._kept):
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(Text(one_line(name, 60)), 1)
            drop = Button(self._remove, "quiet", "dismiss")
            drop.clicked.connect(lambda _=False, i=index: self._drop(i))
            line.addWidget(drop)
            self._column.addWidget(row)
            self._rows.append(row)

    def _drop(self, index: int) -> None:
        kept = [pair for at, pair in enumerate(self._kept) if at != index]
        self.show_kept(tuple(kept))
        self.changed.emit()

    def _ask(self) -> None:
        dialog = QFileDialog(self)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.added.emit(tuple(Path(n) for n in names)))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files only."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Local files that were dropped."""
        names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        safe = tuple(Path(n) for n in names if not re.match(r"^(//|\\\\)", n))
        if safe:
            self.added.emit(safe)
