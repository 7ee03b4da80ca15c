from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import NOTHING, Figure, Place, Rate, Share, ranking, shares_of

RATES = st.integers(0, 10**6).flatmap(lambda d: st.builds(Rate, st.integers(0, d), st.just(d)))


@pytest.mark.parametrize(
    ("n", "d", "percent"),
    [
        (571, 780, "73.21%"),
        (9, 11, "81.82%"),
        (8, 8, "100.00%"),
        (588, 799, "73.59%"),
        (57542, 59845, "96.15%"),
        (437, 498, "87.75%"),
        (196, 224, "87.50%"),
        (1065, 19500, "5.46%"),
        (150458, 151824, "99.10%"),
        (0, 7, "0.00%"),
        (0, 0, NOTHING),
        (99999, 100000, "99.99%"),
        (1, 800, "0.13%"),
    ],
)
def test_published_figures(n: int, d: int, percent: str) -> None:
    assert Rate(n, d).percent() == percent
    assert Rate(n, d).counts() == f"{n}/{d}"


def test_satisfaction_of_yicheng_weighs_by_received_cases() -> None:
    weighted = (Fraction(98) * 780 + 100 * 11 + 100 * 8) / 799
    assert Rate(weighted.numerator, weighted.denominator * 100).percent() == "98.05%"


def test_places_and_halves() -> None:
    assert Rate(1, 3).percent(0) == "33%"
    assert Rate(1, 3).percent(4) == "33.3333%"
    assert Rate(2, 7, 3).counts() == "3.5/7"
    assert Rate(2, 7, 2).counts() == "3/7"
    assert Rate(2, 7, 3).percent() == "50.00%"


@given(RATES, st.integers(0, 4))
def test_hundred_means_all_and_a_dash_means_nothing(rate: Rate, places: int) -> None:
    shown = rate.percent(places)
    assert (shown == NOTHING) == (rate.d == 0)
    assert shown.startswith("100") == (0 < rate.n == rate.d)
    if rate.d and rate.n < rate.d:
        assert abs(Fraction(shown[:-1]) / 100 - Fraction(rate.n, rate.d)) <= Fraction(1, 10**places * 100)


def test_ranking_shares_places_and_puts_the_dash_last() -> None:
    lines = ranking(
        {
            "甲": Rate(0, 0),
            "乙": Rate(1, 2),
            "丙": Rate(2, 4),
            "丁": Rate(0, 5),
            "戊": Rate(3, 3),
            "己": Rate(0, 0),
        }
    )
    assert [(line.place, line.name) for line in lines] == [
        (1, "戊"), (2, "乙"), (2, "丙"), (4, "丁"), (0, "甲"), (0, "己"),
    ]  # fmt: skip
    assert lines[0] == Place(1, "戊", Rate(3, 3))
    assert ranking({}) == ()


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10**5), max_size=6))
def test_shares_add_up_to_a_hundred(counts: dict[str, int]) -> None:
    shares = shares_of(counts)
    total = sum(counts.values())
    if not total:
        assert shares == ()
        return
    assert sum(share.percent for share in shares) == 100
    assert all(abs(share.percent - Fraction(100 * share.n, total)) < 1 for share in shares)
    assert [share.code for share in shares] == list(counts)


def test_shares_by_largest_remainder() -> None:
    assert [s.percent for s in shares_of({"V": 1, "T": 1, "C": 1})] == [34, 33, 33]
    assert [s.percent for s in shares_of({"V": 10200, "T": 6400, "C": 2600, "S": 800})] == [51, 32, 13, 4]


def test_what_the_wall_shows() -> None:
    assert Figure("closing", rate=Rate(1, 2)).text() == "50.00%"
    assert Figure("tier_share", shares=(Share("V", 1, 51), Share("T", 1, 49))).text() == "V 51% T 49%"
    assert Figure("median_time", seconds=95_580).text() == "26.6小时"
    assert Figure("median_time").text() == NOTHING
