"""Which profile version holds for a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.profile_versions import bound, for_case, in_force
from tests.domain.story import DAY, MONDAY, Story, profile


def test_the_newest_effective_version_is_in_force() -> None:
    one = profile("baiyin")
    two = replace(one, version=2, effective_from="2026-12-01")
    assert in_force((one, two), MONDAY) is one
    assert in_force((one, two), MONDAY + 30 * DAY) is two
    with pytest.raises(LookupError):
        in_force((two,), MONDAY)


def test_a_running_round_keeps_its_clocks_and_a_new_one_takes_the_present() -> None:
    one = profile("baiyin")
    two = replace(one, version=2, clocks=(), posts={}, rules=())
    assert bound(one, one) is one
    mixed = bound(two, one)
    assert mixed.clocks == one.clocks
    assert mixed.posts == {}
    versions = {1: one, 2: two}
    story = Story(one)
    assert for_case(two, versions, None) is two
    story.register()
    assert for_case(two, versions, story.case) is two
    story.dispatch()
    assert for_case(two, versions, story.case).clocks == one.clocks
    assert for_case(two, {}, story.case) is two
    stranger = replace(story.case, profile="elsewhere")
    assert for_case(two, versions, stranger) is two
