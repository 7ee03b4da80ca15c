"""Single misfortunes, one by one, on the shipped parts with a virtual clock. docs/failure-scenarios.md numbers them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import msgspec
import pytest
import sqlcipher3.dbapi2 as driver

from county.dictionary import publish_entries
from county.store import accounts
from desktop.store.values import Submitted
from desktop.sync.report import report
from desktop.sync.steps import Call, Halt, Pause
from domain.case import Reporter
from domain.commands import Assignment, Command, Dispatch, Note, Register, Triage, Void
from domain.people import Person
from domain.refusals import NeedsCounty
from tests.simulator.oracle import cursors, examine, view
from tests.simulator.parts import raw_connection, settle_down
from tests.simulator.template import template, work_folder
from tests.simulator.thin import thin_desktops
from tests.simulator.world import World

ONE, TWO, UNIT, CENTRE = "t.operator1", "t.operator2", "t.build.liaison", "c.centre1"


@pytest.fixture
def world():
    folder = work_folder() / "scenario"
    shutil.rmtree(folder, ignore_errors=True)
    with thin_desktops():
        made = World(template(thin=True), folder, 1, logins=(ONE, TWO, UNIT, CENTRE))
        for desktop in made.desktops:
            settle_down(desktop, made.server)
        yield made
        made.close()
    shutil.rmtree(folder)


def give(desktop, case_id, body, hold=0):
    command = Command(desktop.ids(), case_id, body, desktop.clock.now())
    answer = desktop.store.submit(command, desktop.actor, hold)
    assert isinstance(answer, Submitted | NeedsCounty), answer
    desktop.given.add(command.id)
    return command.id


def new_case(desktop, text="村口路灯不亮了，请尽快来修。"):
    case_id = desktop.ids()
    give(
        desktop,
        case_id,
        Register("990101101", "990101101201003", text, "phone", Reporter("冯春强", "19900000007")),
    )
    return case_id


def sync(world, *desktops):
    for desktop in desktops or world.desktops:
        world.time.at += 40
        desktop.engine.wake(by_person=True)
        settle_down(desktop, world.server)


def state_of(desktop, cmd_id):
    with desktop.store._core.engines.read.connect() as connection:
        return connection.exec_driver_sql("SELECT state FROM outbox WHERE cmd_id = ?", (cmd_id,)).scalar()


def posted(world, desktop, post, places, units):
    person = Person(desktop.actor.id, desktop.actor.name, post, places, units)
    world.county.database.run(
        lambda tx: publish_entries(tx, [("person", person.id, person)], world.county.now())
    )


def page_bytes(world, limit):
    world._page_bytes = limit
    world.crash_county()


def read_again(desktop):
    """Every bucket from its start, page by page, as with a county that cannot compare."""
    desktop.store.exchange.can_compare = False
    desktop.store.exchange.resync()
    desktop.engine.wake(by_person=True)


def test_the_first_of_two_who_dispatch_offline_wins_and_the_words_of_both_stay(world):
    one, two, *_ = world.desktops
    case_id = new_case(one)
    sync(world)
    notes = [give(desktop, case_id, Note(f"{desktop.login} 已核实。")) for desktop in (one, two)]
    first, second = (
        give(d, case_id, Dispatch((Assignment(d.ids(), "t-build", override="样例"),))) for d in (one, two)
    )
    sync(world)
    assert [state_of(one, notes[0]), state_of(two, notes[1])] == ["applied", "applied"]
    assert [state_of(one, first), state_of(two, second)] == ["applied", "rejected"]
    (card,) = two.store.rejected()
    assert card.message
    assert one.store.rejected() == ()
    sync(world)
    examine(world)


def test_two_who_change_different_fields_offline_are_merged(world):
    one, two, *_ = world.desktops
    case_id = new_case(one)
    sync(world)
    shown = one.store.case(case_id).case
    give(one, case_id, Triage(shown.domain, "TS", shown.category, shown.grade, shown.flags, shown.topic))
    give(two, case_id, Note("先记一笔。"))
    give(two, case_id, Triage(shown.domain, shown.nature, shown.category, 2, shown.flags, shown.topic))
    sync(world)
    sync(world)
    for desktop in (one, two):
        case = desktop.store.case(case_id).case
        assert (case.nature, case.grade) == ("TS", 2)
        assert desktop.store.rejected() == ()
    examine(world)


def test_two_who_change_one_field_offline_are_told_both_values(world):
    one, two, *_ = world.desktops
    case_id = new_case(one)
    sync(world)
    shown = one.store.case(case_id).case
    give(one, case_id, Triage(shown.domain, "TS", shown.category, 2, shown.flags, shown.topic))
    mine = give(two, case_id, Triage(shown.domain, "JB", shown.category, 2, shown.flags, shown.topic))
    sync(world)
    sync(world)
    (card,) = two.store.rejected()
    assert (card.cmd_id, card.code) == (mine, "collided")
    assert "“投诉”" in card.message
    assert "“举报”" in card.message
    assert one.actor.name in card.message
    assert two.store.case(case_id).case.nature == "TS"
    two.store.settle(mine, "retry", "", two.actor)
    two.given |= {row.cmd_id for row in two.store.outbox_rows()}
    sync(world)
    sync(world)
    assert one.store.case(case_id).case.nature == "JB"
    examine(world)


def test_what_was_made_on_top_of_a_refused_creation_waits_with_it(world):
    unit = world.desktops[2]
    posted(world, unit, "T_OPERATOR", ("990101101",), ())
    sync(world, unit)
    unit.sign_in(world.server)
    case_id = new_case(unit)
    later = [give(unit, case_id, Note(f"补充第 {n} 条。"), 5) for n in range(5)]
    posted(world, unit, "T_OPERATOR", ("990101102",), ())
    unit.engine.wake(by_person=True)
    settle_down(unit, world.server)
    (card,) = unit.store.rejected()
    assert card.case_id == case_id
    assert card.message
    assert [state_of(unit, cmd) for cmd in later] == ["pending"] * 5
    sync(world)
    assert [state_of(unit, cmd) for cmd in later] == ["pending"] * 5


def test_a_note_on_what_was_closed_meanwhile_is_kept(world):
    one, two, *_ = world.desktops
    case_id = new_case(one)
    sync(world)
    centre = world.desktops[3]
    void = give(centre, case_id, Void("重复登记。"))
    sync(world, centre)
    assert state_of(centre, void) == "applied"
    note = give(two, case_id, Note("群众来电补充情况。"))
    sync(world)
    assert state_of(two, note) == "applied"


def test_the_token_ends_between_two_pages_and_the_cursor_stays(world):
    page_bytes(world, 3_000)
    one = world.desktops[0]
    read_again(one)
    paths = []
    for n in range(200):
        step = one.engine.step()
        if not isinstance(step, Call):
            break
        paths.append(step.request.path.rpartition("/")[2])
        if n == 3:
            before = one.store.pull_request("x").cursors
            world.time.at += 1_000
            one.engine.take(world.server.send(step.request))
            assert one.store.pull_request("x").cursors == before
        else:
            one.take(world.server.send(step.request))
    assert paths.count("refresh") == 1
    assert paths.index("refresh") == 4
    assert paths.count("pull") > 6
    view(world, one)


def test_an_account_that_was_disabled_offline_keeps_its_outbox(world):
    one = world.desktops[0]
    saved = [give(one, one.ids(), Register("990101101", "990101101201003", f"第 {n} 件", "phone",
                                           Reporter("冯春强", "19900000009"))) for n in range(40)]  # fmt: skip
    account = world.county.database.run(lambda tx: accounts.find_account(tx, ONE))
    world.county.database.run(
        lambda tx: accounts.save_account(tx, replace(account, disabled=True), world.county.now())
    )
    one.engine.wake(by_person=True)
    for _ in range(5):
        step = one.engine.step()
        if isinstance(step, Halt):
            break
        one.engine.take(world.server.send(step.request))
    assert step == Halt("locked")
    assert {row.cmd_id for row in one.store.outbox_rows()} >= set(saved)


def test_the_commands_of_one_are_never_sent_as_anothers(world):
    one = world.desktops[0]
    mine = give(one, new_case(one), Note("我写的。"))
    author = one.actor.id
    one.login = TWO
    one.sign_in(world.server)
    assert one.actor.id != author
    batch = one.store.next_batch("look")
    by = {msgspec.json.decode(c.command)["id"]: c.actor for c in batch.commands}
    assert by[mine] == author


def test_a_matter_that_moved_away_while_it_was_edited_offline(world):
    one, _, unit, _ = world.desktops
    case_id = new_case(one)
    sync(world)
    give(one, case_id, Dispatch((Assignment(one.ids(), "t-build", override="样例"),)))
    sync(world)
    if unit.store.case(case_id) is None:
        pytest.fail("the unit was not given the matter")
    note = give(unit, case_id, Note("已到现场。"))
    posted(world, unit, "UNIT_LIAISON", (), ("t-enforce",))
    sync(world)
    assert state_of(unit, note) in ("applied", "rejected")
    assert unit.store.case(case_id) is None or state_of(unit, note) == "rejected"
    view(world, unit)


@pytest.mark.parametrize("granted", [True, False])
def test_a_bucket_is_granted_or_withdrawn_while_pages_are_read(world, granted):
    page_bytes(world, 3_000)
    unit = world.desktops[2]
    wide, narrow = ("t-build", "t-enforce"), ("t-build",)
    posted(world, unit, "UNIT_LIAISON", () if granted else ("990101101",), narrow if granted else wide)
    sync(world, unit)
    read_again(unit)
    for _ in range(3):
        unit.take(world.server.send(unit.engine.step().request))
    held = unit.store.pull_request("x").cursors
    posted(world, unit, "UNIT_LIAISON", ("990101101",) if granted else (), wide if granted else narrow)
    unit.take(world.server.send(unit.engine.step().request))
    after = unit.store.pull_request("x").cursors
    assert all(after[name] for name in held if held[name] and name in after)
    cursors(world, unit)
    settle_down(unit, world.server)
    view(world, unit)


def test_a_cursor_that_the_county_no_longer_knows_is_compared_and_the_outbox_stays(world):
    one = world.desktops[0]
    waiting = give(one, new_case(one), Note("还没有上报。"), 60)
    with one.store._core.engines.write.begin() as connection:
        connection.exec_driver_sql("UPDATE bucket SET cursor = 'v1.0123456789abcdef.0.3'")
        connection.exec_driver_sql(
            "INSERT INTO entity (kind, id, bucket, rev, parent, body) SELECT 'event', 'ghost:1', max(pk), 1, 'ghost', '{}'"
            " FROM bucket"
        )
    sync(world, one)
    assert state_of(one, waiting) == "applied"
    view(world, one)


def test_a_matter_that_goes_to_another_unit_and_back_between_two_polls_is_simply_there(world):
    unit = world.desktops[2]
    before = unit.store.sync_state().buckets
    posted(world, unit, "UNIT_LIAISON", (), ("t-enforce",))
    posted(world, unit, "UNIT_LIAISON", (), ("t-build",))
    sync(world, unit)
    assert unit.store.sync_state().buckets == before
    view(world, unit)


def test_four_bytes_emoji_nul_and_a_hundred_thousand_signs_come_back_as_they_were(world):
    one, two, *_ = world.desktops
    text = "𠮷家沟👩‍👩‍👧‍👦\u202e倒写 <b>&amp;\\u0000 '\"; DROP TABLE x" + "长" * 1_900
    case_id = new_case(one, text)
    long = give(one, case_id, Note("补" * 100_000))
    sync(world)
    assert state_of(one, long) in ("applied", "rejected")
    assert two.store.case(case_id).case.text == text


def test_the_counties_clock_goes_back_ten_minutes_and_nothing_is_missed(world):
    one, two, *_ = world.desktops
    new_case(one)
    sync(world, one)
    world.time.at -= 600
    case_id = new_case(one)
    sync(world)
    assert two.store.case(case_id) is not None
    examine(world)


def test_another_program_that_holds_the_file_only_delays_the_exchange(world):
    one = world.desktops[0]
    saved = give(
        one,
        one.ids(),
        Register(
            "990101101", "990101101201003", "村口的路灯坏了。", "phone", Reporter("冯春强", "19900000006")
        ),
    )
    raw_connection(one.store._core.engines.write).execute("PRAGMA busy_timeout=0")
    other = driver.connect(str(one.folder / "store.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    one.engine.wake(by_person=True)
    assert isinstance(one.engine.step(), Pause)
    assert one.engine.problem.code == "locked"
    said = report(one.engine, one.store, one.clock)
    assert (said.kind, said.message) == ("trouble", one.engine.problem.message)
    other.execute("ROLLBACK")
    other.close()
    sync(world, one)
    assert state_of(one, saved) == "applied"
    assert report(one.engine, one.store, one.clock).kind == "online"


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.deep)])
def test_many_commands_after_weeks_offline_all_arrive_in_order(world, count):
    one = world.desktops[0]
    many = max(20, count // 50)
    cases = [new_case(one) for _ in range(many)]
    sync(world)
    for n in range(count):
        world.time.at += 29 * 86_400 / count
        give(one, cases[n % many], Note(f"第 {n} 条。"))
    assert len(one.store.outbox_rows(count + 1)) == count
    sync(world, one)
    sync(world)
    assert one.store.counts().pending == 0
    for place in (0, many - 1):
        noted = [event.text for event in one.store.case(cases[place]).events if event.kind == "noted"]
        assert noted == [f"第 {n} 条。" for n in range(place, count, many)]
    examine(world)
