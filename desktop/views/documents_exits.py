"""The ways out of the desk: print and save. Each goes through the press, which records before it hands over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.models.desk import Desk
from desktop.papers.values import Composed, Folder, Paper
from desktop.printing.pages import PrintRun
from desktop.printing.press import Press
from desktop.printing.saving import file_name, save_whole
from desktop.strings import papers as words
from desktop.tasks import RENDER
from desktop.views.documents_slip import SlipBox
from domain.commands import Audit

_X, _Y = "paper.offset_x", "paper.offset_y"


class Exits(QObject):
    """`told(sentence, tone)` when a paper has left or could not."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, press: Press, slip: SlipBox, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._press, self._slip, self._window = desk, press, slip, window
        self._run: PrintRun | None = None

    def _say(self, text: str, tone: str = "red") -> None:
        self.told.emit(text, tone)

    def _fail(self, text: str) -> None:
        self._say(text)

    def ask_where(self, case_id: str, folder: Folder, paper: Paper) -> None:
        """Let the operator choose the file."""
        dialog = QFileDialog(self._window, words.SAVE_TITLE, "", words.PDF_FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(file_name(folder.number, paper.label))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name), case_id, paper))
        dialog.show()

    def save_to(self, path: Path, case_id: str, paper: Paper) -> None:
        """Record the export, then write the PDF, whole or not at all."""
        self._slip.set_busy(True)

        def write(composed: Composed) -> None:
            self._desk.lanes.run(
                RENDER,
                lambda: save_whole(path, composed.pdf),
                lambda _: self._say(words.SAVED.format(composed.pages), "blue"),
                lambda problem: self._say(str(problem)),
                self,
            )

        audit = Audit("export", copies=1, purpose=self._slip.purpose)
        self._press.give(case_id, paper.id, self._slip.slip, audit, write, self._fail, self)

    def print_paper(self, case_id: str, folder: Folder, paper: Paper) -> None:  # noqa: ARG002 - one shape for all
        """Open the print dialog; it does not hold up the window."""
        if self._run is not None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(paper.kind.heading)
        printer.setCopyCount(self._slip.copies)
        self._ask_printer(printer, words.PRINT_TITLE, lambda: self.print_on(printer, case_id, paper))

    def _ask_printer(self, printer: QPrinter, title: str, act: Callable[[], None]) -> None:
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(act)
        dialog.show()

    def print_on(self, printer: QPrinter, case_id: str, paper: Paper) -> None:
        """Record the print with its copies, then send the pages to this printer."""
        copies = max(1, printer.copyCount())
        self._slip.set_busy(True)
        audit = Audit("print", copies=copies, purpose=self._slip.purpose)

        def send(composed: Composed) -> None:
            self._send(printer, composed.pdf, words.SENT.format(composed.pages, copies))

        self._press.give(case_id, paper.id, self._slip.slip, audit, send, self._fail, self)

    def _send(self, printer: QPrinter, pdf: bytes, done: str) -> None:
        run = PrintRun(self._desk.lanes, printer, pdf, self._slip.offset, self)
        self._run = run

        def ended(problem: str) -> None:
            self._run = None
            run.deleteLater()
            self._say(problem or done, "red" if problem else "blue")

        run.ended.connect(ended)
        run.start()

    def print_calibration(self) -> None:
        """Print the page with rulers, moved by the present offset; it holds no data."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(words.CALIBRATION)
        self._ask_printer(printer, words.CALIBRATION, lambda: self.calibrate_on(printer))

    def calibrate_on(self, printer: QPrinter) -> None:
        """Send the calibration page to this printer."""
        from desktop.printing.calibration import calibration_page

        self._desk.lanes.run(
            RENDER,
            calibration_page,
            lambda pdf: self._send(printer, pdf, words.CALIBRATION_SENT),
            lambda problem: self._say(str(problem)),
            self,
        )

    def load_offset(self) -> None:
        """Show the offset that this machine keeps for its printer."""
        self._desk.read(lambda s: (s.setting(_X, "0"), s.setting(_Y, "0")), self._slip.show_offset, self)

    def keep_offset(self) -> None:
        """Keep the offset for the next paper."""
        x, y = self._slip.offset

        def keep(store: Any) -> None:
            store.put_setting(_X, f"{x:g}")
            store.put_setting(_Y, f"{y:g}")

        self._desk.write(keep)
