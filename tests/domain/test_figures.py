from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    cohort,
    merged_count,
    of_unit,
    orders_of_unit,
)
from domain.formulas import RATES, FigureProblem, compute, rate, rows
from domain.rates import Rate, Share

DAY = 86_400
NOW = 30 * DAY
"""The snapshot: the end of day 30."""


def on(day: float) -> int:
    return int(day * DAY)


def turn(
    start: float,
    done: float = 0,
    called: float = 0,
    *,
    reached: bool = True,
    grade: str = "",
    solved: str = "",
) -> RoundFigures:
    grades = (Grade(on(called), grade),) if grade else ()
    calls = (Called(on(called), reached, solved),) if called else ()
    return RoundFigures(on(start), on(done), grades, calls)


def case(case_id: str = "1", **facts: Any) -> CaseFigures:
    return CaseFigures(**{"case_id": case_id, "registered_at": on(1), "accepted_at": on(1), **facts})


def table(*lines: dict[str, Any]) -> list[CaseFigures]:
    assert len(lines) == 10
    return [case(str(number), **line) for number, line in enumerate(lines, 1)]


def minutes(start: float, met: float | None, attempts: int = 1, *, reached: bool = True) -> dict[str, Any]:
    """A 30-minute phone reply from the push on day ``start``."""
    limit = Limit(on(start) + 1800, 0 if met is None else on(start) + int(met * 60))
    return {"reply": limit, "reply_attempts": attempts, "reply_reached": reached}


def test_baiyin_ten_cases() -> None:
    """及时率 is the phone reply within 30 minutes.

    | case | accepted | reply                       | round 1     | callback      | round 2  | 办结 | 及时 | 回访 |
    |  1   | yes      | 5 min                       | done day 3  | day 4         |          | yes | yes | yes |
    |  2   | yes      | 30 min sharp                | done day 5  | none          |          | yes | yes | no  |
    |  3   | yes      | 31 min                      | done day 6  | not reached   |          | yes | no  | yes |
    |  4   | yes      | no telephone                | done day 2  | day 3         |          | yes |  –  | yes |
    |  5   | yes      | one attempt, unanswered     | open        |               |          | no  | no  |  –  |
    |  6   | yes      | two attempts, first 10 min  | open        |               |          | no  | yes |  –  |
    |  7   | yes      | none                        | done day 9  | none          |          | yes | no  | no  |
    |  8   | yes      | 1 min                       | done day 4  | day 5, 不满意 | open     | no  | yes | yes |
    |  9   | yes      | 29 min                      | done day 4  | day 5, 不满意 | done d10 | yes | yes | no  |
    | 10   | not yet  | none, 10 min left           | –           |               |          |  –  |  –  |  –  |
    """
    last = 30 - 20 / 1440
    cases = table(
        {**minutes(1, 5), "rounds": (turn(1, 3, 4),)},
        {**minutes(1, 30), "rounds": (turn(1, 5),)},
        {**minutes(1, 31), "rounds": (turn(1, 6, 7, reached=False),)},
        {"has_phone": False, **minutes(1, None), "rounds": (turn(1, 2, 3),)},
        {**minutes(1, 10, 1, reached=False), "rounds": (turn(1),)},
        {**minutes(1, 10, 2, reached=False), "rounds": (turn(1),)},
        {**minutes(1, None), "rounds": (turn(1, 9),)},
        {**minutes(1, 1), "rounds": (turn(1, 4, 5, grade="不满意"), turn(6))},
        {**minutes(1, 29), "rounds": (turn(1, 4, 5, grade="不满意"), turn(6, 10))},
        {"registered_at": on(last), "accepted_at": 0, "accept": Limit(on(31)), **minutes(last, None)},
    )
    assert rate("closing", cases, NOW) == Rate(6, 9)
    assert rate("reply_on_time", cases, NOW) == Rate(5, 8)
    assert rate("callback", cases, NOW) == Rate(4, 7)
    assert [compute(f, cases, NOW).text() for f in ("closing", "reply_on_time", "callback")] == [
        "66.67%", "62.50%", "57.14%",
    ]  # fmt: skip


