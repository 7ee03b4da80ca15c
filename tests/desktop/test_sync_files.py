"""Files between a desk and a real county: cut anywhere, doubled, damaged, refused — and always behind the commands."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.store import attachments
from desktop.sync import files
from desktop.sync.direct import Direct
from desktop.sync.engine import Call
from desktop.sync.transport import Refused, SyncProblem
from domain.commands import Command
from tests.county.rig import Clock, make_settings, serving
from tests.desktop.live_pair import Device, Line, without
from tests.desktop.store_samples import register
from wire.caps import CAPS_HEADER, LIMIT_HEADER

CHUNK = files.CHUNK_MIN
SIZE = 5 * CHUNK + 777


def content(seed: int, size: int = SIZE) -> bytes:
    return random.Random(seed).randbytes(size)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def county(tmp_path, clock):
    with serving(make_settings(tmp_path / "county", clock)) as found:
        yield found


@pytest.fixture
def device(tmp_path, county, clock, monkeypatch):
    monkeypatch.setattr(files, "CHUNK_MAX", CHUNK)
    made = Device(tmp_path / "device", *county, clock)
    made.settle()
    made.engine._upload.chunk = CHUNK
    yield made
    made.close()


def keep(device, data, name="a.bin"):
    return device.store.put_attachment(data, name, "application/octet-stream")


def at_county(county, digest):
    path = county[0].blobs.path(digest)
    return None if path is None else path.read_bytes()


def parts(county):
    return list((county[0].settings.data / "blobs" / "parts").glob("*"))


def offsets(device):
    return [int(dict(r.headers)["Upload-Offset"]) for r in device.transport.seen if r.method == "PATCH"]


EDGES = sorted({n * CHUNK + d for n in range(4) for d in (0, 1, CHUNK // 2, CHUNK - 1)})


def test_an_upload_goes_on_where_it_was_cut(device, county):
    """scenario 43: cut at every edge of a chunk and inside chunks, the county keeps what came; the hash is right."""
    line = Line(county[1])
    device.through(line.url)
    for n, edge in enumerate(EDGES):
        data = content(n)
        kept = keep(device, data, f"{n}.bin")
        device.engine._upload.chunk = CHUNK
        device.transport.seen.clear()
        chunk, inside = divmod(edge, CHUNK)
        line.cut(inside, b"Upload-Offset: %d\r\n" % (chunk * CHUNK))
        device.settle()
        assert line.cuts == n + 1
        assert at_county(county, kept.sha256) == data
        assert device.store.attachments.waiting() == ()
        asked = offsets(device)
        assert asked[: chunk + 1] == [k * CHUNK for k in range(chunk + 1)]
        assert chunk * CHUNK <= asked[chunk + 1] <= edge, (edge, asked)
        sent = sum(len(r.body) for r in device.transport.seen if r.method == "PATCH")
        assert sent <= SIZE + CHUNK
    assert parts(county) == []
    line.close()


def test_what_arrived_inside_a_cut_chunk_is_not_sent_again(device, county, monkeypatch):
    """scenario 43: the offset after the cut lies inside the chunk."""
    line = Line(county[1])
    device.through(line.url)
    data = content(99, 9 * CHUNK)
    monkeypatch.setattr(files, "CHUNK_MAX", 2 * CHUNK)
    device.engine._upload.chunk = 2 * CHUNK
    kept = keep(device, data)
    line.cut(CHUNK + CHUNK // 2, b"Upload-Offset: 0\r\n")
    seen: list[int] = []
    real = county[0].uploads.resume

    def resume(sha, dev, at, length):
        seen.append(at)
        return real(sha, dev, at, length)

    county[0].uploads.resume = resume
    device.settle()
    assert at_county(county, kept.sha256) == data
    assert seen[0] == 0
    assert 0 < seen[1] <= CHUNK + CHUNK // 2
    line.close()


def test_a_file_changed_on_the_disk_while_it_is_sent_stays_as_it_was_attached(device, county, tmp_path):
    """scenario 44: the command points at the frozen copy."""
    source = tmp_path / "report.pdf"
    before = content(1, 3 * 1024 * 1024)
    source.write_bytes(before)
    kept = device.store.put_attachment_file(source, "report.pdf", "application/pdf")
    device.engine.wake(by_person=True)
    while not offsets(device):
        device.step()
    source.write_bytes(b"something else")
    device.settle()
    assert kept.sha256 == hashlib.sha256(before).hexdigest()
    assert at_county(county, kept.sha256) == before


def test_a_file_that_changes_while_it_is_attached_is_not_taken(device, tmp_path, monkeypatch):
    """scenario 44: half of one and half of another is neither; the operator tries again."""
    source = tmp_path / "growing.log"
    source.write_bytes(content(20, 2 * 1024 * 1024))
    real = attachments._add_blob

    def change(*given):
        with source.open("r+b") as stream:
            stream.write(b"x")
        return real(*given)

    monkeypatch.setattr(attachments, "_add_blob", change)
    with pytest.raises(OSError, match="changed"):
        device.store.put_attachment_file(source, "growing.log", "text/plain")
    monkeypatch.undo()
    assert device.store.attachments.waiting() == ()
    kept = device.store.put_attachment_file(source, "growing.log", "text/plain")
    assert device.store.put_attachment_file(source, "again.log", "text/plain").sha256 == kept.sha256
    assert device.store.attachment(kept.sha256) == source.read_bytes()


def test_a_copy_that_no_longer_has_its_hash_is_given_up_and_told(device, county):
    """scenario 44: the whole is hashed; a spoiled copy is tried once more, then set aside, and nothing is stored."""
    kept = keep(device, content(2, 2 * 1024 * 1024))
    with device.store.attachments._engines.write.begin() as connection:
        connection.exec_driver_sql("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE at = 0")
    device.settle()
    assert at_county(county, kept.sha256) is None
    assert parts(county) == []
    assert device.engine.refused_files == 1
    assert device.store.attachments.waiting() == (kept.sha256,)
    assert len([at for at in offsets(device) if at == 0]) == 2


def test_a_damaged_chunk_is_sent_again(device, county):
    """scenario 10: a flipped bit in a chunk is told from a right one by its checksum."""
    data = content(3)
    kept = keep(device, data)
    spoiled = []

    def flip(request):
        if request.method == "PATCH" and not spoiled:
            spoiled.append(1)
            body = bytes([request.body[0] ^ 1]) + request.body[1:]
            return device.line.send(replace(request, body=body))
        return None

    device.transport.fault = flip
    device.settle()
    assert spoiled
    assert at_county(county, kept.sha256) == data
    assert offsets(device)[:2] == [0, 0]


def test_an_urgent_command_goes_between_two_chunks(device, county):
    """scenario 45: a file of any size holds back a command for one chunk at most."""
    data = content(4, 30 * CHUNK)
    kept = keep(device, data)
    device.engine.wake(by_person=True)
    while len(offsets(device)) < 3:
        device.step()
    device.engine._upload.chunk = CHUNK
    case_id = device.store.new_id()
    given = Command(device.store.new_id(), case_id, register(case_id), device.clock.now())
    device.store.submit(given, device.signed.actor)
    device.engine.wake()
    before = len(device.transport.seen)
    device.step()
    assert device.transport.seen[before].path == "/sync/v1/push"
    assert device.store.counts().pending == 0
    device.settle()
    assert at_county(county, kept.sha256) == data
    asked = offsets(device)
    assert asked == sorted(set(asked)), "the upload went on, it did not begin anew"


def test_while_a_long_file_is_sent_the_rest_is_not_left_for_longer_than_a_poll(device, county):
    """scenario 45: news come in although nobody wakes the exchange."""
    keep(device, content(5, 40 * CHUNK))
    device.engine.wake(by_person=True)
    pulls = 0
    for _ in range(400):
        device.engine._upload.chunk = CHUNK
        step = device.step()
        if not isinstance(step, Call):
            break
        device.time.forward(3)
        pulls += device.transport.seen[-1].path == "/sync/v1/pull"
    assert pulls >= 3
    assert device.store.attachments.waiting() == ()


def test_two_desks_that_send_one_file_at_once_store_it_once(device, county, tmp_path, clock):
    """scenario 56: both uploads interleave; one file is stored, both copies count as verified."""
    other = Device(tmp_path / "other", *county, clock, "t.operator2")
    try:
        other.settle()
        other.engine._upload.chunk = CHUNK
        data = content(6)
        kept = keep(device, data)
        assert keep(other, data).sha256 == kept.sha256
        for desk in (device, other):
            desk.engine.wake(by_person=True)
        for _ in range(60):
            for desk in (device, other):
                desk.engine._upload.chunk = CHUNK
                desk.step()
        for desk in (device, other):
            desk.settle()
            assert desk.store.attachments.waiting() == ()
        assert at_county(county, kept.sha256) == data
        stored = [p for p in (county[0].settings.data / "blobs").rglob("*") if p.is_file()]
        assert len(stored) == 1
    finally:
        other.close()


def test_a_file_that_the_county_already_has_costs_no_bytes(device, county, tmp_path, clock):
    """scenario 56: the second desk learns that nothing is missing."""
    data = content(7)
    keep(device, data)
    device.settle()
    other = Device(tmp_path / "other", *county, clock, "t.operator2")
    try:
        keep(other, data)
        other.settle()
        assert other.store.attachments.waiting() == ()
        assert not offsets(other)
    finally:
        other.close()


def test_the_disk_of_the_county_is_full(device, county, monkeypatch):
    """scenario 21: a real ENOSPC in the middle of a file: 507, no part left, the copy here waits; later it goes."""
    data = content(8)
    kept = keep(device, data)
    folder = county[0].settings.data / "blobs" / "parts"
    real = county[0].uploads.resume

    def on_full_disk(sha, dev, at, length):
        part = real(sha, dev, at, length)
        part._stream.close()
        part._stream = Path("/dev/full").open("r+b", buffering=0)  # noqa: SIM115
        return part

    monkeypatch.setattr(county[0].uploads, "resume", on_full_disk)
    device.engine.wake(by_person=True)
    for _ in range(40):
        if not isinstance(device.step(), Call):
            break
    assert isinstance(device.engine.problem, Refused)
    assert (device.engine.problem.status, device.engine.problem.answer.code) == (507, "disk_full")
    assert list(folder.glob("*")) == []
    assert device.store.attachments.waiting() == (kept.sha256,)
    monkeypatch.undo()
    device.time.forward(120)
    device.settle()
    assert at_county(county, kept.sha256) == data


def test_room_is_left_on_the_disk(device, county, monkeypatch):
    """scenario 21: a file for which there is no room is refused before its bytes travel."""
    monkeypatch.setattr(county[0].uploads, "_reserve", 1 << 60)
    kept = keep(device, content(9))
    device.engine.wake(by_person=True)
    for _ in range(40):
        if not isinstance(device.step(), Call):
            break
    assert device.engine.problem.status == 507
    assert device.store.attachments.waiting() == (kept.sha256,)


def test_a_county_that_cannot_go_on_takes_files_whole(device, county):
    """scenario 47: without the capability nothing but PUT is used."""

    def old(request):
        return without(device.line.send(request), CAPS_HEADER.lower())

    device.transport.fault = old
    data = content(10)
    kept = keep(device, data)
    device.settle()
    assert at_county(county, kept.sha256) == data
    assert {
        r.method for r in device.transport.seen if r.path.startswith("/blobs/v1/") and r.method != "POST"
    } == {"PUT"}


def test_the_limit_of_the_county_is_kept_when_it_is_away(device, county, tmp_path):
    def small(request):
        reply = device.line.send(request)
        return replace(reply, headers=reply.headers | {LIMIT_HEADER.lower(): "1000"})

    device.transport.fault = small
    device.settle()
    assert device.store.attachments.limit == 1000
    from desktop.store.problems import StoreProblem

    with pytest.raises(StoreProblem) as problem:
        keep(device, bytes(1001))
    assert problem.value.code == "too_large"
    device.engine.__init__(device.store, device.sessions, device.clock, lambda: 0.5)
    assert device.store.attachments.limit == 1000


def test_a_file_that_is_too_large_for_the_county_is_set_aside_and_told(device, county, monkeypatch):
    monkeypatch.setattr(county[0].uploads, "_limit", 1000)
    kept = keep(device, content(11))
    device.settle()
    assert device.engine.refused_files == 1
    assert device.store.attachments.waiting() == (kept.sha256,)
    assert parts(county) == []


def test_a_download_goes_on_behind_what_has_arrived(device, county, tmp_path, clock):
    """scenario 43: the other direction; every piece may be the one that does not come."""
    data = content(12, 3 * 1024 * 1024 + 5)
    kept = keep(device, data)
    device.settle()
    digest = kept.sha256
    with device.store.attachments._engines.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM piece")
        connection.exec_driver_sql("DELETE FROM blob")
    device.transport.seen.clear()
    direct = Direct(device.store, device.sessions, device.transport)
    fail = [1]

    def fault(request):
        fail[0] += 1
        if fail[0] % 2:
            raise SyncProblem("offline")
        return

    device.transport.fault = fault
    for _ in range(20):
        try:
            assert direct.fetch(digest) == data
            break
        except SyncProblem:
            assert device.store.attachment(digest) is None
    asked = [dict(r.headers)["Range"] for r in device.transport.seen]
    assert asked[0].startswith("bytes=0-")
    assert len(set(asked)) == 4
    assert device.store.attachment(digest) == data
    assert device.store.attachments.waiting() == ()


def test_no_other_file_is_ever_kept_for_an_address(device, county):
    """scenario 11: a page in the place of a piece is refused, and so is a file that does not hash to its address."""
    data = content(13, 2 * 1024 * 1024)
    kept = keep(device, data)
    device.settle()
    with device.store.attachments._engines.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM piece")
        connection.exec_driver_sql("DELETE FROM blob")
    direct = Direct(device.store, device.sessions, device.transport)

    def spoil(request):
        reply = device.line.send(request)
        return replace(reply, body=bytes(len(reply.body))) if reply.status == 206 else reply

    device.transport.fault = spoil
    with pytest.raises(SyncProblem) as problem:
        direct.fetch(kept.sha256)
    assert problem.value.kind == "foreign"
    assert device.store.attachment(kept.sha256) is None
    assert device.store.attachments.received(kept.sha256) == 0
    device.transport.fault = lambda _request: None
    assert direct.fetch(kept.sha256) == data
