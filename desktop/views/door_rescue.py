"""When the data does not open: repair a damaged file, unlock it by password or recovery code, or begin anew."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.models.carrying import Way
from desktop.strings import safety as words
from desktop.strings import start as start_words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text


class DoorRescue(QWidget):
    """`repair_wanted`, `unlock_wanted(Way)`, `anew_wanted`, `retry_wanted`; `refuse(text)` for what is missing."""

    repair_wanted = Signal()
    unlock_wanted = Signal(object)
    anew_wanted = Signal()
    retry_wanted = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.repair = Button(words.REPAIR, "primary")
        self.repair.clicked.connect(self.repair_wanted)
        self.lines = {name: QLineEdit() for name in ("login", "password", "code")}
        self.lines["password"].setEchoMode(QLineEdit.EchoMode.Password)
        self.lines["code"].setPlaceholderText(words.UNLOCK_CODE_HINT)
        self.unlock = Button(words.UNLOCK, "primary", key="Enter")
        self.unlock.clicked.connect(self._unlock)
        self.anew = Button(words.ANEW)
        self.anew.clicked.connect(self._anew)
        self._sure = False
        form = QFormLayout()
        labels = (words.UNLOCK_LOGIN, words.UNLOCK_PASSWORD, words.UNLOCK_CODE)
        for label, line in zip(labels, self.lines.values(), strict=True):
            line.setAccessibleName(label)
            line.setMinimumHeight(tokens.px(34))
            line.returnPressed.connect(self._unlock)
            form.addRow(Text(label, "body", tokens.TEXT_2), line)
        self._locked = QWidget()
        inner = QVBoxLayout(self._locked)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(Text(words.UNLOCK_TITLE, "section"))
        inner.addLayout(form)
        row = QHBoxLayout()
        row.addWidget(self.unlock)
        row.addWidget(self.anew)
        row.addStretch(1)
        inner.addLayout(row)
        inner.addWidget(Text(words.ANEW_HINT, "hint", tokens.TEXT_3, wrap=True))
        retry = Button(start_words.TRY_AGAIN)
        retry.clicked.connect(self.retry_wanted)
        self._damaged = QWidget()
        buttons = QHBoxLayout(self._damaged)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.repair)
        buttons.addWidget(retry)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self._damaged)
        column.addWidget(self._locked)
        column.addStretch(1)

    def show_for(self, locked: bool) -> None:
        """Ask for a way in, or offer the repair."""
        self._locked.setVisible(locked)
        self._damaged.setVisible(not locked)
        self._sure = False
        self.anew.relabel(words.ANEW)
        self.lines["password"].clear()
        self.lines["code"].clear()
        (self.lines["login"] if locked else self.repair).setFocus()

    def _unlock(self) -> None:
        way = Way(*(line.text() for line in self.lines.values()))
        if way.code.strip() or (way.login.strip() and way.password):
            self.unlock_wanted.emit(way)
        else:
            self.refused.emit(words.UNLOCK_FIELDS)

    def _anew(self) -> None:
        if self._sure:
            self.anew_wanted.emit()
            return
        self._sure = True
        self.anew.relabel(words.ANEW_SURE)
