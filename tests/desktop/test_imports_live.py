"""Imports against a real county process: done once, found again in the store, kept when the county is away."""

from __future__ import annotations

import csv

import pytest

from desktop.embedded import EmbeddedCounty
from desktop.imports import desk
from desktop.imports.columns import ImportKind
from desktop.imports.dry_run import Options
from desktop.imports.line import CountyLine, Failure
from desktop.imports.table import read_table
from desktop.imports.wizard import Step, Wizard
from wire.admin import AdminAnswer

from .county_desk import CountyDesk
from .store_samples import RESOURCES, TOWNSHIP


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    embedded = EmbeddedCounty(tmp_path_factory.mktemp("county"), practice=True)
    embedded.start()
    yield embedded
    embedded.stop()


@pytest.fixture
def clerk(county, tmp_path):
    made = CountyDesk(tmp_path / "desk", county, "t.operator1")
    yield made
    made.close()


@pytest.fixture
def centre(county, tmp_path):
    made = CountyDesk(tmp_path / "centre", county, "c.centre1")
    yield made
    made.close()


def planned(made, kind, path, options=None):
    found = read_table(path)
    wizard = Wizard(kind, options=options or Options(TOWNSHIP)).opened(found, desk.recalled(made.store, kind))
    wizard = wizard.checked(desk.known_now(made.store, kind, TOWNSHIP))
    assert wizard.step is Step.CHECK, wizard.problem
    return wizard


def send(made, wizard):
    return wizard.answered(made.line.give(wizard.kind.value, wizard.body))


def roster_file(folder, rows):
    path = folder / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("村（社区）", "村民小组", "户号", "户主姓名", "联系电话"))
        writer.writerows(rows)
    return path


def test_a_roster_is_imported_once_and_comes_back_by_the_exchange(clerk, tmp_path):
    rows = [("金山村", f"{n % 4 + 1}组", f"9{n:04}", "龙国英", f"1990001{n:04}") for n in range(300)]
    path = roster_file(tmp_path, rows)
    wizard = planned(clerk, ImportKind.ROSTER, path)
    assert wizard.run.counts["new"] == 300
    sent = wizard.confirm(clerk.store.new_id)
    desk.keep(clerk.store, sent, "p001")
    done = send(clerk, sent)
    assert done.step is Step.DONE, done.problem
    assert done.answer.counts == {"new": 300, "changed": 0, "same": 0}
    desk.keep_columns(clerk.store, done)
    desk.keep(clerk.store, done, "p001")
    assert desk.resume(clerk.store, ImportKind.ROSTER) is None
    again = send(clerk, sent)
    assert again.answer == done.answer, "the stored answer of the same command"
    clerk.exchange()
    known = clerk.store.dictionaries.households(place=TOWNSHIP, limit=10_000)
    assert sum(len(household.number) == 5 for _, household in known) == 300
    rows[5] = (*rows[5][:4], "19900029999")
    second = planned(clerk, ImportKind.ROSTER, roster_file(tmp_path, rows))
    assert second.run.counts == {"new": 0, "changed": 1, "same": 299, "repeated": 0, "blank": 0, "errors": 0}
    finished = send(clerk, second.confirm(clerk.store.new_id))
    assert finished.answer.counts == {"new": 0, "changed": 1, "same": 0}


def test_another_body_under_the_same_id_is_refused_and_leads_back(clerk, tmp_path):
    one = planned(clerk, ImportKind.ROSTER, roster_file(tmp_path, [("金山村", "2组", "80001", "何金", "")]))
    two = planned(clerk, ImportKind.ROSTER, roster_file(tmp_path, [("金山村", "2组", "80002", "何金", "")]))
    cmd_id = clerk.store.new_id()
    assert send(clerk, one.confirm(lambda: cmd_id)).step is Step.DONE
    refused = send(clerk, two.confirm(lambda: cmd_id))
    assert (refused.step, refused.body) == (Step.CHECK, b"")
    assert "没有" in refused.problem


def test_the_plan_waits_while_the_county_is_away_and_goes_on_after_a_restart(county, clerk, tmp_path):
    wizard = planned(
        clerk, ImportKind.ROSTER, roster_file(tmp_path, [("柳沟村", "1组", "70001", "何金", "")])
    )
    sent = wizard.confirm(clerk.store.new_id)
    desk.keep(clerk.store, sent, "p001")
    away = CountyLine(clerk.store, clerk.sessions, clerk.unreachable())
    silent = sent.answered(away.give("roster", sent.body))
    assert (silent.step, silent.body) == (Step.SENT, sent.body)
    assert "保存在本机" in silent.problem
    desk.keep(clerk.store, silent, "p001")
    clerk.restart()
    assert desk.waiting(clerk.store) == {ImportKind.ROSTER: "花名册.csv"}
    kept = desk.resume(clerk.store, ImportKind.ROSTER)
    assert (kept.step, kept.body) == (Step.SENT, sent.body)
    assert send(clerk, kept).answer.counts["new"] == 1


