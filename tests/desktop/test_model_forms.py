"""Every form builds the command it says, and says what is missing before it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import FORMS, Choice, Ticket, check, fill, form_for
from desktop.forms.drafts import from_text, to_text
from desktop.strings import fields as words
from domain.case import Attachment, Case, Measure, Mediation, Party, Task, Whistle, WhistleUnit
from domain.commands import COMMANDS

from . import store_samples as s

PARTIES = (Party("冯春强"), Party("余云娟"))
CASE = Case(
    id="c1", state="handling", township=s.TOWNSHIP, round=1,
    tasks=(Task("t1", "u1", 1, state="signed"), Task("t2", "u2", 1, lead=False, state="signed")),
    measures=(Measure("m1", "supervise", 1, "p1"),),
    whistles=(Whistle("w1", "占道", "集市", 9, 1, "p1", units=(WhistleUnit("u1"),)),),
    mediation=Mediation("x", "offered", "村调委会", "邻里", PARTIES, 1),
)  # fmt: skip
SOME = (Choice("u1", "司法所"), Choice("u2", "执法办"))
PHOTO = Attachment("ab" * 32, "现场.jpg", "image/jpeg", 10, "photo")


def ticket(kind: str, case: Case = CASE) -> Ticket:
    numbers = iter(range(1000))
    return Ticket(
        case, s.PROFILE, s.OPERATOR, s.NOW, lambda: f"id{next(numbers)}", kind, s.TOWNSHIP, SOME, SOME, SOME,
        (Choice("MS", "民生"),), (Choice("QZ", "求助"),), (Choice("M24", "市容"),), (Choice("群体性", "群体性"),),
        (Choice("A001", "A001"),), (Choice("邻里", "邻里"),), "u1",
    )  # fmt: skip


def answered(form):
    """A value for every field, of its kind."""
    values = fill(form)
    for field in form.fields:
        if field.name == "phone":
            values[field.name] = "19900006816"
        elif field.options and field.kind in ("choice", "pick"):
            values[field.name] = values[field.name] or field.options[0].value
        elif field.kind in ("line", "text"):
            values[field.name] = values[field.name] or "已到现场查看处理，群众知情。"
        elif field.kind == "when":
            values[field.name] = s.NOW
        elif field.kind == "files":
            values[field.name] = (PHOTO,)
        elif field.kind == "table":
            values[field.name] = (("张某", "123", "", "", "", "", "", "", ""),)
    return values


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_complete_form_builds_its_command(kind):
    form = form_for(ticket(kind))
    values = answered(form)
    assert check(form, values) == ()
    body = form.build(values)
    assert type(body) is COMMANDS[kind]
    assert form.kind == kind


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_an_empty_form_names_its_first_missing_field(kind):
    form = form_for(ticket(kind, Case(id="c2", state="registered")))
    values = fill(form)
    problems = check(form, values)
    wanted = [f.name for f in form.fields if f.visible(values) and f.needed(values) and not values[f.name]]
    assert [p.field for p in problems] == wanted
    assert all(words.label(kind, p.field) in p.message for p in problems)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_field_has_a_label(kind):
    for field in form_for(ticket(kind)).fields:
        assert field.name.startswith("q:") or words.label(kind, field.name)
        assert field.kind in ("choice", "pick", "many") or not field.options
        if field.kind == "table":
            assert field.name in words.TABLES


def test_register_wants_name_phone_place_source_and_words():
    form = form_for(ticket("register"))
    values = fill(form)
    assert {p.field for p in check(form, values)} == {"name", "phone", "place", "text"}
    assert values["source"] == "visit"
    values.update(no_phone=True, anonymous=True, place="u1", text="路灯不亮")
    assert check(form, values) == ()
    body = form.build(values)
    assert body.reporter.no_phone
    assert body.reporter.phone == ""


@pytest.mark.parametrize("phone", ["19900006816", "0943-8221234", "12345", "400-123-4567"])
def test_good_telephone_numbers(phone):
    form = form_for(ticket("register"))
    assert "phone" not in {p.field for p in check(form, {**answered(form), "phone": phone})}


@pytest.mark.parametrize("phone", ["1990000681", "abc", "１９９００００６８１６x", "199 0000 6816 转"])
def test_bad_telephone_numbers(phone):
    form = form_for(ticket("register"))
    assert "phone" in {p.field for p in check(form, {**answered(form), "phone": phone})}


def test_a_dissatisfied_citizens_words_are_wanted():
    form = form_for(ticket("callback"))
    values = {**answered(form), "outcome": "不满意", "words": ""}
    assert [p.field for p in check(form, values)] == ["words"]
    assert check(form, {**values, "words": "只修了一半"}) == ()


def test_an_unreached_callback_has_no_answers():
    form = form_for(ticket("callback"))
    body = form.build({**answered(form), "outcome": "未接通"})
    assert body.answers == ()
    assert body.solved == ""


def test_dispatch_has_one_lead_and_never_the_same_unit_twice():
    form = form_for(ticket("dispatch"))
    body = form.build({**answered(form), "lead": "u1", "assist": ("u1", "u2"), "duty_item": "A001"})
    assert [(t.unit, t.lead) for t in body.tasks] == [("u1", True), ("u2", False)]
    assert {t.duty_item for t in body.tasks} == {"A001"}
    assert form.hold == 5


def test_too_long_a_text_is_refused_kindly_and_kept():
    form = form_for(ticket("note"))
    values = {**fill(form), "text": "字" * 20001}
    (problem,) = check(form, values)
    assert "20000" in problem.message
    assert len(values["text"]) == 20001


texts = st.text(max_size=60)


@given(
    st.dictionaries(st.sampled_from(["text", "name", "note"]), texts), st.booleans(), st.tuples(texts, texts)
)
def test_a_draft_comes_back_as_it_was(values, tick, many):
    full = {**values, "tick": tick, "many": many, "files": (PHOTO,), "table": (many, ("a", "b")), "when": 7}
    assert from_text(to_text(full)) == full


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100000])
def test_an_unreadable_draft_is_empty(text):
    assert from_text(text) == {}
