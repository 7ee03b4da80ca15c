"""A matter that was opened by search stays before the reader while the list beside it changes."""

from __future__ import annotations

import pytest

from desktop.views.main_window import MainWindow

from . import screen_samples as ss


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=24) as desk:
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.work.case_view.case is not None)
        yield window


def test_it_is_not_replaced_when_rows_are_read_again(window, qtbot):
    work = window.work
    own = {row.case_id for row in work.list.model.rows()}
    with window.desk.store._core.engines.read.connect() as connection:
        every = {row[0] for row in connection.exec_driver_sql("SELECT id FROM row")}
    other = min(every - own)
    window.show_case(other)
    qtbot.waitUntil(lambda: work.case_view.case is not None and work.case_view.case.id == other)
    work.list._keep = "a matter that has left the queue"
    with qtbot.waitSignal(work.list.model.loaded):
        work.list.refresh()
    qtbot.waitUntil(lambda: window.desk.lanes.idle)
    assert work.case_view.case_id == other
    work.list.model.show_search("没有这样的事项")
    qtbot.waitUntil(lambda: work.list.model.rowCount() == 0)
    assert work.case_view.case_id == other


def test_moving_the_cursor_shows_the_matter_under_it_again(window, qtbot):
    work = window.work
    first = work.case_view.case_id
    work.list.pin(True)
    work.list.step(1)
    qtbot.waitUntil(lambda: work.case_view.case_id != first)
    assert work.case_view.case_id == work.list.current
    window.open_queue("pending_accept")
    qtbot.waitUntil(lambda: work.list.model.queue == "pending_accept" and window.desk.lanes.idle)
    assert work.case_view.case_id == work.list.current


def test_a_trace_goes_to_the_county_at_once(window, qtbot):
    """What was revealed is not kept waiting for the next round of the exchange."""
    with qtbot.waitSignal(window.desk.sent):
        window.work.case_view.reveal()
    (row,) = window.desk.store.outbox_rows()
    assert row.kind == "audit"
