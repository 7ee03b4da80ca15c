"""A small picture that can be opened, or the word for why there is none to see yet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.widgets import tokens


class Thumbnail(QAbstractButton):
    """`name` is spoken and stands below; Enter and Space open it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(name)
        self.image: QImage | None = None
        self.word = ""

    def tell(self, word: str) -> None:
        """Show a word instead of a picture."""
        self.image, self.word = None, word
        self._told()

    def show_image(self, image: QImage) -> None:
        """Show the picture."""
        self.image, self.word = image, ""
        self._told()

    def _told(self) -> None:
        self.setAccessibleName(f"{self.text()} {self.word}".strip())
        self.update()

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Picture and a line of words."""
        return QSize(tokens.px(116), tokens.px(104))

    def minimumSizeHint(self) -> QSize:
        """Same as the hint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Picture in its frame, name below, ring when focused."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRect(0, 0, self.width(), self.height() - tokens.px(22)).adjusted(2, 2, -3, -3)
        painter.fillRect(frame, tokens.BACKGROUND)
        painter.setFont(tokens.type_font("hint"))
        if self.image is not None:
            size = self.image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            box = QRect(0, 0, size.width(), size.height())
            box.moveCenter(frame.center())
            painter.drawImage(box, self.image)
        else:
            painter.setPen(tokens.TEXT_2)
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), self.word)
        ring = self.hasFocus()
        painter.setPen(QPen(tokens.PRIMARY if ring else tokens.DIVIDER, 2 if ring else 1))
        painter.drawRect(frame)
        painter.setPen(tokens.TEXT_2)
        below = QRect(0, self.height() - tokens.px(22), self.width(), tokens.px(22))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), self.text())
        painter.end()
