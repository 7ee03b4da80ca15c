"""The formulas of the indicators (办结 means 报结, the handler's side is finished).

A formula looks at one case and gives a mark for each thing that it counts there: 2 counts in numerator and
denominator, 0 in the denominator only, 1 as one half. Cases and orders that do not count give no mark.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.figures import (
    TIERS,
    Called,
    CaseFigures,
    Grade,
    Limit,
    Options,
    RoundFigures,
    TaskFigures,
)
from domain.rates import Figure, Rate, shares_of

Marks = Iterator[int]
Formula = Callable[[CaseFigures, int, Options], Marks]

_YES = 2
_HALF = 1
_NO = 0


class FigureProblem(ValueError):
    """An indicator asks for a formula that does not exist."""


def _by(instant: int, at: int) -> bool:
    """Whether something happened until the snapshot; 0 means that it did not."""
    return 0 < instant <= at


def _mark(counts: bool) -> int:
    return _YES if counts else _NO


def _on_time(limit: Limit, at: int) -> Marks:
    """Met by the due instant; unmet counts against it from the due instant on, before that not at all."""
    if not limit.due:
        return
    if _by(limit.met_at, at):
        yield _mark(limit.met_at <= limit.due)
    elif limit.due <= at:
        yield _NO


def _rounds(case: CaseFigures, at: int) -> Sequence[RoundFigures]:
    """The rounds that had begun."""
    return [each for each in case.rounds if each.started_at <= at]


def _done(case: CaseFigures, at: int) -> RoundFigures | None:
    """The newest round that was reported done."""
    finished = [each for each in _rounds(case, at) if _by(each.done_at, at)]
    return finished[-1] if finished else None


def _closed(case: CaseFigures, at: int) -> bool:
    """Reported done and not reopened since."""
    rounds = _rounds(case, at)
    return bool(rounds) and _by(rounds[-1].done_at, at)


def _accepted(case: CaseFigures, at: int) -> bool:
    return _by(case.accepted_at, at)


def acceptance(case: CaseFigures, at: int, options: Options) -> Marks:
    """受理率: accepted / registered without those still inside the acceptance limit."""
    if _accepted(case, at):
        yield _YES
    elif case.declined or case.accept.due <= at:
        yield _NO


def accept_on_time(case: CaseFigures, at: int, options: Options) -> Marks:
    """及时受理率: accepted within the limit / should be accepted; 不予受理 is not."""
    if not case.declined:
        yield from _on_time(case.accept, at)


def _orders(case: CaseFigures, at: int) -> list[TaskFigures]:
    return [task for task in case.tasks if _by(task.dispatched_at, at)]


def _sign_limits(case: CaseFigures, at: int) -> Iterator[Limit]:
    for task in _orders(case, at):
        if task.returned != "approved":
            yield task.sign
    for called in case.summoned:
        if _by(called.called_at, at):
            yield Limit(called.arrive.due, called.signed_at)


def sign(case: CaseFigures, at: int, options: Options) -> Marks:
    """签收率: signed / orders and calls that were signed or whose limit has ended."""
    for limit in _sign_limits(case, at):
        if _by(limit.met_at, at):
            yield _YES
        elif _by(limit.due, at):
            yield _NO


def sign_on_time(case: CaseFigures, at: int, options: Options) -> Marks:
    """按时签收率: signed within the limit / signed or limit ended."""
    for limit in _sign_limits(case, at):
        yield from _on_time(limit, at)


def response(case: CaseFigures, at: int, options: Options) -> Marks:
    """响应率: a person contacted the citizen within the limit / due; without a contact way the case is left out."""
    if case.contactable:
        yield from _on_time(case.response, at)


def reply_on_time(case: CaseFigures, at: int, options: Options) -> Marks:
    """及时回复率 (白银: 30 分钟电话回复): an unanswered attempt in time counts when there were at least two."""
    if not case.has_phone:
        return
    if case.reply_reached or case.reply_attempts >= 2:
        yield from _on_time(case.reply, at)
    else:
        yield from _on_time(Limit(case.reply.due), at)


def timely(case: CaseFigures, at: int, options: Options) -> Marks:
    """及时率 / 按期率: finished by due / finished + overdue unfinished, judged on round 1."""
    yield from _on_time(case.finish, at)


def overdue(case: CaseFigures, at: int, options: Options) -> Marks:
    """超期率: finished late or overdue unfinished / the same cases as :func:`timely`."""
    for mark in _on_time(case.finish, at):
        yield _YES - mark


def closing(case: CaseFigures, at: int, options: Options) -> Marks:
    """办结率: reported done and not reopened / accepted."""
    if _accepted(case, at):
        yield _mark(_closed(case, at))


def answer_on_time(case: CaseFigures, at: int, options: Options) -> Marks:
    """按期答复率 (罗平: 72 小时): answered within the limit / answers due."""
    yield from _on_time(case.answer, at)


def mediation(case: CaseFigures, at: int, options: Options) -> Marks:
    """调处率: agreed in mediation or settled otherwise / disputes accepted and not withdrawn."""
    good = case.mediation == "agreed" or case.settled_otherwise
    if case.dispute and _accepted(case, at) and (good or case.mediation != "withdrawn"):
        yield _mark(good)


def mediation_success(case: CaseFigures, at: int, options: Options) -> Marks:
    """调解成功率: agreed / agreed + failed; running and withdrawn mediations are left out."""
    if case.mediation in ("agreed", "failed"):
        yield _mark(case.mediation == "agreed")


def _valid(grades: Sequence[Grade], at: int, options: Options) -> list[Grade]:
    known = options.satisfied + options.dissatisfied
    return [each for each in grades if each.at <= at and each.grade in known]


def _ratings(case: CaseFigures, at: int, options: Options) -> list[list[Grade]]:
    """Valid ratings by round; rounds without one are left out. Silence is no rating."""
    if case.nature in options.unrated_natures:
        return []
    return [valid for each in case.rounds if (valid := _valid(each.grades, at, options))]


def satisfaction(case: CaseFigures, at: int, options: Options) -> Marks:
    """满意率: satisfied / valid ratings; the last rating of the last rated round counts."""
    rated = _ratings(case, at, options)
    if rated:
        yield _mark(rated[-1][-1].grade in options.satisfied)


def first_satisfaction(case: CaseFigures, at: int, options: Options) -> Marks:
    """首次满意率: as :func:`satisfaction` by the first rating, so that a later one cannot hide it."""
    rated = _ratings(case, at, options)
    if rated:
        yield _mark(rated[0][0].grade in options.satisfied)


def rating_coverage(case: CaseFigures, at: int, options: Options) -> Marks:
    """评价覆盖率: rated / reported done, without natures that are not rated."""
    if _done(case, at) and case.nature not in options.unrated_natures:
        yield _mark(bool(_ratings(case, at, options)))


def _calls(round_figures: RoundFigures, at: int) -> list[Called]:
    return [call for call in round_figures.callbacks if call.at <= at]


def solved(case: CaseFigures, at: int, options: Options) -> Marks:
    """解决率: solved by the last valid callback / cases with one; 部分解决 counts 0 or one half as the county says."""
    answers = [
        call.solved for each in case.rounds for call in _calls(each, at) if call.reached and call.solved
    ]
    if answers:
        partly = _HALF if options.partly_is_half else _NO
        yield {"yes": _YES, "partly": partly}.get(answers[-1], _NO)


def callback(case: CaseFigures, at: int, options: Options) -> Marks:
    """回访率: called back, reached or not / reported done and due for callback, by the newest finished round."""
    done = _done(case, at)
    if done and case.callback_due:
        yield _mark(bool(_calls(done, at)))


def callback_coverage(case: CaseFigures, at: int, options: Options) -> Marks:
    """回访接通率: reached / reported done and due for callback."""
    done = _done(case, at)
    if done and case.callback_due:
        yield _mark(any(call.reached for call in _calls(done, at)))


def reopen(case: CaseFigures, at: int, options: Options) -> Marks:
    """重启率 / 重办率: more than one round / ever reported done."""
    if _done(case, at):
        yield _mark(len(_rounds(case, at)) > 1)


def reopen_of_callbacks(case: CaseFigures, at: int, options: Options) -> Marks:
    """重启率（按回访）(白银 1065/19500): callbacks that led to another round / callbacks."""
    rounds = _rounds(case, at)
    for position, each in enumerate(rounds, 1):
        calls = _calls(each, at)
        for number, _call in enumerate(calls, 1):
            yield _mark(number == len(calls) and position < len(rounds))


def repeat(case: CaseFigures, at: int, options: Options) -> Marks:
    """重复反映率: linked as a repeat / registered."""
    yield _mark(case.repeat)


def extension(case: CaseFigures, at: int, options: Options) -> Marks:
    """延期率: cases with an approved extension / cases dispatched."""
    if _orders(case, at):
        yield _mark(case.extended)


def returned(case: CaseFigures, at: int, options: Options) -> Marks:
    """退单率: returned orders, approved or refused / orders."""
    for task in _orders(case, at):
        yield _mark(bool(task.returned))


def closed_in_township(case: CaseFigures, at: int, options: Options) -> Marks:
    """乡镇及以下办结占比 (廊坊 95.2 %): reported done at grid, village or township / reported done."""
    if _closed(case, at):
        yield _mark(case.tier in ("G", "V", "T"))


def supervision_closed(case: CaseFigures, at: int, options: Options) -> Marks:
    """督办办结率: closed / issued."""
    for measure in case.supervisions:
        if _by(measure.issued_at, at):
            yield _mark(_by(measure.closed_at, at))


def arrive_on_time(case: CaseFigures, at: int, options: Options) -> Marks:
    """按期报到率 (峄城): called units that arrived in time / arrived or time ended; absent units count."""
    for called in case.summoned:
        if _by(called.called_at, at):
            yield from _on_time(called.arrive, at)


RATES: Mapping[str, Formula] = {
    formula.__name__: formula
    for formula in (
        acceptance, accept_on_time, sign, sign_on_time, response, reply_on_time, timely, closing, answer_on_time,
        mediation, mediation_success, satisfaction, first_satisfaction, rating_coverage, solved, callback_coverage,
        callback, reopen, reopen_of_callbacks, repeat, overdue, extension, returned, closed_in_township,
        supervision_closed, arrive_on_time,
    )
}  # fmt: skip
"""Formulas that give a rate from the cases, by id."""

FORMULAS = (*RATES, "household_coverage", "tier_share", "median_time", "mean_time")
"""Ids of all formulas."""


def rate(formula: str, cases: Sequence[CaseFigures], at: int, options: Options | None = None) -> Rate:
    """A rate over a cohort at the snapshot instant; :class:`FigureProblem` for an unknown formula."""
    chosen = options or Options()
    if formula == "household_coverage":
        return Rate(*chosen.households)
    if formula not in RATES:
        raise FigureProblem(f"no rate is called {formula}")
    marks = [mark for case in cases for mark in RATES[formula](case, at, chosen)]
    return Rate(marks.count(_YES), len(marks), marks.count(_HALF))


def rows(
    formula: str, cases: Sequence[CaseFigures], at: int, options: Options | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The case ids behind numerator and denominator of a rate, each once; :class:`FigureProblem` as :func:`rate`."""
    if formula not in RATES:
        raise FigureProblem(f"no rate of cases is called {formula}")
    counted = {case.case_id: list(RATES[formula](case, at, options or Options())) for case in cases}
    above = tuple(case_id for case_id, marks in counted.items() if any(marks))
    return above, tuple(case_id for case_id, marks in counted.items() if marks)


def _work_times(cases: Sequence[CaseFigures], at: int) -> list[int]:
    return sorted(
        case.work_seconds for case in cases if _by(case.finish.met_at, at) and case.work_seconds >= 0
    )


def compute(formula: str, cases: Sequence[CaseFigures], at: int, options: Options | None = None) -> Figure:
    """Any indicator over a cohort; :class:`FigureProblem` for an unknown formula.

    ``tier_share``: cases reported done by tier, whole percents that add up to 100. ``median_time``/``mean_time``:
    working seconds from acceptance to the first accepted feedback.
    """
    if formula == "tier_share":
        closed = [case.tier for case in cases if _closed(case, at)]
        return Figure(
            formula, shares=shares_of({tier: closed.count(tier) for tier in TIERS if tier in closed})
        )
    if formula in ("median_time", "mean_time"):
        times = _work_times(cases, at)
        if not times:
            return Figure(formula)
        middle = len(times) // 2
        pair = times if formula == "mean_time" else times[middle - (len(times) % 2 == 0) : middle + 1]
        return Figure(formula, seconds=(2 * sum(pair) + len(pair)) // (2 * len(pair)))
    return Figure(formula, rate=rate(formula, cases, at, options))
