"""The page as it will lie on paper: zoom, page keys, nothing but pixels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.strings import papers as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text

ZOOMS = (50, 75, 100, 125, 150, 200)
_PAGE_INCHES = (8.27, 11.69)
_SCREEN_DPI = 96.0
_EDGE = 8


class Sheet(QWidget):
    """One picture of a page on a grey ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._size = QSize()

    def show_image(self, image: QImage, size: QSize) -> None:
        """Show a picture in a size of logical pixels."""
        self._image, self._size = image, size
        self.setFixedSize(size + QSize(2 * _EDGE, 2 * _EDGE) if not image.isNull() else QSize(1, 1))
        self.update()

    @property
    def image(self) -> QImage:
        """The picture shown."""
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the page with a thin edge."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.drawImage(box, self._image)
        painter.setPen(tokens.BORDER)
        painter.drawRect(box.adjusted(-1, -1, 0, 0))
        painter.end()


class PageView(QWidget):
    """`wanted(page, dots per inch)`: the page (from 0) is to be rendered and given back by `show_page`."""

    wanted = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self.page = 0
        self.zoom = 0
        self.sheet = Sheet()
        self._area = QScrollArea()
        self._area.setWidget(self.sheet)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area.setAccessibleName(words.PAPERS)
        self._previous = Button(words.PREVIOUS, "quiet")
        self._following = Button(words.FOLLOWING, "quiet")
        self._place = Text("", "body", tokens.TEXT_2)
        self._smaller = Button("−", "quiet")
        self._larger = Button("+", "quiet")
        self._fit = Button(words.FIT, "quiet")
        self._previous.setToolTip("PgUp")
        self._following.setToolTip("PgDn")
        self._smaller.setAccessibleName(words.SMALLER)
        self._larger.setAccessibleName(words.LARGER)
        self._share = Text("", "body", tokens.TEXT_2)
        self._place_parts()
        self._previous.clicked.connect(lambda: self.turn(-1))
        self._following.clicked.connect(lambda: self.turn(1))
        self._smaller.clicked.connect(lambda: self.step_zoom(-1))
        self._larger.clicked.connect(lambda: self.step_zoom(1))
        self._fit.clicked.connect(lambda: self.set_zoom(0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setFocusProxy(self)
        self.clear()

    def _place_parts(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(tokens.px(8), tokens.px(2), tokens.px(8), tokens.px(2))
        for part in (self._previous, self._place, self._following):
            bar.addWidget(part)
        bar.addStretch(1)
        for part in (self._smaller, self._share, self._larger, self._fit):
            bar.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._area, 1)

    def clear(self) -> None:
        """Show no page."""
        self.count = self.page = 0
        self.sheet.show_image(QImage(), QSize())
        self._show_state()

    def open(self, count: int) -> None:
        """A paper with so many pages; the page stays when it still exists."""
        self.count = count
        self.page = min(self.page, count - 1)
        self._ask()

    def turn(self, by: int) -> None:
        """Go on or back."""
        self.go(self.page + by)

    def go(self, page: int) -> None:
        """Show that page, counted from 0."""
        page = max(0, min(page, self.count - 1))
        if self.count and page != self.page:
            self.page = page
            self._area.verticalScrollBar().setValue(0)
            self._ask()

    def set_zoom(self, percent: int) -> None:
        """Percent of the real size, 0 fits the width."""
        self.zoom = percent
        self._ask()

    def step_zoom(self, by: int) -> None:
        """The next larger or smaller size."""
        now = self.percent
        larger, smaller = [z for z in ZOOMS if z > now], [z for z in ZOOMS if z < now]
        self.set_zoom(
            (larger[0] if larger else ZOOMS[-1]) if by > 0 else (smaller[-1] if smaller else ZOOMS[0])
        )

    @property
    def percent(self) -> int:
        """The size in which the page is shown."""
        if self.zoom:
            return self.zoom
        bar = self._area.verticalScrollBar().sizeHint().width()
        room = self._area.width() - bar - 2 * _EDGE - 4
        return max(25, min(200, int(room / (_PAGE_INCHES[0] * _SCREEN_DPI) * 100)))

    def _ask(self) -> None:
        self._show_state()
        if self.count:
            self.wanted.emit(self.page, _SCREEN_DPI * self.percent / 100 * self.devicePixelRatioF())

    def show_page(self, page: int, image: QImage) -> None:
        """Take a rendered page; one that is no longer wanted is dropped."""
        if page == self.page and self.count:
            ratio = self.devicePixelRatioF()
            self.sheet.show_image(image, QSize(round(image.width() / ratio), round(image.height() / ratio)))

    def _show_state(self) -> None:
        shown = self.count > 0
        for part in (self._previous, self._following, self._smaller, self._larger, self._fit):
            part.setEnabled(shown)
        self._previous.setEnabled(shown and self.page > 0)
        self._following.setEnabled(shown and self.page < self.count - 1)
        self._place.setText(words.PAGE_OF.format(self.page + 1, self.count) if shown else "")
        self._share.setText(words.ZOOM.format(self.percent) if shown else "")
        self._area.setAccessibleDescription(words.PAGE.format(self.page + 1, self.count) if shown else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDn turn pages, Home and End go to the ends, + − and 0 change the size, arrows scroll."""
        bar = self._area.verticalScrollBar()
        step = {
            Qt.Key.Key_PageDown: lambda: self.turn(1), Qt.Key.Key_PageUp: lambda: self.turn(-1),
            Qt.Key.Key_Home: lambda: self.go(0), Qt.Key.Key_End: lambda: self.go(self.count - 1),
            Qt.Key.Key_Plus: lambda: self.step_zoom(1), Qt.Key.Key_Equal: lambda: self.step_zoom(1),
            Qt.Key.Key_Minus: lambda: self.step_zoom(-1), Qt.Key.Key_0: lambda: self.set_zoom(0),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + 60),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - 60),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            step()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted page follows the width."""
        super().resizeEvent(event)
        if not self.zoom and self.count:
            self._ask()

    def event(self, event: QEvent) -> bool:
        """Render anew on a screen of another density."""
        if event.type() == QEvent.Type.DevicePixelRatioChange and self.count:
            self._ask()
        return super().event(event)
