"""The page of indicators: counted in pieces, the same as at once, never of another period than is chosen."""

from __future__ import annotations

import pytest

from desktop import tasks
from desktop.models import statistics
from desktop.models.statistics import counting
from desktop.strings import statistics as words
from desktop.views.statistics import StatisticsView
from desktop.wall.period import Period, window
from domain.case_figures import case_figures
from domain.figures import cohort
from tests.desktop import screen_samples as ss
from tests.desktop import store_samples as s


@pytest.fixture
def desk(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=0) as desk:
        desk.store.apply_page(s.page(ss.appeal_rows(60)))
        qtbot.waitUntil(lambda: desk.office is not None)
        yield desk


def whole(course) -> tuple[list[float], statistics.Table | None]:
    """What is yielded, and the result."""
    shares = []
    while True:
        try:
            shares.append(next(course))
        except StopIteration as end:
            return shares, end.value


@pytest.mark.parametrize("period", list(Period))
@pytest.mark.parametrize("batch", [1, 7, 500])
def test_counted_in_pieces_it_is_what_counting_at_once_gives(desk, monkeypatch, period, batch):
    monkeypatch.setattr(statistics, "_BATCH", batch)
    now = desk.now()
    shares, table = whole(counting(desk.store, desk.office, period, now))
    span, calendar = window(period, now), desk.store.dictionaries.calendar()
    disputes = frozenset(code for code, c in desk.office.taxonomy.categories.items() if c.is_dispute)
    with desk.store._core.engines.read.connect() as connection:
        ids = list(connection.exec_driver_sql("SELECT id FROM row").scalars())
    every = [case_figures(c, desk.office.profile, calendar, disputes) for c in desk.store.wall_cases(ids)]
    chosen = cohort(every, span.start, span.end)
    assert 0 < table.received == len(chosen)
    assert table.lines == statistics.judged(desk.office.profile, chosen, now)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_only_matters_of_the_period_are_read(desk, monkeypatch):
    read: list[str] = []
    cases = desk.store.wall_cases
    monkeypatch.setattr(desk.store, "wall_cases", lambda ids: read.extend(ids) or cases(ids))
    _, table = whole(counting(desk.store, desk.office, Period.DAY, desk.now()))
    assert len(read) == table.received < 60


def test_another_period_takes_the_figures_of_the_first_away_at_once(desk, qtbot, monkeypatch):
    monkeypatch.setattr(statistics, "_BATCH", 1)
    monkeypatch.setattr(tasks, "PIECE", 0)
    view = StatisticsView(desk)
    qtbot.addWidget(view)
    view.refresh()
    qtbot.waitUntil(lambda: view.table is not None)
    assert view.table.period is Period.WEEK
    said: list[tuple[str, object]] = []
    told = view._underway
    monkeypatch.setattr(
        view, "_underway", lambda share: (told(share), said.append((view._head.text(), view.table)))
    )
    view._periods.choose((Period.DAY.value,))
    view._chosen()
    qtbot.waitUntil(lambda: view.table is not None and view.table.period is Period.DAY)
    assert said
    assert all(text.startswith(words.COUNTING.partition("{")[0]) and table is None for text, table in said)
    assert view._grid.count() > 0


def test_the_last_choice_is_what_is_shown(desk, qtbot, monkeypatch):
    monkeypatch.setattr(statistics, "_BATCH", 1)
    monkeypatch.setattr(tasks, "PIECE", 0)
    view = StatisticsView(desk)
    qtbot.addWidget(view)
    taken: list[Period] = []
    take = view._take
    monkeypatch.setattr(view, "_take", lambda table: (taken.append(table.period), take(table)))
    for period in (Period.WEEK, Period.MONTH, Period.DAY):
        view._periods.choose((period.value,))
        view._chosen()
    qtbot.waitUntil(lambda: desk.lanes.idle)
    assert taken == [Period.DAY]


def test_before_everything_was_here_once_no_figure_is_shown(desk, qtbot):
    with desk.store._core.engines.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name = 'synced_at'")
    desk.store.exchange.standing.synced_at = 0
    view = StatisticsView(desk)
    qtbot.addWidget(view)
    view.refresh()
    qtbot.waitUntil(lambda: view._head.text() == words.LATER)
    assert view._grid.count() == 0


def test_a_count_that_fails_is_said(desk, qtbot, monkeypatch):
    def broken(_ids: object) -> None:
        raise RuntimeError("样例：读不出来")

    view = StatisticsView(desk)
    qtbot.addWidget(view)
    view.refresh()
    qtbot.waitUntil(lambda: view.table is not None)
    monkeypatch.setattr(desk.store, "wall_cases", broken)
    with qtbot.waitSignal(desk.trouble):
        view.refresh()
    assert view._head.text() == words.FAILED
    assert (view.table, view._grid.count()) == (None, 0)
