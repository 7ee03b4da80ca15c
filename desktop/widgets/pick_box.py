"""Choosing one of many by typing: words, codes or pinyin initials."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from desktop.widgets import tokens

_KEYS = Qt.ItemDataRole.UserRole + 1
_VALUE = Qt.ItemDataRole.UserRole
LONG = 8


class PickBox(QComboBox):
    """Options are (value, label, keys). `changed` after a choice; text that matches nothing chooses nothing."""

    changed = Signal()

    def __init__(
        self, options: tuple[tuple[str, str, str], ...], hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._add("", "", "")
        for value, label, keys in options:
            self._add(value, label, keys)
        self.setModel(self._model)
        self.setMaxVisibleItems(14)
        self.setMinimumHeight(tokens.px(34))
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if len(options) > LONG:
            self._make_searchable(hint)
        self.currentIndexChanged.connect(self.changed)

    def _add(self, value: str, label: str, keys: str) -> None:
        item = QStandardItem(label)
        item.setEditable(False)
        item.setData(value, _VALUE)
        item.setData(f"{label} {keys}", _KEYS)
        self._model.appendRow(item)

    def _make_searchable(self, hint: str) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText(hint)
        completer = QCompleter(self._model, self)
        completer.setCompletionRole(_KEYS)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        activated: Any = completer.activated
        activated[QModelIndex].connect(self._completed)
        self.setCompleter(completer)

    def _completed(self, index: QModelIndex) -> None:
        self.choose(str(index.data(_VALUE) or ""))
        self.changed.emit()

    def value(self) -> str:
        """The chosen value, "" when the text is none of the options."""
        if self.isEditable():
            text = self.currentText().strip()
            at = self.findText(text, Qt.MatchFlag.MatchExactly)
            if at < 0:
                return self._unique(text)
            return str(self.itemData(at, _VALUE) or "")
        return str(self.currentData(_VALUE) or "")

    def _unique(self, text: str) -> str:
        if not text:
            return ""
        items = [self._model.item(row) for row in range(self._model.rowCount())]
        found = [str(i.data(_VALUE)) for i in items if text.lower() in str(i.data(_KEYS)).lower()]
        return found[0] if len(found) == 1 else ""

    def choose(self, value: str) -> None:
        """Set the value, without telling."""
        self.blockSignals(True)
        at = self.findData(value, _VALUE)
        self.setCurrentIndex(max(at, 0))
        if self.isEditable():
            self.setEditText(self.itemText(max(at, 0)))
        self.blockSignals(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A unique beginning is completed when the field is left."""
        if self.isEditable():
            value = self.value()
            if value:
                self.choose(value)
                self.changed.emit()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setMinimumHeight(tokens.px(34))
        return super().event(event)


__all__ = ["LONG", "PickBox"]
