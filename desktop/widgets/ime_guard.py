"""No shortcut fires while somebody composes Chinese; measured: Return, Esc, F5, Ctrl+K and Alt+2 all would."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent

_SWALLOWED = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ImeGuard(QObject):
    """Looks at what is sent to the object that has the focus, and at nothing else: a filter on the application would
    be asked about every event of every widget, and would wait for the interpreter each time.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composing = False

    def follow(self, app: QGuiApplication) -> None:
        """Watch whatever has the focus from now on."""
        app.focusObjectChanged.connect(self._watch)
        self._watch(app.focusObject())

    def _watch(self, focus: QObject | None) -> None:
        """No reference is kept: letting go of the last one here would end a window while Qt moves the focus from it.

        What had the focus before stays watched; it is sent nothing that matters until it has the focus again.
        """
        self._composing = False
        if focus is not None:
            focus.installEventFilter(self)

    @property
    def composing(self) -> bool:
        """Letters stand in the input method, not yet in the text."""
        return self._composing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """Hold back shortcuts during composition."""
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif kind == QEvent.Type.FocusOut:
            self._composing = False
        elif self._composing and kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif self._composing and kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            control = event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            return bool(control) or event.key() in _SWALLOWED
        return False
