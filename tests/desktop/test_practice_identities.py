"""Somebody alone in practice walks a matter through every office; nobody changes identity outside practice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from desktop.app import Application, Launch
from desktop.models.practice import USUAL, identities
from desktop.strings import practice as words
from desktop.views.identity_dialog import IdentityDialog
from domain import commands as cmd
from domain.commands import Command

from . import store_samples as s

SECONDS = 60_000
ANSWER = "经现场核查，路灯线路已经修好，当晚全部点亮，反映人当面确认。"


@pytest.fixture
def program(qtbot, qapp, tmp_path):
    made = Application(qapp, Launch(tmp_path / "data", practice=True))
    made.shell.resize(1366, 768)
    made.show()
    yield made
    made.shell.close()
    made.close()
    made.shell.deleteLater()
    qapp.processEvents()


class Walker:
    """One person at one window, being somebody else from time to time."""

    def __init__(self, qtbot, program):
        self.qtbot, self.program = qtbot, program
        self.until(lambda: program.window is not None and program.exchange.last.kind == "online")
        self.until(lambda: self.store.counts().cases > 0)

    @property
    def store(self):
        return self.program.desk.store

    def until(self, holds):
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=SECONDS)

    def asked(self):
        self.program.window.top.user.menu().actions()[1].trigger()
        return self.program.window.findChildren(IdentityDialog)[-1]

    def become(self, name):
        """Through the dialog, by keys."""
        box = self.asked()
        box.line.setText(name)
        QTest.keyClick(box.line, Qt.Key.Key_Return)
        self.until(lambda: not self.program._changing and self.program.desk.actor.name in name.split())
        self.until(lambda: self.program.desk.office.actor == self.program.desk.actor)
        engine = self.program.opened.loop.engine
        self.until(lambda: engine.phase == "idle" and engine.problem is None)
        return self.program.desk.actor

    def confirmed(self, case_id):
        file = self.store.case(case_id)
        return file is not None and not file.pending

    def sees(self, case_id):
        self.until(lambda: self.confirmed(case_id))
        return self.store.case(case_id).case

    def give(self, case_id, body):
        actor, desk = self.program.desk.actor, self.program.desk
        command = Command(self.store.new_id(), case_id, body, desk.now())
        answers = []
        desk.write(lambda store: store.submit(command, actor, 0), answers.append)
        self.until(lambda: answers)
        assert hasattr(answers[0], "cmd_id"), answers[0]
        desk.sent.emit()
        self.until(lambda: self.confirmed(case_id))
        return self.store.case(case_id).case


def test_one_person_walks_a_matter_from_report_to_callback(qtbot, program):
    walker = Walker(qtbot, program)
    case_id = walker.store.new_id()
    assert program.desk.actor.posts == ("T_OPERATOR",)
    walker.give(case_id, s.register(case_id, title="路灯不亮", place="990101101201001"))
    everything = walker.store.counts().cases
    secretary = walker.become(name_of(program, "v201.secretary"))
    assert secretary.posts == ("VILLAGE_SECRETARY",)
    walker.until(lambda: 0 < walker.store.counts().cases < everything)
    assert set(walker.store.sync_state().buckets) == {"county", "v:990101101201"}
    walker.give(case_id, cmd.LogCall("reached", "已到现场查看"))
    walker.become(name_of(program, "t.operator1"))
    walker.sees(case_id)
    task = walker.store.new_id()
    walker.give(case_id, cmd.Dispatch((cmd.Assignment(task, "t-enforce"),), "马上办", "请尽快修复"))
    walker.become(name_of(program, "t.enforce.liaison"))
    walker.sees(case_id)
    walker.give(case_id, cmd.Sign(task))
    walker.give(case_id, cmd.GiveFeedback(task, ANSWER))
    walker.become(name_of(program, "t.director"))
    walker.sees(case_id)
    walker.give(case_id, cmd.Review("ok"))
    walker.become(name_of(program, "t.enforce.liaison"))
    walker.sees(case_id)
    walker.give(case_id, cmd.GiveReply("phone", ANSWER))
    walker.become(name_of(program, "c.centre1"))
    walker.sees(case_id)
    answers = tuple((q, "满意") for q in program.desk.office.profile.ratings.questions)
    case = walker.give(case_id, cmd.CallBack("满意", "phone", "yes", answers))
    assert case.state == "struck_off"
    walker.until(lambda: walker.store.counts().pending == 0 and walker.store.counts().rejected == 0)


def name_of(program, login):
    """What to type so that exactly this identity is the first of the list."""
    found = next(each for each in identities(program.desk.office) if each.login == login)
    return f"{found.post} {found.where} {found.name}"


def test_the_window_follows_the_person_and_a_restart_keeps_the_identity(qtbot, program, qapp, tmp_path):
    walker = Walker(qtbot, program)
    window = program.window
    window.register()
    window.work.form.put("text", "没有写完的登记")
    walker.become(name_of(program, "t.director"))
    assert window.work.form is None
    walker.until(lambda: window.work.case_view.case is not None)
    assert program.desk.actor.name in window.top.user.text()
    assert any("没有写完" in draft.body for draft in walker.store.drafts())
    program.sign_in_again()
    walker.until(lambda: program.lanes.idle)
    assert program.opened.signed.actor.posts == ("T_DIRECTOR",), "a new session is of the same person"
    box = walker.asked()
    assert words.NOW.format("")[-4:] in [i.text() for i in items(box)][USUAL.index("t.director")]
    program.lock_now()
    qapp.processEvents()
    assert not any(dialog.isVisible() for dialog in program.shell.findChildren(QDialog))


def items(box):
    return [box.list.item(at) for at in range(box.list.count())]


def test_the_list_is_walked_by_keys_and_leaves_out_who_works_now(qtbot, program):
    walker = Walker(qtbot, program)
    people = identities(program.desk.office)
    assert tuple(each.login for each in people[: len(USUAL)]) == USUAL
    assert len({each.label for each in people}) == len(people)
    box = walker.asked()
    assert box.list.currentRow() == 1, "the one who works now is not offered"
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    QTest.keyClick(box.line, Qt.Key.Key_Up)
    assert box.list.currentRow() == 2
    box.line.setText("没有这样的人")
    assert not box.take_button.isEnabled()
    with qtbot.assertNotEmitted(box.chosen):
        QTest.keyClick(box.line, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert program.desk.actor.posts == ("T_OPERATOR",)


def test_outside_practice_nothing_offers_or_allows_it(qtbot, program):
    from desktop.models import start
    from desktop.models.start import Opened
    from desktop.views.assembly import build_window
    from desktop.widgets.button import Button

    walker = Walker(qtbot, program)
    program.keep(mode="county")
    before = program.desk.actor
    program.change_person("t.director")
    walker.until(lambda: program.lanes.idle)
    assert program.desk.actor == before
    window = build_window(program)
    qtbot.addWidget(window)
    assert window.top.user.menu() is None
    shown = [b.text() for b in window.page("settings").findChildren(Button)]
    assert words.CHANGE not in shown
    opened = program.opened
    away = Opened(opened.folder, opened.clock, opened.store, opened.sessions, opened.signed)
    with pytest.raises(ValueError, match="practice only"):
        start.practice_change(away, "t.director")
