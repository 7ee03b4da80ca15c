"""New appeals that wait for the first call: one merged card, a sound, a flash of the task bar; no focus taken."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QApplication

from desktop import story
from desktop.models.desk import Desk
from desktop.models.office import FIRST_CALL
from desktop.strings import window as words
from desktop.widgets.alert_card import AlertCard
from desktop.widgets.text import one_line
from domain.masking import mask_text

if TYPE_CHECKING:
    from desktop.models.shapes import Page, QueueRow
    from desktop.views.main_window import MainWindow

QUIET_SECONDS = 20
"""At most one alert in this time; what comes meanwhile is merged."""
SOUND = Path(__file__).resolve().parent.parent.parent / "resources" / "sounds" / "alert.wav"
_PLAYERS = (("paplay",), ("pw-play",), ("aplay", "-q"))


class Alerts(QObject):
    """Lives with the window. None during the first load."""

    def __init__(self, desk: Desk, window: MainWindow, sound: Callable[[], bool]) -> None:
        super().__init__(window)
        self._desk, self._window, self._sound = desk, window, sound
        self._known: set[str] | None = None
        self._last = 0
        self._row: QueueRow | None = None
        self._count = 0
        self.card: AlertCard | None = None
        desk.changed.connect(self._changed)
        desk.second.connect(self._second)

    def _changed(self, change: object) -> None:
        if FIRST_CALL in getattr(change, "queues", ()) or self._known is None:
            self._desk.read(lambda s: s.page(FIRST_CALL, None, 50), self._take, self)

    def _take(self, page: Page) -> None:
        ids = {row.case_id for row in page.rows}
        fresh = ids - self._known if self._known is not None else set()
        first_load = self._known is None or not self._known
        self._known = ids
        self._row = page.rows[0] if page.rows else None
        self._count = len(ids)
        now = self._desk.now()
        if not ids and self.card is not None:
            self.card.hide()
        if fresh and not first_load and now - self._last >= QUIET_SECONDS:
            self._last = now
            self._tell(now)
            QApplication.alert(self._window.window())
            if self._sound():
                ring()

    def _tell(self, now: int) -> None:
        row = self._row
        if row is None:
            return
        if self.card is None:
            self.card = AlertCard(words.PRODUCT, words.ALERT_OPEN)
            self.card.opened.connect(self._open)
        title = words.ALERT_ONE if self._count == 1 else words.ALERT_MANY.format(self._count)
        limit = story.limit_text(row.due_at, now, row.state)
        self.card.tell(title, one_line(mask_text(row.title), 30), row.colour(now), limit)

    def _second(self, now: int) -> None:
        if self.card is not None and self.card.isVisible():
            self._tell(now)

    def _open(self) -> None:
        if self.card is not None:
            self.card.hide()
        if self._row is not None:
            top = self._window.window()
            top.showNormal() if top.isMinimized() else top.raise_()
            top.activateWindow()
            self._window.open_queue(FIRST_CALL)
            self._window.show_case(self._row.case_id)


def ring() -> None:
    """Two short tones by the player that the system has; the plain beep where it has none."""
    if sys.platform == "win32":
        import winsound

        flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
        try:
            winsound.PlaySound(str(SOUND), flags)
        except RuntimeError:
            QApplication.beep()
        return
    for player, *options in _PLAYERS:
        if QProcess.startDetached(player, [*options, str(SOUND)])[0]:
            return
    QApplication.beep()