def test_langfang_ten_cases() -> None:
    """及时率 is the first accepted feedback within the handling limit (5 working days, here day 8).

    | case | feedback              | done           | callback    | 办结 | 及时 | 回访 |
    |  1   | day 3                 | day 4          | day 5       | yes | yes | yes |
    |  2   | day 8 sharp           | day 9          | day 10      | yes | yes | yes |
    |  3   | day 9                 | day 10         | none        | yes | no  | no  |
    |  4   | none, due passed      | –              |             | no  | no  |  –  |
    |  5   | none, due day 35      | –              |             | no  |  –  |  –  |
    |  6   | day 4                 | –              |             | no  | yes |  –  |
    |  7   | day 2                 | day 3          | not needed  | yes | yes |  –  |
    |  8   | day 3                 | d4, reopened   | day 5       | no  | yes | yes |
    |  9   | declined (不予受理)     |                |             |  –  |  –  |  –  |
    | 10   | day 31, after the end | d31            |             | no  | no  |  –  |
    """
    cases = table(
        {"finish": Limit(on(8), on(3)), "rounds": (turn(1, 4, 5),)},
        {"finish": Limit(on(8), on(8)), "rounds": (turn(1, 9, 10),)},
        {"finish": Limit(on(8), on(9)), "rounds": (turn(1, 10),)},
        {"finish": Limit(on(8)), "rounds": (turn(1),)},
        {"finish": Limit(on(35)), "rounds": (turn(1),)},
        {"finish": Limit(on(8), on(4)), "rounds": (turn(1),)},
        {"finish": Limit(on(8), on(2)), "rounds": (turn(1, 3),), "callback_due": False},
        {"finish": Limit(on(8), on(3)), "rounds": (turn(1, 4, 5, grade="不满意"), turn(6))},
        {"accepted_at": 0, "declined": True},
        {"finish": Limit(on(8), on(31)), "rounds": (turn(1, 31),)},
    )
    assert rate("closing", cases, NOW) == Rate(4, 9)
    assert rate("timely", cases, NOW) == Rate(5, 8)
    assert rate("callback", cases, NOW) == Rate(3, 4)
    assert rate("overdue", cases, NOW) == Rate(3, 8)
    assert rate("acceptance", cases, NOW) == Rate(9, 10)


def test_yicheng_ten_cases() -> None:
    """The last gate is acceptance (验收), nobody is called back: 回访率 has nothing to divide by.

    | case | feedback  | acceptance                      | 办结 | 及时 |
    |  1   | day 3     | passed day 5                    | yes | yes |
    |  2   | day 7     | passed day 9                    | yes | no  |
    |  3   | day 3     | failed, round 2 open            | no  | yes |
    |  4   | day 3     | failed, round 2 passed day 12   | yes | yes |
    |  5   | day 7     | failed twice, round 3 open      | no  | no  |
    |  6   | day 6     | waits, reported done day 6      | yes | yes |
    |  7   | none      | due passed                      | no  | no  |
    |  8   | none      | due day 40                      | no  |  –  |
    |  9   | day 2     | void afterwards                 |  –  |  –  |
    | 10   | day 3     | merged into case 1              |  –  |  –  |
    """
    rest: dict[str, Any] = {"callback_due": False}
    cases = table(
        {**rest, "finish": Limit(on(6), on(3)), "rounds": (turn(1, 5),)},
        {**rest, "finish": Limit(on(6), on(7)), "rounds": (turn(1, 9),)},
        {**rest, "finish": Limit(on(6), on(3)), "rounds": (turn(1, 4), turn(5))},
        {**rest, "finish": Limit(on(6), on(3)), "rounds": (turn(1, 4), turn(5, 12))},
        {**rest, "finish": Limit(on(6), on(7)), "rounds": (turn(1, 8), turn(9, 10), turn(11))},
        {**rest, "finish": Limit(on(6), on(6)), "rounds": (turn(1, 6),)},
        {**rest, "finish": Limit(on(6)), "rounds": (turn(1),)},
        {**rest, "finish": Limit(on(40)), "rounds": (turn(1),)},
        {**rest, "finish": Limit(on(6), on(2)), "rounds": (turn(1, 3),), "excluded": "void"},
        {**rest, "finish": Limit(on(6), on(3)), "rounds": (turn(1, 4),), "excluded": "merged"},
    )
    counted = cohort(cases, on(0), on(30))
    assert len(counted) == 8
    assert merged_count(cases, on(0), on(30)) == 1
    assert merged_count(cases, on(2), on(30)) == 0
    assert rate("closing", counted, NOW) == Rate(4, 8)
    assert rate("timely", counted, NOW) == Rate(4, 7)
    assert compute("callback", counted, NOW).text() == "—"
    assert rate("reopen", counted, NOW) == Rate(3, 6)


