"""Cycles end on the thread of the windows, whoever allocates."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.cycles import Cycles
from desktop.tasks import READ, Lanes


class Knot:
    """Something that only the collection of cycles ends; says where."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.itself, self._ended = self, ended

    def __del__(self) -> None:
        self._ended.append(threading.current_thread())


@pytest.fixture
def automatic() -> Iterator[None]:
    """The collection as Python starts with it."""
    was = gc.isenabled()
    gc.collect()
    gc.enable()
    yield
    if not was:
        gc.disable()


def _allocate_on_a_lane() -> list[list[int]]:
    """Far more than what makes Python collect; it stays alive as what a lane brings home does."""
    lanes = Lanes()
    made = lanes.call(READ, lambda: [[n] for n in range(200_000)])
    lanes.close()
    return made


@pytest.mark.usefixtures("automatic", "qapp")
def test_without_it_a_lane_ends_what_it_never_knew() -> None:
    ended: list[threading.Thread] = []
    Knot(ended)
    assert _allocate_on_a_lane()
    assert [thread is threading.main_thread() for thread in ended] == [False]


@pytest.mark.usefixtures("automatic", "qapp")
def test_with_it_a_lane_ends_nothing_and_this_thread_does() -> None:
    ended: list[threading.Thread] = []
    cycles = Cycles()
    Knot(ended)
    held = _allocate_on_a_lane()
    assert held
    assert ended == []
    cycles.look()
    assert ended == [threading.main_thread()]
    cycles.close()
    assert gc.isenabled()


@pytest.mark.usefixtures("automatic")
def test_the_timer_looks_by_itself(qtbot: QtBot) -> None:
    ended: list[threading.Thread] = []
    cycles = Cycles()
    Knot(ended)
    held = _allocate_on_a_lane()
    assert held
    qtbot.waitUntil(lambda: bool(ended))
    cycles.close()
    assert ended == [threading.main_thread()]


@pytest.mark.usefixtures("automatic", "qapp")
def test_little_is_not_collected_and_an_inner_one_leaves_the_outer_alone() -> None:
    outer, inner = Cycles(), Cycles()
    gc.collect()
    inner.look()
    inner.close()
    assert not gc.isenabled()
    outer.close()
    assert gc.isenabled()
