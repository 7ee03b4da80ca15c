"""A log written once means the same for ever, whatever profile and calendar hold today.

The log lies in golden/log.json; it was made by the rules of its day and is never made again.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from domain.actions import available
from domain.case import Case
from domain.commands import Command
from domain.decide import decide
from domain.evolve import evolve, fold
from domain.people import Actor
from domain.queues import memberships
from tests.desktop.store_samples import (
    BUCKET,
    CALENDAR_TEXT,
    NOW,
    PROFILE,
    PROFILE_TEXT,
    case_rows,
    dictionary_rows,
    facts,
    open_store,
    page,
    row,
)  # fmt: skip
from tests.simulator.deeds import body_for
from wire.codec import decode_case, decode_event, encode_case, encode_event, to_json
from wire.entries import CalendarEntry, ProfileEntry

LOG = Path(__file__).parent / "golden" / "log.json"
PEOPLE = (
    Actor("p001", "王红霞", ("T_OPERATOR",), (), ("990101101",)),
    Actor("p004", "韩立民", ("T_DIRECTOR",), (), ("990101101",)),
    Actor("p085", "部门", ("UNIT_LIAISON",), ("t-build",), ("990101101",)),
    Actor("p086", "部门负责人", ("UNIT_HEAD",), ("t-build",), ("990101101",)),
    Actor("p130", "县中心", ("C_CENTRE",), (), ("990101",)),
)


def write_log() -> None:
    """Twenty lives of a case, by the rules as they are now."""
    lives = []
    for seed in range(20):
        rng = random.Random(seed)
        case, bodies, at = Case(), [], NOW - 40 * 86400
        for n in range(60):
            at += rng.choice((60, 4000, 90_000))
            by = PEOPLE[0] if n == 0 else rng.choice(PEOPLE)
            kinds = (
                [k for k in available(case, PROFILE, by, at) if k not in ("void", "merge")]
                if n
                else ["register"]
            )
            if not kinds:
                continue
            numbers = iter(range(100))
            body = body_for(kinds[0] if rng.random() < 0.7 else rng.choice(kinds), case if n else None, by, rng,
                            lambda n=n, numbers=numbers: f"t{n}-{next(numbers)}")  # fmt: skip
            command = Command(f"k{seed}-{n}", f"c-{seed}", body, at)
            answer = decide(case if n else None, command, by, at, PROFILE, facts())
            for event in answer if isinstance(answer, tuple) else ():
                case = evolve(case, event)
                bodies.append(json.loads(encode_event(event)))
        lives.append({"events": bodies, "case": json.loads(encode_case(case))})
    LOG.write_text(json.dumps(lives, ensure_ascii=False, indent=0), encoding="utf-8")


if not LOG.exists() and os.environ.get("MINQING_GOLDEN") == "write":
    write_log()
LIVES = json.loads(LOG.read_text(encoding="utf-8"))


def _life(n: int) -> tuple[Case, list[bytes]]:
    return decode_case(json.dumps(LIVES[n]["case"]).encode()), [
        json.dumps(e).encode() for e in LIVES[n]["events"]
    ]


@pytest.mark.parametrize("n", range(len(LIVES)))
def test_the_fold_of_the_log_is_the_frozen_case(n):
    case, events = _life(n)
    assert fold(decode_event(body) for body in events) == case


def test_the_log_is_worth_replaying():
    kinds = {e["kind"] for life in LIVES for e in life["events"]}
    assert {"registered", "dispatched", "signed", "fed_back", "replied", "called_back", "struck_off"} <= kinds
    assert len({life["case"]["state"] for life in LIVES}) > 3
    assert any(clock["state"] == "running" for life in LIVES for clock in life["case"]["clocks"])


def test_another_profile_and_calendar_change_neither_state_nor_due_times(tmp_path):
    slower = PROFILE_TEXT.replace(f"version = {PROFILE.version}", f"version = {PROFILE.version + 1}", 1)
    slower = slower.replace("n = 30", "n = 45").replace("n = 5,", "n = 9,")
    assert slower != PROFILE_TEXT
    other = CALENDAR_TEXT.replace('version = "', 'version = "later-', 1)
    rows = [r for n in range(len(LIVES)) for r in case_rows(*_life(n))]
    seen = []
    for folder, more in (
        ("a", []),
        ("b", [
            row("county", "profile", f"{PROFILE.id}:{PROFILE.version + 1}", 9,
                to_json(ProfileEntry(PROFILE.id, PROFILE.version + 1, slower))),
            row("county", "calendar", "later", 9, to_json(CalendarEntry("later", other))),
        ]),
    ):  # fmt: skip
        store = open_store(tmp_path / folder)
        store.apply_page(page(dictionary_rows() + more))
        store.apply_page(page(rows))
        seen.append([replace(store.row(f"c-{n}"), pk=0) for n in range(len(LIVES))])
        assert store.dictionaries.profile().version == PROFILE.version + bool(more)
        assert [store.case(f"c-{n}").case for n in range(len(LIVES))] == [
            _life(n)[0] for n in range(len(LIVES))
        ]
        store.close()
    assert seen[0] == seen[1]


def test_an_older_client_that_does_not_know_one_kind_of_event_shows_the_right_state(tmp_path):
    store = open_store(tmp_path)
    store.apply_page(page(dictionary_rows()))
    for n in range(len(LIVES)):
        case, events = _life(n)
        strange = [body.replace(b'"kind": "signed"', b'"kind": "signed_by_voice"') for body in events]
        store.apply_page(page(case_rows(case, strange)))
        file = store.case(f"c-{n}")
        assert file.case == case
        assert len(file.events) == len(events)
        held = {r.queue for r in memberships(case, PROFILE)}
        assert set(store.row(f"c-{n}").queues if store.row(f"c-{n}") else ()) == held
    assert store.sync_state().incomplete == ()
    assert BUCKET in store.sync_state().buckets
    store.close()