def test_gongxian_ten_cases() -> None:
    """按期率 with 3 and 5 working days and extensions; unsolved or 不满意 is dispatched again.

    | case | limit           | feedback | done / callback                    | round 2         | 办结 | 按期 | 回访 |
    |  1   | 3 wd = day 4    | day 4    | d5 / d6                            |                 | yes | yes | yes |
    |  2   | 3 wd = day 4    | day 5    | d6 / d7                            |                 | yes | no  | yes |
    |  3   | extended day 12 | day 11   | d12 / d13                          |                 | yes | yes | yes |
    |  4   | extended day 12 | day 13   | d14 / none                         |                 | yes | no  | no  |
    |  5   | 5 wd = day 8    | day 6    | d7 / d8 satisfied but unsolved     | open            | no  | yes | yes |
    |  6   | 5 wd = day 8    | day 6    | d7 / d8 不满意                      | done, called    | yes | yes | yes |
    |  7   | 5 wd = day 8    | day 6    | d7 / d8 不满意                      | done, uncalled  | yes | yes | no  |
    |  8   | 5 wd = day 8    | none     |                                    |                 | no  | no  |  –  |
    |  9   | diverted        |          | (导入法定途径, no limit)             |                 | no  |  –  |  –  |
    | 10   | 5 wd = day 8    | day 6    | d7 / d31, after the snapshot       |                 | yes | yes | no  |
    """
    cases = table(
        {"finish": Limit(on(4), on(4)), "rounds": (turn(1, 5, 6),)},
        {"finish": Limit(on(4), on(5)), "rounds": (turn(1, 6, 7),)},
        {"finish": Limit(on(12), on(11)), "rounds": (turn(1, 12, 13),), "extended": True},
        {"finish": Limit(on(12), on(13)), "rounds": (turn(1, 14),), "extended": True},
        {"finish": Limit(on(8), on(6)), "rounds": (turn(1, 7, 8, grade="满意", solved="no"), turn(9))},
        {"finish": Limit(on(8), on(6)), "rounds": (turn(1, 7, 8, grade="不满意", solved="no"), turn(9, 14, 15, grade="满意", solved="yes"))},
        {"finish": Limit(on(8), on(6)), "rounds": (turn(1, 7, 8, grade="不满意", solved="partly"), turn(9, 14))},
        {"finish": Limit(on(8)), "rounds": (turn(1),)},
        {},
        {"finish": Limit(on(8), on(6)), "rounds": (turn(1, 7, 31, grade="满意", solved="yes"),)},
    )  # fmt: skip
    assert rate("closing", cases, NOW) == Rate(7, 10)
    assert rate("timely", cases, NOW) == Rate(6, 9)
    assert rate("callback", cases, NOW) == Rate(5, 8)
    assert rate("reopen", cases, NOW) == Rate(3, 8)
    assert rate("satisfaction", cases, NOW) == Rate(2, 3)
    assert rate("first_satisfaction", cases, NOW) == Rate(1, 3)
    assert rate("solved", cases, NOW) == Rate(1, 3)
    assert rate("solved", cases, NOW, Options(partly_is_half=True)) == Rate(1, 3, 1)
    assert rate("reopen_of_callbacks", cases, NOW) == Rate(3, 7)


