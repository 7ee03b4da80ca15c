"""The desk without its county, refused changes, and two desks that could not know of each other."""

from __future__ import annotations

from domain.actions import available
from domain.case import Reporter
from domain.commands import (
    Assignment,
    Dispatch,
    LogCall,
    Note,
    Register,
    Triage,
    Void,
)
from domain.refusals import Refusal
from tests.journeys.people import GROUP, TOWNSHIP, UNIT, UNIT2
from tests.journeys.telling import Offices, Telling

PROFILE = "baiyin"


def test_every_step_of_the_desk_works_while_the_county_is_stopped(offices: Offices, story: Telling) -> None:
    story.scan(phone=story.phone())
    other = story.case_id
    town = story.town
    town.exchange()
    offices.county.stop()
    case_id = town.store.new_id()
    body = Register(
        TOWNSHIP, GROUP, "样例：停电时登记的事", "visit", Reporter("样例丁", "19900007001"),
        temp_number=town.store.next_temporary_number(),
    )  # fmt: skip
    assert town.submit("operator", case_id, body)
    steps = (
        (other, LogCall("reached", "样例：约好下午上门")),
        (other, Triage("MS", "QZ", "M24", 1)),
        (case_id, Note("样例：反映人下午再来")),
        (case_id, Triage("MS", "QZ", "M24", 2)),
    )
    for target, step in steps:
        answer = town.submit("operator", target, step)
        assert hasattr(answer, "cmd_id"), answer
    town.round()
    assert town.engine.offline_since
    assert town.store.counts().pending == 5
    assert {row.kind for row in town.store.outbox_rows()} == {"register", "log_call", "triage", "note"}
    shown = town.file(case_id)
    assert (shown.case.number, len(shown.pending)) == ("", 3)
    assert shown.case.temp_number
    assert town.store.search(shown.case.temp_number)[0].case_id == case_id
    assert town.in_queue("first_call", case_id)
    assert "dispatch" in available(shown.case, story.profile, town.actors["operator"], town.clock.now())
    town.crash()
    assert town.store.counts().pending == 5

    offices.county.start()
    town.exchange()
    assert town.store.counts().pending == 0
    assert not town.cards()
    numbered = town.file(case_id)
    assert (len(numbered.case.number), numbered.case.grade) == (20, 2)
    centre = offices.at("county")
    centre.exchange()
    assert centre.file(case_id).case == numbered.case
    assert centre.file(other).case.first_called_at


def test_a_refused_change_becomes_a_card_that_keeps_the_words(offices: Offices, story: Telling) -> None:
    """The village hands the matter out while the township, not knowing it, hands it to somebody else."""
    story.scan(phone=story.phone())
    town, village = story.town, offices.at("village")
    for desk in (town, village):
        desk.exchange()
    words = "样例：已经和反映人说好，明天上午九点在村口等。"
    mine = Dispatch((Assignment(town.store.new_id(), UNIT2),), "马上办", words)
    assert hasattr(town.submit("operator", story.case_id, mine), "cmd_id")
    theirs = Dispatch((Assignment(village.store.new_id(), UNIT),), "马上办", "样例：村里先派")
    assert hasattr(village.submit("secretary", story.case_id, theirs), "cmd_id")
    village.exchange()
    town.exchange()
    (card,) = town.cards()
    assert (card.code, card.kind) == ("state", "dispatch")
    assert words in card.text
    assert "您填写的内容已保留" in card.message
    assert town.store.counts().rejected == 1
    assert [task.unit for task in town.file(story.case_id).case.tasks] == [UNIT]
    town.crash()
    assert town.cards() == (card,)
    town.store.settle(card.cmd_id, "as_note", actor=town.actors["operator"])
    town.exchange()
    assert not town.cards()
    file = town.file(story.case_id)
    assert any(words in getattr(event, "text", "") for event in file.events)
    village.exchange()
    assert village.file(story.case_id).case == file.case


def test_a_card_about_a_voided_matter_becomes_a_note_of_it_and_nothing_is_lost(
    offices: Offices, story: Telling
) -> None:
    story.register("operator", source="visit")
    town, centre = story.town, offices.at("county")
    centre.exchange()
    words = "样例：明天去"
    assert hasattr(town.submit("operator", story.case_id, LogCall("reached", words)), "cmd_id")
    centre.submit("centre", story.case_id, Void("样例：重复录入"))
    centre.exchange()
    town.exchange()
    (card,) = town.cards()
    settled = town.store.settle(card.cmd_id, "as_note", actor=town.actors["operator"])
    assert not isinstance(settled, Refusal)
    town.exchange()
    assert not town.cards()
    file = town.file(story.case_id)
    assert file.case.state == "void"
    assert words in getattr(file.events[-1], "text", "")
    centre.exchange()
    assert centre.file(story.case_id).case == file.case


def test_what_the_rules_refuse_is_never_sent(offices: Offices, story: Telling) -> None:
    """A county without line does not make the desk more lenient."""
    story.scan(phone=story.phone())
    story.town.exchange()
    offices.county.stop()
    try:
        before = story.town.store.counts().pending
        answer = story.town.submit("operator", story.case_id, Dispatch(()))
        assert not hasattr(answer, "cmd_id")
        assert story.town.store.counts().pending == before
    finally:
        offices.county.start()
