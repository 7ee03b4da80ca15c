"""The papers of a matter on the screen, and every way out of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.desk import Desk
from desktop.papers.values import Paper, PaperKind, PaperProblem
from desktop.printing import press
from desktop.printing.calibration import calibration_page
from desktop.printing.pages import PrintRun, image_of
from desktop.printing.saving import file_name, save_whole
from desktop.strings import papers as words
from desktop.tasks import Lanes
from desktop.views import documents_exits
from desktop.views.documents import DocumentsView
from desktop.views.documents_page import documents_page, usual_papers
from desktop.views.documents_pages import PageView
from documents.preview import page_count, render_page
from domain.commands import Audit
from domain.people import Actor
from tests.documents.paper import squeezed, text_pages
from wire.codec import encode_event

from . import store_samples as s
from .paper_samples import FILES, Tale, profile

STRANGER = Actor("p900", "样例群众", ("CITIZEN",), (), ())


class Clock:
    """Stands where it was put."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        return self.at

    def skew(self) -> int:
        return 0


def told() -> Tale:
    tale = Tale().register(text="路灯不亮。").handled("callback").call("不满意", "灯又灭了")
    return tale.mediated().enforced()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    tale = told()
    lanes = Lanes()
    store = s.open_store(tmp_path / "store", Clock(tale.at + 60))  # type: ignore[arg-type]
    rows = s.case_rows(tale.case, [encode_event(event) for event in tale.log])
    store.apply_page(s.page([*s.dictionary_rows(), *s.place_rows(), *rows]))
    for digest, data in FILES.items():
        assert store.attachments.keep(digest, data, "image/jpeg", tale.at)
    made = Desk(lanes, Clock(tale.at + 60))  # type: ignore[arg-type]
    made.attach(store, s.OPERATOR, "样例县")
    qtbot.waitUntil(lambda: made.office is not None and lanes.idle)
    yield made
    qtbot.waitUntil(lambda: lanes.idle)
    lanes.close()
    made.close()


@pytest.fixture
def view(qtbot: QtBot, desk: Desk) -> DocumentsView:
    shown = DocumentsView(desk)
    qtbot.addWidget(shown)
    shown.resize(1166, 690)
    shown.show()
    shown.show_case(CASE)
    qtbot.waitUntil(lambda: not shown.pages.sheet.image.isNull() and desk.lanes.idle)
    return shown


CASE = "01a1fc40-0000-7000-8000-0000000009aa"


def rest(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.lanes.idle)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: desk.lanes.idle)


def choose(qtbot: QtBot, view: DocumentsView, desk: Desk, paper_id: str) -> Paper:
    view.list.choose(paper_id)
    rest(qtbot, desk)
    found = view.list.current
    assert found is not None
    assert found.id == paper_id
    return found


def traces(desk: Desk) -> list[Audit]:
    """Audits that wait for the county, oldest first."""
    assert desk.store is not None
    file = desk.store.case(CASE)
    assert file is not None
    waiting = file.events[len(file.events) - file.expected :]
    return [Audit(e.what, e.detail, e.copies, e.purpose) for e in waiting if e.kind == "audited"]  # type: ignore[attr-defined]


def test_nothing_chosen_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    empty = DocumentsView(desk)
    qtbot.addWidget(empty)
    empty.refresh()
    assert words.NOTHING in empty._blank.words


def test_the_first_paper_is_shown_and_leaves_no_trace(view: DocumentsView, desk: Desk) -> None:
    assert view.list.current is not None
    assert view.list.current.id == "sheet"
    assert view.pages.count >= 1
    assert traces(desk) == []


