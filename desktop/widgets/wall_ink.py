"""Colours, type and text fitting of the wall. Every text is measured before it is drawn, so that none is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.widgets.theme import install_fonts
from documents.fonts import ui_font_families, ui_font_files

BACKGROUND = QColor("#0B1420")
PANEL = QColor("#121E2D")
PANEL_2 = QColor("#1A2839")
TEXT = QColor("#EAF1F8")
TEXT_2 = QColor("#B6C4D3")
TEXT_3 = QColor("#8FA1B5")
ACCENT = QColor("#5FB3FF")
BORDER = QColor("#66788E")
DIVIDER = QColor("#2C3E54")
RED = QColor("#FF6B5E")
AMBER = QColor("#FFC24B")
GREEN = QColor("#46C98B")
DARK_INK = QColor("#0B1420")
RAMP = tuple(QColor(c) for c in ("#16304A", "#1D4E79", "#2A74AE", "#4B9FDD", "#9CD0F5"))
RAMP_INK = (TEXT, TEXT, QColor("#FFFFFF"), DARK_INK, DARK_INK)
RADIUS = 6

LEFT, RIGHT, CENTRE = "left", "right", "centre"
_MIDDLE = 0.375
"""Half the height of a Chinese character above its baseline, in em."""
_SHRINK = 0.72


def families() -> list[str]:
    """The shipped faces, made known to Qt where nobody has done that yet."""
    wanted = list(ui_font_families())
    if wanted[0] not in QFontDatabase.families():
        install_fonts(ui_font_files())
    return wanted


class Type:
    """Fonts and their metrics at canvas sizes. `floor`: no text is ever smaller than that many pixels; `zoom`:
    larger type where panels are larger."""

    def __init__(self, floor: int, zoom: float = 1.0) -> None:
        self.floor = floor
        self.zoom = zoom
        self._families = families()
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}

    def size(self, px: float) -> int:
        """`px` at this zoom, raised to the floor."""
        return max(round(px * self.zoom), self.floor)

    @property
    def hint(self) -> int:
        return self.size(21)

    @property
    def body(self) -> int:
        return self.size(25)

    @property
    def heading(self) -> int:
        return self.size(28)

    @property
    def row(self) -> int:
        return self.size(30)

    def font(self, px: float, bold: bool = False) -> QFont:
        """The face at a size."""
        return self._pair(px, bold)[0]

    def width(self, text: str, px: float, bold: bool = False) -> float:
        """How wide a text is on the canvas."""
        return self._pair(px, bold)[1].horizontalAdvance(text)

    def cut(self, text: str, px: float, bold: bool, width: float) -> str:
        """`text` shortened with … where it is wider than `width`."""
        return self._pair(px, bold)[1].elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _pair(self, px: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        key = (round(px), bold)
        if key not in self._fonts:
            font = QFont(self._families)
            font.setPixelSize(key[0])
            font.setBold(bold)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = (font, QFontMetricsF(font))
        return self._fonts[key]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One text as it was drawn: its box on the canvas, and whether it was shortened."""

    panel: str
    text: str
    box: QRectF
    px: int
    cut: bool


@dataclass(slots=True)
class Ink:
    """A painter on the canvas with the wall's type. `drawn` keeps what was written, for whoever wants to check."""

    painter: QPainter
    type: Type
    drawn: list[Drawn] = field(default_factory=list)
    panel: str = ""

    def text(
        self,
        box: QRectF,
        choices: str | Sequence[str],
        px: float,
        colour: QColor = TEXT,
        *,
        bold: bool = False,
        align: str = LEFT,
        optional: bool = False,
    ) -> float:
        """Draw the first of `choices` that fits into the width; returns the width used.

        When none fits, the last one is drawn smaller, then shortened; an `optional` text is left out instead.
        """
        wanted = [choices] if isinstance(choices, str) else list(choices)
        size = max(round(px), self.type.floor)
        for text in wanted:
            if self.type.width(text, size, bold) <= box.width() + 0.5:
                return self._put(box, text, size, colour, bold, align, cut=False)
        if optional:
            return 0.0
        text = wanted[-1]
        least = max(self.type.floor, round(size * _SHRINK))
        smaller = size
        while smaller > least and self.type.width(text, smaller, bold) > box.width():
            smaller -= 1
        if self.type.width(text, smaller, bold) <= box.width() + 0.5:
            return self._put(box, text, smaller, colour, bold, align, cut=False)
        short = self.type.cut(text, smaller, bold, box.width())
        return self._put(box, short, smaller, colour, bold, align, cut=True)

    def _put(
        self, box: QRectF, text: str, px: int, colour: QColor, bold: bool, align: str, cut: bool
    ) -> float:
        width = self.type.width(text, px, bold)
        left = box.x()
        if align == RIGHT:
            left = box.right() - width
        elif align == CENTRE:
            left = box.center().x() - width / 2
        middle = box.center().y()
        self.drawn.append(Drawn(self.panel, text, QRectF(left, middle - px * 0.5, width, float(px)), px, cut))
        self.painter.setFont(self.type.font(px, bold))
        self.painter.setPen(colour)
        self.painter.drawText(QPointF(left, middle + px * _MIDDLE), text)
        return width

    def fill(self, box: QRectF, colour: QColor, radius: float = 0.0) -> None:
        """A filled box."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        if radius:
            self.painter.drawRoundedRect(box, radius, radius)
        else:
            self.painter.drawRect(box)

    def outline(self, box: QRectF, colour: QColor, width: float, radius: float = RADIUS) -> None:
        """A frame inside the box."""
        self.painter.setPen(QPen(colour, width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        self.painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: QColor = DIVIDER, width: float = 1.0
    ) -> None:
        """A straight line."""
        self.painter.setPen(QPen(colour, width))
        self.painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def symbol(self, shape: str, centre: QPointF, size: float, colour: QColor, hollow: bool = False) -> None:
        """diamond (red), triangle (amber) or circle (green); the shape speaks where colours cannot."""
        half = size / 2
        x, y = centre.x(), centre.y()
        if hollow:
            self.painter.setPen(QPen(colour, max(2.0, size / 10)))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(colour)
        if shape == "circle":
            self.painter.drawEllipse(centre, half * 0.8, half * 0.8)
        elif shape == "triangle":
            low = y + half * 0.72
            self.painter.drawPolygon(
                QPolygonF([QPointF(x, y - half * 0.86), QPointF(x + half, low), QPointF(x - half, low)])
            )
        else:
            self.painter.drawPolygon(
                QPolygonF(
                    [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
                )
            )


SHAPES = {"red": ("diamond", RED), "amber": ("triangle", AMBER), "none": ("circle", GREEN)}
"""Colour of a limit -> shape and ink."""
