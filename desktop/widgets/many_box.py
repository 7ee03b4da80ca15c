"""Choosing several of many: pick one after another, take back by pressing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import FlowLayout
from desktop.widgets.pick_box import PickBox


class ManyBox(QWidget):
    """Options are (value, label, keys). `changed` after every choice."""

    changed = Signal()

    def __init__(
        self, options: tuple[tuple[str, str, str], ...], hint: str, remove: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._labels = {value: label for value, label, _ in options}
        self._chosen: list[str] = []
        self._remove = remove
        self.pick = PickBox(options, hint)
        self.setFocusProxy(self.pick)
        self._tags = QWidget()
        self._flow = FlowLayout(self._tags, tokens.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(4))
        column.addWidget(self.pick)
        column.addWidget(self._tags)
        self.pick.changed.connect(self._picked)

    def values(self) -> tuple[str, ...]:
        """What is chosen, in the order of choosing."""
        return tuple(self._chosen)

    def choose(self, values: tuple[str, ...]) -> None:
        """Set what is chosen, without telling."""
        self._chosen = [v for v in values if v]
        self._show()

    def _picked(self) -> None:
        value = self.pick.value()
        if value and value not in self._chosen:
            self._chosen.append(value)
            self._show()
            self.changed.emit()
        if value:
            self.pick.choose("")

    def _take_back(self, value: str) -> None:
        self._chosen.remove(value)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for value in self._chosen:
            tag = Button(self._labels.get(value, value), "secondary", "dismiss")
            tag.setAccessibleName(f"{self._remove} {self._labels.get(value, value)}")
            tag.clicked.connect(lambda _=False, v=value: self._take_back(v))
            self._flow.addWidget(tag)
        self._tags.setVisible(bool(self._chosen))
        self._tags.updateGeometry()
