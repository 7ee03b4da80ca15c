"""Nothing that a citizen said lies readable on the disk: every file of a profile, after everything that can happen."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from tests.desktop.store_damage import VERSION_1, python

NAME, PHONE, PLACE, TEXT = "欧阳标记甲", "19900007531", "标记路九十九号", "只有标记人才知道的隐情"
NOTE, DRAFT, PICTURE = "通话里说的标记话", "草稿里写的标记话", "照片里的标记字样"
MARKS = (NAME, PHONE, PLACE, TEXT, NOTE, DRAFT, PICTURE)

_PREPARE = f"""
import os, sys, tempfile
from pathlib import Path
folder = Path(sys.argv[1])
(folder / "tmp").mkdir(parents=True, exist_ok=True)
tempfile.tempdir = os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(folder / "tmp")
from desktop.store import entering
from desktop.store.copies import Copies, read_copies
from desktop.store.keys import KeyFile
from desktop.store.store import Store
from desktop.store.values import Draft
from domain.case import Reporter
from domain.commands import Command, LogCall
from tests.desktop.store_damage import account
from tests.desktop.store_samples import *
from wire.sealing import Cost
def opened(tag):
    store = Store.open(folder / "p", KeyFile(folder / "p" / "store.key"), FakeClock(), Ids(tag))
    if store.dictionaries.profile_or_none() is None:
        store.apply_page(page(dictionary_rows()))
    return store
def use(store, cases=30):
    for n in range(cases):
        case_id = store.new_id()
        body = register(case_id, text={TEXT!r} + str(n) + "长" * 3000 * (n % 2), place_text={PLACE!r},
                        reporter=Reporter({NAME!r}, {PHONE!r}))
        store.submit(Command(store.new_id(), case_id, body, NOW), OPERATOR)
        store.submit(Command(store.new_id(), case_id, LogCall("reached", {NOTE!r}), NOW), OPERATOR)
    store.save_draft(Draft("d" + store.new_id(), "register", "", OPERATOR.id, '{{"text":"' + {DRAFT!r} + '"}}', NOW))
    store.put_attachment({PICTURE!r}.encode() * 2000, "p.txt", "text/plain")
    store.put_setting(*account())
    store.keep_slot("t.operator1", "password one", Cost(1, 8, 1))
    store.search({TEXT!r}[:4], 10)
"""


def run(step: str, folder: Path) -> object:
    done = python(_PREPARE + step, folder)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done


def hits(folder: Path) -> list[str]:
    """Files that hold a mark as bytes, in any of the encodings that programs use."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            for mark in MARKS:
                for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                    if mark.encode(coding) in data:
                        found.append(f"{path.relative_to(folder)}: {mark} ({coding})")
    return found


KILLED = "store = opened(1); use(store); store.next_batch('r'); os.kill(os.getpid(), 9)"
COPIED = """
store = opened(2); use(store, 4)
copies = Copies(store, folder / "copy"); assert copies.renew()
store.export_unsent(folder / "export.sealed"); store.close()
"""
REPAIRED = """
path = folder / "p" / "store.db"
data = path.read_bytes(); path.write_bytes(os.urandom(16) + data[16:])
said = entering.repair(folder / "p", KeyFile(folder / "p" / "store.key"), NOW, Ids(3),
                       lambda key: read_copies(folder / "copy", key))
assert said.waiting > 30
store = opened(4); use(store, 3); store.rebuild_projection(); store.abandon()
"""
REPORTED = f"""
from desktop.crash import CrashHandler
handler = CrashHandler(folder / "p", lambda kind: None)
try:
    try: int({TEXT!r})
    except ValueError as error: raise KeyError({NAME!r} + {PHONE!r}) from error
except KeyError as problem: handler.report(problem)
handler.remove()
"""
SEALED = """
(folder / "p" / "store.key").unlink()
entering.put_under_seal(folder / "p", NOW)
store = opened(5); use(store, 2); store.close()
"""
WINDOW = f"""
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import time
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
app = QApplication(["t"])
from desktop import settings
from desktop.app import Application, Launch
from wire.codec import to_json
store = opened(6); use(store, 3)
store.put_setting("session", to_json(dict(access="", refresh="r", access_until=0, login="t.operator1")).decode())
store.close()
settings.save(folder / "p", settings.Settings(mode="county", server="http://127.0.0.1:9", last_login="t.operator1"))
program = Application(app, Launch(folder / "p"))
program.show()
end = time.monotonic() + 60
while program.window is None and time.monotonic() < end: QTest.qWait(10)
assert program.window is not None, program.door.notice.words
program.rescue._copies.renew()
for _ in range(200): app.processEvents()
program.crash.report(RuntimeError({TEXT!r}))
program.lock_now()
for _ in range(50): app.processEvents()
os.kill(os.getpid(), 9)
"""


def test_the_search_finds_what_lies_open(tmp_path):
    (tmp_path / "a.log").write_text(f"call {PHONE}", encoding="utf-8")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thumb.dat").write_bytes(b"\x00" + PICTURE.encode("utf-16-le"))
    assert {hit.partition(":")[0] for hit in hits(tmp_path)} == {"a.log", str(Path("b") / "thumb.dat")}


def test_no_file_of_the_profile_shows_what_citizens_said(tmp_path):
    """Used, killed, copied, exported, damaged, repaired, crashed, put under seal, shown in the window and killed again."""
    for step in (KILLED, COPIED, REPAIRED, REPORTED, SEALED, WINDOW):
        run(step, tmp_path)
        assert hits(tmp_path) == [], step
    names = {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")}
    assert {"p", "copy", "export.sealed"} <= names
    assert list((tmp_path / "p").glob("damaged-*"))
    assert list((tmp_path / "p").glob("sealed-*"))
    assert list((tmp_path / "p" / "reports").iterdir())
    assert sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file()) > 500_000


@pytest.mark.parametrize("ending", ["close", "abandon"])
def test_a_migration_leaves_no_readable_twin(tmp_path, ending):
    folder = shutil.copytree(VERSION_1, tmp_path / "p")
    marks = ["水管漏水", "垃圾没有清运", "写了一半的登记", "冯春强", "19900006816", "样例照片"]
    step = (
        "import sys; from pathlib import Path\nfrom tests.desktop.store_damage import again\n"
        f"again(Path(sys.argv[1])).{ending}()"
    )
    assert python(step, folder).returncode == 0
    assert (folder / "store.before-2.db").exists()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [m for m in marks for c in ("utf-8", "utf-16-le") if m.encode(c) in data], path
