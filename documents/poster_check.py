"""Reading the codes of a finished file the way a telephone does: from the rendered page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pypdfium2 as pdfium

from documents.codes import read_picture_codes

_DOTS_PER_INCH: Final = 150


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A page (from 1) whose codes are not what was asked for."""

    page: int
    expected: tuple[str, ...]
    found: tuple[str, ...]


def verify_posters(
    pdf: bytes,
    expected: Sequence[Sequence[str]],
    *,
    dots_per_inch: int = _DOTS_PER_INCH,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Mismatch]:
    """Render every page and read its codes.

    Args:
        pdf: the finished file.
        expected: addresses page by page, as :class:`documents.poster.PosterFile` gives them.
        dots_per_inch: resolution of rendering.
        progress: called with (pages done, pages in all).
        cancelled: asked before each page; the pages not read then count as mismatches.

    Returns:
        the pages that differ; empty when every page carries exactly its codes.
    """
    wrong: list[Mismatch] = []
    document = pdfium.PdfDocument(pdf)
    try:
        count = max(len(document), len(expected))
        stopped = False
        for index in range(count):
            wanted = tuple(expected[index]) if index < len(expected) else ()
            stopped = stopped or (cancelled is not None and cancelled())
            found: tuple[str, ...] = ()
            if not stopped and index < len(document):
                page = document[index]
                picture = page.render(scale=dots_per_inch / 72, grayscale=True).to_pil()
                found = tuple(read_picture_codes(picture))
                page.close()
            if sorted(found) != sorted(wanted):
                wrong.append(Mismatch(index + 1, wanted, found))
            if progress is not None:
                progress(index + 1, count)
    finally:
        document.close()
    return wrong
