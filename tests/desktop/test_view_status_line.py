"""The rates at the bottom follow the store: an empty beginning does not stay."""

from __future__ import annotations

import pytest

from desktop.views import status_line
from desktop.views.main_window import MainWindow
from desktop.views.status_line import StatusLine
from tests.desktop import screen_samples as ss
from tests.desktop import store_samples as s


@pytest.fixture
def empty(qtbot, qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(status_line, "SOONEST_MS", 20)
    with ss.working_desk(qapp, tmp_path, limit=0) as desk:
        yield desk


def shown(line: StatusLine) -> str:
    return line._right.text()


def test_rates_counted_from_an_empty_store_are_counted_again_when_matters_come(empty, qtbot):
    window = MainWindow(empty)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "受理 0" in shown(window.status))
    empty.store.apply_page(s.page(ss.appeal_rows(24)))
    qtbot.waitUntil(lambda: "受理 0" not in shown(window.status))
    assert "受理 24" in shown(window.status)


def test_nothing_is_counted_before_everything_was_here_once(qtbot, qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(status_line, "SOONEST_MS", 20)
    with ss.working_desk(qapp, tmp_path, limit=0) as desk:
        with desk.store._core.engines.write.begin() as connection:
            connection.exec_driver_sql("DELETE FROM meta WHERE name = 'synced_at'")
        desk.store.exchange.standing.synced_at = 0
        assert not desk.store.sync_state().synced_at
        line = StatusLine(desk)
        qtbot.addWidget(line)
        qtbot.waitUntil(lambda: desk.office is not None)
        line.refresh()
        qtbot.waitUntil(lambda: "首次同步完成后" in shown(line))
        desk.store.apply_page(s.page(ss.appeal_rows(24), more=True))
        line.refresh()
        assert not desk.store.sync_state().synced_at
        desk.store.apply_page(s.page([]))
        qtbot.waitUntil(lambda: "受理 24" in shown(line))


def test_a_count_that_fails_is_said_and_tried_again(empty, qtbot, monkeypatch):
    def broken(*_args: object) -> None:
        raise RuntimeError("样例：读不出来")

    whole = status_line.counting
    line = StatusLine(empty)
    qtbot.addWidget(line)
    qtbot.waitUntil(lambda: empty.office is not None)
    monkeypatch.setattr(status_line, "counting", broken)
    monkeypatch.setattr(status_line, "LATEST_MS", 20)
    with qtbot.waitSignal(empty.trouble):
        line.refresh()
    monkeypatch.setattr(status_line, "counting", whole)
    line.refresh()
    qtbot.waitUntil(lambda: "受理" in shown(line))
