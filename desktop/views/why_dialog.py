"""How a limit was computed: every day that counts and every day that does not."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import story
from desktop.models.office import Office
from desktop.models.why import explain
from desktop.strings import window as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text
from domain.calendar import WorkCalendar
from domain.case import Case


class WhyDialog(QDialog):
    """Shows the running limit that ends first, and the others below it."""

    def __init__(
        self, case: Case, office: Office, calendar: WorkCalendar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.WHY)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.px(18), tokens.px(14), tokens.px(18), tokens.px(14))
        column.addWidget(Text(words.WHY, "section"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(words.WHY)
        parts = []
        for clock in sorted(case.running, key=lambda c: c.due):
            label = story.clock_label(office.profile, clock.code)
            parts.append("\n".join(explain(clock, label, office.profile, calendar)))
        self.text.setPlainText("\n\n".join(parts))
        column.addWidget(self.text, 1)
        close = Button(words.CLOSE, "primary")
        close.clicked.connect(self.accept)
        column.addWidget(close)
        self.resize(tokens.px(560), tokens.px(420))
