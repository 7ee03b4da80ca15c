"""Starting: light before the first picture, polite to a second instance, silent about personal data in reports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.__main__ import parse
from desktop.crash import CrashHandler, redacted

ROOT = Path(__file__).parents[2]
_FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication(["t"])
from desktop.app import Application, Launch
program = Application(app, Launch(Path(sys.argv[1])))
program.shell.show()
app.processEvents()
program.lanes.close()
heavy = {"sqlalchemy", "sqlcipher3", "requests", "reportlab", "msgspec", "pypinyin", "keyring", "argon2"}
print(sorted(heavy & set(sys.modules)), "domain.events" in sys.modules)
"""
_SECOND = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication(["t"])
from desktop.app import Application, Launch
program = Application(app, Launch(Path(sys.argv[1])))
program.shell.show()
program.open()
end = time.monotonic() + 30
while not program.door.notice.words and time.monotonic() < end:
    app.processEvents()
print(program.door.notice.words)
program.close()
"""


def run(code: str, folder: Path) -> str:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        check=False,
        text=True,
        timeout=90,
        cwd=ROOT,
        env=env,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_picture_needs_no_store_and_no_net(tmp_path):
    assert run(_FIRST_PAINT, tmp_path).strip() == "[] False"


def test_a_second_instance_is_sent_to_the_first(tmp_path):
    from desktop.store.lock import InstanceLock

    lock = InstanceLock(tmp_path / "store.lock")
    lock.acquire()
    try:
        said = run(_SECOND, tmp_path)
    finally:
        lock.release()
    assert "已经打开" in said
    assert "数据是安全的" in said


def test_a_report_names_lines_and_types_but_no_words():
    try:
        try:
            int("张三 19900006816")
        except ValueError as error:
            raise KeyError("杜文") from error
    except KeyError as problem:
        text = redacted(problem)
    assert "KeyError" in text
    assert "ValueError" in text
    assert "test_app_start.py" in text
    assert "19900006816" not in text
    assert "杜文" not in text


def test_reports_are_kept_few_and_the_hook_is_given_back(tmp_path):
    before = sys.excepthook
    told: list[str] = []
    handler = CrashHandler(tmp_path, told.append)
    assert sys.excepthook is not before
    for _ in range(25):
        handler.report(ValueError("19900006816"))
    handler.remove()
    assert sys.excepthook is before
    reports = sorted((tmp_path / "reports").iterdir())
    assert len(reports) == 20
    assert told == ["ValueError"] * 25
    assert all("19900006816" not in r.read_text(encoding="utf-8") for r in reports)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [(["--offscreen"], "offscreen", True), (["--tour", "d"], "tour", "d"), (["--practice"], "practice", True),
     (["--server", "https://x"], "server", "https://x"), (["--data", "d"], "data", "d"), (["--smoke"], "smoke", True)],
)  # fmt: skip
def test_the_command_line(given, name, value):
    assert getattr(parse(given), name) == value
