"""Start of the program: seconds from nothing to the first picture, and to a queue with 20,000 (or --cases N) matters.

Each start is a process of its own. The limit is a bare PySide6 window with the same fonts, for the queue also SQLAlchemy
Core reading 50 rows from the same encrypted store; the ratio says what the program adds. Prints one JSON object a line:
job, ours, limit, rival, ratio, unit.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks._matters import KEY, FixedClock, cases, dictionary, load, page
from desktop.store.keys import GivenKey
from desktop.store.store import Store

ROOT = Path(__file__).resolve().parent.parent
_BARE = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QLabel
from PySide6.QtGui import QFontDatabase
app = QApplication(["bare"])
for name in ("NotoSansSC-Regular", "NotoSansSC-Bold", "MinqingNamesExt-Regular", "NotoEmoji-Regular"):
    QFontDatabase.addApplicationFont(str(Path("resources/fonts") / f"{name}.ttf"))
window = QLabel("民情直通")
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab()
"""
_OURS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication(["ours"])
from desktop.app import Application, Launch
program = Application(app, Launch(Path(sys.argv[1])))
program.shell.show()
app.processEvents()
program.shell.grab()
program.lanes.close()
"""


def seconds(*command: str) -> float:
    """One start, from the beginning of the process to its picture: the instant that it prints, else its end."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.monotonic()
    said = subprocess.run(
        [sys.executable, *command], check=True, cwd=ROOT, env=env, capture_output=True
    ).stdout
    return float(said or time.monotonic()) - begun


def say(job: str, ours: list[str], bare: list[str], rounds: int, rival: str) -> None:
    """Measure both, one after the other, and print the medians."""
    pairs = [(seconds(*ours), seconds(*bare)) for _ in range(rounds)]
    mine, limit = (statistics.median(column) for column in zip(*pairs, strict=True))
    line = {
        "job": job, "ours": round(mine, 3), "limit": round(limit, 3), "rival": rival,
        "ratio": round(mine / limit, 2), "unit": "s",
    }  # fmt: skip
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def fill(folder: Path, count: int) -> None:
    """A store with invented matters."""
    rows, profile, facts = dictionary()
    store = Store.open(folder, GivenKey(KEY), FixedClock())
    store.apply_page(page(rows))
    load(store, cases(count, profile, facts))
    store.close()


def main() -> int:
    """Both jobs."""
    parser = argparse.ArgumentParser(prog="bench start")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cases", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as folder:
        say(
            "first picture", ["-c", _OURS, folder], ["-c", _BARE, folder], given.rounds, "bare PySide6 window"
        )
        filled = Path(folder) / "filled"
        fill(filled, given.cases)
        start = ["-m", "benchmarks._usable"]
        say(
            f"usable queue, {given.cases} matters",
            [*start, "ours", str(filled)],
            [*start, "bare", str(filled)],
            given.rounds,
            "window, SQLAlchemy Core, the same store, 50 rows",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
