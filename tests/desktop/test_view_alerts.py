"""New reports are told once, merged, without taking the focus, and with a sound only where it is wanted."""

from __future__ import annotations

import importlib.util
import io
import struct
import wave

import pytest

from desktop.models.office import FIRST_CALL
from desktop.views import alerts
from desktop.views.main_window import MainWindow

from . import screen_samples as ss
from . import store_samples as s


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=3) as desk:
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.work.case_view.case is not None and desk.lanes.idle)
        yield window


def arrive(window, qtbot, number):
    case_id = f"01a1fc40-0000-7000-9000-{number:012d}"
    window.desk.store.apply_page(s.page(s.case_rows(*s.made(case_id))))
    qtbot.waitUntil(lambda: window.desk.lanes.idle)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_sound_is_made_once_for_several_and_only_when_wanted(window, qtbot, monkeypatch, wanted):
    rung: list[int] = []
    monkeypatch.setattr(alerts, "ring", lambda: rung.append(1))
    told = alerts.Alerts(window.desk, window, lambda: wanted)
    told._changed(None)
    qtbot.waitUntil(lambda: told._known is not None)
    for number in (1, 2, 3):
        arrive(window, qtbot, number)
    qtbot.waitUntil(lambda: told.card is not None and told.card.isVisible())
    assert len(rung) == int(wanted)
    assert window.desk.store.badges()[FIRST_CALL].count == len(told._known)
    told.card.hide()


def test_the_shipped_sound_is_the_one_that_its_script_makes():
    spec = importlib.util.spec_from_file_location("make_alert", alerts.SOUND.with_name("make_alert.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    shipped, made = (frames(data) for data in (alerts.SOUND.read_bytes(), script.sound()))
    assert len(shipped) == len(made)
    assert max(abs(a - b) for a, b in zip(shipped, made, strict=True)) <= 1
    assert len(made) / script.RATE == pytest.approx(0.5)


def frames(data):
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        raw = file.readframes(file.getnframes())
    return struct.unpack(f"<{len(raw) // 2}h", raw)


def test_without_a_player_the_plain_beep_is_left(monkeypatch):
    heard: list[str] = []
    monkeypatch.setattr(alerts.sys, "platform", "linux")
    monkeypatch.setattr(alerts.QProcess, "startDetached", lambda *a: heard.append(a[-2]) or (False, 0))
    monkeypatch.setattr(alerts.QApplication, "beep", lambda: heard.append("beep"))
    alerts.ring()
    assert heard == ["paplay", "pw-play", "aplay", "beep"]
