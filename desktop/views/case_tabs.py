"""The tabs of a matter: course, parties and household, attachments, documents, related matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop import story
from desktop.models.desk import Desk
from desktop.models.office import Office
from desktop.models.pictures import is_picture
from desktop.strings import files as file_words
from desktop.strings import story as story_words
from desktop.strings import window as words
from desktop.views.picture_strip import PictureStrip
from desktop.views.picture_viewer import PictureViewer
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.tab_strip import TabStrip
from desktop.widgets.text import Elided, Text, one_line
from desktop.widgets.timeline import Timeline, TimelineEntry
from domain.case import Attachment, Case
from domain.masking import mask_file_name, mask_name, mask_phone, mask_text

if TYPE_CHECKING:
    from desktop.models.shapes import CaseFile

_V = TypeVar("_V")
_FILES = 1
"""Which list the attachments are."""


def attachments_of(file: CaseFile) -> tuple[Attachment, ...]:
    """Every file of a matter once, in order of appearance."""
    found: dict[str, Attachment] = {a.sha256: a for a in file.case.attachments}
    for event in file.events:
        for name in ("attachments", "evidence", "papers"):
            for each in getattr(event, name, ()):
                found.setdefault(each.sha256, each)
    return tuple(found.values())


class CaseTabs(QWidget):
    """`case_wanted(id)` from related matters, `file_wanted(Attachment)`, `document_wanted(kind)`."""

    case_wanted = Signal(str)
    file_wanted = Signal(object)
    document_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.strip = TabStrip()
        self.timeline = Timeline()
        self._stack = QStackedWidget()
        self._lists: list[QVBoxLayout] = []
        self._documents: tuple[tuple[str, str], ...] = ()
        self.pictures = PictureStrip(desk)
        for index, _ in enumerate(words.TABS):
            self.strip.addTab("")
            self._stack.addWidget(self._scrolled(self.timeline if index == 0 else self._list()))
        self._lists[_FILES].insertWidget(0, self.pictures)
        self.pictures.opened.connect(self.view_picture)
        self._stale: dict[int, Callable[[], None]] = {}
        self.strip.currentChanged.connect(self._turn_to)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(2))
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)
        self.setMinimumHeight(tokens.px(130))

    def _list(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, tokens.px(4), 0, tokens.px(4))
        column.setSpacing(tokens.px(4))
        column.addStretch(1)
        self._lists.append(column)
        return page

    @staticmethod
    def _scrolled(page: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        page.setAutoFillBackground(True)
        page.setBackgroundRole(page.backgroundRole().Base)
        if isinstance(page, Timeline):
            holder = QWidget()
            holder.setAutoFillBackground(True)
            holder.setBackgroundRole(holder.backgroundRole().Base)
            inner = QVBoxLayout(holder)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(page)
            inner.addStretch(1)
            area.setWidget(holder)
        else:
            area.setWidget(page)
        return area

    def offer_documents(self, documents: tuple[tuple[str, str], ...]) -> None:
        """(kind, title) of the papers that can be made of a matter."""
        self._documents = documents

    def show_file(self, file: CaseFile, office: Office, reset: bool) -> None:
        """Fill the tab that is open, the others when they are; `reset` goes back to the first."""
        case = file.case
        now = self._desk.now()
        lines = story.course(file.events, file.expected, case, office.profile, office.names)
        self.timeline.show_entries(
            tuple(
                TimelineEntry(
                    story.course_time(line.at, now),
                    line.who,
                    line.text if line.plain else mask_text(line.text),
                    line.mark,
                    story_words.PENDING if line.mark == "pending" else "",
                )
                for line in lines
            )
        )
        files = attachments_of(file)
        related = self._related(case)
        titles = (
            words.TABS[0],
            words.TABS[1],
            words.TABS[2].format(len(files)),
            words.TABS[3].format(len(self._documents)),
            words.TABS[4].format(len(related)),
        )
        for index, title in enumerate(titles):
            self.strip.setTabText(index, title)
        self._stale = {
            1: lambda: self._fill(0, self._party_rows(case, office)),
            2: lambda: self._fill_files(files),
            3: lambda: self._fill(
                2,
                [self._open_row(name, "", kind, self.document_wanted.emit) for kind, name in self._documents],
            ),
            4: lambda: self._fill(
                3,
                [self._open_row(label, "", case_id, self.case_wanted.emit) for label, case_id in related]
                or [Text(words.NO_RELATED, colour=tokens.TEXT_3)],
            ),
        }
        if reset:
            self.strip.setCurrentIndex(0)
        self._turn_to(self.strip.currentIndex())

    def _turn_to(self, index: int) -> None:
        """Show a tab, and fill it when it has not been looked at since the matter was read."""
        fill = self._stale.pop(index, None)
        if fill is not None:
            fill()
        self._stack.setCurrentIndex(index)

    def _fill_files(self, files: tuple[Attachment, ...]) -> None:
        self.pictures.show_pictures(tuple((a, i) for i, a in enumerate(files, 1) if is_picture(a)))
        rows = [self._file_row(a, i) for i, a in enumerate(files, 1)] or [Text(words.NO_FILES)]
        self._fill(_FILES, rows, keep=1)

    @staticmethod
    def _related(case: Case) -> list[tuple[str, str]]:
        found = [(words.PARENT, case.parent)] if case.parent else []
        found += [(words.CHILDREN, child) for child in case.children]
        if case.repeat_of:
            found.append((words.REPEAT_OF, case.repeat_of))
        return found

    def _fill(self, index: int, rows: list[QWidget] | list[Text], keep: int = 0) -> None:
        """Replace the rows of a list behind its first `keep` widgets."""
        column = self._lists[index]
        while column.count() > keep + 1:
            item = column.takeAt(keep)
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for at, row in enumerate(rows, keep):
            column.insertWidget(at, row)

    def _party_rows(self, case: Case, office: Office) -> list[QWidget]:
        who = case.reporter
        rows: list[QWidget] = []
        facts = [
            (words.REPORTER, f"{mask_name(who.name)}  {mask_phone(who.phone)}"),
            (words.ADDRESS, office.place(case.place)),
        ]
        if case.mediation is not None:
            facts += [
                (p.role or p.name[:1] + "*", f"{mask_name(p.name)}  {mask_phone(p.phone)}")
                for p in case.mediation.parties
            ]
        if case.enforcement is not None:
            facts += [(p.role or "*", mask_name(p.name)) for p in case.enforcement.parties]
        for label, value in facts:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            head = Text(one_line(label, 20), "body", tokens.TEXT_3)
            head.setFixedWidth(tokens.px(110))
            line.addWidget(head)
            line.addWidget(Text(one_line(value, 120)), 1)
            rows.append(row)
        return rows

    def _file_row(self, attachment: Attachment, ordinal: int) -> QWidget:
        size = f"{max(1, attachment.size // 1024)} KB"
        title = mask_file_name(attachment.name, ordinal)
        if is_picture(attachment):
            at = [a for a, _ in self.pictures.pictures].index(attachment)
            return self._open_row(title, size, at, self.view_picture, file_words.VIEW)
        return self._open_row(title, size, attachment, self.file_wanted.emit)

    def view_picture(self, at: int) -> None:
        """Look at a picture of this matter; the others are one key away."""
        viewer = PictureViewer(self._desk, self.pictures.pictures, at, self.window())
        viewer.save_wanted.connect(self.file_wanted)
        viewer.open()

    @staticmethod
    def _open_row(
        title: str, note: str, value: _V, act: Callable[[_V], None], verb: str = words.OPEN
    ) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Elided(one_line(title, 80)), 1)
        line.addWidget(Text(note, "hint", tokens.TEXT_3))
        button = Button(verb)
        button.setAccessibleName(f"{verb} {one_line(title, 40)}")
        button.clicked.connect(lambda: act(value))
        line.addWidget(button)
        return row


__all__ = ["CaseTabs", "attachments_of"]
