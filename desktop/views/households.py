"""The page 住户与网格: the households of the township, and the imports behind a second tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.strings import households as words
from desktop.views.households_list import HouseholdList
from desktop.views.imports import ImportWizard
from desktop.widgets import tokens
from desktop.widgets.notice_bar import Line
from desktop.widgets.tab_strip import TabStrip
from desktop.widgets.text import Text

LIST, IMPORTS = range(2)


class HouseholdsPage(QWidget):
    """`register_wanted(HouseholdRow)`: 登记 for a household."""

    register_wanted = Signal(object)

    def __init__(self, desk: Desk, imports: ImportWizard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        self.list, self.imports = HouseholdList(desk), imports
        self.tabs = TabStrip()
        self.tabs.setAccessibleName(words.TITLE)
        for name in words.TABS:
            self.tabs.addTab(name)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(imports)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.px(12), tokens.px(4), tokens.px(12), 0)
        head.setSpacing(tokens.px(14))
        head.addWidget(Text(words.TITLE, "title"))
        head.addWidget(self.tabs)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Line())
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.list.line)
        self.tabs.currentChanged.connect(self._show)
        self.list.import_wanted.connect(lambda: self.tabs.setCurrentIndex(IMPORTS))
        self.list.register_wanted.connect(self.register_wanted)

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.setFocusProxy(self.list.line if at == LIST else self.imports)
        self.refresh()

    def refresh(self) -> None:
        """The page was opened or a tab chosen."""
        if self.tabs.currentIndex() == LIST:
            self.list.refresh()
        else:
            self.imports.refresh()

    def show_place(self, code: str) -> None:
        """The households of a place."""
        self.tabs.setCurrentIndex(LIST)
        self.list.show_place(code)

    def show_household(self, key: str, place: str) -> None:
        """One household among its neighbours."""
        self.tabs.setCurrentIndex(LIST)
        self.list.show_household(key, place)
