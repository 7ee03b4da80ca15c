"""Counting the wall: from the ledger to a snapshot. One panel that cannot be counted does not stop the others."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

from desktop.wall import strings
from desktop.wall.ledger import Ledger, Scene, WallCase, WallReader
from desktop.wall.period import Period, Window, last_days, window
from desktop.wall.snapshot import (
    SMALL,
    CategoryBar,
    Colour,
    MapTile,
    PanelFault,
    RateTile,
    RedTile,
    TierShare,
    TrendDay,
    UrgentRow,
    WallSnapshot,
    colour_of,
    worse,
)
from domain.case_figures import profile_options
from domain.chinatime import china_date
from domain.figures import CaseFigures, Options, cohort
from domain.formulas import compute
from domain.places import PlaceKind
from domain.profile import Indicator
from domain.rates import Rate

T = TypeVar("T")
URGENT_ROWS = 40
TOP = 6
LOWER_IS_BETTER = frozenset({"overdue", "extension", "returned", "repeat", "reopen", "reopen_of_callbacks"})
_log = logging.getLogger(__name__)


def build_snapshot(
    reader: WallReader, ledger: Ledger, now: int, period: Period, data_at: int = 0, limit: int | None = None
) -> WallSnapshot | None:
    """Bring the ledger up to date and count the wall; None while more matters must be taken in: ask again.

    Runs on one lane. `now`, `data_at`: epoch seconds; `limit`: matters taken in by one call.
    """
    complete = ledger.refresh(reader, now) if limit is None else ledger.refresh(reader, now, limit)
    return count_wall(ledger.cases, ledger.scene, now, period, data_at) if complete else None


def count_wall(
    cases: Collection[WallCase], scene: Scene, now: int, period: Period, data_at: int = 0
) -> WallSnapshot:
    """The snapshot of these matters at `now`."""
    span = window(period, now)
    counted = [case for case in cases if not case.figures.excluded]
    figures = [case.figures for case in counted]
    present = cohort(figures, span.start, span.end)
    options = profile_options(scene.profile)
    faults: list[PanelFault] = []

    def panel(name: str, make: Callable[[], T], empty: T) -> T:
        try:
            return make()
        except Exception as problem:  # noqa: BLE001 - told on the panel, the other panels stay alive
            _log.error("wall panel %s: %s", name, type(problem).__name__)
            faults.append(PanelFault(name, f"{name}:{type(problem).__name__}"))
            return empty

    in_period = [case for case in counted if span.start <= case.figures.registered_at < span.end]
    nothing: tuple[Any, ...] = ()
    tiles: tuple[MapTile, ...] = panel("map", lambda: _tiles(counted, in_period, scene, now), nothing)
    urgent: tuple[UrgentRow, ...] = panel("urgent", lambda: _urgent(counted, now), nothing)
    reds, red_total = panel("reds", lambda: _reds(counted, scene, now), (nothing, 0))
    return WallSnapshot(
        title=strings.TITLE.format(scene.title),
        period=period,
        at=now,
        data_at=data_at,
        practice=scene.practice,
        rates=panel("rates", lambda: _rates(figures, present, scene, span, now, options), nothing),
        tiers=panel("tiers", lambda: _tiers(present, now, options), nothing),
        tiles=tiles,
        places=_places(scene),
        registered=len(present),
        elsewhere=len(present) - sum(tile.count for tile in tiles) if tiles else 0,
        urgent=urgent[:URGENT_ROWS],
        urgent_total=len(urgent),
        reds=reds,
        red_total=red_total,
        categories=panel("categories", lambda: _categories(in_period, scene), nothing),
        trend=panel("trend", lambda: _trend(figures, now), nothing),
        faults=tuple(faults),
    )


def _rates(
    figures: Sequence[CaseFigures],
    present: Sequence[CaseFigures],
    scene: Scene,
    span: Window,
    now: int,
    options: Options,
) -> tuple[RateTile, ...]:
    wanted = [each for each in scene.profile.indicators if each.wall and each.formula != "tier_share"]
    before = cohort(figures, span.before_start, span.before_end)
    return tuple(_rate(each, present, before, span, now, options) for each in wanted)


def _rate(
    each: Indicator,
    present: Sequence[CaseFigures],
    before: Sequence[CaseFigures],
    span: Window,
    now: int,
    options: Options,
) -> RateTile:
    figure = compute(each.formula, present, now, options)
    earlier = compute(each.formula, before, span.before_end - 1, options)
    if figure.rate is None:
        return RateTile(each.label, figure.text(), 0, 0, earlier.text(), 0.0, None, False, False)
    rate = figure.rate
    value = rate.value
    small = 0 < rate.d < SMALL
    below = False
    if value is not None and each.target and not small:
        percent = float(value) * 100
        below = percent > each.target if each.formula in LOWER_IS_BETTER else percent < each.target
    return RateTile(
        label=each.label,
        text=rate.percent(1),
        n=rate.n,
        d=rate.d,
        before=(earlier.rate or Rate(0, 0)).percent(1),
        target=each.target,
        share=None if value is None else float(value),
        small=small,
        below=below,
    )


def _tiers(present: Sequence[CaseFigures], now: int, options: Options) -> tuple[TierShare, ...]:
    shares = compute("tier_share", present, now, options).shares
    return tuple(TierShare(s.code, strings.TIERS_BY_CODE.get(s.code, s.code), s.n, s.percent) for s in shares)


def _worst(case: WallCase, now: int) -> Colour:
    worst: Colour = "none"
    for limit in case.limits:
        worst = worse(worst, colour_of(limit.amber, limit.due, now))
    return "red" if case.rework else worst


def _tiles(
    cases: Sequence[WallCase], in_period: Sequence[WallCase], scene: Scene, now: int
) -> tuple[MapTile, ...]:
    kind = PlaceKind.TOWNSHIP if scene.by_township else PlaceKind.VILLAGE
    counts = Counter(case.tile for case in in_period)
    worst: dict[str, Colour] = {}
    for case in cases:
        if case.open:
            worst[case.tile] = worse(worst.get(case.tile, "none"), _worst(case, now))
    return tuple(
        MapTile(place.code, place.short_name, counts[place.code], worst.get(place.code, "none"))
        for place in scene.territory.of_kind(kind, on=china_date(now))
    )


def _places(scene: Scene) -> str:
    tree = scene.territory
    if scene.by_township:
        return strings.TOWNSHIPS.format(len(tree.of_kind(PlaceKind.TOWNSHIP)))
    grids = sum(1 for place in tree.of_kind(PlaceKind.GROUP) if place.grid_type)
    return strings.VILLAGES.format(len(tree.of_kind(PlaceKind.VILLAGE)), grids)


def _urgent(cases: Sequence[WallCase], now: int) -> tuple[UrgentRow, ...]:
    """Red by lateness, then 不满意, then amber by what is left; one row a matter."""
    rows: list[tuple[tuple[int, int, str], UrgentRow]] = []
    for case in cases:
        first = min(case.limits, key=lambda limit: limit.due, default=None)
        colour: Colour = "none" if first is None else colour_of(first.amber, first.due, now)
        if colour == "none" and case.rework:
            unit = first.unit if first else case.unit
            row = _row(case, "red", 0, strings.REWORK, unit)
            rows.append(((1, first.due if first else 0, case.figures.case_id), row))
        elif first is not None and colour != "none":
            row = _row(case, colour, first.due, first.label, first.unit)
            rows.append(((0 if colour == "red" else 2, first.due, case.figures.case_id), row))
    return tuple(row for _, row in sorted(rows, key=lambda entry: entry[0]))


def _row(case: WallCase, colour: Colour, due: int, clock: str, unit: str) -> UrgentRow:
    return UrgentRow(case.figures.case_id, colour, due, clock, case.title, case.where, case.who, unit)


def _reds(cases: Sequence[WallCase], scene: Scene, now: int) -> tuple[tuple[RedTile, ...], int]:
    """The profile's red lights, or the four usual ones, of open matters; the total counts each matter once."""
    labels = {red.code: red.label for red in scene.profile.red} or dict(strings.LIGHTS)
    counts: Counter[str] = Counter()
    distinct = 0
    for case in cases:
        if not case.open:
            continue
        lit = set(case.lights)
        if any(limit.due <= now for limit in case.limits):
            lit.add("overdue")
        lit &= labels.keys()
        counts.update(lit)
        distinct += bool(lit)
    return tuple(RedTile(code, label, counts[code]) for code, label in labels.items()), distinct


def _categories(in_period: Sequence[WallCase], scene: Scene) -> tuple[CategoryBar, ...]:
    counts = Counter(scene.categories.get(case.category, strings.UNSORTED) for case in in_period)
    ordered = sorted(counts.items(), key=lambda entry: (entry[0] == strings.UNSORTED, -entry[1], entry[0]))
    bars = [CategoryBar(label, count) for label, count in ordered[:TOP]]
    rest = sum(count for _, count in ordered[TOP:])
    return (*bars, CategoryBar(strings.OTHER, rest)) if rest else tuple(bars)


def _trend(figures: Sequence[CaseFigures], now: int) -> tuple[TrendDay, ...]:
    received = Counter(china_date(each.accepted_at) for each in figures if 0 < each.accepted_at <= now)
    done = Counter(
        china_date(each.rounds[-1].done_at)
        for each in figures
        if each.rounds and 0 < each.rounds[-1].done_at <= now
    )
    return tuple(TrendDay(f"{day.month}-{day.day:02d}", received[day], done[day]) for day in last_days(now))
