"""Whatever a command or an event holds, it comes out of the wire as it went in."""

from __future__ import annotations

import typing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.case import Case
from domain.commands import COMMANDS, Command
from domain.events import EVENTS
from wire.codec import decode_case, decode_command, decode_event, encode_case, encode_command, encode_event
from wire.sums import MODULUS, row_hash

WHOLE = st.integers(-(2**53), 2**53)
st.register_type_strategy(int, WHOLE)
QUICK = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


def built(kind: type) -> st.SearchStrategy[typing.Any]:
    """Any value of a dataclass, nested ones included."""
    hints = typing.get_type_hints(kind)
    names = [n for n in hints if n != "kind"]
    return st.builds(kind, **{n: st.from_type(hints[n]) for n in names})


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_commands(kind):
    @QUICK
    @given(built(COMMANDS[kind]), st.text(), st.text(), WHOLE, WHOLE)
    def holds(body, cmd_id, case_id, at, seen):
        command = Command(cmd_id, case_id, body, at, seen)
        assert decode_command(encode_command(command)) == command

    holds()


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_events(kind):
    @QUICK
    @given(built(EVENTS[kind]))
    def holds(event):
        assert decode_event(encode_event(event)) == event

    holds()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(built(Case))
def test_cases(case):
    assert decode_case(encode_case(case)) == case


@given(st.text(), st.text(), st.integers(0, 2**40))
def test_the_hash_of_a_row_is_64_bits_of_all_its_parts(kind, entity_id, rev):
    value = row_hash(kind, entity_id, rev)
    assert 0 <= value < MODULUS
    assert value == row_hash(kind, entity_id, rev)
    assert value != row_hash(kind, entity_id, rev + 1)


def test_the_hash_of_a_row_is_frozen():
    assert row_hash("case", "01a1fc40-0000-7000-8000-000000000001", 7) == 8948129660539890938
