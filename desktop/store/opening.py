"""Opening the data folder: lock, key, engines, schema, and a look at the file after a crash."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import sqlalchemy as sa

from desktop.store import strings
from storage.engine import Engines, StoreProblem, open_engines

VERSION = 1
"""Number of the newest migration of store.db."""
BLOBS_VERSION = 2
"""Number of the newest migration of attachments.db."""


def statements(name: str) -> Iterator[str]:
    """The statements of a migration file, without comments."""
    text = resources.files("desktop.store").joinpath("migrations", name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    for part in "\n".join(lines).split(";\n"):
        if part.strip():
            yield part.strip()


def open_main(path: Path, key: str) -> Engines:
    """store.db, migrated to VERSION. Raises StoreProblem: damaged, newer, and those of open_engines."""
    engines = open_engines(path, key)
    try:
        with engines.write.connect() as connection:
            found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if found > VERSION:
            raise StoreProblem("newer", strings.NEWER)
        if 0 < found < VERSION:
            _copy_before_migration(path, engines, found)
        for step in range(found + 1, VERSION + 1):
            with engines.write.begin() as connection:
                for statement in statements(f"{step:04d}.sql"):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version={step}")
        _check_after_crash(engines)
    except sa.exc.DatabaseError as error:
        engines.close()
        raise StoreProblem("damaged", strings.DAMAGED) from error
    except StoreProblem:
        engines.close()
        raise
    return engines


def open_blobs(path: Path, key: str) -> Engines:
    """attachments.db with its schema."""
    engines = open_engines(path, key)
    with engines.write.begin() as connection:
        found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        for step in range(found + 1, BLOBS_VERSION + 1):
            for statement in statements(f"blobs_{step:04d}.sql"):
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA user_version={step}")
    return engines


def _check_after_crash(engines: Engines) -> None:
    """Look through the whole file only when the last run did not close it: the check reads every page."""
    with engines.write.begin() as connection:
        clean = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'clean'").scalar()
        if clean == "0" and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise StoreProblem("damaged", strings.DAMAGED)
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('clean', '0')")


def mark_closed(engines: Engines) -> None:
    """The file was closed in order; the next start need not look through it."""
    with engines.write.begin() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('clean', '1')")


def _copy_before_migration(path: Path, engines: Engines, version: int) -> None:
    with engines.write.connect() as connection:
        connection.commit()
    with engines.write.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy2(path, path.with_name(f"{path.stem}.before-{version + 1}{path.suffix}"))
