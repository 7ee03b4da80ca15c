"""Stores with work in them, and ways to break their files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.store.values import Draft
from domain.commands import Command
from tests.desktop.store_samples import (
    KEY,
    NOW,
    OPERATOR,
    FakeClock,
    Ids,
    dictionary_rows,
    open_store,
    page,
    register,
)
from wire.codec import to_json

ROOT = Path(__file__).parents[2]
VERSION_1 = Path(__file__).parent / "stores" / "version-1"
PAGE = 4096
FRAME = PAGE + 24
PASSWORD = "correct horse 1"


def account(actor=OPERATOR, login: str = "t.operator1") -> tuple[str, str]:
    """The setting by which a desk remembers that somebody signed in with the county."""
    kept = {
        "verifier": "", "actor": actor, "county": "990101", "county_name": "样例县", "signed_at": NOW, "offline_days": 7,
    }  # fmt: skip
    return f"account:{login}", to_json(kept).decode()


def work(store: Store, count: int = 12, first: int = 0, words: str = "") -> list[str]:
    """Commands with texts of very different length, one draft and one file; ids in their order."""
    ids = []
    for n in range(first, first + count):
        case_id = f"case-{store.new_id()[9:18]}{n}"
        text = f"第{n}件{words}：" + "水管漏水，请派人来修。" * (1 if n % 3 else 400)
        command = Command(store.new_id(), case_id, register(case_id, text=text), NOW)
        assert not hasattr(store.submit(command, OPERATOR), "message")
        ids.append(command.id)
    store.save_draft(Draft(f"draft-{first}", "register", "", OPERATOR.id, '{"text":"写了一半"}', NOW))
    store.put_attachment(f"样例照片{first}".encode(), "a.txt", "text/plain")
    store.put_setting(*account())
    return ids


def busy_store(folder: Path, count: int = 12, tag: int = 0) -> tuple[Store, list[str]]:
    """An open store with dictionaries and work; the log is folded back half-way, so both files hold some."""
    store = open_store(folder, tag=tag)
    store.apply_page(page(dictionary_rows()))
    ids = work(store, count // 2)
    with store._core.engines.write.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return store, ids + work(store, count - count // 2, count // 2)


def killed(store: Store, folder: Path) -> None:
    """Leave the files as a kill would: what is on disk now, with the log, without an orderly end."""
    held = folder.with_name(folder.name + "-held")
    shutil.copytree(folder, held)
    store.abandon()
    shutil.rmtree(folder)
    held.rename(folder)


def again(folder: Path, tag: int = 90, later: int = 0) -> Store:
    return Store.open(folder, GivenKey(KEY), FakeClock(NOW + later), Ids(tag))


def outbox(store: Store) -> dict[str, tuple[str, bytes]]:
    """cmd_id -> (state, body as written)."""
    with store._core.engines.read.connect() as connection:
        rows = connection.exec_driver_sql("SELECT cmd_id, state, body FROM outbox ORDER BY seq").all()
    return {row.cmd_id: (row.state, bytes(row.body)) for row in rows}


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a program of its own; it may kill itself."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, check=False, text=True, timeout=120, cwd=ROOT, env=env,
    )  # fmt: skip
