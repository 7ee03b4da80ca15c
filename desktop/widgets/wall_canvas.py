"""Putting the wall together: header, panels, their age, and a panel that failed beside others that live."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from desktop.wall import strings
from desktop.wall.freshness import Freshness, capped, time_text
from desktop.wall.period import Period
from desktop.wall.snapshot import PanelFault, RateTile, UrgentRow, WallSnapshot
from desktop.widgets.wall_charts import paint_categories, paint_tiers, paint_trend
from desktop.widgets.wall_figures import paint_rates, paint_reds, rates_on_a_page
from desktop.widgets.wall_header import Shown, paint_header
from desktop.widgets.wall_ink import (
    AMBER,
    CENTRE,
    PANEL,
    RADIUS,
    RED,
    RIGHT,
    TEXT,
    TEXT_2,
    TEXT_3,
    Ink,
    Type,
)
from desktop.widgets.wall_layout import Plan, inner
from desktop.widgets.wall_places import paint_map
from desktop.widgets.wall_urgent import RowPlan, paint_urgent, row_plan

_DIM = 0.6
_NOTE_GAP = 16
_log = logging.getLogger(__name__)


class Canvas:
    """Paints a :class:`Shown` by a plan. Stateless but for fonts and where the urgent rows and periods stand."""

    def __init__(self, plan: Plan, type_: Type) -> None:
        self.plan = plan
        self.type = type_
        self.rows: dict[str, QRectF] = {}
        self.tabs: dict[Period, QRectF] = {}

    # --- pages

    def inside(self, panel: str) -> QRectF:
        """The room under the heading of a panel."""
        return inner(self.plan.panels[panel], self.type.heading)

    def rows_plan(self) -> RowPlan:
        """Rows of a page of the urgent list."""
        return row_plan(self.inside("urgent"), self.type.hint, self.type.row, self.plan.layout)

    def pages(self, snapshot: WallSnapshot | None) -> int:
        """How many pages the urgent list has."""
        return 1 if snapshot is None else max(1, -(-len(snapshot.urgent) // self.rows_plan().rows))

    def page_rows(self, snapshot: WallSnapshot, page: int) -> tuple[UrgentRow, ...]:
        """The rows of a page; pages go round."""
        size = self.rows_plan().rows
        start = page % self.pages(snapshot) * size
        return snapshot.urgent[start : start + size]

    def page_of(self, snapshot: WallSnapshot, case_id: str) -> int:
        """On which page a matter stands; the first one when it is not listed."""
        for number, row in enumerate(snapshot.urgent):
            if row.case_id == case_id:
                return number // self.rows_plan().rows
        return 0

    def _rates(self, snapshot: WallSnapshot, page: int) -> tuple[tuple[RateTile, ...], int, int]:
        size = rates_on_a_page(self.inside("rates"), self.type, self.plan.layout)
        pages = max(1, -(-len(snapshot.rates) // size))
        size = -(-len(snapshot.rates) // pages) if snapshot.rates else size
        start = page % pages * size
        return snapshot.rates[start : start + size], page % pages, pages

    # --- painting

    def paint_header(self, ink: Ink, shown: Shown) -> None:
        """Title, periods, practice mark, data badge, date and time."""
        self.tabs = paint_header(ink, self.plan, shown)

    def paint_panels(self, ink: Ink, shown: Shown) -> None:
        """Every panel; one that cannot be painted says so in its own place."""
        self.rows = {}
        painters: dict[str, Callable[[Ink, QRectF, WallSnapshot], object]] = {
            "rates": lambda i, b, s: paint_rates(i, b, self._rates(s, shown.page)[0], s),
            "tiers": paint_tiers,
            "map": paint_map,
            "urgent": lambda i, b, s: self.rows.update(
                paint_urgent(i, b, self.page_rows(s, shown.page), self.rows_plan(), shown.now)
            ),
            "reds": paint_reds,
            "categories": paint_categories,
            "trend": lambda i, b, s: paint_trend(i, b, s.trend),
        }
        fresh = shown.fresh
        for name, box in self.plan.panels.items():
            ink.panel = name
            ink.fill(box, PANEL, RADIUS)
            snapshot = shown.snapshot
            if snapshot is None:
                self._heading(ink, name, box, [], fresh, shown)
                self._waiting(ink, name, shown)
                continue
            fault = snapshot.fault(name)
            if fault is None:
                fault = self._paint(ink, name, box, painters[name], snapshot, shown)
            if fault is not None:
                self._fault(ink, name, box, fault, fresh, shown)

    def _paint(
        self,
        ink: Ink,
        name: str,
        box: QRectF,
        paint: Callable[[Ink, QRectF, WallSnapshot], object],
        snapshot: WallSnapshot,
        shown: Shown,
    ) -> PanelFault | None:
        before = len(ink.drawn)
        ink.painter.save()
        try:
            paint(ink, self.inside(name), snapshot)
            if shown.fresh.dim:
                veil = QColor(PANEL)
                veil.setAlphaF(1 - _DIM)
                ink.fill(box, veil, RADIUS)
        except Exception as problem:  # noqa: BLE001 - told on the panel, the other panels stay alive
            _log.error("wall panel %s cannot be painted: %s", name, type(problem).__name__)
            del ink.drawn[before:]
            return PanelFault(name, f"{name}:{type(problem).__name__}")
        finally:
            ink.painter.restore()
        self._heading(ink, name, box, self._notes(name, snapshot, shown.page), shown.fresh, shown)
        return None

    def _heading(
        self, ink: Ink, name: str, box: QRectF, notes: list[str], fresh: Freshness, shown: Shown
    ) -> None:
        high = ink.type.heading * 1.3
        line = QRectF(box.x() + 18, box.y() + 11, box.width() - 36, high)
        used = ink.text(line, strings.PANELS[name], ink.type.heading, TEXT_2, bold=True)
        rest = QRectF(line.x() + used + _NOTE_GAP, line.y(), line.width() - used - _NOTE_GAP, high)
        if fresh.dim and shown.snapshot is not None:
            size = ink.type.hint
            room = QRectF(rest.x() + size, rest.y(), rest.width() - size, high)
            wide = ink.text(
                room, [fresh.short, fresh.short.rpartition(" ")[2]], size, AMBER, align=RIGHT, optional=True
            )
            if wide:
                ink.symbol(
                    "triangle",
                    QPointF(rest.right() - wide - size * 0.7, rest.center().y()),
                    size * 0.8,
                    AMBER,
                )
        elif notes:
            ink.text(rest, notes, ink.type.hint, TEXT_3, align=RIGHT, optional=True)

    def _notes(self, name: str, snapshot: WallSnapshot, page: int) -> list[str]:
        """What stands beside a heading, longest wording first."""
        span = strings.SPANS[snapshot.period.value]
        if name == "rates":
            _, number, pages = self._rates(snapshot, page)
            return [f"{span} {number + 1}/{pages}", span] if pages > 1 else [span]
        if name == "tiers":
            done = capped(sum(share.n for share in snapshot.tiers))
            return [f"{span} {strings.ITEMS.format(done)}", span]
        if name == "map":
            count = f"{span}登记 {strings.ITEMS.format(capped(snapshot.registered))}"
            return [f"{count} · {snapshot.places}", count, span]
        if name == "urgent":
            pages = self.pages(snapshot)
            total = strings.TOTAL.format(capped(snapshot.urgent_total))
            place = strings.PAGE.format(page % pages + 1, pages)
            return [f"{total} · {place}", f"{page % pages + 1}/{pages}"] if pages > 1 else [total]
        if name == "reds":
            lit = capped(snapshot.red_total)
            return [strings.DISTINCT.format(lit), strings.TOTAL.format(lit)]
        if name == "categories":
            return [span]
        return []

    def _waiting(self, ink: Ink, name: str, shown: Shown) -> None:
        box = self.inside(name)
        if name == "map":
            text = strings.LOADING.format(*shown.loading) if shown.loading[1] else strings.LOADING_FIRST
            if shown.failure:
                text = f"{strings.FAULT}。{strings.FAULT_DO.format(shown.failure)}"
            ink.text(box, text, ink.type.body, TEXT_2, align=CENTRE)
        else:
            ink.text(box, strings.NOTHING, ink.type.row, TEXT_3, align=CENTRE)

    def _fault(
        self, ink: Ink, name: str, box: QRectF, fault: PanelFault, fresh: Freshness, shown: Shown
    ) -> None:
        ink.fill(box, PANEL, RADIUS)
        self._heading(ink, name, box, [], fresh, shown)
        room = self.inside(name)
        at = shown.good.get(name, 0)
        last = strings.FAULT_LAST.format(time_text(at, shown.now)) if at else strings.FAULT_NEVER
        lines = [strings.FAULT, last, strings.FAULT_SAFE, strings.FAULT_DO.format(fault.reason)]
        size = ink.type.body if room.width() > 600 else ink.type.hint
        high = size * 1.5
        lines = lines[: max(1, int(room.height() // high))]
        top = room.center().y() - high * len(lines) / 2
        for number, text in enumerate(lines):
            line = QRectF(room.x(), top + number * high, room.width(), high)
            if number == 0:
                ink.symbol("diamond", QPointF(line.x() + size / 2, line.center().y()), size * 0.8, RED)
                line.setLeft(line.left() + size * 1.4)
            ink.text(line, text, size, TEXT if number == 0 else TEXT_2)
