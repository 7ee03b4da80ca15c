"""A store of version 1, as the version before made it, in the hands of this one."""

from __future__ import annotations

import shutil
import signal

import pytest

from desktop.store import opening
from desktop.store.opening import VERSION, open_main
from storage.engine import StoreProblem, open_engines
from tests.desktop.store_damage import VERSION_1, again, busy_store, python
from tests.desktop.store_samples import KEY, dictionary_rows, page

COLUMNS = (
    "seq, cmd_id, case_id, kind, actor_id, actor, body, made_at, hold_until, n, state, needs, conflict, tries, next_try,"
    " replay, outcome, done_at, settled, reason"
)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(VERSION_1, tmp_path / "d")


def rows(path):
    """The whole outbox as bytes and numbers, and the version of the file."""
    engines = open_engines(path, KEY.hex())
    try:
        with engines.read.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT {COLUMNS} FROM outbox ORDER BY seq").all()
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    finally:
        engines.close()
    return [tuple(row) for row in found], version


def test_the_outbox_is_byte_for_byte_the_same_afterwards(folder):
    before, version = rows(folder / "store.db")
    assert (version, len(before)) == (1, 5)
    assert {row[10] for row in before} == {"applied", "rejected", "sent", "pending", "withdrawn"}
    store = again(folder, later=60)
    assert [d.id for d in store.drafts()] == ["draft-1"]
    assert len(store.attachments.waiting()) == 1
    store.apply_page(page(dictionary_rows()))
    assert store.counts().pending == 2
    assert len(store.rejected()) == 1
    batch = store.next_batch("r")
    assert [bytes(c.command) for c in batch.commands] == [
        row[6] for row in before if row[10] in ("sent", "pending")
    ]
    store.close()
    after, version = rows(folder / "store.db")
    assert version == VERSION
    for old, new in zip(before, after, strict=True):
        assert new[1:9] == old[1:9]
        assert new[16] == old[16]


def test_a_copy_is_made_first_and_stays_until_the_next_good_start(folder):
    before = (folder / "store.db").read_bytes()
    again(folder).close()
    copy = folder / "store.before-2.db"
    assert copy.read_bytes() == before
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    assert rows(copy)[1] == 1
    again(folder).close()
    assert not copy.exists()


_KILL = """
import os, sys
from pathlib import Path
from desktop.store import opening
nth, calls, commits = int(sys.argv[2]), [0], sys.argv[3] == "True"
def step():
    calls[0] += 1
    if calls[0] == nth: os.kill(os.getpid(), 9)
real = opening.statements
def statements(name):
    for each in real(name):
        step(); yield each
    step()
opening.statements = statements
copy = opening.copy_whole
def copy_whole(a, b):
    step(); copy(a, b); step()
opening.copy_whole = copy_whole
if commits:
    import sqlalchemy as sa
    real_begin = sa.engine.base.RootTransaction._do_commit
    def commit(self):
        step(); real_begin(self); step()
    sa.engine.base.RootTransaction._do_commit = commit
from tests.desktop.store_samples import KEY
opening.open_main(Path(sys.argv[1]), KEY.hex()).close()
print("done", calls[0])
"""


@pytest.mark.parametrize(
    ("commits", "nth"), [(c, n) for c, last in ((False, 16), (True, 24)) for n in range(1, last)]
)
def test_killed_halfway_the_old_version_opens_and_the_step_is_taken_again(folder, commits, nth):
    before, _ = rows(folder / "store.db")
    done = python(_KILL, folder / "store.db", nth, commits)
    assert done.returncode == -signal.SIGKILL, (done.stdout, done.stderr)
    found, version = rows(folder / "store.db")
    assert 1 <= version <= VERSION
    assert found == before
    if (folder / "store.before-2.db").exists():
        assert rows(folder / "store.before-2.db") == (before, 1)
    store = again(folder)
    store.close()
    after, version = rows(folder / "store.db")
    assert version == VERSION
    assert [r[:9] for r in after] == [r[:9] for r in before]


def test_matters_are_found_again_by_their_words(tmp_path):
    """The index of version 3 parted words in another way; it is made anew from what the store holds."""
    store, _ = busy_store(tmp_path / "d")
    held = sorted(row.case_id for row in store.search("水管", 100))
    assert held
    store.close()
    engines = open_engines(tmp_path / "d" / "store.db", KEY.hex())
    with engines.write.begin() as connection:
        for statement in (
            "DROP TABLE words",
            "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61')",
            "PRAGMA user_version=3",
        ):
            connection.exec_driver_sql(statement)
    engines.close()
    store = again(tmp_path / "d")
    assert sorted(row.case_id for row in store.search("水管", 100)) == held
    assert not store.search("电梯", 100)
    store.close()
    assert rows(tmp_path / "d" / "store.db")[1] == VERSION


def test_a_step_that_fails_leaves_the_old_version_and_says_so(folder, monkeypatch):
    before = rows(folder / "store.db")

    def broken(name):
        return iter(["ALTER TABLE outbox ADD COLUMN half TEXT", "CREATE TABLE outbox (again TEXT)"])

    monkeypatch.setattr(opening, "statements", broken)
    with pytest.raises(StoreProblem) as problem:
        open_main(folder / "store.db", KEY.hex())
    assert problem.value.code == "migration"
    assert "内容都在" in problem.value.message
    monkeypatch.undo()
    assert rows(folder / "store.db") == before
    again(folder).close()


def test_without_room_for_the_copy_nothing_is_changed(folder, monkeypatch):
    before = rows(folder / "store.db")

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening.shutil, "copyfile", full)
    with pytest.raises(StoreProblem) as problem:
        open_main(folder / "store.db", KEY.hex())
    assert problem.value.code == "migration"
    monkeypatch.undo()
    assert rows(folder / "store.db") == before


def test_a_damaged_store_of_the_old_version_is_salvaged_too(folder):
    from desktop.store.rescue import rescue_store
    from storage.pages import read_salt

    before, _ = rows(folder / "store.db")
    path = folder / "store.db"
    salt = read_salt(path)
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    found = rescue_store(path, KEY, salt)
    assert [(c["seq"], c["cmd_id"], c["body"], c["state"]) for c in found.commands] == [
        (r[0], r[1], r[6], r[10]) for r in before
    ]
