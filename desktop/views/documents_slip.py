"""What the person at the printer adds: number, addressee, copies, purpose, offset; and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from desktop.papers.values import Slip
from desktop.strings import papers as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text

MAX_COPIES = 99
MAX_OFFSET_MM = 20.0


class SlipBox(QWidget):
    """`changed` while number or addressee are typed; `print_wanted`, `save_wanted`, `calibration_wanted`."""

    changed = Signal()
    offset_changed = Signal()
    print_wanted = Signal()
    save_wanted = Signal()
    calibration_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = QLineEdit(placeholderText=words.NUMBER_HINT, maxLength=60)
        self.addressee = QLineEdit(placeholderText=words.ADDRESSEE_HINT, maxLength=60)
        self._copies = QSpinBox(minimum=1, maximum=MAX_COPIES)
        self._purpose = QComboBox()
        self._purpose.addItems(words.PURPOSES)
        self._x, self._y = QDoubleSpinBox(), QDoubleSpinBox()
        self.print_button = Button(words.PRINT, "primary", "print")
        self.save_button = Button(words.SAVE, "secondary")
        self.calibrate_button = Button(words.CALIBRATE, "quiet")
        self._labels: dict[QWidget, Text] = {}
        self._ready = False
        self._letter = ""
        self._build()
        self.number.textChanged.connect(self.changed)
        self.addressee.textChanged.connect(self.changed)
        self._x.valueChanged.connect(self.offset_changed)
        self._y.valueChanged.connect(self.offset_changed)
        self.print_button.clicked.connect(self.print_wanted)
        self.save_button.clicked.connect(self.save_wanted)
        self.calibrate_button.clicked.connect(self.calibration_wanted)
        self.show_paper(letter=False, ready=False)

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(tokens.px(10), tokens.px(8), tokens.px(10), tokens.px(8))
        grid.setHorizontalSpacing(tokens.px(6))
        grid.setVerticalSpacing(tokens.px(6))
        grid.setColumnStretch(1, 1)
        for box, hint in ((self._x, words.OFFSET_X), (self._y, words.OFFSET_Y)):
            box.setRange(-MAX_OFFSET_MM, MAX_OFFSET_MM)
            box.setDecimals(1)
            box.setSingleStep(0.5)
            box.setAccessibleName(hint)
            box.setToolTip(hint)
        parts = QWidget()
        row = QHBoxLayout(parts)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._copies)
        row.addWidget(Text(words.PURPOSE, "body", tokens.TEXT_2))
        row.addWidget(self._purpose, 1)
        shift = QWidget()
        row = QHBoxLayout(shift)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._x, 1)
        row.addWidget(self._y, 1)
        row.addWidget(self.calibrate_button)
        lines: tuple[tuple[str, QWidget, QWidget], ...] = (
            (words.NUMBER, self.number, self.number),
            (words.ADDRESSEE, self.addressee, self.addressee),
            (words.COPIES, parts, self._copies),
        )
        for at, (label, widget, named) in enumerate(lines):
            text = Text(label, "body", tokens.TEXT_2)
            named.setAccessibleName(label)
            self._labels[widget] = text
            grid.addWidget(text, at, 0)
            grid.addWidget(widget, at, 1)
        self._purpose.setAccessibleName(words.PURPOSE)
        self._offset_parts = (Text(words.OFFSET, "hint", tokens.TEXT_3), shift)
        grid.addWidget(self._offset_parts[0], 3, 0, 1, 2)
        grid.addWidget(shift, 4, 0, 1, 2)
        row = QHBoxLayout()
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        grid.addLayout(row, 5, 0, 1, 2)

    def clear(self) -> None:
        """Another matter: nothing typed is carried over."""
        self._letter = ""
        for box in (self.number, self.addressee):
            box.blockSignals(True)
            box.clear()
            box.blockSignals(False)
        self._copies.setValue(1)

    def begin_number(self, letter: str, number: str) -> None:
        """Begin a letter with the number that it had when it last left; going on with the same one changes nothing."""
        if letter == self._letter:
            return
        self._letter = letter
        self.number.blockSignals(True)
        self.number.setText(number)
        self.number.blockSignals(False)

    def show_paper(self, *, letter: bool, ready: bool) -> None:
        """Letters take a number and an addressee."""
        for widget in (self.number, self.addressee):
            widget.setVisible(letter)
            self._labels[widget].setVisible(letter)
        self._ready = ready
        self.set_busy(False)

    def compact(self, narrow: bool) -> None:
        """A narrow place leaves the offset out."""
        for part in self._offset_parts:
            part.setVisible(not narrow)

    def set_busy(self, busy: bool) -> None:
        """Nothing can be sent twice while it is on its way."""
        for button in (self.print_button, self.save_button):
            button.setEnabled(self._ready and not busy)

    def show_offset(self, values: tuple[str, str]) -> None:
        """The offset that was kept, in millimetres."""
        for box, text in zip((self._x, self._y), values, strict=True):
            box.blockSignals(True)
            try:
                box.setValue(float(text))
            except ValueError:
                box.setValue(0.0)
            box.blockSignals(False)

    @property
    def slip(self) -> Slip:
        """What was typed for a letter."""
        if self.number.isHidden():
            return Slip()
        return Slip(self.number.text().strip(), self.addressee.text().strip())

    @property
    def copies(self) -> int:
        """How many."""
        return self._copies.value()

    @property
    def purpose(self) -> str:
        """Why."""
        return self._purpose.currentText()

    @property
    def offset(self) -> tuple[float, float]:
        """Millimetres to the right and down."""
        return self._x.value(), self._y.value()
