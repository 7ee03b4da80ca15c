"""Households on screen: masked lists in pages, the tree's counts, search, the palette, and registering for one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from desktop.models.beside import Beside
from desktop.models.households import NAME, PAGE
from desktop.strings import households as words
from desktop.tasks import Lanes
from desktop.views.households import HouseholdsPage
from desktop.views.imports import ImportWizard
from desktop.views.main_window import MainWindow
from desktop.widgets.theme import rescale
from domain.campaign import CodeKind
from domain.code_ledger import CodeRecord, CodeState
from domain.roster import Household
from wire.codec import to_json

from . import screen_samples as ss
from . import store_samples as s

GROUP = "990101101201001"
OTHER = "990101101202001"
SPECIAL = (
    Household(GROUP, "900", "张建国", "19900001234", "金山村1组900号", 4),
    Household(OTHER, "901", "曾丽", "19900005678", "", 2),
    Household(OTHER, "902", "<b>冯春强</b>", "19900006816", "", 2),
)
MANY = tuple(Household(GROUP, f"{n}", "龙国英", f"1990001{n:04}") for n in range(1, 251))
CODE = CodeRecord(
    "AAAAAAAAA", "20261121-01", 1, CodeKind.GROUP, GROUP, "金山村1组", "第1—30户", 30, state=CodeState.POSTED
)


def household_rows(households):
    return [s.row(s.BUCKET, "household", h.key, 1, to_json(h)) for h in households]


@pytest.fixture
def desk(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path / "desk", limit=6) as desk:
        desk.store.apply_page(
            s.page([*household_rows((*SPECIAL, *MANY)), s.row(s.BUCKET, "code", CODE.id, 1, to_json(CODE))])
        )
        qtbot.waitUntil(lambda: desk.office is not None and desk.lanes.idle)
        yield desk


@pytest.fixture
def window(desk, qtbot):
    window = MainWindow(desk)
    page = HouseholdsPage(desk, ImportWizard(desk))
    page.register_wanted.connect(window.register)
    window.add_page("households", lambda: page)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    desk.office_changed.emit()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.work.case_view.case is not None)
    return window


@pytest.fixture
def page(window, desk, qtbot):
    window.open_page("households")
    page = window.page("households")
    qtbot.waitUntil(lambda: page.list.model.rowCount() > 0 and desk.lanes.idle)
    return page


def search(page, qtbot, text):
    page.list.line.setText(text)
    qtbot.waitUntil(lambda: page.list.model.text == text.strip() and page._stack.isEnabled())
    qtbot.waitUntil(lambda: page.list._desk.lanes.idle)


def cells(page):
    model = page.list.model
    return [model.row(at).cells for at in range(model.rowCount())]


def test_the_list_comes_in_pages_and_nothing_in_it_is_complete(page, desk, qtbot):
    model = page.list.model
    assert model.rowCount() == PAGE
    assert model.total == len(MANY) + len(SPECIAL)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        qtbot.waitUntil(lambda: desk.lanes.idle)
    assert model.rowCount() == model.total
    assert len({model.row(at).id for at in range(model.rowCount())}) == model.total
    shown = " ".join(" ".join(row) for row in cells(page))
    for household in (*SPECIAL, *MANY):
        assert household.name not in shown
        assert household.phone not in shown
    assert "张*" in shown
    assert "199****1234" in shown


@pytest.mark.parametrize(
    ("text", "count"),
    [("zjg", 1), ("zhangjianguo", 1), ("曾", 1), ("zl", 1), ("1234", 1), ("建国", 1), ("%", 0), ("'", 0)],
)
def test_search_by_characters_pinyin_and_the_end_of_the_telephone(page, qtbot, text, count):
    search(page, qtbot, text)
    assert page.list.model.rowCount() == count
    assert page.list.count.text() == words.COUNT_FOUND.format(count)
    if not count:
        assert words.EMPTY_FOUND in page.list.empty.words
        page.list.empty.findChild(QAbstractButton).click()
        qtbot.waitUntil(lambda: page.list.model.total == len(MANY) + len(SPECIAL))


def test_the_tree_counts_and_narrows(page, qtbot):
    tree = page.list.tree
    top = tree.topLevelItem(0)
    assert top.text(1) == str(len(MANY) + len(SPECIAL))
    tree.choose("990101101202")
    page.list._ask()
    qtbot.waitUntil(lambda: page.list.model.total == 2)
    assert tree.currentItem().text(1) == "2"
    assert {row[NAME] for row in cells(page)} == {"曾*", "b*"}


def test_the_codes_that_cover_a_place_are_told(page, qtbot):
    assert "AAA" in page.list.cover.text()
    assert "已张贴" in page.list.cover.text()
    search(page, qtbot, "曾丽")
    qtbot.waitUntil(lambda: "还没有规划" in page.list.cover.text())
    assert cells(page)[0][-1] == words.CODES_NONE


def test_keys_lead_from_search_to_a_form_that_is_filled(page, window, desk, qtbot):
    assert page.list.line.hasFocus()
    QTest.keyClicks(page.list.line, "zjg")
    qtbot.waitUntil(lambda: page.list.model.total == 1 and desk.lanes.idle)
    QTest.keyClick(page.list.line, Qt.Key.Key_Down)
    assert page.list.table.hasFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.work.form is not None)
    form = window.work.form
    assert form.values["name"] == "张建国"
    assert form.values["phone"] == "19900001234"
    assert form.values["place"] == GROUP
    assert form.values["address"] == "金山村1组900号"
    assert form.filled.isVisible()


def test_a_letter_on_the_list_begins_a_search_and_runs_no_command(page, window, qtbot):
    page.list.table.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_C)
    assert page.list.line.text() == "c"
    assert window.work.form is None


def test_new_households_appear_without_opening_the_page_again(page, desk, qtbot):
    desk.store.apply_page(s.page(household_rows([Household(OTHER, "903", "翟红", "")])))
    qtbot.waitUntil(lambda: page.list.model.total == len(MANY) + len(SPECIAL) + 1)
    search(page, qtbot, "zhaihong")
    assert page.list.model.total == 1


def test_without_households_the_page_says_where_they_come_from(qtbot, qapp, tmp_path):
    ss.dressed(qapp)
    lanes = Lanes()
    desk = ss.open_desk(tmp_path / "bare", lanes, limit=1)
    qtbot.waitUntil(lambda: desk.office is not None)
    page = HouseholdsPage(desk, ImportWizard(desk))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: words.EMPTY in page.list.empty.words)
    page.list.empty.findChild(QAbstractButton).click()
    assert page.imports.isVisible()
    store = desk.store
    lanes.close()
    desk.close()
    store.close()


def test_while_the_county_still_sends_the_page_says_so_and_not_that_it_is_empty(qtbot, qapp, tmp_path):
    ss.dressed(qapp)
    lanes, clock = Lanes(), ss.ScreenClock()
    store = s.open_store(tmp_path / "young", clock)
    first = [*s.dictionary_rows(), *ss.unit_rows(), *s.place_rows()]
    store.apply_page(s.page(first, more=True))
    desk = ss.Desk(lanes, clock)
    desk.attach(store, s.OPERATOR, "样例县")
    qtbot.waitUntil(lambda: desk.office is not None)
    page = HouseholdsPage(desk, ImportWizard(desk))
    qtbot.addWidget(page)
    page.show()
    assert words.LOADING in page.list.empty.words
    assert not page.list.register.isEnabled()
    page.refresh()
    qtbot.waitUntil(lambda: words.FETCHING in page.list.empty.words)
    assert page.list.awaiting
    assert page.list.count.text() == ""
    assert page.list.empty.findChild(QAbstractButton).isHidden()
    store.apply_page(s.page(household_rows(SPECIAL)))
    qtbot.waitUntil(lambda: page.list.model.rowCount() == len(SPECIAL))
    assert page.list.pages.currentWidget() is page.list.table
    assert not page.list.awaiting
    lanes.close()
    desk.close()
    store.close()


def test_when_the_county_has_sent_everything_and_there_is_nothing_the_page_says_that(qtbot, qapp, tmp_path):
    ss.dressed(qapp)
    lanes, clock = Lanes(), ss.ScreenClock()
    store = s.open_store(tmp_path / "young", clock)
    store.apply_page(s.page([*s.dictionary_rows(), *ss.unit_rows(), *s.place_rows()], more=True))
    desk = ss.Desk(lanes, clock)
    desk.attach(store, s.OPERATOR, "样例县")
    qtbot.waitUntil(lambda: desk.office is not None)
    page = HouseholdsPage(desk, ImportWizard(desk))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: words.FETCHING in page.list.empty.words)
    store.apply_page(s.page([]))
    desk.second.emit(s.NOW)
    qtbot.waitUntil(lambda: words.EMPTY in page.list.empty.words)
    assert page.list.count.text() == words.COUNT.format(0)
    lanes.close()
    desk.close()
    store.close()


def results(box):
    items = [box.list.item(at) for at in range(box.list.count())]
    return [item.data(Qt.ItemDataRole.UserRole) for item in items]


def asked(window, desk, qtbot, text):
    window.show_palette(text)
    box = window.palette_box
    qtbot.waitUntil(lambda: box._asked > 0 and not box._awaited and desk.lanes.idle)
    return box


def test_the_palette_finds_households_people_and_places_by_initials(window, desk, qtbot):
    box = asked(window, desk, qtbot, "zjg")
    found = next(r for r in results(box) if isinstance(r, Beside) and r.household)
    assert "张*" in found.text
    assert "张建国" not in found.text
    with qtbot.waitSignal(box.place_wanted):
        box.list.itemClicked.emit(box.list.item(results(box).index(found)))
    page = window.page("households")
    qtbot.waitUntil(lambda: page.list.tree.place == GROUP and page.list._desk.lanes.idle)
    at = page.list.table.currentIndex().row
    qtbot.waitUntil(lambda: page.list.model.total == 251)
    assert at() >= 0
    box = asked(window, desk, qtbot, "jsc")
    assert any(isinstance(r, Beside) and r.place == "990101101201" and not r.household for r in results(box))
    box.reject()


def test_a_person_on_duty_is_shown_with_the_work_telephone(window, desk, qtbot):
    box = asked(window, desk, qtbot, "@xzy")
    found = next(r for r in results(box) if isinstance(r, Beside) and r.card)
    box.list.itemClicked.emit(box.list.item(results(box).index(found)))
    assert "许志义" in window.held_bar.words
    assert "19900009010" in window.held_bar.words


def test_a_number_is_looked_for_among_matters_only(window, desk, qtbot):
    box = asked(window, desk, qtbot, "#L-A0001")
    assert results(box) == ["01a1fc40-0000-7000-8000-000000000001"]
    box.reject()


@pytest.mark.parametrize("text", [">djsx", ">登记", ">dengji"])
def test_commands_are_found_by_initials(window, text):
    window.show_palette(text)
    assert any(
        "登记" in window.palette_box.list.item(n).text() for n in range(window.palette_box.list.count())
    )
    window.palette_box.reject()


def test_nothing_found_is_said_once_everything_was_asked(window, desk, qtbot):
    box = asked(window, desk, qtbot, "查无此词")
    assert box.list.count() == 1
    assert "查无此词" in box.list.item(0).text()
    box.reject()


def test_registering_offers_households_by_initials(window, desk, qtbot):
    window.register()
    form = window.work.form
    line = form._line
    line.setFocus()
    QTest.keyClicks(line, "zjg")
    popup = form.offer.popup()
    qtbot.waitUntil(popup.isVisible)
    told = popup.model().index(0, 0).data()
    assert "张建国" in told
    assert "19900001234" not in told
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.values["phone"] == "19900001234")
    assert form.values["name"] == "张建国"
    assert form.values["place"] == GROUP
    assert not popup.isVisible()
    form.leave()


def test_the_same_telephone_within_a_week_is_told_and_an_older_one_is_not(window, desk, qtbot):
    lately, older = "19900007770", "19900007771"
    rows = []
    for n, (phone, at) in enumerate(((lately, s.NOW - 3 * 86_400), (older, s.NOW - 8 * 86_400))):
        case_id = f"01a1fc40-0000-7000-9000-{n:012d}"
        body = s.register(case_id, reporter=s.Reporter("冯春强", phone), title="路灯不亮")
        rows += s.case_rows(*s.made(case_id, body, at=at))
    desk.store.apply_page(s.page(rows))
    window.register()
    form = window.work.form
    phone = form._boxes["phone"].widget
    assert isinstance(phone, QLineEdit)
    phone.setText(older)
    qtbot.waitUntil(lambda: not form._calling.isActive() and desk.lanes.idle)
    assert not form.repeated.isVisible()
    phone.setText(lately)
    qtbot.waitUntil(form.repeated.isVisible)
    assert "路灯不亮" in form.repeated.text()
    phone.setText("199")
    qtbot.waitUntil(lambda: not form.repeated.isVisible())
    form.leave()


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_everything_fits_the_small_screen(page, window, qapp, qtbot, percent):
    rescale(qapp, percent / 100)
    window.fit()
    qtbot.waitUntil(lambda: page.list._desk.lanes.idle)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
    for each in window.findChildren(QAbstractButton):
        assert each.accessibleName() or not each.isVisible() or each.parent().inherits("QLineEdit")
    rescale(qapp, 1.0)
