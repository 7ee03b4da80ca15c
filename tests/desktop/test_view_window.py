"""Journeys at the window, key by key, on the real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop.models.desk import Desk
from desktop.models.link import FRESH_SECONDS, LinkState
from desktop.strings import window as words
from desktop.widgets.theme import rescale

from . import screen_samples as ss
from . import store_samples as s


@pytest.fixture
def desk(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=24) as desk:
        yield desk


@pytest.fixture
def window(desk, qtbot):
    window = ss.shown_window(desk, qtbot)
    window.work.list.table.setFocus()
    return window


def press(window: QWidget, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """To the window, so that shortcuts run as they do for a person."""
    QTest.keyClick(window.windowHandle(), key, modifier)


def outbox(desk: Desk):
    return desk.store.outbox_rows()


def test_the_first_call_takes_three_keys(window, desk, qtbot):
    case_id = window.work.case_view.case_id
    rows = window.work.list.model.rowCount()
    press(window, Qt.Key.Key_C)
    assert window.work.form is not None
    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.work.form is None)
    (row,) = outbox(desk)
    assert (row.kind, row.case_id) == ("log_call", case_id)
    qtbot.waitUntil(lambda: window.work.list.model.rowCount() == rows - 1)
    assert desk.store.case(case_id).case.first_called_at == s.NOW
    qtbot.waitUntil(lambda: window.nav.items["first_call"].count == rows - 1)


def test_letters_stay_letters_inside_inputs(window, qtbot):
    press(window, Qt.Key.Key_Slash)
    assert window.work.list.filter.isVisible()
    for key in (Qt.Key.Key_C, Qt.Key.Key_J, Qt.Key.Key_T):
        QTest.keyClick(window.work.list.filter, key)
    assert window.work.form is None
    assert window.work.list.filter.text() == "cjt"
    QTest.keyClick(window.work.list.filter, Qt.Key.Key_Escape)
    assert not window.work.list.filter.isVisible()


def test_letters_can_be_switched_off(window):
    window.use_letters(False)
    press(window, Qt.Key.Key_C)
    assert window.work.form is None
    assert "(C)" not in window.work.case_view._buttons[0].label
    window.use_letters(True)
    press(window, Qt.Key.Key_C)
    assert window.work.form is not None


def test_j_and_k_walk_the_list(window, qtbot):
    first = window.work.case_view.case_id
    press(window, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: window.work.case_view.case is not None and window.work.case_view.case.id != first)
    press(window, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: window.work.case_view.case is not None and window.work.case_view.case.id == first)


def test_a_dispatch_can_be_undone_for_five_seconds(window, desk, qtbot):
    window.open_queue("pending_accept")
    qtbot.waitUntil(lambda: "dispatch" in window.work.case_view.kinds)
    case_id = window.work.case_view.case_id
    press(window, Qt.Key.Key_T)
    form = window.work.form
    form.put("lead", "t-enforce")
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.work.form is None and desk.undoable is not None)
    assert window.held_bar.isVisible()
    assert desk.store.case(case_id).case.state == "dispatched"
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.store.case(case_id).case.state == "accepted")
    assert outbox(desk) == ()
    assert desk.store.next_batch("r") is None


def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(window, qtbot):
    window.register()
    form = window.work.form
    form.put("text", "村口路灯不亮")
    form.submit()
    assert form.notice.isVisible()
    assert form._errors["name"].isVisible()
    assert form.values["text"] == "村口路灯不亮"


def test_a_refusal_of_the_rules_is_shown_inside_the_form(window, desk, qtbot):
    case = window.work.case_view.case
    window.give("escalate")
    form = window.work.form
    form.put("reason", "超出权限")
    desk.store.submit(_void(case.id), _director(), 0)
    form.submit()
    qtbot.waitUntil(form.notice.isVisible)
    assert window.work.form is form
    assert form.values["reason"] == "超出权限"


def _void(case_id):
    from domain.commands import Command, Void

    return Command("01a1fc40-0000-7000-8000-00000000abcd", case_id, Void("误录"), s.NOW)


def _director():
    from domain.people import Actor

    return Actor("p004", "韩立民", ("T_DIRECTOR",), (), (s.TOWNSHIP,))


def test_a_walk_in_is_registered_and_shown_as_waiting_for_the_county(window, desk, qtbot):
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = window.work.form
    for name, value in {
        "name": "杜文", "phone": "19900001111", "place": "990101101201003", "text": "水渠堵了，请来清一清。",
    }.items():  # fmt: skip
        form.put(name, value)
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.work.form is None)
    (row,) = outbox(desk)
    assert row.kind == "register"
    qtbot.waitUntil(
        lambda: window.work.case_view.case is not None and "水渠" in window.work.case_view.case.text
    )
    assert desk.store.row(row.case_id).pending


def test_a_draft_outlives_the_form(window, desk, qtbot):
    window.register()
    window.work.form.put("text", "还没写完<b>的话")
    window.work.form.leave()
    assert window.work.form is None
    qtbot.waitUntil(lambda: bool(desk.store.drafts()))
    window.register()
    form = window.work.form
    qtbot.waitUntil(lambda: form.values["text"] == "还没写完<b>的话")
    form.drop_draft()
    qtbot.waitUntil(lambda: not desk.store.drafts())
    assert form.values["text"] == ""


def test_names_are_masked_until_the_key_and_leave_a_trace(window, desk, qtbot):
    view = window.work.case_view
    name = view.case.reporter.name
    phone = view.case.reporter.phone
    assert name not in view._facts["who"].text()
    press(window, Qt.Key.Key_F8)
    assert name in view._facts["who"].text()
    assert phone in view._facts["who"].text()
    qtbot.waitUntil(lambda: any(row.kind == "audit" for row in outbox(desk)))
    desk.clock.at += 31
    view._tick(desk.now())
    assert name not in view._facts["who"].text()


def test_nothing_personal_in_titles_and_accessible_names(window):
    who = window.work.case_view.case.reporter
    for widget in [window, *window.findChildren(QWidget)]:
        for text in (widget.windowTitle(), widget.accessibleName(), widget.toolTip()):
            assert who.phone not in text
            assert who.name not in text


def test_every_control_has_an_accessible_name(window):
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in window.findChildren(kind):
            if widget.isVisible() and not widget.objectName().startswith("qt_"):
                parent = widget.parent()
                assert widget.accessibleName() or (parent is not None and parent.accessibleName()), widget


def test_badges_equal_what_the_queues_hold(window, desk, qtbot):
    badges = desk.store.badges()
    for queue, badge in badges.items():
        if queue != "closed":
            rows = desk.store.page(queue, None, 500).rows
            assert window.nav.items[queue].count == badge.count == len(rows), queue


def test_a_narrow_window_shows_one_pane_and_icons(window, qtbot):
    window.resize(860, 700)
    assert window.nav.is_narrow
    assert window.work.is_narrow
    assert not window.work.case_view.isVisible()
    QTest.keyClick(window.work.list.table, Qt.Key.Key_Return)
    assert window.work.case_view.isVisible()
    assert not window.work.list.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert window.work.list.isVisible()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.work.case_view.isVisible() and window.work.list.isVisible())


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_150_percent_fits_the_screen(window, qapp, width, height):
    rescale(qapp, 1.5)
    window.resize(width, height)
    window.fit()
    assert window.minimumSizeHint().width() <= width
    assert window.minimumSizeHint().height() <= height
    rescale(qapp, 1.0)


def test_the_palette_finds_matters_and_commands(window, desk, qtbot):
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window.palette_box
    assert box.isVisible()
    box.line.setText("路灯")
    qtbot.waitUntil(
        lambda: any(
            isinstance(box.list.item(i).data(Qt.ItemDataRole.UserRole), str) for i in range(box.list.count())
        )
    )
    with qtbot.waitSignal(box.case_wanted):
        QTest.keyClick(box.line, Qt.Key.Key_Return)
    window.show_palette(">锁定")
    assert window.palette_box.list.count() >= 1
    window.palette_box.reject()


def test_the_line_to_the_county_is_told_in_words(window, desk):
    now = desk.now()
    window.show_link(LinkState("online", now))
    assert not window.notice.isVisible()
    assert window.top.sync.tone == "green"
    window.show_link(LinkState("offline", now - 900, now - 30, pending=2))
    assert not window.notice.isVisible()
    assert "2" in window.top.sync.text()
    window.show_link(LinkState("offline", now - 900, now - 720, pending=2))
    assert window.notice.isVisible()
    assert "12分" in window.notice.words
    window.show_link(LinkState("online", now, rejected=1))
    assert window.top.sync.tone == "red"
    assert words.REJECTED.format(1) == window.notice.words
    window.show_link(LinkState("online", now, skew=900))
    assert "15分" in window.notice.words
    window.show_link(LinkState("online", now, braked=(("t:990101101", 60),)))
    assert "60 件" in window.notice.words
    window.show_link(LinkState("trouble", now, message="磁盘已满。"))
    assert (window.notice.words, window.top.sync.tone) == ("磁盘已满。", "amber")


def test_the_line_is_told_anew_every_second(window, desk):
    """Minutes without a line go on, and green goes, while nothing at all is heard of the exchange."""
    now = desk.now()
    window.show_link(LinkState("online", now))
    desk.second.emit(now + 1)
    assert window.top.sync.tone == "green"
    window.show_link(LinkState("online", now - FRESH_SECONDS))
    assert window.top.sync.tone == "green"
    window.show_link(LinkState("offline", now - 900, now - 59))
    assert not window.notice.isVisible()
    desk.clock.at += 5
    desk.second.emit(desk.now())
    assert window.notice.isVisible()
    window.show_link(LinkState("online", desk.now() - FRESH_SECONDS))
    desk.clock.at += 1
    desk.second.emit(desk.now())
    assert window.top.sync.tone == "grey"


def test_an_empty_queue_says_so_and_offers_a_step(window, qtbot):
    window.open_queue("rectify")
    qtbot.waitUntil(lambda: window.work.list._pages.currentWidget() is window.work.list._empty)
    assert "不满意整改" in window.work.list._empty.words


def test_a_key_during_composition_does_nothing(window, qapp, qtbot):
    from PySide6.QtGui import QInputMethodEvent

    from desktop.widgets.ime_guard import ImeGuard

    guard = ImeGuard()
    guard.follow(qapp)
    window.register()
    line = window.work.form._boxes["name"].widget
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("zhang", []))
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_Escape)
    assert window.palette_box is None
    assert window.work.form is not None
    done = QInputMethodEvent("", [])
    done.setCommitString("张")
    QApplication.sendEvent(line, done)
    assert line.text() == "张"
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_box is not None
    window.palette_box.reject()


def test_merging_looks_the_other_matter_up_by_its_number(window, desk, qtbot):
    window.open_queue("pending_accept")
    qtbot.waitUntil(lambda: "merge" in window.work.case_view.kinds)
    case_id = window.work.case_view.case_id
    other = next(r for r in desk.store.page("pending_accept", None, 50).rows if r.case_id != case_id)
    window.give("merge")
    form = window.work.form
    form.put("parent", "没有这个号")
    form.submit()
    qtbot.waitUntil(form._errors["parent"].isVisible)
    assert outbox(desk) == ()
    form.put("parent", other.number)
    form.submit()
    qtbot.waitUntil(lambda: window.work.form is None)
    assert desk.store.case(case_id).case.parent == other.case_id


def test_the_exported_list_is_masked(window, desk, qtbot, tmp_path):
    from openpyxl import load_workbook

    from desktop.views.take_out import TakeOut

    out = TakeOut(window)
    out.write_list(tmp_path / "list.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "list.xlsx").exists())
    sheet = load_workbook(tmp_path / "list.xlsx").active
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows(values_only=False)]
    assert len(rows) == window.work.list.model.rowCount() + 1
    assert window.work.case_view.case.reporter.name not in str(rows)


def test_an_attachment_is_saved_as_it_was_and_leaves_a_trace(window, desk, qtbot, tmp_path):
    from desktop.views.take_out import TakeOut

    kept = desk.store.put_attachment(b"abc\x00", "张三身份证.exe", "application/x-dosexec")
    TakeOut(window).write_attachment(window.work.case_view.case_id, kept, tmp_path / "a")
    qtbot.waitUntil(lambda: any(row.kind == "audit" for row in outbox(desk)))
    qtbot.waitUntil(lambda: (tmp_path / "a").exists())
    assert (tmp_path / "a").read_bytes() == b"abc\x00"


def test_an_ended_session_offers_to_sign_in_again(window, desk, qtbot):
    window.show_link(LinkState("refused", desk.now(), desk.now()))
    assert window.notice.isVisible()
    with qtbot.waitSignal(window.sign_in_wanted):
        window.notice._buttons[0].click()
