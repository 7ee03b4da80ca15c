"""The county's indicators over a period, counted piece by piece on a lane from the matters on this device."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.models.office import Office
from desktop.strings.story import TIERS
from desktop.wall.period import Period, window
from domain.case_figures import case_figures, profile_options
from domain.chinatime import china_date
from domain.figures import CaseFigures, cohort
from domain.formulas import compute
from domain.profile import Profile
from domain.rates import Figure
from domain.rhythm import due_papers

if TYPE_CHECKING:
    from desktop.store.store import Store

SMALL = 10
"""Below this many the share says little; no judgement is shown."""
_BATCH = 10
"""Matters read at once, a millisecond or two of work."""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. `counts`: n/d; `target`: percent or 0; `met`: None where nothing is judged."""

    label: str
    formula: str
    value: str
    counts: str
    target: float
    met: bool | None
    small: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Indicators of a period, with how many matters were registered in it. `papers`: recurring ones due today."""

    period: Period
    start: int
    end: int
    received: int
    lines: tuple[Line, ...]
    papers: tuple[str, ...] = ()


def _value(figure: Figure) -> str:
    """The value in words: a percentage, shares by tier, or hours."""
    if figure.rate is not None:
        return figure.rate.percent(1)
    if figure.shares:
        return " ".join(f"{TIERS.get(s.code, s.code)} {s.percent}%" for s in figure.shares)
    return figure.text()


def counting(store: Store, office: Office, period: Period, now: int) -> Generator[float, None, Table | None]:
    """Every indicator of the profile over matters registered in the period, in pieces; yields the share that is done.

    None until everything of the county was here once.
    """
    if not store.sync_state().synced_at:
        return None
    span = window(period, now)
    ids = store.registered_since(span.start)
    calendar = store.dictionaries.calendar()
    disputes = frozenset(code for code, c in office.taxonomy.categories.items() if c.is_dispute)
    figures: list[CaseFigures] = []
    for at in range(0, len(ids), _BATCH):
        yield at / len(ids)
        found = store.wall_cases(ids[at : at + _BATCH])
        figures += [case_figures(case, office.profile, calendar, disputes) for case in found]
    chosen = cohort(figures, span.start, span.end)
    lines: list[Line] = []
    for line in judging(office.profile, chosen, now):
        lines.append(line)
        yield 1.0
    papers = due_papers(office.profile, china_date(now), calendar)
    return Table(period, span.start, span.end, len(chosen), tuple(lines), papers)


def judged(profile: Profile, chosen: Sequence[CaseFigures], now: int) -> tuple[Line, ...]:
    """Every indicator of the profile over these matters, held against its target."""
    return tuple(judging(profile, chosen, now))


def judging(profile: Profile, chosen: Sequence[CaseFigures], now: int) -> Iterator[Line]:
    """The same, one after the other."""
    options = profile_options(profile)
    for each in profile.indicators:
        figure = compute(each.formula, chosen, now, options)
        rate = figure.rate
        small = rate is not None and 0 < rate.d < SMALL
        met = None
        if rate is not None and rate.value is not None and each.target and not small:
            met = float(rate.value) * 100 >= each.target
        yield Line(
            each.label, each.formula, _value(figure),
            rate.counts() if rate is not None else "", each.target, met, small,
        )  # fmt: skip
