"""Unsent work as records of a sealed file: for the rolling copy, for export, and brought in again.

A command keeps its id, its actor and its bytes wherever it goes; the county knows it by its id, so it counts once,
whoever sends it and however often.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec
import sqlalchemy as sa

from desktop.store import strings
from desktop.store.attachments import Attachments
from desktop.store.problems import StoreProblem
from desktop.store.slots import FILE as KEY_FILE
from desktop.store.slots import KeyFacts, open_facts, sync_folder
from domain.people import Actor
from storage.engine import Engines
from wire import sealed_file, sealing
from wire.sealed_file import Header, KeptCommand, KeptDraft, KeptFile, Record, SealedProblem


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did. `known`: commands that were here before; `cut`: the file ended before its end."""

    commands: int
    known: int
    cards: int
    drafts: int
    files: int
    case_ids: frozenset[str]
    cut: bool = False


def gather(main: Engines, files: Attachments | None) -> Iterator[Record]:
    """Everything that only this desk knows: commands in their order, open cards, drafts, files."""
    with main.read.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT seq, cmd_id, case_id, kind, actor_id, actor, body, made_at, state, needs, outcome, done_at"
            " FROM outbox WHERE state IN ('pending', 'sent') OR (state = 'rejected' AND settled = '')"
            " ORDER BY n IS NULL, n, seq"
        ).all()
        drafts = connection.exec_driver_sql(
            "SELECT id, form, case_id, actor, body, saved_at FROM draft"
        ).all()
    for row in rows:
        yield KeptCommand(
            row.seq, row.cmd_id, row.case_id, row.kind, row.actor_id, row.actor, row.body, row.made_at, row.state,
            row.needs, row.outcome or b"", row.done_at,
        )  # fmt: skip
    for row in drafts:
        yield KeptDraft(*row)
    if files is None:
        return
    with files.engines.read.connect() as connection:
        waiting = connection.exec_driver_sql(
            "SELECT sha256, media, added_at FROM blob WHERE state = 'waiting' ORDER BY added_at"
        ).all()
    for row in waiting:
        data = files.get(row.sha256)
        if data is not None:
            yield KeptFile(row.sha256, row.media, row.added_at, data)


def seal(stream: BinaryIO, facts: KeyFacts, key: bytes, records: Iterable[Record], now: int) -> int:
    """Write records so that the slots of this desk open them; how many."""
    header = Header(sealed_file.MAGIC, secrets.token_hex(16), facts.device, now, facts.identity, facts.slots)
    return sealed_file.write(stream, header, key, records, secrets.token_bytes)


def seal_to(path: Path, facts: KeyFacts, key: bytes, records: Iterable[Record], now: int) -> int:
    """The same into a file that is there as a whole or not at all. Raises StoreProblem("export")."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            count = seal(stream, facts, key, records, now)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreProblem("export", strings.EXPORT_FAILED.format(path)) from error
    return count


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed file that was opened."""

    header: Header
    records: tuple[Record, ...]
    cut: bool


def open_parcel(
    path: Path, key: bytes | None = None, login: str = "", password: str = "", code: str = ""
) -> Parcel:
    """Read a sealed file with the desk's own key, an operator's password or a recovery code.

    Raises StoreProblem: import (not such a file), locked_key (nothing of that opens it).
    """
    try:
        with path.open("rb") as stream:
            header = sealed_file.read_header(stream)
            if key is None or sealing.key_id(key) != header.identity:
                key = _key_of(header, login, password, code)
            if key is None:
                raise StoreProblem("locked_key", strings.PARCEL_LOCKED)
            found: list[Record] = []
            cut = False
            try:
                for record in sealed_file.records(stream, header, key):
                    found.append(record)  # noqa: PERF402 - what was read before a cut counts
            except SealedProblem as problem:
                if problem.code != "cut":
                    raise
                cut = True
            return Parcel(header, tuple(found), cut)
    except (OSError, SealedProblem) as error:
        raise StoreProblem("import", strings.NOT_A_PARCEL) from error


