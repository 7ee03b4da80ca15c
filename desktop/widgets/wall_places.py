"""The map of tiles and the list of what needs somebody now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from desktop.wall import strings
from desktop.wall.freshness import capped
from desktop.wall.snapshot import MapTile, WallSnapshot, worse
from desktop.widgets.wall_ink import (
    AMBER,
    CENTRE,
    DARK_INK,
    RAMP,
    RAMP_INK,
    RED,
    RIGHT,
    SHAPES,
    TEXT_2,
    TEXT_3,
    Ink,
    Type,
)

_GAP = 6.0
_SUFFIXES = ("社区", "村", "街道", "镇", "乡")
_REST = "rest"


def steps(most: int) -> tuple[int, int, int, int]:
    """Lower bounds of the four shades above zero."""
    if most <= 8:
        return 1, 2, 4, 7
    return 1, max(2, -(-most // 4)), max(3, -(-most // 2)), max(4, -(-most * 3 // 4))


def shade(count: int, bounds: Sequence[int]) -> int:
    """Index into the ramp: 0 for none."""
    return sum(count >= bound for bound in bounds)


def legend_texts(bounds: Sequence[int]) -> list[str]:
    """Words of the shades."""
    texts = ["0"]
    for low, high in pairwise(bounds):
        texts.append(str(low) if high - low == 1 else f"{low}–{high - 1}")
    return [*texts, f"≥{bounds[-1]}"]


def chosen(tiles: Sequence[MapTile], room: int) -> list[MapTile]:
    """At most `room` tiles in their usual order; the last one sums up those that are neither red nor busy."""
    if len(tiles) <= room:
        return list(tiles)
    rank = {"red": 0, "amber": 1, "none": 2}
    best = sorted(tiles, key=lambda tile: (rank[tile.worst], -tile.count, tile.code))[: max(0, room - 1)]
    kept = {tile.code for tile in best}
    rest = [tile for tile in tiles if tile.code not in kept]
    worst = rest[0].worst
    for tile in rest:
        worst = worse(worst, tile.worst)
    last = MapTile(_REST, strings.REST.format(len(rest)), sum(tile.count for tile in rest), worst)
    return [*(tile for tile in tiles if tile.code in kept), last]


@dataclass(frozen=True, slots=True)
class Grid:
    """How tiles are laid out. `beside`: name and number in one line, where more tiles fit that way."""

    columns: int
    rows: int
    beside: bool


def grid(field: QRectF, count: int, type_: Type) -> Grid:
    """The most telling grid: every tile with name over number, else beside, else as many as can be read."""
    name, number = type_.size(26), type_.size(34)
    stacked = _room(field, name * 4.2 + 44, name * 1.25 + number * 1.2 + 14)
    beside = _room(field, name * 5 + number * 1.6 + 40, max(name, number) * 1.3 + 8)
    if count <= stacked[0] * stacked[1] or stacked[0] * stacked[1] >= beside[0] * beside[1]:
        return Grid(*_shape(count, *stacked, field, 1.75), beside=False)
    return Grid(*_shape(count, *beside, field, 3.4), beside=True)


def _room(field: QRectF, wide: float, high: float) -> tuple[int, int]:
    columns = int((field.width() + _GAP) // (wide + _GAP))
    return max(1, columns), max(1, int((field.height() + _GAP) // (high + _GAP)))


def _shape(count: int, most_columns: int, most_rows: int, field: QRectF, wanted: float) -> tuple[int, int]:
    """Columns and rows whose cells come nearest to the `wanted` width to height."""
    count = min(count, most_columns * most_rows)
    best, fewest = (most_columns, -(-count // most_columns)), float("inf")
    for columns in range(1, most_columns + 1):
        rows = -(-count // columns)
        if rows > most_rows:
            continue
        ratio = (field.width() / columns) / (field.height() / rows)
        badness = abs(math.log(ratio / wanted)) + (columns * rows - count) * 0.06
        if badness < fewest:
            best, fewest = (columns, rows), badness
    return best


def paint_map(ink: Ink, box: QRectF, snapshot: WallSnapshot) -> None:
    """One tile a village: blue by number; a red or amber limit as frame and symbol, never as filling."""
    foot = ink.type.hint * 1.7
    field = QRectF(box.x(), box.y(), box.width(), box.height() - foot)
    if not snapshot.tiles:
        text = strings.ELSEWHERE.format(capped(snapshot.registered))
        ink.text(field, text, ink.type.body, TEXT_2, align=CENTRE)
        return
    laid = grid(field, len(snapshot.tiles), ink.type)
    tiles = chosen(snapshot.tiles, laid.columns * laid.rows)
    wide = (field.width() - _GAP * (laid.columns - 1)) / laid.columns
    high = (field.height() - _GAP * (laid.rows - 1)) / laid.rows
    bounds = steps(max((tile.count for tile in tiles if tile.code != _REST), default=0))
    for number, tile in enumerate(tiles):
        row, column = divmod(number, laid.columns)
        cell = QRectF(field.x() + column * (wide + _GAP), field.y() + row * (high + _GAP), wide, high)
        _tile(ink, cell, tile, 0 if tile.code == _REST else shade(tile.count, bounds), laid.beside)
    _legend(ink, QRectF(box.x(), box.bottom() - foot + 6, box.width(), foot - 6), bounds, snapshot)


def _tile(ink: Ink, cell: QRectF, tile: MapTile, level: int, beside: bool) -> None:
    ink.fill(cell, RAMP[level], 3)
    inked = RAMP_INK[level]
    edge = 12.0
    name_px, count_px = ink.type.size(26), ink.type.size(34)
    if not beside:
        grown = min(
            (cell.height() - 14) / (name_px * 1.25 + count_px * 1.2), cell.width() / (name_px * 6), 1.7
        )
        name_px, count_px = round(name_px * max(1.0, grown)), round(count_px * max(1.0, grown))
    inside = cell.adjusted(edge, 0, -edge, 0)
    mark = min(name_px * 0.75, 34.0)
    if tile.worst != "none":
        shape, colour = SHAPES[tile.worst]
        ink.outline(cell, colour, 5, 3)
        middle = cell.center().y() if beside else cell.y() + edge + mark * 0.9
        centre = QPointF(cell.right() - edge - mark * 0.9, middle)
        ink.symbol("circle", centre, mark * 2.4, DARK_INK)
        ink.symbol(shape, centre, mark * 1.15, colour)
        inside.setRight(centre.x() - mark - 6)
    count = capped(tile.count)
    if beside:
        used = ink.text(inside, count, count_px * 0.9, inked, bold=True, align=RIGHT)
        ink.text(inside.adjusted(0, 0, -used - 8, 0), _names(tile.name), name_px, inked)
        return
    stack = name_px * 1.25 + count_px * 1.2
    top = cell.y() + (cell.height() - stack) / 2
    ink.text(QRectF(inside.x(), top, inside.width(), name_px * 1.25), _names(tile.name), name_px, inked)
    below = QRectF(inside.x(), top + name_px * 1.25, cell.width() - 2 * edge, count_px * 1.2)
    ink.text(below, count, count_px, inked, bold=True)


def _names(name: str) -> list[str]:
    """The name, and the name without 村 or 镇 where that leaves at least two characters."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return [name, name.removesuffix(suffix)]
    return [name]


