"""Some PySide6 releases drop one reference to None with each call and abort after some thousand: not this one.

Runs in a process of its own, so that an abort fails this test and not the run.
"""

from __future__ import annotations

import os
import subprocess
import sys

CALLS = 50_000
SCRIPT = f"""
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication, QLabel

class Source(QObject):
    changed = Signal(int)

app = QApplication([])
label, source, seen = QLabel(), Source(), [0]
image = QImage(8, 8, QImage.Format.Format_RGB32)

def hear(value: int) -> None:
    seen[0] += 1

source.changed.connect(hear)
painter, pen = QPainter(image), QPen()
before = sys.getrefcount(None)
for number in range({CALLS}):
    label.setText("x")
    label.update()
    painter.setPen(pen)
    source.changed.emit(number)
after = sys.getrefcount(None)
painter.end()
print(seen[0], after - before)
"""


def test_fifty_thousand_calls_and_emits_cost_no_reference() -> None:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-X", "faulthandler", "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    heard, drift = map(int, done.stdout.split())
    assert heard == CALLS
    assert drift > -100, f"None lost {-drift} references in {CALLS} rounds"
