"""The lock: counts only, no names of citizens; what was being written stays behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text


class LockScreen(QWidget):
    """`unlock_wanted(password)`; `wrong()` says that it was not the right one."""

    unlock_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self._hint = Text("", "body", tokens.TEXT_2, wrap=True)
        self._counts = Text("", "section", tokens.TEXT)
        self._problem = Text("", "body", tokens.RED, wrap=True)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(words.PIN)
        self.line.setPlaceholderText(words.PIN)
        self.line.setMinimumHeight(tokens.px(36))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        self.line.returnPressed.connect(self._unlock)
        button = Button(words.UNLOCK, "primary", "lock", "Enter")
        button.clicked.connect(self._unlock)
        inner = QWidget()
        inner.setFixedWidth(tokens.px(420))
        column = QVBoxLayout(inner)
        column.setSpacing(tokens.px(10))
        column.addWidget(Text(words.LOCKED, "display", tokens.PRIMARY))
        for each in (self._counts, self._hint, self.line, self._problem):
            column.addWidget(each)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def begin(self, who: str, count: int, late: int) -> None:
        """Show the lock for this person."""
        self._hint.setText(words.LOCKED_HINT.format(who))
        self._counts.setText(words.LOCK_COUNTS.format(count, late))
        self._problem.setText("")
        self.line.clear()
        self.line.setFocus()

    def wrong(self) -> None:
        """It was not the right password."""
        self._problem.setText(words.PIN_WRONG)
        self.line.selectAll()
        self.line.setEnabled(True)
        self.line.setFocus()

    def _unlock(self) -> None:
        if self.line.text():
            self.unlock_wanted.emit(self.line.text())
