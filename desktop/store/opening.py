"""Opening the data folder: engines, schema with a copy before every change of it, and a look at the file."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from desktop.store import strings
from desktop.store.slots import sync_folder
from storage.engine import Engines, StoreProblem, open_engines

VERSION = 4
"""Number of the newest migration of store.db."""
BLOBS_VERSION = 2
"""Number of the newest migration of attachments.db."""

CHECK_SECONDS = 10.0
"""How long a start after a crash looks through the file; the rest is looked at later, beside the work."""

_STEPS_BETWEEN_LOOKS = 20_000
Checked = Literal["ok", "damaged", "unfinished"]


def statements(name: str) -> Iterator[str]:
    """The statements of a migration file, without comments."""
    text = resources.files("desktop.store").joinpath("migrations", name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    for part in "\n".join(lines).split(";\n"):
        if part.strip():
            yield part.strip()


def open_main(path: Path, key: str) -> Engines:
    """store.db, migrated to VERSION. Raises StoreProblem: damaged, newer, migration, and those of open_engines."""
    engines = open_engines(path, key)
    try:
        with engines.write.connect() as connection:
            found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if found > VERSION:
            raise StoreProblem("newer", strings.NEWER)
        if found:
            _check_after_crash(engines)
        if 0 < found < VERSION:
            _copy_before_migration(path, engines, found)
        _migrate(engines, found, VERSION, "{:04d}.sql")
        with engines.write.begin() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('clean', '0')")
    except sa.exc.DatabaseError as error:
        engines.close()
        raise StoreProblem("damaged", strings.DAMAGED) from error
    except StoreProblem:
        engines.close()
        raise
    if found == VERSION:
        _drop_copies(path)
    return engines


def _migrate(engines: Engines, found: int, wanted: int, name: str) -> None:
    """One transaction for each step: a crash leaves the version before or after it, never between."""
    for step in range(found + 1, wanted + 1):
        try:
            with engines.write.begin() as connection:
                for statement in statements(name.format(step)):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version={step}")
        except sa.exc.DatabaseError as error:
            if "malformed" in str(error.orig) or "not a database" in str(error.orig):
                raise
            raise StoreProblem("migration", strings.MIGRATION) from error


def open_blobs(path: Path, key: str) -> Engines:
    """attachments.db with its schema. Raises StoreProblem as open_main."""
    engines = open_engines(path, key)
    try:
        with engines.write.connect() as connection:
            found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if found > BLOBS_VERSION:
            raise StoreProblem("newer", strings.NEWER)
        if 0 < found < BLOBS_VERSION:
            _copy_before_migration(path, engines, found)
        _migrate(engines, found, BLOBS_VERSION, "blobs_{:04d}.sql")
        with engines.read.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM blob WHERE state = 'waiting'").scalar()
    except sa.exc.DatabaseError as error:
        engines.close()
        raise StoreProblem("damaged", strings.DAMAGED) from error
    except StoreProblem:
        engines.close()
        raise
    if found == BLOBS_VERSION:
        _drop_copies(path)
    return engines


def _check_after_crash(engines: Engines) -> None:
    """Look through the file when the last run did not close it: the check reads every page."""
    with engines.read.connect() as connection:
        clean = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'clean'").scalar()
    if clean != "1" and quick_check(engines.read, CHECK_SECONDS) == "damaged":
        raise StoreProblem("damaged", strings.DAMAGED)


def quick_check(
    engine: sa.Engine, seconds: float | None, monotonic: Callable[[], float] = time.monotonic
) -> Checked:
    """Read every page and its structure, for at most so many seconds."""
    end = None if seconds is None else monotonic() + seconds
    stopped: list[int] = []

    def late() -> int:
        if end is not None and monotonic() > end:
            stopped.append(1)
        return len(stopped)

    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.set_progress_handler(late, _STEPS_BETWEEN_LOOKS)
        try:
            answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        except sa.exc.DatabaseError:
            answer = ""
        finally:
            raw.set_progress_handler(None, 0)
    if answer == "ok":
        return "ok"
    return "unfinished" if stopped else "damaged"


def mark_closed(engines: Engines) -> None:
    """The file was closed in order; the next start need not look through it."""
    with engines.write.begin() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('clean', '1')")


def _copy_before_migration(path: Path, engines: Engines, version: int) -> None:
    """A complete encrypted copy, on the disk before the first statement; it stays until the next good start."""
    with engines.write.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreProblem("locked", strings.MIGRATION)
    try:
        copy_whole(path, path.with_name(f"{path.stem}.before-{version + 1}{path.suffix}"))
    except OSError as error:
        raise StoreProblem("migration", strings.MIGRATION) from error


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file; after a power cut the target is complete or not there. Raises OSError."""
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    sync_folder(target.parent)


def _drop_copies(path: Path) -> None:
    for old in path.parent.glob(f"{path.stem}.before-*{path.suffix}*"):
        old.unlink(missing_ok=True)
