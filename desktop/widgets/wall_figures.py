"""Indicators and red lights of the wall."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

from desktop.wall import strings
from desktop.wall.freshness import capped
from desktop.wall.snapshot import RateTile, WallSnapshot
from desktop.widgets.wall_ink import (
    ACCENT,
    AMBER,
    CENTRE,
    DIVIDER,
    PANEL_2,
    RADIUS,
    RED,
    RIGHT,
    TEXT,
    TEXT_2,
    TEXT_3,
    Ink,
)

_BAR, _TICK = 12.0, 4.0
_LARGEST_VALUE = 96


def rates_on_a_page(box: QRectF, hint: int, body: int, layout: str) -> int:
    """How many indicators can stand one under the other."""
    room = int(box.height() // (body * 1.3 + hint * 1.3 + _BAR + 16))
    return max(1, min(room, 3 if layout == "far" else 6))


def paint_rates(ink: Ink, box: QRectF, tiles: Sequence[RateTile], snapshot: WallSnapshot) -> None:
    """One indicator under the other: name and percent, counts and the same time before, bar from 0 to 100."""
    if not tiles:
        ink.text(box, strings.EMPTY_RATES, ink.type.body, TEXT_2, align=CENTRE)
        return
    each = box.height() / len(tiles)
    value_px = min(
        max(each - ink.type.hint * 1.4 - _BAR - 22, ink.type.body * 1.2) / 1.12,
        _LARGEST_VALUE,
        box.width() / 5,
    )
    for number, tile in enumerate(tiles):
        top = box.y() + number * each
        _rate(ink, QRectF(box.x(), top, box.width(), each), tile, snapshot.period.value, value_px)


def _rate(ink: Ink, box: QRectF, tile: RateTile, period: str, value_px: float) -> None:
    height = value_px * 1.12
    first = QRectF(box.x(), box.y(), box.width(), height)
    used = ink.text(
        QRectF(first.x() + first.width() * 0.4, first.y(), first.width() * 0.6, height),
        tile.text, value_px, TEXT_2 if tile.text == strings.NOTHING else TEXT, bold=True, align=RIGHT,
    )  # fmt: skip
    room = first.width() - used - 16
    label = ink.text(QRectF(first.x(), first.y(), room, height), tile.label, ink.type.size(27), TEXT)
    note = strings.FEW if tile.small else strings.TARGET.format(f"{tile.target:g}") if tile.target else ""
    if note:
        left = first.x() + label + 14
        ink.text(
            QRectF(left, first.y() + 2, room - label - 14, height), note, ink.type.hint, TEXT_3, optional=True
        )
    line = ink.type.hint * 1.4
    second = QRectF(box.x(), first.bottom(), box.width(), line)
    counts = strings.COUNTS.format(tile.n, tile.d)
    left_used = (
        ink.text(second, counts, ink.type.hint, TEXT_2) if tile.share is not None or tile.d == 0 else 0.0
    )
    before = [
        strings.COMPARED.format(strings.BEFORE[period], tile.before),
        strings.COMPARED.format(strings.BEFORE_SHORT[period], tile.before),
    ]
    rest = QRectF(second.x() + left_used + 12, second.y(), second.width() - left_used - 12, line)
    ink.text(rest, before, ink.type.hint, TEXT_2, align=RIGHT, optional=True)
    bar = QRectF(box.x(), second.bottom() + 4, box.width(), _BAR)
    ink.fill(bar, DIVIDER, 2)
    if tile.share is not None:
        colour = TEXT_3 if tile.small else AMBER if tile.below else ACCENT
        ink.fill(QRectF(bar.x(), bar.y(), max(2.0, bar.width() * tile.share), _BAR), colour, 2)
    if tile.target:
        at = bar.x() + bar.width() * tile.target / 100
        ink.fill(QRectF(min(at, bar.right() - _TICK), bar.y() - 5, _TICK, _BAR + 10), TEXT)


def paint_reds(ink: Ink, box: QRectF, snapshot: WallSnapshot) -> None:
    """Counts of red lights; a light without a matter is hollow and grey."""
    tiles = snapshot.reds
    if not tiles:
        return
    columns = 2 if box.width() < box.height() * 3.2 and box.width() > 380 and len(tiles) > 1 else 1
    if box.height() > box.width() * 1.2:
        columns = 1
    rows = -(-len(tiles) // columns)
    gap = 10.0
    wide = (box.width() - gap * (columns - 1)) / columns
    high = (box.height() - gap * (rows - 1)) / rows
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        cell = QRectF(box.x() + column * (wide + gap), box.y() + row * (high + gap), wide, high)
        lit = tile.count > 0
        ink.fill(cell, PANEL_2, RADIUS)
        ink.fill(QRectF(cell.x(), cell.y(), 5, cell.height()), RED if lit else DIVIDER)
        size = ink.type.size(27)
        count = capped(tile.count)
        stacked = high >= size * 1.3 + ink.type.size(40) * 1.15 + 8
        label_high = size * 1.4 if stacked else high
        top = cell.y() + (8 if stacked else 0)
        mark = QPointF(cell.x() + 24 + size / 4, top + label_high / 2)
        ink.symbol("diamond", mark, size * 0.72, RED if lit else TEXT_3, hollow=not lit)
        left = mark.x() + size / 2 + 6
        colour = TEXT if lit else TEXT_2
        if stacked:
            ink.text(QRectF(left, top, cell.right() - left - 8, label_high), tile.label, size, colour)
            rest = QRectF(cell.x() + 24, top + label_high, wide - 34, cell.bottom() - top - label_high - 6)
            ink.text(rest, count, min(rest.height() / 1.12, 88), colour, bold=True)
        else:
            used = ink.text(
                QRectF(left, top, cell.right() - left - 12, high),
                count,
                size * 1.4,
                colour,
                bold=True,
                align=RIGHT,
            )
            ink.text(QRectF(left, top, cell.right() - left - 24 - used, high), tile.label, size, colour)
