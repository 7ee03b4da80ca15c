"""Households as a table model: pages from the index, masked, read-only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.desk import Desk
from desktop.search.index import HouseholdRow, Index
from desktop.strings import households as words
from desktop.widgets.text import one_line
from domain.masking import mask_name, mask_phone

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.store.values import QueueRow

PAGE = 100
NAME, PLACE, NUMBER, PERSONS, PHONE, CODES = range(6)
_READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MaskedHousehold:
    """A household as the list shows it; `cells` in the order of the columns. Nothing in it is complete."""

    id: str
    place_code: str
    place: str
    cells: tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class MaskedPage:
    """A page; `total` is -1 on pages after the first."""

    rows: tuple[MaskedHousehold, ...]
    next: int | None
    total: int


def masked(row: HouseholdRow, index: Index) -> MaskedHousehold:
    """Hide what tells who it is: surname and star, first and last digits."""
    household, cover = row.household, index.coverage(row.household.place_code)
    codes = words.CODES.format(cover.posted, len(cover.records)) if cover.records else words.CODES_NONE
    return MaskedHousehold(
        row.id, household.place_code, row.place,
        (
            mask_name(household.name), one_line(row.place, 40), one_line(household.number, 20),
            str(household.persons or ""), mask_phone(household.phone), codes,
        ),
    )  # fmt: skip


def masked_page(index: Index, place: str, text: str, start: int) -> MaskedPage:
    """One page of households. Runs on a lane."""
    page = index.page(place, text, start, PAGE)
    total = -1 if start else index.count(place, text)
    return MaskedPage(tuple(masked(row, index) for row in page.rows), page.next, total)


class HouseholdModel(QAbstractTableModel):
    """Households of a place that meet a query. `loaded` follows the first page of every question."""

    loaded = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[MaskedHousehold] = []
        self._next: int | None = None
        self._fetching = False
        self._asked = 0
        self.place = self.text = ""
        self.total = 0

    def show(self, place: str, text: str) -> None:
        """Ask anew."""
        self.place, self.text = place, text.strip()
        self._ask(0)

    def _ask(self, start: int) -> None:
        self._asked += 1
        self._fetching = True
        ticket, place, text = self._asked, self.place, self.text
        self._desk.finder.ask(
            lambda index: masked_page(index, place, text, start),
            lambda page: self._take(ticket, page),
            self,
        )

    def _take(self, ticket: int, page: MaskedPage) -> None:
        if ticket != self._asked:
            return
        self._fetching = False
        self._next = page.next
        if page.total >= 0:
            self.beginResetModel()
            self._rows, self.total = list(page.rows), page.total
            self.endResetModel()
            self.loaded.emit()
        elif page.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()

    def row(self, at: int) -> MaskedHousehold | None:
        """One row, None outside."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def find(self, key: str) -> int:
        """The row of a household, -1 when it was not read."""
        return next((at for at, row in enumerate(self._rows) if row.id == key), -1)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there is a further page."""
        return not parent.isValid() and self._next is not None and not self._fetching

    def fetchMore(self, parent: _Index) -> None:
        """Read the next page."""
        if self.canFetchMore(parent) and self._next is not None:
            self._ask(self._next)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(words.HEADS)

    def flags(self, index: _Index) -> Qt.ItemFlag:  # noqa: ARG002
        """To read and to choose."""
        return _READ_ONLY

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Cells, and the whole row for screen readers."""
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == PERSONS:
            return int(_MIDDLE)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row.cells)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Heads of the columns, aligned like their cells."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return words.HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == PERSONS:
            return _MIDDLE
        return None


def spoken(cells: Iterable[str]) -> str:
    """A row as one sentence."""
    pairs = zip(words.HEADS, cells, strict=True)
    return "，".join(f"{head} {cell}" for head, cell in pairs if cell)


def told_lately(store: Store, phone: str, since: int) -> tuple[QueueRow, ...]:
    """Matters of this telephone that were registered at or after `since`, newest first. Runs on a lane."""
    return tuple(row for row in store.search(phone, 50) if row.registered_at >= since)
