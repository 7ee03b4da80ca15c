"""The window without its county: what a person is told, what a matter is called meanwhile, and when only reading is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app import Application, Launch
from desktop.strings import sync as words
from domain.commands import LogCall
from domain.ids import parse_temporary_number
from storage.engine import connector

from . import screen_samples as ss
from . import store_samples as s

SECONDS = 60_000
WALK_IN = {
    "name": "杜文",
    "phone": "19900001111",
    "place": "990101101201003",
    "text": "水渠堵了，请来清一清。",
}
OVER = "距上次联网登录已超过 7 天，只能查看，不能办理。"


@pytest.fixture
def desk(qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=6) as desk:
        yield desk


@pytest.fixture
def window(desk, qtbot):
    return ss.shown_window(desk, qtbot)


def fill(window):
    window.register()
    form = window.work.form
    for name, value in WALK_IN.items():
        form.put(name, value)
    return form


def give(window):
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("away", [True, False])
def test_a_matter_registered_without_the_county_has_a_number_to_tell(window, desk, qtbot, away):
    """YC-26: two characters of the desk and a counter; it is found by it, and shown until the county has given its own."""
    desk.away = lambda: away
    fill(window)
    give(window)
    qtbot.waitUntil(lambda: window.work.form is None)
    qtbot.waitUntil(lambda: "水渠" in getattr(window.work.case_view.case, "text", ""))
    case = window.work.case_view.case
    assert case.number == ""
    if not away:
        assert case.temp_number == ""
        return
    assert parse_temporary_number(case.temp_number) == case.temp_number
    assert [row.case_id for row in desk.store.search(case.temp_number)] == [case.id]
    assert desk.store.next_temporary_number() != case.temp_number


def test_after_too_many_days_without_the_county_there_is_only_reading(window, desk, qtbot):
    """Reading and leaving its traces go on; nothing typed is lost, and it can be given when the county was heard again."""
    why = OVER
    desk.barred = lambda: why
    form = fill(window)
    before = desk.store.counts().pending
    give(window)
    qtbot.waitUntil(form.notice.isVisible)
    assert (window.work.form, form.notice.words) == (form, OVER)
    assert form.values["text"] == WALK_IN["text"]
    assert desk.store.counts().pending == before
    desk.audit(desk.store.page("first_call").rows[0].case_id, "reveal")
    qtbot.waitUntil(lambda: desk.store.counts().pending == before + 1)
    why = ""
    give(window)
    qtbot.waitUntil(lambda: window.work.form is None)
    assert desk.store.counts().pending == before + 2


def test_what_could_not_be_saved_can_be_given_again(window, desk, qtbot, tmp_path):
    """Another program holds the file: the form says so, keeps its words and its button."""
    form = fill(window)
    with desk.store._core.engines.write.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=0")
    other = connector(next(tmp_path.rglob("store.db")), s.KEY.hex(), read_only=False)()
    other.execute("BEGIN IMMEDIATE")
    give(window)
    qtbot.waitUntil(form.notice.isVisible)
    assert "没有保存" in form.notice.words
    assert form.submit_button.isEnabled()
    other.execute("ROLLBACK")
    other.close()
    give(window)
    qtbot.waitUntil(lambda: window.work.form is None)
    assert desk.store.counts().pending == 1


def test_a_county_that_ends_is_told_at_once_and_the_work_goes_on(qtbot, qapp, tmp_path):
    """A real program and a real county process: no false green light, no number of the county, nothing held up."""
    program = Application(qapp, Launch(tmp_path / "data", practice=True))
    program.shell.resize(1366, 768)
    program.show()
    try:
        until = lambda holds: qtbot.waitUntil(lambda: bool(holds()), timeout=SECONDS)  # noqa: E731
        until(lambda: program.window is not None and program.exchange.last.kind == "online")
        desk, top = program.desk, program.window.top
        store = desk.store
        until(lambda: store.counts().cases > 0 and top.sync.tone == "green")
        loop = program.opened.loop
        until(lambda: loop.engine.phase == "idle")
        synced = store.sync_state().synced_at
        program.opened.county.stop()
        qtbot.waitUntil(lambda: top.sync.tone == "amber", timeout=15_000)
        assert top.sync.text().startswith("离线")
        assert store.sync_state().synced_at == synced, (
            "a poll comes after 30 s; this was told by the wait that broke"
        )
        assert program.exchange.away()
        answers = []
        case_id = store.page("first_call").rows[0].case_id
        desk.submit(case_id, LogCall("reached", "样例：约好"), 0, 0, answers.append, program)
        until(lambda: answers)
        assert hasattr(answers[0], "cmd_id")
        until(lambda: words.OFFLINE_PENDING.format(1) == top.sync.text())
        at = program.clock.now
        program.clock.now = lambda: at() + 8 * 86400
        desk.submit(case_id, LogCall("reached", "样例：再约"), 0, 0, answers.append, program, answers.append)
        until(lambda: len(answers) == 2)
        assert OVER in str(answers[1])
        until(lambda: OVER in program.window.notice.words)
        del program.clock.now
    finally:
        program.shell.close()
        program.close()
        program.shell.deleteLater()
        qapp.processEvents()
