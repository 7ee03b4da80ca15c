"""The facts of a case that the county's indicators count.

Instants are epoch seconds and 0 means "not yet", as in :mod:`domain.case`. Every figure is taken at a snapshot
instant; what happened later is ignored. The formulas are in :mod:`domain.formulas`, the shown results in
:mod:`domain.rates`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

TIERS = ("G", "V", "T", "C", "S")


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock of a case: when it was due (with approved extensions) and when it was met; 0 = no clock, not met."""

    due: int = 0
    met_at: int = 0


@dataclass(frozen=True, slots=True)
class Grade:
    """A citizen's rating in the words of the county's profile."""

    at: int
    grade: str


@dataclass(frozen=True, slots=True)
class Called:
    """A finished callback. ``reached`` is false for 未接通 after the last try; ``solved``: yes, partly, no or empty."""

    at: int
    reached: bool
    solved: str = ""


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round: when the handler's side was finished (报结), its ratings and callbacks in order of time."""

    started_at: int
    done_at: int = 0
    grades: tuple[Grade, ...] = ()
    callbacks: tuple[Called, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """One unit's order. ``returned``: empty, ``approved`` (counts for nobody) or ``refused`` (counts for the unit)."""

    unit: str
    dispatched_at: int
    sign: Limit = field(default_factory=Limit)
    returned: str = ""


@dataclass(frozen=True, slots=True)
class SummonedFigures:
    """A unit called by a whistle (吹哨); it signs and arrives by the time that the whistle sets."""

    unit: str
    called_at: int
    arrive: Limit
    signed_at: int = 0


@dataclass(frozen=True, slots=True)
class SupervisionFigures:
    """A supervision or instruction and when it was closed."""

    issued_at: int
    closed_at: int = 0


@dataclass(frozen=True)
class CaseFigures:
    """The facts of one case that indicators look at.

    ``unit``: the unit of the final responsible task. ``excluded``: ``void``, ``merged``, ``draft`` or empty.
    ``declined``: 不予受理; ``accepted_at`` also stands for 导入法定途径. ``contactable``: false for an anonymous
    reporter without contact; ``has_phone`` for the phone reply. ``reply``: first phone attempt within its limit,
    with ``reply_attempts`` and ``reply_reached``. ``finish``: first accepted feedback of round 1.
    ``work_seconds``: working time from acceptance to it without pauses, -1 while unknown.
    ``mediation``: empty, ongoing, agreed, failed or withdrawn.
    """

    case_id: str
    registered_at: int
    unit: str = ""
    township: str = ""
    nature: str = "QZ"
    tier: str = "V"
    excluded: str = ""
    accepted_at: int = 0
    declined: bool = False
    accept: Limit = field(default_factory=Limit)
    contactable: bool = True
    response: Limit = field(default_factory=Limit)
    has_phone: bool = True
    reply: Limit = field(default_factory=Limit)
    reply_attempts: int = 1
    reply_reached: bool = True
    answer: Limit = field(default_factory=Limit)
    finish: Limit = field(default_factory=Limit)
    extended: bool = False
    rounds: tuple[RoundFigures, ...] = ()
    callback_due: bool = True
    struck_off_at: int = 0
    tasks: tuple[TaskFigures, ...] = ()
    summoned: tuple[SummonedFigures, ...] = ()
    supervisions: tuple[SupervisionFigures, ...] = ()
    dispute: bool = False
    mediation: str = ""
    settled_otherwise: bool = False
    repeat: bool = False
    work_seconds: int = -1


@dataclass(frozen=True)
class Options:
    """Switches of the county. ``households``: (with a representative, all), for 群众代表覆盖率."""

    satisfied: tuple[str, ...] = ("满意", "基本满意")
    dissatisfied: tuple[str, ...] = ("不满意",)
    unrated_natures: tuple[str, ...] = ("JY", "BY")
    partly_is_half: bool = False
    households: tuple[int, int] = (0, 0)


def cohort(
    cases: Iterable[CaseFigures], start: int, end: int, *, by_closing: bool = False
) -> tuple[CaseFigures, ...]:
    """The cases that count in ``[start, end)``: registered in it (登记口径), or struck off in it (办结口径).

    Void, merged and draft cases are left out.
    """
    return tuple(
        case
        for case in cases
        if not case.excluded and start <= (case.struck_off_at if by_closing else case.registered_at) < end
    )


def merged_count(cases: Iterable[CaseFigures], start: int, end: int) -> int:
    """How many cases registered in ``[start, end)`` were merged into another one."""
    return sum(case.excluded == "merged" and start <= case.registered_at < end for case in cases)


def of_unit(cases: Iterable[CaseFigures], unit: str) -> tuple[CaseFigures, ...]:
    """The cases whose final responsible unit this is: for closing, on-time and satisfaction figures."""
    return tuple(case for case in cases if case.unit == unit)


def orders_of_unit(cases: Iterable[CaseFigures], unit: str) -> tuple[CaseFigures, ...]:
    """The cases in which the unit had an order or was called, with only its own: for signing and returning."""
    own = (
        replace(
            case,
            tasks=tuple(task for task in case.tasks if task.unit == unit),
            summoned=tuple(called for called in case.summoned if called.unit == unit),
        )
        for case in cases
    )
    return tuple(case for case in own if case.tasks or case.summoned)
