"""Lanes: results come home, owners that are gone hear nothing, threads end."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from desktop.tasks import READ, STORE, Lanes


@pytest.fixture
def lanes(qtbot):
    problems: list[Exception] = []
    lanes = Lanes(problems.append)
    lanes.problems = problems
    yield lanes
    lanes.close()


def test_work_runs_on_its_lane_and_comes_home(lanes, qtbot):
    seen: list[tuple[str, str]] = []
    lanes.run(
        STORE,
        lambda: threading.current_thread().name,
        lambda name: seen.append((name, threading.current_thread().name)),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith(STORE)
    assert seen[0][1] == threading.main_thread().name
    assert lanes.idle


def test_one_lane_keeps_the_order(lanes, qtbot):
    seen: list[int] = []
    for number in range(50):
        lanes.run(STORE, lambda n=number: n, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == list(range(50))


def test_a_result_whose_owner_is_gone_is_dropped(lanes, qtbot):
    owner = QObject()
    gate = threading.Event()
    heard: list[object] = []
    lanes.run(READ, gate.wait, heard.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(1)
    del owner
    gate.set()
    qtbot.waitUntil(lambda: lanes.idle)
    assert heard == []


def test_a_failure_reaches_whoever_asked_else_the_reporter(lanes, qtbot):
    heard: list[Exception] = []
    lanes.run(READ, lambda: 1 // 0, failed=heard.append)
    lanes.run(READ, lambda: 1 // 0)
    qtbot.waitUntil(lambda: bool(heard) and bool(lanes.problems))
    assert isinstance(heard[0], ZeroDivisionError)
    assert isinstance(lanes.problems[0], ZeroDivisionError)


def test_a_thread_that_is_no_lane_may_wait_for_one(lanes):
    found: list[str] = []
    thread = threading.Thread(
        target=lambda: found.append(lanes.call(STORE, lambda: threading.current_thread().name))
    )
    thread.start()
    thread.join(10)
    assert found[0].startswith(STORE)


def test_closing_ends_the_threads(qtbot):
    lanes = Lanes()
    lanes.run(STORE, lambda: 1)
    lanes.close()
    lanes.run(STORE, lambda: 2)
    assert not [t for t in threading.enumerate() if t.name.startswith(f"{STORE}_")]
