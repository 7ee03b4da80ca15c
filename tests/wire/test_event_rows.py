"""Events that came of one command share a row and lose nothing by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Noted
from wire.codec import CodecProblem, encode_event, join_events, split_events


@given(st.lists(st.text(), min_size=1))
def test_events_of_one_command_travel_as_they_are(texts):
    bodies = tuple(
        encode_event(Noted(at=1, by="p001", text=text, attachments=(), supplement=False)) for text in texts
    )
    assert split_events(join_events(bodies)) == bodies
    assert (join_events(bodies) == bodies[0]) == (len(bodies) == 1), (
        "one event alone is the row it always was"
    )


def test_a_list_of_events_that_does_not_read_is_a_problem():
    with pytest.raises(CodecProblem, match="malformed"):
        split_events(b'[{"kind":')