def test_papers_that_lack_something_stand_last_and_lead_to_the_form(
    qtbot: QtBot, view: DocumentsView, desk: Desk
) -> None:
    ready = [paper.ready for paper in view.list.papers]
    assert ready == sorted(ready, reverse=True)
    lacking = next(paper for paper in view.list.papers if not paper.ready)
    view.list.choose(lacking.id)
    assert not view.slip.print_button.isEnabled()
    assert view.pages.count == 0
    with qtbot.waitSignal(view.field_wanted) as caught:
        view.missing.buttons[0].click()
    assert caught.args == [lacking.missing[0].field]
    rest(qtbot, desk)


def test_a_missing_number_leads_to_its_line_and_goes_once_it_is_typed(
    qtbot: QtBot, view: DocumentsView, desk: Desk
) -> None:
    choose(qtbot, view, desk, "redo:1")
    assert [b.property("field") for b in view.missing.buttons] == ["slip.number"]
    view.missing.buttons[0].click()
    assert view.focusWidget() is view.slip.number or view.slip.number.hasFocus()
    QTest.keyClicks(view.slip.number, "5")
    assert view.missing.isHidden()
    qtbot.waitUntil(
        lambda: view.composed is not None and "5" in squeezed(text_pages(view.composed.pdf)[0])[:400]
    )
    rest(qtbot, desk)


def test_the_number_of_a_letter_stands_in_its_trace_and_is_there_again(
    qtbot: QtBot, view: DocumentsView, desk: Desk, tmp_path: Path
) -> None:
    paper = choose(qtbot, view, desk, "redo:1")
    view.slip.number.setText("清综治函〔2026〕5号")
    rest(qtbot, desk)
    choose(qtbot, view, desk, "sheet")
    choose(qtbot, view, desk, "redo:1")
    assert view.slip.number.text() == "", "a number that never left is not kept"
    view.slip.number.setText("清综治函〔2026〕6号")
    view.exits.save_to(tmp_path / "函.pdf", CASE, paper)
    rest(qtbot, desk)
    trace = traces(desk)[-1]
    assert trace.what == "export"
    assert trace.detail.endswith("，文号 清综治函〔2026〕6号")
    assert view.slip.number.text() == "清综治函〔2026〕6号"
    view.show_nothing()
    view.slip.clear()
    view.show_case(CASE)
    rest(qtbot, desk)
    again = choose(qtbot, view, desk, "redo:1")
    assert view.slip.number.text() == "清综治函〔2026〕6号"
    assert view.missing.isHidden()
    assert view.folder is not None
    assert view.folder.printed(again.label), "a second copy is known as one"
    assert view.folder.letter_number("别的函") == ""


def test_a_look_at_personal_data_leaves_one_trace(qtbot: QtBot, view: DocumentsView, desk: Desk) -> None:
    paper = choose(qtbot, view, desk, "agreement")
    assert view.composed is not None
    assert [(t.what, t.detail) for t in traces(desk)] == [("reveal", view.composed.trace)]
    choose(qtbot, view, desk, "sheet")
    choose(qtbot, view, desk, paper.id)
    assert len(traces(desk)) == 1


def test_a_post_without_the_right_sees_no_personal_paper_and_gets_no_file(
    qtbot: QtBot, view: DocumentsView, desk: Desk, tmp_path: Path
) -> None:
    desk.actor = STRANGER
    paper = choose(qtbot, view, desk, "agreement")
    assert view.composed is None
    assert view.pages.count == 0
    assert "岗位" in view.notice.words
    view.exits.save_to(tmp_path / "out.pdf", CASE, paper)
    rest(qtbot, desk)
    assert not (tmp_path / "out.pdf").exists()
    assert traces(desk) == []


