"""In a form that judges: what is judged, to read, to select and to scroll, above what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.pictures import is_picture
from desktop.models.reported import REPORTS, REQUESTS, Reported, reported
from desktop.strings import files as file_words
from desktop.strings import reported as words
from desktop.views.case_tabs import attachments_of
from desktop.views.picture_strip import PictureStrip
from desktop.views.picture_viewer import PictureViewer
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text
from domain.case import Attachment
from domain.masking import mask_file_name

if TYPE_CHECKING:
    from desktop.models.shapes import CaseFile

JUDGING = REPORTS | REQUESTS.keys()
MOST_LINES, LEAST_LINES = 8, 3


class ReportedPanel(QWidget):
    """`file_wanted(Attachment)`: keep a copy outside."""

    file_wanted = Signal(object)

    def __init__(self, desk: Desk, kind: str, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setAccessibleName(words.TITLE)
        self.findings = Text("", "body", tokens.AMBER, wrap=True, select=True)
        self.findings.hide()
        self.pictures = PictureStrip(desk)
        self.pictures.opened.connect(self.view_picture)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.px(4))
        self._column.addWidget(Text(words.TITLE, "strong"))
        for each in (self.text, self.findings, self.pictures):
            self._column.addWidget(each)
        self._say(words.LOADING)
        desk.read(
            lambda store: store.case(case_id), self._take, self, failed=lambda _: self._say(words.UNREAD)
        )

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()
        return super().event(event)

    def _say(self, text: str) -> None:
        self.text.setPlainText(text)
        self._fit()

    def _fit(self) -> None:
        """As high as the text needs, within a few lines of the form below."""
        metrics = self.text.fontMetrics()
        wide = max(self.text.viewport().width(), tokens.px(300))
        lines = sum(
            1 + metrics.horizontalAdvance(line) // wide for line in self.text.toPlainText().split("\n")
        )
        shown = max(LEAST_LINES, min(MOST_LINES, lines))
        self.text.setFixedHeight(metrics.lineSpacing() * shown + tokens.px(14))

    def _take(self, file: CaseFile | None) -> None:
        office = self._desk.office
        found = reported(self._kind, file, office, self._desk.now()) if file and office else None
        if file is None or found is None:
            self._say(words.UNREAD)
            return
        self._say(found.text)
        self._show_findings(found)
        ordinals = {each.sha256: at for at, each in enumerate(attachments_of(file), 1)}
        files = [(each, ordinals.get(each.sha256, 1)) for each in found.files]
        self.pictures.show_pictures(tuple(pair for pair in files if is_picture(pair[0])))
        for attachment, ordinal in files:
            if not is_picture(attachment):
                self._offer(attachment, mask_file_name(attachment.name, ordinal))

    def _show_findings(self, found: Reported) -> None:
        if not found.checked:
            return
        lines = "\n".join(f"▲ {each}" for each in found.findings)
        text = words.FINDINGS.format(len(found.findings), lines) if found.findings else words.CLEAN
        self.findings.setText(text)
        self.findings.tint(tokens.AMBER if found.findings else tokens.GREEN)
        self.findings.show()

    def _offer(self, attachment: Attachment, name: str) -> None:
        button = Button(f"{name}  {file_words.SAVE}", "quiet", "attach")
        button.clicked.connect(lambda: self.file_wanted.emit(attachment))
        self._column.addWidget(button)

    def view_picture(self, at: int) -> None:
        """Look at a piece of evidence."""
        viewer = PictureViewer(self._desk, self.pictures.pictures, at, self.window())
        viewer.save_wanted.connect(self.file_wanted)
        viewer.open()
