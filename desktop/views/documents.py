"""Papers of one case: the list of papers at the left, a live page preview at the right.

Used as the page 文书与卷宗 and as the 文书 tab of a case. What a paper lacks is listed and can be clicked
(`field_wanted`); showing personal data, printing and saving are recorded on the case before anything leaves.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.papers.values import LETTER_KINDS, Composed, Folder, Paper
from desktop.printing.pages import image_of
from desktop.printing.press import Press
from desktop.strings import papers as words
from desktop.tasks import RENDER
from desktop.views.documents_exits import Exits
from desktop.views.documents_list import MissingList, PaperList
from desktop.views.documents_pages import PageView
from desktop.views.documents_slip import SlipBox
from desktop.widgets import tokens
from desktop.widgets.notice_bar import Line, NoticeBar
from desktop.widgets.placeholder import Placeholder
from documents.preview import render_page
from domain.commands import Audit

LIST_WIDTH, PAGE_WIDTH = 290, 380
"""Pixels of the list at 100 %, and what the page needs beside it at any scale."""

TYPING_MS = 500
_ANY = 16_777_215


class DocumentsView(QWidget):
    """`field_wanted(field id)` when something missing is clicked; the id is `<command>.<field>`."""

    field_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.press = Press(desk, self)
        self.case_id = self._wanted = ""
        self.folder: Folder | None = None
        self.composed: Composed | None = None
        self._asked = 0
        self._seen: set[tuple[str, str]] = set()
        self.list = PaperList()
        self.missing = MissingList()
        self.slip = SlipBox()
        self.exits = Exits(desk, self.press, self.slip, self)
        self.pages = PageView()
        self.notice = NoticeBar()
        self._blank = Placeholder()
        self._stack = QStackedWidget()
        self._left = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._later = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._build()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        side, right = QVBoxLayout(self._left), QVBoxLayout()
        for column in (side, right, self._row):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        side.addWidget(self.list, 1)
        side.addWidget(self.missing)
        side.addWidget(Line())
        side.addWidget(self.slip)
        self._left.setAutoFillBackground(True)
        self._left.setBackgroundRole(self._left.backgroundRole().Base)
        right.addWidget(self.notice)
        right.addWidget(self.pages, 1)
        self._row.addWidget(self._left)
        self._row.addWidget(Line(vertical=True))
        self._row.addLayout(right, 1)
        page = QWidget()
        page.setLayout(self._row)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        self._stack.addWidget(self._blank)
        self._stack.addWidget(area)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.missing.field_wanted.connect(self._lead_to)
        self.slip.print_wanted.connect(lambda: self._leave(self.exits.print_paper))
        self.slip.save_wanted.connect(lambda: self._leave(self.exits.ask_where))
        self.slip.calibration_wanted.connect(self.exits.print_calibration)
        self.exits.told.connect(self._tell)
        self.slip.changed.connect(self._typed)
        self.slip.offset_changed.connect(self.exits.keep_offset)
        self._later.timeout.connect(self._make)
        self.pages.wanted.connect(self._render)
        self._desk.changed.connect(self._changed)

    # --- which matter, which paper

    def show_nothing(self) -> None:
        """No matter is chosen."""
        self.case_id, self.folder, self.composed = "", None, None
        self.list.show_none()
        self._blank.explain(words.NOTHING, words.NOTHING_REASON)
        self._stack.setCurrentIndex(0)

    def show_case(self, case_id: str, paper: str = "") -> None:
        """Show the papers of a matter; `paper` (id or kind) is chosen when it is there."""
        if case_id != self.case_id:
            self.composed = self.folder = None
            self.pages.clear()
            self.slip.clear()
            self.list.show_none()
            self.missing.show_missing(())
        self.case_id, self._wanted = case_id, paper
        self.notice.clear()
        self.refresh()
        self.exits.load_offset()

    def refresh(self) -> None:
        """Read the matter again."""
        if self.case_id:
            case_id = self.case_id
            self.press.offer(case_id, lambda f, p: self._take(case_id, f, p), self._unread, self)

    def _unread(self, text: str) -> None:
        self._blank.explain(words.UNREAD, text)
        self._stack.setCurrentIndex(0)

    def _changed(self, change: object) -> None:
        if self.case_id and self.case_id in getattr(change, "case_ids", ()):
            self.refresh()

    def _take(self, case_id: str, folder: Folder | None, papers: tuple[Paper, ...]) -> None:
        if case_id != self.case_id or folder is None:
            if folder is None and case_id == self.case_id:
                self.show_nothing()
            return
        before, known = self.list.current, self.folder
        self.folder = folder
        self.list.show_papers(folder, papers, before.id if before is not None else "")
        self._stack.setCurrentIndex(1)
        self.list.choose(self._wanted)
        self._wanted = ""
        now = self.list.current
        if now is None:
            self.list.setCurrentRow(0)
        elif now != before and before is not None and now.id == before.id:
            self._choose(now)
        elif known is not None and now == before and known.facts != folder.facts:
            self._make()

    def _choose(self, paper: Paper) -> None:
        self.slip.show_paper(letter=paper.kind in LETTER_KINDS, ready=paper.ready)
        if self.folder is not None:
            self.slip.begin_number(f"{self.case_id} {paper.id}", self.folder.letter_number(paper.label))
        self._show_missing(paper)
        self.composed = None
        self.pages.clear()
        self.notice.clear()
        self._make()

    def _typed(self) -> None:
        self._later.start()
        if self.list.current is not None:
            self._show_missing(self.list.current)

    def _show_missing(self, paper: Paper) -> None:
        given = "slip.number" if self.slip.slip.number else ""
        self.missing.show_missing(tuple(each for each in paper.missing if each.field != given))

    def _lead_to(self, field: str) -> None:
        if field.startswith("slip."):
            self.slip.number.setFocus()
        else:
            self.field_wanted.emit(field)

    # --- looking

    def _make(self) -> None:
        paper = self.list.current
        if paper is None or not paper.ready:
            return
        self._asked += 1
        asked, case_id = self._asked, self.case_id

        def home(composed: Composed) -> None:
            if asked == self._asked and case_id == self.case_id:
                self._seen.add((case_id, paper.id))
                self.composed = composed
                self.pages.open(composed.pages)

        if paper.personal and (case_id, paper.id) not in self._seen:
            self.press.give(case_id, paper.id, self.slip.slip, Audit("reveal"), home, self._tell, self)
        else:
            self.press.make(case_id, paper.id, self.slip.slip, home, self._tell, self)

    def _render(self, page: int, dpi: float) -> None:
        composed = self.composed
        if composed is None:
            return

        def home(pixels: object) -> None:
            if self.composed is composed:
                self.pages.show_page(page, image_of(pixels))  # type: ignore[arg-type]

        self._desk.lanes.run(RENDER, lambda: render_page(composed.pdf, page, dpi), home, None, self)

    def _tell(self, text: str, tone: str = "red") -> None:
        self.slip.set_busy(False)
        icon = "done" if tone == "blue" else "warning"
        self.notice.show_notice(tone, text, icon)

    def _leave(self, way: Callable[[str, Folder, Paper], None]) -> None:
        paper, folder = self.list.current, self.folder
        if paper is not None and folder is not None and paper.ready:
            way(self.case_id, folder, paper)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place the list stands above the page."""
        super().resizeEvent(event)
        narrow = self.width() < tokens.px(LIST_WIDTH) + PAGE_WIDTH
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        self.slip.compact(narrow)
        self.pages.setMinimumHeight(tokens.px(420) if narrow else 0)
        self.list.setMinimumHeight(tokens.px(144))
        if narrow:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(_ANY)
            self.list.setMaximumHeight(tokens.px(144))
        else:
            self._left.setFixedWidth(tokens.px(LIST_WIDTH))
            self.list.setMaximumHeight(_ANY)
