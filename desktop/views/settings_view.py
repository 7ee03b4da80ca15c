"""系统管理: every setting with its choices and a way back to the default, made from the settings' own declaration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop import settings as choices
from desktop.settings import Settings
from desktop.strings import practice as practice_words
from desktop.strings import settings as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.text import Text

SHOWN = ("font_percent", "single_keys", "alert_sound", "hold_seconds", "lock_minutes", "ask_key")
TOLD = ("mode", "server", "last_login", "device_name", "copy_folder")


class SettingsView(QWidget):
    """`keep(name=value)` takes a choice; `present()` gives the settings; `change`: another identity, in practice."""

    def __init__(
        self,
        present: Callable[[], Settings],
        keep: Callable[[str, Any], None],
        sign_out: Callable[[], None],
        change: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._present, self._keep = present, keep
        self._rows: dict[str, ChoiceRow] = {}
        self._told: dict[str, Text] = {}
        page = QWidget()
        page.setAutoFillBackground(True)
        page.setBackgroundRole(self.backgroundRole().Base)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.px(20), tokens.px(14), tokens.px(20), tokens.px(14))
        column.setSpacing(tokens.px(10))
        column.addWidget(Text(words.TITLE, "title"))
        grid = QGridLayout()
        grid.setVerticalSpacing(tokens.px(10))
        grid.setHorizontalSpacing(tokens.px(16))
        grid.setColumnStretch(1, 1)
        for line, name in enumerate(SHOWN):
            grid.addWidget(Text(choices.label(name), "body", tokens.TEXT_2), line, 0)
            row = ChoiceRow(self._options(name))
            row.setAccessibleName(choices.label(name))
            row.changed.connect(lambda n=name: self._chosen(n))
            grid.addWidget(row, line, 1)
            reset = Button(words.RESET, "link")
            reset.setAccessibleName(f"{words.RESET} {choices.label(name)}")
            reset.clicked.connect(lambda _=False, n=name: self._reset(n))
            grid.addWidget(reset, line, 2)
            self._rows[name] = row
        column.addLayout(grid)
        column.addSpacing(tokens.px(10))
        column.addWidget(Text(words.DEVICE, "section"))
        told = QGridLayout()
        told.setHorizontalSpacing(tokens.px(16))
        told.setColumnStretch(1, 1)
        for line, name in enumerate(TOLD):
            told.addWidget(Text(choices.label(name), "body", tokens.TEXT_2), line, 0)
            self._told[name] = Text("", "body", wrap=True, select=True)
            told.addWidget(self._told[name], line, 1)
        column.addLayout(told)
        self._place_exits(column, sign_out, change)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.refresh()

    @staticmethod
    def _place_exits(
        column: QVBoxLayout, sign_out: Callable[[], None], change: Callable[[], None] | None
    ) -> None:
        if change is not None:
            other = Button(practice_words.CHANGE, icon_name="people")
            other.clicked.connect(change)
            column.addWidget(other)
        out = Button(words.SIGN_OUT)
        out.clicked.connect(sign_out)
        column.addWidget(out)
        column.addWidget(Text(words.SIGN_OUT_NOTE, "hint", tokens.TEXT_3, wrap=True))

    @staticmethod
    def _options(name: str) -> tuple[tuple[str, str], ...]:
        values = choices.choices(name) or (True, False)
        return tuple((str(v), words.VALUES.get((name, v), words.ON_OFF.get(v, str(v)))) for v in values)

    def refresh(self) -> None:
        """Show what holds now."""
        now = self._present()
        for name, row in self._rows.items():
            row.choose((str(getattr(now, name)),))
        for name, text in self._told.items():
            value = str(getattr(now, name))
            text.setText(words.VALUES.get((name, value), value) or words.NONE)

    def _chosen(self, name: str) -> None:
        text = self._rows[name].values()[0]
        values = choices.choices(name) or (True, False)
        self._keep(name, next(v for v in values if str(v) == text))

    def _reset(self, name: str) -> None:
        default = next(f.default for f in fields(Settings) if f.name == name)
        self._keep(name, default)
        self.refresh()