def test_the_trace_is_on_disk_before_a_byte_is_saved(
    qtbot: QtBot, view: DocumentsView, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = choose(qtbot, view, desk, "agreement")
    seen: list[list[str]] = []

    def watching(path: Path, data: bytes) -> None:
        seen.append([trace.what for trace in traces(desk)])
        save_whole(path, data)

    monkeypatch.setattr(documents_exits, "save_whole", watching)
    target = tmp_path / "协议书.pdf"
    view.exits.save_to(target, CASE, paper)
    qtbot.waitUntil(target.exists)
    rest(qtbot, desk)
    assert seen == [["reveal", "export"]]
    assert traces(desk)[-1].purpose == words.PURPOSES[0]
    assert "张䶮" in "".join(text_pages(target.read_bytes()))
    assert words.SAVED.format(page_count(target.read_bytes())) == view.notice.words
    again = next(paper for paper in view.list.papers if paper.id == "agreement")
    assert view.folder is not None
    assert view.folder.printed(again.label)


def test_what_is_saved_is_the_paper_that_was_asked_for(
    qtbot: QtBot, view: DocumentsView, desk: Desk, tmp_path: Path
) -> None:
    paper = choose(qtbot, view, desk, "order:1")
    choose(qtbot, view, desk, "sheet")
    view.exits.save_to(tmp_path / "out.pdf", CASE, paper)
    qtbot.waitUntil((tmp_path / "out.pdf").exists)
    rest(qtbot, desk)
    assert "诉求交办单" in squeezed(text_pages((tmp_path / "out.pdf").read_bytes())[0])


def test_printing_records_the_copies_and_sends_every_page(
    qtbot: QtBot, view: DocumentsView, desk: Desk, tmp_path: Path
) -> None:
    paper = choose(qtbot, view, desk, "sheet")
    printer = pdf_printer(tmp_path / "printed.pdf")
    printer.setCopyCount(3)
    view.exits.print_on(printer, CASE, paper)
    qtbot.waitUntil(lambda: words.SENT.format(view.pages.count, 3) == view.notice.words)
    assert [(t.what, t.copies) for t in traces(desk)] == [("print", 3)]
    wanted = view.pages.count * (1 if printer.supportsMultipleCopies() else 3)
    assert page_count((tmp_path / "printed.pdf").read_bytes()) == wanted
    rest(qtbot, desk)


def pdf_printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer


def first_dark(path: Path) -> tuple[float, float]:
    """Left and upper edge of the ink, in millimetres."""
    image = image_of(render_page(path.read_bytes(), 0, 127)).convertToFormat(QImage.Format.Format_Grayscale8)
    wide, high = image.width(), image.height()
    dark = [
        (x, y) for y in range(0, high, 2) for x in range(0, wide, 2) if image.pixelColor(x, y).value() < 120
    ]
    return min(x for x, _ in dark) / 5, min(y for _, y in dark) / 5


def test_the_calibration_page_lies_where_it_says_and_moves_by_the_offset(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    found = []
    for at, offset in enumerate(((0.0, 0.0), (4.0, -3.0))):
        path = tmp_path / f"page{at}.pdf"
        run = PrintRun(desk.lanes, pdf_printer(path), calibration_page(), offset)
        with qtbot.waitSignal(run.ended) as caught:
            run.start()
        assert caught.args == [""]
        found.append(first_dark(path))
    (x0, y0), (x1, y1) = found
    assert (x0, y0) == pytest.approx((20, 20), abs=1.0)
    assert (x1 - x0, y1 - y0) == pytest.approx((4, -3), abs=0.6)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "文书.pdf"
    target.write_bytes(b"old")
    between: list[str] = []

    def full(handle: int) -> None:
        between.extend(path.name for path in tmp_path.iterdir())
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PaperProblem, match="磁盘空间不足"):
        save_whole(target, "张䶮".encode() * 1000)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["文书.pdf"]
    other = [name for name in between if name != "文书.pdf"]
    assert len(other) == 1
    assert other[0].isascii()


def test_a_saved_paper_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    save_whole(tmp_path / "a.pdf", b"x")
    assert (tmp_path / "a.pdf").stat().st_mode & 0o077 == 0
    with pytest.raises(PaperProblem):
        save_whole(tmp_path / "away" / "a.pdf", b"x")


def test_the_offered_name_holds_number_and_kind_and_no_way_out() -> None:
    assert file_name("../../990101", "督办通知书·第1份") == "..-..-990101-督办通知书·第1份.pdf"


def test_pages_turn_zoom_and_drop_what_is_no_longer_wanted(qtbot: QtBot) -> None:
    pages = PageView()
    qtbot.addWidget(pages)
    asked: list[tuple[int, float]] = []
    pages.wanted.connect(lambda page, dpi: asked.append((page, dpi)))
    pages.open(3)
    pages.setFocus()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown):
        QTest.keyClick(pages, key)
    assert pages.page == 2
    pages.show_page(0, QImage(10, 10, QImage.Format.Format_RGB888))
    assert pages.sheet.image.isNull(), "a late picture of another page is dropped"
    QTest.keyClick(pages, Qt.Key.Key_Home)
    assert pages.page == 0
    pages.set_zoom(100)
    before = asked[-1][1]
    QTest.keyClick(pages, Qt.Key.Key_Plus)
    assert asked[-1][1] > before
    pages.open(1)
    assert pages.page == 0


