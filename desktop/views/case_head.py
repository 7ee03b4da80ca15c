"""What a form is about: title, place, who to call, and the citizen's words, so that nobody has to look back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Elided, Text, one_line
from domain.case import Case
from domain.masking import mask_phone, mask_reporter, mask_text

LONGEST = 160


class CaseHead(QWidget):
    """Masked; the button shows name and telephone and leaves a trace."""

    def __init__(self, desk: Desk, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._case = desk, case
        office = desk.office
        place = office.place(case.place) if office is not None else ""
        title = Elided(one_line(mask_text(case.title), 40), "strong")
        self._who = Text("", "body", tokens.TEXT_2)
        self._reveal = Button(words.REVEAL.partition(" ")[0], "link")
        self._reveal.clicked.connect(self.reveal)
        line = QHBoxLayout()
        line.addWidget(title, 1)
        line.addWidget(Text(place, "body", tokens.TEXT_2))
        line.addWidget(self._who)
        line.addWidget(self._reveal)
        said = mask_text(case.text)
        text = Text(said[:LONGEST] + ("…" if len(said) > LONGEST else ""), "hint", tokens.TEXT_2, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(10), tokens.px(6), tokens.px(10), tokens.px(6))
        column.setSpacing(tokens.px(2))
        column.addLayout(line)
        column.addWidget(text)
        self._show(False)
        self._reveal.setVisible(bool(case.reporter.phone or case.reporter.name))

    def _show(self, plain: bool) -> None:
        who = self._case.reporter
        hidden = who.protected or who.anonymous
        name = who.name if plain else mask_reporter(who.name, hidden)
        phone = who.phone if plain else mask_phone(who.phone)
        self._who.setText(one_line(f"{name}  {phone}".strip(), 60))

    def reveal(self) -> None:
        """Show name and telephone while this form is open."""
        self._show(True)
        self._reveal.hide()
        self._desk.audit(self._case.id, "reveal", words.REPORTER)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A quiet ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.BACKGROUND)
        painter.drawRoundedRect(self.rect(), tokens.RADIUS, tokens.RADIUS)
        painter.end()
