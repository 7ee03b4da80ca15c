"""A desk with the sample appeals, made by the real rules, for the tests of models and views."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop.models.desk import Desk
from desktop.store.store import Store
from desktop.tasks import Lanes
from desktop.views.main_window import MainWindow
from desktop.widgets.theme import dress, install_fonts
from documents.fonts import ui_font_files
from domain import commands as cmd
from domain.case import Reporter
from domain.people import Actor
from wire.codec import to_json
from wire.entries import UnitEntry
from wire.messages import FeedRow

from . import store_samples as s

CENTRE = Actor("p003", "魏晓兰", ("C_CENTRE",), (), ("990101",))
NATURES = {"一般": 1, "较大": 2, "疑难": 3}


class ScreenClock:
    """Stands still; moves when told."""

    def __init__(self, now: int = s.NOW) -> None:
        self.at = now

    def now(self) -> int:
        return self.at

    def skew(self) -> int:
        return 0

    def adjust(self, server_time: float) -> None:
        return None


def unit_rows() -> list[FeedRow]:
    import tomllib

    data = tomllib.loads((s.RESOURCES / "sample" / "units.toml").read_text(encoding="utf-8"))
    return [
        s.row(
            "county",
            "unit",
            u["id"],
            1,
            to_json(UnitEntry(u["id"], u["name"], u.get("short", ""), u["tier"], u["place"])),
        )
        for u in data["unit"]
    ]


def appeal_rows(limit: int = 60) -> list[FeedRow]:
    with (s.RESOURCES / "sample" / "appeals.csv").open(encoding="utf-8", newline="") as stream:
        appeals = list(csv.DictReader(stream))[:limit]
    rows: list[FeedRow] = []
    for n, appeal in enumerate(appeals):
        case_id = f"01a1fc40-0000-7000-8000-{n:012d}"
        at = s.NOW - int(appeal["minutes_ago"]) * 60
        domain = appeal["domain"]
        register = cmd.Register(
            township=s.TOWNSHIP, place=appeal["place_code"], text=appeal["text"], source=appeal["source"],
            reporter=Reporter(appeal["reporter"], appeal["phone"], no_phone=not appeal["phone"]),
            title=appeal["title"], domain=domain, nature=appeal["nature"], category=appeal["category"],
            temp_number=f"L-A{n:04d}",
        )  # fmt: skip
        bodies: list[object] = [register]
        if n % 3:
            bodies.append(cmd.LogCall("reached", "已联系，约定上门查看", at + 300))
        if n % 3 == 2 or n > 30:
            bodies.append(
                cmd.Dispatch((cmd.Assignment(f"{case_id}-t1", "t-enforce"),), "马上办", "请尽快办理")
            )
        if n % 6 == 5:
            bodies.append(cmd.Sign(f"{case_id}-t1"))
            bodies.append(
                cmd.GiveFeedback(
                    f"{case_id}-t1", "已到现场修复，路灯恢复照明，反映人现场确认。", "solved", ()
                )
            )
        try:
            case, events = s.made(case_id, *bodies, at=at)
        except AssertionError:
            case, events = s.made(case_id, register, at=at)
        rows += s.case_rows(case, events)
    return rows


def fill(store: Store, limit: int = 60) -> None:
    store.apply_page(s.page([*s.dictionary_rows(), *unit_rows(), *s.place_rows(), *appeal_rows(limit)]))


def open_desk(folder: Path, lanes: Lanes, limit: int = 60, actor: Actor = s.OPERATOR) -> Desk:
    clock = ScreenClock()
    store = s.open_store(folder, clock)  # type: ignore[arg-type]
    fill(store, limit)
    desk = Desk(lanes, clock)  # type: ignore[arg-type]
    desk.attach(store, actor, "样例县")
    return desk


@contextmanager
def working_desk(
    app: QApplication | None, folder: Path, limit: int = 60, actor: Actor = s.OPERATOR
) -> Iterator[Desk]:
    """A desk with its lanes; closed afterwards, and nothing may have failed on a lane that nobody listened to."""
    if app is not None:
        dressed(app)
    problems: list[Exception] = []
    lanes = Lanes(problems.append)
    desk = open_desk(folder, lanes, limit, actor)
    store = desk.store
    yield desk
    lanes.close()
    desk.close()
    store.close()
    assert problems == []


def dressed(app: QApplication, scale: float = 1.0) -> None:
    dress(app, install_fonts(ui_font_files()), scale)


def shown_window(desk: Desk, qtbot: Any) -> MainWindow:
    """The main window at its usual size, with a matter open."""
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitUntil(lambda: window.work.case_view.case is not None)
    return window
