"""The wall as it runs: faults beside figures, time, new red matters, leaving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from desktop.views.wall import FLIP, PATIENCE, PAUSE, REFRESH, ROTATE, WallWindow
from desktop.wall import strings
from desktop.wall.period import Period
from desktop.wall.snapshot import PanelFault
from desktop.wall.source import Failure
from desktop.widgets import wall_canvas
from desktop.widgets.wall_overlay import PULSES, SECONDS, pulse_strength
from tests.desktop.store_samples import NOW
from tests.desktop.wall_room import Room, picture, texts
from tests.desktop.wall_samples import full_snapshot, urgent


@pytest.fixture
def room(qtbot: Any) -> Iterator[Room]:
    found = Room(qtbot)
    yield found
    for wall in found.windows:
        wall.close()
        wall.deleteLater()


# --- faults


def test_a_panel_without_figures_says_why_and_since_when_while_others_live(room: Room) -> None:
    wall = room.wall(full_snapshot())
    room.now += 60
    wall.deliver(full_snapshot(at=NOW + 60, faults=(PanelFault("tiers", "tiers:FigureProblem"),)))
    said = texts(wall, "tiers")
    assert strings.FAULT in said
    assert strings.FAULT_LAST.format("12:00") in said
    assert strings.FAULT_DO.format("tiers:FigureProblem") in said
    assert "97.6%" in texts(wall, "rates")


def test_a_panel_that_cannot_be_painted_does_not_take_the_wall_down(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(wall_canvas, "paint_tiers", broken)
    wall = room.wall(full_snapshot())
    assert strings.FAULT_DO.format("tiers:ZeroDivisionError") in texts(wall, "tiers")
    assert "97.6%" in texts(wall, "rates")


def test_when_counting_fails_the_last_figures_stay(room: Room) -> None:
    wall = room.wall(full_snapshot())
    wall.deliver(Failure("StoreProblem"))
    assert "97.6%" in texts(wall)


# --- time


def test_it_asks_each_ten_seconds_and_never_twice_at_once(room: Room) -> None:
    wall = room.wall()
    assert len(room.asked) == 1
    room.passes(wall, REFRESH + 5)
    assert len(room.asked) == 1, "the first question is still open"
    wall.deliver(full_snapshot())
    room.passes(wall, 1)
    assert len(room.asked) == 2


def test_a_lost_answer_is_asked_for_again(room: Room) -> None:
    wall = room.wall()
    room.passes(wall, ROTATE - 1)
    QTest.keyClick(wall, Qt.Key.Key_Space)
    room.passes(wall, PATIENCE - ROTATE)
    assert len(room.asked) == 1
    room.passes(wall, 1)
    assert len(room.asked) == 2


def test_pages_of_the_list_turn_each_twelve_seconds_and_come_round(room: Room) -> None:
    wall = room.wall(full_snapshot())
    first = texts(wall, "urgent")
    room.passes(wall, FLIP)
    second = texts(wall, "urgent")
    assert strings.PAGE.format(2, 2) in " ".join(second)
    assert "自来水压力太小需要加一级泵" in second
    assert "自来水压力太小需要加一级泵" not in first
    room.passes(wall, FLIP)
    assert strings.PAGE.format(1, 2) in " ".join(texts(wall, "urgent"))


def test_periods_rotate_each_minute_and_rest_after_a_key(room: Room) -> None:
    wall = room.wall(full_snapshot())
    room.passes(wall, ROTATE)
    assert wall.period is Period.WEEK
    assert room.asked[-1][0] is Period.WEEK
    assert "97.6%" in texts(wall), "the day stays until the week is there"
    QTest.keyClick(wall, Qt.Key.Key_Space)
    room.passes(wall, PAUSE - 1)
    assert wall.period is Period.WEEK
    room.passes(wall, 2)
    assert wall.period is Period.MONTH


def test_an_answer_for_another_period_is_let_go(room: Room) -> None:
    wall = room.wall(full_snapshot())
    wall.choose(Period.MONTH)
    wall.deliver(full_snapshot(registered=999))
    assert wall.snapshot is not None
    assert wall.snapshot.registered == 47
    wall.deliver(full_snapshot(registered=412, period=Period.MONTH))
    assert wall.snapshot.registered == 412


def test_keys_and_touch_choose_the_period(room: Room) -> None:
    wall = room.wall(full_snapshot())
    QTest.keyClick(wall, Qt.Key.Key_2)
    assert wall.period is Period.WEEK
    picture(wall)
    month = next(d.box for d in wall.drawn if d.panel == "header" and d.text == "月")
    QTest.mouseClick(wall, Qt.MouseButton.LeftButton, pos=month.center().toPoint())
    assert wall.period is Period.MONTH


def test_the_clock_repaints_the_header_alone(room: Room) -> None:
    wall = room.wall(full_snapshot())
    room.now, before = NOW - NOW % 10, picture(wall)
    wall.deliver(full_snapshot())
    picture(wall)
    painted = wall.surface.layers
    room.passes(wall, 5)
    picture(wall)
    assert wall.surface.layers == painted
    room.passes(wall, 60)
    assert picture(wall) != before
    assert wall.surface.layers > painted


def test_the_canvas_walks_four_pixels_each_ten_minutes(room: Room) -> None:
    wall = room.wall(full_snapshot())
    before = picture(wall)
    room.beat += 600
    after = picture(wall)
    assert before.pixelColor(24, 500) != after.pixelColor(24, 500), "the panel's edge moved right"
    assert before.pixelColor(30, 500) == after.pixelColor(34, 500)


def test_the_cursor_hides_after_three_seconds(room: Room) -> None:
    wall = room.wall(full_snapshot())
    room.passes(wall, 3)
    assert wall.cursor().shape() is Qt.CursorShape.BlankCursor
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(5, 5), QPointF(5, 5), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    wall.mouseMoveEvent(move)
    assert wall.cursor().shape() is not Qt.CursorShape.BlankCursor


def test_at_night_the_wall_is_darker(room: Room) -> None:
    wall = room.wall(full_snapshot())
    day = picture(wall).pixelColor(30, 700)
    room.windows.append(
        night := WallWindow(lambda p, d: None, clock=lambda: NOW, beat=lambda: 0.0, night=(11, 13))
    )
    night.resize(1920, 1080)
    night.show()
    night.deliver(full_snapshot())
    assert picture(night).pixelColor(30, 700).lightness() < day.lightness()


# --- new red matters


def test_a_new_red_matter_pulses_three_times_below_one_hertz_and_shows_its_page(room: Room) -> None:
    wall = room.wall(full_snapshot())
    heard: list[int] = []
    wall.reds_appeared.connect(heard.append)
    rows = (*full_snapshot().urgent[:6], urgent(9, "red", -1))
    wall.deliver(full_snapshot(urgent=rows))
    assert heard == [1]
    assert wall.page == 1, "the new matter stands on the second page"
    room.beat += SECONDS / 2
    pulsing = picture(wall)
    assert PULSES == 3
    assert 1 / SECONDS < 1
    room.beat += PULSES * SECONDS
    assert picture(wall) != pulsing
    assert pulse_strength(PULSES * SECONDS) is None
    wall.deliver(full_snapshot(urgent=rows))
    assert heard == [1], "said once"


def test_the_first_figures_do_not_pulse(room: Room) -> None:
    wall = room.wall()
    heard: list[int] = []
    wall.reds_appeared.connect(heard.append)
    wall.deliver(full_snapshot())
    assert heard == []


# --- leaving


def test_escape_twice_leaves_and_no_timer_stays(room: Room) -> None:
    wall = room.wall(full_snapshot())
    left: list[bool] = []
    wall.left.connect(lambda: left.append(True))
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    room.beat += 3
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert left == [], "too slow"
    room.beat += 1
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert left == [True]
    assert not wall.isVisible()
    assert not wall.ticking


def test_with_a_pin_leaving_asks_for_it_and_never_draws_it(room: Room) -> None:
    wall = room.wall(full_snapshot(), check_pin=lambda typed: typed == "4711")
    for _ in range(2):
        QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert strings.PIN_ASK in texts(wall, "question")
    QTest.keyClicks(wall, "4712")
    assert not [text for text in texts(wall, "question") if "47" in text]
    QTest.keyClick(wall, Qt.Key.Key_Return)
    assert strings.PIN_WRONG in texts(wall, "question")
    assert wall.isVisible()
    QTest.keyClicks(wall, "4711")
    QTest.keyClick(wall, Qt.Key.Key_Return)
    assert not wall.isVisible()


def test_escape_takes_the_question_back(room: Room) -> None:
    wall = room.wall(full_snapshot(), check_pin=lambda typed: True)
    for _ in range(3):
        QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert wall.isVisible()
    assert texts(wall, "question") == []


def test_a_click_beside_everything_only_lets_it_rest(room: Room) -> None:
    wall = room.wall(full_snapshot())
    QTest.mouseClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(900, 900))
    assert wall.period is Period.DAY
    room.passes(wall, ROTATE + 1)
    assert wall.period is Period.DAY


def test_hours_of_ticks_keep_one_layer_and_turn_every_page(room: Room) -> None:
    wall = room.wall(full_snapshot())
    room.passes(wall, 8 * 3600, step=6)
    assert wall.page == 8 * 3600 // FLIP
    wall.deliver(full_snapshot(period=wall.period))
    assert "97.6%" in texts(wall)
