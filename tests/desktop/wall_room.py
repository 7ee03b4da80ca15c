"""A wall in the hand of a test: its clocks, its pictures, and where its texts stand."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from desktop.views.wall import WallWindow
from desktop.wall.legibility import Legibility
from desktop.wall.period import Period
from desktop.wall.snapshot import WallSnapshot
from desktop.wall.source import Deliver
from desktop.widgets.wall_ink import Drawn
from desktop.widgets.wall_layout import plan
from tests.desktop.store_samples import NOW

SIZES = [(1920, 1080), (3840, 2160), (5760, 1080)]
SEATS = [Legibility("near", 20, 20, 0.0), Legibility("near", 28, 28, 0.0), Legibility("middle", 38, 38, 0.0),
         Legibility("far", 45, 45, 0.0), Legibility("far", 60, 60, 0.0)]  # fmt: skip


class Room:
    """A wall with its clocks in the hand of the test."""

    def __init__(self, qtbot: Any) -> None:
        self.qtbot = qtbot
        self.now = NOW
        self.beat = 1000.0
        self.asked: list[tuple[Period, Deliver]] = []
        self.windows: list[WallWindow] = []

    def wall(
        self, snapshot: WallSnapshot | None = None, size: tuple[int, int] = (1920, 1080), **about: Any
    ) -> WallWindow:
        wall = WallWindow(
            lambda period, deliver: self.asked.append((period, deliver)),
            title="清泉镇综治中心", clock=lambda: self.now, beat=lambda: self.beat, night=(0, 0), **about,
        )  # fmt: skip
        self.windows.append(wall)
        wall.resize(*size)
        wall.show()
        if snapshot is not None:
            wall.deliver(snapshot)
        return wall

    def passes(self, wall: WallWindow, seconds: float, step: float = 1.0) -> None:
        """Time goes by, a tick each `step`."""
        for _ in range(round(seconds / step)):
            self.beat += step
            self.now += round(step)
            wall.tick()


def picture(wall: WallWindow) -> QImage:
    return wall.grab().toImage()


def texts(wall: WallWindow, panel: str = "") -> list[str]:
    picture(wall)
    return [drawn.text for drawn in wall.drawn if not panel or drawn.panel == panel]


def boxes_of(width: int, height: int, seat: Legibility) -> dict[str, QRectF]:
    found = plan(width / height, seat.layout)
    return {**found.panels, "header": found.header}


def misplaced(drawn: list[Drawn], boxes: dict[str, QRectF]) -> list[str]:
    """Texts that leave their panel, and pairs that lie over each other."""
    found = [
        f"{each.panel}: {each.text} leaves at {each.box}"
        for each in drawn
        if not boxes[each.panel].adjusted(-1, -1, 1, 1).contains(each.box)
    ]
    for first, second in combinations(drawn, 2):
        if first.panel == second.panel:
            both = first.box.adjusted(1, 3, -1, -3).intersected(second.box.adjusted(1, 3, -1, -3))
            if both.width() > 1 and both.height() > 1:
                found.append(f"{first.panel}: {first.text} over {second.text}")
    return found
