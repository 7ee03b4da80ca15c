"""The households of a township: places on the left with their counts, households on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.models.desk import Desk
from desktop.models.households import NAME, HouseholdModel
from desktop.search.index import HouseholdRow, Index
from desktop.strings import households as words
from desktop.views.households_table import HouseholdTable
from desktop.views.households_tree import PlaceTree
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.text import Elided, Text, one_line
from domain.code_ledger import STATE_TITLES
from domain.ids import group_code_id

if TYPE_CHECKING:
    from desktop.models.shapes import SyncState

_TYPING_MS = 120
_COVER_SHOWN = 3


class HouseholdList(QWidget):
    """`register_wanted(row)`: the one way to the whole name and telephone; `import_wanted`."""

    register_wanted = Signal(object)
    import_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keep = ""
        self._empty_known = False
        self.awaiting = False
        self.model = HouseholdModel(desk, self)
        self.tree = PlaceTree()
        self.line = QLineEdit()
        self.line.setPlaceholderText(words.SEARCH)
        self.line.setAccessibleName(words.SEARCH)
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.count = Text("", "body", tokens.TEXT_2)
        self.register = Button(words.REGISTER, "primary", "register", "Enter")
        self.table = HouseholdTable()
        self.table.setModel(self.model)
        self.empty = Placeholder()
        self.cover = Elided("", "body", tokens.TEXT_2)
        self.pages = QStackedWidget()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._build()
        self._typing.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _: self._typing.start())
        self.tree.chosen.connect(lambda _: self._ask())
        self.model.loaded.connect(self._loaded)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._current())
        self.table.entered.connect(self._register)
        self.table.typed.connect(self._begin_search)
        self.register.clicked.connect(self._register)
        desk.finder.renewed.connect(self._renewed)
        desk.second.connect(self._second)
        self.refit()
        self._wait(words.LOADING)
        self.pages.setCurrentWidget(self.empty)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(tokens.px(12), tokens.px(8), tokens.px(12), tokens.px(8))
        head.setSpacing(tokens.px(10))
        head.addWidget(self.line, 1)
        head.addWidget(self.count)
        head.addWidget(self.register)
        for each in (self.table, self.empty):
            self.pages.addWidget(each)
        foot = QVBoxLayout()
        foot.setContentsMargins(tokens.px(12), tokens.px(6), tokens.px(12), tokens.px(6))
        foot.addWidget(self.cover)
        foot.addWidget(Text(words.MASKED, "hint", tokens.TEXT_3))
        right = QWidget()
        right.setAutoFillBackground(True)
        right.setBackgroundRole(right.backgroundRole().Base)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.tree)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            QTimer.singleShot(0, self, self.refit)
        return super().event(event)

    def refit(self) -> None:
        """Sizes at the present font scale."""
        self.table.fit()
        self.tree.fit()
        self.line.setMinimumHeight(tokens.px(34))
        self.split.setSizes([tokens.px(230), max(tokens.px(460), self.width() - tokens.px(230))])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go from the search to the rows; Esc clears it first."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and self.line.text():
                self.line.clear()
                return True
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """The page was opened."""
        self._desk.finder.ask(lambda index: index, self._show_places, self)

    def _renewed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show_places(self, index: Index) -> None:
        self._empty_known = not index.rows
        self.tree.show_places(index)
        self._ask()

    def show_place(self, code: str) -> None:
        """The households of a place."""
        self.line.clear()
        self._desk.finder.ask(lambda index: index, lambda index: self._to_place(index, code), self)

    def _to_place(self, index: Index, code: str) -> None:
        self.tree.show_places(index)
        self.tree.choose(code)
        self._ask()

    def show_household(self, key: str, place: str) -> None:
        """One household among its neighbours."""
        self._keep = key
        self.show_place(place)

    def _begin_search(self, letter: str) -> None:
        self.line.setFocus()
        self.line.insert(letter)

    def _ask(self) -> None:
        self.model.show(self.tree.place, self.line.text())

    def _loaded(self) -> None:
        self.awaiting = False
        text = words.COUNT_FOUND if self.model.text else words.COUNT
        self.count.setText(text.format(self.model.total))
        self.register.setEnabled(self.model.total > 0)
        if not self.model.rowCount():
            self._explain()
            self.pages.setCurrentWidget(self.empty)
            self.cover.setText("")
            return
        self.pages.setCurrentWidget(self.table)
        at = max(self.model.find(self._keep), 0)
        self._keep = ""
        self.table.setCurrentIndex(self.model.index(at, NAME))
        self.table.scrollTo(self.model.index(at, NAME))
        self._current()

    def _explain(self) -> None:
        if self._empty_known:
            self._wait(words.LOADING)
            self._desk.read(lambda store: store.sync_state(), self._explain_empty, self)
        elif self.model.text:
            self.empty.explain(words.EMPTY_FOUND, words.EMPTY_FOUND_REASON, words.CLEAR, self.line.clear)
        else:
            self.empty.explain(words.EMPTY_FOUND, words.EMPTY_PLACE_REASON)

    def _wait(self, title: str, reason: str = "") -> None:
        self.awaiting = True
        self.count.setText("")
        self.register.setEnabled(False)
        self.empty.explain(title, reason)

    def _explain_empty(self, state: SyncState) -> None:
        """Nothing here is only said once everything that may still come has come."""
        if self.model.rowCount() or not self._empty_known:
            return
        if self._desk.finder.behind:
            self._wait(words.LOADING)
        elif state.resyncing or not state.synced_at:
            self._wait(words.FETCHING, words.FETCHING_REASON)
        else:
            self.awaiting = False
            self.count.setText(words.COUNT.format(0))
            self.empty.explain(words.EMPTY, words.EMPTY_REASON, words.TO_IMPORT, self.import_wanted.emit)

    def _second(self, _: int) -> None:
        if self.awaiting and self.isVisible():
            self._desk.read(lambda store: store.sync_state(), self._explain_empty, self)

    def _current(self) -> None:
        row, index = self.model.row(self.table.currentIndex().row()), self._desk.finder.index
        if row is not None and index is not None:
            self.cover.setText(covered_by(index, row.place_code, row.place))

    def _register(self) -> None:
        row = self.model.row(self.table.currentIndex().row())
        if row is None or not self.register.isEnabled():
            return
        key = row.id

        def home(found: HouseholdRow | None) -> None:
            if found is not None:
                self.register_wanted.emit(found)

        self._desk.finder.ask(lambda index: index.find(key), home, self)


def covered_by(index: Index, code: str, place: str) -> str:
    """Which codes serve a place, in one line."""
    records = index.coverage(code).records
    if not records:
        return words.COVER_NONE.format(place)
    told = "、".join(
        words.COVER_ONE.format(group_code_id(r.id), one_line(r.range_text, 20), STATE_TITLES[r.state])
        for r in records[:_COVER_SHOWN]
    )
    more = words.COVER_MORE.format(told, len(records)) if len(records) > _COVER_SHOWN else told
    return words.COVER.format(place, more)
