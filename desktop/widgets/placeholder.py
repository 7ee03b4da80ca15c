"""An empty place says why it is empty and offers one step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text


class Placeholder(QWidget):
    """A sentence in the middle and at most one button below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("", "section", tokens.TEXT_2, wrap=True)
        self._reason = Text("", "body", tokens.TEXT_3, wrap=True)
        self._button = Button("")
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._clicked)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for each in (self._title, self._reason):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(each)
        column.addSpacing(tokens.px(8))
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def words(self) -> str:
        """Title and reason, for tests and screen readers."""
        return f"{self._title.text()} {self._reason.text()}".strip()

    def explain(
        self, title: str, reason: str = "", action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Say why nothing is here."""
        self._title.setText(title)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._act = act
        self._button.relabel(action)
        self._button.setVisible(bool(action and act))
        self.setAccessibleName(self.words)

    def _clicked(self) -> None:
        if self._act is not None:
            self._act()
