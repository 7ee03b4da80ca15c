"""The line: how fast it is, how much to ask for, when to give up, and what it damages on the way."""

from __future__ import annotations

import gzip
import random
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.sync.line import PLAIN_FROM, LinkSpeed, Progress
from desktop.sync.patience import LONGEST, SHORTEST, Patience
from desktop.sync.schedule import FAST_PAGE_SECONDS, Schedule
from desktop.sync.transport import HttpTransport, Reply, Request, SyncProblem, _unpacked, understood
from tests.desktop.store_samples import row
from tests.desktop.test_sync_transport import ANSWER, BODY, HEADS, raw, server
from wire.caps import CRC_HEADER, body_crc, read_caps, told_caps
from wire.codec import to_json
from wire.messages import PullAnswer
from wire.version import PULL_MAX_BYTES, PULL_MIN_BYTES

HEADERS = {k.lower(): v for k, v in HEADS.items()}
SLOW_LINE = 32_000
"""Bytes a second of a line of 256 kbit/s."""


# --- page sizes


def load(total, rate, stall, latency=0.3):
    """Load `total` bytes over a line of `rate` bytes a second with a limit of `stall` seconds: (seconds, pages)."""
    schedule = Schedule(lambda: 0.5)
    spent, pages = 0.0, []
    while total > 0:
        assert len(pages) < 10_000
        size = min(schedule.page_bytes, total)
        took = latency + size / rate
        pages.append(size)
        if took > stall:
            spent += stall + schedule.backoff()
            schedule.page_failed()
            continue
        schedule.succeeded()
        spent += took
        total -= size
        schedule.page_took(took, size)
    return spent, pages


def test_a_line_of_256_kbit_finishes_with_small_pages():
    """scenario 58: 16 MB at 256 kbit/s; the page shrinks to what the line carries, the load ends near the limit."""
    total = 16_000_000
    seconds, pages = load(total, SLOW_LINE, stall=20)
    assert max(pages[3:]) <= 2 * SLOW_LINE * FAST_PAGE_SECONDS
    assert seconds < 1.25 * total / SLOW_LINE


def test_a_limit_below_the_time_of_a_page_is_met_by_smaller_pages():
    """scenario 58: the wait is shorter than a first page takes; halving gets through."""
    seconds, pages = load(2_000_000, SLOW_LINE, stall=5)
    assert min(pages[:3]) < pages[0]
    assert seconds < 2 * 2_000_000 / SLOW_LINE


def test_a_fast_line_gets_large_pages_at_once():
    _, pages = load(20_000_000, 50_000_000, stall=20, latency=0.001)
    assert pages[3] == PULL_MAX_BYTES


@given(st.lists(st.tuples(st.floats(0.001, 60), st.integers(0, 2_000_000)), max_size=40))
def test_pages_stay_within_their_limits(history):
    schedule = Schedule(lambda: 0.5)
    for seconds, size in history:
        before = schedule.page_bytes
        schedule.page_took(seconds, size)
        assert PULL_MIN_BYTES <= schedule.page_bytes <= min(2 * before, PULL_MAX_BYTES)


# --- progress and speed


def test_a_trickle_after_a_good_beginning_is_a_stall():
    """scenario 14: a megabyte in the first second, then a byte a second."""
    progress = Progress(0.0, 20.0, 512)
    assert not progress.stalled(1.0, 1_000_000)
    now, size = 1.0, 1_000_000
    while not progress.stalled(now, size):
        now, size = now + 1, size + 1
    assert now < 45


def test_a_slow_but_steady_answer_is_no_stall():
    """scenario 58: ten minutes at 256 kbit/s."""
    progress = Progress(0.0, 20.0, 512)
    assert not any(progress.stalled(float(t), t * SLOW_LINE) for t in range(600))


def test_packing_is_asked_for_on_slow_and_unknown_lines_only():
    speed = LinkSpeed()
    assert speed.coding == "gzip"
    speed.saw(100, 0.00001)
    assert speed.coding == "gzip"
    for _ in range(5):
        speed.saw(1_000_000, 1_000_000 / (4 * PLAIN_FROM))
    assert speed.coding == "identity"
    for _ in range(8):
        speed.saw(100_000, 3.0)
    assert speed.coding == "gzip"


def test_the_request_asks_for_packing_by_the_speed_of_the_line():
    big = raw(body=BODY + b" " * 200_000)
    with server(big) as (url, seen):
        transport = HttpTransport(url)
        for _ in range(3):
            transport.send(Request("POST", "/sync/v1/pull", b"{}"))
        transport.speed.rate = 2.0 * PLAIN_FROM
        transport.send(Request("POST", "/sync/v1/pull", b"{}"))
        transport.close()
    assert b"Accept-Encoding: gzip" in seen[0]
    assert b"Accept-Encoding: identity" in seen[-1]


