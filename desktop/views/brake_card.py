"""The county wants to take an unlikely number of open matters from this desk: a person asks it first, then goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.desk import Desk
from desktop.models.exchange import Exchange
from desktop.strings import sync as words
from desktop.views.link_notice import matters
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.chip import Chip
from desktop.widgets.text import Text


class BrakeCard(QFrame):
    """One stopped bucket: `where` in words, `count` of open matters (0: not known). `go` is called after two presses."""

    def __init__(self, where: str, count: int, go: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        chip = Chip()
        chip.show_chip("red", words.BRAKE_HEAD.format(matters([count])))
        self.go, self.asked, self.cancel = (
            Button(words.BRAKE_GO),
            Button(words.BRAKE_ASKED),
            Button(words.BRAKE_WAIT),
        )
        self.go.clicked.connect(lambda: self._ask(True))
        self.cancel.clicked.connect(lambda: self._ask(False))
        self.asked.clicked.connect(go)
        head = QHBoxLayout()
        head.addWidget(chip)
        head.addStretch(1)
        steps = QHBoxLayout()
        for button in (self.go, self.asked, self.cancel):
            steps.addWidget(button)
        steps.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(tokens.px(6))
        column.addLayout(head)
        said = Text(words.BRAKE_TEXT.format(where), wrap=True, select=True)
        low = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        low.setHeightForWidth(True)
        said.setSizePolicy(low)
        column.addWidget(said)
        column.addLayout(steps)
        self._ask(False)

    def _ask(self, asking: bool) -> None:
        self.go.setVisible(not asking)
        self.asked.setVisible(asking)
        self.cancel.setVisible(asking)
        if asking:
            self.cancel.setFocus()


class BrakeCards(QWidget):
    """A card for every stopped bucket. `told(tone, sentence)` hears what became of it."""

    def __init__(
        self, desk: Desk, exchange: Exchange, told: Callable[[str, str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._exchange, self._told = desk, exchange, told
        self._braked: tuple[tuple[str, int], ...] = ()
        self._shown: list[tuple[str, str, int]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        desk.office_changed.connect(self._fill)

    def show_braked(self, braked: tuple[tuple[str, int], ...]) -> None:
        """(bucket, open matters that it would lose) of each; a question that was begun is not disturbed."""
        self._braked = braked
        self._fill()

    def _fill(self) -> None:
        office = self._desk.office
        wanted = [(name, office.bucket(name) if office else name, count) for name, count in self._braked]
        if wanted == self._shown:
            return
        self._shown = wanted
        while self._column.count():
            card = self._column.takeAt(0).widget()
            if card is not None:
                card.deleteLater()
        for name, where, count in wanted:
            self._column.addWidget(BrakeCard(where, count, partial(self._release, name)))

    def _release(self, name: str) -> None:
        def home(_: object) -> None:
            self._told("green", words.BRAKE_GONE)
            self._exchange.wake(by_person=True)

        self._desk.write(lambda s: s.exchange.release_brake(name), home, self)
