"""Who judges reads what is judged, in the form: feedback, evidence, course and the check of the wording."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from desktop.models.reported import Reported, reported
from desktop.strings import reported as words
from desktop.views.main_window import MainWindow
from desktop.views.picture_viewer import PictureViewer
from desktop.views.reported_panel import ReportedPanel
from domain import commands as cmd
from domain.case import Attachment, Case
from domain.decide import decide
from domain.evolve import evolve
from domain.people import Actor
from wire.codec import encode_event

from . import screen_samples as ss
from . import store_samples as s

CASE = "01a1fc40-0000-7000-9000-000000000007"
TASK = f"{CASE}-t1"
SAID = "经核实，<b>轮椅</b>已送到老人家里，电话19900006816可以核对，家属当面认可。"
DIRECTOR = Actor("p004", "韩立民", ("T_DIRECTOR",), (), (s.TOWNSHIP,))
EVERYBODY = Actor(
    "p001", "王红霞", ("T_OPERATOR", "UNIT_LIAISON", "T_DIRECTOR"), ("t-enforce",), (s.TOWNSHIP,)
)


def picture():
    out = BytesIO()
    Image.new("RGB", (300, 200)).save(out, "JPEG")
    return out.getvalue()


PHOTO = Attachment(sha256(picture()).hexdigest(), "李四家.jpg", "image/jpeg", 9, "photo")
PAPER = Attachment("cd" * 32, "收条.pdf", "application/pdf", 9, "document")


def told(*more):
    return (
        s.register(CASE, title="申请轮椅"), cmd.LogCall("reached", "已联系", s.NOW - 600),
        cmd.Dispatch((cmd.Assignment(TASK, "t-enforce"),), "马上办", "请尽快"), cmd.Sign(TASK), *more,
    )  # fmt: skip


def fed_back(text=SAID, *evidence):
    return cmd.GiveFeedback(TASK, text, "solved", evidence)


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=3, actor=DIRECTOR) as desk:
        desk.store.put_attachment(picture(), "x", "image/jpeg")
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: desk.office is not None and window.work.case_view.case is not None)
        yield window


def judging(window, qtbot, kind, *bodies):
    case, events = Case(), []
    for n, body in enumerate(bodies):
        by = DIRECTOR if isinstance(body, cmd.Review) else EVERYBODY
        command = cmd.Command(f"{CASE}-{n}", CASE, body, s.NOW - 600)
        answer = decide(case if case.id else None, command, by, s.NOW - 600 + n, s.PROFILE, s.facts())
        assert isinstance(answer, tuple), answer
        for event in answer:
            case = evolve(case, event)
            events.append(encode_event(event))
    rows = s.case_rows(case, events)
    window.desk.store.apply_page(s.page(rows))
    window.show_case(CASE)
    qtbot.waitUntil(lambda: kind in window.work.case_view.kinds)
    window.give(kind)
    panel = window.work.form.findChild(ReportedPanel)
    qtbot.waitUntil(lambda: panel.text.toPlainText() != words.LOADING and window.desk.lanes.idle)
    return panel


def test_the_reviewer_reads_the_feedback_its_evidence_and_the_course(window, qtbot):
    course = cmd.Progress("已联系厂家，明天送到。")
    panel = judging(window, qtbot, "review", *told(course, fed_back(SAID, PHOTO, PAPER)))
    text = panel.text.toPlainText()
    for part in ("综合执法办（主办）", "已解决", "<b>轮椅</b>已送到老人家里", "材料 2 份", "明天送到"):
        assert part in text
    assert "199****6816" in text
    assert "19900006816" not in text
    assert panel.findings.text() == words.CLEAN
    assert [a for a, _ in panel.pictures.pictures] == [PHOTO]
    assert panel.pictures.thumbnails[0].image is not None
    assert "李四" not in panel.pictures.thumbnails[0].accessibleName()


def test_it_can_be_selected_by_keys_and_not_be_changed(window, qtbot):
    panel = judging(window, qtbot, "review", *told(fed_back()))
    before = panel.text.toPlainText()
    QTest.keyClicks(panel.text, "abc")
    QTest.keyClick(panel.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert panel.text.toPlainText() == before
    assert panel.text.textCursor().selectedText().replace("\u2029", "\n") == before


def test_a_long_feedback_is_scrolled_and_the_question_stays_in_view(window, qtbot):
    panel = judging(window, qtbot, "review", *told(fed_back(SAID * 60, PHOTO)))
    assert panel.text.verticalScrollBar().maximum() > 0
    assert (SAID * 60)[-12:] in panel.text.toPlainText()
    form = window.work.form
    area = form.findChild(QScrollArea)
    row = form._boxes["outcome"].widget

    def seen():
        top = row.mapTo(area.viewport(), QPoint(0, 0)).y()
        return top > 0 and top + row.height() <= area.viewport().height()

    qtbot.waitUntil(seen)


def test_the_wording_check_names_what_it_found_and_what_to_do(window, qtbot):
    panel = judging(window, qtbot, "review", *told(fed_back(f"{SAID}个别人是刁民，无理取闹。")))
    found = panel.findings.text()
    assert "2 处" in found
    assert "“刁民”：请客观写明" in found
    assert "“无理取闹”" in found


def test_what_the_citizen_said_again_is_no_feedback(window, qtbot):
    copied = "村口路灯不亮了，请尽快来修。"
    panel = judging(window, qtbot, "review", *told(fed_back(copied)))
    assert "群众原话" in panel.findings.text()


def test_after_a_return_only_the_new_text_is_judged_beside_the_reason(window, qtbot):
    again = (
        fed_back("第一次写的内容太笼统了，请再看。"),
        cmd.Review("rewrite", "请写明送到的日期"),
        fed_back(),
    )
    panel = judging(window, qtbot, "review", *told(*again))
    text = panel.text.toPlainText()
    assert "太笼统" not in text
    assert words.SENT_BACK in text
    assert "请写明送到的日期" in text


def test_a_county_that_does_not_check_wording_shows_no_findings(window, qtbot):
    judging(window, qtbot, "review", *told(fed_back()))
    office = window.desk.office
    file = window.work.case_view.file
    profile = replace(office.profile, wording=replace(office.profile.wording, on=False))
    found = reported("review", file, replace(office, profile=profile), s.NOW)
    assert isinstance(found, Reported)
    assert (found.checked, found.findings) == (False, ())
    assert reported("dispatch", file, office, s.NOW) is None


def test_who_decides_on_a_request_reads_its_reason(window, qtbot):
    asked = cmd.RequestReturn(TASK, "不是本单位职责，电线归供电所")
    panel = judging(window, qtbot, "decide_return", *told(asked))
    assert "电线归供电所" in panel.text.toPlainText()
    assert panel.findings.isHidden()


def test_evidence_is_opened_from_the_form_and_the_form_stays(window, qtbot):
    panel = judging(window, qtbot, "review", *told(fed_back(SAID, PHOTO, PAPER)))
    QTest.keyClick(panel.pictures.thumbnails[0], Qt.Key.Key_Return)
    viewer = window.findChildren(PictureViewer)[-1]
    qtbot.waitUntil(lambda: viewer.shown)
    viewer.reject()
    paper = next(b for b in panel.findChildren(QAbstractButton) if ".pdf" in b.text())
    with qtbot.waitSignal(window.work.case_view.file_wanted) as asked:
        paper.click()
    assert asked.args == [PAPER]
    assert window.work.form is not None
