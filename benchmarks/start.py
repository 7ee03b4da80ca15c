"""Start of the program: seconds from nothing to the first picture, in a process of its own each time.

The limit is a bare PySide6 window with the same fonts; the ratio says what the program adds. Prints one JSON object a
line: job, ours, limit, rival, ratio, unit.
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


def seconds(code: str, folder: str) -> float:
    """One start, from the beginning of the process to its end."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, folder], check=True, cwd=ROOT, env=env, capture_output=True)
    return time.perf_counter() - begun


def main() -> int:
    """Measure both, one after the other, and print the medians."""
    parser = argparse.ArgumentParser(prog="bench start")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as folder:
        pairs = [(seconds(_OURS, folder), seconds(_BARE, folder)) for _ in range(rounds)]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    line = {
        "job": "first picture", "ours": round(ours, 3), "limit": round(bare, 3), "rival": "bare PySide6 window",
        "ratio": round(ours / bare, 2), "unit": "s",
    }  # fmt: skip
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
