"""What keeps the event loop free: nothing is painted, filled, read or looked through that did not change."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.app import Application, Launch
from desktop.cycles import Cycles
from desktop.store.values import ChangeSet
from desktop.tasks import Lanes
from desktop.views.main_window import BUSY_MS, REFRESH_MS, MainWindow
from desktop.views.row_delegate import CELLS, RowDelegate
from desktop.widgets.ime_guard import ImeGuard

from . import screen_samples as ss


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    ss.dressed(qapp)
    problems: list[Exception] = []
    lanes = Lanes(problems.append)
    desk = ss.open_desk(tmp_path, lanes, limit=24)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitUntil(lambda: window.work.case_view.case is not None and lanes.idle)
    yield window
    store = desk.store
    desk.close()
    lanes.close()
    store.close()
    assert problems == []


@pytest.fixture
def drawn(monkeypatch):
    """The words of every cell that is really drawn."""
    cells: list[tuple[str, ...]] = []
    whole = RowDelegate._cell

    def counted(self, painter, box, column, shown, chosen, marked):
        cells.append(shown)
        whole(self, painter, box, column, shown, chosen, marked)

    monkeypatch.setattr(RowDelegate, "_cell", counted)
    return cells


def test_a_row_is_drawn_again_only_when_its_words_or_colours_change(window, drawn):
    table = window.work.list.table
    before = table.grab().toImage()
    drawn.clear()
    assert table.grab().toImage() == before
    assert drawn == []
    window.desk.clock.at += 400 * 86_400
    assert table.grab().toImage() != before
    assert drawn
    assert {shown[0] for shown in drawn if len(shown) == 2} == {"red"}


def test_pictures_of_cells_are_kept_within_bounds(window):
    table = window.work.list.table
    for width in range(200, 200 + CELLS):
        table.setColumnWidth(1, width)
        table.grab()
    delegate = table.itemDelegate()
    assert 0 < len(delegate._cells) <= CELLS


def test_arrivals_are_shown_together_and_own_steps_at_once(window, qtbot):
    qtbot.waitUntil(lambda: not window._soon.isActive())
    window._refresh()
    arrived = ChangeSet(case_ids=frozenset({"c-1"}))
    window._changed(arrived)
    assert window._soon.interval() == BUSY_MS
    window._changed(ChangeSet(case_ids=frozenset({"c-1"}), outbox=True))
    assert window._soon.interval() == REFRESH_MS
    window._changed(arrived)
    assert window._soon.interval() == REFRESH_MS, "what was promised soon is not put off"
    qtbot.waitUntil(lambda: not window._soon.isActive() and not window._fresh.isActive())
    window._changed(arrived)
    assert window._soon.interval() == REFRESH_MS
    window._changed(ChangeSet())


def test_a_tab_is_filled_when_it_is_opened_and_again_after_a_change(window, qtbot):
    tabs = window.work.case_view.tabs
    parties = tabs._lists[0]
    assert parties.count() == 1, "only the stretch at its end"
    tabs.strip.setCurrentIndex(1)
    assert parties.count() == 3
    kept = parties.itemAt(0).widget()
    tabs.strip.setCurrentIndex(0)
    tabs.strip.setCurrentIndex(1)
    assert parties.itemAt(0).widget() is kept
    window.work.case_view.show_case(window.work.case_view.case_id)
    qtbot.waitUntil(lambda: parties.itemAt(0).widget() is not kept)
    assert tabs.strip.currentIndex() == 1


def test_the_guard_is_not_asked_about_what_others_are_sent(qtbot, qapp, monkeypatch):
    asked: list[QObject] = []
    monkeypatch.setattr(ImeGuard, "eventFilter", lambda _self, watched, _event: bool(asked.append(watched)))
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    one, other = QLineEdit(), QLineEdit()
    column.addWidget(one)
    column.addWidget(other)
    guard = ImeGuard()
    guard.follow(qapp)
    holder.show()
    holder.activateWindow()
    one.setFocus()
    qtbot.waitUntil(lambda: qapp.focusObject() is one)
    asked.clear()
    QApplication.sendEvent(other, QEvent(QEvent.Type.User))
    assert asked == []
    QApplication.sendEvent(one, QEvent(QEvent.Type.User))
    assert asked == [one]


def test_the_guard_keeps_no_window_alive(qtbot, qapp):
    guard = ImeGuard()
    guard.follow(qapp)
    line = QLineEdit()
    line.show()
    line.activateWindow()
    line.setFocus()
    gone = weakref.ref(line)
    qtbot.waitUntil(lambda: qapp.focusObject() is gone())
    line.close()
    del line
    gc.collect()
    assert gone() is None
    assert not guard.composing


def test_a_key_or_a_click_in_any_window_counts_as_being_there(qtbot, qapp, tmp_path):
    program = Application(qapp, Launch(tmp_path))
    program.shell.show()
    dialog = QDialog(program.shell)
    try:
        for widget in (program.shell, dialog):
            widget.show()
            widget.activateWindow()
            qtbot.waitUntil(lambda w=widget: qapp.focusWindow() is w.windowHandle())
            program._used_at = 5
            QTest.keyClick(widget.windowHandle(), Qt.Key.Key_Shift)
            assert program._used_at == 0
            program._used_at = 5
            QTest.mouseClick(widget.windowHandle(), Qt.MouseButton.LeftButton)
            assert program._used_at == 0
    finally:
        dialog.close()
        program.shell.close()
        program.close()


def test_what_lives_as_long_as_the_program_is_looked_through_once():
    cycles = Cycles()
    held = [[number] for number in range(5_000)]
    before = gc.get_freeze_count()
    cycles.settle()
    assert gc.get_freeze_count() - before >= len(held)
    cycles.close()
    assert gc.get_freeze_count() == 0
