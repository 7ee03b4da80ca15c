"""Puts the window together: pages, and who hears whose wishes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.views.main_window import MainWindow
from desktop.views.sync_tray import SyncTray

if TYPE_CHECKING:
    from desktop.app import Application


def build_window(program: Application) -> MainWindow:
    """The main window with all its pages, joined to the application."""
    window = MainWindow(program.desk)
    window.sync_wanted.connect(partial(program.exchange.wake, by_person=True))
    window.scale_wanted.connect(program.scale_by)
    window.letters_changed.connect(lambda on: program.keep(single_keys=on))
    window.use_letters(program.settings.single_keys)
    window.add_page("tray", lambda: SyncTray(program.desk, program.exchange, window.show_case))
    return window
