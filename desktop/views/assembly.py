"""Puts the window together: pages, and who hears whose wishes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QMenu

from desktop.models.desk import Desk
from desktop.models.exchange import Exchange
from desktop.settings import Settings
from desktop.strings import practice as practice_words
from desktop.strings import window as words
from desktop.tasks import READ, Lanes
from desktop.views.alerts import Alerts
from desktop.views.documents_page import documents_page, usual_papers
from desktop.views.main_window import MainWindow
from desktop.views.settings_view import SettingsView
from desktop.views.statistics import StatisticsView
from desktop.views.sync_tray import SyncTray
from desktop.views.take_out import TakeOut
from desktop.wall.scene import scene_of
from desktop.wall.source import WallSource

if TYPE_CHECKING:
    from desktop.views.campaign import CampaignView
    from desktop.views.households import HouseholdsPage
    from desktop.views.wall import WallWindow


class Program(Protocol):
    """What the window asks of the application."""

    desk: Desk
    exchange: Exchange
    lanes: Lanes
    settings: Settings
    walls: list[Any]

    def keep(self, **values: Any) -> None:
        """Change settings and write them down."""
        ...

    def choose(self, name: str, value: Any) -> None:
        """A setting was chosen on its page."""
        ...

    def scale_by(self, step: int) -> None:
        """One step larger or smaller."""
        ...

    def lock_now(self) -> None:
        """Lock the window."""
        ...

    def sign_in_again(self) -> None:
        """The county wants to know again who works here."""
        ...

    def sign_out(self) -> None:
        """Forget the session."""
        ...

    @property
    def practising(self) -> bool:
        """本机试用."""
        ...

    def change_person(self, login: str) -> None:
        """练习 only: go on as another of the sample people."""
        ...


def build_window(program: Program) -> MainWindow:
    """The main window with all its pages, joined to the application."""
    desk = program.desk
    window = MainWindow(desk)
    window.sync_wanted.connect(partial(program.exchange.wake, by_person=True))
    window.scale_wanted.connect(program.scale_by)
    window.lock_wanted.connect(program.lock_now)
    window.use_letters(program.settings.single_keys)
    window.letters_changed.connect(lambda on: program.keep(single_keys=on))
    window.wall_wanted.connect(lambda: open_wall(program))
    window.add_page("tray", lambda: SyncTray(desk, program.exchange, window.show_case))
    window.add_page("statistics", lambda: StatisticsView(desk))
    window.add_page(
        "settings",
        lambda: SettingsView(
            lambda: program.settings, program.choose, program.sign_out,
            partial(_ask_identity, program, window) if program.settings.mode == "practice" else None,
        ),
    )  # fmt: skip
    if program.settings.mode == "practice":
        _offer_identities(program, window)
    window.add_page("households", lambda: _households(program, window))
    window.add_page("codes", lambda: _codes(program))
    window.add_page("documents", lambda: documents_page(window))
    window.work.case_view.document_wanted.connect(window.show_papers)
    desk.office_changed.connect(lambda: _offer_papers(window))
    window.sign_in_wanted.connect(program.sign_in_again)
    TakeOut(window)
    Alerts(desk, window, lambda: program.settings.alert_sound)
    return window


def _offer_identities(program: Program, window: MainWindow) -> None:
    """The user's button becomes a menu: settings, and in practice another identity."""
    menu = QMenu(window)
    menu.addAction(practice_words.SETTINGS, partial(window.open_page, "settings"))
    menu.addAction(practice_words.CHANGE_MENU, partial(_ask_identity, program, window))
    window.top.user.setMenu(menu)
    window.top.user.mark_menu()


def _ask_identity(program: Program, window: MainWindow) -> None:
    from desktop.models.practice import identities
    from desktop.views.identity_dialog import IdentityDialog

    office = window.desk.office
    if office is None or not program.practising:
        return
    box = IdentityDialog(identities(office), office.actor.id, window)
    box.chosen.connect(program.change_person)
    box.open()


def _offer_papers(window: MainWindow) -> None:
    office = window.desk.office
    if office is not None:
        window.work.case_view.tabs.offer_documents(usual_papers(office.profile))


def _households(program: Program, window: MainWindow) -> HouseholdsPage:
    from desktop.views.households import HouseholdsPage
    from desktop.views.imports import ImportWizard

    view = ImportWizard(program.desk, program.exchange.line)
    view.finished.connect(lambda _: program.exchange.wake(by_person=True))
    page = HouseholdsPage(program.desk, view)
    page.register_wanted.connect(window.register)
    return page


def _codes(program: Program) -> CampaignView:
    from desktop.views.campaign import CampaignView

    practice = program.settings.mode == "practice"
    view = CampaignView(program.desk, program.exchange.line, lambda: (program.exchange.address, practice))
    view.finished.connect(partial(program.exchange.wake, by_person=True))
    return view


def open_wall(program: Program) -> WallWindow | None:
    """The big screen in a window of its own; it shows what this device holds, masked."""
    from desktop.views.wall import WallWindow

    store, office = program.desk.store, program.desk.office
    if store is None or office is None:
        return None
    title = words.CENTRE.format(office.township_name)
    disputes = frozenset(code for code, c in office.taxonomy.categories.items() if c.is_dispute)
    practice = program.settings.mode == "practice"
    source = WallSource(
        program.lanes,
        READ,
        store,
        lambda: scene_of(store, title, disputes, practice),
        lambda: store.sync_state().synced_at,
    )
    wall = WallWindow(source.request, title=title, practice=practice, clock=program.desk.now)
    program.walls.append(wall)
    wall.left.connect(wall.close)
    wall.resize(1920, 1080)
    wall.showFullScreen()
    return wall
