"""One box for everything: matters, people, numbers and commands, each with its key beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import story
from desktop.models.desk import Desk
from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.icon import icon
from desktop.widgets.text import Text, one_line

if TYPE_CHECKING:
    from desktop.models.shapes import QueueRow

RESULTS = 40


@dataclass(frozen=True)
class Entry:
    """One command of the palette."""

    text: str
    key: str
    icon: str
    act: Callable[[], None]
    keys: str = ""


class Palette(QDialog):
    """`case_wanted(id)`. Prefixes: > commands, # number, @ person."""

    case_wanted = Signal(str)

    def __init__(self, desk: Desk, entries: tuple[Entry, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.PALETTE_TITLE)
        self._desk, self._entries = desk, entries
        self._asked = 0
        self.line = QLineEdit()
        self.line.setPlaceholderText(words.SEARCH)
        self.line.setAccessibleName(words.PALETTE_TITLE)
        self.line.setMinimumHeight(tokens.px(38))
        self.list = QListWidget()
        self.list.setAccessibleName(words.FOUND)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(Text(words.PALETTE_HINT, "hint", tokens.TEXT_3))
        self._waiting = QTimer(self, singleShot=True, interval=80)
        self._waiting.timeout.connect(self._search)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.resize(tokens.px(640), tokens.px(420))
        self._typed("")

    def ask(self, text: str) -> None:
        """Begin with a text."""
        self.line.setText(text)
        self.line.setFocus()

    def _typed(self, text: str) -> None:
        self.list.clear()
        wanted = text.removeprefix(">")
        if not text.startswith(("#", "@")):
            self._add_commands(wanted.strip().lower(), limit=60 if not text or text.startswith(">") else 5)
        if text.strip() and not text.startswith(">"):
            self._waiting.start()
        self._first()

    def _add_commands(self, wanted: str, limit: int) -> None:
        found = [e for e in self._entries if wanted in f"{e.text} {e.keys}".lower()]
        for entry in found[:limit]:
            key = f"    {entry.key}" if entry.key else ""
            item = QListWidgetItem(icon(entry.icon or "more"), f"{entry.text}{key}")
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)

    def _search(self) -> None:
        text = self.line.text().lstrip("#@").strip()
        if not text:
            return
        self._asked += 1
        ticket = self._asked
        self._desk.read(lambda s: s.search(text, RESULTS), lambda rows: self._found(ticket, rows), self)

    def _found(self, ticket: int, rows: tuple[QueueRow, ...]) -> None:
        if ticket != self._asked:
            return
        now = self._desk.now()
        office = self._desk.office
        for row in rows:
            place = office.place(row.place) if office is not None else ""
            parts = (one_line(row.title, 40), story.short_number(row.number), place, one_line(row.who, 8))
            text = "  ·  ".join(p for p in (*parts, story.limit_text(row.due_at, now, row.state)) if p)
            item = QListWidgetItem(icon("documents"), text)
            item.setData(Qt.ItemDataRole.UserRole, row.case_id)
            self.list.addItem(item)
        if not self.list.count():
            self.list.addItem(QListWidgetItem(words.EMPTY_SEARCH.format(one_line(self.line.text(), 20))))
        self._first()

    def _first(self) -> None:
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem | None) -> None:
        value = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(value, Entry):
            self.accept()
            value.act()
        elif isinstance(value, str):
            self.accept()
            self.case_wanted.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the cursor stays in the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)
