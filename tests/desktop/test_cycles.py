"""Cycles end on the thread of the windows, whoever allocates."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.cycles import PATIENCE, Cycles
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


@pytest.mark.usefixtures("automatic", "qapp")
def test_a_look_waits_for_lanes_that_work_but_not_for_ever() -> None:
    ended: list[threading.Thread] = []
    at_work = [True]
    cycles = Cycles(busy=lambda: at_work[0])
    Knot(ended)
    held = _allocate_on_a_lane()
    assert held
    for _ in range(PATIENCE - 1):
        cycles.look()
    assert ended == []
    cycles.look()
    assert ended == [threading.main_thread()]
    Knot(ended)
    gc.collect(0)
    held += _allocate_on_a_lane()
    at_work.clear()
    at_work.append(False)
    cycles.look()
    assert len(ended) == 2
    cycles.close()


@pytest.mark.usefixtures("qapp")
def test_lanes_are_busy_while_they_work_for_whomever(qtbot: QtBot) -> None:
    lanes, go, told = Lanes(), threading.Event(), []
    caller = threading.Thread(target=lambda: lanes.call(READ, go.wait))
    caller.start()
    qtbot.waitUntil(lambda: lanes.busy)
    assert lanes.idle
    lanes.run(READ, lambda: 1, told.append)
    go.set()
    caller.join()
    qtbot.waitUntil(lambda: bool(told))
    assert not lanes.busy
    lanes.close()


def test_the_dictionary_of_readings_is_not_walked_over(automatic) -> None:
    loaded = "import gc; gc.disable(); from desktop.search.spelling import speller; speller().text('重庆路')"
    counted = "print(sum(len(gc.get_objects(n)) for n in range(3)), gc.get_freeze_count())"
    told = subprocess.run(
        [sys.executable, "-c", f"{loaded}; {counted}"], capture_output=True, check=True, text=True
    )
    walked, frozen = map(int, told.stdout.split())
    assert walked < 20_000 < 100_000 < frozen
