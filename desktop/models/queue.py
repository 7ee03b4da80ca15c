"""A queue as a table model: keyset pages, minimal changes, read-only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop import story
from desktop.models.desk import Desk
from desktop.strings import window as words
from desktop.widgets.text import one_line

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.store.values import Anchor, Page, QueueRow

PAGE = 200
LIMIT, MATTER, PLACE, WHO, TIME = range(5)
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractTableModel):
    """Rows of one queue, of a search, or of a filter within a queue. `loaded` follows every read."""

    loaded = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[QueueRow] = []
        self._next: Anchor | None = None
        self._queue, self._filter, self._search = "", "", ""
        self._asked = 0
        self._fetching = False
        self.ready = False

    @property
    def queue(self) -> str:
        """Name of the queue shown."""
        return self._queue

    @property
    def filtered(self) -> bool:
        """Only a part of the queue is shown."""
        return bool(self._filter or self._search)

    @property
    def complete(self) -> bool:
        """Everything there is was read."""
        return self._next is None

    def rows(self) -> tuple[QueueRow, ...]:
        """The rows read so far."""
        return tuple(self._rows)

    def whole(self, most: int) -> Callable[[Store], tuple[QueueRow, ...]]:
        """Reads the list as filtered from its top, at most `most` rows, whether they were scrolled to or not."""
        queue, text, search = self._queue, self._filter, self._search
        if search:
            return lambda store: store.search(search, most)
        return lambda store: store.page(queue, None, most, text).rows

    def row(self, index: int) -> QueueRow | None:
        """One row, None outside."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def find(self, case_id: str) -> int:
        """Where a matter stands, -1 when it is not among the rows read."""
        return next((i for i, row in enumerate(self._rows) if row.case_id == case_id), -1)

    def show_queue(self, queue: str, text_filter: str = "") -> None:
        """Show another queue from its top."""
        self._queue, self._filter, self._search = queue, text_filter, ""
        self._reload()

    def show_search(self, text: str) -> None:
        """Show what a search finds."""
        self._search = text
        self._reload()

    def _reload(self) -> None:
        self.ready = False
        self.beginResetModel()
        self._rows, self._next = [], None
        self.endResetModel()
        self.refresh()

    def refresh(self) -> None:
        """Read again as many rows as are shown and change what differs."""
        self._asked += 1
        ticket, wanted = self._asked, max(PAGE, len(self._rows))
        queue, text, search = self._queue, self._filter, self._search
        if search:
            self._desk.read(
                lambda s: s.search(search, PAGE), lambda rows: self._take(ticket, rows, None), self
            )
        elif queue:

            def home(page: Page) -> None:
                self._take(ticket, page.rows, page.next)

            self._desk.read(lambda s: s.page(queue, None, wanted, text), home, self)

    def _take(self, ticket: int, rows: tuple[QueueRow, ...], after: Anchor | None) -> None:
        if ticket != self._asked:
            return
        self._next = after
        self._merge(list(rows))
        self.ready = True
        self.loaded.emit()

    def _merge(self, fresh: list[QueueRow]) -> None:
        wanted = {row.case_id for row in fresh}
        for index in range(len(self._rows) - 1, -1, -1):
            if self._rows[index].case_id not in wanted:
                self.beginRemoveRows(QModelIndex(), index, index)
                del self._rows[index]
                self.endRemoveRows()
        if not self._rows and fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows = fresh
            self.endInsertRows()
            return
        for index, row in enumerate(fresh):
            if index < len(self._rows) and self._rows[index].case_id == row.case_id:
                if self._rows[index] != row:
                    self._rows[index] = row
                    self.dataChanged.emit(self.index(index, 0), self.index(index, TIME))
                continue
            there = next(
                (i for i in range(index + 1, len(self._rows)) if self._rows[i].case_id == row.case_id), -1
            )
            if there > 0:
                self.beginMoveRows(QModelIndex(), there, there, QModelIndex(), index)
                del self._rows[there]
                self._rows.insert(index, row)
                self.endMoveRows()
                self.dataChanged.emit(self.index(index, 0), self.index(index, TIME))
            else:
                self.beginInsertRows(QModelIndex(), index, index)
                self._rows.insert(index, row)
                self.endInsertRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """时限 事项 村组 反映人 时间."""
        return 0 if parent.isValid() else len(words.COLUMNS)

    def canFetchMore(self, parent: _Index) -> bool:
        """More rows follow in the store."""
        return not parent.isValid() and self._next is not None and not self._fetching

    def fetchMore(self, parent: _Index) -> None:
        """Read the page after the last row."""
        if parent.isValid() or self._next is None or self._fetching:
            return
        self._fetching = True
        anchor, queue, text, ticket = self._next, self._queue, self._filter, self._asked

        def home(page: Page) -> None:
            self._fetching = False
            if ticket != self._asked:
                return
            known = {row.case_id for row in self._rows}
            rows = [row for row in page.rows if row.case_id not in known]
            self._next = page.next
            if rows:
                self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
                self._rows.extend(rows)
                self.endInsertRows()
            self.loaded.emit()

        self._desk.read(lambda s: s.page(queue, anchor, PAGE, text), home, self)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Read-only: a single letter must reach the list, not an input method."""
        return _READ_ONLY if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return words.COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell; ROW_ROLE gives the whole row."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, index.column())
        return None

    def _text(self, row: QueueRow, column: int) -> str:
        now = self._desk.now()
        cells: dict[int, Callable[[], str]] = {
            LIMIT: lambda: story.limit_text(row.due_at, now, row.state),
            MATTER: lambda: one_line(row.title, 60),
            PLACE: lambda: self.place_of(row),
            WHO: lambda: one_line(row.who, 12),
            TIME: lambda: story.moment_text(row.registered_at, now),
        }
        return cells[column]()

    def place_of(self, row: QueueRow) -> str:
        """The village group of a row."""
        office = self._desk.office
        return (office.place(row.place) if office is not None else "") or one_line(row.place_text, 20)

    def second_line(self, row: QueueRow) -> str:
        """Category and number, below the title."""
        office = self._desk.office
        category = office.category_names.get(row.category, "") if office is not None and row.category else ""
        return " · ".join(part for part in (story.short_number(row.number), category) if part)
