"""Practice only: a list of the sample people; Enter signs in as the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.models.practice import Identity
from desktop.strings import practice as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text

_LOGIN = Qt.ItemDataRole.UserRole


class IdentityDialog(QDialog):
    """`chosen(login)`; `current`, the id of a person, is marked and not chosen again."""

    chosen = Signal(str)

    def __init__(self, people: tuple[Identity, ...], current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.TITLE)
        self.line = QLineEdit(placeholderText=words.FIND)
        self.line.setAccessibleName(words.FIND)
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumHeight(tokens.px(34))
        self.list = QListWidget()
        self.list.setAccessibleName(words.TITLE)
        self.list.setUniformItemSizes(True)
        for each in people:
            item = QListWidgetItem(words.NOW.format(each.label) if each.person == current else each.label)
            item.setData(_LOGIN, each.login)
            if each.person == current:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.take_button = Button(words.TAKE, "primary", key="Enter")
        close = Button(words.CLOSE, key="Esc")
        row = QHBoxLayout()
        row.addWidget(self.take_button)
        row.addWidget(close)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(Text(words.TITLE, "section"))
        column.addWidget(Text(words.REASON, "body", tokens.TEXT_2, wrap=True))
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda _: self.take())
        self.take_button.clicked.connect(self.take)
        close.clicked.connect(self.reject)
        self.resize(tokens.px(560), tokens.px(520))
        self._filter("")
        self.line.setFocus()

    def _open(self) -> list[QListWidgetItem]:
        items = [self.list.item(at) for at in range(self.list.count())]
        return [i for i in items if not i.isHidden() and i.flags() & Qt.ItemFlag.ItemIsEnabled]

    def _filter(self, text: str) -> None:
        parts = text.split()
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(not all(part in item.text() for part in parts))
        found = self._open()
        if found:
            self.list.setCurrentItem(found[0])
        self.take_button.setEnabled(bool(found))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down walk the list and Enter takes while something is typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        found, now = self._open(), self.list.currentItem()
        if found:
            at = found.index(now) if now in found else 0
            self.list.setCurrentItem(found[max(0, min(len(found) - 1, at + by))])

    def take(self) -> None:
        """Sign in as the chosen one."""
        item = self.list.currentItem()
        if item in self._open():
            self.chosen.emit(str(item.data(_LOGIN)))
            self.accept()