def test_an_unfinished_plan_is_made_again_after_a_restart(clerk, tmp_path):
    wizard = planned(
        clerk, ImportKind.ROSTER, roster_file(tmp_path, [("柳沟村", "1组", "70002", "何金", "")])
    )
    desk.keep(clerk.store, wizard, "p001")
    clerk.restart()
    assert desk.resume(clerk.store, ImportKind.ROSTER) == wizard


def test_an_ended_session_is_renewed_on_the_way(clerk, tmp_path):
    wizard = planned(
        clerk, ImportKind.ROSTER, roster_file(tmp_path, [("柳沟村", "2组", "70003", "何金", "")])
    )
    clerk.sessions.forget_access()
    assert send(clerk, wizard.confirm(clerk.store.new_id)).step is Step.DONE


def test_nobody_signed_in_keeps_the_plan(clerk, tmp_path):
    wizard = planned(
        clerk, ImportKind.ROSTER, roster_file(tmp_path, [("柳沟村", "2组", "70004", "何金", "")])
    )
    clerk.sessions.sign_out()
    answer = clerk.line.give("roster", wizard.confirm(clerk.store.new_id).body)
    assert isinstance(answer, Failure)
    assert answer.kind == "later"
    assert "登录" in answer.message


def test_duties_and_places_are_the_county_centres(clerk, centre, tmp_path):
    path = tmp_path / "职责.csv"
    path.write_text("编号,事项名称,清单类别\nZ001,巡查河道,配合履职\n", encoding="utf-8")
    wizard = planned(clerk, ImportKind.DUTIES, path)
    refused = send(clerk, wizard.confirm(clerk.store.new_id))
    assert refused.step is Step.CHECK
    assert "岗位" in refused.problem
    done = send(centre, planned(centre, ImportKind.DUTIES, path).confirm(centre.store.new_id))
    assert done.answer.counts["new"] == 1
    centre.exchange()
    assert planned(centre, ImportKind.DUTIES, path).run.counts["same"] == 1
    places = tmp_path / "地点.csv"
    places.write_text("代码,名称\n990101101201096,96组\n990101101201001,1组\n", encoding="utf-8")
    done = send(centre, planned(centre, ImportKind.TERRITORY, places).confirm(centre.store.new_id))
    assert done.answer.counts["new"] == 1
    centre.exchange()
    assert centre.store.dictionaries.places().find("990101101201096").name == "96组"


def test_messages_become_cases_once(clerk, tmp_path):
    path = tmp_path / "留言.csv"
    path.write_text(
        "留言编号,留言用户,留言主题,留言时间,留言详情\n"
        "R1,网友甲,路灯不亮,2026/11/20 8:00:00,<b>村口路灯</b>不亮请来修\nR2,网友乙,水压小,2026/11/20 9:00:00,早晚没水\n",
        encoding="utf-8",
    )
    options = Options(TOWNSHIP, source="people_daily")
    before = clerk.store.counts().cases
    done = send(clerk, planned(clerk, ImportKind.INBOX, path, options).confirm(clerk.store.new_id))
    assert done.step is Step.DONE, done.problem
    assert done.answer.counts["new"] == 2
    clerk.exchange()
    assert clerk.store.counts().cases == before + 2
    again = send(clerk, planned(clerk, ImportKind.INBOX, path, options).confirm(clerk.store.new_id))
    assert again.answer.counts["new"] == 0
    assert again.answer.counts["known"] == 2


def test_the_whole_sample_roster_fits_one_command(clerk, tmp_path):
    sample = RESOURCES / "sample" / "roster.csv"
    same = planned(clerk, ImportKind.ROSTER, sample)
    assert same.run.counts["same"] == 1116, "the practice county has its households from this very file"
    moved = tmp_path / "改号.csv"
    text = sample.read_text(encoding="utf-8-sig").replace(",1990000", ",1990001")
    moved.write_text(text, encoding="utf-8-sig")
    wizard = planned(clerk, ImportKind.ROSTER, moved)
    answer = clerk.line.give("roster", wizard.confirm(clerk.store.new_id).body)
    assert isinstance(answer, AdminAnswer)
    assert answer.refused == []
    assert answer.counts == {"new": 0, "changed": wizard.run.counts["changed"], "same": 0}
    assert answer.counts["changed"] > 1000
