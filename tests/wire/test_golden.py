"""What was once written stays readable, byte for byte. MINQING_GOLDEN=write makes files for kinds that have none.

A file here is a promise to devices and stores in the field: it is never edited and never deleted; a changed shape
gets a new name or a field with a default.
"""

from __future__ import annotations

import json
import os
import typing
from pathlib import Path

import msgspec
import pytest

from domain.case import Case
from domain.commands import COMMANDS, Command
from domain.events import EVENTS, Unknown
from tests.wire.golden_values import sample
from wire import files, messages, repair
from wire.codec import (
    CodecProblem,
    decode_case,
    decode_command,
    decode_event,
    encode_case,
    encode_command,
    encode_event,
    from_json,
    to_json,
)
from wire.entries import ENTRIES

GOLDEN = Path(__file__).parent / "golden"
MESSAGES = sorted(
    {
        kind
        for module in (messages, repair, files)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct
    },
    key=lambda kind: kind.__name__,
)


GROWN = [kind for kind in MESSAGES if to_json(sample(kind)) != to_json(sample(kind, later=True))]
"""Messages with members that came after their first shape; without them they are what they were."""


def golden(folder: str, name: str, made: bytes) -> bytes:
    """The frozen bytes; written from `made` when asked for and absent."""
    path = GOLDEN / folder / f"{name}.json"
    if not path.exists() and os.environ.get("MINQING_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made + b"\n")
    assert path.exists(), f"{path} is missing: MINQING_GOLDEN=write makes it once"
    return path.read_bytes().rstrip(b"\n")


def names(folder: str) -> set[str]:
    return {path.stem for path in (GOLDEN / folder).glob("*.json")}


def a_command(kind: str) -> Command:
    return Command("01a1fc40-0000-7000-8000-000000000001", "01a1fc40-0000-7000-8000-000000000002",
                   sample(COMMANDS[kind]), 1_795_233_600, 3)  # fmt: skip


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_commands(kind):
    frozen = golden("commands", kind, encode_command(a_command(kind)))
    assert decode_command(frozen) == a_command(kind)
    assert json.loads(encode_command(a_command(kind))) == json.loads(frozen)


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_events(kind):
    frozen = golden("events", kind, encode_event(sample(EVENTS[kind])))
    assert decode_event(frozen) == sample(EVENTS[kind])
    assert json.loads(encode_event(sample(EVENTS[kind]))) == json.loads(frozen)


def test_the_folded_case():
    frozen = golden("bodies", "case", encode_case(sample(Case)))
    assert decode_case(frozen) == sample(Case)
    assert json.loads(encode_case(sample(Case))) == json.loads(frozen)


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_dictionary_entries(kind):
    value = ENTRY_SAMPLES.get(kind) or sample(ENTRIES[kind])
    frozen = golden("bodies", kind, to_json(value))
    assert from_json(frozen, ENTRIES[kind]) == value
    assert json.loads(to_json(value)) == json.loads(frozen)


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_messages(kind):
    value = sample(kind)
    frozen = golden("messages", kind.__name__, to_json(value))
    assert to_json(from_json(frozen, kind)) == frozen
    assert json.loads(to_json(value)) == json.loads(frozen)


@pytest.mark.parametrize("kind", GROWN, ids=lambda kind: kind.__name__)
def test_messages_with_what_came_later(kind):
    value = sample(kind, later=True)
    frozen = golden("grown", kind.__name__, to_json(value))
    assert to_json(from_json(frozen, kind)) == frozen
    assert json.loads(to_json(value)) == json.loads(frozen)
    first = json.loads(golden("messages", kind.__name__, b""))
    assert first.items() < json.loads(frozen).items()


def test_nothing_that_was_frozen_has_lost_its_reader():
    assert names("commands") <= set(COMMANDS)
    assert names("events") <= set(EVENTS)
    assert names("messages") <= {kind.__name__ for kind in MESSAGES}
    assert names("grown") == {kind.__name__ for kind in GROWN}
    assert names("bodies") <= {"case", *ENTRIES}


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_fields_of_a_newer_version_do_not_disturb(kind):
    newer = json.loads(golden("events", kind, b"")) | {"added_later": {"deep": [1, None]}}
    assert decode_event(json.dumps(newer).encode()) == sample(EVENTS[kind])


def test_an_event_of_a_newer_version_is_kept_as_it_came():
    body = '{"kind":"teleported","at":5,"by":"p001","to":"月球","n":1.0}'.encode()
    event = decode_event(body)
    assert isinstance(event, Unknown)
    assert (event.name, event.at, event.by) == ("teleported", 5, "p001")
    assert encode_event(event) == body


def test_a_raw_body_passes_through_byte_for_byte():
    row = from_json(golden("messages", "FeedRow", b""), messages.FeedRow)
    assert bytes(row.body) == b'{"kept":"as it came","n":1.0}'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "malformed"),
        (b"null", "malformed"),
        (b'{"id":1}', "malformed"),
        (b"[" * 200_000, "malformed"),
        (b'{"id":"a","case_id":"b","kind":"no_such","body":{},"at_device":1}', "unknown_kind"),
        (b'{"id":"a","case_id":"b","kind":"note","body":{"text":5},"at_device":1}', "malformed"),
        (b'{"id":"a","case_id":"b","kind":"note","body":{"text":"\xff"},"at_device":1}', "malformed"),
    ],
)
def test_broken_commands_are_named_not_guessed(data, code):
    with pytest.raises(CodecProblem) as problem:
        decode_command(data)
    assert problem.value.code == code


def test_cursors_are_opaque_text_of_one_shape():
    assert typing.get_type_hints(messages.PullRequest)["cursors"] == dict[str, str]


def _entry_samples() -> dict[str, object]:
    """Values whose fields are closed lists or dates."""
    from datetime import date

    from domain.campaign import CodeKind
    from domain.code_ledger import CodeRecord, CodeState
    from domain.duties import DutyItem, ListKind
    from domain.places import GridType, Place, PlaceKind

    return {
        "place": Place(
            "990101101201003", PlaceKind.GROUP, "3组", "990101101201", GridType.GROUP, 41, date(2026, 1, 1)
        ),
        "code": CodeRecord(
            "ABCD1234X",
            "2026-11",
            7,
            next(iter(CodeKind)),
            "990101101201003",
            "金山村3组",
            "1–41户",
            41,
            CodeState.POSTED,
        ),
        "duty": DutyItem(ListKind.BASIC, "A001", "样例事项", "t-party", "党的建设", "样例"),
    }


ENTRY_SAMPLES = _entry_samples()
