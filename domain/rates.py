"""Shown results of indicators: rates with their counts, shares, durations, rankings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

NOTHING = "—"
"""Shown where there is nothing to divide by; never 0 and never 100 %."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``n`` of ``d``; ``halves`` adds half items (部分解决 counted as one half where the county wants it)."""

    n: int
    d: int
    halves: int = 0

    @property
    def value(self) -> Fraction | None:
        """The exact share, or ``None`` when there is nothing to divide by."""
        return Fraction(2 * self.n + self.halves, 2 * self.d) if self.d else None

    def percent(self, places: int = 2) -> str:
        """``"73.21%"``, half-up; :data:`NOTHING` for an empty denominator; 100 only when it is exactly 100."""
        value = self.value
        if value is None:
            return NOTHING
        scale = 10**places
        units = _half_up(value * 100 * scale)
        if value < 1:
            units = min(units, 100 * scale - 1)
        whole, rest = divmod(units, scale)
        return f"{whole}.{rest:0{places}d}%" if places else f"{whole}%"

    def counts(self) -> str:
        """``"571/780"``, as it is printed beside every percentage."""
        return f"{self.n + self.halves // 2}{'.5' if self.halves % 2 else ''}/{self.d}"

    def order(self) -> tuple[bool, Fraction]:
        """Sort key, best first, with an empty denominator last."""
        value = self.value
        return value is None, -(value or Fraction(0))


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole: count and percent; the percents of all parts add up to 100."""

    code: str
    n: int
    percent: int


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator: a rate, a duration in seconds, or shares."""

    formula: str
    rate: Rate | None = None
    seconds: int | None = None
    shares: tuple[Share, ...] = ()

    def text(self) -> str:
        """What stands on the wall: percent, hours, or the shares in order of tier; :data:`NOTHING` if unknown."""
        if self.rate is not None:
            return self.rate.percent()
        if self.shares:
            return " ".join(f"{share.code} {share.percent}%" for share in self.shares)
        if self.seconds is None:
            return NOTHING
        tenths = _half_up(Fraction(self.seconds, 360))
        return f"{tenths // 10}.{tenths % 10}小时"


def shares_of(counts: Mapping[str, int]) -> tuple[Share, ...]:
    """Whole percents by the largest remainder, so that they add up to 100; an empty tuple when all counts are 0."""
    total = sum(counts.values())
    if not total:
        return ()
    floors = {code: n * 100 // total for code, n in counts.items()}
    left = 100 - sum(floors.values())
    by_rest = sorted(counts, key=lambda code: -(counts[code] * 100 % total))
    for code in by_rest[:left]:
        floors[code] += 1
    return tuple(Share(code, n, floors[code]) for code, n in counts.items())


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a ranking; equal rates share a place, lines without a rate have place 0 and stand last."""

    place: int
    name: str
    rate: Rate


def ranking(rates: Mapping[str, Rate]) -> tuple[Place, ...]:
    """Best rate first; names keep their given order among equals."""
    ordered: Sequence[tuple[str, Rate]] = sorted(rates.items(), key=lambda line: line[1].order())
    lines: list[Place] = []
    for position, (name, rate) in enumerate(ordered, 1):
        same = bool(lines) and lines[-1].rate.value == rate.value
        place = 0 if rate.value is None else lines[-1].place if same else position
        lines.append(Place(place, name, rate))
    return tuple(lines)
