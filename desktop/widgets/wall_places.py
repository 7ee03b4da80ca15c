"""The map of tiles and the list of what needs somebody now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from desktop.wall import strings
from desktop.wall.freshness import capped, limit_words
from desktop.wall.snapshot import MapTile, UrgentRow, WallSnapshot, worse
from desktop.widgets.wall_ink import (
    AMBER,
    CENTRE,
    DARK_INK,
    DIVIDER,
    GREEN,
    RAMP,
    RAMP_INK,
    RED,
    RIGHT,
    SHAPES,
    TEXT,
    TEXT_2,
    TEXT_3,
    Ink,
)

_GAP = 6.0
_SUFFIXES = ("社区", "村", "街道", "镇", "乡")
_NO_PLACE = "rest"


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
    last = MapTile(_NO_PLACE, strings.REST.format(len(rest)), sum(tile.count for tile in rest), worst)
    return [*(tile for tile in tiles if tile.code in kept), last]


def paint_map(ink: Ink, box: QRectF, snapshot: WallSnapshot) -> None:
    """One tile a village: blue by number; a red or amber limit as frame and symbol, never as filling."""
    foot = ink.type.hint * 1.7
    field = QRectF(box.x(), box.y(), box.width(), box.height() - foot)
    name_px, count_px = ink.type.size(26), ink.type.size(34)
    low = name_px * 1.25 + count_px * 1.2 + 14
    narrow = name_px * 4.2 + 44
    columns = max(1, int((field.width() + _GAP) // (narrow + _GAP)))
    rows = max(1, int((field.height() + _GAP) // (low + _GAP)))
    tiles = chosen(snapshot.tiles, columns * rows)
    if not tiles:
        ink.text(field, strings.ELSEWHERE.format(snapshot.registered), ink.type.body, TEXT_2, align=CENTRE)
        return
    columns, rows = _shape(len(tiles), columns, rows, field)
    wide = (field.width() - _GAP * (columns - 1)) / columns
    high = (field.height() - _GAP * (rows - 1)) / rows
    bounds = steps(
        max(tile.count for tile in tiles if tile.code != _NO_PLACE) if len(tiles) > 1 else tiles[0].count
    )
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        cell = QRectF(field.x() + column * (wide + _GAP), field.y() + row * (high + _GAP), wide, high)
        _tile(ink, cell, tile, 0 if tile.code == _NO_PLACE else shade(tile.count, bounds), name_px, count_px)
    _legend(ink, QRectF(box.x(), box.bottom() - foot + 6, box.width(), foot - 6), bounds, snapshot)


def _shape(count: int, most_columns: int, most_rows: int, field: QRectF) -> tuple[int, int]:
    """Columns and rows whose cells come nearest to 1.75 : 1."""
    best, fewest = (most_columns, -(-count // most_columns)), float("inf")
    for columns in range(1, most_columns + 1):
        rows = -(-count // columns)
        if rows > most_rows:
            continue
        ratio = (field.width() / columns) / (field.height() / rows)
        empty = columns * rows - count
        badness = abs(ratio - 1.75) + empty * 0.08
        if badness < fewest:
            best, fewest = (columns, rows), badness
    return best


def _tile(ink: Ink, cell: QRectF, tile: MapTile, level: int, name_px: int, count_px: int) -> None:
    ink.fill(cell, RAMP[level], 3)
    inked = RAMP_INK[level]
    edge = 12.0
    mark = 20.0 if name_px < 32 else name_px * 0.6
    room = cell.width() - 2 * edge
    if tile.worst != "none":
        shape, colour = SHAPES[tile.worst]
        ink.outline(cell, colour, 5, 3)
        centre = QPointF(cell.right() - edge - mark * 0.9, cell.y() + edge + mark * 0.9)
        ink.symbol("circle", centre, mark * 2.4, DARK_INK)
        ink.symbol(shape, centre, mark * 1.15, colour)
        room -= mark * 2 + 6
    stack = name_px * 1.25 + count_px * 1.2
    top = cell.y() + max(edge - 2, (cell.height() - stack) / 2)
    ink.text(QRectF(cell.x() + edge, top, room, name_px * 1.25), _names(tile.name), name_px, inked)
    count = capped(tile.count) if tile.count else strings.NOTHING
    below = QRectF(cell.x() + edge, top + name_px * 1.25, cell.width() - 2 * edge, count_px * 1.2)
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
    for level, word in enumerate(legend_texts(bounds)):
        wide = ink.type.width(word, hint)
        if left + 42 + wide > right:
            return
        ink.fill(QRectF(left, box.center().y() - 9, 30, 18), RAMP[level], 2)
        ink.text(QRectF(left + 38, box.y(), wide + 1, box.height()), word, hint, TEXT_2)
        left += 38 + wide + 22
    if snapshot.elsewhere:
        text = strings.ELSEWHERE.format(capped(snapshot.elsewhere))
        ink.text(
            QRectF(left + 10, box.y(), right - left - 20, box.height()), text, hint, TEXT_3, optional=True
        )


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How many rows stand on a page, how high each is, and whether it has a second line."""

    rows: int
    height: float
    two_lines: bool