def _legend(ink: Ink, box: QRectF, bounds: Sequence[int], snapshot: WallSnapshot) -> None:
    hint, left = ink.type.hint, box.x()
    right = box.right()
    for shape, colour, word in (
        ("triangle", AMBER, strings.AMBER_LEGEND),
        ("diamond", RED, strings.RED_LEGEND),
    ):
        wide = ink.type.width(word, hint)
        ink.text(QRectF(right - wide, box.y(), wide + 1, box.height()), word, hint, TEXT_2)
        ink.symbol(shape, QPointF(right - wide - hint * 0.7, box.center().y()), hint * 0.8, colour)
        right -= wide + hint * 2.1
    words = legend_texts(bounds)
    if left + sum(60 + ink.type.width(word, hint) for word in words) > right:
        return
    for level, word in enumerate(words):
        wide = ink.type.width(word, hint)
        ink.fill(QRectF(left, box.center().y() - 9, 30, 18), RAMP[level], 2)
        ink.text(QRectF(left + 38, box.y(), wide + 1, box.height()), word, hint, TEXT_2)
        left += 38 + wide + 22
    if snapshot.elsewhere:
        text = strings.ELSEWHERE.format(capped(snapshot.elsewhere))
        ink.text(
            QRectF(left + 10, box.y(), right - left - 20, box.height()), text, hint, TEXT_3, optional=True
        )
