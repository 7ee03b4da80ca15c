"""The big screen over 20,000 (or --cases N) matters: filling, refreshing, counting, painting.

The limit of reading is decoding the same bodies and nothing else; of refreshing, the bare query of the marks; of
painting, laying a picture of that size on the screen. "held" is the longest time that one piece keeps the lane.
Prints one JSON object a line: job, ours, limit, rival, ratio, unit.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks._matters import KEY, NOW, FixedClock, cases, dictionary, load, page
from benchmarks.queue import median, say
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from desktop.wall.build import count_wall
from desktop.wall.ledger import Ledger, Mark
from desktop.wall.period import Period, earliest
from desktop.wall.scene import scene_of
from desktop.wall.snapshot import MapTile, WallSnapshot
from domain.case import Case

SIZES = ((1920, 1080), (3840, 2160), (5760, 1080))


class OneChanged:
    """The store with another mark for one matter at each look, as after one act of an operator."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looks = 0

    def wall_marks(self, since: int) -> Mapping[str, Mark]:
        """The marks, one of them new."""
        marks = self._store.wall_marks(since)
        self._looks += 1
        first = next(iter(marks))
        marks[first] = (marks[first][0], self._looks)
        return marks

    def wall_cases(self, ids: Collection[str]) -> Iterable[Case]:
        """The matters asked for."""
        return self._store.wall_cases(ids)


def measure_counting(store: Store) -> WallSnapshot:
    """Filling, refreshing and counting; the snapshot of the month."""
    scene = scene_of(store, "样例镇综治中心")
    ids = list(store.wall_marks(earliest(NOW)))
    begun = time.perf_counter()
    for start in range(0, len(ids), 400):
        store.wall_cases(ids[start : start + 400])
    bare = time.perf_counter() - begun
    ledger, held = Ledger(scene), 0.0
    begun = time.perf_counter()
    complete = False
    while not complete:
        piece = time.perf_counter()
        complete = ledger.refresh(store, NOW)
        held = max(held, time.perf_counter() - piece)
    say(f"first filling, {len(ledger)} matters of the period", time.perf_counter() - begun, bare, "s")
    say("first filling, lane held by one piece", held * 1000, bare * 1000 * 400 / max(1, len(ids)))
    marks = median(lambda: store.wall_marks(earliest(NOW)))
    say("refresh, nothing changed", median(lambda: ledger.refresh(store, NOW)), marks)
    changed = OneChanged(store)
    say("refresh, one matter changed", median(lambda: ledger.refresh(changed, NOW)), marks)
    for period in Period:
        say(
            f"count the {period.value}",
            median(partial(count_wall, ledger.cases, scene, NOW, period)),
            marks,
        )
    return count_wall(ledger.cases, scene, NOW, Period.MONTH, NOW)


def measure_painting(snapshot: WallSnapshot) -> None:
    """The whole picture and the header alone, at each size."""
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImage, QPainter, QPixmap
    from PySide6.QtWidgets import QApplication

    from desktop.widgets.wall_header import Shown
    from desktop.widgets.wall_screen import Screen

    app = QApplication.instance() or QApplication([])
    tiles = tuple(MapTile(f"{n:03d}", f"样例第{n}村", n % 12, "none") for n in range(60))
    snapshot = replace(snapshot, tiles=tiles)
    for width, height in SIZES:
        screen, size = Screen("near", 20), QSize(width, height)
        image, picture = QImage(size, QImage.Format.Format_RGB32), QPixmap(size)
        picture.fill()

        def frame(page: int, screen: Screen = screen, size: QSize = size, image: QImage = image) -> None:
            painter = QPainter(image)
            screen.paint(painter, size, 1.0, Shown(snapshot, Period.MONTH, NOW, page), 0.0)
            painter.end()

        def header(screen: Screen = screen, size: QSize = size, image: QImage = image) -> None:
            painter = QPainter(image)
            painter.setClipRect(screen.header_area(size, 0.0))
            screen.paint(painter, size, 1.0, Shown(snapshot, Period.MONTH, NOW, 0), 0.0)
            painter.end()

        def copy(image: QImage = image, picture: QPixmap = picture) -> None:
            painter = QPainter(image)
            painter.drawPixmap(0, 0, picture)
            painter.end()

        numbers = count(1)

        def turn(pages: Iterator[int] = numbers) -> None:
            frame(next(pages))

        bare = median(copy)
        say(f"paint everything, {width}×{height}", median(turn), bare)
        frame(0)
        say(f"paint the second hand's part, {width}×{height}", median(header), bare)
    app.processEvents()


def main(arguments: list[str] | None = None) -> None:
    """Run every job."""
    parser = argparse.ArgumentParser(prog="bench wall", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    wanted = parser.parse_args(arguments).cases
    rows, profile, facts = dictionary()
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        store = Store.open(Path(name) / "data", GivenKey(KEY), FixedClock())
        store.apply_page(page(rows))
        load(store, cases(wanted, profile, facts))
        snapshot = measure_counting(store)
        store.close()
    measure_painting(snapshot)


if __name__ == "__main__":
    main()
