"""The tree of villages and what lies in them, each with its number of households."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from desktop.search.index import Index
from desktop.strings import households as words
from desktop.widgets import tokens
from desktop.widgets.text import one_line
from domain.places import Place, PlaceKind

_CODE = Qt.ItemDataRole.UserRole


class PlaceTree(QTreeWidget):
    """`chosen(code)`; the first line is everything, "" when the township is unknown."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Index | None = None
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(words.TREE)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.currentItemChanged.connect(self._moved)
        self.fit()

    def fit(self) -> None:
        """Sizes at the present font scale."""
        self.setMinimumWidth(tokens.px(180))
        self.setIndentation(tokens.px(14))
        self.setColumnWidth(1, tokens.px(64))

    @property
    def place(self) -> str:
        """Code of the chosen place."""
        return str(self.currentItem().data(0, _CODE)) if self.selectedItems() else ""

    def show_places(self, index: Index) -> None:
        """Build the tree; the chosen place stays chosen and open branches stay open."""
        if index is self._shown:
            return
        self._shown = index
        before, opened = self.place, {code for code, item in self._items() if item.isExpanded()}
        self.blockSignals(True)
        self.clear()
        town = index.territory.find(index.township) if index.township else None
        top = self._item(index, town) if town is not None else self._everything(index)
        self.addTopLevelItem(top)
        top.setExpanded(True)
        for code, item in self._items():
            if code in opened:
                item.setExpanded(True)
        self.blockSignals(False)
        self.choose(before)

    def _everything(self, index: Index) -> QTreeWidgetItem:
        item = self._line(words.EVERYWHERE, len(index.rows), "")
        for root in index.territory.roots():
            item.addChild(self._item(index, root))
        return item

    def _item(self, index: Index, place: Place) -> QTreeWidgetItem:
        item = self._line(place.short_name, index.counts[place.code], place.code)
        for child in index.territory.children(place.code):
            if child.kind is not PlaceKind.OFFICE:
                item.addChild(self._item(index, child))
        return item

    def _line(self, name: str, count: int, code: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([one_line(name, 40), str(count)])
        item.setData(0, _CODE, code)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(1, tokens.TEXT_3)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name} {words.COUNT.format(count)}")
        return item

    def choose(self, code: str) -> None:
        """Make a place current without telling; an unknown one chooses everything."""
        found = next((item for each, item in self._items() if each == code), self.topLevelItem(0))
        self.blockSignals(True)
        if found is not None:
            self.setCurrentItem(found)
            self.scrollToItem(found)
        self.blockSignals(False)

    def _items(self) -> list[tuple[str, QTreeWidgetItem]]:
        found: list[tuple[str, QTreeWidgetItem]] = []
        walk = QTreeWidgetItemIterator(self)
        while walk.value() is not None:
            item = walk.value()
            found.append((str(item.data(0, _CODE)), item))
            walk += 1
        return found

    def _moved(self, now: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:  # noqa: ARG002
        if now is not None:
            self.chosen.emit(str(now.data(0, _CODE)))
