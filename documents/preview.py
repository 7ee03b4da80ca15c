"""Pages of a PDF as pixels for the screen; no window toolkit needed."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium


@dataclass(frozen=True, slots=True)
class PagePixels:
    """RGB rows from the top, three bytes a pixel, no padding."""

    rgb: bytes
    width: int
    height: int


def page_count(pdf: bytes) -> int:
    """Number of pages.

    Raises:
        pypdfium2.PdfiumError: not a PDF.
    """
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def render_page(pdf: bytes, page: int, dots_per_inch: float = 96.0) -> PagePixels:
    """Pixels of one page.

    Args:
        pdf: file content.
        page: from 0.
        dots_per_inch: 96 shows the page at the size of a common screen.

    Raises:
        IndexError: no such page.
        pypdfium2.PdfiumError: not a PDF.
    """
    document = pdfium.PdfDocument(pdf)
    try:
        if not 0 <= page < len(document):
            raise IndexError(page)
        opened = document[page]
        picture = opened.render(scale=dots_per_inch / 72).to_pil().convert("RGB")
        opened.close()
        return PagePixels(picture.tobytes(), picture.width, picture.height)
    finally:
        document.close()
