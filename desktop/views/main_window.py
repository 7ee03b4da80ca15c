"""The main window: it places the parts and passes wishes between them; the work is done elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions import BY_ID, resolve
from desktop.forms import FORMS, form_for
from desktop.models.desk import Desk, new_id
from desktop.models.link import LinkState
from desktop.models.tickets import ticket_for
from desktop.strings import actions as action_words
from desktop.strings import window as words
from desktop.views.call_round import CallRound
from desktop.views.cheat_sheet import CheatSheet
from desktop.views.link_notice import notice_of
from desktop.views.navigation import ORDER, Navigation
from desktop.views.pace import Pace
from desktop.views.palette import Palette
from desktop.views.register_view import RegisterView
from desktop.views.status_line import StatusLine
from desktop.views.top_bar import TopBar
from desktop.views.window_keys import WindowKeys
from desktop.views.work_page import WorkPage
from desktop.widgets import tokens
from desktop.widgets.notice_bar import NoticeBar
from domain.case import Case

if TYPE_CHECKING:
    from desktop.models.shapes import Badge
    from desktop.search.index import HouseholdRow

NARROW = 1115
ONE_PANE = 1000
PageMaker = Callable[[], QWidget]


class MainWindow(QWidget):
    """`sync_wanted`, `lock_wanted`, `scale_wanted(step)`, `wall_wanted`, `closing` go to the application."""

    sync_wanted = Signal()
    lock_wanted = Signal()
    scale_wanted = Signal(int)
    wall_wanted = Signal()
    closing = Signal()
    letters_changed = Signal(bool)
    sign_in_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.PRODUCT)
        self.desk = desk
        self._queue = ""
        self._badges: dict[str, Badge] = {}
        self._titles = dict(words.QUEUES)
        self._next_flip: int | None = None
        self._letters = True
        self._makers: dict[str, PageMaker] = {}
        self._pages: dict[str, QWidget] = {}
        self.top = TopBar()
        self.notice = NoticeBar()
        self.nav = Navigation()
        self.work = WorkPage(desk)
        self.calls = CallRound(self.work, self.give, self.tell, self)
        self.held_bar = NoticeBar()
        self.status = StatusLine(desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.work)
        self.palette_box: Palette | None = None
        self.pace = Pace(self._refresh, self)
        self._place()
        for name in ("households", "codes", "documents", "statistics", "settings"):
            self.nav.offer(name, False)
        self.keys = WindowKeys(self, self.run, ORDER, self.open_queue)
        self._connect()
        self.show_link(LinkState())

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        column.addWidget(self.held_bar)
        column.addWidget(self.status)
        self.resize(1366, 768)

    def _connect(self) -> None:
        self.nav.queue_wanted.connect(self.open_queue)
        self.nav.page_wanted.connect(self.open_page)
        self.work.case_view.command_wanted.connect(self.give)
        self.work.case_view.case_wanted.connect(self.show_case)
        self.work.case_view.why_wanted.connect(self._why)
        self.work.form_given.connect(self._given)
        self.work.list.sync_wanted.connect(self.sync_wanted)
        self.top.sync.clicked.connect(partial(self.open_page, "tray"))
        self.top.reminders.clicked.connect(partial(self.open_queue, "overdue"))
        self.top.user.clicked.connect(partial(self.open_page, "settings"))
        self.top.lock.clicked.connect(self.lock_wanted)
        self.top.search.wanted.connect(self.show_palette)
        self.desk.changed.connect(self.pace.heard)
        self.desk.office_changed.connect(self._office)
        self.desk.held.connect(self._held)
        self.desk.second.connect(self._second)
        self.desk.trouble.connect(self.tell_trouble)

    # --- pages

    def add_page(self, name: str, make: PageMaker) -> None:
        """A page that is made when it is first opened."""
        self._makers[name] = make
        if name in self.nav.items:
            self.nav.offer(name, True)

    def page(self, name: str) -> QWidget | None:
        """The page of that name, made now if need be."""
        if name not in self._pages and name in self._makers:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
        return self._pages.get(name)

    def open_page(self, name: str) -> None:
        """Show a page of the navigation."""
        if name == "register":
            self.register()
            return
        if name == "wall":
            self.wall_wanted.emit()
            return
        page = self.page(name)
        if page is None:
            return
        self._stack.setCurrentWidget(page)
        self.nav.mark(name)
        show = getattr(page, "refresh", None)
        if callable(show):
            show()
        page.setFocus()

    def open_queue(self, queue: str) -> None:
        """Show a queue."""
        if self.work.form is not None:
            self.work.form.leave()
        self._queue = queue
        self._stack.setCurrentWidget(self.work)
        self.nav.mark(queue)
        badge = self._badges.get(queue)
        self.work.list.show_queue(
            queue, self._titles[queue], badge.count if badge else 0, badge.red if badge else 0
        )
        if self.work.is_narrow:
            self.work.back()
        self.work.list.table.setFocus()

    def begin_anew(self) -> None:
        """Somebody else works here now: nothing chosen, nothing half written, the first queue of that person next."""
        if self.work.form is not None:
            self.work.form.leave()
        self.calls.end()
        self.work.case_view.clear()
        self._queue = ""
        self._stack.setCurrentWidget(self.work)

    @property
    def queue_title(self) -> str:
        """The county's name of the queue that is open."""
        return self._titles.get(self._queue, words.FOUND)

    @property
    def queue(self) -> str:
        """The queue that is open."""
        return self._queue

    def show_case(self, case_id: str) -> None:
        """Show a matter wherever it stands."""
        self._stack.setCurrentWidget(self.work)
        self.nav.mark(self._queue)
        self.work.list.pin(not self.work.list.choose_case(case_id))
        self.work.show_case(case_id)

    # --- what keys and buttons ask for

    def run(self, name: str) -> None:
        """An action of the registry."""
        action = BY_ID[name]
        if action.context == "list" and self.work.form is not None and name != "back":
            return
        if action.commands:
            kind = resolve(action, self.work.case_view.kinds)
            if kind:
                self.give(kind)
            elif self.work.case_view.case is not None:
                self.tell(words.NOT_ALLOWED.format(action.text))
            return
        steps: dict[str, Callable[[], Any]] = {
            "palette": lambda: self.show_palette(self.top.search.text()),
            "register": self.register,
            "undo": self.undo,
            "lock": self.lock_wanted.emit,
            "help": self.show_keys,
            "sync_now": self.sync_wanted.emit,
            "reveal": self.work.case_view.reveal,
            "wall": self.wall_wanted.emit,
            "next_pane": self._next_pane,
            "tray": partial(self.open_page, "tray"),
            "larger": partial(self.scale_wanted.emit, 1),
            "smaller": partial(self.scale_wanted.emit, -1),
            "full_keys": lambda: self.use_letters(not self._letters),
            "down": partial(self.work.list.step, 1),
            "up": partial(self.work.list.step, -1),
            "back": self._back,
            "filter": self.work.list.start_filter,
            "copy_number": self._copy_number,
            "documents": self.show_papers,
            "print": self.show_papers,
            "call_sheet": self.start_calls,
            "quit": lambda: self.window().close(),
        }
        step = steps.get(name) or partial(self.open_page, name)
        step()

    def give(self, kind: str) -> None:
        """Open the form of a command for the matter shown."""
        case, office = self.work.case_view.case, self.desk.office
        if case is None or office is None or kind not in FORMS:
            return
        ticket = ticket_for(office, case, kind, self.desk.now(), new_id)
        self.work.open_form(form_for(ticket), case.id)

    def register(self, household: HouseholdRow | None = None) -> None:
        """登记, for a household where one was chosen."""
        office = self.desk.office
        if office is None:
            return
        self._stack.setCurrentWidget(self.work)
        self.nav.mark("register")
        ticket = ticket_for(office, Case(), "register", self.desk.now(), new_id)
        form = self.work.open_form(form_for(ticket), new_id())
        if household is not None and isinstance(form, RegisterView):
            form.take_household(household)

    def start_calls(self) -> None:
        """连续回访, where the county calls back."""
        if self.nav.items["callback"].isVisibleTo(self.nav):
            self.open_queue("callback")
            self.calls.begin()

    def undo(self) -> None:
        """Take back what is held."""
        self.desk.undo(lambda done: self.tell(words.UNDONE if done else words.UNDO_LATE))

    def show_palette(self, text: str = "") -> None:
        """Search and commands."""
        box = Palette(self.desk, self.keys.entries(self._titles, self.open_queue), self)
        box.case_wanted.connect(self.show_case)
        box.place_wanted.connect(self.show_households)
        box.person_wanted.connect(lambda text: self.held_bar.show_notice("blue", text, "person", self._close))
        self.palette_box = box
        box.open()
        box.ask(text)

    def show_households(self, place: str, household: str = "") -> None:
        """The households of a place, with one of them chosen."""
        self.open_page("households")
        page = self._pages.get("households")
        show = getattr(page, "show_household", None)
        if callable(show):
            show(household, place)

    def show_keys(self) -> None:
        """The cheat sheet."""
        sheet = CheatSheet(self._letters, self)
        sheet.letters_wanted.connect(self.use_letters)
        sheet.open()

    def use_letters(self, on: bool) -> None:
        """Single letters on or off."""
        self._letters = on
        self.keys.letters_on(on)
        self.work.list.keys_on(on)
        self.work.case_view.keys_on(on)
        self.letters_changed.emit(on)

    def _back(self) -> None:
        self.calls.end()
        if self._stack.currentWidget() is not self.work:
            self.open_queue(self._queue or ORDER[0])
        else:
            self.work.back()

    def _next_pane(self) -> None:
        panes = [
            self.nav.items[self._queue or ORDER[0]],
            self.work.list.table,
            self.work.case_view.tabs.strip,
            self.top.search,
        ]
        now = next((i for i, p in enumerate(panes) if p.hasFocus()), -1)
        panes[(now + 1) % len(panes)].setFocus()

    def _copy_number(self) -> None:
        case = self.work.case_view.case
        if case is not None:
            number = case.number or case.temp_number
            QGuiApplication.clipboard().setText(number)
            self.tell(words.COPIED.format(number))

    def show_papers(self, paper: str = "") -> None:
        """The papers of the matter shown; `paper` is chosen where it is there."""
        self.open_page("documents")
        page, case = self._pages.get("documents"), self.work.case_view.case
        show = getattr(page, "show_case", None)
        if callable(show) and case is not None:
            show(case.id, paper)

    def _why(self) -> None:
        case, office, store = self.work.case_view.case, self.desk.office, self.desk.store
        if case is None or office is None or store is None:
            return
        from desktop.views.why_dialog import WhyDialog

        WhyDialog(case, office, store.dictionaries.calendar(), self).open()

    # --- what happens meanwhile

    def _office(self) -> None:
        office = self.desk.office
        if office is None:
            return
        minutes = office.first_call_minutes
        if minutes:
            text = (
                words.FIRST_CALL_MINUTES.format(minutes)
                if minutes % 60
                else words.FIRST_CALL_HOURS.format(minutes // 60)
            )
            self._titles["first_call"] = text
            self.nav.relabel("first_call", text)
        self.nav.offer("first_call", bool(minutes))
        gates = {g for gates in office.profile.gates.values() for g in gates}
        self.nav.offer("acceptance", "acceptance" in gates)
        self.nav.offer("callback", "callback" in gates)
        self.top.show_place(words.CENTRE.format(office.township_name), office.actor.name)
        self.status.show_person(office)
        if not self._queue:
            self.open_queue("first_call" if minutes else "pending_accept")
        self._refresh()

    def _refresh(self) -> None:
        self.pace.done()
        now = self.desk.now()
        self.desk.read(lambda s: (s.badges(now), s.next_flip(now)), self._take_badges, self)
        if self._queue:
            self.work.list.refresh()
        self.status.refresh()

    def _take_badges(self, found: tuple[dict[str, Badge], int | None]) -> None:
        self._badges, self._next_flip = found
        self.nav.show_badges(self._badges)
        badge = self._badges.get(self._queue)
        if badge is not None and not self.work.list.model.filtered:
            self.work.list.show_count(badge.count, badge.red)
        late = self._badges.get("overdue")
        amber = sum(b.amber for name, b in self._badges.items() if name not in ("overdue", "first_call"))
        self.top.show_reminders((late.count if late else 0) + amber)

    def _second(self, now: int) -> None:
        self.show_link(self._link)
        if self._next_flip is not None and self._next_flip <= now:
            self._next_flip = None
            self._refresh()
        elif self._queue == "first_call" or now % 30 == 0:
            self.work.list.table.viewport().update()
        held = self.desk.undoable
        if held is not None:
            left = max(0, held.hold_until - now)
            self.held_bar.show_notice(
                "blue", words.HELD.format(self._held_name, left), "undo", ((words.UNDO, self.undo),)
            )

    def _held(self, submitted: object) -> None:
        if submitted is None:
            self.held_bar.clear()
            return
        left = getattr(submitted, "hold_until", 0) - self.desk.now()
        self.held_bar.show_notice(
            "blue", words.HELD.format(self._held_name, left), "undo", ((words.UNDO, self.undo),)
        )

    @property
    def _held_name(self) -> str:
        return self._held_kind

    _held_kind = ""

    def _given(self, answer: object, kind: str) -> None:
        self._held_kind = action_words.COMMANDS[kind]
        if kind == "register":
            self.open_queue(
                self._queue if self._queue in ("pending_accept", "first_call") else "pending_accept"
            )
            case_id = str(getattr(answer, "case_id", ""))
            if case_id:
                self.work.list.keep(case_id)
                self.work.case_view.show_case(case_id)
        if self.desk.undoable is not None:
            self._held(self.desk.undoable)
        else:
            self.tell(words.SAVED)
        if kind == "callback" and self.calls.underway:
            self.calls.go_on()

    def tell(self, text: str) -> None:
        """A short sentence in the status line."""
        self.status.tell(text)

    @property
    def _close(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return ((words.CLOSE, self.held_bar.clear),)

    def tell_trouble(self, text: str) -> None:
        """Something was not done: say so where it cannot be missed."""
        self.held_bar.show_notice("red", text, "warning", self._close)

    def tell_kept(self, text: str) -> None:
        """Something was done that has to be read: it stays until it is closed."""
        self.held_bar.show_notice("green", text, "done", self._close)

    def show_link(self, state: LinkState) -> None:
        """State of the exchange: indicator and at most one notice."""
        now = self.desk.now()
        self._link = state
        self.top.sync.show_state(state.tone(now), state.text(now), state.icon(now))
        notice = notice_of(state, now)
        if notice is None:
            self.notice.clear()
        elif self.notice.words != notice.text:
            wishes: dict[str, Callable[[], None]] = {
                "tray": partial(self.open_page, "tray"),
                "sign_in": self.sign_in_wanted.emit,
                "sync": self.sync_wanted.emit,
            }
            steps = tuple((text, wishes[wish]) for text, wish in notice.steps)
            self.notice.show_notice(notice.tone, notice.text, notice.icon, steps)

    def totals(self) -> tuple[int, int]:
        """Matters at work and late ones, for the lock screen."""
        live = [
            b
            for name, b in self._badges.items()
            if name not in ("overdue", "closed", "first_call", "supervision")
        ]
        late = self._badges.get("overdue")
        return sum(b.count for b in live), late.count if late else 0

    # --- the window itself

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Collapse what has no room."""
        self.fit()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """First sizes."""
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Navigation and panes at the present width and font scale."""
        room = self.width() / tokens.factor()
        self.nav.narrow(room < NARROW)
        self.work.narrow(room < ONE_PANE)
        self.top.tighten(room < NARROW - 200)
        self.work.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep an unfinished form, tell the application."""
        if self.work.form is not None:
            self.work.form.save_draft()
        self.closing.emit()
        super().closeEvent(event)
