"""The sync tray tells of the line and of the last step in places of their own, so that neither hides the other."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.models.exchange import Exchange
from desktop.models.link import LinkState
from desktop.strings import sync as words
from desktop.strings import window as window_words
from desktop.tasks import Lanes
from desktop.views.sync_tray import SyncTray
from domain.commands import Command, LogCall, Void
from domain.people import Actor
from wire.messages import Outcome, PushAnswer

from . import screen_samples as ss
from . import store_samples as s

OFFLINE = LinkState("offline", message="连不上县平台。")


@pytest.fixture
def tray(qtbot, qapp, tmp_path):
    ss.dressed(qapp)
    problems: list[Exception] = []
    lanes = Lanes(problems.append)
    desk = ss.open_desk(tmp_path, lanes, limit=3)
    tray = SyncTray(desk, Exchange(lanes), lambda _case: None)
    qtbot.addWidget(tray)
    tray.resize(1100, 600)
    tray.show()
    yield tray
    store = desk.store
    desk.close()
    lanes.close()
    store.close()
    assert problems == []


def linked(tray, state):
    """The exchange tells its state."""
    tray._exchange._take(state)


def refused_card(tray, qtbot):
    """A call that the county refused because the matter was void by then."""
    store = tray._desk.store
    store.submit(
        Command("k-1", case_id := "01a1fc40-0000-7000-8000-000000000000", LogCall("reached", "约好"), s.NOW),
        s.OPERATOR,
    )
    batch = store.next_batch("r")
    both = Actor("p004", "韩立民", (*s.OPERATOR.posts, "T_DIRECTOR"))
    void = s.made(case_id, s.register(case_id), Void("误录"), actor=both)
    store.apply_page(s.page(s.case_rows(*void)))
    refused = Outcome("k-1", "rejected", "state", "没有执行。")
    store.apply_push(PushAnswer(batch.req, "e1", float(s.NOW), 0, [refused], []))
    tray.refresh()
    qtbot.waitUntil(lambda: words.TRAY_CARDS.format(1) == tray._cards_head.text())


def press(tray, text):
    """Click the button with this text."""
    next(b for b in tray.findChildren(QAbstractButton) if b.text() == text).click()


def test_what_went_out_stays_told_while_the_line_is_told(tray):
    tray._carried("green", "已导出 8 条。")
    linked(tray, OFFLINE)
    assert (tray.link.words, tray.notice.words) == (OFFLINE.message, "已导出 8 条。")
    linked(tray, LinkState("online", s.NOW))
    assert (tray.link.isVisible(), tray.notice.words) == (False, "已导出 8 条。")
    press(tray.notice, window_words.CLOSE)
    assert not tray.notice.isVisible()


def test_a_refused_retry_says_why_and_the_words_stay(tray, qtbot):
    refused_card(tray, qtbot)
    press(tray, words.RETRY)
    qtbot.waitUntil(lambda: tray.notice.isVisible())
    qtbot.waitUntil(lambda: tray._desk.lanes.idle)
    linked(tray, OFFLINE)
    assert tray.notice.isVisible()
    assert "作废" in tray.notice.words
    press(tray, words.AS_NOTE)
    qtbot.waitUntil(lambda: tray._cards_head.text() == words.TRAY_NO_CARDS)
    assert not tray.notice.isVisible(), "the next step has gone well"
