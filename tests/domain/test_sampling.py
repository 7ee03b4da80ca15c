"""The city's sample: its share, its constancy, and where a chosen matter stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commands import Sample
from domain.profile import Profile
from domain.sampling import SAMPLE_LIST, chosen
from tests.domain.story import Story, profile

IDS = [f"01a1fc40-0000-7000-8000-{n:012x}" for n in range(10_000)]


@pytest.mark.parametrize("percent", [1, 5, 20, 50, 99])
def test_the_share_over_ten_thousand_ids(percent: int) -> None:
    share = sum(chosen(case_id, percent) for case_id in IDS) / 100
    assert abs(share - percent) < 1.5


def test_nobody_at_zero_everybody_at_a_hundred() -> None:
    assert not any(chosen(case_id, 0) for case_id in IDS)
    assert all(chosen(case_id, 100) for case_id in IDS)


@given(st.text(), st.integers(0, 100), st.integers(0, 100))
def test_a_larger_share_keeps_the_smaller_one(case_id: str, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert chosen(case_id, high) or not chosen(case_id, low)


def sampled(percent: int) -> Profile:
    usual = profile("baiyin")
    return replace(usual, callback=replace(usual.callback, sample_percent=percent))


def finished(percent: int, outcome: str = "满意", **report: object) -> Story:
    story = Story(sampled(percent))
    story.register(**report)
    story.dispatch()
    story.sign()
    story.feed_back()
    story.to_gate("reply")
    story.to_gate("callback" if not report else "struck_off")
    if not report:
        story.call_back(outcome)
    return story


def test_a_chosen_matter_stands_on_the_citys_list() -> None:
    assert finished(100).case.lists == (SAMPLE_LIST,)
    assert finished(0).case.lists == ()


def test_praise_is_not_called_back_and_not_sampled() -> None:
    assert finished(100, nature="BY").case.lists == ()


def test_a_matter_is_listed_once_though_it_is_reopened() -> None:
    story = finished(100)
    story.do("city", Sample("不满意", words="样例：又坏了"))
    story.dispatch()
    story.sign()
    story.feed_back()
    story.to_gate("callback")
    story.call_back("满意")
    assert (story.case.round, story.case.lists) == (2, (SAMPLE_LIST,))
