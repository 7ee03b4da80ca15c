"""What goes wrong for one does not go wrong for others: clones, lost scopes, refused beginnings, foreign pages, tokens."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace

import msgspec
import pytest

from county.seed import PRACTICE_PASSWORD
from county.store import accounts, casebook, people_tables
from desktop.sync.engine import Call, Halt
from desktop.sync.transport import Reply, SyncProblem
from domain.commands import Command, LogCall, Note
from tests.county.rig import TOWN, Clock, make_settings, serving
from tests.desktop.live_pair import Device
from tests.desktop.store_samples import register
from wire.codec import to_json

BUCKET = f"t:{TOWN}"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def county(tmp_path, clock):
    with serving(make_settings(tmp_path / "county", clock)) as found:
        yield found


@pytest.fixture
def device(tmp_path, county, clock):
    made = Device(tmp_path / "device", *county, clock)
    made.settle()
    made.transport.seen.clear()
    yield made
    made.close()


def give(device, body, case_id, hold=0):
    given = Command(device.store.new_id(), case_id, body, device.clock.now())
    device.store.submit(given, device.signed.actor, hold)
    return given.id


def new_case(device, text="村口路灯不亮"):
    case_id = device.store.new_id()
    give(device, register(case_id, text), case_id)
    return case_id


def at_county(county, case_id):
    with county[0].database.read() as connection:
        return casebook.read_case(connection, case_id)


def dump(device):
    """Everything confirmed, and where it stands."""
    with device.store._core.engines.read.connect() as connection:
        return [
            connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2, 3").all()
            for table in ("bucket", "entity", "quarantine", "outbox")
        ]


def test_two_desks_from_one_image_keep_both_sets_of_work(device, county, clock, tmp_path):
    """scenario 27: same device, same sequence, different work: the second is told, numbers anew, nothing is lost."""
    device.store.close()
    device.line.close()
    shutil.copytree(tmp_path / "device", tmp_path / "ghost")
    one, two = (Device(tmp_path / name, *county, clock, enrol=False) for name in ("device", "ghost"))
    try:
        for desk in (one, two):
            desk.signed = desk.sessions.resume()
        cases = [new_case(one, "甲机的"), new_case(two, "乙机的")]
        one.settle()
        two.settle()
        assert all(at_county(county, case_id) is not None for case_id in cases)
        assert one.store.counts().pending == two.store.counts().pending == 0
        assert one.store.sync_state().db_id != two.store.sync_state().db_id
        clock.forward(1200)
        one.settle()
        clock.forward(120)
        waiting = new_case(two, "乙机后来的")
        two.engine.wake(by_person=True)
        steps = [two.step() for _ in range(6)]
        assert Halt("sign_in") in steps, "a refresh token that is used twice ends the session of both"
        assert [row.case_id for row in two.store.outbox_rows()] == [waiting]
    finally:
        one.close()
        two.close()


def test_work_goes_out_before_a_lost_scope_is_purged(device, county, clock):
    """scenario 33, scenario 35: the note is taken late, the change of state becomes a card, the rows go."""
    case_id = new_case(device)
    device.settle()
    give(device, Note("看过现场"), case_id)
    give(device, LogCall("reached", "好"), case_id)
    session = county[0].sessions.session
    county[0].sessions.session = lambda access, dev: replace(session(access, dev), buckets=("county",))
    device.transport.seen.clear()
    device.settle()
    paths = [r.path for r in device.transport.seen]
    assert paths.index("/sync/v1/push") < paths.index("/sync/v1/pull")
    assert device.store.sync_state().buckets == ("county",)
    assert device.store.case(case_id) is None or not device.store.case(case_id).confirmed_rev
    with device.store._core.engines.read.connect() as connection:
        kinds = set(connection.exec_driver_sql("SELECT kind FROM entity").scalars())
    assert not kinds & {"case", "event", "household"}
    (card,) = device.store.rejected()
    assert (card.kind, card.code) == ("log_call", "moved_away")
    assert card.text
    assert device.store.counts().pending == 0


def test_a_refused_beginning_keeps_everything_that_was_built_on_it(device, county):
    """scenario 40: a registration and five notes in one batch; all become cards of one matter, none is lost or done."""
    session = county[0].sessions.session
    case_id = new_case(device)
    texts = [f"第{n}条备注" for n in range(5)]
    for text in texts:
        give(device, Note(text), case_id)
    county[0].sessions.session = lambda access, dev: replace(session(access, dev), buckets=("county",))
    device.settle()
    assert at_county(county, case_id) is None
    cards = device.store.rejected()
    assert {card.case_id for card in cards} == {case_id}
    assert len(cards) == 6
    assert {card.text for card in cards} >= set(texts)
    give(device, Note("卡片之后"), case_id)
    assert device.store.counts().pending <= 1


def foreign_pages(reply, older):
    """What networks put in the place of an answer."""
    html = {"content-type": "text/html"}
    return {
        "page": Reply(200, html, b"<html>login</html>"),
        "page with our header": Reply(200, reply.headers | html, b"<html>"),
        "json of somebody": Reply(200, {"content-type": "application/json"}, b'{"code":0,"data":[]}'),
        "json of somebody with our header": Reply(200, reply.headers, b'{"code":0}'),
        "moved": Reply(302, {"location": "http://127.0.0.1:9/"}, b""),
        "empty": Reply(200, {}, b""),
        "204": Reply(204, {}, b""),
        "older answer": older,
        "gateway": Reply(502, html, b"<html>"),
        "cut": replace(reply, body=reply.body[: len(reply.body) // 2]),
        "deep": Reply(200, reply.headers, b"[" * 1_000_000),
    }


def test_foreign_pages_in_every_phase_change_nothing(device, county):
    """scenario 7, scenario 11, scenario 12, scenario 13: pages, other systems, redirects, caches; nothing moves."""
    new_case(device)
    device.engine.wake(by_person=True)
    older = device.line.send(device.engine.step().request)
    device.engine.failed(SyncProblem("timeout"))
    names = set(foreign_pages(older, older))
    for path in ("/sync/v1/push", "/sync/v1/pull"):
        for name in sorted(names):
            device.engine.wake(by_person=True)
            step = device.engine.step()
            while isinstance(step, Call) and step.request.path != path:
                device.engine.take(device.line.send(step.request))
                step = device.engine.step()
                if not isinstance(step, Call):
                    device.engine.wake(by_person=True)
                    step = device.engine.step()
            assert isinstance(step, Call), (path, name)
            before = dump(device)
            answer = device.line.send(step.request)
            device.engine.take(foreign_pages(answer, older)[name])
            assert dump(device) == before, (path, name)
            assert isinstance(device.engine.problem, SyncProblem), (path, name)
            assert device.engine.halt == ""
            assert device.sessions.resume() is not None
    device.settle()
    assert device.store.counts().pending == 0


def test_a_line_that_flaps_makes_progress_and_no_second_effect(device, county):
    """scenario 6, scenario 17: requests and answers lost at random for a long while."""
    dice = random.Random(5)
    cases = [new_case(device, f"第{n}件") for n in range(30)]

    def flap(request):
        luck = dice.random()
        if luck < 0.35:
            raise SyncProblem("offline")
        if luck < 0.7:
            device.line.send(request)
            raise SyncProblem("timeout")
        return

    device.transport.fault = flap
    for _ in range(600):
        step = device.step()
        if not isinstance(step, Call):
            if not device.store.counts().pending:
                break
            device.time.forward(min(step.seconds, 30) + 0.1)
    device.transport.fault = lambda _request: None
    device.settle()
    with county[0].database.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM cases").scalars().all()
        events = connection.exec_driver_sql("SELECT case_id, rev FROM case_events").all()
    assert sorted(cases) == sorted(rows)
    assert len(events) == len({tuple(event) for event in events})
    assert device.store.counts().pending == 0


def test_a_token_that_ends_between_two_pages_is_renewed_once(device, county, clock, tmp_path):
    """scenario 29: the same cursor is sent again with the new token."""
    for n in range(40):
        new_case(device, f"{n}" + "长" * 1500)
    device.settle()
    other = Device(tmp_path / "other", *county, clock, "t.operator2")
    try:
        pages = []
        while len(pages) < 3:
            other.engine.schedule.page_bytes = 1
            other.step()
            pages = other.transport.bodies("/sync/v1/pull")
        with county[0].database.write() as tx:
            _expire(tx)
        other.transport.seen.clear()
        refused = other.step().request
        other.step()
        again = other.step().request
        assert [r.path for r in other.transport.seen] == [
            "/sync/v1/pull",
            "/session/v1/refresh",
            "/sync/v1/pull",
        ]
        assert msgspec.json.decode(refused.body)["cursors"] == msgspec.json.decode(again.body)["cursors"]
        assert refused.token != again.token
        other.settle()
        assert other.store.sync_state().synced_at
        assert other.transport.paths().count("POST /session/v1/refresh") == 1
    finally:
        other.close()


def _expire(tx):
    """End every access token, as the clock would."""
    tx.execute(people_tables.metadata.tables["access_tokens"].update().values(expires_at=1))


def test_a_lost_answer_to_a_refresh_costs_nothing(device, county, clock):
    """scenario 30: the same old token within the grace brings the same successor; the work goes on."""
    case_id = new_case(device)
    clock.forward(1000)
    lost = []

    def lose(request):
        if request.path == "/session/v1/refresh" and not lost:
            lost.append(device.line.send(request))
            raise SyncProblem("timeout")
        return

    device.transport.fault = lose
    device.settle()
    assert lost
    assert at_county(county, case_id) is not None


def test_a_disabled_account_keeps_its_forty_commands(device, county):
    """scenario 31: 403; the exchange halts, the outbox stays as it is."""
    for n in range(40):
        new_case(device, f"离线第{n}件")
    with county[0].database.write() as tx:
        account = accounts.find_account(tx, "t.operator1")
        accounts.save_account(tx, replace(account, disabled=True), county[0].now())
    device.engine.wake(by_person=True)
    steps = [device.step() for _ in range(4)]
    assert Halt("locked") in steps
    assert len(device.store.outbox_rows()) == 40
    with county[0].database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0


def test_work_of_one_person_is_never_sent_as_that_of_another(device, county):
    """scenario 32: somebody else signs in on the same desk; the actor of what waits stays."""
    case_id = new_case(device)
    first = device.signed.actor.id
    device.sessions.sign_out()
    second = device.sessions.sign_in(device.transport, "t.operator2", PRACTICE_PASSWORD)
    assert second.actor.id != first
    device.engine.signed_in()
    device.settle()
    with county[0].database.read() as connection:
        makers = connection.exec_driver_sql(
            "SELECT DISTINCT person FROM commands WHERE case_id = ?", (case_id,)
        ).scalars()
        assert set(makers) == {first}


def test_a_bucket_granted_in_the_middle_of_a_load_begins_at_its_start_alone(device, county, clock, tmp_path):
    """scenario 34: the others go on where they were."""
    for n in range(40):
        new_case(device, f"{n}" + "长" * 1500)
    device.settle()
    session = county[0].sessions.session
    granted = ["county", BUCKET]
    county[0].sessions.session = lambda access, dev: replace(session(access, dev), buckets=tuple(granted))
    other = Device(tmp_path / "other", *county, clock, "t.operator2")
    try:
        while len(other.transport.bodies("/sync/v1/pull")) < 4:
            other.engine.schedule.page_bytes = 1
            other.step()
        before = other.store.pull_request("x").cursors
        assert before[BUCKET]
        granted.append("u:t-build")
        other.settle()
        state = other.store.sync_state()
        assert set(state.buckets) == {"county", BUCKET, "u:t-build"}
        assert (state.resyncing, state.incomplete) == ((), ())
        asked = [msgspec.json.decode(r.body)["cursors"] for r in other.transport.bodies("/sync/v1/pull")]
        assert all(cursors[BUCKET] for cursors in asked[4:])
    finally:
        other.close()


def test_a_newer_county_may_say_what_an_older_desk_does_not_know(device, county):
    """scenario 46: unknown fields, kinds, capabilities and codes; kept, set aside, shown, never a stop."""
    case_id = new_case(device)
    device.settle()

    def newer(request):
        reply = device.line.send(request)
        if request.path != "/sync/v1/pull":
            return reply
        body = msgspec.json.decode(reply.body)
        body["hologram"] = {"x": 1}
        body["rows"].append(
            {"bucket": BUCKET, "kind": "drone", "id": "d-1", "rev": 1, "op": "put", "sv": 9, "parent": "", "body": {"z": 1}}
        )  # fmt: skip
        body["sums"] = {}
        headers = {k: v for k, v in reply.headers.items() if k != "x-body-crc"} | {
            "x-sync-caps": "teleport, resume"
        }
        return replace(reply, body=to_json(body), headers=headers)

    device.transport.fault = newer
    device.settle()
    assert device.store.counts().quarantined == 1
    assert device.store.sync_state().incomplete == (BUCKET,)
    assert device.store.case(case_id).confirmed_rev
    give(device, Note("照常办理"), case_id)
    device.settle()
    assert device.store.counts().pending == 0
