"""Posters with a code for citizens: A4, A5 (two on an A4 sheet) and labels (eight on an A4 sheet).

Source: 白银 “机关单位、小区每楼栋、村组30户1张”. One file holds one batch of at most :data:`PAGE_LIMIT` pages.
The unchanging part of a poster is stored once in the file; every code is drawn as sharp rectangles and read back
by another library before the file is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final

from documents.codes import Rows, check_poster_payload, matrix, read_matrix
from documents.fonts import PRESS, MissingCharacter, missing_characters
from documents.layout.clean import one_line
from documents.layout.ink import A4, A4_LANDSCAPE, MM
from documents.layout.painter import Painter
from documents.poster_art import LABEL_CELLS, cut_marks, label_marks, label_shared, sheet_marks, sheet_shared
from documents.poster_facts import PosterArt, PosterItem
from documents.strings import poster as words

PAGE_LIMIT: Final = 1000
_SHARED: Final = "shared"


class PosterSize(StrEnum):
    """Paper of a poster."""

    A4 = "A4"
    A5 = "A5"
    LABEL = "label"

    @property
    def on_a_page(self) -> int:
        """Posters on one printed page."""
        return {PosterSize.A4: 1, PosterSize.A5: 2, PosterSize.LABEL: len(LABEL_CELLS)}[self]


@dataclass(frozen=True, slots=True)
class PosterFile:
    """What was written: the addresses on each page in reading order."""

    expected: tuple[tuple[str, ...], ...]

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self.expected)


class PosterBatchError(ValueError):
    """The batch cannot be made; nothing was written. The message is for the operator."""


class PosterCancelledError(Exception):
    """The operator stopped the batch; nothing was written."""


def batches(items: Sequence[PosterItem], size: PosterSize) -> Iterator[Sequence[PosterItem]]:
    """Cut a long list into files of at most :data:`PAGE_LIMIT` pages."""
    step = PAGE_LIMIT * size.on_a_page
    for start in range(0, len(items), step):
        yield items[start : start + step]


def poster_preflight(items: Sequence[PosterItem], art: PosterArt) -> list[MissingCharacter]:
    """Characters of the batch that no font holds; to be shown before printing."""
    texts = [art.title, art.office, art.promise, art.hotline, art.campaign_no, *art.instructions]
    for item in items:
        texts += [item.place_name, item.range_text, *item.responsible_lines]
    return missing_characters(one_line(text) for text in texts)


def write_posters(
    items: Sequence[PosterItem],
    art: PosterArt,
    size: PosterSize,
    stream: BinaryIO,
    *,
    offset_mm: tuple[float, float] = (0.0, 0.0),
    practice: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PosterFile:
    """Write one batch.

    Args:
        items: codes in printing order.
        art: shared wording.
        size: paper.
        stream: open for writing bytes; it is written to only when the whole batch is good.
        offset_mm: shift to the right and up, from the calibration page.
        practice: mark every poster 练习.
        progress: called with (posters done, posters in all).
        cancelled: asked before each page.

    Raises:
        PosterBatchError: more than :data:`PAGE_LIMIT` pages, or a code that does not read back.
        documents.codes.UnprintableCodeError: an address of another form.
        PosterCancelledError: ``cancelled`` said so.
    """
    step = size.on_a_page
    pages = -(-len(items) // step)
    if pages > PAGE_LIMIT:
        raise PosterBatchError(words.TOO_MANY.format(limit=PAGE_LIMIT, pages=pages))
    expected = []
    with PRESS:
        painter = Painter(stream, title=words.DOCUMENT, subject=art.campaign_no)
        shared = (
            label_shared(practice=practice)
            if size is PosterSize.LABEL
            else sheet_shared(art, practice=practice)
        )
        painter.form(_SHARED, shared)
        for page in range(pages):
            if cancelled is not None and cancelled():
                raise PosterCancelledError(words.CANCELLED)
            group = items[page * step : (page + 1) * step]
            _page(painter, group, art, size, offset_mm)
            expected.append(tuple(item.url for item in group))
            if progress is not None:
                progress(min((page + 1) * step, len(items)), len(items))
        painter.close()
    return PosterFile(tuple(expected))


def _code(item: PosterItem) -> Rows:
    check_poster_payload(item.url)
    rows = matrix(item.url)
    if read_matrix(rows) != item.url:
        raise PosterBatchError(words.CODE_UNREADABLE.format(code=one_line(item.code)))
    return rows


def _page(
    painter: Painter,
    group: Sequence[PosterItem],
    art: PosterArt,
    size: PosterSize,
    offset_mm: tuple[float, float],
) -> None:
    right, up = offset_mm[0] * MM, offset_mm[1] * MM
    if size is PosterSize.LABEL:
        for item, (x, y) in zip(group, LABEL_CELLS, strict=False):
            place = (1.0, x * MM + right, y * MM + up)
            painter.show_form(_SHARED, place)
            painter.begin_group(place)
            for mark in label_marks(item, art, _code(item)):
                painter.put(mark)
            painter.end_group()
        for mark in cut_marks(LABEL_CELLS):
            painter.put(mark)
        painter.finish_page(A4)
        return
    scale = A4_LANDSCAPE[0] / 2 / A4[0] if size is PosterSize.A5 else 1.0
    for at, item in enumerate(group):
        place = (scale, right + at * A4_LANDSCAPE[0] / 2, up)
        painter.show_form(_SHARED, place)
        painter.begin_group(place)
        for mark in sheet_marks(item, _code(item)):
            painter.put(mark)
        painter.end_group()
    if size is PosterSize.A5:
        for mark in cut_marks((), middle=True):
            painter.put(mark)
    painter.finish_page(A4_LANDSCAPE if size is PosterSize.A5 else A4)
