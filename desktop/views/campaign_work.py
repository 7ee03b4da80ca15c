"""What a campaign does behind its pages: making poster files, saving papers, marking codes at the county."""

from __future__ import annotations

import io
import secrets
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.campaigns import desk as campaign_desk
from desktop.campaigns import ledger
from desktop.campaigns import strings as campaign_words
from desktop.campaigns.campaign import new_ids
from desktop.campaigns.posters import PosterJob, PostersRefused, print_job
from desktop.imports import strings as import_words
from desktop.imports.line import LANE, Line
from desktop.imports.table import write_whole
from desktop.models.desk import Desk, new_id
from desktop.strings import campaign as words
from desktop.tasks import RENDER, STORE
from documents.layout.frame import Imprint
from documents.posting_ledger import write_calibration
from domain.code_ledger import CodeRecord


class Printing(QObject):
    """`progress(done, total)`, `made(files)`, `refused(message, files written before)`, `saved(sentence)`."""

    progress = Signal(int, int)
    made = Signal(object)
    refused = Signal(str, object)
    saved = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, parent
        self._stop = threading.Event()

    def make(self, job: PosterJob, folder: Path) -> None:
        """Make, read back and write the poster files on the render lane."""
        self._stop = stop = threading.Event()
        self._desk.lanes.run(
            RENDER,
            lambda: print_job(job, folder, self.progress.emit, stop.is_set),
            self.made.emit,
            self._failed,
            self,
        )

    def stop(self) -> None:
        """Give the files up that are not finished."""
        self._stop.set()

    def _failed(self, problem: Exception) -> None:
        written = problem.written if isinstance(problem, PostersRefused) else ()
        self.refused.emit(str(getattr(problem, "message", problem)), written)

    def ask_folder(self, wanted: Callable[[Path], None]) -> None:
        """Where the poster files go."""
        dialog = QFileDialog(self._window, words.FOLDER)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: wanted(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def save_calibration(self) -> None:
        """The page with millimetre rulers."""

        def write(path: Path) -> None:
            out = io.BytesIO()
            write_calibration(out)
            write_whole(path, out.getvalue())

        self._ask_file(campaign_words.CALIBRATION_FILE, write, words.CALIBRATED)

    def save_ledger(self, records: Sequence[CodeRecord], *, practice: bool) -> None:
        """二维码张贴台账 of the codes shown."""
        office = self._desk.office
        if office is None or not records:
            return
        numbers = {record.campaign for record in records}
        number = numbers.pop() if len(numbers) == 1 else words.EVERY
        place = campaign_words.OFFICE.format(office.township_name)
        imprint = Imprint(number, self._desk.now(), office.actor.name, practice=practice)

        def write(path: Path) -> None:
            write_whole(path, ledger.ledger_pdf(records, number, place, office.names.person, imprint))

        self._ask_file(campaign_words.LEDGER_FILE.format(number), write, words.EXPORTED)

    def _ask_file(self, name: str, write: Callable[[Path], None], said: str) -> None:
        dialog = QFileDialog(self._window, words.EXPORT_TITLE, name, words.EXPORT_FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.save(Path(path), write, said))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def save(self, path: Path, write: Callable[[Path], None], said: str) -> None:
        """Write a paper on the render lane and say so."""
        self._desk.lanes.run(
            RENDER, lambda: write(path), lambda _: self.saved.emit(said),
            lambda _: self.refused.emit(import_words.NOT_WRITTEN, ()), self,
        )  # fmt: skip


class Marks(QObject):
    """Marks of the ledger at the county. `told(Marked)` after every round, `failed(sentence)`."""

    told = Signal(object)
    failed = Signal(str)

    def __init__(self, desk: Desk, line: Callable[[], Line | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._line = desk, line
        self._underway = False

    def give(
        self, township: str, kind: str, ids: Sequence[str], note: str, spot: str, taken: Collection[str],
        photo: str = "",
    ) -> None:  # fmt: skip
        """Mark codes. Without an answer the mark waits in the store, byte for byte."""
        successors = new_ids(len(ids), secrets.randbits, taken) if kind == "replaced" else ()
        body = ledger.mark_body(
            new_id(), township, kind, ids, self._desk.now(), self._desk.actor.id, note=note, spot=spot,
            successors=successors, photo=photo,
        )  # fmt: skip
        self.send((body,))

    def send(self, fresh: Sequence[bytes] = ()) -> None:
        """Everything that waits, then the new ones; each is written down before the first is sent."""
        store, actor, line, lanes = self._desk.store, self._desk.actor.id, self._line(), self._desk.lanes
        if store is None or self._underway:
            return
        self._underway = True

        def keep(left: Sequence[bytes]) -> None:
            lanes.call(STORE, lambda: campaign_desk.keep_marks(store, left, actor))

        def work() -> ledger.Marked:
            return ledger.send_marks((*campaign_desk.waiting_marks(store), *fresh), line, keep)

        lanes.run(LANE, work, self._home, self._lost, self)

    def _home(self, found: Any) -> None:
        self._underway = False
        self.told.emit(found)

    def _lost(self, problem: Exception) -> None:
        self._underway = False
        self.failed.emit(str(getattr(problem, "message", problem)))
