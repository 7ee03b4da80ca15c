"""Icons drawn from their outlines in any colour and at any size."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.widgets import tokens

ICON_FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "icons"
_SIZES = (16, 20, 24, 30, 40, 60)


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    outline = (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(outline.replace("<path ", f'<path fill="{colour}" ').encode()))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon into `rect`."""
    _renderer(name, colour.name()).render(painter, rect)


@cache
def icon(name: str, colour: str = "") -> QIcon:
    """An icon for menus and actions; colour as #RRGGBB, default secondary text."""
    answer = QIcon()
    for size in _SIZES:
        picture = QPixmap(QSize(size, size))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_icon(painter, QRectF(0, 0, size, size), name, QColor(colour) if colour else tokens.TEXT_2)
        painter.end()
        answer.addPixmap(picture)
    return answer
