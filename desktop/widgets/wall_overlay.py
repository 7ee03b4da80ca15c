"""What lies over the wall for a moment: the pulse of new red matters and the question before leaving."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from desktop.wall import strings
from desktop.widgets.wall_ink import BORDER, CENTRE, PANEL, PANEL_2, RED, TEXT, TEXT_2, Ink
from desktop.widgets.wall_layout import HEIGHT, Plan

PULSES, SECONDS = 3, 1.2
"""Three pulses of more than a second each: slower than 1 Hz, far from what can harm anybody."""
_LONGEST_PIN = 12


def pulse_strength(elapsed: float) -> float | None:
    """0 to 1 while the pulses last, None afterwards."""
    if not 0 <= elapsed < PULSES * SECONDS:
        return None
    return math.sin(math.pi * (elapsed % SECONDS) / SECONDS)


def paint_pulse(ink: Ink, boxes: Sequence[QRectF], strength: float) -> None:
    """Frames around what is new."""
    colour = QColor(RED)
    colour.setAlphaF(0.25 + 0.75 * strength)
    for box in boxes:
        ink.outline(box, colour, 6)


class PinPad:
    """Takes digits; the PIN itself is known to `check` only, and what was typed is never drawn."""

    def __init__(self, check: Callable[[str], bool]) -> None:
        self._check = check
        self._typed = ""
        self.open = False
        self.wrong = False

    @property
    def length(self) -> int:
        """How many characters were typed."""
        return len(self._typed)

    def ask(self) -> None:
        """Open the question."""
        self.open, self.wrong, self._typed = True, False, ""

    def key(self, key: int, text: str) -> bool:
        """Take a key; True when the right PIN was entered."""
        if key == Qt.Key.Key_Escape:
            self.open, self._typed = False, ""
        elif key == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            right = self._check(self._typed)
            self._typed, self.wrong = "", not right
            self.open = not right
            return right
        elif len(text) == 1 and text.isascii() and text.isalnum() and len(self._typed) < _LONGEST_PIN:
            self._typed, self.wrong = self._typed + text, False
        return False


def paint_question(ink: Ink, plan: Plan, pin: PinPad) -> None:
    """The box that asks for the PIN; dots for what was typed."""
    ink.panel = "question"
    size = ink.type.size(28)
    wide = max(ink.type.width(strings.PIN_CANCEL, size), ink.type.width(strings.PIN_WRONG, size)) + 80
    box = QRectF(plan.title.x() + 40, (HEIGHT - size * 8) / 2, wide, size * 8)
    box.moveCenter(QRectF(plan.width / 2 - 1, 0, 2, HEIGHT).center())
    ink.fill(box, PANEL_2, 12)
    ink.outline(box, BORDER, 2, 12)
    lines = (strings.PIN_WRONG if pin.wrong else strings.PIN_ASK, "", strings.PIN_CANCEL)
    high = box.height() / 3
    for number, text in enumerate(lines):
        line = QRectF(box.x() + 30, box.y() + number * high, box.width() - 60, high)
        if text:
            colour = RED if pin.wrong and number == 0 else TEXT if number == 0 else TEXT_2
            ink.text(line, text, size, colour, align=CENTRE)
        else:
            ink.fill(line.adjusted(0, 8, 0, -8), PANEL, 6)
            ink.text(line, "●" * pin.length, size, TEXT, align=CENTRE)
