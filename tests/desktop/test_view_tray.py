"""The sync tray tells of the line and of the last step in places of their own, so that neither hides the other."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.models.exchange import Exchange
from desktop.models.link import LinkState
from desktop.store.buckets import Brake
from desktop.strings import sync as words
from desktop.strings import window as window_words
from desktop.views.brake_card import BrakeCard
from desktop.views.sync_tray import SyncTray
from desktop.widgets.chip import Chip
from desktop.widgets.text import Text
from domain.commands import Command, LogCall, Void
from domain.people import Actor
from wire.messages import Outcome, PushAnswer

from . import screen_samples as ss
from . import store_samples as s

OFFLINE = LinkState("offline", message="连不上县平台。")


@pytest.fixture
def tray(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=3) as desk:
        tray = SyncTray(desk, Exchange(desk.lanes), lambda _case: None)
        qtbot.addWidget(tray)
        tray.resize(1100, 600)
        tray.show()
        qtbot.waitUntil(lambda: desk.office is not None)
        yield tray


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


def test_a_person_who_has_asked_the_county_lets_a_stopped_bucket_go_on(tray, qtbot):
    store = tray._desk.store
    store.exchange.hold(Brake(s.BUCKET, 60))
    braked = LinkState("online", s.NOW, braked=((s.BUCKET, 60),))
    linked(tray, braked)
    (card,) = tray.findChildren(BrakeCard)
    qtbot.waitUntil(card.isVisible)
    shown = " ".join(text.text() for text in card.findChildren(Text))
    assert "60" in card.findChild(Chip).words
    assert tray._desk.office.bucket(s.BUCKET) in shown
    assert s.BUCKET not in shown
    assert not tray._cards_head.isVisible(), "nothing to handle would be wrong here"
    press(card, words.BRAKE_GO)
    assert tray.focusWidget() is card.cancel, "Enter must not remove anything"
    linked(tray, braked)
    assert card.asked.isVisible(), "the next report does not take the question away"
    press(card, words.BRAKE_WAIT)
    assert (card.go.isVisible(), card.asked.isVisible()) == (True, False)
    assert store.sync_state().braked == (s.BUCKET,)
    press(card, words.BRAKE_GO)
    press(card, words.BRAKE_ASKED)
    qtbot.waitUntil(lambda: store.sync_state().braked == ())
    qtbot.waitUntil(lambda: tray.notice.words == words.BRAKE_GONE)
    linked(tray, LinkState("online", s.NOW))
    qtbot.waitUntil(lambda: not tray.findChildren(BrakeCard))
    assert tray._cards_head.isVisible()


def test_a_command_that_the_county_broke_on_is_no_conflict(tray, qtbot):
    """It waits so that the others pass, and is tried again by itself."""
    store = tray._desk.store
    case_id = "01a1fc40-0000-7000-8000-000000000000"
    store.submit(Command("k-1", case_id, LogCall("reached", "约好"), s.NOW), s.OPERATOR)
    store.exchange.postpone("k-1", 3600)
    tray.refresh()
    qtbot.waitUntil(lambda: words.POSTPONED in [chip.words for chip in tray.findChildren(Chip)])
    (chip,) = [chip for chip in tray.findChildren(Chip) if chip.words == words.POSTPONED]
    assert chip.tone == "amber"
    assert words.CONFLICT not in [chip.words for chip in tray.findChildren(Chip)]


def test_the_buckets_of_a_desk_have_names(tray):
    office = tray._desk.office
    assert office.bucket("t:990101101") == office.territory.find("990101101").short_name
    assert office.bucket("v:990101101201").endswith("村")
    assert office.bucket("u:nobody") == "nobody"
    assert office.bucket("v:990101999999") == "990101999999"
