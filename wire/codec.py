"""JSON bodies of commands, events and folded cases.

Bodies are bytes end to end: whoever stores or forwards one never re-encodes it, so unknown fields survive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from domain.case import Case
from domain.commands import COMMANDS, Body, Command
from domain.events import EVENTS, Event, Unknown

T = TypeVar("T")


class CodecProblem(ValueError):
    """A body that cannot be understood. `code`: unknown_kind or malformed."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


_encoder = msgspec.json.Encoder()
_case_decoder = msgspec.json.Decoder(Case)


def to_json(value: object) -> bytes:
    """Compact UTF-8 JSON of builtins, dataclasses and structs."""
    return _encoder.encode(value)


def from_json(data: bytes, kind: type[T]) -> T:
    """Decode strictly into `kind`; unknown fields are ignored.

    Raises CodecProblem("malformed") for anything else, including JSON nested too deeply.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise CodecProblem("malformed", str(error)) from error


def encode_command(command: Command) -> bytes:
    """{"id", "case_id", "kind", "body", "at_device", "seen_rev"}."""
    return _encoder.encode(
        {
            "id": command.id,
            "case_id": command.case_id,
            "kind": command.body.kind,
            "body": command.body,
            "at_device": command.at_device,
            "seen_rev": command.seen_rev,
        }
    )


class _CommandFrame(msgspec.Struct):
    id: str
    case_id: str
    kind: str
    body: msgspec.Raw
    at_device: int
    seen_rev: int = 0


def decode_command(data: bytes) -> Command:
    """The command in `data`. Raises CodecProblem for an unknown kind or a malformed body."""
    frame = from_json(data, _CommandFrame)
    kind = COMMANDS.get(frame.kind)
    if kind is None:
        raise CodecProblem("unknown_kind", frame.kind)
    body: Body = from_json(bytes(frame.body), kind)
    return Command(frame.id, frame.case_id, body, frame.at_device, frame.seen_rev)


def encode_event(event: Event) -> bytes:
    """{"kind", "at", "by", …fields}. An Unknown event is written back as it came."""
    if isinstance(event, Unknown):
        return event.body.encode()
    return b'{"kind":' + _encoder.encode(event.kind) + b"," + _encoder.encode(event)[1:]


class _EventFrame(msgspec.Struct):
    kind: str
    at: int
    by: str


def decode_event(data: bytes) -> Event:
    """The event in `data`; a kind this version does not know becomes `Unknown` with its text kept."""
    frame = from_json(data, _EventFrame)
    kind = EVENTS.get(frame.kind)
    if kind is None:
        return Unknown(at=frame.at, by=frame.by, name=frame.kind, body=data.decode())
    return from_json(data, kind)


def join_events(bodies: Sequence[bytes]) -> bytes:
    """The body of a row for events that came of one command: one event as it is, several as a list, oldest first."""
    return bodies[0] if len(bodies) == 1 else b"[" + b",".join(bodies) + b"]"


def split_events(data: bytes) -> tuple[bytes, ...]:
    """The bodies of the events in a row, oldest first. Raises CodecProblem."""
    if not data.startswith(b"["):
        return (data,)
    return tuple(bytes(body) for body in from_json(data, list[msgspec.Raw]))


def encode_case(case: Case) -> bytes:
    """The folded case."""
    return _encoder.encode(case)


def decode_case(data: bytes) -> Case:
    """A folded case; fields of a newer version are ignored, missing ones take their defaults."""
    try:
        return _case_decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise CodecProblem("malformed", str(error)) from error
