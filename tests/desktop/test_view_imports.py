"""The import pages: file to result by keys, nothing sent before confirming, resumed after leaving, no name in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from desktop.imports.columns import ImportKind
from desktop.imports.line import Failure
from desktop.imports.wizard import Step
from desktop.strings import imports as words
from desktop.tasks import Lanes
from desktop.views.imports import ImportWizard
from desktop.views.main_window import MainWindow
from desktop.widgets.theme import rescale
from domain.people import Actor
from wire.admin import AdminAnswer, ImportRoster
from wire.codec import from_json

from . import screen_samples as ss
from . import store_samples as s

HEAD = "村（社区）,村民小组,户号,户主姓名,联系电话\n"
GOOD = HEAD + "金山村,1组,001,龙国英,19900008689\n金山村,2组,002,何金,19900005315\n"
MIXED = GOOD + "无此村,1组,003,向德宁,\n金山村,1组,001,龙国英,19900008689\n金山村,3组,004,=1+1,abc\n"


class CountyLine:
    """Answers as told; remembers what it was given."""

    def __init__(self, *answers):
        self.answers, self.given = list(answers), []

    def give(self, path, body):
        self.given.append((path, body))
        return self.answers.pop(0)


@pytest.fixture
def desk(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path / "desk", limit=3) as desk:
        qtbot.waitUntil(lambda: desk.office is not None)
        yield desk


def made(desk, qtbot, line=None):
    view = ImportWizard(desk, lambda: line)
    qtbot.addWidget(view)
    view.resize(1176, 692)
    view.show()
    qtbot.waitUntil(lambda: "户" in view.home.facts.text())
    return view


def read(view, qtbot, path, kind=ImportKind.ROSTER):
    view.begin(kind)
    qtbot.waitUntil(lambda: view._desk.lanes.idle)
    view.read(path)
    qtbot.waitUntil(lambda: not view._reading and view._desk.lanes.idle, timeout=30_000)


def roster(tmp_path, text=GOOD):
    path = tmp_path / "花名册.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def press(view, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view.window().windowHandle(), key, modifier)


def idle(view, qtbot):
    qtbot.waitUntil(
        lambda: view._desk.lanes.idle and not view._sending and not view._checking, timeout=30_000
    )


def shown_text(view):
    from desktop.widgets.text import Text

    labels = [label.text() for label in view.findChildren(Text) if label.isVisible()]
    for table in (view.check_page.changes, view.check_page.faults):
        labels += [
            table.item(r, c).text()
            for r in range(table.rowCount())
            for c in range(table.columnCount())
            if table.item(r, c)
        ]
    return "\n".join(labels)


def test_a_roster_goes_from_file_to_result_by_keys(desk, qtbot, tmp_path):
    line = CountyLine(AdminAnswer("x", {"new": 2, "changed": 0, "same": 0}))
    view = made(desk, qtbot, line)
    read(view, qtbot, roster(tmp_path))
    assert view.wizard.step is Step.COLUMNS
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(view, qtbot)
    assert view.wizard.step is Step.CHECK
    assert view.check_page.tiles["new"].text() == "2"
    assert line.given == []
    with qtbot.waitSignal(view.finished):
        press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(view, qtbot)
    assert view.wizard.step is Step.DONE
    assert "新增 2" in view.done_page.body.text()
    ((path, body),) = line.given
    assert path == "roster"
    assert [h.number for h in from_json(body, ImportRoster).households] == ["001", "002"]
    assert desk.store.drafts() == ()


def test_people_are_masked_on_every_page(desk, qtbot, tmp_path):
    view = made(desk, qtbot)
    read(view, qtbot, roster(tmp_path, MIXED))
    for _ in range(2):
        text = shown_text(view)
        for private in ("龙国英", "19900008689", "何金", "向德宁"):
            assert private not in text
        view.forward()
        idle(view, qtbot)
        if view.wizard.step is not Step.CHECK:
            break


def test_counts_faults_and_the_exported_table(desk, qtbot, tmp_path):
    view = made(desk, qtbot)
    read(view, qtbot, roster(tmp_path, MIXED))
    view.forward()
    idle(view, qtbot)
    tiles = {name: tile.text() for name, tile in view.check_page.tiles.items()}
    assert tiles == {"new": "2", "changed": "0", "same": "0", "repeated": "1", "blank": "0", "errors": "2"}
    assert view.check_page.faults.rowCount() == 3
    target = tmp_path / "错.csv"
    view.export_to(target)
    idle(view, qtbot)
    text = target.read_text(encoding="utf-8-sig")
    assert text.count("\n") == 4
    assert "'=1+1" in text
    assert "3" in view.frame.notice.words
    view.export_to(tmp_path / "无" / "错.csv")
    idle(view, qtbot)
    assert "没有保存成功" in view.frame.notice.words


def test_a_hostile_file_is_a_sentence_and_the_page_stays(desk, qtbot, tmp_path):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"<html><script>alert(1)</script>" * 50)
    view = made(desk, qtbot)
    read(view, qtbot, path)
    assert view.wizard.step is Step.FILE
    assert "没有导入任何内容" in view.frame.notice.words
    assert view.file_page.button.isVisible()


def test_away_from_the_county_the_plan_waits_and_is_sent_again_unchanged(desk, qtbot, tmp_path):
    line = CountyLine(Failure("later", "连不上。"), AdminAnswer("x", {"new": 2, "changed": 0, "same": 0}))
    view = made(desk, qtbot, line)
    read(view, qtbot, roster(tmp_path))
    for _ in range(2):
        view.forward()
        idle(view, qtbot)
    assert view.wizard.step is Step.SENT
    assert "连不上" in view.frame.notice.words
    press(view, Qt.Key.Key_Escape)
    idle(view, qtbot)
    qtbot.waitUntil(lambda: view.home.go_on[ImportKind.ROSTER].isVisible())
    other = made(desk, qtbot, line)
    qtbot.waitUntil(lambda: other.home.go_on[ImportKind.ROSTER].isVisible())
    other.home.go_on[ImportKind.ROSTER].click()
    qtbot.waitUntil(lambda: other.wizard is not None and other.wizard.step is Step.DONE)
    assert line.given[0] == line.given[1]


def test_without_a_line_nothing_is_lost(desk, qtbot, tmp_path):
    view = made(desk, qtbot, None)
    read(view, qtbot, roster(tmp_path))
    for _ in range(2):
        view.forward()
        idle(view, qtbot)
    assert view.wizard.step is Step.SENT
    assert "保存在本机" in view.frame.notice.words
    view.done_page.give_up.click()
    idle(view, qtbot)
    assert view.wizard.step is Step.CHECK
    assert view.wizard.body == b""


def test_a_refusal_leads_back_to_the_plan(desk, qtbot, tmp_path):
    view = made(desk, qtbot, CountyLine(Failure("refused", "您的岗位不能做这项导入。")))
    read(view, qtbot, roster(tmp_path))
    for _ in range(2):
        view.forward()
        idle(view, qtbot)
    assert view.wizard.step is Step.CHECK
    assert "岗位" in view.frame.notice.words


def test_an_unfinished_import_can_be_given_up(desk, qtbot, tmp_path):
    view = made(desk, qtbot)
    read(view, qtbot, roster(tmp_path))
    view.leave()
    qtbot.waitUntil(lambda: view.home.give_up[ImportKind.ROSTER].isVisible())
    view.home.give_up[ImportKind.ROSTER].click()
    qtbot.waitUntil(lambda: not view.home.give_up[ImportKind.ROSTER].isVisible())
    assert desk.store.drafts() == ()


def test_columns_are_changed_by_hand_and_remembered(desk, qtbot, tmp_path):
    odd = tmp_path / "表.csv"
    odd.write_text("甲,乙,丙\n金山村,1组,龙国英\n", encoding="utf-8")
    view = made(desk, qtbot, CountyLine(AdminAnswer("x", {"new": 1, "changed": 0, "same": 0})))
    read(view, qtbot, odd)
    assert "村（社区）" in view.frame.notice.words
    assert not view.frame.forward.isEnabled()
    for name, column in (("village", "0"), ("group", "1"), ("name", "2")):
        box = view.columns_page.boxes[name]
        box.choose(column)
        box.changed.emit()
    assert view.frame.forward.isEnabled()
    for _ in range(2):
        view.forward()
        idle(view, qtbot)
    assert view.wizard.step is Step.DONE
    view.leave()
    read(view, qtbot, odd)
    assert view.wizard.mapping == {"village": 0, "group": 1, "name": 2}


def test_an_alarming_change_asks_first(desk, qtbot, tmp_path):
    from domain.roster import Household

    rows = [Household("990101101201001", f"{n:03}", "龙国英", f"1990000{n:04}") for n in range(60)]
    desk.store.apply_page(s.page([s.row(s.BUCKET, "household", h.key, 1, s.to_json(h)) for h in rows]))
    text = HEAD + "".join(f"金山村,1组,{n:03},龙国英,1990001{n:04}\n" for n in range(60))
    view = made(desk, qtbot, CountyLine(AdminAnswer("x", {"new": 0, "changed": 60, "same": 0})))
    read(view, qtbot, roster(tmp_path, text))
    view.forward()
    idle(view, qtbot)
    assert not view.frame.forward.isEnabled()
    view.check_page.tick._buttons[0].click()
    assert view.frame.forward.isEnabled()


def test_only_some_posts_import_places(qtbot, qapp, tmp_path):
    ss.dressed(qapp)
    for post, places, rosters in (
        ("T_OPERATOR", False, True),
        ("C_CENTRE", True, True),
        ("GRID", False, False),
    ):
        lanes = Lanes()
        desk = ss.open_desk(
            tmp_path / post, lanes, limit=1, actor=Actor("p001", "王红霞", (post,), (), (s.TOWNSHIP,))
        )
        qtbot.waitUntil(lambda d=desk: d.office is not None)
        view = made(desk, qtbot)
        assert view.home.begin[ImportKind.TERRITORY].isEnabled() is places
        assert view.home.begin[ImportKind.ROSTER].isEnabled() is rosters
        qtbot.waitUntil(lambda lanes=lanes: lanes.idle)
        lanes.close()
        desk.close()


def test_files_are_dropped_one_at_a_time(desk, qtbot, tmp_path):
    view = made(desk, qtbot)
    view.begin(ImportKind.ROSTER)
    seen, refused = [], []
    view.file_page.dropped.disconnect()
    view.file_page.dropped.connect(seen.append)
    view.file_page.refused.connect(refused.append)
    for count in (1, 2):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / f"{n}.csv")) for n in range(count)])
        view.file_page.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
    assert seen == [tmp_path / "0.csv"]
    assert refused == [words.ONE_FILE]


def test_keys_work_inside_the_main_window(desk, qtbot, tmp_path):
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.add_page("households", lambda: ImportWizard(desk, lambda: None))
    window.resize(1366, 768)
    window.show()
    window.open_page("households")
    view = window.page("households")
    qtbot.waitUntil(lambda: "户" in view.home.facts.text())
    read(view, qtbot, roster(tmp_path))
    view.frame.forward.setFocus()
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(view, qtbot)
    assert view.wizard.step is Step.CHECK
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.wizard.step is Step.COLUMNS
    press(view, Qt.Key.Key_Escape)
    idle(view, qtbot)
    assert view.wizard is None


def test_large_letters_cut_nothing_and_every_control_has_a_name(desk, qtbot, qapp, tmp_path):
    try:
        rescale(qapp, 1.5)
        view = made(desk, qtbot)
        read(view, qtbot, roster(tmp_path, MIXED))
        view.forward()
        idle(view, qtbot)
        for button in view.findChildren(QAbstractButton):
            if button.isVisible() and button.text():
                assert button.width() >= button.minimumSizeHint().width(), button.text()
                assert button.accessibleName() or button.text()
        for box in view.findChildren(QLineEdit):
            assert box.accessibleName() or box.parent().accessibleName() or not box.isVisible()
        assert view.minimumSizeHint().width() <= 1176
    finally:
        rescale(qapp, 1.0)
