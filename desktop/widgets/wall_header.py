"""What is on the wall at a moment, and the line above the panels: title, period, age of the data, time."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF

from desktop.wall import strings
from desktop.wall.freshness import Freshness, date_text, freshness, time_text
from desktop.wall.period import Period
from desktop.wall.snapshot import WallSnapshot
from desktop.widgets.wall_ink import (
    ACCENT,
    AMBER,
    BACKGROUND,
    CENTRE,
    DARK_INK,
    GREEN,
    PANEL_2,
    RADIUS,
    RIGHT,
    TEXT,
    TEXT_2,
    TEXT_3,
    Ink,
)
from desktop.widgets.wall_layout import Plan


@dataclass(frozen=True)
class Shown:
    """What is to be painted. `page` counts flips; `good`: panel -> when it was last fine; `loading`: (done, all)."""

    snapshot: WallSnapshot | None
    period: Period
    now: int
    page: int = 0
    title: str = ""
    practice: bool = False
    loading: tuple[int, int] = (0, 0)
    good: dict[str, int] = field(default_factory=dict)
    failure: str = ""

    @property
    def fresh(self) -> Freshness:
        """Age of what is shown: of the exchange, or of the counting when that stopped."""
        if self.snapshot is None:
            return freshness(0, self.now)
        return freshness(min(self.snapshot.data_at, self.snapshot.at), self.now)


def paint_header(ink: Ink, plan: Plan, shown: Shown) -> dict[Period, QRectF]:
    """Title, periods, practice mark, data badge, date and time; returns where the periods can be touched."""
    ink.panel = "header"
    ink.fill(plan.header, BACKGROUND)
    box = plan.title
    far = plan.layout == "far"
    size = ink.type.size(28)
    wide = ink.type.width("日", size) + (44 if not far else 30)
    tabs = (shown.period,) if far else tuple(Period)
    words = {p: strings.SPANS[p.value] if far else strings.PERIODS[p.value] for p in tabs}
    wide = max(wide, *(ink.type.width(word, size) + 28 for word in words.values()))
    mark = ink.type.width(strings.PRACTICE, ink.type.size(24), bold=True) + 32 if shown.practice else 0.0
    taken = (wide + 8) * len(tabs) + (mark + 16 if mark else 0) + 28
    title = QRectF(box.x(), box.y(), box.width() - taken, box.height())
    left = box.x() + ink.text(title, shown.title, ink.type.size(44), TEXT, bold=True) + 28
    places: dict[Period, QRectF] = {}
    for period in tabs:
        high = min(size * 1.7, box.height() + 8)
        cell = QRectF(left, box.center().y() - high / 2, wide, high)
        here = period is shown.period
        ink.fill(cell, ACCENT if here else PANEL_2, RADIUS)
        ink.text(cell, words[period], size, DARK_INK if here else TEXT_2, bold=True, align=CENTRE)
        places[period] = cell
        left += wide + 8
    if mark:
        cell = QRectF(left + 8, box.center().y() - size * 0.8, mark, size * 1.6)
        ink.outline(cell, AMBER, 2)
        ink.text(cell, strings.PRACTICE, ink.type.size(24), AMBER, bold=True, align=CENTRE)
    _badge(ink, plan, shown.fresh)
    clock, date = time_text(shown.now, shown.now), date_text(shown.now)
    ink.text(
        plan.clock, [f"{date} {clock}", f"{date.rpartition(' ')[2]} {clock}", clock], ink.type.size(34), TEXT, align=RIGHT,
    )  # fmt: skip
    return places


def _badge(ink: Ink, plan: Plan, fresh: Freshness) -> None:
    box, size = plan.badge, ink.type.size(28)
    alarm = fresh.state in ("stopped", "never")
    room = QRectF(box.x() + size * 1.6, box.y(), box.width() - size * 1.6 - 20, box.height())
    choices = [fresh.text, fresh.short] if fresh.state != "never" else [fresh.text]
    text = next((t for t in choices if ink.type.width(t, size, bold=alarm) <= room.width()), choices[-1])
    wide = min(ink.type.width(text, size, bold=alarm), room.width())
    if alarm:
        high = min(size * 1.7, box.height() + 8)
        back = QRectF(box.right() - wide - size * 1.6 - 24, box.center().y() - high / 2, 0, high)
        back.setRight(box.right())
        ink.fill(back, AMBER, RADIUS)
    colour = DARK_INK if alarm else TEXT if fresh.state == "fresh" else TEXT_3
    end = QRectF(box.right() - wide - (14 if alarm else 0), box.y(), wide + 1, box.height())
    ink.text(end, text, size, colour, bold=alarm, align=RIGHT)
    shape = "triangle" if alarm else "circle"
    symbol = DARK_INK if alarm else GREEN if fresh.state == "fresh" else TEXT_3
    ink.symbol(shape, QPointF(end.x() - size * 0.7, box.center().y()), size * 0.75, symbol)
