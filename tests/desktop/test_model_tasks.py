"""Lanes: results come home, owners that are gone hear nothing, threads end."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from desktop import tasks
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


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(tasks, "PIECE", 0)


def steps(told: list[str], many: int = 3):
    """Work in pieces that says on which thread each piece runs."""

    def course():
        for number in range(many):
            told.append(threading.current_thread().name)
            yield number / many
        return many

    return course


def test_long_work_comes_home_whole_and_says_how_far_it_is(lanes, qtbot, small_pieces):
    told: list[str] = []
    found: list[int] = []
    heard: list[float] = []
    lanes.run_in_pieces(READ, steps(told), found.append, heard=heard.append, rest=0)
    assert not lanes.idle
    qtbot.waitUntil(lambda: bool(found))
    assert (found, heard) == ([3], [0, 1 / 3, 2 / 3])
    assert all(name.startswith(READ) for name in told)
    assert lanes.idle


def test_others_are_served_between_the_pieces(lanes, qtbot, small_pieces):
    order: list[str] = []

    def course():
        order.append("first piece")
        yield 0.5
        order.append("second piece")

    lanes.run_in_pieces(READ, course, lambda _: order.append("home"), heard=lambda _: ask(), rest=0)

    def ask() -> None:
        lanes.run(READ, lambda: order.append("somebody else"))

    qtbot.waitUntil(lambda: "home" in order)
    assert order == ["first piece", "somebody else", "second piece", "home"]


def test_work_whose_owner_is_gone_is_not_done_to_its_end(lanes, qtbot, small_pieces):
    told: list[str] = []
    found: list[int] = []
    owner = QObject()
    lanes.run_in_pieces(
        READ, steps(told, 50), found.append, owner=owner, heard=lambda _: owner.deleteLater(), rest=1
    )
    qtbot.waitUntil(lambda: lanes.idle)
    assert 0 < len(told) < 50
    assert found == []


def test_a_piece_that_fails_ends_the_work_and_is_heard(lanes, qtbot):
    def course():
        yield 0.5
        raise RuntimeError("样例")

    heard: list[Exception] = []
    lanes.run_in_pieces(READ, course, failed=heard.append, rest=0)
    lanes.run_in_pieces(READ, course, rest=0)
    qtbot.waitUntil(lambda: bool(heard) and bool(lanes.problems))
    assert str(heard[0]) == str(lanes.problems[0]) == "样例"
    assert lanes.idle


def test_short_work_takes_one_piece(lanes, qtbot, monkeypatch):
    monkeypatch.setattr(tasks, "PIECE", 60)
    found: list[int] = []
    heard: list[float] = []
    lanes.run_in_pieces(READ, steps([], 100), found.append, heard=heard.append)
    qtbot.waitUntil(lambda: bool(found))
    assert (found, heard) == ([100], [])
