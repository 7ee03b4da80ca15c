"""What waits for the county and what the county did not accept; every card is settled by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop import story
from desktop.models.desk import Desk
from desktop.models.exchange import Exchange
from desktop.strings import actions as action_words
from desktop.strings import sync as words
from desktop.strings import window as window_words
from desktop.views.brake_card import BrakeCards
from desktop.views.carry_bar import CarryBar
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.chip import Chip
from desktop.widgets.notice_bar import Line, NoticeBar
from desktop.widgets.text import Elided, Text, one_line
from domain.masking import mask_text
from domain.refusals import NeedsCounty, Refusal, sentence

if TYPE_CHECKING:
    from desktop.models.shapes import OutboxRow

SHOWN = 200
_TONES = {"pending": "amber", "sent": "amber", "applied": "green", "rejected": "red", "withdrawn": "grey"}


class SyncTray(QWidget):
    """`open_case(id)` shows a matter. `link` tells of the line, `notice` what became of the last step taken here."""

    def __init__(
        self, desk: Desk, exchange: Exchange, open_case: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._exchange, self._open = desk, exchange, open_case
        self.link = NoticeBar(rounded=True)
        self.notice = NoticeBar(rounded=True)
        self._asof = Text("", "body", tokens.TEXT_2)
        self._cards_head = Text("", "section")
        self._waiting_head = Text("", "section")
        self._cards = QVBoxLayout()
        self.brakes = BrakeCards(desk, exchange, self._tell)
        self._refused = 0
        self._waiting = QVBoxLayout()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.px(20), tokens.px(14), tokens.px(20), tokens.px(14))
        column.setSpacing(tokens.px(8))
        head = QHBoxLayout()
        head.addWidget(Text(words.TRAY_TITLE, "title"))
        head.addSpacing(tokens.px(12))
        head.addWidget(self._asof, 1)
        now = Button(window_words.SYNC_NOW, "primary", "refresh", "F5")
        now.clicked.connect(lambda: exchange.wake(by_person=True))
        head.addWidget(now)
        column.addLayout(head)
        column.addWidget(self.link)
        column.addWidget(self.notice)
        column.addWidget(CarryBar(exchange, self._carried))
        column.addWidget(self.brakes)
        for title, rows in ((self._cards_head, self._cards), (self._waiting_head, self._waiting)):
            column.addWidget(title)
            column.addLayout(rows)
            column.addSpacing(tokens.px(8))
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        page.setAutoFillBackground(True)
        page.setBackgroundRole(self.backgroundRole().Base)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        desk.changed.connect(self._changed)
        exchange.state.connect(self._linked)

    def _carried(self, tone: str, text: str) -> None:
        """Unsent work went out or came in, or it did not work."""
        self.refresh()
        self._tell(tone, text)
        self._exchange.wake()

    def _tell(self, tone: str, text: str) -> None:
        """Stays until it is closed or the next step is taken."""
        icon_name = "done" if tone == "green" else "warning"
        self.notice.show_notice(tone, text, icon_name, ((window_words.CLOSE, self.notice.clear),))

    def _changed(self, change: object) -> None:
        if getattr(change, "outbox", False) and self.isVisible():
            self.refresh()

    def _linked(self, state: object) -> None:  # noqa: ARG002
        if self.isVisible():
            self._show_asof()

    def _show_asof(self) -> None:
        self.brakes.show_braked(self._exchange.last.braked)
        self._show_head()
        at = self._exchange.last.synced_at
        now = self._desk.now()
        self._asof.setText(words.TRAY_ASOF.format(story.course_time(at, now)) if at else words.TRAY_NEVER)
        if self._exchange.last.message:
            self.link.show_notice("amber", self._exchange.last.message, "offline")
        else:
            self.link.clear()

    def _show_head(self) -> None:
        """Not where it would say that there is nothing to handle, above a card that has to be."""
        self._cards_head.setVisible(bool(self._refused) or not self._exchange.last.braked)

    def refresh(self) -> None:
        """Read both lists."""
        self._show_asof()
        self._desk.read(lambda s: (s.rejected(SHOWN), s.outbox_rows(SHOWN)), self._take, self)

    def _take(self, found: tuple[tuple[OutboxRow, ...], tuple[OutboxRow, ...]]) -> None:
        cards, waiting = found
        self._refused = len(cards)
        self._show_head()
        waiting = tuple(row for row in waiting if row.state != "rejected")
        self._cards_head.setText(words.TRAY_CARDS.format(len(cards)) if cards else words.TRAY_NO_CARDS)
        self._cards_head.tint(tokens.RED if cards else tokens.TEXT_3)
        self._waiting_head.setText(words.TRAY_WAITING.format(len(waiting)) if waiting else words.TRAY_NONE)
        self._put(self._cards, [self._card(row) for row in cards])
        self._put(
            self._waiting,
            [self._row(row) for row in waiting] or [Text(words.TRAY_NONE_REASON, colour=tokens.TEXT_3)],
        )

    @staticmethod
    def _put(column: QVBoxLayout, rows: list[QWidget] | list[Text]) -> None:
        while column.count():
            item = column.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row in rows:
            column.addWidget(row)

    def _line(self, row: OutboxRow) -> str:
        kind = action_words.COMMANDS.get(row.kind, row.kind)
        title = one_line(mask_text(row.title), 30)
        return words.ROW.format(
            kind,
            " ".join(p for p in (row.number, title) if p),
            story.course_time(row.made_at, self._desk.now()),
        )

    def _row(self, row: OutboxRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, tokens.px(2), 0, tokens.px(2))
        chip = Chip()
        state = words.NEEDS_COUNTY if row.needs_county else words.STATES[row.state]
        if row.conflict:
            state = words.POSTPONED if row.postponed else words.CONFLICT
        chip.show_chip("red" if row.conflict and not row.postponed else _TONES[row.state], state)
        line.addWidget(chip)
        line.addWidget(Elided(self._line(row)), 1)
        if row.tries:
            line.addWidget(Text(words.TRIES.format(row.tries), "hint", tokens.TEXT_3))
        show = Button(words.OPEN_CASE, "quiet")
        show.clicked.connect(lambda: self._open(row.case_id))
        line.addWidget(show)
        return holder

    def _card(self, row: OutboxRow) -> QWidget:
        card = QFrame()
        card.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(card)
        column.setSpacing(tokens.px(6))
        kind = action_words.COMMANDS.get(row.kind, row.kind)
        head = QHBoxLayout()
        chip = Chip()
        chip.show_chip("red", words.CARD_HEAD.format(kind))
        head.addWidget(chip)
        head.addWidget(Elided(self._line(row), colour=tokens.TEXT_2), 1)
        column.addLayout(head)
        why = row.message or (sentence(Refusal(row.code)) if row.code else "")
        owner = f"（{self._person(row.owner)}）" if row.owner else ""
        column.addWidget(Text(f"{words.CARD_WHY}：{why}{owner}", wrap=True, select=True))
        if row.text:
            column.addWidget(
                Text(f"{words.CARD_YOURS}：{row.text}", "body", tokens.TEXT_2, wrap=True, select=True)
            )
        column.addLayout(self._choices(row, why))
        column.addWidget(Line())
        return card

    def _person(self, person: str) -> str:
        office = self._desk.office
        return office.names.person(person) if office is not None else person

    def _choices(self, row: OutboxRow, why: str) -> QHBoxLayout:
        line = QHBoxLayout()
        reason = QLineEdit()
        reason.setPlaceholderText(words.DISCARD_REASON)
        reason.setAccessibleName(words.DISCARD_REASON)
        reason.setMinimumHeight(tokens.px(34))
        discard = Button(words.DISCARD)
        discard.setEnabled(False)
        reason.textChanged.connect(lambda text: discard.setEnabled(bool(text.strip())))
        steps: tuple[tuple[Button, str, Callable[[], str]], ...] = (
            (Button(words.TAKE_COUNTY, "primary"), "discard", lambda: words.TAKE_COUNTY_REASON),
            (Button(words.RETRY), "retry", str),
            (Button(words.AS_NOTE), "as_note", str),
            (discard, "discard", reason.text),
        )
        for button, choice, text in steps:
            button.clicked.connect(lambda _=False, c=choice, t=text: self._settle(row.cmd_id, c, t()))
        for button, _, _ in steps[:3]:
            line.addWidget(button)
        line.addWidget(reason, 1)
        line.addWidget(discard)
        copy = Button(words.COPY_ERROR, "quiet", "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"{row.cmd_id} {row.code} {why}"))
        show = Button(words.OPEN_CASE, "quiet")
        show.clicked.connect(lambda: self._open(row.case_id))
        line.addWidget(copy)
        line.addWidget(show)
        return line

    def _settle(self, cmd_id: str, choice: str, reason: str) -> None:
        actor = self._desk.actor

        def home(answer: object) -> None:
            self.notice.clear()
            if isinstance(answer, Refusal | NeedsCounty):
                self._tell("red" if isinstance(answer, Refusal) else "amber", sentence(answer))
            self._exchange.wake()
            self.refresh()

        self._desk.decide(lambda s: s.settle(cmd_id, choice, reason, actor), home, self)  # type: ignore[arg-type]
