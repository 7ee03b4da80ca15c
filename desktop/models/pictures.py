"""Pictures of a matter, decoded in memory on the render lane: never from a file, never larger than is shown."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from desktop.strings import files as words
from domain.case import Attachment

THUMBNAIL, WHOLE = 320, 8192
"""Longest side in pixels of a thumbnail and of a picture that is looked at."""
MOST_PIXELS = 40_000_000
MOST_PIXELS_JPEG = 120_000_000
"""JPEG is decoded at reduced size; telephones with 108 million pixels exist."""
MOST_MEGABYTES = 256
_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
)
"""Told from the content, and here: Qt would ask every plugin in turn, and that of SVG takes a lock of Qt's while this
thread holds the interpreter; the window's thread may hold that lock and wait for the interpreter, and neither goes on.
Drawings that are programs (SVG) and rare formats are not opened."""


class PictureProblem(Exception):
    """It cannot be shown; the message says why and what to do."""


def is_picture(attachment: Attachment) -> bool:
    """Whether the sender calls it a picture; what it really is, decoding tells."""
    return attachment.media.startswith("image/")


def decode(data: bytes, longest: int) -> QImage:
    """The picture, upright, its longer side at most `longest` pixels. Runs on a lane.

    Raises PictureProblem: another kind of file, damaged, or more pixels than a photograph has (checked before any
    pixel is decoded, so that a small file cannot fill the memory).
    """
    name = _format(data)
    if not name:
        raise PictureProblem(words.NO_PICTURE)
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(name.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        raise PictureProblem(words.DAMAGED)
    most = MOST_PIXELS_JPEG if name == "jpeg" else MOST_PIXELS
    if size.width() * size.height() > most:
        raise PictureProblem(words.TOO_MANY_PIXELS)
    if max(size.width(), size.height()) > longest:
        small = size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise PictureProblem(words.DAMAGED)
    return image


def _format(data: bytes) -> str:
    """Qt's name of the format that the content begins like; empty for everything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((name for beginning, name in _BEGINNINGS if data.startswith(beginning)), "")
