"""What an administrator does with sealed files of desks: open their key, or take the work in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from county import desk_pair, strings
from county.problems import RequestProblem
from county.scope import buckets_of_people
from county.server import County
from county.sessions import Session
from wire import sealed_file, sealing
from wire.codec import CodecProblem, from_json
from wire.messages import PushedCommand, PushRequest
from wire.sealed_file import Header, KeptCommand, KeptDraft, KeptFile, SealedProblem
from wire.sealing import Slot

_BATCH = 50


class DeskKeyProblem(Exception):
    """A sealed file was not opened; nothing was changed. The words are for the administrator."""


class _Sealed(msgspec.Struct):
    """The readable part of a desk's key file or of a sealed file."""

    format: str
    identity: str
    slots: list[Slot]


@dataclass(slots=True)
class Taken:
    """What became of the work in a file. `absent`: ids of authors who are not in the directory, so that their commands
    were not given; `refused`: sentence -> how often."""

    applied: int = 0
    known: int = 0
    cards: int = 0
    files: int = 0
    absent: set[str] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)
    cut: bool = False


def open_key(county: County, path: Path) -> bytes:
    """The key of a desk, from its key file (store.keys), its copy or an export. Raises DeskKeyProblem."""
    try:
        with path.open("rb") as stream:
            sealed = from_json(stream.readline(1 << 20), _Sealed)
    except (OSError, CodecProblem) as error:
        raise DeskKeyProblem(strings.SEALED_UNREADABLE) from error
    for private in desk_pair.private_keys(county.database):
        key = sealing.open_as_administrator(sealed.slots, sealed.identity, private)
        if key is not None:
            return key
    raise DeskKeyProblem(strings.SEALED_FOR_OTHERS)


def take(county: County, path: Path) -> Taken:
    """Give the county what lies in a sealed file: in order, each under its own id and for its own author.

    What the county has already is known by its id and counts once, also when the desk itself sends it later. Open
    cards and drafts are left to people. Raises DeskKeyProblem when the file cannot be opened.
    """
    key = open_key(county, path)
    taken = Taken()
    commands: list[KeptCommand] = []
    try:
        with path.open("rb") as stream:
            header = sealed_file.read_header(stream)
            try:
                for record in sealed_file.records(stream, header, key):
                    if isinstance(record, KeptFile):
                        taken.files += county.blobs.keep(record.data) == record.sha256
                    elif isinstance(record, KeptCommand) and record.state != "rejected":
                        commands.append(record)
                    elif not isinstance(record, KeptDraft):
                        taken.cards += 1
            except SealedProblem as problem:
                if problem.code != "cut":
                    raise
                taken.cut = True
    except (OSError, SealedProblem) as error:
        raise DeskKeyProblem(strings.SEALED_UNREADABLE) from error
    for request, session, absent in _requests(county, header, commands):
        if session is None:
            taken.absent.add(absent)
            continue
        try:
            answer = county.push.take(session, request)
        except RequestProblem as problem:
            raise DeskKeyProblem(problem.message) from problem
        for outcome in answer.outcomes:
            if outcome.kind == "duplicate":
                taken.known += 1
            elif outcome.kind == "rejected":
                taken.refused[outcome.message] = taken.refused.get(outcome.message, 0) + 1
            else:
                taken.applied += 1
    return taken


def _requests(
    county: County, header: Header, commands: list[KeptCommand]
) -> Iterator[tuple[PushRequest, Session | None, str]]:
    """Batches of one author each; without a session for somebody who is not in the directory.

    Each run is a sequence of its own: commands are known by their ids, never by these numbers.
    """
    device, db_id = f"sealed:{header.device}", f"{header.id}:{county.settings.randomness(4).hex()}"
    dictionary = county.dictionaries.current()
    at = 0
    n = 0
    while at < len(commands):
        author = commands[at].actor_id
        end = at
        while end < len(commands) and end - at < _BATCH and commands[end].actor_id == author:
            end += 1
        actor = dictionary.actor(author)
        part, at = commands[at:end], end
        pushed = [
            PushedCommand(n + place, author, msgspec.Raw(kept.body)) for place, kept in enumerate(part, 1)
        ]
        request = PushRequest(f"{header.id}:{n}", device, db_id, n + 1, pushed)
        if actor is None:
            yield request, None, author
            continue
        n += len(part)
        buckets = buckets_of_people(dictionary.people[author], dictionary.townships)
        yield request, Session("", actor, device, "", buckets, False), ""
