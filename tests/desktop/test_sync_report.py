"""How the exchange stands: what the window is told in each kind of trouble, and that green means what it says."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.link import FRESH_SECONDS, LinkState
from desktop.store.buckets import Brake
from desktop.strings import sync as words
from desktop.strings import window as window_words
from desktop.sync import strings
from desktop.sync.engine import Call
from desktop.sync.report import report
from desktop.sync.transport import SyncProblem
from desktop.views.link_notice import notice_of
from storage.engine import connector
from tests.desktop.store_samples import BUCKET, KEY, NOW, page, row
from tests.desktop.test_sync_engine import Rig, signed_in

KINDS = ("never", "receiving", "sending", "online", "trouble", "offline", "refused")
TRAY, SYNC = (window_words.SHOW_TRAY, "tray"), (window_words.RETRY, "sync")


@pytest.fixture
def rig(tmp_path):
    with signed_in(tmp_path / "d") as made:
        yield made


def told(rig) -> LinkState:
    return LinkState.of(report(rig.engine, rig.store, rig.clock))


def finish(rig) -> None:
    """Complete rounds until the engine rests."""
    rig.engine.wake(by_person=True)
    while isinstance(step := rig.engine.step(), Call):
        assert step.request.path == "/sync/v1/pull"
        rig.answer(rig.pull_answer(msgspec.json.decode(step.request.body)))


def test_a_first_load_is_told_until_it_is_over(tmp_path):
    made = Rig(tmp_path / "d")
    with made.store._core.engines.write.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '0' WHERE name = 'synced_at'")
    made.store.exchange.standing.synced_at = 0
    made.sign_in()
    state = told(made)
    assert (state.kind, state.tone(NOW), state.text(NOW)) == ("never", "grey", words.CONNECTING)
    for more in (True, False):
        _, body = made.call()
        made.answer(made.pull_answer(body, more=more))
        if more:
            assert (told(made).kind, told(made).text(NOW)) == ("receiving", words.RECEIVING)
    assert (told(made).kind, told(made).tone(NOW)) == ("online", "green")
    made.store.close()


def test_a_file_that_cannot_be_written_is_no_green_light(rig, tmp_path):
    """Another program holds the file: nothing new can be taken, and the window says so until it can."""
    finish(rig)
    assert told(rig).tone(NOW) == "green"
    with rig.store._core.engines.write.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=0")
    other = connector(tmp_path / "d" / "store.db", KEY.hex(), read_only=False)()
    other.execute("BEGIN IMMEDIATE")
    rig.engine.wake(by_person=True)
    _, body = rig.call()
    rig.answer(rig.pull_answer(body, [row(BUCKET, "drone", "d-1", 4, b"{}")]))
    state = told(rig)
    assert (state.kind, state.tone(NOW), state.text(NOW)) == ("trouble", "amber", words.TROUBLE)
    notice = notice_of(state, NOW)
    assert "磁盘已满，或数据文件被另一个程序占用" in notice.text
    assert notice.steps == (SYNC, TRAY)
    other.execute("ROLLBACK")
    other.close()
    finish(rig)
    assert (told(rig).kind, notice_of(told(rig), NOW)) == ("online", None)


def test_a_busy_county_is_told_in_its_words(rig):
    finish(rig)
    rig.submit(1)
    rig.engine.wake()
    rig.call()
    rig.refuse(503, "busy", retry_after=9)
    state = told(rig)
    assert (state.kind, state.message) == ("trouble", "没有执行。")
    assert state.text(NOW) == words.TROUBLE_PENDING.format(1)


def test_a_refusal_that_the_next_step_mends_is_not_told(rig):
    """An access token that ended, a sequence to be numbered anew."""
    finish(rig)
    rig.submit(1)
    rig.engine.wake()
    rig.call()
    rig.refuse(401, "expired")
    assert told(rig).kind not in ("trouble", "offline", "refused")
    rig.call()
    rig.answer(rig.session(access="a-2"))
    rig.call()
    rig.refuse(409, "sequence", need_n=1)
    assert told(rig).kind == "sending"


@pytest.mark.parametrize(
    ("why", "said"),
    [("offline", None), ("timeout", None), ("foreign", strings.FOREIGN), ("tls", strings.TLS)],
)
def test_the_line_is_told_with_its_cause_after_a_minute(rig, why, said):
    finish(rig)
    rig.engine.wake(by_person=True)
    rig.call()
    rig.engine.failed(SyncProblem(why))
    now = rig.clock.now()
    assert (told(rig).kind, told(rig).tone(now)) == ("offline", "amber")
    assert notice_of(told(rig), now) is None
    rig.time.at += 120
    notice = notice_of(told(rig), rig.clock.now())
    assert "2分" in notice.text
    assert (said in notice.text) if said else ("可以继续办理" in notice.text)


def test_a_stopped_bucket_is_counted_until_a_person_lets_it_go_on(rig):
    finish(rig)
    rig.store.exchange.hold(Brake(BUCKET, 60))
    state = told(rig)
    assert (state.braked, state.tone(NOW)) == (((BUCKET, 60),), "red")
    assert state.text(NOW) == words.NEEDS_YOU.format(1)
    assert "60 件" in notice_of(state, NOW).text
    rig.store.exchange.release_brake(BUCKET)
    assert told(rig).braked == ()


def test_a_bucket_stopped_by_an_earlier_version_has_no_number(rig):
    rig.store.exchange.hold(Brake(BUCKET, 60))
    with rig.store._core.engines.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name LIKE 'removal.%'")
    assert told(rig).braked == ((BUCKET, 0),)
    assert words.BRAKE_MANY in notice_of(told(rig), NOW).text


def test_what_this_version_cannot_read_is_told(rig):
    rig.store.apply_page(page([row(BUCKET, "drone", "d-1", 4, b'{"battery":7}')]))
    state = told(rig)
    assert (state.kind, state.tone(NOW)) == ("online", "grey")
    assert notice_of(state, NOW).text == strings.INCOMPLETE


def test_what_was_seen_long_ago_is_no_green_light(rig):
    finish(rig)
    state, now = told(rig), rig.clock.now()
    assert state.tone(now + FRESH_SECONDS) == "green"
    assert state.tone(now + FRESH_SECONDS + 1) == "grey"
    assert state.text(now + FRESH_SECONDS + 1).startswith("数据截至")


@given(
    st.builds(
        LinkState,
        kind=st.sampled_from(KINDS),
        synced_at=st.integers(0, 400),
        since=st.integers(0, 400),
        pending=st.integers(0, 2),
        rejected=st.integers(0, 2),
        message=st.sampled_from(("", "发生了什么。")),
        braked=st.sampled_from(((), ((BUCKET, 3),))),
    )
)
def test_green_means_that_all_is_here_and_there(state):
    now = 400
    quiet = not (state.pending or state.rejected or state.braked or state.message)
    fresh = now - state.synced_at <= FRESH_SECONDS
    assert (state.tone(now) == "green") == (state.kind == "online" and quiet and fresh)
    assert (state.icon(now) == "synced") == (state.kind == "online" and not state.message and fresh)
    assert state.text(now)
    if state.tone(now) == "red":
        assert notice_of(state, now).tone == "red"
