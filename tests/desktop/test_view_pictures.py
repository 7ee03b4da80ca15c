"""Pictures of a matter: seen small and in full, guarded against bombs, fetched when they are only at the county."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.imports.line import Failure
from desktop.models import pictures
from desktop.models.pictures import THUMBNAIL, PictureProblem, decode
from desktop.strings import files as words
from desktop.views.main_window import MainWindow
from desktop.views.picture_viewer import PictureViewer
from domain.case import Attachment

from . import screen_samples as ss
from . import store_samples as s

pytestmark = pytest.mark.qt_log_ignore("JPEG data", extend=True)
CASE = "01a1fc40-0000-7000-9000-000000000001"


def encoded(kind="JPEG", size=(800, 600), colour=(200, 30, 30)):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def bomb(width=60_000, height=60_000):
    """A PNG of a few bytes that says it has 3.6 thousand million pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def attachment(data, name, media="image/jpeg"):
    return Attachment(sha256(data).hexdigest(), name, media, len(data), "photo")


RED, BLUE, TORN = encoded(size=(500, 400)), encoded("PNG", (400, 900), (20, 40, 200)), encoded()[:60]
FAR = encoded(size=(640, 480), colour=(10, 120, 10))
FILES = (
    attachment(RED, "张三家门口.jpg"), attachment(FAR, "远.jpg"), attachment(TORN, "坏.jpg"),
    attachment(BLUE, "蓝.png", "image/png"), attachment(b"hello", "说明.txt", "text/plain"),
)  # fmt: skip


class FarLine:
    """The county's side of a fetch, with an answer of our choice."""

    def __init__(self, store, failure=None):
        self.store, self.failure, self.asked = store, failure, []

    def fetch(self, digest, media):
        self.asked.append(digest)
        if self.failure is None:
            assert self.store.attachments.keep(digest, FAR, media, s.NOW)
        return self.failure


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    with ss.working_desk(qapp, tmp_path, limit=3) as desk:
        body = s.register(CASE, title="路灯不亮", attachments=FILES)
        desk.store.apply_page(s.page(s.case_rows(*s.made(CASE, body))))
        for data, media in (
            (RED, "image/jpeg"),
            (TORN, "image/jpeg"),
            (BLUE, "image/png"),
            (b"hello", "text/plain"),
        ):
            desk.store.put_attachment(data, "x", media)
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: desk.office is not None and window.work.case_view.case is not None)
        window.show_case(CASE)
        qtbot.waitUntil(
            lambda: window.work.case_view.case is not None and window.work.case_view.case.id == CASE
        )
        window.work.case_view.tabs.strip.setCurrentIndex(2)
        qtbot.waitUntil(lambda: desk.lanes.idle)
        yield window


def strip(window):
    return window.work.case_view.tabs.pictures


def opened(window, qtbot, at):
    QTest.keyClick(strip(window).thumbnails[at], Qt.Key.Key_Return)
    viewer = window.findChildren(PictureViewer)[-1]
    qtbot.waitUntil(lambda: viewer._desk.lanes.idle)
    return viewer


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF"])
def test_pictures_are_decoded_no_larger_than_they_are_shown(kind):
    image = decode(encoded(kind, (3000, 1500)), THUMBNAIL)
    assert (image.width(), image.height()) == (THUMBNAIL, THUMBNAIL // 2)


def test_a_turned_photograph_stands_upright():
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200)).save(out, "JPEG", exif=exif)
    image = decode(out.getvalue(), THUMBNAIL)
    assert image.height() > image.width()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (bomb(), words.TOO_MANY_PIXELS),
        (TORN, words.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", words.DAMAGED),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', words.NO_PICTURE),
        (b"hello", words.NO_PICTURE),
        (b"", words.NO_PICTURE),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data, told):
    with pytest.raises(PictureProblem) as caught:
        decode(data, THUMBNAIL)
    assert str(caught.value) == told


