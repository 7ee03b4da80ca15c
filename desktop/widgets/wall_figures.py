"""Indicators and red lights of the wall."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

from desktop.wall import strings
from desktop.wall.freshness import capped
from desktop.wall.snapshot import RateTile, RedTile, WallSnapshot
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
    Type,
)

_BAR, _TICK, _GAP = 12.0, 4.0, 16.0
_LARGEST_VALUE = 110


def _one_line(box: QRectF, type_: Type) -> bool:
    """Whether name, counts and percent stand beside each other, for the farthest seats."""
    size = type_.body
    counts = type_.width("999 / 999", type_.hint)
    return (
        type_.width("及时率", size) + counts + type_.width("100%", size * 1.2, bold=True) + 40 <= box.width()
    )


def rates_on_a_page(box: QRectF, type_: Type, layout: str) -> int:
    """How many indicators can stand one under the other."""
    least = type_.body * 1.3 + _BAR + _GAP
    if layout != "far" or not _one_line(box, type_):
        least += type_.hint * 1.3
    return max(1, min(int(box.height() // least), 3 if layout == "far" else 6))


def paint_rates(ink: Ink, box: QRectF, tiles: Sequence[RateTile], snapshot: WallSnapshot) -> None:
    """One indicator under the other: name, counts, the same time before; percent; bar from 0 to 100."""
    if not tiles:
        ink.text(box, strings.EMPTY_RATES, ink.type.body, TEXT_2, align=CENTRE)
        return
    each = box.height() / len(tiles)
    for number, tile in enumerate(tiles):
        _rate(ink, QRectF(box.x(), box.y() + number * each, box.width(), each), tile, snapshot.period.value)


def _rate(ink: Ink, box: QRectF, tile: RateTile, period: str) -> None:
    room = box.height() - _BAR - _GAP
    name_high, line = ink.type.size(27) * 1.3, ink.type.hint * 1.3
    lines = 3 if room >= name_high + 2 * line else 2 if room >= name_high + line else 1
    high = min(room, name_high + (lines - 1) * line)
    top = box.y() + (room - high) / 2
    value_px = min(room * 0.86, _LARGEST_VALUE * ink.type.zoom, box.width() / 6)
    counts = strings.COUNTS.format(tile.n, tile.d)
    short = counts.removesuffix(strings.ITEMS.format(""))
    share = 0.58
    if lines == 1:
        beside = ink.type.width(tile.label, ink.type.size(27)) + ink.type.width(short, ink.type.hint) + 30
        share = max(0.3, 1 - beside / box.width())
        while (
            value_px > ink.type.body and ink.type.width(tile.text, value_px, bold=True) > box.width() * share
        ):
            value_px -= 1
    right = QRectF(box.right() - box.width() * share, box.y(), box.width() * share, room)
    colour = TEXT_2 if tile.text == strings.NOTHING else TEXT
    used = ink.text(right, tile.text, value_px, colour, bold=True, align=RIGHT)
    left = QRectF(box.x(), top, box.width() - used - 14, name_high)
    label = ink.text(left, tile.label, ink.type.size(27), TEXT)
    note = strings.FEW if tile.small else strings.TARGET.format(f"{tile.target:g}") if tile.target else ""
    notes = [note] if note else []
    if lines == 1:
        notes = [f"{short} {strings.FEW}", short] if tile.small else [short]
    if notes:
        rest = QRectF(left.x() + label + 14, top + 1, left.width() - label - 14, name_high)
        ink.text(rest, notes, ink.type.hint, TEXT_3, optional=True)
    before = [
        strings.COMPARED.format(strings.BEFORE[period], tile.before),
        strings.COMPARED.format(strings.BEFORE_SHORT[period], tile.before),
    ]
    under = QRectF(left.x(), left.bottom(), left.width(), line)
    known = tile.share is not None or tile.text == strings.NOTHING
    if lines >= 2:
        wide = ink.text(under, [counts, short], ink.type.hint, TEXT_2) + 18 if known else 0.0
        if lines == 2:
            rest = QRectF(under.x() + wide, under.y(), under.width() - wide, line)
            ink.text(rest, before, ink.type.hint, TEXT_3, optional=True)
    if lines == 3:
        ink.text(under.translated(0, line), before, ink.type.hint, TEXT_3, optional=True)
    _bar(ink, QRectF(box.x(), box.y() + room + 2, box.width(), _BAR), tile)


def _bar(ink: Ink, bar: QRectF, tile: RateTile) -> None:
    """From 0 to 100; the tick is the county's target."""
    ink.fill(bar, DIVIDER, 2)
    if tile.share is not None:
        colour = TEXT_3 if tile.small else AMBER if tile.below else ACCENT
        ink.fill(QRectF(bar.x(), bar.y(), max(2.0, bar.width() * tile.share), _BAR), colour, 2)
    if tile.target:
        at = bar.x() + bar.width() * tile.target / 100
        ink.fill(QRectF(min(at, bar.right() - _TICK), bar.y() - 5, _TICK, _BAR + 10), TEXT)


def _red_columns(box: QRectF, labels: Sequence[str], type_: Type) -> int:
    """Two columns where every label fits, else one."""
    size = type_.size(27)
    widest = max(type_.width(label, max(type_.floor, round(size * 0.85))) for label in labels)
    tall = box.height() > box.width() * 1.2
    return 1 if tall or len(labels) == 1 or widest + size * 1.3 + 40 > (box.width() - 10) / 2 else 2


def paint_reds(ink: Ink, box: QRectF, snapshot: WallSnapshot) -> None:
    """Counts of red lights; a light without a matter is hollow and grey."""
    tiles = snapshot.reds
    if not tiles:
        return
    columns = _red_columns(box, [tile.label for tile in tiles], ink.type)
    rows = -(-len(tiles) // columns)
    gap = 10.0
    wide = (box.width() - gap * (columns - 1)) / columns
    high = (box.height() - gap * (rows - 1)) / rows
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        _red(ink, QRectF(box.x() + column * (wide + gap), box.y() + row * (high + gap), wide, high), tile)


def _red(ink: Ink, cell: QRectF, tile: RedTile) -> None:
    lit = tile.count > 0
    size = ink.type.size(27)
    colour = TEXT if lit else TEXT_2
    ink.fill(cell, PANEL_2, RADIUS)
    ink.fill(QRectF(cell.x(), cell.y(), 5, cell.height()), RED if lit else DIVIDER)
    count = capped(tile.count)
    stacked = cell.height() >= size * 1.4 + ink.type.size(40) * 1.15 + 14
    label_high = size * 1.4 if stacked else cell.height()
    top = cell.y() + (8 if stacked else 0)
    mark = QPointF(cell.x() + 22 + size / 4, top + label_high / 2)
    ink.symbol("diamond", mark, size * 0.72, RED if lit else TEXT_3, hollow=not lit)
    left = mark.x() + size / 2 + 4
    if stacked:
        ink.text(QRectF(left, top, cell.right() - left - 6, label_high), tile.label, size, colour)
        rest = QRectF(
            cell.x() + 22, top + label_high, cell.width() - 30, cell.bottom() - top - label_high - 6
        )
        ink.text(rest, count, min(rest.height() / 1.12, 96 * ink.type.zoom), colour, bold=True)
        return
    line = QRectF(left, top, cell.right() - left - 14, cell.height())
    used = ink.text(line, count, min(size * 1.4, cell.height() / 1.1), colour, bold=True, align=RIGHT)
    ink.text(QRectF(left, top, line.width() - used - 10, cell.height()), tile.label, size, colour)
