"""The print page of a campaign: making the files, stopping, marking what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.campaigns.posters import PosterJob
from desktop.strings import campaign as words
from desktop.views.imports_frame import PlainTable
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text


class PrintPage(QWidget):
    """`make_wanted`, `stop_wanted`, `calibration_wanted`, `mark_wanted`, `finish_wanted`."""

    make_wanted = Signal()
    stop_wanted = Signal()
    calibration_wanted = Signal()
    mark_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = Text("", "section", wrap=True)
        self.state = Text("", "body", wrap=True)
        self.make = Button(words.MAKE, "primary", "print")
        self.stop = Button(words.STOP)
        self.calibrate = Button(words.CALIBRATE)
        self.mark = Button("", icon_name="done")
        self.files = PlainTable((words.FILE_HEAD,))
        for button, signal in (
            (self.make, self.make_wanted), (self.stop, self.stop_wanted), (self.calibrate, self.calibration_wanted),
            (self.mark, self.mark_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        row = QHBoxLayout()
        for button in (self.make, self.stop, self.mark, self.calibrate):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.px(16), 0, 0)
        column.setSpacing(tokens.px(10))
        column.addWidget(self.facts)
        column.addWidget(Text(words.PRINT_NOTE, "body", tokens.TEXT_2, wrap=True))
        column.addLayout(row)
        column.addWidget(self.state)
        column.addWidget(self.files, 1)
        column.addStretch(1)
        self.working(None)

    def show_job(self, job: PosterJob, unprinted: int, files: Sequence[Path]) -> None:
        """What would be printed, what was."""
        self.facts.setText(words.PRINT_FACTS.format(len(job.records), job.pages, words.SIZES[job.size.value]))
        self.mark.relabel(words.MARK_PRINTED.format(unprinted))
        self.mark.setVisible(bool(files) and unprinted > 0)
        self.files.show_rows([(path.name,) for path in files])
        self.files.setVisible(bool(files))

    def working(self, progress: tuple[int, int] | None) -> None:
        """Pages done and in all; None when nothing is made."""
        self.make.setEnabled(progress is None)
        self.stop.setVisible(progress is not None)
        if progress is not None:
            self.state.setText(words.MAKING.format(*progress))
