"""The papers of a matter as a list, and what the chosen one lacks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.papers.values import Folder, Missing, Paper
from desktop.strings import papers as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text, one_line

_NOTE, _TONE = int(Qt.ItemDataRole.UserRole) + 1, int(Qt.ItemDataRole.UserRole) + 2


def note_of(paper: Paper, printed: bool) -> str:
    """The second line: what stands in the way, or what was done."""
    blocking = sum(each.blocking for each in paper.missing)
    if blocking:
        return words.LACKING.format(blocking)
    parts = [words.PRINTED_BEFORE if printed else words.READY]
    if paper.draft:
        parts.append(words.DRAFT)
    if paper.missing:
        parts.append(words.BLANKS.format(len(paper.missing)))
    return " · ".join(parts)


class _Rows(QStyledItemDelegate):
    """Two lines: name of the paper, state below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(tokens.px(120), tokens.px(48))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, tokens.SELECTION)
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), tokens.PRIMARY)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, tokens.HOVER)
        inner = box.adjusted(tokens.px(12), tokens.px(5), -tokens.px(8), -tokens.px(5))
        ready = bool(index.data(_TONE))
        lines = ((str(index.data(Qt.ItemDataRole.DisplayRole)), "body", tokens.TEXT if ready else tokens.TEXT_3),
                 (str(index.data(_NOTE)), "hint", tokens.TEXT_3 if ready else tokens.AMBER))  # fmt: skip
        for at, (text, role, ink) in enumerate(lines):
            painter.setFont(tokens.type_font(role))
            painter.setPen(ink)
            half = QRectF(
                inner.left(), inner.top() + at * inner.height() / 2, inner.width(), inner.height() / 2
            )
            shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, half.width())
            painter.drawText(half, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        painter.setPen(tokens.DIVIDER)
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.restore()


class PaperList(QListWidget):
    """`chosen(Paper)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.papers: tuple[Paper, ...] = ()
        self.setItemDelegate(_Rows(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words.PAPERS)
        self.currentRowChanged.connect(self._moved)

    def show_papers(self, folder: Folder, papers: tuple[Paper, ...], keep: str) -> None:
        """Papers that can be made come first; the paper of id `keep` stays chosen without being told again."""
        self.papers = tuple(sorted(papers, key=lambda paper: not paper.ready))
        self.blockSignals(True)
        self.clear()
        for paper in self.papers:
            item = QListWidgetItem(one_line(paper.label, 60))
            note = note_of(paper, folder.printed(paper.label))
            item.setData(_NOTE, note)
            item.setData(_TONE, paper.ready)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{paper.label} {note}")
            self.addItem(item)
        self.setCurrentRow(next((at for at, paper in enumerate(self.papers) if paper.id == keep), -1))
        self.blockSignals(False)
        self.viewport().update()

    def show_none(self) -> None:
        """Nothing is known yet."""
        self.papers = ()
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)

    def choose(self, paper_id: str) -> None:
        """Choose a paper by its id, or the first of that kind, as if it had been clicked."""
        ids = [paper.id for paper in self.papers]
        kinds = [paper.kind.value for paper in self.papers]
        found = ids.index(paper_id) if paper_id in ids else kinds.index(paper_id) if paper_id in kinds else -1
        if found >= 0:
            self.setCurrentRow(found)

    @property
    def current(self) -> Paper | None:
        """The paper chosen."""
        row = self.currentRow()
        return self.papers[row] if 0 <= row < len(self.papers) else None

    def _moved(self, row: int) -> None:
        if 0 <= row < len(self.papers):
            self.chosen.emit(self.papers[row])


class MissingList(QWidget):
    """`field_wanted(field id)`: what the paper lacks, each to be clicked."""

    field_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("", "strong", tokens.AMBER, wrap=True)
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.buttons: list[Button] = []
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(10), tokens.px(4), tokens.px(6), 0)
        column.setSpacing(tokens.px(2))
        column.addWidget(self._title)
        column.addWidget(area)
        self.hide()

    def show_missing(self, missing: tuple[Missing, ...]) -> None:
        """List them; nothing to list hides the part."""
        for button in self.buttons:
            self._column.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        blocking = any(each.blocking for each in missing)
        self._title.setText(words.NEEDED if blocking else words.LEFT_BLANK)
        for each in sorted(missing, key=lambda m: not m.blocking):
            button = Button(one_line(each.label, 60), "quiet", "warning" if each.blocking else "edit")
            button.setProperty("field", each.field)
            button.setEnabled(not each.field.startswith("hand."))
            button.clicked.connect(self._pressed)
            self._column.addWidget(button)
            self.buttons.append(button)
        rows = min(len(missing), 4)
        self.setMaximumHeight(tokens.px(34) * rows + tokens.px(52))
        self.setVisible(bool(missing))

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.field_wanted.emit(str(sender.property("field")))
