"""The posting ledger: every code of the township, filtered, marked and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.campaigns import strings as campaign_words
from desktop.campaigns.ledger import NEEDS_NOTE, count_states, mark_trouble, marks_for
from desktop.strings import campaign as words
from desktop.views.campaign_photo import PhotoProof
from desktop.views.imports_frame import PlainTable
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow, FlowLayout
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.pick_box import PickBox
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.text import Text
from domain.campaign import KIND_TITLES
from domain.chinatime import china_date
from domain.code_ledger import STATE_TITLES, CodeRecord, CodeState
from domain.ids import group_code_id

_ID = Qt.ItemDataRole.UserRole
_SOON_MS = 250


class LedgerPage(QWidget):
    """`mark_wanted(kind, ids, note, spot)`, `reprint_wanted(ids)`, `export_wanted(records)`, `resend_wanted`."""

    mark_wanted = Signal(str, object, str, str)
    reprint_wanted = Signal(object)
    export_wanted = Signal(object)
    resend_wanted = Signal()

    def __init__(self, names: Callable[[str], str], proof: PhotoProof, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names, self.proof = names, proof
        proof.told.connect(lambda text: self.tell(text, "amber"))
        self._records: dict[str, CodeRecord] = {}
        self.shown: tuple[CodeRecord, ...] = ()
        self.campaign = PickBox(())
        self.search = QLineEdit()
        self.state = ChoiceRow((("", words.EVERY), *((s.value, STATE_TITLES[s]) for s in CodeState)))
        self.state.choose(("",))
        self.state.setAccessibleName(words.LEDGER_HEADS[5])
        self.count = Text("", "body", tokens.TEXT_2, wrap=True)
        self.notice = NoticeBar(rounded=True)
        self.table = PlainTable(words.LEDGER_HEADS, (120, 80, 220, 120, 52, 80, 140, 80, 96))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.itemSelectionChanged.connect(self._selected)
        self.empty = Placeholder()
        self.empty.explain(words.EMPTY, words.EMPTY_REASON)
        self.note = QLineEdit()
        self.export = Button(words.EXPORT, icon_name="print")
        self.export.clicked.connect(lambda: self.export_wanted.emit(self.shown))
        self.marks: dict[str, Button] = {}
        self._chosen = Text("", "body", tokens.TEXT_2)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._filter)
        self._build()

    def _build(self) -> None:
        self.search.setPlaceholderText(words.SEARCH)
        self.search.setAccessibleName(words.SEARCH)
        self.search.setMinimumHeight(tokens.px(34))
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.state.changed.connect(self._filter)
        self.campaign.setAccessibleName(words.CAMPAIGN)
        self.note.setPlaceholderText(f"{words.SPOT}／{words.NOTE}")
        self.note.setAccessibleName(f"{words.SPOT}／{words.NOTE}")
        self.note.setMinimumHeight(tokens.px(34))
        top = QHBoxLayout()
        self._campaign_place = top
        top.addWidget(Text(words.CAMPAIGN, "body", tokens.TEXT_2))
        top.addWidget(self.campaign)
        top.addWidget(self.search, 1)
        top.addWidget(self.export)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        acts = QWidget()
        flow = FlowLayout(acts, tokens.px(6))
        for kind, name in campaign_words.EVENTS.items():
            button = Button(name, "secondary")
            button.clicked.connect(lambda _=False, k=kind: self._mark(k))
            flow.addWidget(button)
            self.marks[kind] = button
        again = Button(words.ASK_REPRINT, icon_name="print")
        again.clicked.connect(lambda: self.reprint_wanted.emit(self.selected()))
        flow.addWidget(again)
        self.reprint = again
        line = QHBoxLayout()
        line.addWidget(self._chosen)
        line.addWidget(self.note, 1)
        line.addWidget(self.proof)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(6))
        column.addLayout(top)
        column.addWidget(self.state)
        column.addWidget(self.notice)
        column.addWidget(self.count)
        column.addWidget(self._stack, 1)
        column.addLayout(line)
        column.addWidget(acts)
        self._selected()

    def show_records(self, records: Mapping[str, CodeRecord], campaign: str = "") -> None:
        """Every code; `campaign` chooses one campaign."""
        self._records = dict(records)
        before = campaign or self.campaign.value() or "*"
        numbers = sorted({record.campaign for record in records.values()}, reverse=True)
        fresh = PickBox((("*", words.EVERY, ""), *((number, number, "") for number in numbers)))
        fresh.setAccessibleName(words.CAMPAIGN)
        fresh.choose(before if before in numbers else "*")
        fresh.changed.connect(self._filter)
        self._campaign_place.replaceWidget(self.campaign, fresh)
        self.campaign.hide()
        self.campaign.deleteLater()
        self.campaign = fresh
        self._filter()

    def tell(self, text: str, tone: str = "blue", *, resend: bool = False) -> None:
        """A sentence above the table, with a way to send again."""
        actions = ((words.RESEND, self.resend_wanted.emit),) if resend else ()
        self.notice.show_notice(tone, text, "info" if tone == "blue" else "warning", actions)

    def _filter(self) -> None:
        campaign, state = self.campaign.value(), next(iter(self.state.values()), "")
        wanted = self.search.text().strip().upper().replace("-", "")
        found = [
            record
            for record in self._records.values()
            if campaign in ("", "*", record.campaign)
            and state in ("", record.state)
            and (not wanted or wanted in record.id or wanted in record.place_name.upper())
        ]
        found.sort(key=lambda record: (record.campaign, record.seq, record.planned_at, record.id))
        self.shown = tuple(found)
        counts = count_states(found)
        parts = [words.STATE_COUNT.format(STATE_TITLES[s], n) for s, n in counts.items() if n]
        self.count.setText(words.COUNT.format(len(found), " · ".join(parts)) if found else "")
        self._stack.setCurrentIndex(0 if found else 1)
        self.table.show_rows([self._row(record) for record in found])
        for at, record in enumerate(found):
            item = self.table.item(at, 0)
            if item is not None:
                item.setData(_ID, record.id)
        self.export.setEnabled(bool(found))
        self._selected()

    def _row(self, record: CodeRecord) -> Sequence[str]:
        return (
            group_code_id(record.id), KIND_TITLES[record.kind], record.place_name, record.range_text,
            str(record.households or ""), STATE_TITLES[record.state],
            words.SPOT_PHOTO.format(record.spot) if record.photo else record.spot,
            self._names(record.posted_by) if record.posted_by else "",
            f"{china_date(record.posted_at):%Y-%m-%d}" if record.posted_at else "", str(record.version or ""),
        )  # fmt: skip

    def selected(self) -> tuple[CodeRecord, ...]:
        """The chosen rows, in their order."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.shown[row] for row in rows if row < len(self.shown))

    def _selected(self) -> None:
        chosen = self.selected()
        fitting = marks_for(chosen)
        for kind, button in self.marks.items():
            button.setVisible(kind in fitting)
        live = bool(chosen) and all(record.version for record in chosen)
        self.reprint.setVisible(live and "reprinted" in fitting)
        self._chosen.setText(words.CHOSEN_ROWS.format(len(chosen)) if chosen else "")
        self.note.setVisible(bool(chosen))
        self.proof.offer(chosen, posting="posted" in fitting)

    def _mark(self, kind: str) -> None:
        text = self.note.text().strip()
        trouble = mark_trouble(kind, note=text, spot=text)
        if trouble:
            self.tell(trouble, "amber")
            self.note.setFocus()
            return
        ids = tuple(record.id for record in self.selected())
        note, spot = ("", text) if kind == "posted" else (text, "")
        self.mark_wanted.emit(kind, ids, note if kind != "printed" or kind in NEEDS_NOTE else "", spot)
        self.note.clear()