def _key_of(header: Header, login: str, password: str, code: str) -> bytes | None:
    if code.strip():
        key = sealing.key_of_code(code)
        return key if key is not None and sealing.key_id(key) == header.identity else None
    if not login or not password:
        return None
    return open_facts(KeyFacts(KEY_FILE, header.identity, slots=header.slots), login, password)


def strangers(connection: sa.Connection, records: Iterable[Record]) -> tuple[str, ...]:
    """Names of people whose commands are in the file and who never signed in on this desk."""
    here: set[str] = set()
    for text in connection.exec_driver_sql("SELECT value FROM setting WHERE name LIKE 'account:%'").scalars():
        here.add(msgspec.json.decode(text, type=_Known).actor.id)
    unknown: dict[str, str] = {}
    for record in records:
        if isinstance(record, KeptCommand) and record.actor_id not in here:
            unknown[record.actor_id] = msgspec.json.decode(record.actor, type=Actor).name
    return tuple(unknown.values())


class _Known(msgspec.Struct):
    actor: Actor


def insert_command(connection: sa.Connection, kept: KeptCommand, origin: str) -> bool:
    """One command at the end of the outbox; False when it is known here."""
    sent = kept.state == "sent"
    done = connection.exec_driver_sql(
        "INSERT OR IGNORE INTO outbox (cmd_id, case_id, kind, actor_id, actor, body, made_at, hold_until, state, needs,"
        " tries, outcome, done_at, origin) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
        (
            kept.cmd_id, kept.case_id, kept.kind, kept.actor_id, kept.actor, kept.body, kept.made_at,
            "rejected" if kept.state == "rejected" else "pending", kept.needs, int(sent),
            kept.outcome or None, kept.done_at if kept.state == "rejected" else 0, origin,
        ),
    )  # fmt: skip
    return done.rowcount == 1


def insert_draft(connection: sa.Connection, kept: KeptDraft) -> bool:
    """One draft; one of the same id that is here stays."""
    done = connection.exec_driver_sql(
        "INSERT OR IGNORE INTO draft (id, form, case_id, actor, body, saved_at) VALUES (?, ?, ?, ?, ?, ?)",
        (kept.id, kept.form, kept.case_id, kept.actor, kept.body, kept.saved_at),
    )
    return done.rowcount == 1


def insert_file(connection: sa.Connection, kept: KeptFile) -> int:
    """One file for upload, if its bytes are those of its address; 1 when it was new."""
    if sha256(kept.data).hexdigest() != kept.sha256:
        return 0
    done = connection.exec_driver_sql(
        "INSERT OR IGNORE INTO blob (sha256, media, size, state, added_at, bytes) VALUES (?, ?, ?, 'waiting', ?, ?)",
        (kept.sha256, kept.media, len(kept.data), kept.added_at, kept.data),
    )
    return done.rowcount


def bring_in(main: Engines, files: Engines, parcel: Parcel, now: int) -> Brought:
    """Take the records of a file into this desk, files first, each once. Raises StoreProblem("strangers")."""
    count = 0
    with files.write.begin() as connection:
        for record in parcel.records:
            if isinstance(record, KeptFile):
                count += insert_file(connection, record)
    new = known = cards = drafts = 0
    cases: set[str] = set()
    with main.write.begin() as connection:
        unknown = strangers(connection, parcel.records)
        if unknown:
            raise StoreProblem("strangers", strings.STRANGERS.format("、".join(unknown)))
        for record in parcel.records:
            if isinstance(record, KeptCommand):
                fresh = insert_command(connection, record, parcel.header.device)
                new, known = new + fresh, known + (not fresh)
                cards += fresh and record.state == "rejected"
                cases.add(record.case_id)
            elif isinstance(record, KeptDraft):
                drafts += insert_draft(connection, record)
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO brought (file, device, made_at, brought_at, commands) VALUES (?, ?, ?, ?, ?)",
            (parcel.header.id, parcel.header.device, parcel.header.made_at, now, new),
        )
    return Brought(new, known, cards, drafts, count, frozenset(cases), parcel.cut)
