"""Where everything stands on the wall, in canvas pixels: 1920 × 1080, or 5760 × 1080 in three zones.

A canvas is scaled as a whole until it fits (4K is 2×). On the wide canvas no panel crosses x = 1920 or 3840, where
screens meet.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from desktop.wall.legibility import Layout

HEIGHT = 1080
WIDTH, WIDE = 1920, 5760
WIDE_FROM = 4.2
"""Width to height from which a screen is three screens beside each other."""
HEADER = 84
PADDING = 18

_NEAR = {
    "rates": (24, 96, 440, 540), "tiers": (24, 656, 440, 404),
    "map": (484, 96, 952, 540), "urgent": (484, 656, 952, 404),
    "reds": (1456, 96, 440, 300), "categories": (1456, 416, 440, 320), "trend": (1456, 756, 440, 304),
}  # fmt: skip
_MIDDLE = {
    "rates": (24, 96, 500, 580), "tiers": (24, 696, 500, 364),
    "map": (544, 96, 852, 460), "urgent": (544, 576, 852, 484),
    "reds": (1416, 96, 480, 460), "trend": (1416, 576, 480, 484),
}  # fmt: skip
_FAR = {
    "rates": (24, 96, 620, 520), "reds": (24, 636, 620, 424),
    "map": (664, 96, 1232, 520), "urgent": (664, 636, 1232, 424),
}  # fmt: skip
_WIDE_NEAR = {
    "rates": (24, 96, 926, 964), "trend": (970, 96, 926, 472), "tiers": (970, 588, 926, 472),
    "map": (1944, 96, 1872, 964),
    "reds": (3864, 96, 620, 964), "urgent": (4504, 96, 1232, 640), "categories": (4504, 756, 1232, 304),
}  # fmt: skip
_WIDE_MIDDLE = _WIDE_NEAR | {"urgent": (4504, 96, 1232, 964)}
del _WIDE_MIDDLE["categories"]
_WIDE_FAR = {
    "rates": (24, 96, 1872, 964), "map": (1944, 96, 1872, 964),
    "reds": (3864, 96, 620, 964), "urgent": (4504, 96, 1232, 964),
}  # fmt: skip
_PLANS: dict[tuple[bool, Layout], dict[str, tuple[int, int, int, int]]] = {
    (False, "near"): _NEAR,
    (False, "middle"): _MIDDLE,
    (False, "far"): _FAR,
    (True, "near"): _WIDE_NEAR,
    (True, "middle"): _WIDE_MIDDLE,
    (True, "far"): _WIDE_FAR,
}


@dataclass(frozen=True)
class Plan:
    """Rectangles on the canvas. `title` holds title, periods and practice mark; `badge` and `clock` end right."""

    width: int
    layout: Layout
    panels: dict[str, QRectF]
    title: QRectF
    badge: QRectF
    clock: QRectF

    @property
    def header(self) -> QRectF:
        """What is repainted each second."""
        return QRectF(0, 0, self.width, HEADER)


def plan(ratio: float, layout: Layout) -> Plan:
    """The plan for a screen of this width to height."""
    wide = ratio >= WIDE_FROM
    panels = {name: QRectF(*box) for name, box in _PLANS[wide, layout].items()}
    if wide:
        title, badge, clock = (1944, 1872), (3864, 1212), (5096, 640)
    elif layout == "near":
        title, badge, clock = (24, 910), (944, 564), (1518, 378)
    elif layout == "middle":
        title, badge, clock = (24, 940), (976, 610), (1596, 300)
    else:
        title, badge, clock = (24, 1000), (1036, 620), (1666, 230)
    boxes = (QRectF(x, 12, w, HEADER - 24) for x, w in (title, badge, clock))
    return Plan(WIDE if wide else WIDTH, layout, panels, *boxes)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a canvas lies on a widget: the whole canvas shows, centred."""

    scale: float
    left: float
    top: float


def fit(width: float, height: float, canvas: int) -> Fit:
    """Uniform scale of the canvas into `width` × `height` device-independent pixels."""
    scale = min(width / canvas, height / HEIGHT)
    return Fit(scale, (width - canvas * scale) / 2, (height - HEIGHT * scale) / 2)


def inner(panel: QRectF, heading_px: float) -> QRectF:
    """The room under a panel's heading."""
    top = PADDING + heading_px * 1.35
    return QRectF(
        panel.x() + PADDING, panel.y() + top, panel.width() - 2 * PADDING, panel.height() - top - PADDING + 4
    )
