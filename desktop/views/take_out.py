"""What leaves the window as files: the list as a masked workbook, one attachment at a time with a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop import story
from desktop.strings import files as words
from desktop.strings import window as window_words
from desktop.tasks import RENDER
from desktop.widgets.text import one_line
from domain.case import STATES, Attachment
from domain.masking import mask_file_name, mask_text

if TYPE_CHECKING:
    from desktop.models.queue import QueueModel
    from desktop.models.shapes import QueueRow
    from desktop.views.main_window import MainWindow

PICTURES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
SUFFIXES = {**PICTURES, "application/pdf": ".pdf", "text/plain": ".txt"}
"""Kinds that keep a suffix when saved; everything else gets none, so that no click runs it."""


MOST_ROWS = 500
"""Matters in one exported list; each of them gets a trace."""


def table_of(
    model: QueueModel, found: Iterable[QueueRow], now: int
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Head and rows of a list: names and texts stay masked."""
    rows: list[tuple[str, ...]] = [
        (
            story.limit_text(row.due_at, now, row.state), row.number, one_line(mask_text(row.title), 120),
            model.place_of(row), row.who, STATES.get(row.state, row.state), story.course_time(row.registered_at, now),
        )
        for row in found
    ]  # fmt: skip
    return words.LIST_HEADS, rows


class TakeOut(QObject):
    """Joined to the window: 导出 of the list, 打开 of an attachment."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.work.list.export_wanted.connect(self.export_list)
        window.work.case_view.file_wanted.connect(self.save_attachment)

    def export_list(self) -> None:
        """Ask where to, then write."""
        name = words.LIST_NAME.format(self._window.queue_title)
        self._ask(name + ".xlsx", self.write_list)

    def write_list(self, path: Path) -> None:
        """The whole list as filtered, as a workbook of plain text cells; a trace on each matter goes before."""
        window, model = self._window, self._window.work.list.model
        title = words.LIST_NAME.format(window.queue_title)

        def read(rows: tuple[QueueRow, ...]) -> None:
            if len(rows) > MOST_ROWS:
                window.tell_trouble(words.LIST_TOO_LONG.format(MOST_ROWS))
                return
            window.tell(words.LIST_MAKING)
            ids = tuple(row.case_id for row in rows)
            window.desk.audit_all(ids, "export", title, lambda taken: write(rows, taken), self)

        def write(rows: tuple[QueueRow, ...], taken: frozenset[str]) -> None:
            kept = [row for row in rows if row.case_id in taken]
            if not kept:
                window.tell_trouble(words.LIST_EMPTY)
                return
            head, cells = table_of(model, kept, window.desk.now())
            left_out = words.LIST_LEFT_OUT.format(len(rows) - len(kept)) if len(kept) < len(rows) else ""
            said = words.LIST_DONE.format(len(kept)) + left_out

            def work() -> None:
                from desktop.imports.table import write_whole
                from documents.sheets.writing import write_xlsx

                write_whole(path, write_xlsx(head, cells))

            window.desk.lanes.run(RENDER, work, lambda _: window.tell(said), self._failed, self)

        window.desk.read(model.whole(MOST_ROWS + 1), read, self)

    def save_attachment(self, attachment: Attachment) -> None:
        """Ask where to, then write the bytes and leave a trace."""
        case = self._window.work.case_view.case
        if case is None:
            return
        stem = Path(mask_file_name(attachment.name, 1)).stem
        self._ask(
            stem + SUFFIXES.get(attachment.media, ""),
            lambda path: self.write_attachment(case.id, attachment, path),
        )

    def write_attachment(self, case_id: str, attachment: Attachment, path: Path) -> None:
        """The file as it was received; taken from the county first when it is not on this machine yet."""
        window = self._window

        def home(data: bytes | None) -> None:
            if data is None:
                window.tell(words.FETCHING)
                window.desk.fetch(attachment, fetched, self)
                return
            window.desk.audit(case_id, "export", window_words.FILES)
            try:
                path.write_bytes(data)
            except OSError as problem:
                self._failed(problem)
                return
            window.tell(words.FILE_DONE)

        def fetched(problem: str) -> None:
            if problem:
                window.tell_trouble(problem)
            else:
                self.write_attachment(case_id, attachment, path)

        window.desk.read(lambda s: s.attachment(attachment.sha256), home, self)

    def _ask(self, name: str, done: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, words.SAVE_AS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: done(Path(chosen)))
        dialog.open()

    def _failed(self, problem: Exception) -> None:  # noqa: ARG002
        self._window.tell_trouble(words.NOT_WRITTEN)
