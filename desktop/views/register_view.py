"""登记 with what this device knows: households to pick by name or pinyin, and what the same telephone told lately.

Picking is the only place where the whole name of a household is shown, because the person stands at the counter or is
on the telephone; telephone numbers stay masked until one is picked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop import story
from desktop.forms import Form
from desktop.models.desk import Desk
from desktop.models.households import told_lately
from desktop.search.index import HouseholdRow
from desktop.strings import households as words
from desktop.strings import window as window_words
from desktop.views.form_view import FormView
from desktop.widgets import tokens
from desktop.widgets.text import Text, one_line
from domain.case import Case
from domain.masking import mask_phone

if TYPE_CHECKING:
    from desktop.models.shapes import QueueRow

REPEAT_DAYS = 7
SHOWN = 8
SHORTEST = 7
"""Digits from which a telephone number is looked up."""
_TYPING_MS = 120
_ROW = Qt.ItemDataRole.UserRole


class RegisterView(FormView):
    """A form whose name field offers households and whose telephone field tells of repeats."""

    def __init__(
        self, desk: Desk, form: Form, case: Case | None, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, form, case, case_id, parent)
        self._asked = 0
        self._picked = QStandardItemModel(self)
        line = self._boxes["name"].widget
        assert isinstance(line, QLineEdit)
        self._line = line
        self.offer = QCompleter(self._picked, self)
        self.offer.setWidget(line)
        self.offer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.offer.setMaxVisibleItems(SHOWN)
        self.offer.popup().setAccessibleName(words.PICK_LIST)
        activated: Any = self.offer.activated
        activated[QModelIndex].connect(self._pick)
        self.filled = Text("", "hint", tokens.PRIMARY, wrap=True)
        self.repeated = Text("", "hint", tokens.AMBER, wrap=True)
        for name, note in (("name", self.filled), ("phone", self.repeated)):
            note.hide()
            layout = self._cells[name].layout()
            if layout is not None:
                layout.addWidget(note)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._look)
        self._calling = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._calling.timeout.connect(self._look_back)
        line.textEdited.connect(lambda _: self._typing.start())
        phone = self._boxes["phone"].widget
        if isinstance(phone, QLineEdit):
            phone.textChanged.connect(lambda _: self._calling.start())
        desk.finder.prepare()

    # --- households

    def _look(self) -> None:
        self._asked += 1
        ticket, text = self._asked, self._line.text().strip()
        self.filled.hide()
        if not text:
            self.offer.popup().hide()
            return
        self._desk.finder.ask(
            lambda index: index.find_households(text, SHOWN), lambda rows: self._offer(ticket, rows), self
        )

    def _offer(self, ticket: int, rows: tuple[HouseholdRow, ...]) -> None:
        if ticket != self._asked:
            return
        self._picked.clear()
        for row in rows:
            told = (
                one_line(row.household.name, 20),
                one_line(row.place, 30),
                mask_phone(row.household.phone),
            )
            item = QStandardItem("  ·  ".join(part for part in told if part))
            item.setEditable(False)
            item.setData(row, _ROW)
            self._picked.appendRow(item)
        if rows and self._line.hasFocus():
            self.offer.complete()
        else:
            self.offer.popup().hide()

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(_ROW)
        if isinstance(row, HouseholdRow):
            self.take_household(row)

    def take_household(self, row: HouseholdRow) -> None:
        """Fill in name, telephone, place and address of a household; what it does not know stays as it is."""
        self._asked += 1
        self._typing.stop()
        household = row.household
        places = {choice.value for choice in self.form.field("place").options}
        known = {"name": household.name, "phone": household.phone, "address": household.address}
        if household.place_code in places:
            known["place"] = household.place_code
        if household.phone:
            self.put("no_phone", False)
        for name, value in known.items():
            if value:
                self.put(name, value)
        self.filled.setText(words.FILLED)
        self.filled.show()
        self._boxes["text"].widget.setFocus()

    # --- repeats

    def _look_back(self) -> None:
        phone = str(self._boxes["phone"].get()).strip()
        digits = "".join(c for c in phone if c.isdigit())
        if len(digits) < SHORTEST:
            self.repeated.hide()
            return
        since = self._desk.now() - REPEAT_DAYS * 86_400
        self._desk.read(lambda s: told_lately(s, phone, since), lambda rows: self._tell(phone, rows), self)

    def _tell(self, phone: str, rows: tuple[QueueRow, ...]) -> None:
        if phone != str(self._boxes["phone"].get()).strip():
            return
        now, titles = self._desk.now(), window_words.QUEUES
        told = "；".join(
            words.REPEATED_ONE.format(
                one_line(row.title, 24),
                story.moment_text(row.registered_at, now),
                next(
                    (titles[queue] for queue in row.queues if queue in titles), story.short_number(row.number)
                ),
            )
            for row in rows[:2]
        )
        self.repeated.setText(words.REPEATED.format(REPEAT_DAYS, len(rows), told))
        self.repeated.setVisible(bool(rows))
