"""现场照片证据: photographs with the facts that prove them, two or four on a page."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from documents.enforcement_facts import (
    Photo,
)
from documents.fonts import Face
from documents.layout.dates import stamp
from documents.layout.flow import Align, Flow, Margins, Style
from documents.layout.forms import Cell, Form
from documents.layout.ink import MM, Picture
from documents.layout.pictures import Pixels, read_picture
from documents.strings import enforcement as words

MARGINS: Final = Margins(top=22, right=20, bottom=27, left=28)


_PHOTO_INCHES: Final = (6.4, 4.2)


def lay_photos(flow: Flow, photos: Sequence[Photo], *, a_page: int = 2) -> None:
    """Set photographs, two large or four small on a page, with their facts.

    Raises:
        documents.layout.pictures.UnusablePictureError: a file is not a picture.
        ValueError: ``a_page`` is neither 2 nor 4.
    """
    if a_page not in (2, 4):
        raise ValueError("photographs stand two or four on a page")
    columns = a_page // 2
    gap = 5 * MM
    width = (flow.measure - gap * (columns - 1)) / columns
    upper = block = 0.0
    for at, photo in enumerate(photos):
        place = at % a_page
        if place == 0:
            if not flow.fresh:
                flow.new_page()
            flow.paragraph(words.PHOTOS, Style(Face.SERIF_BOLD, 20, 32, Align.CENTRE))
            flow.space(1)
            upper = flow.y
            block = (flow.room - gap) / 2
        column, row = place % columns, place // columns
        _photo(
            flow,
            photo,
            at + 1,
            (flow.left + column * (width + gap), upper - row * (block + gap)),
            (width, block),
        )
    if photos:
        flow.y = flow.floor


def _photo(
    flow: Flow, photo: Photo, number: int, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    """One photograph over its table of facts, inside a block whose upper left corner is given."""
    part = Flow(MARGINS)
    part.left, part.measure = corner[0], size[0]
    part.floor = corner[1] - size[1]
    facts_height = 44 * MM if size[0] > 100 * MM else 52 * MM
    frame = size[1] - facts_height
    pixels: Pixels = read_picture(photo.data, _PHOTO_INCHES)
    scale = min(size[0] / pixels.width, (frame - 2 * MM) / pixels.height)
    drawn = (pixels.width * scale, pixels.height * scale)
    x = corner[0] + (size[0] - drawn[0]) / 2
    part.put(
        Picture(
            x,
            corner[1] - 1 * MM - drawn[1] - (frame - 2 * MM - drawn[1]) / 2,
            drawn[0],
            drawn[1],
            pixels.jpeg,
        )
    )
    part.y = corner[1] - frame
    small = Style(Face.SERIF, 8.5, 12, Align.LEFT)
    tight = Style(Face.SANS, 8.5, 12, Align.CENTRE)

    def name(text: str) -> Cell:
        return Cell(text, 1, tight, tint=True)

    wide = size[0] > 100 * MM
    form = Form(part, (13, 32, 13, 32))
    form.row(name(words.PHOTO_NO.format(number=number)), Cell(photo.shows, 3, small), height=6)
    form.row(
        name(words.TAKEN_AT),
        Cell(stamp(photo.taken_at), 1, small),
        name(words.TAKEN_BY),
        Cell(photo.taken_by, 1, small),
        height=6,
    )
    form.row(
        name(words.TAKEN_PLACE),
        Cell(photo.place, 1, small),
        name(words.OFFICERS),
        Cell(photo.officers, 1, small),
        height=6,
    )
    digest = words.DIGEST.format(digest=sha256(photo.data).hexdigest())
    tiny = Style(Face.SANS, 6.5 if wide else 6.0, 9, Align.LEFT)
    form.row(name(words.ORIGINAL), Cell(f"{photo.file_name}\n{digest}", 3, tiny), height=6)
    form.row(Cell(words.PHOTO_SIGN, 4, small), height=7)
    form.close()
    flow.seen |= part.seen
    flow.put(*part.sheets[0].marks)
