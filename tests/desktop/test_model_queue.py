"""A queue changes by the rows that changed, is read-only, and reads on by pages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from desktop.models import queue as queues
from desktop.models.queue import ROW_ROLE, QueueModel
from domain import commands as cmd
from domain.commands import Command

from . import screen_samples as ss
from . import store_samples as s


@pytest.fixture
def desk(qtbot, tmp_path):
    with ss.working_desk(None, tmp_path, limit=30) as desk:
        qtbot.waitUntil(lambda: desk.office is not None)
        yield desk


@pytest.fixture
def model(desk, qtbot):
    model = QueueModel(desk)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_queue("first_call")
    qtbot.waitUntil(lambda: model.ready)
    yield model
    tester.deleteLater()


def test_rows_stand_in_the_order_of_their_due_time(model):
    due = [row.due_at for row in model.rows()]
    assert due == sorted(due)
    assert len(due) == model.rowCount() > 5


def test_rows_are_read_only_so_that_letters_reach_the_list(model):
    flags = model.flags(model.index(0, 0))
    assert flags & Qt.ItemFlag.ItemIsSelectable
    assert not flags & Qt.ItemFlag.ItemIsEditable


def test_names_are_masked(model):
    for index in range(model.rowCount()):
        who = model.index(index, queues.WHO).data()
        assert who in ("", "举报人") or who.endswith("*")


def test_one_call_removes_one_row_and_resets_nothing(model, desk, qtbot):
    before = model.rowCount()
    first = model.row(0)
    resets, removed = QSignalSpy(model.modelReset), QSignalSpy(model.rowsRemoved)
    command = Command("01a1fc40-0000-7000-8000-0000000000ff", first.case_id, cmd.LogCall("reached"), s.NOW)
    desk.write(lambda store: store.submit(command, s.OPERATOR, 0))
    with qtbot.waitSignal(desk.changed):
        pass
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == before - 1)
    assert resets.count() == 0
    assert removed.count() == 1
    assert model.find(first.case_id) == -1


def test_a_filter_and_its_end(model, qtbot):
    full = model.rowCount()
    model.show_queue("first_call", "路灯")
    qtbot.waitUntil(lambda: model.ready)
    assert 0 < model.rowCount() < full
    assert model.filtered
    model.show_queue("first_call")
    qtbot.waitUntil(lambda: model.ready and model.rowCount() == full)


@pytest.mark.parametrize("text", ['"', "%", "AND", "*", "2026-11-21", "'", "不存在的词", ""])
def test_hostile_searches_find_nothing_and_break_nothing(model, qtbot, text):
    model.show_search(text)
    qtbot.waitUntil(lambda: model.ready)
    assert all(row.case_id for row in model.rows())


def test_more_pages_follow(desk, qtbot, monkeypatch):
    monkeypatch.setattr(queues, "PAGE", 5)
    model = QueueModel(desk)
    model.show_queue("pending_accept")
    qtbot.waitUntil(lambda: model.ready)
    assert model.rowCount() == 5
    assert model.canFetchMore(model.index(-1, -1))
    model.fetchMore(model.index(-1, -1))
    qtbot.waitUntil(lambda: model.rowCount() > 5)
    ids = [row.case_id for row in model.rows()]
    assert len(ids) == len(set(ids))


def test_the_whole_row_is_there_for_the_delegate(model):
    row = model.index(0, queues.MATTER).data(ROW_ROLE)
    assert row.case_id == model.row(0).case_id
    assert row.number in model.second_line(row)
