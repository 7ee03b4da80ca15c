"""A card in the lower right corner that never takes the focus; one merged card, seconds counting."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.chip import Chip
from desktop.widgets.text import Elided, Text


class AlertCard(QWidget):
    """`opened` on a click anywhere."""

    opened = Signal()

    def __init__(self, title: str, open_text: str) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_X11DoNotAcceptFocus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(title)
        self._title = Text("", "strong")
        self._line = Elided("", "body", tokens.TEXT_2)
        self.chip = Chip()
        button = Button(open_text, "primary")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.opened)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.chip)
        foot = QHBoxLayout()
        foot.addWidget(self._line, 1)
        foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(14), tokens.px(12), tokens.px(14), tokens.px(12))
        column.addLayout(head)
        column.addLayout(foot)
        self.setFixedSize(tokens.px(380), tokens.px(104))

    def tell(self, title: str, line: str, tone: str, chip: str) -> None:
        """Show or renew the card; text is one line without names."""
        self._title.setText(title)
        self._line.setText(line)
        self.chip.show_chip(tone, chip)
        if not self.isVisible():
            self._place()
            self.show()

    def _place(self) -> None:
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            area = screen.availableGeometry()
            self.move(area.right() - self.width() - 16, area.bottom() - self.height() - 16)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """A click opens."""
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A white card with a red edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.SURFACE)
        painter.setPen(QPen(tokens.BORDER, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.fillRect(QRectF(0, 0, 4, self.height()), tokens.RED)
        painter.end()
