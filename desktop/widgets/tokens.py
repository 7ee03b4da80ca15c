"""Colours and sizes. Contrast ratios were computed by the WCAG formula; sizes are pixels at 100 %."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

BODY = 14
"""Body text at 100 %."""

ROLES: dict[str, tuple[float, bool]] = {
    "hint": (12.5, False),
    "body": (14, False),
    "strong": (14, True),
    "section": (16, True),
    "title": (18, True),
    "display": (26, True),
}
"""Type role -> (pixels at 100 %, bold)."""

SCALES = (1.0, 1.25, 1.5)


@dataclass(frozen=True, slots=True)
class Tone:
    """A chip: fill, ink and the shape that carries the meaning without colour."""

    fill: str
    ink: str
    shape: str


BACKGROUND = QColor("#F4F6F8")
SURFACE = QColor("#FFFFFF")
NAV = QColor("#EEF1F4")
TEXT = QColor("#1B2430")
TEXT_2 = QColor("#4A5563")
TEXT_3 = QColor("#667181")
PRIMARY = QColor("#0B5CAD")
PRIMARY_HOVER = QColor("#094C90")
PRIMARY_DOWN = QColor("#073D74")
BORDER = QColor("#8A94A0")
DIVIDER = QColor("#D5DBE1")
SELECTION = QColor("#D6E7F8")
HOVER = QColor("#E8EEF5")
RED = QColor("#B42318")
AMBER = QColor("#8A5300")
GREEN = QColor("#1B6E3C")
WHITE = QColor("#FFFFFF")
DISABLED = QColor("#7B8692")
NOTICE_AMBER = QColor("#FDEFD5")
NOTICE_RED = QColor("#FBE4E2")
NOTICE_BLUE = QColor("#E3EEF9")
NOTICE_GREEN = QColor("#E2F2E7")

TONES: dict[str, Tone] = {
    "red": Tone("#B42318", "#FFFFFF", "diamond"),
    "amber": Tone("#FFD24D", "#3D2600", "triangle"),
    "green": Tone("#DDF3E4", "#14532D", "circle"),
    "grey": Tone("#E9EDF1", "#3A4552", "square"),
}

RADIUS = 4


_scale = [1.0]
_fonts: dict[str, QFont] = {}


def keep_scale(scale: float) -> None:
    """The font of the application has changed; what is asked for every cell painted is not asked of Qt again."""
    _scale[0] = scale
    _fonts.clear()


def factor() -> float:
    """Present font scale: 1.0, 1.25 or 1.5."""
    return _scale[0]


def px(size: float) -> int:
    """`size` at the present font scale."""
    return round(size * _scale[0])


def type_font(role: str) -> QFont:
    """The font of a type role at the present scale; one object for all, to be copied before it is changed."""
    font = _fonts.get(role)
    if font is None:
        size, bold = ROLES[role]
        font = QFont(QGuiApplication.font())
        font.setPixelSize(px(size))
        font.setBold(bold)
        _fonts[role] = font
    return font


def light_palette() -> QPalette:
    """The palette of the whole client."""
    palette = QPalette()
    role = QPalette.ColorRole
    every = {
        role.Window: BACKGROUND, role.WindowText: TEXT, role.Base: SURFACE, role.AlternateBase: BACKGROUND,
        role.Text: TEXT, role.Button: QColor("#F7F9FA"), role.ButtonText: TEXT, role.Highlight: SELECTION,
        role.HighlightedText: TEXT, role.ToolTipBase: SURFACE, role.ToolTipText: TEXT, role.PlaceholderText: TEXT_3,
        role.Link: PRIMARY, role.Accent: PRIMARY, role.Mid: BORDER, role.Midlight: DIVIDER,
    }  # fmt: skip
    for each, colour in every.items():
        palette.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, DISABLED)
    return palette
