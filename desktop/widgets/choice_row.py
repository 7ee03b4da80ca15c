"""A row of choices that are pressed like keys: 1 接通, 2 未接通 … with the digit keys choosing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QSizePolicy, QWidget

from desktop.widgets import tokens


class FlowLayout(QLayout):
    """Widgets in lines, wrapping to the next line when there is no room."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        """Remove one item."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """As one line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.y()


class ChoiceButton(QAbstractButton):
    """One choice; checked is filled."""

    def __init__(self, text: str, digit: int, tick: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digit, self._tick = digit, tick
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def _label(self) -> str:
        return f"{self._digit}  {self.text()}" if self._digit else self.text()

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        """34 high at 100 %."""
        width = QFontMetricsF(tokens.type_font("body")).horizontalAdvance(self._label)
        return QSize(round(width) + tokens.px(44 if self._tick else 26), tokens.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the choice."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        on = self.isChecked()
        painter.setPen(QPen(tokens.PRIMARY if on else tokens.BORDER, 1.5 if on else 1))
        painter.setBrush(tokens.SELECTION if on else tokens.HOVER if self.underMouse() else tokens.SURFACE)
        painter.drawRoundedRect(face, tokens.RADIUS, tokens.RADIUS)
        left = face.left() + tokens.px(11)
        if self._tick:
            side = tokens.px(15)
            box = QRectF(left - tokens.px(2), face.center().y() - side / 2, side, side)
            painter.setPen(QPen(tokens.PRIMARY if on else tokens.BORDER, 1.2))
            painter.setBrush(tokens.PRIMARY if on else tokens.SURFACE)
            painter.drawRoundedRect(box, 2, 2)
            if on:
                painter.setPen(QPen(tokens.WHITE, 2))
                painter.drawPolyline([
                    QPoint(round(box.left() + side * 0.22), round(box.center().y())),
                    QPoint(round(box.left() + side * 0.44), round(box.bottom() - side * 0.26)),
                    QPoint(round(box.right() - side * 0.2), round(box.top() + side * 0.28)),
                ])  # fmt: skip
            left += tokens.px(19)
        painter.setPen(tokens.TEXT if self.isEnabled() else tokens.DISABLED)
        painter.setFont(tokens.type_font("strong" if on and not self._tick else "body"))
        words = QRectF(left, face.top(), face.right() - left, face.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self._label)
        if self.hasFocus():
            painter.setPen(QPen(tokens.PRIMARY, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(face.adjusted(1, 1, -1, -1), tokens.RADIUS, tokens.RADIUS)
        painter.end()


class ChoiceRow(QWidget):
    """`changed` after every choice. `many` allows several; digits choose when there are at most nine."""

    changed = Signal()

    def __init__(
        self,
        options: tuple[tuple[str, str], ...],
        many: bool = False,
        numbered: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._many = many
        self._values = [value for value, _ in options]
        self._buttons: list[ChoiceButton] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        flow = FlowLayout(self, tokens.px(6))
        for index, (_, text) in enumerate(options):
            button = ChoiceButton(text, index + 1 if numbered and index < 9 else 0, many)
            button.clicked.connect(lambda _=False, i=index: self._clicked(i))
            flow.addWidget(button)
            self._buttons.append(button)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else 0

    def values(self) -> tuple[str, ...]:
        """What is chosen, in the order of the options."""
        return tuple(v for v, b in zip(self._values, self._buttons, strict=True) if b.isChecked())

    def choose(self, values: tuple[str, ...]) -> None:
        """Set what is chosen, without telling."""
        for value, button in zip(self._values, self._buttons, strict=True):
            button.setChecked(value in values)

    def press(self, digit: int) -> bool:
        """Choose by number, from 1; False when there is no such choice."""
        if 1 <= digit <= len(self._buttons):
            self._buttons[digit - 1].click()
            return True
        return False

    def _clicked(self, index: int) -> None:
        if not self._many:
            for each, button in enumerate(self._buttons):
                button.setChecked(each == index)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and arrows choose."""
        if event.text().isdigit() and event.text().isascii() and self.press(int(event.text())):
            return
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
            Qt.Key(event.key()), 0
        )
        if step and self._buttons and not self._many:
            now = next((i for i, b in enumerate(self._buttons) if b.isChecked()), -1)
            self._clicked((now + step) % len(self._buttons))
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A ring while the row has the focus."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(tokens.PRIMARY, 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()
