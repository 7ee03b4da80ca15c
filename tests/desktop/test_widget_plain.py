"""Citizen text is never interpreted; the look never comes from a style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.chip import Chip
from desktop.widgets.ime_guard import ImeGuard
from desktop.widgets.notice_bar import TONES, NoticeBar
from desktop.widgets.text import Elided, Text, one_line
from desktop.widgets.theme import rescale
from desktop.widgets.timeline import Timeline, TimelineEntry, laid_out

from .screen_samples import dressed

DESKTOP = Path(__file__).parents[2] / "desktop"
SOURCES = sorted(DESKTOP.rglob("*.py"))
HOSTILE = [
    '<img src="file:///etc/passwd">',
    "<b>粗</b>",
    "&lt;b&gt;",
    "a\n<h1>x</h1>",
    "{0}%s",
    "\u202e反\u2066",
]


@pytest.fixture(autouse=True)
def _dressed(qapp):
    dressed(qapp)
    yield
    dressed(qapp)


@pytest.mark.parametrize(
    "pattern", [r"\bQLabel\(", r"setStyleSheet\(", r"\bQMessageBox\b", r"setHtml\(", r"\bexec\("]
)
def test_what_no_file_of_the_desktop_does(pattern):
    allowed = {"QLabel": {"text.py"}, "exec": {"app.py"}}
    for path in SOURCES:
        if path.name in next((names for word, names in allowed.items() if word in pattern), set()):
            continue
        code = "\n".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
        assert not re.search(pattern, code), path.name


def test_only_the_factory_makes_labels():
    for path in SOURCES:
        if path.name != "text.py":
            assert "import QLabel" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_are_plain(text, qtbot):
    label = Text(text)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == text
    assert isinstance(label, QLabel)


def test_a_picture_address_takes_no_room_of_a_picture(qtbot):
    label = Text('<img src="x.png" width="640" height="480">')
    qtbot.addWidget(label)
    assert label.sizeHint().height() < 60


@pytest.mark.parametrize("text", ["a\x00b\u202ec\nd", "\ud800x", "字" * 5000])
def test_one_line_has_no_breaks_or_directions(text):
    line = one_line(text)
    assert "\n" not in line
    assert "\u202e" not in line
    assert len(line) <= 200


def test_the_font_scale_reaches_labels_and_buttons(qapp, qtbot):
    label, button, short = Text("甲"), Button("记录通话", "primary"), Elided("乙")
    for widget in (label, button, short):
        qtbot.addWidget(widget)
    small = label.font().pixelSize(), button.sizeHint().height()
    rescale(qapp, 1.5)
    assert label.font().pixelSize() == round(small[0] * 1.5)
    assert button.sizeHint().height() == tokens.px(34) == 51
    assert tokens.factor() == 1.5


def _luminance(colour) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one, other) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_primary_button_keeps_its_colour_when_drawn(qtbot):
    button = Button("记录通话", "primary")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    face = button.grab().toImage().pixelColor(6, button.height() // 2)
    assert face == tokens.PRIMARY
    assert _contrast(face, tokens.WHITE) > 4.5


@pytest.mark.parametrize("tone", sorted(TONES))
@pytest.mark.parametrize("rounded", [True, False])
def test_a_notice_is_drawn_in_its_tone(tone, rounded, qtbot):
    bar = NoticeBar(rounded=rounded)
    qtbot.addWidget(bar)
    bar.show_notice(tone, "已导出 8 条操作。")
    ground, ink = TONES[tone]
    assert bar.grab().toImage().pixelColor(8, bar.height() // 2) == ground
    assert _contrast(ground, ink) > 4.5
    assert _contrast(ground, tokens.TEXT) > 7


def test_the_words_of_a_notice_make_room_for_a_larger_icon(qapp, qtbot):
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_notice("amber", "连不上县平台。")
    bar.resize(600, 60)
    before = bar._words.x()
    rescale(qapp, 1.5)
    bar.layout().activate()
    assert bar._words.x() == tokens.px(40) == before * 1.5


@pytest.mark.parametrize("tone", sorted(tokens.TONES))
def test_chips_read_without_colour(tone, qtbot):
    from PySide6.QtGui import QColor

    chip = Chip()
    qtbot.addWidget(chip)
    chip.show_chip(tone, "剩 8分")
    look = tokens.TONES[tone]
    assert _contrast(QColor(look.fill), QColor(look.ink)) > 4.5
    assert chip.accessibleName() == "剩 8分"
    assert len({t.shape for t in tokens.TONES.values()}) == len(tokens.TONES)


def test_the_timeline_grows_with_its_words(qtbot):
    line = Timeline()
    qtbot.addWidget(line)
    line.resize(500, 10)
    line.show_entries((TimelineEntry("10:08", "群众", "短"),))
    low = line.height()
    line.show_entries((TimelineEntry("10:08", "群众", HOSTILE[0] + "长" * 300),))
    assert line.height() > low * 3
    line.grab()


@pytest.mark.parametrize("width", range(120, 400, 7))
def test_no_line_of_the_timeline_begins_with_a_closing_mark_or_leaves_its_room(width):
    text = (
        "电话回复超过时限（责任链村级：村（社区）书记、民警、包村干部），已报 蔡成洋、孔平涛。\n见 "
        + "x9" * 60
    )
    layout, high = laid_out(text, tokens.type_font("body"), width)
    shown = layout.text()
    lines = [layout.lineAt(at) for at in range(layout.lineCount())]
    words = [shown[line.textStart() : line.textStart() + line.textLength()] for line in lines]
    assert "".join(words) == shown == text.replace("\n", "\u2028")
    assert not [word for word in words if word[0] in "，。、）："]
    assert all(line.naturalTextWidth() <= width for line in lines)
    assert high >= len(lines) * lines[0].height() - 1


def test_shortcuts_wait_while_chinese_is_composed(qapp, qtbot):
    from PySide6.QtWidgets import QLineEdit

    guard = ImeGuard()
    line = QLineEdit()
    qtbot.addWidget(line)
    QApplication.sendEvent(line, QInputMethodEvent("zhang", []))
    assert not guard.eventFilter(line, QInputMethodEvent("zhang", []))
    assert guard.composing
    press = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    assert guard.eventFilter(line, press)
    escape = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert guard.eventFilter(line, escape)
    guard.eventFilter(line, QInputMethodEvent("", []))
    assert not guard.composing
    assert not guard.eventFilter(line, press)
