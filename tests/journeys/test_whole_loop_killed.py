"""The loop again, with the county and the township's client killed by SIGKILL between and inside the steps.

The client is the shipped store with the shipped exchange in a process of its own; a window is not killed here. After
every kill the same process is started on the same folder and goes on. Nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.campaigns import desk as campaign_desk
from desktop.campaigns.campaign import Stage
from desktop.imports import desk as import_desk
from desktop.imports.columns import ImportKind
from desktop.imports.dry_run import Options
from desktop.imports.line import CountyLine
from desktop.imports.table import read_table
from desktop.imports.wizard import Step, Wizard
from desktop.sync.engine import Call
from domain.commands import (
    Archive,
    Assignment,
    Body,
    CallBack,
    Dispatch,
    GiveFeedback,
    GiveReply,
    LogCall,
    Note,
    Review,
    Sign,
    Triage,
)
from domain.evolve import fold
from tests.journeys.citizen import Citizen
from tests.journeys.client_process import ClientProcess
from tests.journeys.county_process import CountyProcess, until
from tests.journeys.papers import roster_file
from tests.journeys.people import GROUP, TOWNSHIP, UNIT, VILLAGE
from tests.journeys.telling import TEXT
from tests.journeys.workstation import Workstation


@pytest.fixture
def county(tmp_path: Path) -> Iterator[CountyProcess]:
    made = CountyProcess(tmp_path / "county", at=None).start()
    yield made
    made.stop()


@pytest.fixture
def client(tmp_path: Path, county: CountyProcess) -> Iterator[ClientProcess]:
    """The township's operator in a process that can be killed."""
    made = ClientProcess(tmp_path / "client", county, "township").start()
    yield made
    made.close()


@pytest.fixture
def station(tmp_path: Path, county: CountyProcess) -> Iterator[Callable[[str], Workstation]]:
    made: list[Workstation] = []

    def at(name: str) -> Workstation:
        made.append(Workstation(tmp_path / f"{name}-{len(made)}", county, name))
        made[-1].exchange()
        return made[-1]

    yield at
    for desk in made:
        desk.close()


def again(county: CountyProcess) -> None:
    """The county is killed and started on the same files."""
    county.kill()
    county.start()


def revive(client: ClientProcess) -> None:
    """The client is killed and started on the same files."""
    client.kill()
    client.start()


def fresh_id() -> str:
    from uuid_utils import uuid7

    return str(uuid7())


def test_roster_and_codes_are_there_once_though_county_and_client_die(
    county: CountyProcess, station: Callable[[str], Workstation], tmp_path: Path
) -> None:
    desk = station("township")
    line = CountyLine(desk.store, desk.sessions, desk.transport)
    wizard = Wizard(ImportKind.ROSTER, options=Options(TOWNSHIP))
    wizard = wizard.opened(read_table(roster_file(tmp_path / "roster.csv")))
    sent = wizard.checked(import_desk.known_now(desk.store, ImportKind.ROSTER, TOWNSHIP)).confirm(fresh_id)
    import_desk.keep(desk.store, sent, "p001")
    county.kill()
    assert sent.answered(line.give("roster", sent.body)).step is Step.SENT
    county.start()
    assert line.give("roster", sent.body).counts["new"] == 30  # type: ignore[union-attr]
    again(county)
    desk.crash()
    kept = import_desk.resume(desk.store, ImportKind.ROSTER)
    assert kept is not None
    assert kept.body == sent.body
    line = CountyLine(desk.store, desk.sessions, desk.transport)
    done = kept.answered(line.give("roster", kept.body))
    assert done.step is Step.DONE
    desk.exchange()
    assert len(desk.store.dictionaries.households(place=GROUP, limit=100)) == 30

    ground = campaign_desk.ground_of(desk.store, TOWNSHIP)
    planned = campaign_desk.begin(ground).choosing([VILLAGE]).planned(
        ground.territory, ground.households, ground.standard, ground.split, ground.today
    )  # fmt: skip
    sure = planned.confirm(fresh_id(), desk.clock.now(), secrets.randbits, ground.records)
    campaign_desk.keep(desk.store, sure, "p001")
    assert sure.answered(line.give("campaign", sure.body)).stage is Stage.POSTERS
    again(county)
    desk.crash()
    line = CountyLine(desk.store, desk.sessions, desk.transport)
    resumed = campaign_desk.resume(desk.store, campaign_desk.ground_of(desk.store, TOWNSHIP))
    assert resumed is not None
    assert resumed.answered(line.give("campaign", resumed.body)).stage is Stage.POSTERS
    desk.exchange()
    held = campaign_desk.ground_of(desk.store, TOWNSHIP).records
    assert sorted(held) == sorted(record.id for record in sure.records)


def lose_the_answer(desk: Workstation, who: str, case_id: str, body: Body) -> None:
    """The command reaches the county, its answer is never read: the machine stops."""
    desk.exchange()
    desk.submit(who, case_id, body)
    desk.engine.wake(by_person=True)
    step = desk.engine.step()
    assert isinstance(step, Call)
    assert step.request.path.endswith("/push")
    desk.transport.send(step.request)
    desk.crash()
    desk.exchange()


