"""The beat of the window's event loop while a real county process sends everything, and while single matters arrive.

`python -m benchmarks._heartbeat FOLDER CASES` runs the shipped program, signs in, and waits for the first pull to end.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks._county import ServedCounty, seed_apart
from benchmarks._desk import Desk
from desktop import settings
from desktop.app import Application, Launch
from desktop.views.front_door import Credentials
from desktop.views.main_window import MainWindow

LONGEST_MS = 50.0
"""What a person does not notice."""
TICK_MS = 2
ARRIVALS = 60
"""Long enough for the figures at the bottom to be counted again meanwhile."""


class Pulse(QObject):
    """Asks the event loop for a tick every 2 ms and remembers how long it waited for each. Milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Forget what was, and count from now."""
        self.gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def end(self, job: str) -> None:
        """Print the longest gap and the one that 999 of 1,000 stay below."""
        self._tick()
        self._timer.stop()
        often = (
            statistics.quantiles(self.gaps, n=1000, method="inclusive")[-1]
            if len(self.gaps) > 1
            else self.gaps[0]
        )
        for name, value in ((job, max(self.gaps)), (f"{job}: 999 of 1000", often)):
            line = {
                "job": name, "ours": round(value, 1), "limit": LONGEST_MS, "rival": None,
                "ratio": round(value / LONGEST_MS, 2), "unit": "ms",
            }  # fmt: skip
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        late = sum(1 for gap in self.gaps if gap > LONGEST_MS)
        note = {"job": job, "ticks": len(self.gaps), "longer_than_limit": late}
        sys.stdout.write(json.dumps(note, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class Other:
    """Another desk, in a process of its own, that registers a matter when it is told to."""

    def __init__(self, folder: Path, url: str, password: str, code: str) -> None:
        command = [sys.executable, "-m", "benchmarks._heartbeat", "other", str(folder), url, code]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(command, **pipes)  # type: ignore[call-overload]
        self._process.stdin.write(f"{password}\n")
        self._process.stdin.flush()
        self._said: list[str] = []
        self._ear = threading.Thread(target=self._hear, daemon=True)
        self._ear.start()

    def _hear(self) -> None:
        self._said.extend(self._process.stdout)

    @property
    def ready(self) -> bool:
        """It holds everything and waits."""
        if self._process.poll() is not None:
            raise SystemExit("the other desk has ended")
        return bool(self._said)

    def register(self) -> None:
        """One more."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """End it."""
        self._process.stdin.close()
        self._process.wait(30)
        self._ear.join(5)


def other(folder: Path, url: str, code: str) -> None:
    """The other desk."""
    desk = Desk(folder, url, sys.stdin.readline().strip(), code)
    desk.load()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number, _ in enumerate(sys.stdin):
        desk.register(1, number)
        desk.exchange()
    desk.close()


def until(what: Callable[[], object], seconds: float = 3600.0) -> None:
    """Let the event loop run, as the program does, until something is so."""
    loop, end = QEventLoop(), time.monotonic() + seconds

    def look() -> None:
        if what() or time.monotonic() > end:
            loop.quit()

    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    if not what():
        raise SystemExit("the program did not get there")


def rest(seconds: float) -> None:
    """Let the event loop run for so long."""
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end)


def shown(window: MainWindow) -> int:
    """What the badge of the first queue says."""
    return window.nav.items["first_call"].count


def reached(window: MainWindow, wanted: int) -> bool:
    """The badge of the first queue has come that far."""
    return shown(window) >= wanted


def main(folder: Path, count: int) -> None:
    """One run: first pull, then single matters on top of everything."""
    seed_apart(folder / "county", count)
    county = ServedCounty(folder / "county")
    codes = county.enrolments(2)
    app = QApplication(["heartbeat"])
    settings.save(folder / "desk", settings.Settings(mode="county", server=county.ready.url))
    program = Application(app, Launch(folder / "desk"))
    pulse = Pulse()
    try:
        program.show()
        until(lambda: program.opened is not None)
        opened = program.opened
        assert opened is not None
        program._sign_in(Credentials(county.ready.url, "t.operator2", county.ready.password, codes[0]))
        until(lambda: program.window is not None)
        window = program.window
        assert window is not None
        window.open_queue("first_call")
        rest(0.5)
        begun = time.monotonic()
        pulse.begin()
        until(lambda: program.exchange.last.synced_at and not opened.store.wordless)
        pulse.end(f"heartbeat, first pull of {count}")
        note = {"job": "first pull under the window", "ours": round(time.monotonic() - begun, 1), "unit": "s"}
        sys.stdout.write(json.dumps(note) + "\n")
        other = Other(folder / "other", county.ready.url, county.ready.password, codes[1])
        until(lambda: program.lanes.idle and other.ready)
        rest(1.5)
        held = shown(window)
        pulse.begin()
        for number in range(1, ARRIVALS + 1):
            other.register()
            until(partial(reached, window, held + number))
        pulse.end(f"heartbeat, {ARRIVALS} arrive on top of {count}")
        other.close()
    finally:
        program.close()
        county.close()


if __name__ == "__main__":
    if sys.argv[1] == "other":
        other(Path(sys.argv[2]), *sys.argv[3:])
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]))
