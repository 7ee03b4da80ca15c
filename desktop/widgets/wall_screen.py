"""The wall on a real screen: canvas to pixels, a cached layer of panels, a small walk against burn-in."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from desktop.wall.legibility import Layout
from desktop.widgets.wall_canvas import Canvas
from desktop.widgets.wall_header import Shown
from desktop.widgets.wall_ink import BACKGROUND, Drawn, Ink, Type
from desktop.widgets.wall_layout import WIDE, fit, plan

SHIFT = 600
"""Seconds until the canvas moves on."""
_WALK = ((0, 0), (4, 0), (4, 4), (0, 4), (-4, 4), (-4, 0), (-4, -4), (0, -4), (4, -4))
WIDE_ZOOM = 1.35
"""The panels of the wide canvas are larger, so is their type."""
_STEP = 10
"""Seconds for which a layer with running limits is good."""


class Screen:
    """Paints for one window. `panel_texts`: what stands on the present layer; `layers`: how many were painted."""

    def __init__(self, layout: Layout, min_px: int) -> None:
        self._layout: Layout = layout
        self._min_px = min_px
        self.canvas = Canvas(plan(16 / 9, layout), Type(min_px))
        self.panel_texts: list[Drawn] = []
        self.layers = 0
        self._layer = QPixmap()
        self._key: tuple[object, ...] = ()

    def frame(self, size: QSize, age: float) -> tuple[float, float, float]:
        """Scale, left and top of the canvas in a window of this size, `age` seconds after its start."""
        laid = fit(size.width(), size.height(), self.canvas.plan.width)
        dx, dy = _WALK[int(age // SHIFT) % len(_WALK)]
        return laid.scale, laid.left + dx * laid.scale, laid.top + dy * laid.scale

    def header_area(self, size: QSize, age: float) -> QRect:
        """The window's pixels that change each second."""
        scale, left, top = self.frame(size, age)
        head = self.canvas.plan.header
        return QRectF(left, top, head.width() * scale, head.height() * scale).toAlignedRect()

    def on_canvas(self, size: QSize, age: float, point: QPointF) -> QPointF:
        """Where on the canvas a point of the window lies."""
        scale, left, top = self.frame(size, age)
        return QPointF((point.x() - left) / scale, (point.y() - top) / scale)

    def still_shows(self, size: QSize, ratio: float, shown: Shown, age: float) -> bool:
        """True when the panels need not be painted again."""
        return self._key == self._key_of(size, ratio, shown, age)

    def paint(self, painter: QPainter, size: QSize, ratio: float, shown: Shown, age: float) -> Ink:
        """Panels and header. The painter is left on the canvas for what lies over them."""
        wanted = plan(size.width() / max(1, size.height()), self._layout)
        if wanted.width != self.canvas.plan.width:
            self.canvas = Canvas(wanted, Type(self._min_px, WIDE_ZOOM if wanted.width == WIDE else 1.0))
        key = self._key_of(size, ratio, shown, age)
        if key != self._key:
            self._layer = self._panels(size, ratio, shown, age)
            self._key = key
        painter.drawPixmap(0, 0, self._layer)
        self._enter(painter, size, age)
        ink = Ink(painter, self.canvas.type)
        self.canvas.paint_header(ink, shown)
        return ink

    def _key_of(self, size: QSize, ratio: float, shown: Shown, age: float) -> tuple[object, ...]:
        fresh = shown.fresh
        return (
            shown.snapshot, shown.page, shown.loading, shown.failure, shown.now // _STEP, fresh.dim and fresh.short,
            self.frame(size, age), size.width(), size.height(), ratio, self.canvas.plan.width,
        )  # fmt: skip

    def _panels(self, size: QSize, ratio: float, shown: Shown, age: float) -> QPixmap:
        layer = QPixmap(size * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(BACKGROUND)
        painter = QPainter(layer)
        self._enter(painter, size, age)
        ink = Ink(painter, self.canvas.type)
        self.canvas.paint_panels(ink, shown)
        painter.end()
        self.panel_texts = ink.drawn
        self.layers += 1
        return layer

    def _enter(self, painter: QPainter, size: QSize, age: float) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        scale, left, top = self.frame(size, age)
        painter.translate(left, top)
        painter.scale(scale, scale)
