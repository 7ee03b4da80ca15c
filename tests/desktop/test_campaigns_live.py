"""A campaign with a real county process: planned once, printed, posted, replaced; resumed after a restart."""

from __future__ import annotations

import secrets

import pytest

from desktop.campaigns import desk, ledger
from desktop.campaigns.campaign import Stage, new_ids
from desktop.embedded import EmbeddedCounty
from desktop.imports.line import CountyLine
from domain.code_ledger import CodeState

from .county_desk import CountyDesk
from .store_samples import TOWNSHIP


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


def confirmed(made):
    ground = desk.ground_of(made.store, TOWNSHIP)
    campaign = desk.begin(ground).choosing([TOWNSHIP])
    campaign = campaign.planned(
        ground.territory, ground.households, ground.standard, ground.split, ground.today
    )
    assert campaign.stage is Stage.PLAN, campaign.problem
    return campaign.confirm(made.store.new_id(), made.clock.now(), secrets.randbits, ground.records)


def mark(made, kind, codes, **words):
    body = ledger.mark_body(
        made.store.new_id(), TOWNSHIP, kind, codes, made.clock.now(), made.signed.actor.id, **words
    )
    done = ledger.send_marks([body], made.line, lambda left: desk.keep_marks(made.store, left, "p001"))
    made.exchange()
    return done


def test_a_campaign_from_plan_to_a_replaced_code(clerk):
    campaign = confirmed(clerk)
    desk.keep(clerk.store, campaign, "p001")
    clerk.restart()
    kept = desk.resume(clerk.store, desk.ground_of(clerk.store, TOWNSHIP))
    assert (kept.stage, kept.body) == (Stage.SENT, campaign.body)
    done = kept.answered(clerk.line.give("campaign", kept.body))
    assert done.stage is Stage.POSTERS, done.problem
    assert clerk.line.give("campaign", kept.body).counts == {"new": len(campaign.records)}, (
        "sent twice, done once"
    )
    clerk.exchange()
    held = ledger.codes_of(clerk.store, TOWNSHIP)
    assert {r.id for r in done.records} <= set(held)
    codes = [r.id for r in done.records[:3]]
    assert mark(clerk, "printed", codes).applied == 3
    assert mark(clerk, "posted", codes[:2], spot="村委会门口").applied == 2
    refused = mark(clerk, "posted", [done.records[5].id], spot="村口")
    assert refused.applied == 0
    assert "还没有打印" in refused.sentence
    assert mark(clerk, "damaged", codes[:1], note="雨水泡坏").applied == 1
    successor = new_ids(1, secrets.randbits, ledger.codes_of(clerk.store, TOWNSHIP))
    assert mark(clerk, "replaced", codes[:1], note="损坏更换", successors=successor).applied == 1
    held = ledger.codes_of(clerk.store, TOWNSHIP)
    assert held[codes[0]].replaced_by == successor[0]
    assert held[successor[0]].replaces == codes[0]
    assert held[codes[1]].state is CodeState.POSTED
    assert held[codes[1]].posted_by == clerk.signed.actor.id
    assert held[codes[1]].spot == "村委会门口"


def test_an_id_that_is_taken_refuses_the_whole_campaign(clerk):
    first = confirmed(clerk)
    assert first.answered(clerk.line.give("campaign", first.body)).stage is Stage.POSTERS
    ground = desk.ground_of(clerk.store, TOWNSHIP)
    again = desk.begin(ground).choosing([TOWNSHIP]).planned(
        ground.territory, ground.households, ground.standard, ground.split, ground.today
    )  # fmt: skip
    taken = iter(first.records)
    clash = again.confirm(clerk.store.new_id(), 0, secrets.randbits)
    body = clash.body.replace(clash.records[0].id.encode(), next(taken).id.encode())
    refused = clash.answered(clerk.line.give("campaign", body))
    assert (refused.stage, refused.records) == (Stage.PLAN, ())
    assert refused.problem


def test_marks_wait_while_the_county_is_away(clerk):
    campaign = confirmed(clerk)
    assert campaign.answered(clerk.line.give("campaign", campaign.body)).stage is Stage.POSTERS
    away = CountyLine(clerk.store, clerk.sessions, clerk.unreachable())
    body = ledger.mark_body(clerk.store.new_id(), TOWNSHIP, "printed", [campaign.records[0].id], 0, "p001")
    kept = ledger.send_marks([body], away, lambda left: desk.keep_marks(clerk.store, left, "p001"))
    assert kept.waiting == 1
    clerk.restart()
    assert desk.waiting_marks(clerk.store) == (body,)
    done = ledger.send_marks(
        desk.waiting_marks(clerk.store), clerk.line, lambda left: desk.keep_marks(clerk.store, left, "p001")
    )
    assert (done.applied, done.waiting) == (1, 0)
    assert desk.waiting_marks(clerk.store) == ()


def test_the_photograph_of_a_posting_is_seen_by_a_colleague(county, clerk, tmp_path):
    campaign = confirmed(clerk)
    assert campaign.answered(clerk.line.give("campaign", campaign.body)).stage is Stage.POSTERS
    code = campaign.records[0].id
    photo = clerk.store.put_attachment(b"\xff\xd8 wall", "村口.jpg", "image/jpeg", "photo")
    other = clerk.store.put_attachment(b"\xff\xd8 else", "别的.jpg", "image/jpeg", "photo")
    assert mark(clerk, "printed", [code]).applied == 1
    assert mark(clerk, "posted", [code], spot="村口", photo=photo.sha256).applied == 1
    colleague = CountyDesk(tmp_path / "colleague", county, "c.centre1")
    try:
        held = ledger.codes_of(colleague.store, TOWNSHIP)[code]
        assert (held.spot, held.photo) == ("村口", photo.sha256)
        assert colleague.line.fetch(held.photo, "image/jpeg") is None
        assert colleague.store.attachment(held.photo) == b"\xff\xd8 wall"
        assert colleague.line.fetch(other.sha256, "image/jpeg") is not None, "a file that nothing speaks of"
    finally:
        colleague.close()
