"""What a citizen's page does with codes it does not know, with too much, with hostile words, and without its county."""

from __future__ import annotations

import secrets
from html import escape

import httpx
import pytest

from county.strings import FORM_PROBLEMS
from desktop.campaigns import desk as campaign_desk
from desktop.campaigns import ledger
from desktop.campaigns.campaign import Stage
from desktop.imports.line import CountyLine
from domain.code_ledger import CodeState
from tests.journeys.people import GROUP, TOWNSHIP, VILLAGE
from tests.journeys.telling import Offices, Telling

PROFILE = "baiyin"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=1> '; DROP TABLE cases; -- {{7*7}} =1+1 \u202etxt\u202c"
)


def count(offices: Offices) -> int:
    """Matters at the county."""
    return int(offices.county.rows("SELECT count(*) FROM cases")[0][0])


def test_an_unknown_code_turns_nobody_away(offices: Offices) -> None:
    citizen = offices.citizen()
    page = citizen.open("ZZZZZZZZZ")
    assert page.status_code == 200
    assert "请选一下地点" in page.text
    sent = citizen.send(page=page, place=VILLAGE)
    assert citizen.code_of(sent)


def test_a_retired_code_says_so_and_still_leads_to_its_place(offices: Offices, story: Telling) -> None:
    town = offices.at("township")
    line = CountyLine(town.store, town.sessions, town.transport)
    ground = campaign_desk.ground_of(town.store, TOWNSHIP)
    plan = campaign_desk.begin(ground).choosing([GROUP]).planned(
        ground.territory, {GROUP: 30}, ground.standard, ground.split, ground.today
    )  # fmt: skip
    sure = plan.confirm(town.store.new_id(), town.clock.now(), secrets.randbits)
    assert sure.answered(line.give("campaign", sure.body)).stage is Stage.POSTERS
    code = sure.records[0].id
    for kind in ("printed", "retired"):
        body = ledger.mark_body(
            town.store.new_id(), TOWNSHIP, kind, [code], town.clock.now(), "p001", note="样例"
        )
        assert ledger.send_marks([body], line, lambda _: None).applied == 1
    town.exchange()
    assert ledger.codes_of(town.store, TOWNSHIP)[code].state is CodeState.RETIRED
    citizen = offices.citizen()
    page = citizen.open(code.lower())
    assert "这张二维码已经更换，您照样可以反映问题" in page.text
    assert "金山村" in page.text
    citizen.send(page=page, text="样例：旧码也能用")
    assert citizen.receipt
    town.exchange()
    (found,) = town.store.search("旧码也能用")
    assert town.file(found.case_id).case.place == GROUP
    town.transport.close()


def test_too_many_words_are_refused_with_what_was_typed_kept(offices: Offices) -> None:
    before = count(offices)
    citizen = offices.citizen()
    text = "样例" * 50_000
    sent = citizen.send(text=text, place=VILLAGE)
    assert sent.status_code == 422
    assert "100000" in sent.text.replace(",", "")
    assert text in sent.text
    assert count(offices) == before


@pytest.mark.parametrize("field", ["text", "name", "place_text", "phone"])
def test_markup_stays_words(offices: Offices, story: Telling, field: str) -> None:
    before = count(offices)
    citizen = offices.citizen()
    values = {"text": "样例：普通的话", "place": VILLAGE, field: HOSTILE}
    sent = citizen.send(**values)
    assert "<script>alert" not in sent.text
    assert "<img src=x" not in sent.text
    if field in ("phone", "name"):
        assert sent.status_code == 422
        assert escape("<script>", quote=False) in sent.text
        assert count(offices) == before
        return
    assert count(offices) == before + 1
    town = offices.at("township")
    town.exchange()
    (rowid,) = offices.county.rows("SELECT id FROM cases ORDER BY registered_at DESC, id DESC LIMIT 1")
    case = town.file(rowid[0]).case
    kept = case.text if field == "text" else case.place_text
    assert "<script>alert(1)</script>" in kept
    assert "\u202e" not in kept
    assert "<script>alert" not in citizen.look()


def test_a_file_that_is_no_picture_does_not_cost_the_report(offices: Offices) -> None:
    citizen = offices.citizen()
    sent = citizen.send(place=VILLAGE, photos=(b"MZ not a picture", b"<svg onload=alert(1)>"))
    assert citizen.receipt
    assert "photos=2" in str(sent.url)
    assert "svg" not in citizen.look()


def test_without_the_county_the_browser_says_so_and_the_same_form_goes_through_later(
    offices: Offices,
) -> None:
    before = count(offices)
    citizen = offices.citizen()
    form = citizen.open()
    offices.county.kill()
    with pytest.raises(httpx.TransportError):
        citizen.send(page=form, place=VILLAGE)
    offices.county.start()
    first = citizen.send(page=form, place=VILLAGE)
    second = citizen.send(page=form, place=VILLAGE)
    assert first.url == second.url
    assert count(offices) == before + 1


def test_progress_needs_the_last_digits_and_guessing_is_braked(offices: Offices) -> None:
    citizen = offices.citizen()
    code = citizen.code_of(citizen.send(place=VILLAGE, phone="19900006816"))
    right = citizen.http.post("/p", data={"code": code, "tail": "6816"})
    assert right.url.path == citizen.receipt
    answers = [citizen.http.post("/p", data={"code": code, "tail": f"{n:04}"}).status_code for n in range(12)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_the_notice_must_be_seen(offices: Offices) -> None:
    citizen = offices.citizen()
    sent = citizen.send(place=VILLAGE, notice="0")
    assert sent.status_code == 422
    assert FORM_PROBLEMS["notice"] in sent.text
