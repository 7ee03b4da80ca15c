"""A line above the work: one notice at a time, inside the layout, never over what somebody is writing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.icon import paint_icon
from desktop.widgets.text import Text

TONES = {
    "red": (tokens.NOTICE_RED, tokens.RED),
    "amber": (tokens.NOTICE_AMBER, tokens.AMBER),
    "blue": (tokens.NOTICE_BLUE, tokens.PRIMARY),
    "green": (tokens.NOTICE_GREEN, tokens.GREEN),
}
"""Tone -> (ground, ink)."""


class NoticeBar(QWidget):
    """tone: one of TONES. Actions are (text, callback) pairs."""

    def __init__(self, parent: QWidget | None = None, *, rounded: bool = False) -> None:
        super().__init__(parent)
        self._tone, self._icon_name, self._rounded = "amber", "warning", rounded
        self._buttons: list[Button] = []
        self._words = Text(wrap=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._fit()
        self.hide()

    def _fit(self) -> None:
        """Room for the icon and the words at the present scale."""
        self._row.setContentsMargins(tokens.px(40), tokens.px(5), tokens.px(12), tokens.px(5))
        self._row.setSpacing(tokens.px(6))
        self.setMinimumHeight(tokens.px(42))

    def event(self, event: QEvent) -> bool:
        """Another scale moves the words away from the icon."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()
        return super().event(event)

    @property
    def words(self) -> str:
        """The notice shown."""
        return self._words.text()

    def show_notice(
        self,
        tone: str,
        text: str,
        icon_name: str = "warning",
        actions: tuple[tuple[str, Callable[[], None]], ...] = (),
    ) -> None:
        """Show the notice; an empty text hides the bar."""
        self._tone, self._icon_name = tone, icon_name
        self._words.setText(text)
        self.setAccessibleName(text)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for label, act in actions:
            button = Button(label)
            button.clicked.connect(act)
            self._row.addWidget(button)
            self._buttons.append(button)
        self.setVisible(bool(text))
        self.update()

    def clear(self) -> None:
        """Hide the bar."""
        self.show_notice(self._tone, "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw ground, icon and the line below."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        ground, ink = TONES[self._tone]
        if self._rounded:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(ink, 1))
            painter.setBrush(ground)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS, tokens.RADIUS)
        else:
            painter.fillRect(box, ground)
            painter.setPen(QColor(tokens.DIVIDER))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        side = tokens.px(18)
        paint_icon(
            painter,
            QRectF(tokens.px(13), box.center().y() - side / 2, side, side),
            self._icon_name,
            ink,
        )
        painter.end()


class Line(QWidget):
    """A hairline between parts."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.DIVIDER)
        painter.end()
