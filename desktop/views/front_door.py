"""Before the work: choosing how to use the program, signing in, and waiting with a word of explanation."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.strings import start as words
from desktop.views.door_rescue import DoorRescue
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed to sign in."""

    address: str
    login: str
    password: str
    enrolment: str = ""
    ca: str = ""


class FrontDoor(QWidget):
    """`practice_wanted`, `sign_in_wanted(Credentials)`, `scale_wanted(percent)`, `retry_wanted`."""

    practice_wanted = Signal()
    sign_in_wanted = Signal(object)
    scale_wanted = Signal(int)
    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = QStackedWidget()
        self.notice = NoticeBar(rounded=True)
        self._wait = Text(words.OPENING, "section", tokens.TEXT_2, wrap=True)
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._retry = Button(words.TRY_AGAIN, "primary")
        self._retry.clicked.connect(self.retry_wanted)
        self._fields: dict[str, QLineEdit] = {}
        self._submit = Button(words.SIGN_IN, "primary", key="Enter")
        self.rescue = DoorRescue()
        self.rescue.retry_wanted.connect(self.retry_wanted)
        self.rescue.refused.connect(self.refuse)
        for page in (self._waiting(), self._choosing(), self._signing(), self.rescue):
            self._pages.addWidget(page)
        card = QFrame()
        card.setAutoFillBackground(True)
        card.setBackgroundRole(self.backgroundRole().Base)
        card.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(card)
        column.setContentsMargins(tokens.px(36), tokens.px(28), tokens.px(36), tokens.px(28))
        column.setSpacing(tokens.px(10))
        column.addWidget(Text(words.WELCOME, "display", tokens.PRIMARY))
        column.addWidget(Text(words.WELCOME_LINE, "body", tokens.TEXT_2, wrap=True))
        column.addWidget(self.notice)
        column.addWidget(self._pages)
        card.setFixedWidth(tokens.px(560))
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def _waiting(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addSpacing(tokens.px(24))
        column.addWidget(self._wait)
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._retry.hide()
        return page

    def _choosing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(tokens.px(8))
        column.addWidget(Text(words.FONT, "body", tokens.TEXT_3))
        sizes = ChoiceRow(tuple((str(p), name) for p, name in words.FONT_SIZES.items()))
        sizes.choose((str(round(tokens.factor() * 100)),))
        sizes.changed.connect(lambda: self.scale_wanted.emit(int(sizes.values()[0])))
        sizes.setAccessibleName(words.FONT)
        column.addWidget(sizes)
        column.addSpacing(tokens.px(10))
        column.addWidget(Text(words.CHOOSE, "section"))
        for title, line, act in (
            (words.PRACTICE, words.PRACTICE_LINE, self.practice_wanted.emit),
            (words.COUNTY, words.COUNTY_LINE, self.ask_sign_in),
        ):
            button = Button(title, "primary" if title == words.PRACTICE else "secondary")
            button.clicked.connect(act)
            row = QHBoxLayout()
            row.addWidget(button)
            row.addWidget(Text(line, "hint", tokens.TEXT_2, wrap=True), 1)
            column.addLayout(row)
        return page

    def _signing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setVerticalSpacing(tokens.px(8))
        for name, label, hint in (
            ("address", words.ADDRESS, words.ADDRESS_HINT),
            ("login", words.LOGIN, ""),
            ("password", words.PASSWORD, ""),
            ("enrolment", words.ENROLMENT, words.ENROLMENT_HINT),
            ("ca", words.CA, words.CA_HINT),
        ):
            line = QLineEdit()
            line.setPlaceholderText(hint)
            line.setAccessibleName(label)
            line.setMinimumHeight(tokens.px(34))
            line.returnPressed.connect(self._sign_in)
            if name == "password":
                line.setEchoMode(QLineEdit.EchoMode.Password)
            self._fields[name] = line
            form.addRow(Text(label, "body", tokens.TEXT_2), line)
        column.addLayout(form)
        column.addWidget(Text(words.OFFLINE_NOTE, "hint", tokens.TEXT_3, wrap=True))
        row = QHBoxLayout()
        back = Button(words.BACK)
        back.clicked.connect(self.ask_mode)
        row.addWidget(self._submit)
        row.addWidget(back)
        row.addStretch(1)
        column.addLayout(row)
        self._submit.clicked.connect(self._sign_in)
        return page

    def wait(self, text: str) -> None:
        """Say what is being prepared."""
        self.notice.clear()
        self._wait.setText(text)
        self._retry.hide()
        self._pages.setCurrentIndex(0)

    def ask_mode(self) -> None:
        """First run: how to use the program."""
        self.notice.clear()
        self._pages.setCurrentIndex(1)

    def ask_sign_in(self, address: str = "", login: str = "") -> None:
        """Ask for address and account."""
        if address:
            self._fields["address"].setText(address)
        if login:
            self._fields["login"].setText(login)
        self._pages.setCurrentIndex(2)
        empty = next((f for f in self._fields.values() if not f.text()), self._fields["password"])
        empty.setFocus()

    def ask_rescue(self, text: str, *, locked: bool) -> None:
        """The data does not open: say why, and offer the way on."""
        self.notice.show_notice("red", text)
        self.rescue.show_for(locked)
        self._pages.setCurrentWidget(self.rescue)

    def tell(self, text: str) -> None:
        """Say what went well."""
        self.notice.show_notice("green", text)

    def refuse(self, text: str, retry: bool = False) -> None:
        """Say why it did not work; what was typed stays."""
        self.notice.show_notice("red", text)
        if self._pages.currentIndex() == 0:
            self._wait.setText(words.FAILED)
            self._retry.setVisible(retry)
        self._submit.setEnabled(True)

    def _sign_in(self) -> None:
        values = {name: line.text().strip() for name, line in self._fields.items()}
        values["password"] = self._fields["password"].text()
        if not (values["address"] and values["login"] and values["password"]):
            self.refuse(words.FIELDS_NEEDED)
            return
        self._submit.setEnabled(False)
        self.notice.clear()
        self.sign_in_wanted.emit(Credentials(**values))

    def forget_password(self) -> None:
        """Nothing of the password stays on screen."""
        self._fields["password"].clear()
        self._submit.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose the way of use on the first page."""
        if self._pages.currentIndex() == 1 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.practice_wanted.emit()
            return
        super().keyPressEvent(event)
