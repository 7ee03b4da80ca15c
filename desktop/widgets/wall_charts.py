"""Bars and lines of the wall: levels, types, the last seven days. Bars start at 0."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from desktop.wall import strings
from desktop.wall.freshness import capped, rounded
from desktop.wall.snapshot import CategoryBar, TrendDay, WallSnapshot
from desktop.widgets.wall_ink import (
    ACCENT,
    CENTRE,
    DIVIDER,
    GREEN,
    PANEL,
    PANEL_2,
    RIGHT,
    TEXT,
    TEXT_2,
    TEXT_3,
    Ink,
)


def paint_tiers(ink: Ink, box: QRectF, snapshot: WallSnapshot) -> None:
    """Who settles it: percent of what was done at each level."""
    if not snapshot.tiers:
        text = strings.EMPTY_PERIOD.format(strings.SPANS[snapshot.period.value])
        ink.text(box, text, ink.type.body, TEXT_2, align=CENTRE)
        return
    known = {share.code: share for share in snapshot.tiers}
    codes = [c for c in strings.TIERS_BY_CODE if c in known or c != "G"]
    size = ink.type.size(26)
    labels = {code: strings.TIERS_BY_CODE[code] for code in codes}
    wide = max(ink.type.width(label, size) for label in labels.values())
    if wide > box.width() * 0.42:
        labels = {code: label.partition("（")[0] for code, label in labels.items()}
        wide = max(ink.type.width(label, size) for label in labels.values())
    value = ink.type.width("100%", size * 1.1, bold=True)
    left = box.x() + wide + 16
    full = box.right() - left - value - 12
    each = box.height() / len(codes)
    for number, code in enumerate(codes):
        share = known.get(code)
        percent = share.percent if share else 0
        row = QRectF(box.x(), box.y() + number * each, box.width(), each)
        ink.text(QRectF(row.x(), row.y(), wide + 2, each), labels[code], size, TEXT)
        track = QRectF(left, row.center().y() - 12, full, 24)
        ink.fill(track, PANEL_2, 2)
        if percent:
            ink.fill(QRectF(left, track.y(), full * percent / 100, 24), ACCENT, 2)
        ink.text(
            QRectF(box.right() - value, row.y(), value, each),
            f"{percent}%",
            size * 1.1,
            bold=True,
            align=RIGHT,
        )


def paint_categories(ink: Ink, box: QRectF, snapshot: WallSnapshot) -> None:
    """Types by number, the rest as 其他."""
    if not snapshot.categories:
        text = strings.EMPTY_CATEGORIES.format(strings.SPANS[snapshot.period.value])
        ink.text(box, text, ink.type.body, TEXT_2, align=CENTRE)
        return
    size = ink.type.size(24)
    bars = merged(snapshot.categories, max(1, int(box.height() // (size * 1.3))))
    wide = min(max(ink.type.width(bar.label, size) for bar in bars), box.width() * 0.42)
    counts = [capped(bar.count) for bar in bars]
    value = max(ink.type.width(count, size, bold=True) for count in counts)
    left = box.x() + wide + 14
    full = box.right() - left - value - 10
    most = max(bar.count for bar in bars)
    each = min(box.height() / len(bars), size * 2.2)
    thick = min(each * 0.55, 26.0)
    for number, (bar, count) in enumerate(zip(bars, counts, strict=True)):
        row = QRectF(box.x(), box.y() + number * each, box.width(), each)
        ink.text(QRectF(row.x(), row.y(), wide, each), bar.label, size, TEXT)
        long = max(3.0, full * bar.count / most)
        ink.fill(
            QRectF(left, row.center().y() - thick / 2, long, thick),
            TEXT_3 if bar.label == strings.OTHER else ACCENT,
            2,
        )
        ink.text(QRectF(left + long + 8, row.y(), value + 2, each), count, size, TEXT, bold=True)


def merged(bars: Sequence[CategoryBar], room: int) -> list[CategoryBar]:
    """At most `room` bars; what does not fit is added to 其他."""
    if len(bars) <= room:
        return list(bars)
    kept = list(bars[: room - 1])
    return [*kept, CategoryBar(strings.OTHER, sum(bar.count for bar in bars[room - 1 :]))]


def paint_trend(ink: Ink, box: QRectF, days: Sequence[TrendDay]) -> None:
    """Accepted as a solid line, done as a dashed one, both named at their end; the scale starts at 0."""
    if not days:
        return
    hint = ink.type.hint
    top = _ceiling(max(max(day.received, day.done) for day in days))
    scale = rounded(top)
    left = box.x() + ink.type.width(scale, hint) + 10
    last = days[-1]
    ends = (f"{strings.RECEIVED} {rounded(last.received)}", f"{strings.DONE} {rounded(last.done)}")
    label = max(ink.type.width(text, hint, bold=True) for text in ends)
    chart = QRectF(left, box.y() + hint * 0.7, box.right() - label - 14 - left, box.height() - hint * 2.3)
    for share, text in ((0.0, "0"), (0.5, rounded(top // 2) if top % 2 == 0 else ""), (1.0, scale)):
        y = chart.bottom() - chart.height() * share
        ink.line(chart.x(), y, chart.right(), y, DIVIDER, 1.0)
        if text:
            ink.text(
                QRectF(box.x(), y - hint / 2, left - box.x() - 10, hint), text, hint, TEXT_3, align=RIGHT
            )
    step = chart.width() / max(1, len(days) - 1)

    def at(number: int, value: int) -> QPointF:
        return QPointF(chart.x() + number * step, chart.bottom() - chart.height() * min(value, top) / top)

    received = [at(number, day.received) for number, day in enumerate(days)]
    done = [at(number, day.done) for number, day in enumerate(days)]
    _stroke(ink, received, ACCENT, dashed=False)
    _stroke(ink, done, GREEN, dashed=True)
    heights = _apart(received[-1].y(), done[-1].y(), hint * 1.25, chart.top(), chart.bottom())
    for text, y, colour in zip(ends, heights, (ACCENT, GREEN), strict=True):
        ink.text(QRectF(box.right() - label, y - hint / 2, label + 1, hint), text, hint, colour, bold=True)
    foot = QRectF(chart.x(), box.bottom() - hint * 1.3, chart.width(), hint * 1.2)
    used = ink.text(foot, days[0].label, hint, TEXT_3)
    rest = QRectF(foot.x() + used + 10, foot.y(), foot.width() - used - 10, foot.height())
    ink.text(rest, last.label, hint, TEXT_3, align=RIGHT, optional=True)


def _ceiling(most: int) -> int:
    """A round top of the scale: an even number not below `most`."""
    step = 2
    while most > step * 5:
        step *= 5 if str(step)[0] == "2" else 2
    return max(2, -(-most // step) * step)


def _stroke(ink: Ink, points: Sequence[QPointF], colour: QColor, dashed: bool) -> None:
    pen = QPen(colour, 3.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if dashed:
        pen.setDashPattern([3.0, 2.2])
    ink.painter.setPen(pen)
    ink.painter.drawLines([QLineF(a, b) for a, b in pairwise(points)])
    ink.painter.setPen(QPen(PANEL, 2))
    ink.painter.setBrush(colour)
    ink.painter.drawEllipse(points[-1], 7.0, 7.0)


def _apart(first: float, second: float, gap: float, top: float, bottom: float) -> tuple[float, float]:
    """Two label heights at least `gap` apart, in their order, inside the chart."""
    if abs(first - second) >= gap:
        return first, second
    middle = min(max((first + second) / 2, top + gap / 2), bottom - gap / 2)
    return (middle - gap / 2, middle + gap / 2) if first <= second else (middle + gap / 2, middle - gap / 2)
