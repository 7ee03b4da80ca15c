"""The list of what needs somebody now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall import strings
from desktop.wall.freshness import limit_words
from desktop.wall.snapshot import UrgentRow
from desktop.widgets.wall_ink import (
    CENTRE,
    DIVIDER,
    GREEN,
    RIGHT,
    SHAPES,
    TEXT,
    TEXT_2,
    TEXT_3,
    Ink,
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
    if row.title == strings.HIDDEN:
        ink.text(
            QRectF(second.x(), second.y(), second.width() - unit - 18, second.height()),
            strings.HIDDEN_NOTE,
            hint,
            TEXT_3,
            optional=True,
        )
    both = [" · ".join(part for part in (row.where, row.who) if part), row.where or row.who]
    if both[0]:
        ink.text(
            QRectF(second.x(), second.y(), second.width() - unit - 18, second.height()), both, hint, TEXT_2
        )


def _last(box: QRectF, share: float) -> QRectF:
    """The right part of a box."""
    wide = box.width() * share
    return QRectF(box.right() - wide, box.y(), wide, box.height())