def test_luoping_ten_cases() -> None:
    """及时受理率 within 24 hours (day 2), 按期答复率 within 72 hours (day 4).

    | case | accepted       | answered         | done / callback | 及时 | 答复 | 办结 | 回访 |
    |  1   | day 1.5        | day 3            | d5 / d6         | yes | yes | yes | yes |
    |  2   | day 2 sharp    | day 4 sharp      | d5 / none       | yes | yes | yes | no  |
    |  3   | day 2.1        | day 3            | open            | no  | yes | no  |  –  |
    |  4   | day 3          | day 5            | d6 / d7         | no  | no  | yes | yes |
    |  5   | never          | never            |                 | no  | no  |  –  |  –  |
    |  6   | declined       |                  |                 |  –  |  –  |  –  |  –  |
    |  7   | day 1.2        | never            | open            | yes | no  | no  |  –  |
    |  8   | day 1.2        | day 2 (阶段性)    | d8 / d9         | yes | yes | yes | yes |
    |  9   | day 29.5       | not yet, day 33  | open            | yes |  –  | no  |  –  |
    | 10   | not yet        | not yet          |                 |  –  |  –  |  –  |  –  |
    """

    def line(
        accepted: float, answered: float, *rounds: RoundFigures, registered: float = 1, **more: Any
    ) -> dict[str, Any]:
        return {
            "registered_at": on(registered),
            "accepted_at": on(accepted),
            "accept": Limit(on(registered + 1), on(accepted)),
            "answer": Limit(on(registered + 3), on(answered)),
            "rounds": rounds,
            **more,
        }

    cases = table(
        line(1.5, 3, turn(1, 5, 6)),
        line(2, 4, turn(1, 5)),
        line(2.1, 3, turn(1)),
        line(3, 5, turn(1, 6, 7)),
        line(0, 0),
        {"accepted_at": 0, "declined": True, "accept": Limit(on(2))},
        line(1.2, 0, turn(1)),
        line(1.2, 2, turn(1, 8, 9)),
        line(29.5, 0, turn(29.5), registered=29.4, answer=Limit(on(33))),
        line(0, 0, registered=29.9),
    )
    assert rate("accept_on_time", cases, NOW) == Rate(5, 8)
    assert rate("answer_on_time", cases, NOW) == Rate(4, 7)
    assert rate("closing", cases, NOW) == Rate(4, 7)
    assert rate("callback", cases, NOW) == Rate(3, 4)
    assert rate("acceptance", cases, NOW) == Rate(7, 9)


def test_orders_and_whistles() -> None:
    cases = [
        case("1", unit="甲", tasks=(TaskFigures("甲", on(1), Limit(on(2), on(1.5))),)),
        case("2", unit="乙", tasks=(TaskFigures("甲", on(1), Limit(on(2), on(3)), "refused"), TaskFigures("乙", on(4), Limit(on(5))))),
        case("3", unit="乙", tasks=(TaskFigures("甲", on(1), Limit(on(2)), "approved"), TaskFigures("乙", on(29), Limit(on(31)))), extended=True),
        case("4", tasks=(TaskFigures("甲", on(31), Limit(on(32))),)),
        case("5", summoned=(
            SummonedFigures("甲", on(1), Limit(on(2), on(1.9)), on(1.1)),
            SummonedFigures("乙", on(1), Limit(on(2), on(2.1)), on(1.1)),
            SummonedFigures("丙", on(1), Limit(on(2))),
            SummonedFigures("丁", on(29), Limit(on(31))),
            SummonedFigures("戊", on(31), Limit(on(32))),
        )),
    ]  # fmt: skip
    assert rate("sign", cases, NOW) == Rate(4, 6)
    assert rate("sign_on_time", cases, NOW) == Rate(3, 6)
    assert rate("returned", cases, NOW) == Rate(2, 5)
    assert rate("extension", cases, NOW) == Rate(1, 3)
    assert rate("arrive_on_time", cases, NOW) == Rate(1, 3)
    own = orders_of_unit(cases, "乙")
    assert [each.case_id for each in own] == ["2", "3", "5"]
    assert rate("sign", own, NOW) == Rate(1, 2)
    assert [each.case_id for each in of_unit(cases, "乙")] == ["2", "3"]