def test_the_strip_shows_pictures_and_says_what_it_cannot_show(window):
    near, far, torn, blue = strip(window).thumbnails
    assert near.image is not None
    assert max(near.image.width(), near.image.height()) <= THUMBNAIL
    assert blue.image.height() > blue.image.width()
    assert (far.image, far.word) == (None, words.STATES["absent"])
    assert (torn.image, torn.word) == (None, words.STATES["broken"])
    assert all("张三" not in each.accessibleName() for each in strip(window).thumbnails)


def test_keys_lead_through_the_pictures_and_out(window, qtbot):
    viewer = opened(window, qtbot, 0)
    assert viewer.shown
    assert viewer.canvas.size() == viewer.canvas.image.size(), "a small picture is not blown up"
    assert "张三" not in viewer.title.text()
    assert viewer.windowTitle() == words.VIEWER
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert viewer.at == 0
    for _ in range(3):
        QTest.keyClick(viewer, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: viewer._desk.lanes.idle)
    assert (viewer.at, viewer.shown) == (3, True)
    assert viewer.canvas.height() < viewer.canvas.image.height(), "a high picture fits the window"
    QTest.keyClick(viewer, Qt.Key.Key_1)
    assert viewer.canvas.height() == viewer.canvas.image.height()
    QTest.keyClick(viewer, Qt.Key.Key_F)
    assert viewer.canvas.height() < viewer.canvas.image.height()
    with qtbot.waitSignal(viewer.destroyed):
        QTest.keyClick(viewer, Qt.Key.Key_Escape)


def test_a_damaged_picture_is_said_to_be_damaged(window, qtbot):
    viewer = opened(window, qtbot, 2)
    assert not viewer.shown
    assert words.DAMAGED in viewer.told.words


def test_a_picture_at_the_county_is_fetched_and_then_seen_everywhere(window, qtbot):
    desk = window.desk
    line = FarLine(desk.store, Failure("later", words.FETCH_OFFLINE))
    desk.line = lambda: line
    viewer = opened(window, qtbot, 1)
    assert words.ABSENT in viewer.told.words
    fetch = viewer.told.findChild(QAbstractButton)
    fetch.click()
    qtbot.waitUntil(lambda: words.FETCH_OFFLINE in viewer.told.words)
    line.failure = None
    fetch.click()
    qtbot.waitUntil(lambda: viewer.shown)
    qtbot.waitUntil(lambda: strip(window).thumbnails[1].image is not None)
    assert line.asked == [FILES[1].sha256] * 2


def test_without_a_line_the_viewer_says_so_and_nothing_is_lost(window, qtbot):
    viewer = opened(window, qtbot, 1)
    viewer.told.findChild(QAbstractButton).click()
    assert words.FETCH_OFFLINE in viewer.told.words


def test_nothing_of_it_is_written_beside_the_keyed_files(window, qtbot, tmp_path):
    opened(window, qtbot, 0)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert RED[:40] not in data, file
            assert BLUE[:40] not in data, file


def test_the_same_matter_again_does_not_read_its_pictures_again(window, qtbot):
    before = strip(window).thumbnails
    window.work.case_view.show_case(CASE)
    qtbot.waitUntil(lambda: window.desk.lanes.idle)
    assert strip(window).thumbnails is before


def test_no_other_format_is_asked_whether_it_knows_the_picture(monkeypatch):
    """Plugins that are asked on a lane may wait for the window's thread, which waits for the interpreter."""
    made = []

    class Watched(pictures.QImageReader):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(pictures, "QImageReader", Watched)
    for data, name in ((RED, b"jpeg"), (BLUE, b"png")):
        assert not decode(data, 320).isNull()
        assert bytes(made[-1].format().data()) == name
        assert not made[-1].autoDetectImageFormat()
    count = len(made)
    for strange in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"RIFF1234WAVE", b"hello"):
        with pytest.raises(PictureProblem):
            decode(strange, 320)
    assert len(made) == count, "not even a reader was made"
