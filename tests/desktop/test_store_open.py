"""Opening the data folder: one program, one key, never a plain file, never a silent new start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from desktop.store.keys import GivenKey, KeyFile, default_keys, obtain_key
from desktop.store.opening import VERSION, open_main, statements
from desktop.store.store import Store
from storage.engine import StoreProblem
from tests.desktop.store_samples import KEY, FakeClock, Ids, dictionary_rows, open_store, page


def code(call) -> str:
    with pytest.raises(StoreProblem) as problem:
        call()
    assert "。" in problem.value.message
    return problem.value.code


def test_the_file_on_disk_is_not_readable_without_the_key(tmp_path):
    store = open_store(tmp_path)
    store.apply_page(page(dictionary_rows()))
    store.put_attachment("群众照片的秘密内容".encode(), "a.txt", "text/plain")
    store.close()
    for name in ("store.db", "attachments.db"):
        data = (tmp_path / name).read_bytes()
        assert not data.startswith(b"SQLite format 3")
        assert "王红霞".encode() not in data
        assert "秘密".encode() not in data


def test_another_key_is_refused_and_changes_nothing(tmp_path):
    open_store(tmp_path).close()
    before = (tmp_path / "store.db").read_bytes()
    assert code(lambda: Store.open(tmp_path, GivenKey(bytes(32)), FakeClock(), Ids())) == "wrong_key"
    assert (tmp_path / "store.db").read_bytes() == before
    open_store(tmp_path).close()


def test_a_second_program_is_refused_politely_and_the_first_goes_on(tmp_path):
    store = open_store(tmp_path)
    assert code(lambda: open_store(tmp_path)) == "second_instance"
    script = (
        "import sys; from pathlib import Path; from desktop.store.lock import InstanceLock\n"
        "from storage.engine import StoreProblem\n"
        "try: InstanceLock(Path(sys.argv[1])).acquire()\n"
        "except StoreProblem as p: sys.exit(0 if str(sys.argv[2]) in p.message else 3)\n"
        "sys.exit(4)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "store.lock"), str(os.getpid())], check=False
    )
    assert done.returncode == 0
    store.put_setting("a", "b")
    store.close()
    open_store(tmp_path).close()


def test_a_lock_left_by_a_crash_is_taken_over(tmp_path):
    (tmp_path / "store.lock").write_text(" 99999")
    open_store(tmp_path).close()


def test_a_store_without_its_key_never_gets_a_new_one(tmp_path):
    keys = KeyFile(tmp_path / "store.key")
    Store.open(tmp_path, keys, FakeClock(), Ids()).close()
    (tmp_path / "store.key").unlink()
    assert code(lambda: Store.open(tmp_path, keys, FakeClock(), Ids())) == "key"
    assert not (tmp_path / "store.key").exists()


def test_the_key_file_is_private_and_read_back(tmp_path):
    file = KeyFile(tmp_path / "k" / "store.key")
    key = obtain_key(file, store_exists=False)
    assert obtain_key(file, store_exists=True) == key
    assert len(bytes.fromhex(key)) == 32
    if sys.platform != "win32":
        assert file.path.stat().st_mode & 0o077 == 0
    file.path.write_text("not a key")
    assert code(file.load) == "key"


def test_without_a_keyring_the_key_lies_in_a_file(tmp_path):
    assert isinstance(default_keys(tmp_path), KeyFile)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    engines = open_main(tmp_path / "store.db", KEY.hex())
    with engines.write.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION + 1}")
    engines.close()
    assert code(lambda: open_main(tmp_path / "store.db", KEY.hex())) == "newer"


def test_a_damaged_file_is_not_opened_and_not_touched(tmp_path):
    store = open_store(tmp_path)
    store.apply_page(page(dictionary_rows()))
    store.abandon()
    path = tmp_path / "store.db"
    data = bytearray(path.read_bytes())
    for start in range(8192, len(data), 4096):
        data[start : start + 64] = bytes(64)
    path.write_bytes(data)
    assert code(lambda: open_store(tmp_path)) in ("damaged", "wrong_key")
    assert path.read_bytes() == bytes(data)


def test_the_wall_clock_may_jump_once_the_county_has_spoken():
    from desktop.clock import ServerClock

    wall, monotonic = [1000.0], [5.0]
    clock = ServerClock(lambda: wall[0], lambda: monotonic[0])
    assert (clock.now(), clock.known, clock.skew()) == (1000, False, 0)
    clock.adjust(2000.0)
    wall[0], monotonic[0] = 99.0, 7.0
    assert (clock.now(), clock.known, clock.skew()) == (2002, True, 99 - 2002)


def test_migration_files_split_into_whole_statements():
    found = list(statements("0001.sql"))
    assert all(s.startswith("CREATE ") for s in found)
    assert any("fts5" in s for s in found)
