"""连续回访: one callback form after another, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.strings import actions as action_words
from desktop.strings import window as words
from desktop.views.work_page import WorkPage

NEXT_CALL_MS = 60


class CallRound(QObject):
    """A round over the queue that is open. It ends when every matter was called once, or one may not be called."""

    def __init__(
        self,
        work: WorkPage,
        give: Callable[[str], None],
        tell: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._give, self._tell = work, give, tell
        self._called: set[str] = set()
        self.underway = False

    def begin(self) -> None:
        """Start at the top of the queue of callbacks."""
        self.underway = True
        self.go_on()

    def go_on(self) -> None:
        """The next form, as soon as its matter is shown."""
        QTimer.singleShot(NEXT_CALL_MS, self, self._next)

    def end(self) -> None:
        """Leave the round; the next one begins at the top."""
        self.underway = False
        self._called.clear()

    def _next(self) -> None:
        rows = [r for r in self._work.list.model.rows() if r.case_id not in self._called]
        view = self._work.case_view
        if not self.underway or not rows:
            self.underway = False
            if not rows:
                self._tell(words.CALLS_DONE)
            return
        if view.case_id != rows[0].case_id:
            self._work.list.choose_case(rows[0].case_id)
        if view.case is None or view.case.id != rows[0].case_id:
            self.go_on()
            return
        if "callback" not in view.kinds:
            self.underway = False
            self._tell(words.NOT_ALLOWED.format(action_words.COMMANDS["callback"]))
            return
        self._called.add(rows[0].case_id)
        self._give("callback")
