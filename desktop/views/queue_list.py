"""The list of a queue: heading with counts, filter, table, and a line of keys below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop import story
from desktop.models.desk import Desk
from desktop.models.queue import LIMIT, MATTER, PLACE, TIME, WHO, QueueModel
from desktop.strings import window as words
from desktop.views.row_delegate import ROW_HEIGHT, RowDelegate
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.notice_bar import Line
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.table_head import TableHead
from desktop.widgets.text import Elided, Text

_WIDTHS = {LIMIT: 118, PLACE: 106, WHO: 62, TIME: 80}


class QueueTable(QTableView):
    """The table itself: fixed section sizes, whole rows, no editing, no key search."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalHeader(TableHead())
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters are for the registry, not for a search by key."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        if (
            event.text()
            and event.text().isprintable()
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    def fit(self) -> None:
        """Sizes at the present font scale."""
        self.verticalHeader().setDefaultSectionSize(tokens.px(ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(tokens.px(28))
        header = self.horizontalHeader()
        header.setSectionResizeMode(MATTER, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, tokens.px(width))


class QueueList(QWidget):
    """`chosen(case_id)` when the current row changes, `opened(case_id)` on Enter or double click."""

    chosen = Signal(str)
    opened = Signal(str)
    export_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = QueueModel(desk, self)
        self._title = Text("", "section")
        self._count = Elided("", "body", tokens.RED)
        self.filter_button = Button(words.FILTER, "quiet", "filter", "/")
        self._export = Button(words.EXPORT, "quiet", "export")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(words.FILTER_HINT)
        self.filter.setAccessibleName(words.FILTER)
        self.filter.setClearButtonEnabled(True)
        self.table = QueueTable()
        self.table.setAccessibleName(words.GROUPS["work"])
        self.table.setModel(self.model)
        self.table.setItemDelegate(RowDelegate(self.model, desk.now, self.table))
        self._empty = Placeholder()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self._hint = Elided(words.LIST_HINT, "hint", tokens.TEXT_3)
        self._keep = ""
        self._pinned = self._settling = False
        self._badge = (0, 0)
        self._waiting = QTimer(self, singleShot=True, interval=150)
        self._build()
        self._connect()
        self.refit()

    def _build(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.px(12), tokens.px(5), tokens.px(6), tokens.px(5))
        head.addWidget(self._title)
        head.addSpacing(tokens.px(6))
        head.addWidget(self._count, 1)
        head.addWidget(self.filter_button)
        head.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.filter)
        column.addWidget(self._pages, 1)
        column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(tokens.px(8), tokens.px(5), tokens.px(8), tokens.px(5))
        foot.addWidget(self._hint)
        column.addLayout(foot)
        self.filter.hide()

    def _connect(self) -> None:
        self.filter_button.clicked.connect(self.start_filter)
        self._export.clicked.connect(self.export_wanted)
        self.filter.textChanged.connect(self._waiting.start)
        self._waiting.timeout.connect(self._apply_filter)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.table.opened.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.model.loaded.connect(self._loaded)
        self.filter.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and Down in the filter go back to the table."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.clear_filter()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return):
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            QTimer.singleShot(0, self, self.refit)
        return super().event(event)

    def refit(self) -> None:
        """Sizes at the present font scale."""
        self.table.fit()
        self.filter.setMinimumHeight(tokens.px(34))

    def show_queue(self, queue: str, title: str, count: int, late: int) -> None:
        """Show a queue from its top."""
        self._title.setText(title)
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.filter.hide()
        self._keep = ""
        self._pinned = False
        self.show_count(count, late)
        self.model.show_queue(queue)

    def show_search(self, text: str) -> None:
        """Show what a search finds."""
        self._title.setText(words.FOUND)
        self._keep = ""
        self._count.setText("")
        self.model.show_search(text)

    def pin(self, on: bool) -> None:
        """A matter that is not in this list is being read: reading rows again must not put another in its place."""
        self._pinned = on

    def keep(self, case_id: str) -> None:
        """Choose this matter when the rows have been read."""
        self._keep = case_id

    def show_count(self, count: int, late: int) -> None:
        """Numbers beside the title."""
        self._badge = (count, late)
        text = words.COUNT_LATE.format(count, late) if late else words.COUNT.format(count)
        self._count.setText(text)
        self._count.tint(tokens.RED if late else tokens.TEXT_3)

    def keys_on(self, on: bool) -> None:
        """Show which keys work here."""
        self._hint.setText(words.LIST_HINT if on else words.LIST_HINT_OFF)

    def start_filter(self) -> None:
        """Open the filter."""
        self.filter.show()
        self.filter.setFocus()
        self.filter.selectAll()

    def clear_filter(self) -> None:
        """Close the filter."""
        self.filter.clear()
        self.filter.hide()
        self.table.setFocus()

    def _apply_filter(self) -> None:
        self.model.show_queue(self.model.queue, self.filter.text().strip())

    def refresh(self) -> None:
        """Read again; the chosen matter stays chosen, or its place in the list does."""
        self.model.refresh()

    def step(self, by: int) -> None:
        """Up or down one row."""
        rows = self.model.rowCount()
        if rows:
            now = self.table.currentIndex().row()
            self.choose(max(0, min(rows - 1, (now if now >= 0 else -by) + by)))

    def choose(self, row: int) -> None:
        """Make a row current."""
        index = self.model.index(row, LIMIT)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)

    def choose_case(self, case_id: str) -> bool:
        """Make a matter current when it is in the list."""
        row = self.model.find(case_id)
        if row >= 0:
            self.choose(row)
        return row >= 0

    @property
    def current(self) -> str:
        """Id of the chosen matter, "" when none is."""
        row = self.model.row(self.table.currentIndex().row())
        return row.case_id if row is not None else ""

    def _current(self, now: QModelIndex, before: QModelIndex) -> None:  # noqa: ARG002
        row = self.model.row(now.row())
        if row is None:
            return
        self._keep = row.case_id
        if not (self._pinned and self._settling):
            self._pinned = False
            self.chosen.emit(row.case_id)

    def _open(self) -> None:
        if self.current:
            self.opened.emit(self.current)

    def _loaded(self) -> None:
        if not self.model.rowCount():
            self._explain_empty()
            self._pages.setCurrentWidget(self._empty)
            if not self._pinned:
                self.chosen.emit("")
            return
        self._pages.setCurrentWidget(self.table)
        self._settling = True
        self._settle()
        self._settling = False

    def _settle(self) -> None:
        """The kept matter, or whatever took its place, becomes current."""
        row = self.model.find(self._keep) if self._keep else -1
        if row >= 0:
            if self.table.currentIndex().row() != row:
                self.choose(row)
        else:
            self.choose(max(0, min(self.table.currentIndex().row(), self.model.rowCount() - 1)))

    def _explain_empty(self) -> None:
        if self._title.text() == words.FOUND:
            self._empty.explain(words.EMPTY_SEARCH.format(""), words.EMPTY_SEARCH_REASON)
        elif self.model.filtered:
            self._empty.explain(
                words.EMPTY_FILTER, words.EMPTY_FILTER_REASON, words.CLEAR_FILTER, self.clear_filter
            )
        else:
            self._empty.explain(
                words.EMPTY_QUEUE.format(self._title.text()), "", words.SYNC_NOW, self.sync_wanted.emit
            )
            self._desk.read(lambda s: s.sync_state(), self._explain_sync, self)

    def _explain_sync(self, state: object) -> None:
        at = getattr(state, "synced_at", 0)
        reason = (
            words.EMPTY_REASON.format(story.moment_text(at, self._desk.now())) if at else words.EMPTY_NEVER
        )
        if not self.model.filtered and not self.model.rowCount():
            self._empty.explain(
                words.EMPTY_QUEUE.format(self._title.text()), reason, words.SYNC_NOW, self.sync_wanted.emit
            )
