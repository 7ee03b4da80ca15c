"""One start to a queue with rows on the screen: `python -m benchmarks._usable ours|bare FOLDER`.

`ours` is the main window on the store; `bare` is a Qt table with the same 50 rows, read by SQLAlchemy Core from the
same encrypted file, with the same fonts. Prints when the picture with the rows was there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

from desktop.widgets.theme import dress, install_fonts
from documents.fonts import ui_font_files

WIDTH, HEIGHT, ROWS = 1366, 768, 50
KEY = bytes(range(32))
HANDLING = 2
"""The number of the queue that both show."""


def seen() -> None:
    """Say when the picture was there, on the clock that all processes share."""
    sys.stdout.write(f"{time.monotonic()}\n")


def bare(app: QApplication, folder: Path) -> None:
    """A table of 50 rows and nothing else."""
    from storage.engine import open_engines

    engines = open_engines(folder / "store.db", KEY.hex())
    with engines.read.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT r.* FROM member m JOIN row r ON r.pk = m.pk WHERE m.queue = ? ORDER BY m.sort_at, m.pk LIMIT 50",
            (HANDLING,),
        ).fetchall()
    table = QTableWidget(len(found), 5)
    for y, row in enumerate(found):
        for x in range(5):
            table.setItem(y, x, QTableWidgetItem(str(row[x])))
    table.resize(WIDTH, HEIGHT)
    table.show()
    app.processEvents()
    table.grab()
    seen()
    engines.close()


def ours(app: QApplication, folder: Path) -> None:
    """The main window until its queue has rows."""
    from benchmarks._matters import OPERATOR, FixedClock
    from desktop.models.desk import Desk
    from desktop.store.keys import GivenKey
    from desktop.store.projection import QUEUE_NUMBER
    from desktop.store.store import Store
    from desktop.tasks import Lanes
    from desktop.views.main_window import MainWindow
    from desktop.views.row_delegate import RowDelegate

    if QUEUE_NUMBER["handling"] != HANDLING:
        raise SystemExit("the queue has another number")
    problems: list[Exception] = []
    lanes = Lanes(problems.append)
    store = Store.open(folder, GivenKey(KEY), FixedClock())
    desk = Desk(lanes, FixedClock())  # type: ignore[arg-type]
    desk.attach(store, OPERATOR, "样例县")
    window = MainWindow(desk)
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.open_queue("handling")
    while window.work.list.model.rowCount() < ROWS and not problems:
        app.processEvents()
    app.processEvents()
    window.grab()
    while not all(rows.complete for rows in window.findChildren(RowDelegate)):
        app.processEvents()
        window.grab()
    seen()
    desk.close()
    lanes.close()
    store.close()
    if problems:
        raise problems[0]


def main(kind: str, folder: str) -> None:
    """One start."""
    app = QApplication([kind])
    dress(app, install_fonts(ui_font_files()))
    {"ours": ours, "bare": bare}[kind](app, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
