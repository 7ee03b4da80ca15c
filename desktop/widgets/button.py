"""Buttons painted by ourselves: Fusion repaints a palette's button colour and loses contrast."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.widgets import tokens
from desktop.widgets.icon import paint_icon


class Button(QPushButton):
    """kind: primary (one in a place), secondary, quiet (no border), link (quiet and low, in a line of text)."""

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        icon_name: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._icon_name, self._key = kind, icon_name, key
        self._menu_mark = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)

    def relabel(self, text: str, key: str = "", icon_name: str | None = None) -> None:
        """Change text, key and icon."""
        self.setText(text)
        self.setAccessibleName(text)
        self._key = key
        if icon_name is not None:
            self._icon_name = icon_name
        self.updateGeometry()
        self.update()

    def mark_menu(self) -> None:
        """Show the arrow of a menu button."""
        self._menu_mark = True
        self.updateGeometry()

    @property
    def _plain(self) -> bool:
        return self._kind in ("quiet", "link")

    @property
    def label(self) -> str:
        """Text with its key, as painted."""
        shown = self.text().replace("&", "")
        return f"{shown} ({self._key})" if self._key else shown

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Room for icon, words and arrow; 34 high at 100 %."""
        width = QFontMetricsF(tokens.type_font("body")).horizontalAdvance(self.label)
        extra = (tokens.px(24) if self._icon_name else 0) + (tokens.px(18) if self._menu_mark else 0)
        side = tokens.px(8 if self._plain else 13)
        return QSize(round(width) + extra + 2 * side, tokens.px(26 if self._kind == "link" else 34))

    def minimumSizeHint(self) -> QSize:
        """Same as the hint: words are never cut."""
        return self.sizeHint()

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        hover, down = self.underMouse(), self.isDown()
        if not self.isEnabled():
            return (None if self._plain else tokens.BACKGROUND), tokens.DIVIDER, tokens.DISABLED
        if self._kind == "primary":
            fill = tokens.PRIMARY_DOWN if down else tokens.PRIMARY_HOVER if hover else tokens.PRIMARY
            return fill, None, tokens.WHITE
        touched = tokens.SELECTION if down else tokens.HOVER if hover else None
        if self._plain:
            return touched, None, tokens.PRIMARY if self._kind == "link" else tokens.TEXT
        return tokens.SURFACE if touched is None else touched, tokens.BORDER, tokens.TEXT

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw face, icon, words, arrow and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        fill, border, ink = self._colours()
        painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(face, tokens.RADIUS, tokens.RADIUS)
        x = face.left() + tokens.px(7 if self._plain else 11)
        if self._icon_name:
            side = tokens.px(18)
            paint_icon(painter, QRectF(x, face.center().y() - side / 2, side, side), self._icon_name, ink)
            x += tokens.px(24)
        painter.setPen(ink)
        painter.setFont(tokens.type_font("body"))
        words = QRectF(x, face.top(), face.right() - x, face.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self.label)
        if self._menu_mark:
            side = tokens.px(14)
            box = QRectF(face.right() - side - tokens.px(6), face.center().y() - side / 2, side, side)
            paint_icon(painter, box, "down", ink)
        if self.hasFocus():
            painter.setPen(QPen(tokens.WHITE if self._kind == "primary" else tokens.PRIMARY, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = 3 if self._kind == "primary" else 1
            painter.drawRoundedRect(face.adjusted(inset, inset, -inset, -inset), tokens.RADIUS, tokens.RADIUS)
        painter.end()
