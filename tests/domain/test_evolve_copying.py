"""Copies are equal to those of the standard library, and the value copied stays as it was."""

import dataclasses

import pytest

from domain import case as values
from domain.case import Case, Clock, Reporter, Task
from domain.events import NumberAssigned, Unknown
from domain.evolve import evolve
from domain.evolve.copying import replace

KINDS = [kind for kind in vars(values).values() if dataclasses.is_dataclass(kind) and isinstance(kind, type)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_of_a_case_can_be_copied(kind: type) -> None:
    names = [field.name for field in dataclasses.fields(kind)]
    assert len(names) > 1
    assert not hasattr(kind, "__post_init__")
    value = kind(**{name: f"of {name}" for name in names})
    for name in names:
        copy = replace(value, **{name: "other"})
        assert copy == dataclasses.replace(value, **{name: "other"})
        assert getattr(value, name) == f"of {name}"
    assert replace(value) == value
    assert replace(value) is not value


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(KeyError):
        replace(Task("t", "u", 1), colour="red")  # type: ignore[call-arg]


def test_folding_leaves_the_case_before_as_it_was() -> None:
    before = Case(id="c", rev=4, reporter=Reporter("冯春强"), clocks=(Clock("claim", "c", 1, 2, 3),))
    for event in (NumberAssigned(at=1, by="p", number="n"), Unknown(at=1, by="p", name="x", body="{}")):
        after = evolve(before, event)
        assert (before.rev, before.number, after.rev) == (4, "", 5)
        assert after is not before
        assert after.clocks == before.clocks
