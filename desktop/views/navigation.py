"""The navigation: ten queues with badges, business and administration entries; collapses to icons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.nav_item import COLLAPSED, WIDE, NavItem
from desktop.widgets.text import Text
from domain.queues import QUEUES

if TYPE_CHECKING:
    from desktop.models.shapes import Badge

ORDER = (
    "pending_accept", "first_call", "handling", "review", "callback", "acceptance", "rectify", "supervision",
    "overdue", "closed",
)  # fmt: skip
ENTRIES = {
    "business": ("register", "households", "codes", "documents"),
    "admin": ("statistics", "wall", "settings"),
}
_ALWAYS_RED = ("overdue",)


class Navigation(QScrollArea):
    """`queue_wanted(name)` and `page_wanted(name)`."""

    queue_wanted = Signal(str)
    page_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.items: dict[str, NavItem] = {}
        self._heads: list[Text] = []
        self._narrow = False
        inner = QWidget()
        palette = inner.palette()
        palette.setColor(palette.ColorRole.Window, tokens.NAV)
        inner.setPalette(palette)
        inner.setAutoFillBackground(True)
        self.viewport().setPalette(palette)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, tokens.px(6), 0, tokens.px(6))
        column.setSpacing(0)
        self._head(column, "work")
        for queue in ORDER:
            self._add(column, queue, words.QUEUES[queue], queue, self.queue_wanted)
        for group, pages in ENTRIES.items():
            self._head(column, group)
            for page in pages:
                self._add(column, page, words.PAGES[page], page, self.page_wanted)
        column.addStretch(1)
        self.setWidget(inner)
        self.narrow(False)
        self.setAccessibleName(words.GROUPS["work"])

    def _head(self, column: QVBoxLayout, group: str) -> None:
        head = Text(words.GROUPS[group], "hint", tokens.TEXT_3)
        head.setContentsMargins(tokens.px(14), tokens.px(7), 0, tokens.px(3))
        column.addWidget(head)
        self._heads.append(head)

    def _add(self, column: QVBoxLayout, name: str, text: str, icon_name: str, signal: SignalInstance) -> None:
        item = NavItem(text, icon_name)
        item.clicked.connect(lambda _=False, n=name, s=signal: s.emit(n))
        column.addWidget(item)
        self.items[name] = item

    def mark(self, name: str) -> None:
        """Show which entry is open."""
        for each, item in self.items.items():
            item.setChecked(each == name)

    def relabel(self, name: str, text: str) -> None:
        """Give an entry the county's words."""
        item = self.items[name]
        item.setText(text)
        item.setAccessibleName(text)
        item.update()

    def offer(self, name: str, shown: bool) -> None:
        """Show or hide an entry that the profile does not use."""
        self.items[name].setVisible(shown)

    def show_badges(self, badges: Mapping[str, Badge]) -> None:
        """Numbers and worst tones."""
        for queue in QUEUES:
            badge = badges.get(queue)
            count = badge.count if badge is not None else 0
            if badge is None or queue == "closed":
                self.items[queue].badge(0, "grey")
                continue
            tone = (
                "red" if badge.red or (queue in _ALWAYS_RED and count) else "amber" if badge.amber else "grey"
            )
            self.items[queue].badge(count, tone)

    @property
    def is_narrow(self) -> bool:
        """Icons only."""
        return self._narrow

    def narrow(self, on: bool) -> None:
        """Collapse to icons and badges."""
        self._narrow = on
        self.setFixedWidth(tokens.px(COLLAPSED if on else WIDE))
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if on else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)
        for head in self._heads:
            head.setVisible(not on)
        for item in self.items.values():
            item.narrow(on)

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.narrow(self._narrow)
        return super().event(event)