def test_contact_disputes_repeats_and_supervision() -> None:
    cases = [
        case("1", response=Limit(on(2), on(1.5)), dispute=True, mediation="agreed", repeat=True),
        case("2", response=Limit(on(2), on(2.5)), dispute=True, mediation="failed", settled_otherwise=True),
        case("3", response=Limit(on(2)), contactable=False, dispute=True, mediation="failed"),
        case("4", dispute=True, mediation="ongoing", supervisions=(SupervisionFigures(on(2), on(3)), SupervisionFigures(on(31)))),
        case("5", dispute=True, mediation="withdrawn", supervisions=(SupervisionFigures(on(2)),)),
        case("6", dispute=True, accepted_at=0, accept=Limit(on(2))),
    ]  # fmt: skip
    assert rate("response", cases, NOW) == Rate(1, 2)
    assert rate("mediation", cases, NOW) == Rate(2, 4)
    assert rate("mediation_success", cases, NOW) == Rate(1, 3)
    assert rate("repeat", cases, NOW) == Rate(1, 6)
    assert rate("supervision_closed", cases, NOW) == Rate(1, 2)
    assert rate("acceptance", cases, NOW) == Rate(5, 6)
    assert rows("mediation", cases, NOW) == (("1", "2"), ("1", "2", "3", "4"))


def test_ratings_count_once_and_silence_is_not_satisfaction() -> None:
    changed = RoundFigures(
        on(1), on(2), (Grade(on(3), "不满意"), Grade(on(4), "基本满意"), Grade(on(40), "不满意"))
    )
    cases = [
        case("1", rounds=(changed,)),
        case("2", rounds=(turn(1, 2, 3),)),
        case("3", rounds=(turn(1, 2, 3, grade="拒评"),)),
        case("4", nature="BY", rounds=(turn(1, 2, 3, grade="满意"),)),
        case("5", rounds=(turn(1, 2, 3, grade="满意"), turn(4, 31, 32, grade="不满意"))),
        case("6", rounds=(turn(1, 2, 3, reached=False),)),
        case("7", rounds=(turn(31, 32),)),
    ]
    assert rate("satisfaction", cases, NOW) == Rate(2, 2)
    assert rate("first_satisfaction", cases, NOW) == Rate(1, 2)
    assert rate("rating_coverage", cases, NOW) == Rate(2, 5)
    assert rate("callback_coverage", cases, NOW) == Rate(4, 6)
    assert rate("callback", cases, NOW) == Rate(5, 6)
    supervisor = Options(satisfied=("好",), dissatisfied=("差",), unrated_natures=())
    assert rate("satisfaction", cases, NOW, supervisor) == Rate(0, 0)


def test_tiers_and_times() -> None:
    cases = [
        case(str(n), tier=tier, rounds=(turn(1, 2),), finish=Limit(on(5), on(2)), work_seconds=n * 3600)
        for n, tier in enumerate("VVTCS", 1)
    ]
    cases += [case("6", tier="V", rounds=(turn(1),)), case("7", finish=Limit(on(5), on(2)), work_seconds=-1)]
    shares = compute("tier_share", cases, NOW).shares
    assert shares == (Share("V", 2, 40), Share("T", 1, 20), Share("C", 1, 20), Share("S", 1, 20))
    assert rate("closed_in_township", cases, NOW) == Rate(3, 5)
    assert compute("median_time", cases, NOW).seconds == 3 * 3600
    assert compute("median_time", cases[:4], NOW).seconds == 9000
    assert (
        compute("mean_time", [*cases[:2], replace(cases[2], work_seconds=10 * 3600)], NOW).text() == "4.3小时"
    )
    assert compute("median_time", [], NOW).text() == "—"
    assert compute("household_coverage", [], NOW, Options(households=(150458, 151824))).text() == "99.10%"


