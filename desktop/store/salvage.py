"""Repair: what the operator wrote goes from a damaged store into a new one; the damaged files are kept.

Every step can be cut off. Until the journal is written nothing has changed; afterwards the next start finishes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import sqlalchemy as sa

from desktop.store import opening, strings, unsent
from desktop.store.core import put_meta
from desktop.store.health import examine
from desktop.store.rescue import META, OUTBOX, Rescued, rescue_files, rescue_store
from desktop.store.slots import FILE, KeySlots, read_facts, sync_folder, write_whole
from domain.chinatime import china_text
from storage.engine import Engines, StoreProblem
from storage.pages import read_salt
from wire.codec import from_json, to_json
from wire.sealed_file import KeptCommand, KeptDraft, KeptFile, Record

JOURNAL = "store.replacing"
STORE, FILES = "store.db", "attachments.db"
_JUMP = 4096
"""Temporary numbers passed over when it is not certain which was the last."""


class _Replacing(msgspec.Struct):
    files: list[str]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was brought over. `doubtful`: commands taken from damaged pages; `aside`: where the old files lie."""

    commands: int
    waiting: int
    drafts: int
    files: int
    doubtful: int
    aside: Path


def aside_name(prefix: str, now: int) -> str:
    """Name of a folder for files that are set aside."""
    return f"{prefix}-{''.join(c for c in china_text(now) if c.isdigit())}"


def set_aside(folder: Path, prefix: str, now: int) -> Path:
    """Copy every file of the store, as it is, into a folder with the date. Raises OSError."""
    target, nth = folder / aside_name(prefix, now), 1
    while target.exists():
        nth += 1
        target = folder / f"{aside_name(prefix, now)}-{nth}"
    part = target.with_name(target.name + ".part")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir()
    for name in (STORE, FILES):
        for suffix in ("", "-wal"):
            source = folder / (name + suffix)
            if source.exists():
                opening.copy_whole(source, part / source.name)
    if (folder / FILE).exists():
        opening.copy_whole(folder / FILE, part / FILE)
    part.rename(target)
    sync_folder(folder)
    return target


def salvage(
    folder: Path, key: bytes, now: int, new_id: Callable[[], str], copied: Iterable[Record] = ()
) -> Salvaged:
    """Make a new store of what is readable. The caller holds the folder's lock.

    `copied`: records of the rolling copy; they fill what the damaged file has lost. Raises StoreProblem("repair")
    when there is no room; then nothing has changed.
    """
    try:
        return _salvage(folder, key, now, new_id, list(copied))
    except OSError as error:
        raise StoreProblem("repair", strings.REPAIR_FAILED) from error


def _salvage(folder: Path, key: bytes, now: int, new_id: Callable[[], str], copied: list[Record]) -> Salvaged:
    finish(folder, key)
    aside = set_aside(folder, "damaged", now)
    facts = read_facts(folder / FILE)
    salts = {} if facts is None else {name: bytes.fromhex(salt) for name, salt in facts.salts.items()}
    found, waiting, files, replaced = Rescued(), 0, 0, []
    if not _sound(folder / STORE, key, salts.get(STORE, b""), opening.open_main):
        found = rescue_store(aside / STORE, key, salts.get(STORE) or read_salt(aside / STORE))
        found.meta.setdefault("device", "" if facts is None else facts.device)
        waiting = _new_store(folder / f"{STORE}.new", key, found, copied, now, new_id)
        replaced.append(STORE)
    if not _sound(folder / FILES, key, salts.get(FILES, b""), opening.open_blobs):
        kept = rescue_files(aside / FILES, key, salts.get(FILES) or read_salt(aside / FILES))
        files = _new_files(
            folder / f"{FILES}.new", key, [*kept, *(r for r in copied if isinstance(r, KeptFile))]
        )
        replaced.append(FILES)
    write_whole(folder / JOURNAL, to_json(_Replacing(replaced)))
    finish(folder, key)
    return Salvaged(len(found.commands), waiting, len(found.drafts), files, found.doubtful, aside)


def finish(folder: Path, key: bytes) -> None:
    """Carry out what the journal says; harmless when there is none."""
    journal = folder / JOURNAL
    if not journal.exists():
        return
    for name in from_json(journal.read_bytes(), _Replacing).files:
        fresh = folder / f"{name}.new"
        if fresh.exists():
            for suffix in ("-wal", "-shm"):
                (folder / (name + suffix)).unlink(missing_ok=True)
            fresh.replace(folder / name)
    sync_folder(folder)
    slots = KeySlots(folder, key)
    slots.found(slots.facts.device, {name: read_salt(folder / name).hex() for name in (STORE, FILES)})
    journal.unlink()
    sync_folder(folder)


def _sound(path: Path, key: bytes, salt: bytes, opener: Callable[[Path, str], Engines]) -> bool:
    if not path.exists() or examine(path, key, salt):
        return False
    try:
        engines = opener(path, key.hex())
    except StoreProblem:
        return False
    try:
        return opening.quick_check(engines.read, None) == "ok"
    finally:
        engines.close()


def _begin_anew(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _new_store(
    path: Path, key: bytes, found: Rescued, copied: list[Record], now: int, new_id: Callable[[], str]
) -> int:
    _begin_anew(path)
    engines = opening.open_main(path, key.hex())
    try:
        with engines.write.begin() as connection:
            _fill(connection, found, now, new_id)
            for record in copied:
                if isinstance(record, KeptCommand):
                    unsent.insert_command(connection, record, "")
                elif isinstance(record, KeptDraft):
                    unsent.insert_draft(connection, record)
            waiting = int(
                connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state = 'pending'").scalar_one()
            )
        opening.mark_closed(engines)
    finally:
        engines.close()
    _to_disk(path)
    return waiting


def _fill(connection: sa.Connection, found: Rescued, now: int, new_id: Callable[[], str]) -> None:
    for command in found.commands:
        names = [name for name in OUTBOX if name in command]
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO outbox ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - names are ours
            tuple(command[name] for name in names),
        )
    connection.exec_driver_sql("UPDATE outbox SET n = NULL")
    connection.exec_driver_sql("UPDATE outbox SET state = 'pending', hold_until = 0 WHERE state = 'sent'")
    for draft in found.drafts:
        connection.exec_driver_sql("INSERT OR IGNORE INTO draft VALUES (?, ?, ?, ?, ?, ?)", draft)
    for name, text in found.settings.items():
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, text))
    for name in META:
        if found.meta.get(name):
            put_meta(connection, name, found.meta[name])
    counter = found.meta.get("temporary", "")
    put_meta(
        connection, "temporary", str((int(counter) if counter.isdigit() else now // 60) % (1 << 20) + _JUMP)
    )
    put_meta(connection, "db_id", new_id())


def _new_files(path: Path, key: bytes, kept: Iterable[KeptFile]) -> int:
    _begin_anew(path)
    engines: Engines = opening.open_blobs(path, key.hex())
    count = 0
    try:
        with engines.write.begin() as connection:
            for record in kept:
                if sha256(record.data).hexdigest() == record.sha256:
                    count += unsent.insert_file(connection, record)
    finally:
        engines.close()
    _to_disk(path)
    return count


def _to_disk(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
