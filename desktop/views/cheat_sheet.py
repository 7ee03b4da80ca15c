"""All keys on one sheet, made from the registry."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.actions import ACTIONS, CONTEXTS, shown_key
from desktop.strings import actions as action_words
from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text

_COLUMNS = 3


class CheatSheet(QDialog):
    """`letters_wanted(bool)` switches the single letters on or off."""

    letters_wanted = Signal(bool)

    def __init__(self, letters_on: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.CHEAT_TITLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(20), tokens.px(14), tokens.px(20), tokens.px(14))
        row = QHBoxLayout()
        row.setSpacing(tokens.px(28))
        for context in CONTEXTS:
            row.addLayout(self._block(context), 1)
        column.addLayout(row)
        foot = QHBoxLayout()
        switch = Button(words.CHEAT_OFF if letters_on else words.CHEAT_ON)
        switch.clicked.connect(lambda: self.letters_wanted.emit(not letters_on))
        switch.clicked.connect(self.accept)
        close = Button(words.CLOSE, "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(switch)
        foot.addStretch(1)
        foot.addWidget(close)
        column.addSpacing(tokens.px(8))
        column.addLayout(foot)

    @staticmethod
    def _block(context: str) -> QVBoxLayout:
        block = QVBoxLayout()
        block.addWidget(Text(action_words.CONTEXTS[context], "section"))
        grid = QGridLayout()
        grid.setVerticalSpacing(tokens.px(3))
        grid.setHorizontalSpacing(tokens.px(14))
        lines = [(shown_key(a.key), a.text) for a in ACTIONS if a.context == context and a.key]
        if context == "global":
            lines.append(("Alt+1 … 9", action_words.QUEUE_ACTION.format("1…9")))
        for at, (key, text) in enumerate(lines):
            grid.addWidget(Text(key, "strong", tokens.PRIMARY), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(text), at, 1)
        block.addLayout(grid)
        block.addStretch(1)
        return block
