"""What keeps the event loop free: nothing is painted, filled, read or looked through that did not change."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop import story
from desktop.app import Application, Launch
from desktop.cycles import Cycles
from desktop.models.queue import LIMIT
from desktop.store.values import ChangeSet
from desktop.views import row_delegate
from desktop.views.main_window import MainWindow
from desktop.views.pace import BUSY_MS, SOON_MS
from desktop.views.row_delegate import CELLS, RowDelegate
from desktop.widgets import tokens
from desktop.widgets.ime_guard import ImeGuard
from desktop.widgets.theme import rescale

from . import screen_samples as ss


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=24) as desk:
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: window.work.case_view.case is not None and desk.lanes.idle)
        yield window


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


def whole(table, qtbot):
    """The table when no cell is left for later."""
    delegate = table.itemDelegate()
    image = table.grab().toImage()
    while not delegate.complete:
        qtbot.waitUntil(lambda: delegate.complete)
        image = table.grab().toImage()
    return image


@pytest.mark.parametrize("spell", [row_delegate.SPELL, 0.0], ids=["as shipped", "slow machine"])
def test_a_row_is_drawn_again_only_when_its_words_or_colours_change(window, drawn, qtbot, monkeypatch, spell):
    monkeypatch.setattr(row_delegate, "SPELL", spell)
    table = window.work.list.table
    before = whole(table, qtbot)
    drawn.clear()
    assert whole(table, qtbot) == before
    assert drawn == []
    window.desk.clock.at += 400 * 86_400
    assert whole(table, qtbot) != before
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
    pace = window.pace
    qtbot.waitUntil(lambda: not pace.wait)
    window._refresh()
    arrived = ChangeSet(case_ids=frozenset({"c-1"}))
    pace.heard(arrived)
    assert pace.wait == BUSY_MS
    pace.heard(ChangeSet(case_ids=frozenset({"c-1"}), outbox=True))
    assert pace.wait == SOON_MS
    pace.heard(arrived)
    assert pace.wait == SOON_MS, "what was promised soon is not put off"
    qtbot.waitUntil(lambda: pace.quiet)
    pace.heard(ChangeSet())
    assert pace.quiet
    window.desk.changed.emit(arrived)
    assert pace.wait == SOON_MS


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


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_a_limit_is_never_cut_short(window, qapp, qtbot, scale):
    table = window.work.list.table
    before = table.columnWidth(LIMIT)
    rescale(qapp, scale)
    try:
        qtbot.waitUntil(lambda: scale == 1 or table.columnWidth(LIMIT) > before)
        room = table.columnWidth(LIMIT) - tokens.px(12) - tokens.px(27)
        metrics = QFontMetricsF(tokens.type_font("body"))
        for seconds in (59 * 60, 23 * 3600, 99 * 86_400, 399 * 86_400):
            for due in (-seconds, seconds):
                assert metrics.horizontalAdvance(story.limit_text(due, 0)) <= room
    finally:
        rescale(qapp, 1.0)
