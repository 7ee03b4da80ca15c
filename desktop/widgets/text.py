"""Labels. The only place where a QLabel is made: plain text always, whatever a citizen wrote."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.widgets import tokens


class Text(QLabel):
    """Plain text in one of the type roles; follows the font scale."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        colour: QColor | None = None,
        *,
        wrap: bool = False,
        select: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setText(text)
        self._role = role
        self.setFont(tokens.type_font(role))
        self.setWordWrap(wrap)
        if select:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        if colour is not None:
            self.tint(colour)

    def tint(self, colour: QColor) -> None:
        """Give the text a colour."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(tokens.type_font(self._role))
        return super().event(event)


class Elided(Text):
    """One line that shortens with … when there is no room."""

    def minimumSizeHint(self) -> QSize:
        """Six characters at least."""
        return QSize(tokens.px(84), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the shortened text."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        line = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
        painter.end()


def one_line(text: str, limit: int = 200) -> str:
    """The text as one line without control or direction characters, for rows and headings.

    The stored text is never altered; this is for drawing in places that have room for one line only.
    """
    kept = "".join(c if c.isprintable() else " " for c in text[: limit * 2])
    return " ".join(kept.split())[:limit]