def test_a_throttled_socket_finishes_and_a_dead_one_is_given_up():
    """scenario 14, scenario 58: a real socket that gives a piece at a time is read to its end; one that falls silent is not."""
    answer = raw(body=to_json(PullAnswer("r-1", "e", 1.0, 1, ["county"], [row("county", "event", "e:1", 1, b'"' + b"x" * 60_000 + b'"')], {}, more=False)))  # fmt: skip
    for complete in (True, False):
        listener = socket.create_server(("127.0.0.1", 0))
        gone = threading.Event()

        def serve(listener=listener, gone=gone, complete=complete):
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                pieces = [answer[n : n + 4096] for n in range(0, len(answer), 4096)]
                for piece in pieces if complete else pieces[:5]:
                    connection.sendall(piece)
                    gone.wait(0.03)
                if not complete:
                    gone.wait(20)

        thread = threading.Thread(target=serve)
        thread.start()
        transport = HttpTransport(f"http://127.0.0.1:{listener.getsockname()[1]}")
        if complete:
            reply = transport.send(Request("POST", "/sync/v1/pull", b"{}", stall=5.0))
            assert understood(reply, PullAnswer, "r-1").rows
            assert reply.seconds > 0.3
        else:
            with pytest.raises(SyncProblem) as problem:
                transport.send(Request("POST", "/sync/v1/pull", b"{}", stall=0.5))
            assert problem.value.kind == "timeout"
        gone.set()
        transport.close()
        listener.close()
        thread.join()


# --- damage


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_cut_at_any_byte_is_refused(packed):
    """scenario 9: every offset, plain and packed."""
    body = gzip.compress(BODY, mtime=0) if packed else BODY
    coding = {"content-encoding": "gzip"} if packed else {}
    for at in range(len(body)):
        with pytest.raises(SyncProblem):
            understood(Reply(200, HEADERS, _unpacked(body[:at], coding)), PullAnswer, "r-1")
    assert understood(Reply(200, HEADERS, _unpacked(body, coding)), PullAnswer, "r-1") == ANSWER


def test_one_flipped_bit_anywhere_is_told():
    """scenario 10: every bit of a packed body, and of a plain one with its checksum."""
    body = gzip.compress(BODY, mtime=0)
    headers = HEADERS | {CRC_HEADER.lower(): body_crc(BODY)}
    for at in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[at // 8] ^= 1 << at % 8
        try:
            plain = _unpacked(bytes(flipped), {"content-encoding": "gzip"})
        except SyncProblem:
            continue
        assert plain == BODY, "a header bit of gzip that says nothing about the content"
    for at in range(len(BODY) * 8):
        flipped = bytearray(BODY)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(SyncProblem) as problem:
            understood(Reply(200, headers, bytes(flipped)), PullAnswer, "r-1")
        assert problem.value.kind == "damaged"


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_noise_is_never_an_answer(noise):
    """scenario 11: whatever somebody else puts in the place of the body."""
    with pytest.raises(SyncProblem):
        understood(Reply(200, HEADERS, noise), PullAnswer, "r-1")


def test_an_older_county_without_a_checksum_is_understood():
    """scenario 47: nothing is asked for that an older peer does not send."""
    assert understood(Reply(200, HEADERS, BODY), PullAnswer, "r-1") == ANSWER
    assert Reply(200, HEADERS, BODY).caps == frozenset()
    assert read_caps(told_caps() + ", teleport") >= read_caps(told_caps())


# --- waiting for news


def test_a_proxy_that_cuts_long_answers_halves_the_wait_until_it_fits():
    """scenario 17: cut after 10 s each time; 25 → 12 → 6, which fits; later it grows and is cut again, never lost."""
    patience = Patience(lambda: 0.5)
    asked = []
    for _ in range(60):
        asked.append(patience.seconds)
        if patience.seconds > 10:
            patience.failed(10.0)
        else:
            patience.answered()
    assert asked[:3] == [25, 12, 6]
    assert sum(seconds <= 10 for seconds in asked) > 50
    assert min(asked) >= SHORTEST


def test_an_outage_does_not_shorten_the_wait_and_spreads_the_return():
    """scenario 52: a thousand listeners come back at a thousand different moments, the county's wish is kept."""
    dice = random.Random(7)
    first = []
    for _ in range(1000):
        patience = Patience(dice.random)
        pauses = [patience.failed(0.01) for _ in range(6)]
        first.append(pauses[-1])
        assert patience.seconds == LONGEST
        assert pauses[-1] < 32
        assert patience.failed(0.0, 9.0) >= 9.0
        assert patience.answered()
        assert not patience.answered()
    bins = [0] * 30
    for pause in first:
        bins[int(pause)] += 1
    assert max(bins) < 70
