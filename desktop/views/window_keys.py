"""Keys of the window, made from the registry: single letters work outside inputs only and can be switched off."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.actions import ACTIONS, shown_key
from desktop.strings import actions as words
from desktop.views.palette import Entry
from desktop.widgets.icon import icon

_OWN = frozenset({"open", "submit", "save_draft"})
"""Handled where the focus is: a window shortcut would take Enter from every input."""


class WindowKeys(QObject):
    """One QAction for every registered action. `run(id)` is what happens."""

    def __init__(
        self,
        window: QWidget,
        run: Callable[[str], None],
        queues: tuple[str, ...],
        open_queue: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._run = run
        self.actions: dict[str, QAction] = {}
        self._letters: list[QAction] = []
        for action in ACTIONS:
            act = QAction(icon(action.icon or "more"), action.text, window)
            if action.key and action.id not in _OWN:
                act.setShortcut(QKeySequence(action.key))
                act.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            act.triggered.connect(lambda _=False, name=action.id: run(name))
            window.addAction(act)
            self.actions[action.id] = act
            if action.context == "list" and len(action.key) == 1:
                self._letters.append(act)
        for digit, queue in enumerate(queues[:9], 1):
            act = QAction(queue, window)
            act.setShortcut(QKeySequence(f"Alt+{digit}"))
            act.triggered.connect(lambda _=False, name=queue: open_queue(name))
            window.addAction(act)
        question = QAction(words.ACTIONS["help"], window)
        question.setShortcut(QKeySequence("?"))
        question.triggered.connect(lambda: run("help"))
        window.addAction(question)
        self._letters.append(question)

    def letters_on(self, on: bool) -> None:
        """Switch the single letters on or off."""
        for act in self._letters:
            act.setEnabled(on)

    def entries(self, queues: Mapping[str, str], open_queue: Callable[[str], None]) -> tuple[Entry, ...]:
        """Everything that can be done, for the palette."""
        found = [
            Entry(a.text, shown_key(a.key), a.icon, lambda name=a.id: self._run(name))  # type: ignore[misc]
            for a in ACTIONS
            if a.id not in _OWN and a.context != "dialog"
        ]
        for index, (queue, title) in enumerate(queues.items(), 1):
            key = f"Alt+{index}" if index < 10 else ""
            text = words.QUEUE_ACTION.format(title)
            found.append(Entry(text, key, queue, lambda name=queue: open_queue(name)))  # type: ignore[misc]
        return tuple(found)