def test_windows() -> None:
    cases = [
        case("1", registered_at=on(5), struck_off_at=on(9)),
        case("2", registered_at=on(10)),
        case("3", registered_at=on(4), struck_off_at=on(6)),
    ]
    assert [each.case_id for each in cohort(cases, on(5), on(10))] == ["1"]
    assert [each.case_id for each in cohort(cases, on(5), on(10), by_closing=True)] == ["1", "3"]


def test_formulas_that_do_not_exist() -> None:
    for formula in ("", "points"):
        with pytest.raises(FigureProblem, match="no rate"):
            compute(formula, [], NOW)
    with pytest.raises(FigureProblem, match="no rate of cases"):
        rows("household_coverage", [], NOW)


INSTANTS = st.integers(0, 40).map(on)
LIMITS = st.builds(Limit, INSTANTS, INSTANTS)
ROUNDS = st.builds(
    RoundFigures,
    INSTANTS,
    INSTANTS,
    st.lists(
        st.builds(Grade, INSTANTS, st.sampled_from(["满意", "基本满意", "不满意", "?"])), max_size=2
    ).map(tuple),
    st.lists(
        st.builds(Called, INSTANTS, st.booleans(), st.sampled_from(["", "yes", "partly", "no"])), max_size=2
    ).map(tuple),
)
CASES = st.builds(
    CaseFigures,
    case_id=st.text(max_size=2),
    registered_at=INSTANTS,
    nature=st.sampled_from(["QZ", "BY"]),
    accepted_at=INSTANTS,
    declined=st.booleans(),
    accept=LIMITS,
    reply=LIMITS,
    reply_attempts=st.integers(0, 3),
    reply_reached=st.booleans(),
    finish=LIMITS,
    rounds=st.lists(ROUNDS, max_size=3).map(tuple),
    tasks=st.lists(st.builds(TaskFigures, st.just("u"), INSTANTS, LIMITS, st.sampled_from(["", "approved", "refused"])), max_size=2).map(tuple),
    dispute=st.booleans(),
    mediation=st.sampled_from(["", "agreed", "failed", "ongoing", "withdrawn"]),
)  # fmt: skip


@given(st.lists(CASES, max_size=6), INSTANTS)
def test_numerators_never_exceed_denominators_and_cohorts_add_up(cases: list[CaseFigures], at: int) -> None:
    options = Options(partly_is_half=True)
    for formula in RATES:
        whole = rate(formula, cases, at, options)
        assert 0 <= 2 * whole.n + whole.halves <= 2 * whole.d
        parts = [rate(formula, part, at, options) for part in (cases[:2], cases[2:])]
        assert [whole.n, whole.d, whole.halves] == [
            sum(getattr(p, key) for p in parts) for key in ("n", "d", "halves")
        ]
        above, below = rows(formula, cases, at, options)
        assert set(above) <= set(below)
    assert rate("timely", cases, at).d == rate("overdue", cases, at).d
    assert rate("timely", cases, at).n + rate("overdue", cases, at).n == rate("timely", cases, at).d


@given(CASES, INSTANTS, st.integers(1, 10))
def test_an_unfinished_case_gets_no_better_by_waiting(one: CaseFigures, at: int, days: int) -> None:
    waiting = replace(one, finish=Limit(one.finish.due))
    now, later = rate("timely", [waiting], at), rate("timely", [waiting], at + on(days))
    assert (now.n, later.n) == (0, 0)
    assert later.d >= now.d
