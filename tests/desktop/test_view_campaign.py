"""The campaign pages: range to ledger by keys, posters that are read back, marks that wait, what survives leaving."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.campaigns import desk as campaign_desk
from desktop.campaigns import posters
from desktop.campaigns.campaign import Stage
from desktop.imports.line import Failure
from desktop.views.campaign import LEDGER, PLAN, PREVIEW, PRINT, RANGE, CampaignView
from desktop.views.main_window import MainWindow
from desktop.views.picture_viewer import PictureViewer
from desktop.widgets.theme import rescale
from documents.poster_check import Mismatch
from domain.code_ledger import CodeState
from domain.roster import Household
from wire.admin import AdminAnswer, MarkCodes, PlanCampaign
from wire.codec import from_json

from . import screen_samples as ss
from . import store_samples as s

PUBLIC = ("https://mq.example.gov.cn", False)


class CountyLine:
    """Takes everything, unless told what to answer."""

    def __init__(self, *answers):
        self.answers, self.given = list(answers), []

    def give(self, path, body):
        self.given.append((path, body))
        if self.answers:
            return self.answers.pop(0)
        if path == "campaign":
            return AdminAnswer("x", {"new": len(from_json(body, PlanCampaign).codes)})
        return AdminAnswer("x", {"applied": len(from_json(body, MarkCodes).events), "refused": 0})


@pytest.fixture
def desk(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path / "desk", limit=2) as desk:
        rows = [Household(f"99010110120100{g}", f"{n:03}", "龙国英", "") for g in (1, 2) for n in range(61)]
        desk.store.apply_page(s.page([s.row(s.BUCKET, "household", h.key, 1, s.to_json(h)) for h in rows]))
        qtbot.waitUntil(lambda: desk.office is not None)
        yield desk


def made(desk, qtbot, line=None, address=PUBLIC):
    view = CampaignView(desk, lambda: line, lambda: address)
    qtbot.addWidget(view)
    view.resize(1176, 692)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setFocus()
    view.refresh()
    idle(view, qtbot)
    assert view.ground is not None
    return view


def idle(view, qtbot):
    qtbot.waitUntil(lambda: view._desk.lanes.idle and not view._sending and not view._loading, timeout=60_000)


def press(view, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view.window().windowHandle(), key, modifier)


def village(view, name="金山村"):
    top = view.range_page.tree.topLevelItem(0)
    return next(top.child(n) for n in range(top.childCount()) if top.child(n).text(0) == name)


def confirmed(view, qtbot):
    village(view).setCheckState(0, Qt.CheckState.Checked)
    view.forward()
    idle(view, qtbot)
    assert view.at == PLAN
    view.forward()
    idle(view, qtbot)


def worded(view, qtbot):
    view.preview_page.fields["hotline"].setText("0999-1234567")
    view.preview_page.changed.emit()
    idle(view, qtbot)


def test_a_range_is_counted_while_it_is_ticked(desk, qtbot):
    view = made(desk, qtbot)
    assert view.at == RANGE
    assert not view.frame.forward.isEnabled()
    village(view).setCheckState(0, Qt.CheckState.Checked)
    assert len(view.range_page.chosen()) == 4
    assert "村组 4 个" in view.range_page.sums.text()
    assert view.frame.forward.isEnabled()
    village(view).setCheckState(0, Qt.CheckState.Unchecked)
    assert view.range_page.chosen() == ()
    assert "0 张" in view.range_page.codes.text()


def test_from_range_to_posters_by_keys(desk, qtbot):
    line = CountyLine()
    view = made(desk, qtbot, line)
    village(view).setCheckState(0, Qt.CheckState.Checked)
    enter = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(view, *enter)
    idle(view, qtbot)
    assert view.at == PLAN
    balanced = [c.households for c in view.campaign.plan.codes][:3]
    assert balanced == [21, 20, 20]
    view.plan_page.split._buttons[1].click()
    idle(view, qtbot)
    assert [c.households for c in view.campaign.plan.codes][:3] == [30, 30, 1]
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.at == RANGE
    press(view, *enter)
    idle(view, qtbot)
    assert line.given == []
    with qtbot.waitSignal(view.finished):
        press(view, *enter)
    idle(view, qtbot)
    assert (view.at, view.campaign.stage) == (PREVIEW, Stage.POSTERS)
    assert len(line.given) == 1
    assert "监督电话" in view.frame.notice.words
    assert not view.frame.forward.isEnabled()
    worded(view, qtbot)
    assert view.frame.notice.words == ""
    assert view.preview_page.thumbs.count() == 6
    assert view.preview_page.sheet.width() == pytest.approx(794, abs=2)
    press(view, *enter)
    assert view.at == PRINT


def test_posters_are_made_and_marked_and_the_campaign_ends_in_the_ledger(desk, qtbot, tmp_path):
    line = CountyLine()
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    worded(view, qtbot)
    view.forward()
    count = len(view.campaign.records)
    folder = tmp_path / "海报"
    folder.mkdir()
    view.make(folder)
    idle(view, qtbot)
    (file,) = folder.iterdir()
    document = pdfium.PdfDocument(file.read_bytes())
    assert len(document) == count
    document.close()
    assert "全部回读一致" in view.print_page.state.text()
    view.print_page.mark.click()
    idle(view, qtbot)
    path, body = line.given[-1]
    assert path == "codes"
    assert {e.kind for e in from_json(body, MarkCodes).events} == {"printed"}
    assert len(from_json(body, MarkCodes).events) == count
    view.forward()
    idle(view, qtbot)
    assert view.at == LEDGER
    assert view.campaign is None
    assert desk.store.drafts() == ()


def test_a_mismatch_writes_nothing_and_says_so(desk, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(posters, "verify_posters", lambda *a, **k: [Mismatch(2, (), ())])
    view = made(desk, qtbot, CountyLine())
    confirmed(view, qtbot)
    worded(view, qtbot)
    view.forward()
    folder = tmp_path / "海报"
    folder.mkdir()
    view.make(folder)
    idle(view, qtbot)
    assert list(folder.iterdir()) == []
    assert "第 2 页" in view.frame.notice.words
    assert not view.print_page.mark.isVisible()


def test_making_can_be_stopped(desk, qtbot, tmp_path):
    view = made(desk, qtbot, CountyLine())
    confirmed(view, qtbot)
    worded(view, qtbot)
    view.forward()
    folder = tmp_path / "海报"
    folder.mkdir()
    view.make(folder)
    view.printing.stop()
    idle(view, qtbot)
    assert list(folder.iterdir()) == []
    assert "停止" in view.frame.notice.words
    assert view.print_page.make.isEnabled()


@pytest.mark.parametrize(
    ("address", "words"), [(("http://127.0.0.1:8123", False), "本机"), (("", False), "网址")]
)
def test_hosts_of_this_machine_are_refused_outside_practice(desk, qtbot, address, words):
    view = made(desk, qtbot, CountyLine(), address)
    confirmed(view, qtbot)
    worded(view, qtbot)
    assert words in view.frame.notice.words
    assert not view.frame.forward.isEnabled()
    assert view.preview_page.thumbs.count() == 0


def test_practice_posters_are_marked(desk, qtbot):
    view = made(desk, qtbot, CountyLine(), ("http://127.0.0.1:8123", True))
    confirmed(view, qtbot)
    worded(view, qtbot)
    assert view.job().practice
    assert view.preview_page.practice.isVisible()
    assert view.preview_page.thumbs.count() > 0


def test_silence_keeps_the_codes_and_a_new_view_sends_the_same_bytes(desk, qtbot):
    line = CountyLine(Failure("later", "连不上。"))
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    assert view.campaign.stage is Stage.SENT
    assert view.plan_page.send.isVisible()
    assert "连不上" in view.frame.notice.words
    other = made(desk, qtbot, line)
    qtbot.waitUntil(
        lambda: other.campaign is not None and other.campaign.stage is Stage.POSTERS, timeout=20_000
    )
    idle(other, qtbot)
    assert line.given[0] == line.given[1]


def test_a_refusal_leads_back_to_the_plan_with_new_ids(desk, qtbot):
    line = CountyLine(Failure("refused", "编号已被使用。"))
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    assert (view.at, view.campaign.stage) == (PLAN, Stage.PLAN)
    view.forward()
    idle(view, qtbot)
    first, second = (from_json(body, PlanCampaign) for _, body in line.given)
    assert first.cmd_id != second.cmd_id
    assert not {c.id for c in first.codes} & {c.id for c in second.codes}


def held(desk, view, qtbot, states):
    """Codes of a finished campaign in the store, in these states."""
    records = view.campaign.records
    rows = []
    for at, record in enumerate(records):
        state = states[at % len(states)]
        version = 0 if state is CodeState.PLANNED else 1
        record = replace(record, state=state, version=version, printed_at=version * s.NOW)
        rows.append(s.row(s.BUCKET, "code", record.id, 2, s.to_json(record)))
    desk.store.apply_page(s.page(rows))
    view._finish()
    view.refresh()
    idle(view, qtbot)
    assert view.at == LEDGER
    return records


def test_the_ledger_filters_and_offers_only_marks_that_fit(desk, qtbot):
    line = CountyLine()
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    held(desk, view, qtbot, [CodeState.PRINTED, CodeState.PLANNED])
    page = view.ledger_page
    everything = page.table.rowCount()
    page.state._buttons[2].click()
    assert 0 < page.table.rowCount() < everything
    assert {r.state for r in page.shown} == {CodeState.PRINTED}
    page.table.selectRow(0)
    offered = {kind for kind, button in page.marks.items() if button.isVisible()}
    assert offered == {"posted", "reprinted", "replaced", "retired"}
    page.marks["posted"].click()
    assert "张贴位置" in page.notice.words
    page.note.setText("村委会门口")
    page.marks["posted"].click()
    idle(view, qtbot)
    (event,) = from_json(line.given[-1][1], MarkCodes).events
    assert (event.kind, event.spot, event.code_id) == ("posted", "村委会门口", page.shown[0].id)
    page.search.setText("没有这个地方")
    qtbot.waitUntil(lambda: page.table.rowCount() == 0)
    assert page.empty.isVisible()


def test_a_photograph_goes_with_one_posting_and_is_never_demanded(desk, qtbot, tmp_path):
    line = CountyLine()
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    records = held(desk, view, qtbot, [CodeState.PRINTED, CodeState.PRINTED])
    page = view.ledger_page
    page.state._buttons[2].click()
    page.table.selectRow(0)
    assert page.proof.add.isVisible()
    assert not page.proof.look.isVisible()
    text = tmp_path / "说明.txt"
    text.write_text("hello", encoding="utf-8")
    page.proof.keep(text)
    qtbot.waitUntil(lambda: "没有附上" in page.notice.words)
    photo = tmp_path / "门口.jpg"
    Image.new("RGB", (40, 30)).save(photo)
    page.proof.keep(photo)
    qtbot.waitUntil(lambda: page.proof.photo is not None)
    digest = page.proof.photo.sha256
    assert page.proof.drop.isVisible()
    page.note.setText("村委会门口")
    page.marks["posted"].click()
    idle(view, qtbot)
    (event,) = from_json(line.given[-1][1], MarkCodes).events
    assert (event.kind, event.photo) == ("posted", digest)
    assert digest in desk.store.attachments.waiting()
    page.table.selectRow(0)
    page.note.setText("小卖部")
    page.marks["posted"].click()
    idle(view, qtbot)
    (event,) = from_json(line.given[-1][1], MarkCodes).events
    assert event.photo == "", "the next posting begins without"
    shown = replace(records[0], state=CodeState.POSTED, spot="村口", photo=digest)
    desk.store.apply_page(s.page([s.row(s.BUCKET, "code", shown.id, 9, s.to_json(shown))]))
    view.refresh()
    idle(view, qtbot)
    page.state._buttons[0].click()
    at = next(n for n, record in enumerate(page.shown) if record.id == shown.id)
    page.table.selectRow(at)
    assert page.table.item(at, 6).text() == "村口（有照片）"
    page.proof.look.click()
    viewer = view.window().findChildren(PictureViewer)[-1]
    qtbot.waitUntil(lambda: viewer.shown)
    viewer.reject()


def test_a_replacement_gets_a_new_id_and_a_reprint_keeps_its_own(desk, qtbot):
    line = CountyLine()
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    records = held(desk, view, qtbot, [CodeState.POSTED])
    page = view.ledger_page
    page.table.selectRow(0)
    page.note.setText("雨水泡坏")
    page.marks["replaced"].click()
    idle(view, qtbot)
    (event,) = from_json(line.given[-1][1], MarkCodes).events
    assert event.other
    assert event.other not in {r.id for r in records}
    page.table.selectRow(1)
    page.reprint.click()
    worded(view, qtbot)
    assert view.job().reprint
    assert [r.id for r in view.job().records] == [page.shown[1].id]


def test_marks_without_an_answer_wait_and_are_sent_again(desk, qtbot):
    line = CountyLine()
    view = made(desk, qtbot, line)
    confirmed(view, qtbot)
    held(desk, view, qtbot, [CodeState.POSTED])
    line.answers = [Failure("later", "连不上。")]
    view.ledger_page.table.selectRow(0)
    view.ledger_page.marks["damaged"].click()
    idle(view, qtbot)
    assert "已保存在本机" in view.ledger_page.notice.words
    (kept,) = campaign_desk.waiting_marks(desk.store)
    other = made(desk, qtbot, line)
    assert "1 项" in other.ledger_page.notice.words
    other.ledger_page.resend_wanted.emit()
    idle(other, qtbot)
    qtbot.waitUntil(lambda: campaign_desk.waiting_marks(desk.store) == ())
    assert line.given[-1] == ("codes", kept)


def test_papers_are_saved_and_a_full_disk_is_told(desk, qtbot, tmp_path):
    view = made(desk, qtbot, CountyLine())
    target = tmp_path / "校准.pdf"
    from desktop.imports.table import write_whole

    view.printing.save(target, lambda path: write_whole(path, b"%PDF"), "好了")
    idle(view, qtbot)
    assert target.read_bytes() == b"%PDF"
    assert view.frame.notice.words == "好了"
    view.printing.save(tmp_path / "无" / "x.pdf", lambda path: write_whole(path, b""), "好了")
    idle(view, qtbot)
    assert "没有保存成功" in view.frame.notice.words


def test_keys_work_inside_the_main_window(desk, qtbot):
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.add_page("codes", lambda: CampaignView(desk, lambda: CountyLine(), lambda: PUBLIC))
    window.resize(1366, 768)
    window.show()
    window.open_page("codes")
    view = window.page("codes")
    idle(view, qtbot)
    village(view).setCheckState(0, Qt.CheckState.Checked)
    view.range_page.tree.setFocus()
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(view, qtbot)
    assert view.at == PLAN


def test_large_letters_fit_1366_and_no_word_of_a_button_is_cut(desk, qtbot, qapp):
    try:
        rescale(qapp, 1.5)
        view = made(desk, qtbot, CountyLine())
        confirmed(view, qtbot)
        worded(view, qtbot)
        for at in (RANGE, PLAN, PREVIEW, PRINT, LEDGER):
            view.show_page(at)
            qapp.processEvents()
            for button in view.findChildren(QAbstractButton):
                if button.isVisible() and button.text():
                    assert button.width() >= button.minimumSizeHint().width(), button.text()
                    assert button.accessibleName()
        idle(view, qtbot)
        assert view.minimumSizeHint().width() <= 1176
        assert view.minimumSizeHint().height() <= 640
    finally:
        rescale(qapp, 1.0)
