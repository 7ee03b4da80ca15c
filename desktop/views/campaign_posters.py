"""The preview page of a campaign: wording, paper and the first sheets at their real size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.campaigns.campaign import Wording
from desktop.campaigns.posters import PosterJob, preview_pdf
from desktop.strings import campaign as words
from desktop.views.imports_frame import scrolled
from desktop.widgets import tokens
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.text import Text
from documents.poster import PosterSize
from documents.preview import PagePixels, page_count, render_page

PAGES = 6
_THUMB_DPI, _SCREEN_DPI = 18.0, 96.0
_SOON_MS = 500


@dataclass(frozen=True)
class Preview:
    """Pixels of the first pages: small ones and whole ones."""

    thumbs: tuple[PagePixels, ...]
    pages: tuple[PagePixels, ...]


def make_preview(job: PosterJob) -> Preview:
    """Render the first pages of a job. Runs on the render lane. Raises PostersRefused."""
    pdf = preview_pdf(job, PAGES * job.size.on_a_page)
    count = page_count(pdf)
    thumbs = tuple(render_page(pdf, at, _THUMB_DPI) for at in range(count))
    return Preview(thumbs, tuple(render_page(pdf, at, _SCREEN_DPI) for at in range(min(count, PAGES))))


def _image(pixels: PagePixels) -> QImage:
    return QImage(
        pixels.rgb, pixels.width, pixels.height, pixels.width * 3, QImage.Format.Format_RGB888
    ).copy()


class Sheet(QWidget):
    """One page at 100 %."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()

    def show_page(self, pixels: PagePixels | None, name: str = "") -> None:
        """Show a page, or nothing."""
        self._image = _image(pixels) if pixels is not None else QImage()
        self.setFixedSize(self._image.size() if pixels is not None else QSize(1, 1))
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the page with a thin edge."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.setPen(tokens.DIVIDER)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PreviewPage(QWidget):
    """`changed` half a second after the last key: wording, size and offset are asked for then."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QLineEdit] = {}
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.changed)
        self.practice = Text(words.PRACTICE, "hint", tokens.AMBER, wrap=True)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(tokens.px(3))
        for name, label in words.FIELDS.items():
            line = QLineEdit()
            line.setAccessibleName(label)
            line.setPlaceholderText(words.HINTS.get(name, ""))
            line.setMinimumHeight(tokens.px(32))
            line.textEdited.connect(lambda _: self._soon.start())
            self.fields[name] = line
            form.addRow(Text(label, "hint", tokens.TEXT_2), line)
        self.size_row = ChoiceRow(tuple((size.value, words.SIZES[size.value]) for size in PosterSize))
        self.size_row.setAccessibleName(words.SIZE)
        self.size_row.choose((PosterSize.A4.value,))
        self.size_row.changed.connect(self.changed)
        form.addRow(Text(words.SIZE, "hint", tokens.TEXT_2), self.size_row)
        self.right, self.up = _millimetres(words.OFFSET_X), _millimetres(words.OFFSET_Y)
        offsets = QHBoxLayout()
        for box in (self.right, self.up):
            box.valueChanged.connect(lambda _: self._soon.start())
            offsets.addWidget(box)
        form.addRow(Text(words.OFFSET, "hint", tokens.TEXT_2), offsets)
        area = self._side(form)
        self.head = Text("", "body", tokens.TEXT_2, wrap=True)
        self.thumbs = QListWidget()
        self.thumbs.setViewMode(QListView.ViewMode.IconMode)
        self.thumbs.setMovement(QListView.Movement.Static)
        self.thumbs.setFlow(QListView.Flow.TopToBottom)
        self.thumbs.setWrapping(False)
        self.thumbs.setFrameShape(QFrame.Shape.NoFrame)
        self.thumbs.setIconSize(QSize(150, 212))
        self.thumbs.setFixedWidth(190)
        self.thumbs.setAccessibleName(words.STEPS[2])
        self.thumbs.currentRowChanged.connect(self._show_page)
        self.sheet = Sheet()
        self.window_area = QScrollArea()
        self.window_area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.window_area.setWidget(self.sheet)
        self._preview: Preview | None = None
        pages = QHBoxLayout()
        pages.addWidget(self.thumbs)
        pages.addWidget(self.window_area, 1)
        main = QVBoxLayout()
        main.addWidget(self.head)
        main.addLayout(pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.px(14))
        row.addWidget(area)
        row.addLayout(main, 1)

    def _side(self, form: QFormLayout) -> QScrollArea:
        side = QWidget()
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, tokens.px(8), 0)
        left.addLayout(form)
        left.addWidget(self.practice)
        left.addStretch(1)
        area = scrolled(side)
        area.setFixedWidth(tokens.px(300))
        return area

    def show_wording(self, wording: Wording, *, practice: bool) -> None:
        """Fill the fields."""
        for name, line in self.fields.items():
            if line.text() != getattr(wording, name):
                line.setText(getattr(wording, name))
        self.practice.setVisible(practice)

    def wording(self) -> Wording:
        """What the fields say."""
        return Wording(**{name: line.text().strip() for name, line in self.fields.items()})

    def size_chosen(self) -> PosterSize:
        """The paper."""
        return PosterSize(next(iter(self.size_row.values()), PosterSize.A4.value))

    def offset(self) -> tuple[float, float]:
        """Millimetres to the right and up."""
        return self.right.value(), self.up.value()

    def wait(self) -> None:
        """A preview is being made."""
        self.head.setText(words.RENDERING)

    def show_preview(self, preview: Preview | None, pages: int) -> None:
        """Show pages, or none."""
        self._preview = preview
        self.thumbs.clear()
        if preview is None:
            self.head.setText("")
            self.sheet.show_page(None)
            return
        self.head.setText(words.PREVIEW.format(len(preview.thumbs), pages))
        for at, pixels in enumerate(preview.thumbs, 1):
            item = QListWidgetItem(QIcon(QPixmap.fromImage(_image(pixels))), words.PAGE_NAME.format(at))
            self.thumbs.addItem(item)
        self.thumbs.setCurrentRow(0)

    def _show_page(self, at: int) -> None:
        if self._preview is not None and 0 <= at < len(self._preview.pages):
            self.sheet.show_page(self._preview.pages[at], words.PAGE_NAME.format(at + 1))


def _millimetres(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(-20, 20)
    box.setDecimals(1)
    box.setSingleStep(0.5)
    box.setPrefix(f"{name} ")
    box.setAccessibleName(name)
    box.setMinimumHeight(tokens.px(32))
    return box
