"""What indicators count of a folded case, found by what each limit of the county's profile is stopped by."""

from collections.abc import Collection, Sequence

from domain.calendar import WorkCalendar
from domain.case import Callback, Case, Clock
from domain.deadlines import Interval
from domain.figures import (
    Called,
    CaseFigures,
    Grade,
    Limit,
    Options,
    RoundFigures,
    SummonedFigures,
    SupervisionFigures,
    TaskFigures,
)
from domain.profile import Profile
from domain.worktime import working_seconds

UNREACHED = "未接通"
_FIRST = ("case", "round:1")
"""Keys of the limits of the whole case and of its first round; those of an order carry the task id."""
_EXCLUDED = {"void": "void", "merged": "merged", "none": "draft"}
_MEDIATION = {
    "agreed": "agreed",
    "oral": "agreed",
    "performed": "agreed",
    "failed": "failed",
    "refused": "withdrawn",
}


def profile_options(profile: Profile, households: tuple[int, int] = (0, 0)) -> Options:
    """The switches of the indicators as the county's profile sets them."""
    return Options(profile.ratings.satisfied, profile.ratings.dissatisfied, households=households)


def _codes(profile: Profile, *stops: str) -> set[str]:
    """The limits that one of these events stops, without those that only follow a callback (整改)."""
    return {
        rule.code
        for rule in profile.clocks
        if set(stops) & set(rule.stop) and "rectify_ordered" not in rule.start
    }


def _clock(case: Case, codes: Collection[str], keys: Collection[str]) -> Clock | None:
    """The first limit of these codes that stood; voided ones (approved returns) do not."""
    return next((c for c in case.clocks if c.code in codes and c.key in keys and c.state != "void"), None)


def _limit(clock: Clock | None) -> Limit:
    return Limit(clock.due, clock.met_at) if clock else Limit()


def _called(calls: Sequence[Callback], closed_unreached: bool) -> tuple[Called, ...]:
    """Conversations, and the last try of a round that ended without one."""
    reached = [
        Called(call.at, reached=True, solved=call.solved) for call in calls if call.outcome != UNREACHED
    ]
    if not reached and calls and closed_unreached:
        return (Called(calls[-1].at, reached=False),)
    return tuple(reached)


def _rounds(case: Case, grades: Collection[str]) -> tuple[RoundFigures, ...]:
    """The rounds; a round that was left is taken as done where a callback or an acceptance followed it."""
    starts = [case.registered_at]
    judged: list[int] = []
    for number in range(1, case.round + 1):
        acts = [call.at for call in case.callbacks if call.round == number]
        acts += [check.at for check in case.verifications if check.round == number]
        judged.append(min(acts, default=0))
        sent = [task.dispatched_at for task in case.tasks if task.round == number + 1]
        starts.append(min(sent, default=max([*acts, case.first_done_at])))
    found = []
    for number in range(1, case.round + 1):
        latest = number == case.round
        done = case.reported_done_at if latest else judged[number - 1]
        if number == 1 and not latest and 0 < case.first_done_at <= starts[1]:
            done = case.first_done_at
        calls = [call for call in case.callbacks if call.round == number]
        rated = [Grade(r.at, r.grade) for r in case.ratings if r.round == number and r.side == "citizen"]
        rated += [Grade(call.at, call.outcome) for call in calls if call.outcome in grades]
        found.append(
            RoundFigures(
                starts[number - 1],
                done,
                tuple(sorted(rated, key=lambda grade: grade.at)),
                _called(calls, not latest or case.unrated),
            )
        )
    return tuple(found)


def _tasks(case: Case, profile: Profile) -> tuple[TaskFigures, ...]:
    codes = _codes(profile, "signed")
    orders = []
    for task in case.tasks:
        if task.state != "revoked":
            due = _limit(_clock(case, codes, (task.id,))).due
            returned = "approved" if task.state == "returned" else ""
            orders.append(TaskFigures(task.unit, task.dispatched_at, Limit(due, task.signed_at), returned))
    return tuple(orders)


def _summoned(case: Case) -> tuple[SummonedFigures, ...]:
    return tuple(
        SummonedFigures(
            called.unit, whistle.raised_at, Limit(whistle.arrive_by, called.arrived_at), called.signed_at
        )
        for whistle in case.whistles
        if whistle.state not in ("raised", "refused")
        for called in whistle.units
    )


def case_figures(
    case: Case, profile: Profile, calendar: WorkCalendar, disputes: Collection[str] = ()
) -> CaseFigures:
    """The facts of a case for :mod:`domain.formulas`.

    ``disputes``: the category codes that are disputes (:attr:`domain.taxonomy.Category.is_dispute`). A refused
    return leaves no trace in the folded case, so that only approved ones are seen here.
    """
    first_round = [task.id for task in case.tasks if task.round == 1 and task.lead]
    finish = _clock(case, _codes(profile, "fed_back"), (*_FIRST, *first_round))
    reply_codes = {rule.code for rule in profile.clocks if rule.first_call}
    phone = _clock(case, reply_codes, _FIRST)
    contact = phone or _clock(case, _codes(profile, "called", "replied"), _FIRST)
    accepted_at = case.accepted_at or (case.registered_at if case.state == "diverted" else 0)
    accept = _limit(_clock(case, _codes(profile, "accepted"), _FIRST))
    lead = case.lead_task
    mediation = case.mediation
    state = _MEDIATION.get(mediation.state, "ongoing") if mediation else ""
    work = -1
    if finish and finish.met_at and accepted_at:
        pauses = [Interval(pause.start, pause.end or None) for pause in finish.pauses]
        work = working_seconds(accepted_at, finish.met_at, calendar, pauses=pauses)
    return CaseFigures(
        case_id=case.id,
        registered_at=case.registered_at,
        unit=lead.unit if lead else "",
        township=case.township,
        nature=case.nature,
        tier=case.tier,
        excluded=_EXCLUDED.get(case.state, ""),
        accepted_at=accepted_at,
        declined=case.state == "not_accepted",
        accept=Limit(accept.due, accepted_at),
        contactable=bool(case.reporter.phone) or not case.reporter.anonymous,
        response=_limit(contact),
        has_phone=bool(case.reporter.phone),
        reply=Limit(phone.due, case.calls[0].at if case.calls else 0) if phone else Limit(),
        reply_attempts=len(case.calls),
        reply_reached=any(call.outcome == "reached" for call in case.calls),
        answer=_limit(_clock(case, _codes(profile, "replied"), _FIRST)),
        finish=_limit(finish),
        extended=case.extended,
        rounds=_rounds(case, profile.ratings.grades),
        callback_due="callback" in (case.gates or profile.gates.get(case.domain, ())) and not case.exempt,
        struck_off_at=case.struck_off_at,
        tasks=_tasks(case, profile),
        summoned=_summoned(case),
        supervisions=tuple(
            SupervisionFigures(measure.at, measure.closed_at)
            for measure in case.measures
            if measure.kind in ("supervise", "chase", "instruct")
        ),
        dispute=case.category in disputes or mediation is not None,
        mediation=state,
        settled_otherwise=bool(
            case.reported_done_at and case.feedbacks and case.feedbacks[-1].result == "solved"
        ),
        repeat=case.repeat,
        work_seconds=work,
    )
