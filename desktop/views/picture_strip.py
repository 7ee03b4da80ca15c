"""The pictures of a matter in a row: read from the keyed store, decoded on the render lane, opened with one key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.pictures import THUMBNAIL, PictureProblem, decode
from desktop.strings import files as words
from desktop.tasks import RENDER
from desktop.widgets import tokens
from desktop.widgets.thumbnail import Thumbnail
from domain.case import Attachment
from domain.masking import mask_file_name


class PictureStrip(QWidget):
    """`opened(index)`: one of the pictures is wanted in full; `pictures` are (attachment, ordinal in the matter)."""

    opened = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.pictures: tuple[tuple[Attachment, int], ...] = ()
        self.thumbnails: list[Thumbnail] = []
        page = QWidget()
        page.setAutoFillBackground(True)
        page.setBackgroundRole(page.backgroundRole().Base)
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.px(6))
        self._row.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.setAccessibleName(words.STRIP)
        self.fit()
        self.hide()
        desk.fetched.connect(self._fetched)

    def fit(self) -> None:
        """Height at the present font scale, with room for a scroll bar."""
        self.setFixedHeight(tokens.px(104) + self._area.horizontalScrollBar().sizeHint().height() + 2)

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.fit()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the keyboard reaches is in view."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Thumbnail):
            self._area.ensureWidgetVisible(watched)
        return super().eventFilter(watched, event)

    def show_pictures(self, pictures: tuple[tuple[Attachment, int], ...]) -> None:
        """Show these; the same ones again are not read again."""
        if pictures == self.pictures:
            return
        self.pictures = pictures
        for each in self.thumbnails:
            self._row.removeWidget(each)
            each.deleteLater()
        self.thumbnails = []
        for at, (attachment, ordinal) in enumerate(pictures):
            thumbnail = Thumbnail(mask_file_name(attachment.name, ordinal))
            thumbnail.installEventFilter(self)
            thumbnail.clicked.connect(lambda _=False, i=at: self.opened.emit(i))
            self._row.insertWidget(at, thumbnail)
            self.thumbnails.append(thumbnail)
            self._read(at)
        self.setVisible(bool(pictures))

    def _fetched(self, digest: str) -> None:
        for at, (attachment, _) in enumerate(self.pictures):
            if attachment.sha256 == digest:
                self._read(at)

    def _read(self, at: int) -> None:
        digest, thumbnail = self.pictures[at][0].sha256, self.thumbnails[at]
        thumbnail.tell(words.STATES["loading"])

        def decoded(image: QImage) -> None:
            thumbnail.show_image(image)

        def failed(problem: Exception) -> None:
            if not isinstance(problem, PictureProblem):
                raise problem
            thumbnail.tell(words.STATES["broken"])

        def home(data: bytes | None) -> None:
            if data is None:
                thumbnail.tell(words.STATES["absent"])
            else:
                self._desk.lanes.run(RENDER, lambda: decode(data, THUMBNAIL), decoded, failed, thumbnail)

        self._desk.read(lambda store: store.attachment(digest), home, thumbnail)
