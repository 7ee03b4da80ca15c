"""From the roster to the archive, through the window, posters on paper, a browser and every office.

The operator's steps are keys and forms in the shipped window; the unit, the director and the county's centre work at
their own stores. The name on the posters leads to the county process as the county's proxy would.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.seed import PRACTICE_PASSWORD
from desktop.imports.columns import ImportKind
from desktop.imports.wizard import Step
from desktop.papers.values import PaperKind
from desktop.views.campaign import PREVIEW, PRINT
from domain.code_ledger import CodeState
from domain.commands import CallBack, GiveFeedback, Review, Sign
from tests.documents.paper import squeezed, text_pages
from tests.journeys.browser import HOST, phone
from tests.journeys.county_process import CountyProcess, until
from tests.journeys.papers import codes_on, photo_with_place, roster_file, says_where
from tests.journeys.people import GROUP, UNIT
from tests.journeys.screen import Screen
from tests.journeys.telling import TEXT
from tests.journeys.workstation import Workstation

log = logging.getLogger("journeys")
SAID = "样例：村口第三根电杆的路灯不亮，晚上走路看不见。"
OWN_WORDS = "样例：灯亮了，谢谢你们来得快。"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[CountyProcess]:
    made = CountyProcess(tmp_path / "county", at=None).start()
    assert made.password == PRACTICE_PASSWORD
    yield made
    made.stop()


@pytest.fixture
def screen(qtbot: QtBot, qapp: QApplication, tmp_path: Path, county: CountyProcess) -> Iterator[Screen]:
    made = Screen(qtbot, qapp, tmp_path / "window", county, "t.operator1")
    made.program.choose("hold_seconds", 0)
    yield made
    made.close()


@pytest.fixture
def desks(tmp_path: Path, county: CountyProcess) -> Iterator[dict[str, Workstation]]:
    """The other offices."""
    made = {name: Workstation(tmp_path / name, county, name) for name in ("unit", "county", "township")}
    yield made
    for desk in made.values():
        desk.close()


def import_roster(screen: Screen, path: Path) -> None:
    """Page 住户与网格: file, columns, check, result."""
    screen.window.open_page("households")
    page = screen.window.page("households")
    page.tabs.setCurrentIndex(1)
    view = page.imports
    view.begin(ImportKind.ROSTER)
    screen.rest()
    view.read(path)
    screen.until(lambda: view.wizard.step is Step.COLUMNS and not view._reading)
    view.forward()
    screen.until(lambda: view.wizard.step is Step.CHECK and not view._checking)
    view.forward()
    screen.until(lambda: view.wizard.step is Step.DONE)


def print_posters(screen: Screen, folder: Path) -> list[Path]:
    """Page 二维码张贴: range, plan, preview, files; marked as printed."""
    screen.window.open_page("codes")
    view = screen.window.page("codes")
    screen.until(lambda: view.ground is not None and not view._loading)
    top = view.range_page.tree.topLevelItem(0)
    village = next(top.child(n) for n in range(top.childCount()) if top.child(n).text(0) == "金山村")
    village.setCheckState(0, Qt.CheckState.Checked)
    view.forward()
    screen.rest()
    view.forward()
    screen.until(lambda: view.at == PREVIEW and not view._sending)
    view.preview_page.fields["hotline"].setText("0999-1234567")
    view.preview_page.fields["host"].setText(HOST)
    view.preview_page.changed.emit()
    screen.rest()
    screen.until(view.frame.forward.isEnabled)
    view.forward()
    assert view.at == PRINT
    view.make(folder)
    screen.until(lambda: view._files)
    view._mark_printed()
    records = [record.id for record in view.campaign.records]
    screen.until(
        lambda: (
            all(view.ground.records.get(code) is not None for code in records)
            and all(view.ground.records[code].state is CodeState.PRINTED for code in records)
        )
    )
    return list(view._files)


def first_call(screen: Screen, case_id: str) -> None:
    """C, 1, Ctrl+Enter."""
    screen.choose("first_call", case_id)
    screen.press(Qt.Key.Key_C)
    assert screen.window.work.form is not None
    screen.press(Qt.Key.Key_1)
    screen.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.until(lambda: screen.window.work.form is None)
    screen.until(lambda: screen.window.work.list.model.find(case_id) < 0)


def give(desk: Workstation, who: str, case_id: str, body: object) -> None:
    """A command at another office; the county has it afterwards."""
    desk.exchange()
    answer = desk.submit(who, case_id, body)  # type: ignore[arg-type]
    desk.exchange()
    assert not desk.cards(), desk.cards()
    assert desk.file(case_id).pending == (), answer


def test_from_the_roster_to_the_archive(
    county: CountyProcess, screen: Screen, desks: dict[str, Workstation], tmp_path: Path
) -> None:
    import_roster(screen, roster_file(tmp_path / "花名册.csv"))
    screen.until(lambda: len(screen.store.dictionaries.households(place=GROUP, limit=100)) == 30)
    (tmp_path / "posters").mkdir()
    files = print_posters(screen, tmp_path / "posters")
    read = [code for path in files for code in codes_on(path)]
    held = screen.window.page("codes").ground.records  # type: ignore[union-attr]
    assert sorted(urlsplit(code).path.rpartition("/")[2] for code in read) == sorted(held)
    mine = next(code for code in read if held[code.rpartition("/")[2]].place_code.startswith(GROUP))

    screen.window.open_queue("first_call")
    model = screen.window.work.list.model
    with phone(county.url) as citizen:
        citizen.open(mine)
        assert "金山村" in citizen.page.inner_text("body")
        progress = citizen.report(SAID, "19900006816", "样例甲", photo_with_place(tmp_path / "photo.jpg"))
        received = time.monotonic()
        screen.until(lambda: model.rowCount() == 1, 2_000)
        log.info("%.3f s from the receipt to the row", time.monotonic() - received)
    assert len(progress.replace("-", "")) == 6
    (row,) = model.rows()
    case_id = row.case_id
    case = screen.store.case(case_id).case  # type: ignore[union-attr]
    assert (case.text, case.place, case.qr_code) == (SAID, GROUP, mine.rpartition("/")[2])
    (picture,) = case.attachments
    assert not says_where(county.kept(picture.sha256))

    first_call(screen, case_id)
    screen.give(case_id, "triage", domain="MS", nature="QZ", category="M24", grade="1")
    screen.give(case_id, "dispatch", lead=UNIT, mode="马上办", note="样例：请今天到现场。")
    unit, centre, director = desks["unit"], desks["county"], desks["township"]
    unit.exchange()
    (task,) = unit.file(case_id).case.tasks
    give(unit, "liaison", case_id, Sign(task.id))
    evidence = unit.store.put_attachment(b"sample", "photo.jpg", "image/jpeg", "photo")
    give(unit, "liaison", case_id, GiveFeedback(task.id, TEXT, evidence=(evidence,)))
    give(director, "director", case_id, Review("ok"))
    screen.show(case_id)
    screen.until(lambda: screen.window.work.case_view.case.state == "reply")  # type: ignore[union-attr]
    screen.give(case_id, "reply", method="phone", text="样例：路灯已经修好，请您再看看。")
    assert screen.window.work.case_view.case.reported_done_at  # type: ignore[union-attr]
    answers = (("办理态度", "满意"), ("办理结果", "基本满意"))
    give(centre, "centre", case_id, CallBack("满意", "phone", "yes", answers, OWN_WORDS, "", "本人"))
    screen.until(lambda: screen.window.work.case_view.case.state == "struck_off")  # type: ignore[union-attr]

    record = callback_record(screen, case_id, tmp_path / "callback.pdf")
    for entered in (case.number, OWN_WORDS, "满意", "基本满意", "办理态度", "办理结果", "本人"):
        assert squeezed(entered) in record, entered
    assert "19900006816" not in record
    screen.give(case_id, "archive")
    for desk in desks.values():
        desk.exchange()
        assert desk.file(case_id).case.state == "archived"
        assert desk.file(case_id).case == screen.store.case(case_id).case  # type: ignore[union-attr]


def callback_record(screen: Screen, case_id: str, path: Path) -> str:
    """Save the record of the callback from the page of papers; all its words without blanks."""
    screen.show(case_id)
    screen.window.show_papers()
    view = screen.window.page("documents")
    screen.until(lambda: view.case_id == case_id and view.list.papers)
    paper = next(paper for paper in view.list.papers if paper.kind is PaperKind.CALLBACK)
    view.list.choose(paper.id)
    screen.rest()
    view.exits.save_to(path, case_id, paper)
    screen.until(path.exists)
    screen.rest()
    return squeezed("".join(text_pages(path.read_bytes())))


def test_a_page_without_scripts_takes_the_report_just_so(county: CountyProcess, tmp_path: Path) -> None:
    with phone(county.url, scripts=False) as citizen:
        citizen.page.goto(f"http://{HOST}/q")
        citizen.page.select_option("#place", "990101101201")
        progress = citizen.report(
            "样例：没有脚本也能反映。", "19900006817", "样例乙", photo_with_place(tmp_path / "p.jpg")
        )
        assert progress
    ((text, count),) = until(
        lambda: county.rows("SELECT body, (SELECT count(*) FROM blob_cases) FROM cases"), "the case"
    )
    assert "没有脚本也能反映" in (text.decode() if isinstance(text, bytes) else text)
    assert count == 1