def give(desk: Workstation, who: str, case_id: str, body: Body) -> None:
    """Exchange, give, exchange."""
    desk.exchange()
    desk.submit(who, case_id, body)
    desk.exchange()


def test_one_matter_from_the_scan_to_the_archive(
    county: CountyProcess, client: ClientProcess, station: Callable[[str], Workstation]
) -> None:
    citizen = Citizen(county.url)
    form = citizen.open()
    first = citizen.send(page=form, phone="19900006816", place=VILLAGE)
    again(county)
    second = citizen.send(page=form, phone="19900006816", place=VILLAGE)
    assert (citizen.code_of(first), first.url) == (citizen.code_of(second), second.url)
    citizen.close()
    ((case_id,),) = county.rows("SELECT id FROM cases")

    client.ask("exchange")
    assert client.submit(case_id, LogCall("reached", "样例：马上派人"), fresh_id()) == ""
    revive(client)
    assert client.ask("case", id=case_id)["pending"] == 1
    assert client.submit(case_id, Triage("MS", "QZ", "M24", 1), fresh_id()) == ""
    assert client.ask("send")["sent"] == "/sync/v1/push"
    revive(client)
    county.kill()
    task = Assignment(fresh_id(), UNIT)
    assert client.submit(case_id, Dispatch((task,), "马上办"), fresh_id()) == ""
    away = client.ask("exchange")
    assert (away["offline"], away["pending"]) == (True, 3)
    revive(client)
    county.start()
    assert client.ask("exchange")["pending"] == 0
    assert client.ask("case", id=case_id)["state"] == "dispatched"

    unit, director, centre = station("unit"), station("township"), station("county")
    lose_the_answer(unit, "liaison", case_id, Sign(task.task))
    evidence = unit.store.put_attachment(b"sample", "photo.jpg", "image/jpeg", "photo")
    unit.submit("liaison", case_id, GiveFeedback(task.task, TEXT, evidence=(evidence,)))
    again(county)
    unit.crash()
    unit.exchange()
    assert county.kept(evidence.sha256).read_bytes() == b"sample"
    lose_the_answer(director, "director", case_id, Review("ok"))
    client.ask("exchange")
    assert client.submit(case_id, GiveReply("phone", TEXT), fresh_id()) == ""
    client.ask("send")
    client.kill()
    again(county)
    client.start()
    client.ask("exchange")
    answers = (("办理态度", "满意"), ("办理结果", "满意"))
    lose_the_answer(centre, "centre", case_id, CallBack("满意", "phone", "yes", answers, "样例：好"))
    client.ask("exchange")
    assert client.submit(case_id, Archive("a" * 64, 9), fresh_id()) == ""
    revive(client)
    assert client.ask("exchange")["pending"] == 0
    assert client.ask("case", id=case_id)["state"] == "archived"

    desks = (unit, director, centre)
    for desk in desks:
        desk.exchange()
    case = director.file(case_id).case
    assert case.state == "archived"
    assert all(desk.file(case_id).case == case for desk in desks)
    assert client.ask("case", id=case_id)["rev"] == case.rev
    events = director.file(case_id).events
    assert fold(events) == case
    kinds = Counter(event.kind for event in events)
    for kind in (
        "registered",
        "called",
        "triaged",
        "dispatched",
        "signed",
        "fed_back",
        "replied",
        "called_back",
        "archived",
    ):
        assert kinds[kind] == 1, (kind, kinds)
    assert county.rows("SELECT count(*) FROM case_events WHERE case_id = ?", case_id) == [(case.rev,)]


def test_the_county_dies_inside_a_batch(county: CountyProcess, client: ClientProcess) -> None:
    """Some of many commands are committed when it is killed; all are there once in the end, in their order."""
    citizen = Citizen(county.url)
    citizen.send(phone="19900006816", place=VILLAGE)
    citizen.close()
    ((case_id,),) = county.rows("SELECT id FROM cases")
    client.ask("exchange")
    words = [f"样例：备注{number:03}" for number in range(180)]
    for text in words:
        assert client.submit(case_id, Note(text), fresh_id()) == ""
    count = "SELECT count(*) FROM commands WHERE kind = 'note'"
    client.tell("exchange")
    until(lambda: county.rows(count)[0][0], "some notes are committed")
    county.kill()
    client.hear()
    assert client.ask("case", id=case_id)["state"]
    county.start()
    revive(client)
    client.ask("exchange")
    until(lambda: client.ask("exchange")["pending"] == 0, "everything is confirmed")
    assert client.ask("exchange")["rejected"] == 0
    bodies = [row[0] for row in county.rows("SELECT body FROM case_events WHERE kind = 'noted' ORDER BY rev")]
    said = [body.decode() if isinstance(body, bytes) else body for body in bodies]
    assert [next(word for word in words if word in body) for body in said] == words
