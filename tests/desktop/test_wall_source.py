"""From the store to the wall: only what changed is read, the lane stays free, the store's own reading is right."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import desktop.wall
from desktop.tasks import READ, Lanes
from desktop.wall.build import build_snapshot, count_wall
from desktop.wall.ledger import CHUNK, Ledger
from desktop.wall.period import Period, earliest
from desktop.wall.scene import scene_of
from desktop.wall.snapshot import WallSnapshot
from desktop.wall.source import Arrival, Failure, Progress, WallSource
from domain.case import Case, Reporter
from domain.commands import Command, LogCall
from tests.desktop.store_samples import (
    NOW,
    OPERATOR,
    TOWNSHIP,
    case_rows,
    dictionary_rows,
    made,
    open_store,
    page,
    place_rows,
)
from tests.desktop.wall_samples import DirectLanes, HeldCases, scene


def held(number: int, rev: int = 1) -> Case:
    return Case(
        id=f"c{number:05d}", township=TOWNSHIP, place="990101101201003", state="handling",
        registered_at=NOW - 60, accepted_at=NOW - 60, title="路灯", text="别的话", reporter=Reporter("冯春强"), rev=rev,
    )  # fmt: skip


def test_the_wall_is_counted_without_qt() -> None:
    for file in Path(desktop.wall.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(("PySide6", "desktop.tasks"))], file


# --- ledger


def test_only_changed_matters_are_read_again() -> None:
    reader = HeldCases(held(1), held(2))
    ledger = Ledger(scene())
    assert ledger.refresh(reader, NOW)
    assert sorted(reader.asked) == ["c00001", "c00002"]
    assert ledger.refresh(reader, NOW)
    assert len(reader.asked) == 2
    reader.cases["c00002"] = held(2, rev=2)
    assert ledger.refresh(reader, NOW)
    assert reader.asked[2:] == ["c00002"]


def test_matters_that_left_the_device_leave_the_wall() -> None:
    reader = HeldCases(held(1), held(2))
    ledger = Ledger(scene())
    ledger.refresh(reader, NOW)
    del reader.cases["c00001"]
    ledger.refresh(reader, NOW)
    assert [case.figures.case_id for case in ledger.cases] == ["c00002"]


def test_a_matter_without_a_confirmed_state_waits_without_being_asked_for_again() -> None:
    class Waiting(HeldCases):
        def wall_cases(self, ids: Any) -> Any:
            self.asked.extend(ids)
            return []

    reader = Waiting(held(1))
    ledger = Ledger(scene())
    assert ledger.refresh(reader, NOW)
    assert ledger.refresh(reader, NOW)
    assert reader.asked == ["c00001"]
    assert len(ledger) == 0


def test_the_first_filling_comes_in_pieces() -> None:
    reader = HeldCases(*(held(n) for n in range(25)))
    ledger = Ledger(scene())
    done = [ledger.refresh(reader, NOW, limit=10) for _ in range(3)]
    assert done == [False, False, True]
    assert (len(ledger), ledger.expected) == (25, 25)


def test_in_pieces_or_at_once_the_wall_is_the_same() -> None:
    reader = HeldCases(*(held(n) for n in range(25)))
    ledger = Ledger(scene())
    while (snapshot := build_snapshot(reader, ledger, NOW, Period.DAY, limit=4)) is None:
        pass
    whole = Ledger(scene())
    whole.refresh(reader, NOW)
    assert snapshot == count_wall(whole.cases, whole.scene, NOW, Period.DAY)


# --- source


def source(reader: HeldCases, lanes: DirectLanes, **about: Any) -> WallSource:
    return WallSource(lanes, "read", reader, about.get("scene", scene), lambda: NOW - 7)


def test_pieces_give_the_lane_free_and_tell_how_far_they_are() -> None:
    reader, lanes, heard = HeldCases(*(held(n) for n in range(CHUNK * 2 + 1))), DirectLanes(), list[Arrival]()
    source(reader, lanes).request(Period.DAY, heard.append)
    turns = 0
    while lanes.waiting:
        assert len(lanes.waiting) == 1, "one piece at a time"
        lanes.turn()
        turns += 1
    assert turns == 3
    assert heard[:2] == [Progress(CHUNK, CHUNK * 2 + 1), Progress(CHUNK * 2, CHUNK * 2 + 1)]
    assert isinstance(heard[2], WallSnapshot)
    assert (heard[2].registered, heard[2].data_at) == (CHUNK * 2 + 1, NOW - 7)


def test_a_later_question_makes_the_earlier_one_void() -> None:
    reader, lanes, heard = HeldCases(held(1)), DirectLanes(), list[Arrival]()
    asked = source(reader, lanes)
    asked.request(Period.DAY, heard.append)
    asked.request(Period.MONTH, heard.append)
    while lanes.turn():
        pass
    assert [answer.period for answer in heard if isinstance(answer, WallSnapshot)] == [Period.MONTH]


def test_a_failure_is_told_by_its_kind() -> None:
    def no_profile() -> Any:
        raise RuntimeError("secret words")

    lanes, heard = DirectLanes(), list[Arrival]()
    source(HeldCases(), lanes, scene=no_profile).request(Period.DAY, heard.append)
    lanes.turn()
    assert heard == [Failure("RuntimeError")]


def test_new_rules_or_places_begin_a_new_ledger() -> None:
    reader, lanes, heard = HeldCases(held(1)), DirectLanes(), list[Arrival]()
    stages = [scene(), scene(categories={})]
    asked = source(reader, lanes, scene=lambda: stages[min(len(heard), 1)])
    for _ in range(2):
        asked.request(Period.DAY, heard.append)
        lanes.turn()
    assert reader.asked == ["c00001", "c00001"]


# --- the real store


@pytest.fixture
def store(tmp_path: Path) -> Any:
    found = open_store(tmp_path)
    found.apply_page(page([*dictionary_rows(), *place_rows()]))
    yield found
    found.close()


def test_the_store_tells_open_recent_and_recently_ended_matters(store: Any) -> None:
    from dataclasses import replace

    now_case, now_events = made("01a1fc40-0000-7000-8000-00000000000a", at=NOW - 3600)
    old_case, old_events = made("01a1fc40-0000-7000-8000-00000000000b", at=NOW - 90 * 86400)
    late, late_events = made("01a1fc40-0000-7000-8000-00000000000c", at=NOW - 90 * 86400)
    gone = replace(old_case, state="struck_off", struck_off_at=NOW - 80 * 86400)
    ended = replace(late, state="struck_off", struck_off_at=NOW - 86400, reported_done_at=NOW - 86400)
    rows = [*case_rows(now_case, now_events), *case_rows(gone, old_events), *case_rows(ended, late_events)]
    store.apply_page(page(rows))
    marks = store.wall_marks(earliest(NOW))
    assert set(marks) == {now_case.id, ended.id}
    assert {case.id: case for case in store.wall_cases(marks)} == {now_case.id: now_case, ended.id: ended}
    assert store.wall_marks(0).keys() == {now_case.id, gone.id, ended.id}


def test_pending_work_changes_the_mark_and_does_not_count_as_done(store: Any) -> None:
    case, events = made("01a1fc40-0000-7000-8000-00000000000a", at=NOW - 600)
    store.apply_page(page(case_rows(case, events)))
    before = store.wall_marks(earliest(NOW))
    answer = store.submit(Command("cmd-1", case.id, LogCall("reached", "样例"), NOW), OPERATOR)
    assert not hasattr(answer, "code"), answer
    after = store.wall_marks(earliest(NOW))
    assert before[case.id] != after[case.id]
    assert next(iter(store.wall_cases([case.id]))) == case


def test_from_the_store_over_a_real_lane_to_a_snapshot(store: Any, qtbot: Any) -> None:
    case, events = made("01a1fc40-0000-7000-8000-00000000000a", at=NOW - 3600)
    store.apply_page(page(case_rows(case, events)))
    lanes, heard = Lanes(), list[Arrival]()
    try:
        real = WallSource(
            lanes,
            READ,
            store,
            lambda: scene_of(store, "清泉镇综治中心"),
            lambda: store.sync_state().synced_at,
        )
        real.request(Period.DAY, heard.append)
        qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    finally:
        lanes.close()
    snapshot = heard[0]
    assert isinstance(snapshot, WallSnapshot)
    assert snapshot.title == "清泉镇综治中心 指挥调度"
    assert snapshot.registered == 1
    assert len(snapshot.urgent) == 1
    assert "冯春强" not in repr(snapshot)


def test_before_the_first_exchange_the_wall_waits_with_a_reason(tmp_path: Path, qtbot: Any) -> None:
    empty = open_store(tmp_path)
    lanes, heard = Lanes(), list[Arrival]()
    try:
        WallSource(lanes, READ, empty, lambda: scene_of(empty, "镇"), lambda: 0).request(
            Period.DAY, heard.append
        )
        qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    finally:
        lanes.close()
        empty.close()
    assert heard == [Failure("StoreProblem")]
