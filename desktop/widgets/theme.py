"""Fusion, the palette and the fonts of the whole client. No style sheet: it would freeze the font scale."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.widgets import tokens


def install_fonts(files: Iterable[Path]) -> tuple[str, ...]:
    """Make the shipped fonts known; returns the families in order."""
    families: list[str] = []
    for file in files:
        number = QFontDatabase.addApplicationFont(str(file))
        families.extend(QFontDatabase.applicationFontFamilies(number) if number >= 0 else ())
    return tuple(dict.fromkeys(families))


def dress(app: QApplication, families: tuple[str, ...], scale: float = 1.0) -> None:
    """Give the application its style, palette and font."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(tokens.light_palette())
    font = QFont(list(families) or ["Noto Sans SC"])
    font.setPixelSize(round(tokens.BODY * scale))
    app.setFont(font)
    tokens.keep_scale(scale)


def rescale(app: QApplication, scale: float) -> None:
    """Change the font scale of everything that is open."""
    font = QFont(app.font())
    font.setPixelSize(round(tokens.BODY * scale))
    app.setFont(font)
    tokens.keep_scale(scale)
    for widget in app.allWidgets():
        QApplication.sendEvent(widget, QEvent(QEvent.Type.ApplicationFontChange))
