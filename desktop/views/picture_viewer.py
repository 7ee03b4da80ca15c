"""Looking at the pictures of a matter one by one: whole or at their own size, by keys or buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.pictures import WHOLE, PictureProblem, decode
from desktop.strings import files as words
from desktop.tasks import RENDER
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.text import Elided
from domain.case import Attachment
from domain.masking import mask_file_name

SIZE = (980, 660)


class _Canvas(QWidget):
    """Paints a picture at the size it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """The picture and nothing else."""
        if self.image is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.image)
            painter.end()


class PictureViewer(QDialog):
    """`save_wanted(Attachment)`: keep a copy outside. Keys: ← →, F, 1, Esc."""

    save_wanted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        pictures: tuple[tuple[Attachment, int], ...],
        at: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.VIEWER)
        self._desk, self._pictures = desk, pictures
        self.at = at
        self.fitted = True
        self.canvas = _Canvas()
        self.title = Elided("", "strong")
        self.told = Placeholder()
        self._area = QScrollArea()
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self.canvas)
        self._area.setAccessibleName(words.VIEWER)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._area)
        self._stack.addWidget(self.told)
        self.before, self.after = Button(words.BEFORE, key="←"), Button(words.AFTER, key="→")
        self._fit, self._actual = Button(words.FIT, key="F"), Button(words.ACTUAL, key="1")
        self._build()
        self.resize(tokens.px(SIZE[0]), tokens.px(SIZE[1]))
        self._open()

    def _build(self) -> None:
        save, close = Button(words.SAVE), Button(words.CLOSE, key="Esc")
        row = QHBoxLayout()
        for button, act in (
            (self.before, lambda: self.step(-1)), (self.after, lambda: self.step(1)),
            (self._fit, lambda: self.fit(True)), (self._actual, lambda: self.fit(False)),
            (save, lambda: self.save_wanted.emit(self._pictures[self.at][0])), (close, self.reject),
        ):  # fmt: skip
            button.clicked.connect(act)
            row.addWidget(button)
        row.insertStretch(2, 1)
        row.insertStretch(5, 1)
        for keys, act in (
            ("Left", lambda: self.step(-1)), ("Right", lambda: self.step(1)), ("F", lambda: self.fit(True)),
            ("1", lambda: self.fit(False)),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addWidget(self._stack, 1)
        column.addLayout(row)

    @property
    def shown(self) -> bool:
        """A picture is to be seen."""
        return self._stack.currentWidget() is self._area

    def step(self, by: int) -> None:
        """The next or the one before; at the ends it stays."""
        at = max(0, min(len(self._pictures) - 1, self.at + by))
        if at != self.at:
            self.at = at
            self._open()

    def _open(self) -> None:
        attachment, ordinal = self._pictures[self.at]
        name = mask_file_name(attachment.name, ordinal)
        self.title.setText(words.AT.format(name, self.at + 1, len(self._pictures)))
        self.before.setEnabled(self.at > 0)
        self.after.setEnabled(self.at < len(self._pictures) - 1)
        self.canvas.image = None
        self._say(words.LOADING)
        at = self.at
        self._desk.read(lambda store: store.attachment(attachment.sha256), lambda d: self._take(at, d), self)

    def _say(self, title: str, reason: str = "", *, fetch: bool = False) -> None:
        if fetch:
            self.told.explain(title, reason, words.FETCH, self._fetch)
        else:
            self.told.explain(title, reason)
        self._stack.setCurrentWidget(self.told)

    def _take(self, at: int, data: bytes | None) -> None:
        if at != self.at:
            return
        if data is None:
            self._say(words.ABSENT, words.ABSENT_REASON, fetch=True)
            return

        def failed(problem: Exception) -> None:
            if not isinstance(problem, PictureProblem):
                raise problem
            if at == self.at:
                self._say(str(problem))

        self._desk.lanes.run(
            RENDER, lambda: decode(data, WHOLE), lambda image: self._show(at, image), failed, self
        )

    def _show(self, at: int, image: QImage) -> None:
        if at == self.at:
            self.canvas.image = image
            self._stack.setCurrentWidget(self._area)
            self.fit(self.fitted)

    def _fetch(self) -> None:
        at, attachment = self.at, self._pictures[self.at][0]
        self._say(words.FETCHING)

        def home(problem: str) -> None:
            if at != self.at:
                return
            if problem:
                self._say(words.ABSENT, problem, fetch=True)
            else:
                self._open()

        self._desk.fetch(attachment, home, self)

    def fit(self, whole: bool) -> None:
        """Whole in the window, or one point of the picture on one point of the screen."""
        self.fitted = whole
        image = self.canvas.image
        if image is None:
            return
        size = image.size()
        if whole:
            small = size.scaled(self._area.maximumViewportSize(), Qt.AspectRatioMode.KeepAspectRatio)
            size = small if small.width() < size.width() else size
        else:
            ratio = self.devicePixelRatioF()
            size = QSize(round(size.width() / ratio), round(size.height() / ratio))
        self.canvas.resize(size.expandedTo(QSize(1, 1)))
        self.canvas.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture follows the window."""
        super().resizeEvent(event)
        if self.fitted:
            self.fit(True)
