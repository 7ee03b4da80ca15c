"""Photographs and supplied pages, decoded here once and encoded anew.

Only pixels come through: no metadata, no place of taking, no thumbnail, nothing that a file may carry beside them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pypdfium2 as pdfium
from PIL import Image, ImageOps

PIXEL_LIMIT: Final = 120_000_000
"""Most pixels of a JPEG, which is decoded at reduced size; 108-megapixel telephones exist."""
PIXEL_LIMIT_WHOLE: Final = 40_000_000
"""Most pixels of a picture that must be decoded whole."""
PAGE_LIMIT: Final = 300
_DOTS_PER_INCH: Final = 200
_QUALITY: Final = 88
_KINDS: Final = ("JPEG", "PNG", "BMP", "WEBP", "TIFF")


class UnusablePictureError(ValueError):
    """The bytes are not a picture or PDF that can be printed; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture ready for paper: JPEG bytes and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def _encode(picture: Image.Image, inches: tuple[float, float]) -> Pixels:
    flat = picture.convert("RGB")
    flat.thumbnail(
        (round(inches[0] * _DOTS_PER_INCH), round(inches[1] * _DOTS_PER_INCH)), Image.Resampling.LANCZOS
    )
    out = BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=False)
    return Pixels(out.getvalue(), flat.width, flat.height)


def read_picture(data: bytes, inches: tuple[float, float]) -> Pixels:
    """Decode a photograph, turn it upright, cut it to printing size.

    Args:
        data: file content (JPEG, PNG, BMP, WebP or TIFF).
        inches: largest width and height on paper.

    Raises:
        UnusablePictureError: not such a file, damaged, or beyond the limits of pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limits below are stricter
            opened = Image.open(BytesIO(data), formats=_KINDS)
        with opened:
            limit = PIXEL_LIMIT if opened.format == "JPEG" else PIXEL_LIMIT_WHOLE
            if opened.width * opened.height > limit:
                raise UnusablePictureError("图片过大，未放入文书；原文件没有改动。请缩小后重新添加。")
            opened.draft("RGB", (round(inches[0] * _DOTS_PER_INCH), round(inches[1] * _DOTS_PER_INCH)))
            return _encode(ImageOps.exif_transpose(opened), inches)
    except UnusablePictureError:
        raise
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise UnusablePictureError(
            "图片无法读取，未放入文书；原文件没有改动。请换一张图片或重新拍摄。"
        ) from error


def read_pdf_pages(data: bytes, inches: tuple[float, float]) -> list[Pixels]:
    """Pages of a supplied PDF as pictures of at most ``inches``.

    Raises:
        UnusablePictureError: not a PDF, locked, damaged, empty, or over :data:`PAGE_LIMIT` pages.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnusablePictureError(
            "PDF 无法打开（可能已损坏或加密），未放入案卷；原文件没有改动。请换一份文件。"
        ) from error
    try:
        if not 0 < len(document) <= PAGE_LIMIT:
            raise UnusablePictureError(
                f"PDF 没有页面或超过 {PAGE_LIMIT} 页，未放入案卷；原文件没有改动。请拆分后添加。"
            )
        pages = []
        for page in document:
            width, height = page.get_size()
            scale = min(inches[0] * 72 / max(width, 1), inches[1] * 72 / max(height, 1)) * _DOTS_PER_INCH / 72
            pages.append(_encode(page.render(scale=scale).to_pil(), inches))
            page.close()
        return pages
    except pdfium.PdfiumError as error:
        raise UnusablePictureError(
            "PDF 中有无法显示的页面，未放入案卷；原文件没有改动。请换一份文件。"
        ) from error
    finally:
        document.close()


def is_pdf(data: bytes) -> bool:
    """Whether the content says that it is a PDF, whatever its name."""
    return b"%PDF-" in data[:1024]
