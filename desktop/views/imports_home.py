"""The overview of 住户与网格: what this desk holds, what can be imported, what was left unfinished."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.imports import desk as import_desk
from desktop.imports import strings as import_words
from desktop.imports.columns import ImportKind
from desktop.models.desk import Desk
from desktop.strings import imports as words
from desktop.views.imports_frame import scrolled
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.notice_bar import Line, NoticeBar
from desktop.widgets.text import Text, one_line

COUNTY_POSTS = ("C_CENTRE",)
CLERKS = ("T_OPERATOR", "T_DIRECTOR", "C_CENTRE")
_POSTS = {
    ImportKind.ROSTER: CLERKS, ImportKind.INBOX: CLERKS, ImportKind.TERRITORY: COUNTY_POSTS,
    ImportKind.DUTIES: COUNTY_POSTS,
}  # fmt: skip
_ICONS = {
    ImportKind.ROSTER: "households", ImportKind.INBOX: "note", ImportKind.TERRITORY: "building",
    ImportKind.DUTIES: "tasks",
}  # fmt: skip


class ImportHome(QWidget):
    """`wanted(kind)`: a new import; `resumed(kind)`, `dropped(kind)`: of an unfinished one."""

    wanted = Signal(object)
    resumed = Signal(object)
    dropped = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        self.facts = Text(words.LOADING, "body", tokens.TEXT_2, wrap=True)
        self.notice = NoticeBar(rounded=True)
        self.begin: dict[ImportKind, Button] = {}
        self.go_on: dict[ImportKind, Button] = {}
        self.give_up: dict[ImportKind, Button] = {}
        self._remarks: dict[ImportKind, Text] = {}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.px(20), tokens.px(14), tokens.px(20), tokens.px(14))
        column.setSpacing(tokens.px(10))
        column.addWidget(Text(words.TITLE, "title"))
        column.addWidget(self.facts)
        column.addWidget(self.notice)
        for kind in ImportKind:
            column.addWidget(Line())
            column.addWidget(self._row(kind))
        column.addWidget(Line())
        column.addWidget(Text(words.SAFE_NOTE, "hint", tokens.TEXT_3, wrap=True))
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        desk.office_changed.connect(self.refresh)

    def _row(self, kind: ImportKind) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, tokens.px(2), 0, tokens.px(2))
        row.setSpacing(tokens.px(12))
        text = QVBoxLayout()
        text.setSpacing(tokens.px(2))
        remark = Text("", "body", tokens.AMBER, wrap=True)
        remark.hide()
        text.addWidget(Text(import_words.KINDS[kind], "section"))
        text.addWidget(Text(import_words.HINTS[kind], "hint", tokens.TEXT_2, wrap=True))
        text.addWidget(remark)
        row.addLayout(text, 1)
        buttons = (
            Button(words.GO_ON, "primary"),
            Button(words.DROP_DRAFT),
            Button(words.BEGIN, icon_name=_ICONS[kind]),
        )
        signals = (self.resumed, self.dropped, self.wanted)
        for button, signal, named in zip(
            buttons, signals, (words.GO_ON, words.DROP_DRAFT, words.BEGIN), strict=True
        ):
            button.clicked.connect(lambda _=False, s=signal: s.emit(kind))
            button.setAccessibleName(f"{named} {import_words.KINDS[kind]}")
            row.addWidget(button)
        self.go_on[kind], self.give_up[kind], self.begin[kind] = buttons
        for button in buttons[:2]:
            button.hide()
        self._remarks[kind] = remark
        return box

    def refresh(self) -> None:
        """Read counts and unfinished imports."""
        office = self._desk.office
        if office is None:
            self.facts.setText(words.NO_OFFICE_REASON)
            return
        township = office.township
        self._desk.read(lambda store: import_desk.facts_of(store, township), self._show, self)

    def _show(self, found: import_desk.Facts) -> None:
        known = found.households or found.groups or found.villages
        counts = (found.households, found.groups, found.buildings, found.villages)
        self.facts.setText(words.FACTS.format(*counts) if known else words.FACTS_NONE)
        for kind in ImportKind:
            allowed = self._desk.actor.holds(_POSTS[kind])
            file = found.waiting.get(kind, "")
            remark = self._remarks[kind]
            if not allowed:
                remark.setText(words.FOR_COUNTY if _POSTS[kind] is COUNTY_POSTS else words.FOR_CLERKS)
            else:
                remark.setText(words.UNFINISHED.format(one_line(file, 60)) if file else "")
            remark.tint(tokens.AMBER if allowed else tokens.TEXT_3)
            remark.setVisible(bool(remark.text()))
            self.begin[kind].setEnabled(allowed)
            self.go_on[kind].setVisible(bool(file) and allowed)
            self.give_up[kind].setVisible(bool(file) and allowed)

    def tell(self, text: str) -> None:
        """A sentence above the list."""
        self.notice.show_notice("amber", text, "warning")