def row_plan(box: QRectF, hint: int, row_px: int, layout: str) -> RowPlan:
    """近 5 rows, 中 4, 远 3 where they fit; fewer before any text would touch another."""
    wanted = {"near": 5, "middle": 4, "far": 3}[layout]
    if box.height() > 700:
        wanted *= 2
    double = row_px * 1.15 + hint * 1.2 + 4
    two = box.height() / double >= min(wanted, 3)
    least = double if two else row_px * 1.35
    rows = max(1, min(wanted, int(box.height() // least)))
    return RowPlan(rows, box.height() / rows, two)


def paint_urgent(
    ink: Ink, box: QRectF, rows: Sequence[UrgentRow], layout: RowPlan, now: int
) -> dict[str, QRectF]:
    """The rows of one page; returns where each matter stands."""
    if not rows:
        mark = QPointF(
            box.center().x() - ink.type.width(strings.EMPTY_URGENT, ink.type.body) / 2 - 24, box.center().y()
        )
        ink.symbol("circle", mark, ink.type.body, GREEN)
        ink.text(box, strings.EMPTY_URGENT, ink.type.body, TEXT_2, align=CENTRE)
        return {}
    placed: dict[str, QRectF] = {}
    for number, row in enumerate(rows):
        line = QRectF(box.x(), box.y() + number * layout.height, box.width(), layout.height)
        ink.line(line.x(), line.y(), line.right(), line.y(), DIVIDER)
        _urgent(ink, line, row, layout.two_lines, now)
        placed[row.case_id] = line.adjusted(-8, 2, 8, -2)
    return placed


def _urgent(ink: Ink, line: QRectF, row: UrgentRow, two_lines: bool, now: int) -> None:
    size, hint, body = ink.type.row, ink.type.hint, ink.type.body
    shape, colour = SHAPES[row.colour]
    if row.due and row.due <= now:
        shape, colour = SHAPES["red"]
    words = limit_words(row.due, now) if row.due else strings.DISSATISFIED
    ink.symbol(shape, QPointF(line.x() + size * 0.5, line.center().y()), size * 0.86, colour)
    left = line.x() + size * 1.2
    chip = ink.type.width("超 59分", size, bold=True) + 4
    ink.text(QRectF(left, line.y(), chip, line.height()), words, size, colour, bold=True)
    left += chip + 18
    if not two_lines:
        where = min(ink.type.width(row.where, size), line.width() * 0.3)
        ink.text(
            QRectF(line.right() - where, line.y(), where + 1, line.height()),
            row.where,
            size,
            TEXT_2,
            align=RIGHT,
        )
        ink.text(
            QRectF(left, line.y(), line.right() - where - 18 - left, line.height()), row.title, size, TEXT
        )
        return
    stack = size * 1.15 + hint * 1.2
    top = line.center().y() - stack / 2
    first = QRectF(left, top, line.right() - left, size * 1.15)
    second = QRectF(left, top + size * 1.15, line.right() - left, hint * 1.2)
    clock = ink.text(_last(first, 0.34), row.clock, body, TEXT_2, align=RIGHT)
    ink.text(QRectF(first.x(), first.y(), first.width() - clock - 18, first.height()), row.title, size, TEXT)
    unit = ink.text(_last(second, 0.5), row.unit, hint, TEXT_2, align=RIGHT) if row.unit else 0.0
    both = [" · ".join(part for part in (row.where, row.who) if part), row.where or row.who]
    if both[0]:
        ink.text(
            QRectF(second.x(), second.y(), second.width() - unit - 18, second.height()), both, hint, TEXT_2
        )


def _last(box: QRectF, share: float) -> QRectF:
    """The right part of a box."""
    wide = box.width() * share
    return QRectF(box.right() - wide, box.y(), wide, box.height())