def test_a_narrow_place_puts_the_list_above_the_page(qtbot: QtBot, view: DocumentsView, desk: Desk) -> None:
    assert (
        view.list.mapTo(view, view.list.rect().topRight()).x()
        < view.pages.mapTo(view, view.pages.rect().topLeft()).x()
    )
    view.resize(480, 700)
    rest(qtbot, desk)
    assert (
        view.list.mapTo(view, view.list.rect().bottomLeft()).y()
        < view.pages.mapTo(view, view.pages.rect().topLeft()).y()
    )


def test_no_person_in_what_a_screen_reader_or_a_title_bar_says(view: DocumentsView) -> None:
    said = [view.windowTitle(), view.list.accessibleName(), view.notice.accessibleName()]
    said += [view.list.item(at).text() for at in range(view.list.count())]
    assert not any("张" in text for text in said)


def test_an_answer_for_another_matter_is_dropped(qtbot: QtBot, view: DocumentsView, desk: Desk) -> None:
    view.show_case("01a1fc40-0000-7000-8000-0000000000ff")
    rest(qtbot, desk)
    assert view.case_id == ""
    assert view.composed is None
    assert view.list.count() == 0


def test_papers_that_cannot_be_listed_say_so(
    qtbot: QtBot, view: DocumentsView, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: object, rules: object) -> None:
        raise ValueError("张䶮")

    monkeypatch.setattr(press, "papers_for", broken)
    view.refresh()
    rest(qtbot, desk)
    assert words.UNREAD in view._blank.words
    assert "ValueError" in view._blank.words
    assert "张" not in view._blank.words, "the text of a fault may hold personal data"


class Board:
    """The part of the window that the page asks for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked: list[str] = []

    def show_case(self, case_id: str) -> None:
        self.asked.append(f"case {case_id}")

    def give(self, kind: str) -> None:
        self.asked.append(kind)


def test_what_is_missing_opens_its_form_in_the_window(qtbot: QtBot, desk: Desk) -> None:
    board = Board(desk)
    page = documents_page(board)
    qtbot.addWidget(page)
    page.show_case(CASE, "joint")
    rest(qtbot, desk)
    assert page.list.current is not None
    assert page.list.current.kind is PaperKind.JOINT
    page.field_wanted.emit("whistle_result.text")
    assert board.asked == [f"case {CASE}", "whistle_result"]


@pytest.mark.parametrize("county", ["baiyin", "langfang", "gongxian", "luoping", "yicheng"])
def test_the_tab_names_papers_that_the_county_has(county: str) -> None:
    kinds = dict(usual_papers(profile(county)))
    assert ("whistle" in kinds) == profile(county).whistle.on
    assert "dossier" not in kinds, "without penalty power the joint record stands for it"
    assert kinds["sheet"] == words.TITLES["sheet"]
