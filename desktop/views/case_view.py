"""One matter: title and chip, meta line, what can be done now, facts, course, related matters, next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import standing, story
from desktop.actions import ICON_OF, KEY_OF
from desktop.models.desk import Desk
from desktop.models.office import Office
from desktop.models.pictures import is_picture
from desktop.strings import actions as action_words
from desktop.strings import window as words
from desktop.views.case_tabs import CaseTabs
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.chip import Chip
from desktop.widgets.icon import icon
from desktop.widgets.notice_bar import Line, NoticeBar
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.text import Elided, Text, one_line
from domain.actions import available
from domain.case import STATES, Case
from domain.masking import mask_address, mask_phone, mask_reporter, mask_text

if TYPE_CHECKING:
    from desktop.models.shapes import CaseFile

REVEAL_SECONDS = 30
SECONDARY = 3
RARE = frozenset(
    {
        "link_repeat",
        "merge",
        "unmerge",
        "void",
        "divert",
        "not_accept",
        "attach",
        "rate",
        "supervise",
        "whistle",
        "mediate",
        "enforce",
        "request_suspension",
        "release",
        "note",
        "list",
        "take_back",
    }
)
"""Behind 更多 unless nothing else is possible."""


class CaseView(QWidget):
    """`command_wanted(kind)`; `case_wanted(id)`; `why_wanted()`; `back_wanted()`."""

    command_wanted = Signal(str)
    case_wanted = Signal(str)
    why_wanted = Signal()
    back_wanted = Signal()
    document_wanted = Signal(str)
    file_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""
        self.file: CaseFile | None = None
        self.kinds: tuple[str, ...] = ()
        self._revealed_until = 0
        self._keys = True
        self._title = Elided("", "title")
        self._chip = Chip()
        self._meta = Elided("", "hint", tokens.TEXT_2)
        self._buttons = [Button("", "primary")] + [Button("") for _ in range(SECONDARY)]
        self._more = Button(words.MORE)
        self._menu = QMenu(self)
        self._notice = NoticeBar(rounded=True)
        self._facts: dict[str, Text] = {}
        self._reveal = Button(words.REVEAL, "link")
        self._why = Button(words.WHY, "link", "clock")
        self.back = Button(words.BACK, "quiet", "back")
        self.tabs = CaseTabs(desk)
        self._next = Text("", "body", tokens.TEXT_2, wrap=True)
        self._empty = Placeholder()
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.clear()

    def _build(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.px(16), tokens.px(8), tokens.px(16), tokens.px(8))
        column.setSpacing(tokens.px(6))
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.back.hide()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._chip)
        column.addLayout(head)
        meta = QHBoxLayout()
        meta.addWidget(self._meta, 1)
        meta.addWidget(self._why)
        column.addLayout(meta)
        row = QHBoxLayout()
        row.setSpacing(tokens.px(6))
        for button in (*self._buttons, self._more):
            row.addWidget(button)
        row.addStretch(1)
        self._more.mark_menu()
        self._more.setMenu(self._menu)
        column.addLayout(row)
        column.addWidget(self._notice)
        column.addWidget(Line())
        column.addLayout(self._fact_grid())
        column.addWidget(Line())
        column.addWidget(self.tabs, 1)
        column.addWidget(Line())
        column.addWidget(self._next)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        page.setAutoFillBackground(True)
        page.setBackgroundRole(self.backgroundRole().Base)
        self._pages.addWidget(scroll)
        self._pages.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _fact_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.px(12))
        grid.setVerticalSpacing(tokens.px(3))
        grid.setColumnStretch(1, 1)
        for line, name in enumerate(("who", "place", "text", "units", "files")):
            label = {
                "who": words.REPORTER, "place": words.ADDRESS, "text": words.APPEAL, "units": words.UNITS,
                "files": words.FILES,
            }[name]  # fmt: skip
            head = Text(label, "body", tokens.TEXT_3)
            grid.addWidget(head, line, 0, Qt.AlignmentFlag.AlignTop)
            value = Text("", "body", wrap=name != "who", select=True)
            value.setAccessibleName(label)
            self._facts[name] = value
            if name == "who":
                row = QHBoxLayout()
                row.addWidget(value)
                row.addWidget(self._reveal)
                row.addStretch(1)
                grid.addLayout(row, line, 1)
            else:
                grid.addWidget(value, line, 1)
        return grid

    def _connect(self) -> None:
        for button in self._buttons:
            button.clicked.connect(self._pressed)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._reveal.clicked.connect(self.reveal)
        self._why.clicked.connect(self.why_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.tabs.case_wanted.connect(self.case_wanted)
        self.tabs.file_wanted.connect(self.file_wanted)
        self.tabs.document_wanted.connect(self.document_wanted)
        self._desk.second.connect(self._tick)
        self._desk.changed.connect(self._changed)

    @property
    def case_id(self) -> str:
        """The matter shown or being read."""
        return self._wanted

    @property
    def case(self) -> Case | None:
        """The matter shown."""
        return self.file.case if self.file is not None else None

    def clear(self) -> None:
        """Show nothing."""
        self._wanted, self.file, self.kinds = "", None, ()
        self._empty.explain(words.NOTHING_CHOSEN, words.NOTHING_CHOSEN_REASON)
        self._pages.setCurrentWidget(self._empty)

    def show_case(self, case_id: str) -> None:
        """Read and show a matter."""
        if not case_id:
            self.clear()
            return
        if case_id != self._wanted:
            self._revealed_until = 0
        self._wanted = case_id
        self._desk.read(lambda store: store.case(case_id), lambda file: self._arrived(case_id, file), self)

    def _changed(self, change: object) -> None:
        if self._wanted and self._wanted in getattr(change, "case_ids", ()):
            self.show_case(self._wanted)

    def _arrived(self, case_id: str, file: CaseFile | None) -> None:
        """In a turn of its own: filling all of it together with the queue would hold the window up."""
        QTimer.singleShot(0, self, lambda: self._take(case_id, file))

    def _take(self, case_id: str, file: CaseFile | None) -> None:
        if case_id != self._wanted:
            return
        office = self._desk.office
        if file is None or office is None:
            self.clear()
            return
        fresh = self.file is None or self.file.case.id != case_id
        self.file = file
        kinds = available(file.case, office.profile, self._desk.actor, self._desk.now())
        self.kinds = tuple(sorted(kinds, key=lambda kind: kind in RARE))
        self._show_head(file, office)
        self._show_buttons()
        self._show_facts(file.case, office)
        self.tabs.show_file(file, office, reset=fresh)
        self._next.setText(standing.next_step(file.case, office.profile))
        self._pages.setCurrentIndex(0)
        self._tick(self._desk.now())

    def _show_head(self, file: CaseFile, office: Office) -> None:
        case = file.case
        self._title.setText(one_line(mask_text(case.title), 60))
        number = case.number or case.temp_number or words.PENDING_NUMBER
        parts = [number, office.profile.sources.get(case.source, case.source)]
        grade = next((g.label for g in office.profile.grades if g.n == case.grade), "")
        parts += [office.category_names.get(case.category, ""), f"{grade}事项" if grade else ""]
        parts += [STATES.get(case.state, case.state), story.moment_text(case.registered_at, self._desk.now())]
        self._meta.setText(words.META_SEPARATOR.join(one_line(p, 40) for p in parts if p))
        notes = []
        conflict = any(p.conflict for p in file.pending)
        if file.pending:
            notes.append(words.PENDING_HERE.format(len(file.pending)))
        if conflict:
            notes.append(words.PENDING_CONFLICT)
        if any(p.needs_county for p in file.pending):
            notes.append(words.NEEDS_COUNTY)
        if file.estimated and case.running:
            notes.append(words.ESTIMATED)
        tone = "red" if conflict else "blue"
        self._notice.show_notice(tone, words.META_SEPARATOR.join(notes), "warning" if conflict else "upload")

    def _show_buttons(self) -> None:
        for index, button in enumerate(self._buttons):
            kind = self.kinds[index] if index < len(self.kinds) else ""
            button.setVisible(bool(kind))
            if kind:
                key = KEY_OF.get(kind, "") if self._keys else ""
                button.relabel(action_words.COMMANDS[kind], key, ICON_OF.get(kind, "") if index == 0 else "")
                button.setProperty("command", kind)
        self._more.setVisible(len(self.kinds) > len(self._buttons))

    def keys_on(self, on: bool) -> None:
        """Show letters beside the buttons, or not."""
        self._keys = on
        self._show_buttons()

    def _fill_menu(self) -> None:
        self._menu.clear()
        for kind in self.kinds[len(self._buttons) :]:
            act = self._menu.addAction(icon(ICON_OF.get(kind, "more")), action_words.COMMANDS[kind])
            act.triggered.connect(lambda _=False, k=kind: self.command_wanted.emit(k))

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.command_wanted.emit(str(sender.property("command")))

    def _show_facts(self, case: Case, office: Office) -> None:
        who = case.reporter
        shown = self._revealed_until > self._desk.now()
        hidden = who.protected or who.anonymous
        name = (who.name if shown else mask_reporter(who.name, hidden)) or mask_reporter("", True)
        phone = who.phone if shown else mask_phone(who.phone)
        self._facts["who"].setText(one_line(f"{name}   {phone}".strip(), 80))
        place = office.place(case.place)
        detail = case.place_text if shown else mask_address(case.place_text)
        self._facts["place"].setText(
            one_line(words.META_SEPARATOR.join(p for p in (place, detail) if p), 160)
        )
        self._facts["text"].setText(case.text if shown else mask_text(case.text))
        units = "、".join(dict.fromkeys(office.names.unit(t.unit) for t in case.live_tasks))
        self._facts["units"].setText(one_line(units, 160) or "—")
        pictures = sum(is_picture(a) for a in case.attachments)
        kinds = words.FILES_COUNT.format(len(case.attachments), pictures)
        self._facts["files"].setText(one_line(kinds, 80) if case.attachments else words.NO_FILES)
        self._reveal.setVisible(bool(who.name or who.phone))

    def reveal(self) -> None:
        """Show name and telephone for 30 seconds and leave a trace."""
        case, office = self.case, self._desk.office
        if case is None or office is None or self._revealed_until > self._desk.now():
            return
        self._revealed_until = self._desk.now() + REVEAL_SECONDS
        self._show_facts(case, office)
        self._tick(self._desk.now())
        self._desk.audit(case.id, "reveal", words.REPORTER)

    def hide_personal(self) -> None:
        """Mask again at once (lock, other matter)."""
        self._revealed_until = 0
        if self.case is not None and self._desk.office is not None:
            self._show_facts(self.case, self._desk.office)
        self._reveal.relabel(words.REVEAL)

    def _tick(self, now: int) -> None:
        case, office = self.case, self._desk.office
        if case is None or office is None:
            return
        if self._revealed_until:
            left = self._revealed_until - now
            if left <= 0:
                self.hide_personal()
            else:
                self._reveal.relabel(words.HIDE.format(left))
        found = standing.urgent_clock(case)
        if found is None:
            self._chip.show_chip("grey", STATES.get(case.state, case.state))
        else:
            code, due, amber = found
            tone = "red" if due <= now else "amber" if amber <= now else "green"
            label = story.clock_label(office.profile, code)
            self._chip.show_chip(tone, words.LABEL_LATE.format(label, story.limit_text(due, now)))
        self._why.setVisible(found is not None)


__all__ = ["REVEAL_SECONDS", "CaseView"]
