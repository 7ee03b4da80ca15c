"""The table of households: whole rows to read, keys that search and register."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.models.households import CODES, NAME, NUMBER, PERSONS, PHONE, PLACE
from desktop.strings import households as words
from desktop.widgets import tokens
from desktop.widgets.table_head import TableHead

_WIDTHS = {NAME: 100, NUMBER: 90, PERSONS: 56, PHONE: 130, CODES: 120}


class HouseholdTable(QTableView):
    """Rows to read and choose. `entered` on Enter or double click; a letter goes to the search."""

    entered = Signal()
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(words.TABS[0])
        self.setHorizontalHeader(TableHead())
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _: self.entered.emit())

    def fit(self) -> None:
        """Sizes at the present font scale."""
        self.verticalHeader().setDefaultSectionSize(tokens.px(34))
        header = self.horizontalHeader()
        header.setFixedHeight(tokens.px(30))
        header.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, tokens.px(width))

    def event(self, event: QEvent) -> bool:
        """Letters belong to the search before they belong to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _searches(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter registers; letters and digits begin a search."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif _searches(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


def _searches(event: QKeyEvent) -> bool:
    return event.text().isalnum() and not event.modifiers()
