"""The course of a matter in sentences, for every event there is."""

from __future__ import annotations

from dataclasses import fields

import pytest

from desktop import standing, story
from desktop.strings import story as words
from domain.case import Case, Task
from domain.events import EVENTS, Unknown

from . import store_samples as s

NAMES = story.Names(lambda c: f"人{c}", lambda c: f"单位{c}", lambda c: f"类{c}", lambda c: f"地{c}")
CASE = Case(id="c", tasks=(Task("t1", "u1", 1),))
HOSTILE = "{0} %s <b>x</b> {note} {__class__}"


def made(kind: str):
    """An event with hostile words in every text."""
    cls = EVENTS[kind]
    values = {}
    for field in fields(cls):
        kind_of = str(field.type)
        if field.name == "at":
            values["at"] = s.NOW
        elif kind_of == "str":
            values[field.name] = HOSTILE
        elif kind_of == "int":
            values[field.name] = 1
        elif kind_of == "bool":
            values[field.name] = True
        elif kind_of.startswith("tuple"):
            values[field.name] = ()
        elif kind_of == "Reporter":
            from domain.case import Reporter

            values[field.name] = Reporter("张三", "19900006816")
    return cls(**values)


def test_every_event_has_a_sentence():
    assert set(EVENTS) <= set(words.LINES)


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_hostile_words_stand_in_the_sentence_as_they_are(kind):
    event = made(kind)
    text = story.sentence(event, CASE, s.PROFILE, NAMES)
    assert text
    template = words.LINES[kind]
    if "{text}" in template or "{note}" in template:
        assert HOSTILE in text


def test_an_event_of_a_newer_version_is_shown_by_its_name():
    event = Unknown(at=1, by="p1", name="teleported", body="{}")
    assert "teleported" in story.sentence(event, CASE, s.PROFILE, NAMES)


def test_pending_events_are_marked():
    case, _ = s.made("c9")
    from domain.commands import Command, Note
    from domain.decide import decide

    answer = decide(case, Command("n", "c9", Note("补充"), s.NOW), s.OPERATOR, s.NOW, s.PROFILE, s.facts())
    assert isinstance(answer, tuple)
    lines = list(story.course(answer, len(answer), case, s.PROFILE, NAMES))
    assert {line.mark for line in lines} == {"pending"}


@pytest.mark.parametrize(
    ("due", "text"),
    [(60, "剩 1分"), (59 * 60, "剩 59分"), (3600, "剩 1小时"), (86399, "剩 23小时"), (86400, "剩 1天"), (-240, "已超 4分"),
     (-1, "已超 1分"), (0, "已超 0分"), (-90000, "已超 1天")],
)  # fmt: skip
def test_what_is_left_of_a_limit(due, text):
    assert story.limit_text(s.NOW + due, s.NOW) == text


def test_no_limit_says_why():
    assert story.limit_text(None, s.NOW, "suspended") == "已挂起"
    assert story.limit_text(None, s.NOW, "struck_off") == "已办结"
    assert story.limit_text(None, s.NOW, "handling") == "无时限"


def test_moments_are_as_short_as_can_be():
    assert story.moment_text(s.NOW - 3600, s.NOW) == "11:00"
    assert story.moment_text(s.NOW - 86400, s.NOW) == "昨 12:00"
    assert story.moment_text(s.NOW - 5 * 86400, s.NOW) == "11月16日"
    assert story.moment_text(s.NOW - 400 * 86400, s.NOW) == "2025-10-17"
    assert story.moment_text(0, s.NOW) == ""
    assert story.clock_text(s.NOW + 7) == "12:00:07"


def test_numbers_as_people_say_them():
    assert story.short_number("99010110126112100065") == "1121-0006"
    assert story.short_number("L-A0001") == "L-A0001"


def test_the_next_step_asks_for_the_call_first():
    case, _ = s.made("c8")
    assert "电话联系" in standing.next_step(case, s.PROFILE)
    assert all(words.NEXT[state] for state in ("handling", "review", "callback"))
