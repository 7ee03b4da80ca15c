"""What the system does to a matter that was merged into another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.commands import Follow
from tests.domain.story import TEXT, Story


@pytest.mark.parametrize("state", ["accepted", "callback", "archived"])
def test_the_answer_to_the_main_matter_reaches_only_matters_that_are_still_merged(state: str) -> None:
    story = Story("baiyin")
    story.register("operator")
    story.case = replace(story.case, state=state)
    assert story.no("system", Follow("phone", TEXT)) == "state"
