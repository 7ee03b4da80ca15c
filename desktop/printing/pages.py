"""Pages of a PDF as pictures: for the screen, and page by page for the printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.strings import papers as words
from desktop.tasks import RENDER, Lanes
from documents.preview import PagePixels, page_count, render_page

PRINT_DPI = 300
_MM_PER_INCH = 25.4


def image_of(pixels: PagePixels) -> QImage:
    """The picture of a page; it owns its bytes."""
    image = QImage(pixels.rgb, pixels.width, pixels.height, pixels.width * 3, QImage.Format.Format_RGB888)
    return image.copy()


class PrintRun(QObject):
    """Sends one PDF to a printer in its real size, one page in memory at a time.

    `ended(str)`: the sentence of what went wrong, "" when all pages were sent.
    """

    ended = Signal(str)

    def __init__(
        self,
        lanes: Lanes,
        printer: QPrinter,
        pdf: bytes,
        offset: tuple[float, float],
        parent: QObject | None = None,
    ) -> None:
        """`offset`: millimetres to the right and down."""
        super().__init__(parent)
        self._lanes, self._printer, self._pdf, self._offset = lanes, printer, pdf, offset
        self._painter = QPainter()
        self._dpi = min(printer.resolution(), PRINT_DPI)
        self._left: list[int] = []
        self.pages = 0

    def start(self) -> None:
        """Begin; the pages follow one another on the render lane."""
        count = page_count(self._pdf)
        first = max(1, self._printer.fromPage() or 1)
        last = min(count, self._printer.toPage() or count)
        wanted = list(range(first - 1, last))
        loops = 1 if self._printer.supportsMultipleCopies() else max(1, self._printer.copyCount())
        self._left = wanted * loops
        self.pages = len(wanted)
        self._printer.setFullPage(True)
        if not self._left or not self._painter.begin(self._printer):
            self.ended.emit(words.PRINTER)
            return
        self._next(first_page=True)

    def _next(self, *, first_page: bool) -> None:
        page = self._left.pop(0)
        work: Callable[[], PagePixels] = lambda: render_page(self._pdf, page, self._dpi)  # noqa: E731
        self._lanes.run(RENDER, work, lambda pixels: self._draw(pixels, first_page), self._failed, self)

    def _draw(self, pixels: PagePixels, first_page: bool) -> None:
        if not first_page and not self._printer.newPage():
            self._finish(words.PRINTER)
            return
        scale = self._printer.resolution() / self._dpi
        per_mm = self._printer.resolution() / _MM_PER_INCH
        x, y = self._offset[0] * per_mm, self._offset[1] * per_mm
        self._painter.drawImage(QRectF(x, y, pixels.width * scale, pixels.height * scale), image_of(pixels))
        if self._left:
            self._next(first_page=False)
        else:
            self._finish("")

    def _failed(self, problem: Exception) -> None:  # noqa: ARG002
        self._finish(words.PRINTER)

    def _finish(self, message: str) -> None:
        done = self._painter.end()
        self._pdf = b""
        broken = self._printer.printerState() == QPrinter.PrinterState.Error or not done
        self.ended.emit(words.PRINTER if broken and not message else message)
