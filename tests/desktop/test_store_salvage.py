"""Damaged files: noticed before they are used, kept as they are, and the operator's work comes out of them."""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

import pytest

from desktop.store import entering, opening
from desktop.store.copies import Copies, read_copies
from desktop.store.keys import GivenKey
from desktop.store.rescue import rescue_files, rescue_store
from desktop.store.slots import read_facts
from storage.engine import StoreProblem
from storage.pages import PageReader, log_is_damaged, read_salt
from tests.desktop.store_damage import FRAME, PAGE, again, busy_store, killed, outbox, python, work
from tests.desktop.store_samples import KEY, NOW, Ids, dictionary_rows, page
from wire.messages import Outcome, PushAnswer


def code(call) -> str:
    with pytest.raises(StoreProblem) as problem:
        call()
    assert problem.value.message.count("。") >= 2
    return problem.value.code


def repair(folder: Path, copies: Path | None = None):
    def copied(key: bytes):
        return read_copies(copies, key) if copies else ()

    return entering.repair(folder, GivenKey(KEY), NOW, Ids(80), copied)


def overwrite(path: Path, at: int, data: bytes) -> None:
    raw = bytearray(path.read_bytes())
    raw[at : at + len(data)] = data
    path.write_bytes(raw)


def junk(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def leaf_pages(folder: Path) -> list[int]:
    """Numbers of pages of store.db whose loss is damage that a check must see: the upper half of the file."""
    count = (folder / "store.db").stat().st_size // PAGE
    return list(range(count // 2, count))


def test_reading_page_by_page_finds_exactly_what_the_library_finds(tmp_path):
    store, _ = busy_store(tmp_path / "d", 20)
    store.next_batch("r", 7)
    store.withdraw(list(outbox(store))[-1])
    expected, drafts = outbox(store), store.drafts()
    killed(store, tmp_path / "d")
    path = tmp_path / "d" / "store.db"
    found = rescue_store(path, KEY, read_salt(path))
    assert {str(c["cmd_id"]): (c["state"], c["body"]) for c in found.commands} == expected
    assert [c["cmd_id"] for c in found.commands] == list(expected)
    assert {d[0] for d in found.drafts} == {d.id for d in drafts}
    assert found.doubtful == 0
    assert set(found.settings) >= {"account:t.operator1"}
    assert found.meta["device"]
    files = list(
        rescue_files(tmp_path / "d" / "attachments.db", KEY, read_salt(tmp_path / "d" / "attachments.db"))
    )
    assert {f.data.decode() for f in files} == {"样例照片0", "样例照片10"}


def zero_bytes(folder: Path) -> None:
    (folder / "store.db").write_bytes(b"")


def removed(folder: Path) -> None:
    (folder / "store.db").unlink()


def header(folder: Path) -> None:
    overwrite(folder / "store.db", 0, junk(16))


def first_page(folder: Path) -> None:
    overwrite(folder / "store.db", 0, junk(PAGE))


def cut_short(folder: Path) -> None:
    raw = (folder / "store.db").read_bytes()
    (folder / "store.db").write_bytes(raw[: len(raw) * 2 // 3 // PAGE * PAGE + 100])


def bad_log_frame(folder: Path) -> None:
    overwrite(folder / "store.db-wal", 32 + 3 * FRAME + 500, junk(64))


def bad_log_header(folder: Path) -> None:
    overwrite(folder / "store.db-wal", 0, junk(32))


def page_overwritten(folder: Path) -> None:
    for number in leaf_pages(folder)[:3]:
        overwrite(folder / "store.db", number * PAGE, junk(PAGE))


def page_scratched(folder: Path) -> None:
    for number in leaf_pages(folder):
        overwrite(folder / "store.db", number * PAGE + 2000, junk(32))


@pytest.mark.parametrize(
    ("damage", "kept"),
    [(zero_bytes, 0.0), (removed, 0.0), (header, 1.0), (first_page, 1.0), (cut_short, 0.3), (bad_log_frame, 0.9),
     (bad_log_header, 1.0), (page_overwritten, 0.5), (page_scratched, 0.5)],
)  # fmt: skip
def test_a_damaged_store_is_noticed_set_aside_and_its_work_goes_on(tmp_path, damage, kept):
    """`kept`: least share of the commands that must come out of the damaged files alone."""
    folder = tmp_path / "d"
    store, ids = busy_store(folder, 24)
    device, db_id = store.sync_state().device, store.sync_state().db_id
    before = outbox(store)
    killed(store, folder)
    damage(folder)
    broken = {p.name: p.read_bytes() for p in folder.iterdir() if p.name.startswith("store.db")}
    assert code(lambda: again(folder)) == "damaged"
    for name, raw in broken.items():
        if not name.endswith("-shm"):
            assert (folder / name).read_bytes() == raw, "refusing to open changes nothing"
    said = repair(folder)
    for name, raw in broken.items():
        if not name.endswith("-shm"):
            assert (said.aside / name).read_bytes() == raw, "the damaged files are kept as they were"
    store = again(folder)
    found = outbox(store)
    assert len(found) >= kept * len(ids)
    assert said.commands == len(found)
    for cmd_id, (state, body) in found.items():
        assert body == before[cmd_id][1]
        assert state == "pending"
    assert list(found) == [i for i in before if i in found], "order is kept"
    state = store.sync_state()
    assert state.device == device
    assert state.db_id != db_id
    assert state.buckets == ()
    assert len(store.attachments.waiting()) == 2
    store.apply_page(page(dictionary_rows()))
    batch = store.next_batch("r")
    assert [c.n for c in batch.commands] == list(range(1, len(found) + 1)) if found else batch is None
    store.close()
    again(folder).close()


@pytest.mark.parametrize("damage", [zero_bytes, removed, cut_short, page_overwritten, bad_log_frame])
def test_with_the_rolling_copy_nothing_is_lost(tmp_path, damage):
    folder, second = tmp_path / "d", tmp_path / "copy"
    store, _ = busy_store(folder, 24)
    assert Copies(store, second).renew()
    before = outbox(store)
    killed(store, folder)
    damage(folder)
    assert code(lambda: again(folder)) == "damaged"
    repair(folder, second)
    store = again(folder)
    assert {i: b for i, (_, b) in outbox(store).items()} == {i: b for i, (_, b) in before.items()}
    assert len(store.drafts()) == 2
    store.close()


@pytest.mark.parametrize("damage", ["zero", "missing", "header", "page"])
def test_damaged_attachments_are_repaired_beside_a_sound_store(tmp_path, damage):
    folder = tmp_path / "d"
    store, ids = busy_store(folder, 6)
    for n in range(6):
        store.put_attachment(bytes([n]) * 30_000, f"{n}.bin", "image/png")
    waiting = store.attachments.waiting()
    store.close()
    path = folder / "attachments.db"
    if damage == "zero":
        path.write_bytes(b"")
    elif damage == "missing":
        path.unlink()
    elif damage == "header":
        overwrite(path, 0, junk(100))
    else:
        overwrite(path, 0, junk(16))
        overwrite(path, 12 * PAGE, junk(PAGE))
    assert code(lambda: again(folder)) == "damaged"
    said = repair(folder)
    store = again(folder)
    assert set(outbox(store)) == set(ids)
    assert store.sync_state().buckets, "the sound store was left as it was"
    kept = store.attachments.waiting()
    assert set(kept) <= set(waiting)
    assert len(kept) == said.files
    assert len(kept) >= {"zero": 0, "missing": 0, "header": 8, "page": 6}[damage]
    store.close()


def test_a_torn_tail_of_the_log_after_a_crash_is_no_damage(tmp_path):
    folder = tmp_path / "d"
    store, ids = busy_store(folder, 12)
    killed(store, folder)
    log = folder / "store.db-wal"
    raw = log.read_bytes()
    log.write_bytes(raw + raw[-FRAME:][:100] + junk(900))
    reader = PageReader(KEY, read_salt(folder / "store.db"))
    assert not log_is_damaged(log, reader)
    store = again(folder)
    assert set(outbox(store)) == set(ids)
    store.close()


def test_every_damaged_frame_but_the_last_commit_is_noticed(tmp_path):
    folder = tmp_path / "d"
    store, _ = busy_store(folder, 8)
    killed(store, folder)
    log = folder / "store.db-wal"
    raw = log.read_bytes()
    reader = PageReader(KEY, read_salt(folder / "store.db"))
    frames = (len(raw) - 32) // FRAME
    commits = [n for n in range(frames) if raw[32 + n * FRAME + 4 : 32 + n * FRAME + 8] != bytes(4)]
    assert len(commits) > 4
    for number in range(commits[-2] + 1):
        for offset in (2, 20, 24 + 3000):
            bad = bytearray(raw)
            bad[32 + number * FRAME + offset] ^= 0x40
            log.write_bytes(bad)
            assert log_is_damaged(log, reader), (number, offset)


_KILL = """
import os, sys
from pathlib import Path
nth = int(sys.argv[2])
real = os.replace
calls = [0]
def step(kind):
    calls[0] += 1
    if calls[0] == nth: os.kill(os.getpid(), 9)
for name in ("replace", "rename", "unlink"):
    def make(name):
        done = getattr(Path, name)
        def act(self, *a, **k):
            step(name); got = done(self, *a, **k); step(name); return got
        setattr(Path, name, act)
    make(name)
from desktop.store import entering
from desktop.store.keys import GivenKey
from tests.desktop.store_samples import KEY, NOW, Ids
said = entering.repair(Path(sys.argv[1]), GivenKey(KEY), NOW, Ids(70), lambda key: ())
print("done", calls[0])
"""


def test_a_repair_that_is_killed_at_any_step_is_finished_later(tmp_path):
    folder = tmp_path / "d"
    store, ids = busy_store(folder, 6)
    killed(store, folder)
    first_page(folder)
    start = tmp_path / "start"
    folder.rename(start)
    nth, ended = 0, 0
    while not ended:
        nth += 7
        shutil.copytree(start, folder)
        done = python(_KILL, folder, nth)
        if done.returncode != -signal.SIGKILL:
            assert done.stdout.startswith("done"), done.stderr
            ended = nth
        try:
            store = again(folder)
        except StoreProblem:
            repair(folder)
            store = again(folder)
        assert set(outbox(store)) == set(ids), nth
        store.close()
        shutil.rmtree(folder)
    assert ended > 20


def test_a_full_disk_stops_the_repair_and_changes_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "d"
    store, _ = busy_store(folder, 6)
    killed(store, folder)
    first_page(folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening.shutil, "copyfile", full)
    assert code(lambda: repair(folder)) == "repair"
    after = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    assert after | {"store.lock": b""} == before | {"store.lock": b""}


def test_a_check_has_a_limit_and_goes_on_later(tmp_path):
    store, _ = busy_store(tmp_path / "d", 40)
    late = iter([0.0, *[100.0] * 10_000])
    monotonic = lambda: next(late)  # noqa: E731
    engine = store._core.engines.read
    steps = opening._STEPS_BETWEEN_LOOKS
    opening._STEPS_BETWEEN_LOOKS = 10
    try:
        assert opening.quick_check(engine, 5.0, monotonic) == "unfinished"
    finally:
        opening._STEPS_BETWEEN_LOOKS = steps
    assert store.check_file() == "ok"
    store.close()


def test_damage_found_beside_the_work_stops_the_next_start(tmp_path):
    folder = tmp_path / "d"
    store, _ = busy_store(folder, 40)
    store.close()
    numbers = leaf_pages(folder)
    overwrite(folder / "store.db", numbers[2] * PAGE, junk(PAGE))
    store = again(folder)
    assert store.check_file() == "damaged"
    store.close()
    assert code(lambda: again(folder)) == "damaged"


def test_the_facts_for_a_repair_are_noted_and_renewed(tmp_path):
    folder = tmp_path / "d"
    store, _ = busy_store(folder, 4)
    device = store.sync_state().device
    store.close()
    facts = read_facts(folder / "store.keys")
    assert facts.founded
    assert facts.device == device
    assert facts.salts["store.db"] == (folder / "store.db").read_bytes()[:16].hex()
    header(folder)
    repair(folder)
    assert (
        read_facts(folder / "store.keys").salts["store.db"] == (folder / "store.db").read_bytes()[:16].hex()
    )
    again(folder).close()


@pytest.mark.parametrize("damage", [zero_bytes, removed])
def test_a_store_from_before_the_key_file_is_not_begun_anew_either(tmp_path, damage):
    folder = tmp_path / "d"
    busy_store(folder, 2)[0].close()
    (folder / "store.keys").unlink()
    damage(folder)
    assert code(lambda: again(folder)) == "damaged"
    assert repair(folder).commands == 0
    again(folder).close()


def test_files_that_lie_in_pieces_come_out_too(tmp_path):
    from hashlib import sha256

    from desktop.store.opening import open_blobs

    path = tmp_path / "attachments.db"
    engines = open_blobs(path, KEY.hex())
    large = [bytes([n]) * 50_000 for n in range(4)]
    digest = sha256(b"".join(large)).hexdigest()
    with engines.write.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS piece (sha256 TEXT NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL,"
            " PRIMARY KEY (sha256, at))"
        )
        connection.exec_driver_sql(
            "INSERT INTO blob (sha256, media, size, state, added_at, bytes) VALUES (?, 'video/mp4', 200000, 'waiting', 5, x'')",
            (digest,),
        )
        for n in (2, 0, 3, 1):
            connection.exec_driver_sql("INSERT INTO piece VALUES (?, ?, ?)", (digest, n * 50_000, large[n]))
    engines.close()
    (kept,) = rescue_files(path, KEY, read_salt(path))
    assert (kept.sha256, kept.media, kept.data) == (digest, "video/mp4", b"".join(large))
    overwrite(path, 20 * PAGE, junk(PAGE))
    assert list(rescue_files(path, KEY, read_salt(path))) == []


def test_a_power_cut_at_any_byte_of_the_log_keeps_what_was_confirmed(tmp_path):
    """The log ends anywhere, with or without rubbish behind: it opens, and every confirmed command is there."""
    folder = tmp_path / "d"
    store, first = busy_store(folder, 2)
    log = folder / "store.db-wal"
    confirmed: list[tuple[int, str]] = []
    for n in range(8):
        ids = work(store, 1, 100 + n)
        confirmed.append((log.stat().st_size, ids[0]))
    killed(store, folder)
    raw = (folder / "store.db-wal").read_bytes()
    start = tmp_path / "start"
    folder.rename(start)
    chance = random.Random(7)
    cuts = [chance.randrange(confirmed[0][0] // 2, len(raw)) for _ in range(24)] + [
        size for size, _ in confirmed
    ]
    for nth, cut in enumerate(cuts):
        shutil.copytree(start, folder)
        log.write_bytes(raw[:cut] + (junk(700) if nth % 2 else b""))
        store = again(folder)
        found = set(outbox(store))
        assert {cmd for size, cmd in confirmed if size <= cut} <= found
        assert first[0] in found
        store.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_carving_and_reading_agree(tmp_path, seed):
    """Commands of all lengths that are sent, answered, withdrawn and forgotten; drafts that come and go; checkpoints."""
    folder, chance = tmp_path / "d", random.Random(seed)
    store, _ = busy_store(folder, 4, tag=seed)
    for nth in range(60):
        deed = chance.randrange(7)
        if deed < 2:
            work(store, 1, 1000 + nth, "长" * chance.choice((1, 900, 1400, 6000)))
        elif deed == 2:
            batch = store.next_batch("r", chance.randrange(1, 4))
            if batch is not None:
                outcomes = [
                    Outcome(i, chance.choice(("applied", "rejected")), "x", "不行。")
                    for i in list(outbox(store))[:3]
                ]
                store.apply_push(PushAnswer("r", "e1", float(NOW), 1, outcomes))
        elif deed == 3:
            store.withdraw(chance.choice(list(outbox(store))))
        elif deed == 4:
            store.delete_draft(chance.choice(store.drafts()).id if store.drafts() else "none")
        elif deed == 5:
            with store._core.engines.write.begin() as connection:
                connection.exec_driver_sql(
                    "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox ORDER BY random() LIMIT 1)"
                )
        else:
            with store._core.engines.write.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    expected, drafts = outbox(store), {d.id: d.body for d in store.drafts()}
    killed(store, folder)
    path = folder / "store.db"
    found = rescue_store(path, KEY, read_salt(path))
    assert {c["cmd_id"]: (c["state"], c["body"]) for c in found.commands} == expected
    assert {d[0]: d[4] for d in found.drafts} == drafts
