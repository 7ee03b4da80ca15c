"""One box for everything: matters, people, numbers and commands, each with its key beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
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
from desktop.models.beside import Beside, found_beside
from desktop.models.desk import Desk
from desktop.search.spelling import speller
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
    """`case_wanted(id)`, `place_wanted(place, household id or "")`, `person_wanted(sentence)`.

    Prefixes: > commands, # number, @ person. Households are masked here; their page shows where they stand.
    """

    case_wanted = Signal(str)
    place_wanted = Signal(str, str)
    person_wanted = Signal(str)

    def __init__(self, desk: Desk, entries: tuple[Entry, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.PALETTE_TITLE)
        self._desk, self._entries = desk, entries
        self._asked = 0
        self._awaited = 0
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
        desk.finder.prepare()

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
        found = [e for e in self._entries if wanted in f"{e.text} {e.keys} {_spelled(e.text)}".lower()]
        for entry in found[:limit]:
            key = f"    {entry.key}" if entry.key else ""
            self._add(entry.icon or "more", f"{entry.text}{key}", entry)

    def _add(self, icon_name: str, text: str, value: object) -> None:
        item = QListWidgetItem(icon(icon_name), text)
        item.setData(Qt.ItemDataRole.UserRole, value)
        self.list.addItem(item)

    def _search(self) -> None:
        typed = self.line.text()
        text = typed.lstrip("#@").strip()
        if not text:
            return
        self._asked += 1
        ticket, self._awaited = self._asked, 1
        if not typed.startswith("#"):
            self._awaited = 2
            people_only = typed.startswith("@")
            self._desk.finder.ask(
                lambda index: found_beside(index, text, people_only), lambda f: self._beside(ticket, f), self
            )
        self._desk.read(lambda s: s.search(text, RESULTS), lambda rows: self._found(ticket, rows), self)

    def _beside(self, ticket: int, found: tuple[Beside, ...]) -> None:
        if ticket == self._asked:
            for each in found:
                self._add(each.icon, each.text, each)
            self._arrived()

    def _found(self, ticket: int, rows: tuple[QueueRow, ...]) -> None:
        if ticket != self._asked:
            return
        now = self._desk.now()
        office = self._desk.office
        for row in rows:
            place = office.place(row.place) if office is not None else ""
            parts = (one_line(row.title, 40), story.short_number(row.number), place, one_line(row.who, 8))
            text = "  ·  ".join(p for p in (*parts, story.limit_text(row.due_at, now, row.state)) if p)
            self._add("documents", text, row.case_id)
        self._arrived()

    def _arrived(self) -> None:
        self._awaited -= 1
        if not self.list.count() and not self._awaited:
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
        elif isinstance(value, Beside):
            self.accept()
            if value.card:
                self.person_wanted.emit(value.card)
            else:
                self.place_wanted.emit(value.place, value.household)

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


@lru_cache(maxsize=512)
def _spelled(text: str) -> str:
    """Pinyin and initials of a command."""
    found = speller().text(text)
    return f"{found.full} {found.initials}"
