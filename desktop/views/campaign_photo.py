"""The photograph that shows where a code hangs: at most one with a posting, kept in the keyed store, never demanded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.files import keep_files
from desktop.models.pictures import is_picture
from desktop.strings import campaign as words
from desktop.views.picture_viewer import PictureViewer
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Elided
from domain.case import Attachment
from domain.code_ledger import CodeRecord


class PhotoProof(QWidget):
    """`told(sentence)` when a file could not be taken."""

    told = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.photo: Attachment | None = None
        self._record: CodeRecord | None = None
        self.add, self.drop = Button(words.ADD_PHOTO, icon_name="image"), Button(words.DROP_PHOTO, "quiet")
        self.look = Button(words.SEE_PHOTO, icon_name="image")
        self._name = Elided("", "body", tokens.TEXT_2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for each in (self.look, self.add, self.drop):
            row.addWidget(each)
        row.insertWidget(2, self._name)
        self.add.clicked.connect(self._ask)
        self.drop.clicked.connect(self.take)
        self.look.clicked.connect(self._look)
        self.offer((), posting=False)

    def offer(self, chosen: tuple[CodeRecord, ...], *, posting: bool) -> None:
        """Offer what fits the chosen codes: to add a photograph, to see the one of a single code."""
        self._record = chosen[0] if len(chosen) == 1 and chosen[0].photo else None
        self.look.setVisible(self._record is not None)
        if not posting:
            self.photo = None
        self.add.setVisible(posting and self.photo is None)
        self.drop.setVisible(posting and self.photo is not None)
        self._name.setVisible(posting and self.photo is not None)
        self.setVisible(posting or self._record is not None)

    def take(self) -> str:
        """The address of the photograph for the mark, "" without one; the next posting begins without."""
        photo, self.photo = self.photo, None
        self._show()
        return photo.sha256 if photo is not None else ""

    def _show(self) -> None:
        self.add.setVisible(self.photo is None)
        self.drop.setVisible(self.photo is not None)
        self._name.setVisible(self.photo is not None)
        self._name.setText(words.PHOTO_READY)

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), words.ADD_PHOTO, "", words.PHOTO_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.keep(Path(name)))
        dialog.open()

    def keep(self, path: Path) -> None:
        """Take the file into the keyed store; it goes to the county with the next exchange."""

        def home(kept: tuple[tuple[Attachment, ...], tuple[str, ...]]) -> None:
            files, problems = kept
            pictures = [each for each in files if is_picture(each)]
            if pictures:
                self.photo = pictures[0]
                self._show()
            else:
                self.told.emit("\n".join(problems) or words.NO_PHOTO)

        self._desk.write(lambda store: keep_files(store, (path,)), home, self)

    def _look(self) -> None:
        if self._record is not None:
            shown = Attachment(self._record.photo, words.PHOTO_NAME, "image/jpeg", 0, "photo")
            PictureViewer(self._desk, ((shown, 1),), 0, self.window()).open()
