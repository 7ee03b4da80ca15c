"""A list leaves the window masked, whole, and with a trace on each of its matters; a list too long does not leave."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from desktop.strings import files as words
from desktop.views import take_out
from desktop.views.main_window import MainWindow
from desktop.views.take_out import TakeOut
from domain.events import Audited
from domain.refusals import Refusal

from . import screen_samples as ss


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path / "desk", limit=24) as desk:
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: window.work.case_view.case is not None and desk.lanes.idle)
        yield window


def audits(window):
    return [row for row in window.desk.store.outbox_rows() if row.kind == "audit"]


def test_every_exported_matter_gets_a_trace_before_the_file_is_there(window, qtbot, tmp_path):
    model, desk = window.work.list.model, window.desk
    ids = {row.case_id for row in model.rows()}
    assert len(ids) > 3
    target = tmp_path / "清单.xlsx"
    with qtbot.waitSignal(desk.sent):
        TakeOut(window).write_list(target)
    qtbot.waitUntil(target.exists)
    assert {row.case_id for row in audits(window)} == ids
    for case_id in ids:
        (trace,) = [e for e in desk.store.case(case_id).events if isinstance(e, Audited)]
        assert (trace.what, trace.detail) == ("export", words.LIST_NAME.format(window.queue_title))
    qtbot.waitUntil(lambda: desk.lanes.idle)
    sheet = load_workbook(target).active
    assert sheet.max_row == len(ids) + 1
    text = str([[cell.value for cell in row] for row in sheet.iter_rows()])
    for case_id in ids:
        reporter = desk.store.case(case_id).case.reporter
        assert reporter.name not in text
        assert reporter.phone not in text


def test_the_list_is_exported_whole_and_as_filtered(window, qtbot, tmp_path):
    model = window.work.list.model
    wanted = model.rows()[0]
    model.show_queue(model.queue, wanted.number)
    qtbot.waitUntil(lambda: model.rowCount() == 1 and window.desk.lanes.idle)
    TakeOut(window).write_list(tmp_path / "a.xlsx")
    qtbot.waitUntil((tmp_path / "a.xlsx").exists)
    assert [row.case_id for row in audits(window)] == [wanted.case_id]


def test_a_list_that_is_too_long_is_refused_with_what_to_do(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(take_out, "MOST_ROWS", 3)
    TakeOut(window).write_list(tmp_path / "a.xlsx")
    qtbot.waitUntil(lambda: words.LIST_TOO_LONG.format(3) in window.held_bar.words)
    assert not (tmp_path / "a.xlsx").exists()
    assert audits(window) == []


def test_what_may_not_be_traced_is_not_exported(window, qtbot, tmp_path, monkeypatch):
    store = window.desk.store
    first, *rest = (row.case_id for row in window.work.list.model.rows())
    submit = store.submit

    def strict(command, actor, hold=0):
        return Refusal("accused_view") if command.case_id == first else submit(command, actor, hold)

    monkeypatch.setattr(store, "submit", strict)
    TakeOut(window).write_list(tmp_path / "a.xlsx")
    qtbot.waitUntil((tmp_path / "a.xlsx").exists)
    qtbot.waitUntil(lambda: window.desk.lanes.idle)
    assert load_workbook(tmp_path / "a.xlsx").active.max_row == len(rest) + 1
    monkeypatch.setattr(store, "submit", lambda *_: Refusal("accused_view"))
    TakeOut(window).write_list(tmp_path / "b.xlsx")
    qtbot.waitUntil(lambda: words.LIST_EMPTY in window.held_bar.words)
    assert not (tmp_path / "b.xlsx").exists()


def test_a_file_that_cannot_be_written_is_told(window, qtbot, tmp_path):
    TakeOut(window).write_list(tmp_path / "没有" / "a.xlsx")
    qtbot.waitUntil(lambda: words.NOT_WRITTEN in window.held_bar.words)
